"""From a note to its finished sound, made once and remembered."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pattern_engine.instruments import drum_key, instrument
from pattern_engine.note import NoteEvent
from pattern_engine.synth.controls import Colour, colour
from pattern_engine.synth.filters import crushed, driven, filtered, shaped
from pattern_engine.synth.kit import HITS, nearest_key, softer, struck
from pattern_engine.synth.loudness import levelled, loudness
from pattern_engine.synth.partials import Floats
from pattern_engine.synth.struck import Stroke
from pattern_engine.synth.voices import VOICES, Envelope

Sound = NDArray[np.float32]
"""A finished note, shape (1 or 2 channels, frames)."""

FOOT = 8 / 32768
"""The least absolute value of a note's first sample at velocity 0.1 and more: no file loses an onset in rounding."""

SHORTEST = 0.012
"""Seconds that the shortest note is held."""

_OPEN = Envelope(0.0, 0.0, 1.0, 0.05)
_FADE = 0.006
_FORCES = 16
"""Steps in which velocity changes a tone's colour; its level follows velocity exactly."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides how a note sounds: its source (a voice, or a drum key), key, force, length and colour.

    ``frames`` is the whole length of the sound, ``gate`` the frames until it is released, None if it never is.
    """

    voice: str | None
    midi: float
    velocity: float
    frames: int
    gate: int | None
    envelope: Envelope
    colour: Colour


def recipe(note: NoteEvent, length: int, rate: int) -> Recipe:
    """How *note* will sound when it is held for *length* frames at *rate* Hz. Costs nothing: no sound is made."""
    wanted = colour(note.controls)
    velocity = min(max(note.velocity, 0.0), 1.0)
    if note.percussive or note.midi is None:
        return _drum_recipe(note, velocity, wanted, (length, rate))
    name = instrument(note.played_by).voice
    voice = VOICES[name]
    envelope = _changed(voice.envelope, wanted)
    midi = min(max(float(note.midi), 0.0), 135.0)
    gate = max(length, round(SHORTEST * rate))
    natural = round(voice.seconds(midi) * rate)
    frames = min(gate + max(round(envelope.release * rate), round(_FADE * rate)), natural)
    return Recipe(name, midi, velocity, frames, min(gate, natural), envelope, wanted)


def _drum_recipe(note: NoteEvent, velocity: float, wanted: Colour, span: tuple[int, int]) -> Recipe:
    """A drum rings on whatever its length, unless a sustain or release is asked for."""
    length, rate = span
    named = drum_key(note.note or "") or drum_key(note.played_by) or 31
    key = nearest_key(named if note.midi is None else note.midi)
    natural = round(HITS[key].seconds * rate)
    envelope = _changed(_OPEN, wanted)
    if wanted.release is None and wanted.sustain is None:
        return Recipe(None, key, velocity, natural, None, envelope, wanted)
    gate = min(max(length, round(SHORTEST * rate)), natural)
    frames = min(gate + max(round(envelope.release * rate), round(_FADE * rate)), natural)
    return Recipe(None, key, velocity, frames, gate, envelope, wanted)


def cook(made: Recipe, tone: Floats | Sound, rate: int) -> Sound:
    """The finished sound of a recipe from its raw *tone*, which is at least as long: colour, envelope, level, onset."""
    sound = _coloured(tone[:, : made.frames].astype(np.float64), made.colour, rate)
    _shape(sound, made, rate)
    sound *= made.velocity**1.5
    _stand(sound, FOOT * min(1.0, made.velocity / 0.1), rate)
    return sound.astype(np.float32)


def _coloured(sound: Floats, wanted: Colour, rate: int) -> Floats:
    before = loudness(sound, rate) if wanted.distort or wanted.shape else 0.0
    if wanted.crush is not None:
        sound = crushed(sound, wanted.crush)
    if wanted.distort:
        sound = driven(sound, wanted.distort)
    if wanted.shape:
        sound = shaped(sound, wanted.shape)
    if before:
        sound = levelled(sound, rate, 20 * math.log10(before))
    if wanted.lpf is None and wanted.hpf is None and not wanted.distort:
        return sound
    ceiling = 9000.0 if wanted.distort else None
    low = ceiling if wanted.lpf is None else wanted.lpf
    low_pass = None if low is None else (low, wanted.lpq or 0.707)
    return filtered(sound, rate, low_pass, None if wanted.hpf is None else (wanted.hpf, wanted.hpq or 0.707))


