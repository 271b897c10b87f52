"""Clocks: what time it is, and waiting for a moment. Integer microseconds; where zero lies means nothing."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time in microseconds and never goes back."""

    def now(self) -> int:
        """The present moment in microseconds."""

    def wait(self, until: int) -> None:
        """Return when ``now()`` is *until* or later; at once if it already is."""


class MonotonicClock:
    """The computer's monotonic clock, the same in every process of one machine. Thread: any."""

    def now(self) -> int:
        """Microseconds since some moment in the past, the same for every process."""
        return time.monotonic_ns() // 1000

    def wait(self, until: int) -> None:
        """Sleep until *until*. Blocks: for that long."""
        while (left := until - self.now()) > 0:
            time.sleep(left / 1_000_000)


class ManualClock:
    """A clock for tests that moves only when told, or waited for. Only the thread that made it may touch it.

    >>> clock = ManualClock()
    >>> clock.wait(20_000)
    >>> clock.now()
    20000
    """

    def __init__(self, now: int = 0) -> None:
        self._now = now

    def now(self) -> int:
        """The moment it was last set to, in microseconds."""
        return self._now

    def wait(self, until: int) -> None:
        """Jump to *until* without waiting, unless it is already past."""
        self._now = max(self._now, until)


class WallOffset:
    """What to add to a clock's microseconds to get Unix time. Only the player's thread may touch it.

    Measured when made; ``follow`` moves it slowly towards a new measurement, so a correction of the system's clock
    is never heard as a jump. Beyond *leap* microseconds (a clock set anew, a computer that slept) it is taken at once.
    """

    def __init__(self, clock: Clock, leap: int = 500_000) -> None:
        self._clock = clock
        self._leap = leap
        self.micros = self._measure()

    def follow(self) -> None:
        """Measure again and go 1/16 of the way there."""
        drift = self._measure() - self.micros
        self.micros += drift if abs(drift) > self._leap else drift // 16

    def _measure(self) -> int:
        """The offset seen in the quickest of five looks at both clocks."""
        looks: list[tuple[int, int]] = []
        for _ in range(5):
            before = self._clock.now()
            wall = time.time_ns() // 1000
            after = self._clock.now()
            looks.append((after - before, wall - (before + after) // 2))
        return min(looks)[1]
