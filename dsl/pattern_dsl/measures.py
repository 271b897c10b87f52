"""Measures: the bars of a MIDI file and the tempo they are played in, as the headers of a program say them.

Meters become a list, as long as they come again; a tempo that rises or falls evenly becomes a ramp.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil
from typing import NamedTuple

from pattern_engine.export.midi_reading import MidiError, MidiScore
from pattern_engine.timeline import Meter, MeterMark, TempoMark, Timeline

MOST_BARS = 4000
"""A program is written of at most so many bars."""

_SLACK = Fraction(1, 24)
"""Of a beat: what sounds on no longer than that needs no further bar."""

_MINUTE = 60_000_000
_NEAR = 1000
"""Microseconds by which a tempo of the program may miss a moment of the file."""

_DECIMALS = 7
"""A tempo has fewer decimals than that."""


class Measures(NamedTuple):
    """The bars of a piece: where each begins, and where the last ends, in crotchets; and their meters."""

    lines: tuple[Fraction, ...]
    meters: tuple[tuple[int, int], ...]

    def at(self, beat: Fraction) -> int:
        """The bar that *beat* lies in; the last for what lies behind it."""
        return min(max(bisect_right(self.lines, beat) - 1, 0), len(self.meters) - 1)

    def length(self, bar: int) -> Fraction:
        """Crotchets in *bar*."""
        return self.lines[bar + 1] - self.lines[bar]

    def place(self, beat: Fraction) -> Fraction:
        """*beat* in bars; behind the last one bars go on as that was."""
        bar = self.at(beat)
        return bar + (beat - self.lines[bar]) / self.length(bar)

    def cell(self, bar: int) -> Fraction:
        """The beat that *bar* is counted in."""
        beats, unit = self.meters[bar]
        return Fraction(3, 2) if unit == 8 and beats % 3 == 0 and beats > 3 else min(Fraction(4, unit), Fraction(1))

    def header(self) -> str:
        """The meters as a program lists them, up to where they begin again."""
        period = next(
            n for n in range(1, len(self.meters) + 1) if self.meters == _again(self.meters[:n], len(self.meters))
        )
        runs = [(meter, len([*bars])) for meter, bars in groupby(self.meters[:period])]
        if len(runs) == 1:
            return f"meter {runs[0][0][0]}/{runs[0][0][1]};"
        return f"meter {', '.join(f'{beats}/{unit} x {bars}' for (beats, unit), bars in runs)};"

    def timeline(self, tempo: TempoMark) -> Timeline:
        """The road through these bars at one tempo, or on one ramp."""
        marks = [MeterMark(Fraction(0), Meter(*self.meters[0]))]
        marks += [
            MeterMark(Fraction(bar), Meter(*after))
            for bar, (before, after) in enumerate(pairwise(self.meters), 1)
            if before != after
        ]
        return Timeline((tempo,), tuple(marks))


def _again(meters: tuple[tuple[int, int], ...], count: int) -> tuple[tuple[int, int], ...]:
    """*meters* over and over, *count* of them."""
    return (meters * -(-count // len(meters)))[:count]


def measures(score: MidiScore) -> Measures:
    """The bars of *score* until its last note ends and its length is over, at least one.

    A meter that begins within a bar cannot be written: then all bars are as the first. Raises ``MidiError`` for music
    that goes on for more than ``MOST_BARS``.
    """
    sounding = max((note.end for voice in score.voices for note in voice.notes), default=Fraction(0))
    last = max(sounding, score.length) - _SLACK
    marks = [(beat, meter) for beat, meter in score.meters if meter[0] <= 64 and meter[1] <= 32]
    if not marks or marks[0][0] > 0:
        marks.insert(0, (Fraction(0), (4, 4)))
    return _laid(marks, last) or _laid(marks[:1], last) or Measures((Fraction(0), Fraction(4)), ((4, 4),))


def _laid(marks: Sequence[tuple[Fraction, tuple[int, int]]], last: Fraction) -> Measures | None:
    """Bars until *last*; None if a meter begins within one."""
    lines = [Fraction(0)]
    meters: list[tuple[int, int]] = []
    waiting = sorted(marks, key=_beat_of)
    meter = waiting[0][1]
    while lines[-1] < last or not meters:
        while waiting and waiting[0][0] <= lines[-1]:
            beat, meter = waiting.pop(0)
            if beat != lines[-1]:
                return None
        if len(meters) == MOST_BARS:
            bars = len(meters) + ceil((last - lines[-1]) * meter[1] / (4 * meter[0]))
            raise MidiError(f"it lasts {bars:,} bars: {MOST_BARS:,} are the most to write")
        meters.append(meter)
        lines.append(lines[-1] + Fraction(4 * meter[0], meter[1]))
    return Measures(tuple(lines), tuple(meters))


def _beat_of(mark: tuple[Fraction, tuple[int, int]]) -> Fraction:
    return mark[0]


def tempo_header(score: MidiScore, bars: Measures) -> tuple[str, bool]:
    """The tempo of *score* as a program says it, and whether that is all of it: one that stays, or one ramp."""
    tempos = score.tempos or ((Fraction(0), 500_000),)
    first = tempos[0][1]
    for text in _written(Fraction(_MINUTE, first)):
        if round(_MINUTE / Fraction(text)) == first:
            break
    if _keeps(tempos, bars, TempoMark(Fraction(0), Fraction(text))):
        return f"tempo {text};", True
    ramp = _ramp(tempos, bars)
    return (f"tempo {text};", False) if ramp is None else (ramp, True)


def _ramp(tempos: Sequence[tuple[Fraction, int]], bars: Measures) -> str | None:
    """The ramp that *tempos* are steps of, from the beginning to the last of them; None if they are none."""
    goal = tempos[-1][0]
    if len(tempos) < 2 or tempos[0][0] != 0 or goal > bars.lines[-1]:
        return None
    over = bars.place(goal)
    share = tempos[1][0] / goal / 2  # a step has the tempo of its middle
    last = Fraction(_MINUTE, tempos[-1][1])
    first = (Fraction(_MINUTE, tempos[0][1]) - last * share) / (1 - share)
    if not (1 <= first <= 999 and 1 <= last <= 999) or over.denominator > 64:
        return None
    for begin, end in zip(_written(first), _written(last), strict=True):
        if begin != end and _keeps(tempos, bars, TempoMark(Fraction(0), Fraction(begin), Fraction(end), over)):
            return f"tempo {begin} to {end} over {over} bars;"
    return None


def _keeps(tempos: Sequence[tuple[Fraction, int]], bars: Measures, mark: TempoMark) -> bool:
    """Whether everything sounds at *mark* when it sounds in the file, until the last bar ends."""
    timeline = bars.timeline(mark)
    moment = Fraction(0)
    ends = [beat for beat, _ in tempos[1:]] + [max(bars.lines[-1], tempos[-1][0])]
    for (begin, micros), end in zip(tempos, ends, strict=True):
        for quarter in range(1, 5):
            beat = begin + (end - begin) * quarter / 4
            sounds = timeline.micros(timeline.cycle_at_beat(beat))
            if abs(sounds - moment - (beat - begin) * micros) > _NEAR:
                return False
        moment += (end - begin) * micros
    return tempos[0][0] == 0


def _written(bpm: Fraction) -> Iterator[str]:
    """A tempo in more and more decimals, as near as the language goes."""
    bpm = min(max(bpm, Fraction(1)), Fraction(999))
    for places in range(_DECIMALS):
        yield f"{float(bpm):.{places}f}"
