"""Notes as a standard MIDI file of type 1: tempo and meter first, then a track for each part.

Places are beats, 960 ticks each, with swing; equal notes make equal bytes. Microtones go to the nearest key. Sounds
without a pitch have no place in MIDI and are left out. Format: Standard MIDI Files 1.0, RP-001.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import BinaryIO

from pattern_engine.instruments import instrument
from pattern_engine.note import NoteEvent
from pattern_engine.timeline import MeterMark, TempoMark, Timeline

PPQ = 960
"""Ticks in a crotchet."""

DRUM_CHANNEL = 9
"""Channel 10, as musicians count: General MIDI's drums."""

_MELODIC = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
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
    sounds: Mapping[str, str] | None = None,
) -> None:
    """Write *notes* to *target*. *sounds* maps an instrument's name to the sound that plays it (``Program.sounds``).

    A pickup moves everything by whole bars, so that nothing lies before tick 0. Raises ``OSError`` as *target* does.
    """
    found = [note for note in notes if note.midi is not None]
    start = min((floor(note.begin) for note in found if note.begin < 0), default=0)
    zero = timeline.beat(Fraction(start))
    parts: dict[str, list[NoteEvent]] = {}
    for note in found:
        parts.setdefault(note.part, []).append(note)
    tracks = [_conductor(timeline, zero, title)]
    channels = _channels(parts, sounds or {})
    for part, played in parts.items():
        strokes = [_stroke(note, timeline, zero, channels[part], sounds or {}) for note in played]
        tracks.append(_track([(0, 0, _text(3, part)), *_messages(strokes)]))
    target.write(b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), PPQ) + b"".join(tracks))


def _conductor(timeline: Timeline, zero: Fraction, title: str | None) -> bytes:
    """The first track: title, tempo map, time signatures."""
    straight = replace(timeline, swing=None)
    tempos: dict[int, bytes] = {}
    for number, mark in enumerate(timeline.tempos):
        following = timeline.tempos[number + 1 :][:1]
        stop = timeline.beat(following[0].at) if following else None
        for beat, micros in _steps(mark, straight, stop):
            tempos[max(0, _tick(beat - zero)) if number else 0 if beat == straight.beat(mark.at) else _tick(beat - zero)] = _meta(0x51, micros.to_bytes(3, "big"))
    meters: dict[int, bytes] = {}
    for place, meter in enumerate(timeline.meters):
        signature = _signature(meter)
        if signature:
            meters[max(0, _tick(timeline.beat(meter.at) - zero)) if place else 0] = signature
    events = [(0, 0, _text(3, title))] if title else []
    events += [(tick, 1, data) for tick, data in sorted(meters.items())]
    events += [(tick, 2, data) for tick, data in sorted(tempos.items())]
    return _track(events)
