"""A take: keys that somebody struck, with their moments, as the text of a program. Pure: who listens is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from pattern_dsl.transcription import transcribed
from pattern_engine.export.midi_reading import MidiNote, MidiScore, MidiVoice
from pattern_engine.heard import KeyStruck

GRIDS = (4, 8, 12, 16, 24, 32)
"""The parts of a whole note that notes may be put on."""

_MINUTE = 60_000_000


class Take(NamedTuple):
    """How what is played is counted: crotchets a minute, the meter, notes on every *grid*th of a whole note.

    ``bars`` is how long the take lasts, None until somebody ends it.
    """

    tempo: float = 120.0
    meter: tuple[int, int] = (4, 4)
    grid: int = 16
    bars: int | None = None

    @property
    def crotchet(self) -> int:
        """Microseconds of a crotchet."""
        return round(_MINUTE / self.tempo)

    @property
    def bar(self) -> Fraction:
        """Crotchets in a bar."""
        return Fraction(4 * self.meter[0], self.meter[1])

    def lasts(self, bars: int) -> int:
        """Microseconds of *bars* bars."""
        return round(bars * self.bar * self.crotchet)


def take_text(keys: Sequence[KeyStruck], end: int, take: Take, source: str) -> str:
    """The program that plays *keys*, as they came, until clock time *end*; *source* is what its first line calls them.

    Every strike is a note. Raises ``MidiError`` for a take of more than ``measures.MOST_BARS`` bars.
    """
    step = Fraction(2, take.grid)
    return transcribed(take_score(keys, end, take), source, f"{step.numerator}/{step.denominator}")


def take_score(keys: Sequence[KeyStruck], end: int, take: Take) -> MidiScore:
    """The notes of *keys*, a voice for each channel, in crotchets from the first strike, which begins bar 1.

    Begins and ends go to the nearest place of the grid; a note lasts one step of it at least. Keys that are held at
    clock time *end* end there; struck again before its release, a key ends where it is struck.
    """
    struck = list(_struck(keys, end))
    zero = min((begin for begin, *_ in struck), default=end)
    voices: dict[int, list[MidiNote]] = {}
    for begin, until, key in struck:
        placed = _placed((begin - zero, until - zero), take)
        voices.setdefault(key.channel - 1, []).append(MidiNote(*placed, key.midi, max(1, round(127 * key.velocity))))
    micros = take.crotchet
    return MidiScore(
        "",
        960,
        ((Fraction(0), micros),),
        ((Fraction(0), take.meter),),
        (),
        (),
        tuple(MidiVoice("take", channel, 0, tuple(sorted(notes))) for channel, notes in sorted(voices.items())),
        (take.bars or 0) * take.bar,
    )


def _struck(keys: Sequence[KeyStruck], end: int) -> Iterator[tuple[int, int, KeyStruck]]:
    """When each strike begins and ends, and the strike."""
    held: dict[tuple[int, int], KeyStruck] = {}
    for key in keys:
        before = held.pop((key.channel, key.midi), None)
        if before is not None:
            yield before.at, key.at, before
        if key.velocity > 0:
            held[key.channel, key.midi] = key
    for key in held.values():
        yield key.at, max(key.at, end), key


def _placed(moments: tuple[int, int], take: Take) -> tuple[Fraction, Fraction]:
    """The places of the grid nearest to the begin and the end of a note, within the bars of the take."""
    parts = Fraction(take.grid, 4)
    begin, end = (floor(moment * parts / take.crotchet + Fraction(1, 2)) for moment in moments)
    if take.bars is not None:
        last = floor(take.bars * take.bar * parts)
        begin, end = min(begin, last - 1), min(end, last)
    return begin / parts, max(end, begin + 1) / parts
