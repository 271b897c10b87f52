"""Notes as a standard MIDI file of type 1: tempo, meter and key first, then a track for each voice.

Places are beats, 960 ticks each, with swing; equal notes make equal bytes. Microtones are the nearest key with a pitch
bend, on channels of their own where several sound together. Sounds without a pitch have no place in MIDI and are left
out. Format: Standard MIDI Files 1.0, RP-001.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from math import floor
from typing import BinaryIO, NamedTuple, TypeAlias

from pattern_engine.instruments import instrument
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Program
from pattern_engine.theory.scale import named
from pattern_engine.timeline import Meter, TempoMark, Timeline

PPQ = 960
"""Ticks in a crotchet."""

DRUM_CHANNEL = 9
"""Channel 10, as musicians count: General MIDI's drums."""

_MELODIC = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
_CENTRE = 8192
_BEND = 4096
"""Steps of pitch bend in a semitone, over the usual range of two."""

_BEND_RANGE = ((101, 0), (100, 0), (6, 2), (38, 0))
"""The controllers that say so (registered parameter 0)."""

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

_Voice: TypeAlias = tuple[str, str]
"""A block and a sound that plays in it."""


class Written(NamedTuple):
    """What a file could not hold: notes outside the keys, and notes that sound at the nearest key or bend instead."""

    left_out: int
    out_of_tune: int


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A note in ticks, on its channel; ``bend`` is how far it lies from its key."""

    on: int
    off: int
    channel: int
    key: int
    velocity: int
    program: int | None
    bend: int = 0


def write_midi(notes: Iterable[NoteEvent], program: Program, target: BinaryIO) -> Written:
    """Write *notes* of *program* to *target* as a type 1 file; returns how many it cannot hold as they are.

    A voice is what one instrument plays in one block; voices come in the order of the text, and their channels do
    not depend on which notes are given. A pickup moves everything by whole bars, so that nothing lies before tick 0.
    Raises ``OutputError`` for a tempo that the format cannot say, ``OSError`` as *target* does.
    """
    pitched = [note for note in notes if note.midi is not None]
    found = [note for note in pitched if _has_key(note)]
    timeline = program.timeline
    start = min((floor(note.begin) for note in found if note.begin < 0), default=0)
    zero = timeline.beat(Fraction(start))
    voices: dict[_Voice, list[NoteEvent]] = {voice: [] for voice in _declared(program)}
    for voice in sorted({_voice(note.part, note.played_by) for note in found} - voices.keys()):
        voices[voice] = []
    for note in found:
        voices[_voice(note.part, note.played_by)].append(note)
    tracks = [_conductor(program, zero)]
    channels = _channels(voices, _declared(program))
    microtonal = [voice for voice, played in voices.items() if any(map(_bent, played))]
    spare = [channel for channel in _MELODIC if channel not in channels.values()]
    lost = 0
    for voice, played in voices.items():
        if played:
            strokes = [_stroke(note, timeline, zero, channels.get(voice, DRUM_CHANNEL)) for note in played]
            if voice in microtonal:
                strokes, wrong = _apart(strokes, spare[microtonal.index(voice) :: len(microtonal)])
                lost += wrong
            tracks.append(_track([(0, 0, _text(3, " ".join(voice))), *_messages(strokes)]))
    target.write(b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), PPQ) + b"".join(tracks))
    return Written(len(pitched) - len(found), lost)


def _bent(note: NoteEvent) -> bool:
    return not note.percussive and note.midi is not None and note.midi != round(note.midi)


def _apart(strokes: Sequence[_Stroke], spare: Sequence[int]) -> tuple[list[_Stroke], int]:
    """*strokes* of a voice on channels where nothing else sounds that is bent otherwise, and how many find none.

    Those take the bend that their own channel has: a note is never bent while it sounds.
    """
    held: dict[int, tuple[int, int]] = {}
    found: list[_Stroke] = []
    lost = 0
    for stroke in sorted(strokes, key=lambda stroke: stroke.on):
        choices = (stroke.channel, *spare) if stroke.channel != DRUM_CHANNEL else (stroke.channel,)
        free = [c for c in choices if c not in held or held[c][0] <= stroke.on or held[c][1] == stroke.bend]
        # A channel that is bent so already comes first, so that chords need as few as they can.
        bent_so = [c for c in free if held.get(c, (0, 0))[1] == stroke.bend]
        channel = (bent_so or free or [stroke.channel])[0]
        bend = stroke.bend if free else held[channel][1]
        lost += not free
        held[channel] = (max(stroke.off, held[channel][0] if channel in held else 0), bend)
        found.append(replace(stroke, channel=channel, bend=bend))
    return found, lost


def _has_key(note: NoteEvent) -> bool:
    return note.midi is not None and -0.5 <= note.midi < 127.5


def _voice(part: str, sound: str) -> _Voice:
    return part.rpartition("/")[0] or part, sound


def _declared(program: Program) -> dict[_Voice, bool]:
    """The voices of the text in its order, and whether each is expected to play keys rather than drums."""
    sounds = dict(program.sounds)
    voices: dict[_Voice, bool] = {}
    for part in program.parts:
        sound = sounds.get(part.instrument, part.instrument)
        voices[_voice(part.key, sound)] = part.role != "rhythm" and instrument(sound).kind == "pitched"
    return voices


def _conductor(program: Program, zero: Fraction) -> bytes:
    """The first track: title, key, time signatures, tempo map."""
    timeline = program.timeline
    meters = [(zero, timeline.meters[0].meter)]
    meters += [(timeline.beat(mark.at), mark.meter) for mark in timeline.meters]
    tempos = [(zero, _MINUTE / timeline.tempos[0].bpm)]
    for mark, following in zip_longest(timeline.tempos, timeline.tempos[1:]):
        tempos += _steps(mark, timeline, None if following is None else timeline.beat(following.at))
    signatures = {_tick(beat - zero): _signature(meter) for beat, meter in meters}
    speeds = {_tick(beat - zero): _meta(0x51, _crotchet(length).to_bytes(3, "big")) for beat, length in tempos}
    key = None if program.key is None else _key_signature(program.key)
    events = [(0, 0, _text(3, program.title))] if program.title else []
    events += [(0, 1, key)] if key is not None else []
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


def _channels(voices: Mapping[_Voice, list[NoteEvent]], declared: Mapping[_Voice, bool]) -> dict[_Voice, int]:
    """A channel for each voice that plays keys, those expected to first; if they are too many, one for each sound."""
    melodic = [voice for voice, plays_keys in declared.items() if plays_keys]
    melodic += [
        voice
        for voice, notes in voices.items()
        if not declared.get(voice) and any(not note.percussive for note in notes)
    ]
    if len(melodic) <= len(_MELODIC):
        return dict(zip(melodic, _MELODIC, strict=False))
    sounds = {sound: number for number, sound in enumerate(dict.fromkeys(sound for _, sound in melodic))}
    return {voice: _MELODIC[sounds[voice[1]] % len(_MELODIC)] for voice in melodic}


def _stroke(note: NoteEvent, timeline: Timeline, zero: Fraction, channel: int) -> _Stroke:
    on = _tick(timeline.played_beat(note.begin) - zero)
    off = max(on + 1, _tick(timeline.played_beat(note.end) - zero))
    key = round(note.midi or 0)
    velocity = max(1, min(127, round(note.velocity * 127)))
    if note.percussive:
        return _Stroke(on, off, DRUM_CHANNEL, key, velocity, None)
    bend = min(_CENTRE - 1, round(((note.midi or 0) - key) * _BEND))
    return _Stroke(on, off, channel, key, velocity, instrument(note.played_by).program or 0, bend)


def _messages(strokes: list[_Stroke]) -> list[tuple[int, int, bytes]]:
    """Program changes, bends, notes off and notes on as (tick, rank, bytes): at one tick off comes first.

    A note that still sounds when its key is struck again ends there.
    """
    messages: list[tuple[int, int, bytes]] = []
    programs: dict[int, int] = {}
    bends: dict[int, int] = {}
    sounding: dict[tuple[int, int], int] = {}
    ends: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.on):
        if stroke.program is not None and stroke.program != programs.get(stroke.channel):
            programs[stroke.channel] = stroke.program
            messages.append((stroke.on, 2, bytes((0xC0 | stroke.channel, stroke.program))))
        if stroke.bend != bends.get(stroke.channel, 0):
            if stroke.channel not in bends:
                messages += [(stroke.on, 2, bytes((0xB0 | stroke.channel, *pair))) for pair in _BEND_RANGE]
            bends[stroke.channel] = stroke.bend
            high, low = divmod(stroke.bend + _CENTRE, 128)
            messages.append((stroke.on, 2, bytes((0xE0 | stroke.channel, low, high))))
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


def _crotchet(micros: Fraction) -> int:
    length = max(1, round(micros))
    if length > _SLOWEST:
        tempo = float(_MINUTE / micros)
        raise OutputError(f"a MIDI file holds no tempo below 3.58 beats per minute, and this music has {tempo:.3g}")
    return length


def _key_signature(key: str) -> bytes | None:
    """A key signature: of a mode that of its relative major; None for a scale that has none."""
    scale = named(key)
    if scale.semitones not in _SIGNATURES:
        return None
    letter = "FCGDAEB".index("CDEFGAB"[scale.letter]) - 1
    altered = (scale.root - (0, 2, 4, 5, 7, 9, 11)[scale.letter] + 6) % 12 - 6
    shift, minor = _SIGNATURES[scale.semitones]
    sharps = letter + 7 * altered + shift
    while abs(sharps) > 7:  # D# major is written as Eb major
        sharps -= 12 if sharps > 0 else -12
    return _meta(0x59, struct.pack("bB", sharps, minor))


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