def _shape(sound: Floats, made: Recipe, rate: int) -> None:
    """Lay the envelope over *sound*, in place; the last few milliseconds fade to nothing in any case."""
    frames, envelope = sound.shape[1], made.envelope
    rise = min(round(envelope.attack * rate), frames)
    sound[:, :rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / max(rise, 1))
    if envelope.sustain < 1 and rise < frames:
        time = np.arange(frames - rise) / rate
        sound[:, rise:] *= envelope.sustain + (1 - envelope.sustain) * np.exp(-5 * time / max(envelope.decay, 0.002))
    if made.gate is not None and made.gate < frames:
        part = np.arange(frames - made.gate) / max(1, round(envelope.release * rate))
        sound[:, made.gate :] *= (np.exp(-5 * part) - math.exp(-5)).clip(0) / (1 - math.exp(-5))
    fade = min(round(_FADE * rate), frames)
    sound[:, frames - fade :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)


def _stand(sound: Floats, foot: float, rate: int) -> None:
    """Give each channel of *sound* a first sample of at least *foot*, in place: a step gone in a third of a ms."""
    frames = min(sound.shape[1], round(0.003 * rate))
    fall = np.exp(-np.arange(frames) / (0.0003 * rate))
    for channel in sound:
        if frames and abs(channel[0]) < foot:
            side = -1.0 if channel[: round(0.002 * rate)].sum() < 0 else 1.0
            channel[:frames] += (side * foot - channel[0]) * fall


def _changed(envelope: Envelope, wanted: Colour) -> Envelope:
    return Envelope(
        envelope.attack if wanted.attack is None else wanted.attack,
        envelope.decay if wanted.decay is None else wanted.decay,
        envelope.sustain if wanted.sustain is None else wanted.sustain,
        envelope.release if wanted.release is None else wanted.release,
    )


class Memory:
    """Sounds by key, at most *limit* bytes of them; the longest unused goes first. Thread: its owner's only."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[object, Sound] = OrderedDict()

    def get(self, key: object, make: Callable[[], Sound]) -> Sound:
        """What is remembered under *key*; made and remembered if there is nothing."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._kept[key] = make()
        self._size += made.nbytes
        while self._size > self._limit and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1].nbytes
        return made


class Sounds:
    """Finished sounds by recipe, at most *limit* bytes of them. Thread: one at a time, whoever synthesises.

    What is forgotten and made again is the same to the last bit.
    """

    def __init__(self, rate: int, limit: int = 256 << 20) -> None:
        self.rate = rate
        self._finished = Memory(limit * 3 // 4)
        self._raw = Memory(limit // 4)

    def sound(self, made: Recipe) -> Sound:
        """The finished sound of *made*, from memory if it was made before."""
        return self._finished.get(made, lambda: cook(made, self._tone(made), self.rate))

    def _tone(self, made: Recipe) -> Sound:
        """The raw tone for *made*: shared by notes of other lengths and colours, so made a little longer."""
        force = math.ceil(made.velocity * _FORCES) / _FORCES
        if made.voice is None:
            key = int(made.midi)
            drum = self._raw.get(key, lambda: struck(key, self.rate).astype(np.float32))
            return self._raw.get((key, force), lambda: _softer(drum, force, self.rate))
        voice = VOICES[made.voice]
        stroke = Stroke(made.midi, force, _bucket(made.frames, self.rate), self.rate)
        return self._raw.get(
            (made.voice, stroke),
            lambda: levelled(voice.tone(stroke), self.rate, voice.decibels).astype(np.float32),
        )


def _softer(drum: Sound, velocity: float, rate: int) -> Sound:
    return softer(drum.astype(np.float64), velocity, rate).astype(np.float32)


def _bucket(frames: int, rate: int) -> int:
    """*frames* rounded up to half a second times a power of the square root of two."""
    steps = max(0, math.ceil(2 * math.log2(frames / (0.5 * rate))))
    return max(frames, round(0.5 * rate * math.pow(2, steps / 2)))
