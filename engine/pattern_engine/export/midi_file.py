"""Notes as a standard MIDI file of type 1: what holds for everybody first, then a track for each voice.

Places are beats, with swing; equal notes make equal bytes. Microtones are the nearest key with a pitch bend, on
channels of their own where several sound together. Sounds without a pitch have no place in MIDI and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import BinaryIO, NamedTuple, TypeAlias

from pattern_engine.export.conductor import PPQ, Ticks, conductor, ticks_for
from pattern_engine.export.controllers import AT_REST, controllers, number_in
from pattern_engine.export.general_midi import program_of
from pattern_engine.export.midi_bytes import NAME, Timed, file_of, meta, text, track
from pattern_engine.instruments import instrument
from pattern_engine.note import NoteEvent
from pattern_engine.program import Program
from pattern_engine.time import Time

__all__ = ["DRUM_CHANNEL", "PPQ", "Written", "write_midi"]

DRUM_CHANNEL = 9
"""Channel 10, as musicians count: General MIDI's drums."""

_MELODIC = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
_CENTRE = 8192
_BEND = 4096
"""Steps of pitch bend in a semitone, over the usual range of two."""

_BEND_RANGE = ((101, 0), (100, 0), (6, 2), (38, 0))
"""The controllers that say so (registered parameter 0)."""

_Voice: TypeAlias = tuple[str, str]
"""A block and a sound that plays in it."""


