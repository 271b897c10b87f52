"""Notes as a standard MIDI file of type 1: tempo and meter first, then a track for each part.

Places are beats, 960 ticks each, with swing; equal notes make equal bytes. Microtones go to the nearest key. Sounds
without a pitch have no place in MIDI and are left out. Format: Standard MIDI Files 1.0, RP-001.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from math import floor
from typing import BinaryIO

from pattern_engine.instruments import instrument
from pattern_engine.note import NoteEvent
from pattern_engine.timeline import Meter, TempoMark, Timeline

PPQ = 960
"""Ticks in a crotchet."""

DRUM_CHANNEL = 9
"""Channel 10, as musicians count: General MIDI's drums."""

_MELODIC = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
_MINUTE = Fraction(60_000_000)
_SLOWEST = 0xFFFFFF


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A note in ticks, on its channel."""

    on: int
    off: int
    channel: int
    key: int
    velocity: int
    program: int | None


def write_midi(
    notes: Iterable[NoteEvent],
    timeline: Timeline,
    target: BinaryIO,
    title: str | None = None,
) -> None:
    """Write *notes* to *target* as a type 1 file, a track for each part.

    A pickup moves everything by whole bars, so that nothing lies before tick 0. Raises ``OSError`` as *target* does.
    """
    found = [note for note in notes if note.midi is not None]
    start = min((floor(note.begin) for note in found if note.begin < 0), default=0)
    zero = timeline.beat(Fraction(start))
    parts: dict[str, list[NoteEvent]] = {}
    for note in found:
        parts.setdefault(note.part, []).append(note)
    tracks = [_conductor(timeline, zero, title)]
    channels = _channels(parts)
    for part, played in parts.items():
        strokes = [_stroke(note, timeline, zero, channels[part]) for note in played]
        tracks.append(_track([(0, 0, _text(3, part)), *_messages(strokes)]))
    target.write(b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), PPQ) + b"".join(tracks))


def _conductor(timeline: Timeline, zero: Fraction, title: str | None) -> bytes:
    """The first track: title, time signatures, tempo map."""
    meters = [(zero, timeline.meters[0].meter)]
    meters += [(timeline.beat(mark.at), mark.meter) for mark in timeline.meters]
    tempos = [(zero, _MINUTE / timeline.tempos[0].bpm)]
    for mark, following in zip_longest(timeline.tempos, timeline.tempos[1:]):
        tempos += _steps(mark, timeline, None if following is None else timeline.beat(following.at))
    signatures = {_tick(beat - zero): _signature(meter) for beat, meter in meters}
    speeds = {_tick(beat - zero): _meta(0x51, _clamped(length).to_bytes(3, "big")) for beat, length in tempos}
    events = [(0, 0, _text(3, title))] if title else []
    events += [(tick, 1, data) for tick, data in signatures.items()]
    events += [(tick, 2, data) for tick, data in speeds.items()]
    return _track(events)


def _steps(mark: TempoMark, timeline: Timeline, stop: Fraction | None) -> list[tuple[Fraction, Fraction]]:
    """From which beat on a crotchet lasts how many microseconds: once, or on a ramp for each beat its exact mean."""
    beat = timeline.beat(mark.at)
    if mark.to_bpm is None or mark.bars is None:
        return [(beat, _MINUTE / mark.bpm)]
    straight = replace(timeline, swing=None)
    goal = timeline.beat(mark.at + mark.bars)
    steps: list[tuple[Fraction, Fraction]] = []
    while beat < (goal if stop is None else min(goal, stop)):
        upto = min(beat + 1, goal)
        passed = straight.micros(straight.cycle_at_beat(upto)) - straight.micros(straight.cycle_at_beat(beat))
        steps.append((beat, passed / (upto - beat)))
        beat = upto
    return steps if stop is not None and stop < goal else [*steps, (goal, _MINUTE / mark.to_bpm)]


def _channels(parts: Mapping[str, list[NoteEvent]]) -> dict[str, int]:
    """A channel for each part that has pitches; when there are too few, parts of one sound share."""
    names = {part: next((note.played_by for note in notes if not note.percussive), "") for part, notes in parts.items()}
    melodic = [part for part, name in names.items() if name]
    holders = melodic if len(melodic) <= len(_MELODIC) else list(dict.fromkeys(names[part] for part in melodic))
    numbers = {holder: _MELODIC[number % len(_MELODIC)] for number, holder in enumerate(holders)}
    return {part: numbers.get(part, numbers.get(name, DRUM_CHANNEL)) for part, name in names.items()}


def _stroke(note: NoteEvent, timeline: Timeline, zero: Fraction, channel: int) -> _Stroke:
    on = _tick(timeline.played_beat(note.begin) - zero)
    off = max(on + 1, _tick(timeline.played_beat(note.end) - zero))
    key = max(0, min(127, round(note.midi or 0)))
    velocity = max(1, min(127, round(note.velocity * 127)))
    if note.percussive:
        return _Stroke(on, off, DRUM_CHANNEL, key, velocity, None)
    return _Stroke(on, off, channel, key, velocity, instrument(note.played_by).program or 0)


def _messages(strokes: list[_Stroke]) -> list[tuple[int, int, bytes]]:
    """Program changes, notes off and notes on as (tick, rank, bytes): at one tick off comes first.

    A note that still sounds when its key is struck again ends there.
    """
    messages: list[tuple[int, int, bytes]] = []
    program: int | None = None
    sounding: dict[tuple[int, int], int] = {}
    ends: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.on):
        if stroke.program is not None and stroke.program != program:
            program = stroke.program
            messages.append((stroke.on, 2, bytes((0xC0 | stroke.channel, program))))
        messages.append((stroke.on, 3, bytes((0x90 | stroke.channel, stroke.key, stroke.velocity))))
        before = sounding.get((stroke.channel, stroke.key))
        if before is not None and ends[before].on < stroke.on < ends[before].off:
            ends[before] = replace(ends[before], off=stroke.on)
        sounding[stroke.channel, stroke.key] = len(ends)
        ends.append(stroke)
    return messages + [(stroke.off, 1, bytes((0x80 | stroke.channel, stroke.key, 0))) for stroke in ends]


def _track(events: list[tuple[int, int, bytes]]) -> bytes:
    """A track chunk of (tick, rank, bytes) in order of tick, then rank."""
    data = bytearray()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        data += _length(tick - now) + message
        now = tick
    data += _length(0) + _meta(0x2F, b"")
    return b"MTrk" + struct.pack(">I", len(data)) + bytes(data)


def _signature(meter: Meter) -> bytes:
    """A time signature; a unit that is no power of two is written as the next smaller note value."""
    power = (meter.unit - 1).bit_length()
    return _meta(0x58, bytes((min(meter.beats, 255), power, 24, 8)))


def _tick(beats: Fraction) -> int:
    return max(0, round(beats * PPQ))


def _clamped(micros: Fraction) -> int:
    return max(1, min(_SLOWEST, round(micros)))


def _text(kind: int, text: str) -> bytes:
    return _meta(kind, text.encode("utf-8", "replace"))


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _length(len(data)) + data


def _length(number: int) -> bytes:
    """A variable-length quantity: seven bits a byte, the highest first."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
