"""Recipes: all that decides how a note sounds, found without making any sound."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pattern_engine.instruments import drum_key, instrument
from pattern_engine.note import NoteEvent
from pattern_engine.synth.controls import Colour, colour
from pattern_engine.synth.kit import HITS, nearest_key
from pattern_engine.synth.voices import VOICES, Envelope

Sound = NDArray[np.float32]
"""A finished note or a recording, shape (1 or 2 channels, frames)."""

SHORTEST = 0.012
"""Seconds that the shortest note is held."""

FADE = 0.006
"""Seconds in which every sound fades at its end, whatever else happens to it."""

LONGEST = 120.0
"""Seconds that a recording may sound, however slowly it is played."""

_OPEN = Envelope(0.0, 0.0, 1.0, 0.05)
_FASTEST = 64.0


class Take(NamedTuple):
    """One recording of a library: the name by which the library finds it again, and how many seconds it lasts."""

    name: str
    seconds: float


class Library(Protocol):
    """Recordings that notes may be played with. Only the thread that synthesises asks it for sound."""

    def take(self, note: NoteEvent) -> Take | None:
        """The recording that *note* is played with; None if it is none of the library's."""

    def sound(self, take: Take, rate: int) -> Sound:
        """The sound of *take* at *rate* Hz; a few samples of silence if it cannot be had."""


class NoLibrary:
    """The library of nothing: every note is played by an instrument."""

    def take(self, note: NoteEvent) -> Take | None:
        """None."""

    def sound(self, take: Take, rate: int) -> Sound:
        """Silence."""
        return np.zeros((1, 1), dtype=np.float32)


class Recipe(NamedTuple):
    """All that decides how a note sounds: its source (a voice, a drum key, a recording), key, force, length, colour.

    ``frames`` is the whole length of the sound, ``gate`` the frames until it is released, None if it never is.
    ``speed`` is the pace at which a drum or a recording is played, negative backwards.
    """

    source: str | int | Take
    midi: float
    velocity: float
    frames: int
    gate: int | None
    envelope: Envelope
    colour: Colour
    speed: float = 1.0

    @property
    def hz(self) -> float:
        """The frequency of its key in equal temperament with A4 = 440 Hz."""
        return float(440.0 * 2 ** ((self.midi - 69) / 12))


def recipe(note: NoteEvent, length: int, rate: int, library: Library | None = None) -> Recipe:
    """How *note* will sound when it is held for *length* frames at *rate* Hz. Costs nothing: no sound is made."""
    wanted = colour(note.controls)
    recorded = None if library is None else library.take(note)
    if recorded is not None:
        key = 60.0 if note.percussive or note.midi is None else _within_hearing(note.midi)
        return _struck(note, _Source(recorded, recorded.seconds, key), wanted, (length, rate))
    if note.percussive or note.midi is None:
        named = drum_key(note.note or "") or drum_key(note.played_by) or 31
        drum = nearest_key(named if note.midi is None else note.midi)
        return _struck(note, _Source(drum, HITS[drum].seconds, 60.0), wanted, (length, rate))
    name = instrument(note.played_by).voice
    voice = VOICES[name]
    envelope = _changed(voice.envelope, wanted)
    midi = _within_hearing(note.midi)
    natural = round(voice.seconds(midi) * rate)
    gate, frames = _lengths(length, envelope.release, natural, rate)
    return Recipe(name, midi, _force(note), frames, gate, envelope, wanted)


class _Source(NamedTuple):
    """What sounds to its own end: a drum's key or a recording, its seconds, and the key it is played at (60: as is)."""

    what: int | Take
    seconds: float
    midi: float


def _struck(note: NoteEvent, source: _Source, wanted: Colour, span: tuple[int, int]) -> Recipe:
    """A drum or a recording sounds to its end whatever its length, unless a sustain, a release or a loop is wanted."""
    length, rate = span
    speed = _speed(note, source.seconds, span) * 2 ** ((source.midi - 60) / 12)
    speed = max(min(abs(speed), _FASTEST), 1 / _FASTEST) * (-1.0 if speed < 0 else 1.0)
    begin, end = edges(wanted)
    longest = LONGEST if wanted.loop else min(source.seconds * (end - begin) / abs(speed), LONGEST)
    natural = max(round(longest * rate), 1)
    envelope = _changed(_OPEN, wanted)
    key = source.midi if isinstance(source.what, Take) else float(source.what)
    if wanted.release is None and wanted.sustain is None and not wanted.loop:
        return Recipe(source.what, key, _force(note), natural, None, envelope, wanted, speed)
    gate, frames = _lengths(length, envelope.release, natural, rate)
    return Recipe(source.what, key, _force(note), frames, gate, envelope, wanted, speed)


def _lengths(length: int, release: float, natural: int, rate: int) -> tuple[int, int]:
    """The frames until it is let go, and all of them, of a note of *length* frames that dies by itself in *natural*."""
    gate = max(length, round(SHORTEST * rate))
    return min(gate, natural), min(gate + max(round(release * rate), round(FADE * rate)), natural)


def _force(note: NoteEvent) -> float:
    return min(max(note.velocity, 0.0), 1.0)


def _within_hearing(midi: float) -> float:
    return min(max(float(midi), 0.0), 135.0)


def edges(wanted: Colour) -> tuple[float, float]:
    """Where a recording begins and ends, as shares 0..1 of it, the smaller first."""
    begin, end = wanted.begin or 0.0, 1.0 if wanted.end is None else wanted.end
    return min(begin, end), max(begin, end)


def _speed(note: NoteEvent, seconds: float, span: tuple[int, int]) -> float:
    """The pace of a recording of *seconds*: ``speed`` counts times as fast, or by ``unit`` per cycle or second."""
    wanted = note.controls.get("speed", 1.0)
    speed = float(wanted) if isinstance(wanted, (int, float, Fraction)) else 1.0
    unit, bars = note.controls.get("unit"), note.end - note.begin
    if unit == "c" and bars > 0 and span[0] > 0:
        return speed * seconds * span[1] * float(bars) / span[0]
    return speed * seconds if unit == "s" else speed


def _changed(envelope: Envelope, wanted: Colour) -> Envelope:
    return Envelope(
        envelope.attack if wanted.attack is None else wanted.attack,
        envelope.decay if wanted.decay is None else wanted.decay,
        envelope.sustain if wanted.sustain is None else wanted.sustain,
        envelope.release if wanted.release is None else wanted.release,
    )