class Written(NamedTuple):
    """What a file could not hold, or not simply.

    ``left_out`` notes lie outside the keys, ``out_of_tune`` ones sound at the nearest key or bend instead.
    ``ports`` is 1, or more if the sounds are too many for 15 channels: then each port has 15 of them.
    """

    left_out: int
    out_of_tune: int
    ports: int = 1


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A note in ticks, of the voice with number *voice*. Channels of the second port begin at 16.

    ``bend`` is how far it lies from its key, ``controllers`` what is set before it.
    """

    voice: int
    on: int
    off: int
    channel: int
    key: int
    velocity: int
    program: int | None
    bend: int = 0
    controllers: tuple[tuple[int, int], ...] = ()


def write_midi(notes: Iterable[NoteEvent], program: Program, target: BinaryIO) -> Written:
    """Write *notes* of *program* to *target*; returns what it cannot hold as it is.

    A voice is what one instrument plays in one block; voices come in the order of the text, and their channels do
    not depend on which notes are given. A pickup moves everything by whole bars, so that nothing lies before tick 0.
    Raises ``OutputError`` for a tempo that the format cannot say, ``OSError`` as *target* does.
    """
    pitched = [note for note in notes if note.midi is not None]
    found = [note for note in pitched if _has_key(note)]
    voices: dict[_Voice, list[NoteEvent]] = {voice: [] for voice in _declared(program)}
    for voice in sorted({_voice(note.part, note.played_by) for note in found} - voices.keys()):
        voices[voice] = []
    for note in found:
        voices[_voice(note.part, note.played_by)].append(note)
    start = min((Time(floor(note.begin)) for note in found if note.begin < 0), default=Time(0))
    ticks = ticks_for(program.timeline, start)
    strokes, out_of_tune = _strokes(voices, _channels(voices, _declared(program)), ticks)
    end = max((stroke.off for stroke in strokes), default=1)
    messages = _messages(_untorn(strokes))
    ports = 1 + max((stroke.channel // 16 for stroke in strokes), default=0)
    tracks = [conductor(program, ticks, end)]
    for number, voice in enumerate(voices):
        if voices[voice]:
            tracks.append(track([*_heading(voice, number, strokes, ports), *messages.get(number, ())]))
    target.write(file_of(tracks, ticks.ppq))
    return Written(len(pitched) - len(found), out_of_tune, ports)


def _heading(voice: _Voice, number: int, strokes: Sequence[_Stroke], ports: int) -> Iterator[Timed]:
    """The name of a track, and its port if there are several."""
    yield 0, 0, text(NAME, " ".join(voice))
    if ports > 1:
        port = next(stroke.channel // 16 for stroke in strokes if stroke.voice == number)
        yield 0, 0, meta(0x21, bytes((port,)))


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
    places = {sound: divmod(number, len(_MELODIC)) for sound, number in sounds.items()}
    return {voice: 16 * places[voice[1]][0] + _MELODIC[places[voice[1]][1]] for voice in melodic}


def _strokes(
    voices: Mapping[_Voice, list[NoteEvent]], channels: Mapping[_Voice, int], ticks: Ticks
) -> tuple[list[_Stroke], int]:
    """All notes as strokes in order of time, and how many of them are out of tune."""
    microtonal = [voice for voice, played in voices.items() if any(map(_bent, played))]
    spare = [channel for channel in _MELODIC if channel not in channels.values()]
    found: list[_Stroke] = []
    lost = 0
    for number, (voice, played) in enumerate(voices.items()):
        strokes = [_stroke(note, number, channels.get(voice, DRUM_CHANNEL), ticks) for note in played]
        if voice in microtonal:
            strokes, wrong = _apart(strokes, spare[microtonal.index(voice) :: len(microtonal)])
            lost += wrong
        found += strokes
    return sorted(found, key=lambda stroke: stroke.on), lost


def _stroke(note: NoteEvent, voice: int, channel: int, ticks: Ticks) -> _Stroke:
    on = ticks.played(note.begin)
    off = max(on + 1, ticks.played(note.end))
    key = round(note.midi or 0)
    velocity = max(1, min(127, round(note.velocity * 127)))
    set_before = tuple(controllers(note.controls))
    if note.percussive:
        drums = channel // 16 * 16 + DRUM_CHANNEL
        return _Stroke(voice, on, off, drums, key, velocity, None, 0, set_before)
    bend = min(_CENTRE - 1, round(((note.midi or 0) - key) * _BEND))
    chosen = number_in(note.controls.get("prog"))
    program = program_of(note.played_by) if chosen is None else max(0, min(127, round(chosen)))
    return _Stroke(voice, on, off, channel, key, velocity, program, bend, set_before)


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
        choices = (stroke.channel, *spare) if stroke.program is not None else (stroke.channel,)
        free = [c for c in choices if c not in held or held[c][0] <= stroke.on or held[c][1] == stroke.bend]
        # A channel that is bent so already comes first, so that chords need as few as they can.
        bent_so = [c for c in free if held.get(c, (0, 0))[1] == stroke.bend]
        channel = (bent_so or free or [stroke.channel])[0]
        bend = stroke.bend if free else held[channel][1]
        lost += not free
        held[channel] = (max(stroke.off, held[channel][0] if channel in held else 0), bend)
        found.append(replace(stroke, channel=channel, bend=bend))
    return found, lost


def _untorn(strokes: Sequence[_Stroke]) -> list[_Stroke]:
    """*strokes*, each that still sounds when its key is struck again on its channel ending there, whoever strikes."""
    found: list[_Stroke] = []
    sounding: dict[tuple[int, int], int] = {}
    for stroke in strokes:
        before = sounding.get((stroke.channel, stroke.key))
        if before is not None and found[before].on < stroke.on < found[before].off:
            found[before] = replace(found[before], off=stroke.on)
        sounding[stroke.channel, stroke.key] = len(found)
        found.append(stroke)
    return found


def _messages(strokes: Sequence[_Stroke]) -> dict[int, list[Timed]]:
    """By voice: programs, controllers, bends, notes off and notes on; at one tick off comes first."""
    messages: dict[int, list[Timed]] = {}
    programs: dict[int, int] = {}
    bends: dict[int, int] = {}
    set_so: dict[tuple[int, int], int] = {}
    for stroke in strokes:
        own, channel = messages.setdefault(stroke.voice, []), stroke.channel % 16
        if stroke.program is not None and stroke.program != programs.get(stroke.channel):
            programs[stroke.channel] = stroke.program
            own.append((stroke.on, 2, bytes((0xC0 | channel, stroke.program))))
        own += [
            (stroke.on, 2, bytes((0xB0 | channel, number, value))) for number, value in _to_set(stroke, set_so).items()
        ]
        if stroke.bend != bends.get(stroke.channel, 0):
            if stroke.channel not in bends:
                own += [(stroke.on, 2, bytes((0xB0 | channel, *pair))) for pair in _BEND_RANGE]
            bends[stroke.channel] = stroke.bend
            high, low = divmod(stroke.bend + _CENTRE, 128)
            own.append((stroke.on, 2, bytes((0xE0 | channel, low, high))))
        own.append((stroke.on, 3, bytes((0x90 | channel, stroke.key, stroke.velocity))))
        own.append((stroke.off, 1, bytes((0x80 | channel, stroke.key, 0))))
    return messages


def _to_set(stroke: _Stroke, set_so: dict[tuple[int, int], int]) -> dict[int, int]:
    """The controllers to be set before *stroke*; *set_so* is what its channel has, and learns what is new.

    What an earlier note has set and this one does not name goes back to where it rests.
    """
    wanted = dict(stroke.controllers)
    for number, rest in AT_REST.items():
        if (stroke.channel, number) in set_so:
            wanted.setdefault(number, rest)
    new = {n: v for n, v in wanted.items() if v != set_so.get((stroke.channel, n), AT_REST.get(n))}
    set_so.update({(stroke.channel, number): value for number, value in new.items()})
    return new
