"""A bus: what notes send to together, with its own echoes, its own room and its own level. Thread: the mixer's only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pattern_engine.synth.controls import Placing
from pattern_engine.synth.effects import CHUNK, Block, Echo, Reverb, room_seconds
from pattern_engine.synth.partials import Floats

PAGE = 16 * CHUNK
"""Frames over which notes are summed at once; pages, like chunks, lie on a fixed grid."""

_MOST_ECHOES = 24
_DROP = 0.003
_Key = tuple[int, float]


class Dip(NamedTuple):
    """A bus lowered from sample *start* on by *depth* 0..1, coming back in *frames*."""

    start: int
    depth: float
    frames: int


class Bus:
    """The sum of what is sent, page by page, and the effects on it."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._dry = _page()
        self._silent = True
        self._room: Block | None = None
        self._fed: dict[_Key, Block] = {}
        self._echoes: dict[_Key, Echo] = {}
        self._reverb: Reverb | None = None
        self._dips: list[Dip] = []

    @property
    def asleep(self) -> bool:
        """Whether nothing is left to hear on this page and of its effects."""
        room = self._reverb is None or self._reverb.asleep
        return self._silent and self._room is None and not self._fed and not self._echoes and room and not self._dips

    def turn(self) -> None:
        """Begin a new page."""
        if not self._silent:
            self._dry = _page()
        self._silent, self._room, self._fed = True, None, {}

    def clear(self, place: int) -> None:
        """Forget what was written to the page from *place* on."""
        for page in (self._dry, self._room, *self._fed.values()):
            if page is not None:
                page[:, place:] = 0

    def furnish(self, where: Placing) -> None:
        """Make the room what *where* asks for: the newest note that is sent to it decides."""
        if self._reverb is None:
            self._reverb = Reverb(self._rate)
        self._reverb.furnish(room_seconds(where.size) if where.roomfade is None else where.roomfade, where.roomlp)

    def dip(self, start: int, where: Placing) -> None:
        """Lower the bus at sample *start* as *where* says, and let it come back."""
        self._dips.append(Dip(start, where.duckdepth, max(1, round(where.duckattack * self._rate))))

    def write(self, piece: Block, place: int, where: Placing) -> None:
        """Add *piece* to the page from *place* on, and to what the effects are fed."""
        here = slice(place, place + piece.shape[1])
        self._silent = False
        if where.dry == 1:
            self._dry[:, here] += piece
        elif where.dry > 0:
            self._dry[:, here] += piece * np.float32(where.dry)
        if where.room > 0:
            self._room = _page() if self._room is None else self._room
            self._room[:, here] += piece * np.float32(where.room)
        if where.delay > 0:
            fed = self._fed.setdefault(self._echo(where), _page())
            fed[:, here] += piece * np.float32(where.delay)

    def run(self, begin: int) -> Block:
        """The chunk that begins at sample *begin*, effects included."""
        here = slice(begin % PAGE, begin % PAGE + CHUNK)
        mixed = self._dry[:, here]
        for key, echo in list(self._echoes.items()):
            fed = self._fed.get(key)
            mixed = mixed + echo.run(None if fed is None else fed[:, here])
            if echo.asleep:
                del self._echoes[key]
        if self._reverb is not None and (self._room is not None or not self._reverb.asleep):
            mixed = mixed + self._reverb.run(None if self._room is None else self._room[:, here])
        return mixed * self._level(begin) if self._dips else mixed

    def _level(self, begin: int) -> Block:
        """How loud the bus is during a chunk: what all its dips leave."""
        level: Floats = np.ones(CHUNK)
        drop = _DROP * self._rate
        for start, depth, frames in self._dips:
            since = np.arange(begin - start, begin - start + CHUNK)
            back = np.clip((since - drop) / frames, 0, 1)
            level = np.minimum(level, 1 - depth * np.clip(since / drop, 0, 1) * (1 - back) ** 2)
        self._dips = [dip for dip in self._dips if dip.start + dip.frames + drop > begin + CHUNK]
        return level.astype(np.float32)

    def _echo(self, where: Placing) -> _Key:
        """The echo that *where* feeds: its own time and feedback, or the nearest time when there are too many."""
        key = (max(CHUNK, round(where.delaytime * self._rate)), where.delayfb)
        if key not in self._echoes:
            if len(self._echoes) >= _MOST_ECHOES:
                return min(self._echoes, key=lambda other: abs(other[0] - key[0]))
            self._echoes[key] = Echo(*key)
        return key


def sides(where: Placing, master: float) -> Block:
    """The gain left and right of a note, shape (2, 1): equal power, 1 in the middle, times *master*."""
    angle, loud = where.pan * math.pi / 2, math.sqrt(2) * where.loud * master
    return np.array(((loud * math.cos(angle),), (loud * math.sin(angle),)), dtype=np.float32)


def _page() -> Block:
    return np.zeros((2, PAGE), dtype=np.float32)
