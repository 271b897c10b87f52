"""Finished sounds by recipe, each made once and remembered."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from pattern_engine.synth.bending import Pace, read
from pattern_engine.synth.finishing import finished, reach
from pattern_engine.synth.kit import softer, struck
from pattern_engine.synth.loudness import levelled
from pattern_engine.synth.partials import Floats
from pattern_engine.synth.recipes import Library, NoLibrary, Recipe, Sound, Take, edges
from pattern_engine.synth.struck import Stroke
from pattern_engine.synth.voices import VOICES

_FORCES = 16
"""Steps in which velocity changes a tone's colour; its level follows velocity exactly."""

LONGEST_LOOP = 1 << 24
"""Samples of a recording that are laid end to end, at most: minutes."""


class Memory:
    """Sounds by key, at most *limit* bytes of them; the longest unused goes first. Thread: its owner's only."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[object, Sound] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes of sound that are remembered."""
        return self._size

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

    What is forgotten and made again is the same to the last bit. Recordings come from *library*.
    """

    def __init__(self, rate: int, limit: int = 256 << 20, library: Library | None = None) -> None:
        self.rate = rate
        self._library = library or NoLibrary()
        self._finished = Memory(limit * 3 // 4)
        self._raw = Memory(limit // 4)

    @property
    def size(self) -> int:
        """Bytes of sound that are remembered."""
        return self._finished.size + self._raw.size

    def sound(self, made: Recipe) -> Sound:
        """The finished sound of *made*, from memory if it was made before."""
        return self._finished.get(made, lambda: finished(made, self._tone(made), self.rate))

    def _tone(self, made: Recipe) -> Floats | Sound:
        """The raw tone for *made*: shared by notes of other lengths and colours, so made a little longer."""
        frames, force = reach(made, self.rate), math.ceil(made.velocity * _FORCES) / _FORCES
        match made.source:
            case str(name):
                voice = VOICES[name]
                stroke = Stroke(made.midi, force, _bucket(frames, self.rate), self.rate)
                return self._raw.get(
                    (name, stroke),
                    lambda: levelled(voice.tone(stroke), self.rate, voice.decibels).astype(np.float32),
                )[:, :frames]
            case Take() as take:
                return played(self._library.sound(take, self.rate), made, frames)
            case key:
                drum = self._raw.get(key, lambda: struck(key, self.rate).astype(np.float32))
                return played(self._raw.get((key, force), lambda: _softer(drum, force, self.rate)), made, frames)


def played(recorded: Sound, made: Recipe, frames: int) -> Floats | Sound:
    """The first *frames* of a recording from one edge to the other, at the pace and as often as *made* says."""
    begin, end = (round(edge * recorded.shape[1]) for edge in edges(made.colour))
    begin = min(begin, recorded.shape[1] - 1)
    piece = recorded[:, begin : max(end, begin + 1)]
    if made.speed < 0:
        piece = piece[:, ::-1]
    if made.colour.loop:
        times = math.ceil(frames * abs(made.speed) / piece.shape[1]) + 1
        piece = np.tile(piece, min(times, -(-LONGEST_LOOP // piece.shape[1])))
    if abs(made.speed) == 1:
        return np.pad(piece[:, :frames], ((0, 0), (0, max(0, frames - piece.shape[1]))))
    return paced(piece, abs(made.speed), frames)


def paced(recorded: Floats | Sound, ratio: float, frames: int) -> Floats:
    """*frames* of *recorded* read *ratio* times as fast."""
    return read(recorded, Pace(np.arange(frames, dtype=np.float64) * ratio, ratio))


def _softer(drum: Sound, velocity: float, rate: int) -> Sound:
    return softer(drum.astype(np.float64), velocity, rate).astype(np.float32)


def _bucket(frames: int, rate: int) -> int:
    """*frames* rounded up to half a second times a power of the square root of two."""
    steps = max(0, math.ceil(2 * math.log2(frames / (0.5 * rate))))
    return max(frames, round(0.5 * rate * math.pow(2, steps / 2)))
