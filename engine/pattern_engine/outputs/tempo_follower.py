"""The tempo of a MIDI clock that somebody else runs, without its jitter. Pure: it is told when ticks came.

A straight line is laid through the last two crotchets of ticks, by least squares: with ticks that come up to 3 ms early
or late, the tempo it shows is off by a few thousandths. If the newest ticks all lie on one side of the line, the tempo
has changed, and what was before is forgotten.
"""

from __future__ import annotations

from collections import deque

from pattern_engine.heard import TempoHeard

PER_CROTCHET = 24
_KEPT = 2 * PER_CROTCHET
_FEWEST = PER_CROTCHET
_NEWEST = 6
"""Ticks that decide whether the tempo has changed."""

_APART = 6000
"""Microseconds that these lie from the line, on one side of it, when it has."""

_GAP = 500_000
"""Microseconds without a tick after which another clock begins: 5 crotchets a minute and slower are no tempo."""

_MINUTE = 60_000_000


class TempoFollower:
    """Hears ticks, tells tempos. Only the thread that hears the clock may touch it."""

    def __init__(self) -> None:
        self._ticks: deque[int] = deque(maxlen=_KEPT)
        self._count = 0

    def start(self) -> None:
        """The next tick is the first of a crotchet, of a clock that may be a new one."""
        self._ticks.clear()
        self._count = 0

    def tick(self, at: int) -> TempoHeard | None:
        """A tick came at clock time *at*; at the first of each crotchet the tempo, once it is known."""
        if self._ticks and at - self._ticks[-1] > _GAP:
            self._ticks.clear()
        first = self._count % PER_CROTCHET == 0
        self._count += 1
        self._ticks.append(at)
        if len(self._ticks) < _FEWEST:
            return None
        newest, period = _line(self._ticks)
        if self._has_changed(newest, period):
            for _ in range(len(self._ticks) - _NEWEST):
                self._ticks.popleft()
            return None
        if not first or period <= 0:
            return None
        return TempoHeard(_MINUTE / (period * PER_CROTCHET), round(newest))

    def _has_changed(self, newest: float, period: float) -> bool:
        apart = [self._ticks[-1 - back] - (newest - back * period) for back in range(_NEWEST)]
        one_side = all(gap > 0 for gap in apart) or all(gap < 0 for gap in apart)
        return one_side and abs(sum(apart)) > _NEWEST * _APART


def _line(ticks: deque[int]) -> tuple[float, float]:
    """Where the line through *ticks* has the newest one, and how far it goes from tick to tick, by least squares."""
    count = len(ticks)
    zero = ticks[0]
    middle = (count - 1) / 2
    mean = sum(tick - zero for tick in ticks) / count
    slope = sum((place - middle) * (tick - zero) for place, tick in enumerate(ticks)) * 12 / (count * (count**2 - 1))
    return zero + mean + slope * middle, slope
