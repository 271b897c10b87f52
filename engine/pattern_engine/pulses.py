"""The musical clock, 24 ticks to a crotchet, for outputs that others follow. Sans-I/O, like the scheduler it asks."""

from __future__ import annotations

from pattern_engine.outputs.output import Pulse
from pattern_engine.scheduler import Scheduler


def pulses(scheduler: Scheduler, begin: int, end: int) -> list[Pulse]:
    """The ticks at clock times from *begin* up to *end*, which follow every ramp and swap and no swing.

    Asked for stretches that touch, it misses none and tells none twice.
    """
    found: list[Pulse] = []
    road = scheduler.road(begin)
    number = road.ticks(begin)
    while True:
        at = road.tick(number)
        later = scheduler.road(at)
        if later != road:  # another take begins before this tick, and says which tick it is and when it falls
            road, number = later, later.ticks(later.since)
            at = road.tick(number)
        if at >= end:
            return found
        if at >= begin:
            found.append(Pulse(at, number))
        number += 1


class Ticking:
    """Which ticks were told already. Only the player's thread may touch it."""

    def __init__(self, at: int) -> None:
        """The first tick falls at clock time *at* or later."""
        self._from = at
        self._stopped = False

    def advance(self, scheduler: Scheduler, until: int) -> list[Pulse]:
        """The ticks before *until* that were not told yet."""
        begin, self._from, self._stopped = self._from, max(self._from, until), False
        return pulses(scheduler, begin, self._from)

    def back_to(self, since: int) -> None:
        """Tell the ticks at *since* and later once more: a change moves them. What stands goes on there."""
        self._from = since if self._stopped else min(self._from, since)

    def stop(self, now: int) -> list[Pulse]:
        """What says that the music stops, the first time this is asked."""
        stopped, self._stopped, self._from = self._stopped, True, now
        return [] if stopped else [Pulse(now, None)]
