"""The first track of a MIDI file: title, keys, time signatures, section marks, and a tempo map that keeps the time.

A ramp becomes steps, as few as keep every moment within ``_NEAR`` of the timeline; each step aims at the exact moment
of its end, so nothing adds up.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, sqrt

from pattern_engine.export.midi_bytes import MARKER, NAME, Timed, meta, text, track
from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Program
from pattern_engine.theory.scale import named
from pattern_engine.time import Time
from pattern_engine.timeline import Meter, TempoMark, Timeline

PPQ = 960
"""Ticks in a crotchet, unless the music is so slow that half a tick would be heard."""

_MOST_PPQ = 30_720
_COARSEST = 0.0006
"""Seconds: half a tick is no longer than that, where the format allows."""

_NEAR = 0.0002
"""Seconds by which a step of a ramp may miss the timeline in its middle."""

_LONG = 1024
"""Crotchets after which a tempo that is no whole number of microseconds is put right."""

_MINUTE = Fraction(60_000_000)
_SLOWEST = 0xFFFFFF

_SIGNATURES: Mapping[tuple[float, ...], tuple[int, bool]] = {
    (0, 2, 4, 5, 7, 9, 11): (0, False),
    (0, 2, 4, 6, 7, 9, 11): (1, False),
    (0, 2, 4, 5, 7, 9, 10): (-1, False),
    (0, 2, 3, 5, 7, 9, 10): (-2, False),
    (0, 2, 3, 5, 7, 8, 10): (-3, True),
    (0, 2, 3, 5, 7, 8, 11): (-3, True),
    (0, 2, 3, 5, 7, 9, 11): (-3, True),
    (0, 1, 3, 5, 7, 8, 10): (-4, False),
    (0, 1, 3, 5, 6, 8, 10): (-5, False),
}
"""By the steps of a scale: how many fifths its signature lies from its root's major, and whether it is minor."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Places in bars as ticks of a file that begins at bar *start*, *ppq* of them in a crotchet."""

    timeline: Timeline
    start: Time
    ppq: int = PPQ

    def played(self, cycle: Time) -> int:
        """The tick at which *cycle* is played, with swing."""
        return self.at(self.timeline.played_beat(cycle))

    def at(self, beat: Fraction) -> int:
        """The tick of a *beat* counted from bar 0."""
        return max(0, round((beat - self.timeline.beat(self.start)) * self.ppq))


def ticks_for(timeline: Timeline, start: Time) -> Ticks:
    """Ticks fine enough for the slowest tempo of *timeline*."""
    slowest = min(float(min(mark.bpm, mark.to_bpm or mark.bpm)) for mark in timeline.tempos)
    ppq = PPQ
    while ppq < _MOST_PPQ and 30 / slowest / ppq > _COARSEST:
        ppq *= 2
    return Ticks(timeline, start, ppq)


def conductor(program: Program, ticks: Ticks, end: int) -> bytes:
    """The track of what holds for everybody, of music that lasts until tick *end*. Raises ``OutputError``."""
    events: list[Timed] = [(0, 0, text(NAME, program.title))] if program.title else []
    events += _keys(program, ticks)
    events += [(tick, 1, data) for tick, data in _meters(ticks, end).items()]
    events += [(tick, 2, meta(0x51, micros.to_bytes(3, "big"))) for tick, micros in tempo_map(ticks, end)]
    events += [(ticks.at(ticks.timeline.beat(mark.begin)), 3, text(MARKER, mark.name)) for mark in program.marks]
    return track(events)


def _keys(program: Program, ticks: Ticks) -> Iterator[Timed]:
    """A key signature where a key begins that is not the one before."""
    changes = [(Fraction(ticks.start), program.key)]
    changes += [(mark.begin, mark.key or program.key) for mark in program.marks]
    before: bytes | None = None
    for begin, key in changes:
        signature = None if key is None else _key_signature(key)
        if signature is not None and signature != before:
            yield ticks.at(ticks.timeline.beat(begin)), 1, signature
            before = signature


def _key_signature(key: str) -> bytes | None:
    """A key signature, or None for a scale that has none."""
    found = signature_of(key)
    return None if found is None else meta(0x59, struct.pack("bB", *found))


def signature_of(key: str) -> tuple[int, bool] | None:
    """Sharps (flats below zero) and whether it is minor: of a mode those of its relative major or minor.

    None for a scale that has no signature.

    >>> signature_of("D dorian"), signature_of("F# minor"), signature_of("C whole tone")
    ((0, False), (3, True), None)
    """
    scale = named(key)
    if scale.semitones not in _SIGNATURES:
        return None
    letter = "FCGDAEB".index("CDEFGAB"[scale.letter]) - 1
    altered = (scale.root - (0, 2, 4, 5, 7, 9, 11)[scale.letter] + 6) % 12 - 6
    shift, minor = _SIGNATURES[scale.semitones]
    sharps = letter + 7 * altered + shift
    while abs(sharps) > 7:  # D# major is written as Eb major
        sharps -= 12 if sharps > 0 else -12
    return sharps, minor


