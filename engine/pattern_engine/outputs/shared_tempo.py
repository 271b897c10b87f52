"""What a session with others and the music have to tell each other of tempo and beat. Pure: it is told of both.

Tempo goes both ways, and what came from one side is not sent back to it. The beat goes from the session to the music
only, and not before it was off at two crotchets in a row: a change that has just begun is reported by then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from pattern_engine.heard import Heard, TempoHeard, TransportAsked

_MINUTE = 60_000_000
_NEAR = 0.0001
"""The part of a tempo by which another may differ and still be the same."""

_APART = 5_000
"""Microseconds that a crotchet of the music may lie beside the session's."""

_ECHOES = 64
"""Tempos told to the music that it has not reported yet; somebody may be turning a dial."""

_PATIENCE = 1_000_000
"""Microseconds for the music to take a tempo; if something came in between, it is told again."""


class Look(NamedTuple):
    """The session at clock time *at*: how many *peers* share it, its tempo in crotchets a minute, its *beat*."""

    peers: int
    bpm: float
    beat: float
    at: int


class SharedTempo:
    """Says what is news to either side. Only the thread that looks at the session may touch it."""

    def __init__(self) -> None:
        self._music: float | None = None
        self._session: float | None = None
        self._told: deque[float] = deque(maxlen=_ECHOES)
        self._told_at = 0
        self._crotchet: int | None = None
        self._astray = False

    def proposed(self, look: Look, music: float | None) -> float | None:
        """The tempo to give the session, now that the music reports *music* (None: it has not begun), or None.

        What the music begins with is no reason to change the tempo of others.
        """
        before, self._music = self._music, music
        if music is None or music == before or (before is None and look.peers):
            return None
        for place, told in enumerate(self._told):
            if _same(music, told):
                self._told = deque(list(self._told)[place + 1 :], maxlen=_ECHOES)
                return None
        if _same(music, look.bpm):
            return None
        self._told.clear()
        self._astray = False
        self._session = music
        return music

    def heard(self, look: Look, crotchets: Sequence[int]) -> list[Heard]:
        """What the music, whose own crotchets fall at the clock times *crotchets*, must hear of the session."""
        if not look.peers or self._music is None:
            self._session, self._crotchet, self._astray = None, None, False
            return []
        if self._told and look.at - self._told_at > _PATIENCE:
            self._told.clear()
            self._session = None
        if self._session is None or not _same(look.bpm, self._session):
            self._session, self._astray = look.bpm, False
            if not _same(look.bpm, self._told[-1] if self._told else self._music):
                self._told.append(look.bpm)
                self._told_at = look.at
                return [TransportAsked("tempo", look.bpm, look.at)]
        if floor(look.beat) == self._crotchet:
            return []
        self._crotchet = floor(look.beat)
        began = look.at - round(look.beat % 1 * _MINUTE / look.bpm)
        before, self._astray = self._astray, bool(crotchets) and all(abs(at - began) > _APART for at in crotchets)
        if not (before and self._astray):
            return []
        self._astray = False
        return [TempoHeard(look.bpm, began)]


def _same(one: float, other: float) -> bool:
    return abs(one / other - 1) <= _NEAR