def _meters(ticks: Ticks, end: int) -> dict[int, bytes]:
    """By their ticks the time signatures before tick *end*, each time that the meters begin again."""
    timeline = ticks.timeline
    last = timeline.cycle_at_beat(timeline.beat(ticks.start) + Fraction(end, ticks.ppq))
    marks = timeline.meters if timeline.repeat is None else timeline.meters_until(last)
    found = {ticks.at(timeline.beat(ticks.start)): _signature(timeline.meters[0].meter)}
    return found | {ticks.at(timeline.beat(mark.at)): _signature(mark.meter) for mark in marks}


def _signature(meter: Meter) -> bytes:
    """A time signature; a unit that is no power of two is written as the next smaller note value.

    The format knows no groups of beats: of an additive meter the metronome clicks what all groups are made of.
    """
    power = (meter.unit - 1).bit_length()
    click = 36 if meter.unit == 8 and meter.beats % 3 == 0 and meter.beats > 3 else 24
    if meter.groups:
        click = max(1, 96 * gcd(*meter.groups) // 2**power)
    return meta(0x58, bytes((min(meter.beats, 255), power, click, 8)))


def tempo_map(ticks: Ticks, end: int) -> list[tuple[int, int]]:
    """From which tick on a crotchet lasts how many microseconds, until tick *end* and after it."""
    straight = ticks.timeline._replace(swing=None)
    zero = straight.beat(ticks.start)
    begin = straight.micros(ticks.start)
    found: list[tuple[int, int]] = []
    now = Fraction(0)  # the moment that the file has reached, by its own tempos
    cuts = [*_cuts(ticks, end)]
    for (tick, usual), (upto, _) in zip(cuts, [*cuts[1:], (None, None)], strict=True):
        length = _crotchet(Fraction(_MINUTE / usual))
        if upto is not None:
            moment = straight.micros(straight.cycle_at_beat(zero + Fraction(upto, ticks.ppq))) - begin
            passed = Fraction(upto - tick, ticks.ppq)
            if abs(now + passed * length - moment) > 100:
                length = _crotchet((moment - now) / passed)
            now += passed * length
        if not found or found[-1][1] != length:
            found.append((tick, length))
    return found


def _cuts(ticks: Ticks, end: int) -> Iterator[tuple[int, Fraction]]:
    """The ticks from which on the file has another tempo, and how fast that is in the middle, in rising order."""
    marks = [mark for mark, after in _following(ticks.timeline) if after is None or after.at > mark.at]
    before = -1
    if (first := ticks.at(ticks.timeline.beat(marks[0].at))) > 0:
        yield 0, Fraction(ticks.timeline.tempos[0].bpm)
        before = 0
    for index, mark in enumerate(marks):
        stop = ticks.at(ticks.timeline.beat(marks[index + 1].at)) if index + 1 < len(marks) else None
        tick = first if index == 0 else ticks.at(ticks.timeline.beat(mark.at))
        for place, bpm in _stretch(mark, ticks, tick, end if stop is None else stop):
            if place > before and (stop is None or place < stop):
                yield place, bpm
                before = place


def _following(timeline: Timeline) -> list[tuple[TempoMark, TempoMark | None]]:
    return list(zip(timeline.tempos, [*timeline.tempos[1:], None], strict=True))


def _stretch(mark: TempoMark, ticks: Ticks, tick: int, stop: int) -> Iterator[tuple[int, Fraction]]:
    """The cuts of one tempo mark from *tick* on: its ramp in steps, then what stays."""
    bpm = Fraction(mark.bpm)
    if mark.to_bpm is not None and mark.bars is not None:
        begin, goal = (ticks.at(ticks.timeline.beat(place)) for place in (mark.at, mark.at + mark.bars))
        slope = (mark.to_bpm - bpm) / max(1, goal - begin)
        here = begin
        while here < min(goal, stop):
            upto = min(goal, here + _step(bpm + slope * (here - begin), slope, ticks.ppq))
            yield here, bpm + slope * (Fraction(here + upto, 2) - begin)
            here = upto
        tick, bpm = goal, Fraction(mark.to_bpm)
    while True:
        yield tick, bpm
        tick += _LONG * ticks.ppq
        if tick >= stop or (_MINUTE / bpm).denominator == 1:
            return


def _step(bpm: Fraction, slope: Fraction, ppq: int) -> int:
    """Ticks for which one tempo stands for a ramp of *slope* bpm a tick: its chord misses the curve by ``_NEAR``.

    Moments are the integral of 60/bpm over the beats, whose second derivative is 60·slope/bpm²; over *h* beats a
    chord misses such a curve by at most an eighth of that times h².
    """
    curve = 60 * abs(float(slope)) * ppq
    first = sqrt(8 * _NEAR / curve) * float(bpm) * ppq if curve else 0.0
    slowest = min(float(bpm), float(bpm) + float(slope) * first)
    return max(ppq // 96, int(first * max(slowest, 1.0) / float(bpm))) if curve else _LONG * ppq


def _crotchet(micros: Fraction) -> int:
    length = max(1, round(micros))
    if length > _SLOWEST:
        tempo = float(_MINUTE / micros)
        raise OutputError(f"a MIDI file holds no tempo below 3.58 beats per minute, and this music has {tempo:.3g}")
    return length
