"""The herald: tells who watches which cues sound, as they do or some time before, and what of it no longer holds.

It is told the time, and never asks how the music is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import nlargest

from pattern_engine.outputs.output import Cue
from pattern_engine.player_wire import Open, Played, Recalled, Report

EVERY = 2
"""Ticks from one report of what comes to the next: 25 a second, as many as an editor can show."""

MOST_TOLD = 512
"""Cues of one report ahead of time; of more only the loudest are told, so that telling delays no note."""


class Herald:
    """Tells what sounds in the next ``ahead`` microseconds. Only the player's main thread may touch it.

    Each cue is told once. What was told and is recalled is taken back at once, and what comes instead is told in the
    very next tick.
    """

    def __init__(self, report: Callable[[Report], None], settings: Open) -> None:
        self._report = report
        self._watched = settings.watched
        self._ahead = settings.ahead
        self._told: set[int] = set()  # ids of cues that have not sounded
        self._last = 0  # when the last of all that was told sounds
        self._missed: list[Cue] = []  # cues that sounded before they were told
        self._ticks = 0
        self._urgent = True

    def watch(self, on: bool) -> None:
        """Whether somebody watches from now on."""
        self._watched = on

    def tell(self, now: int, sounding: list[Cue], coming: Iterable[Cue]) -> None:
        """A tick: *sounding* begins about *now*; *coming* are the cues that were sent and sound later."""
        if not self._watched:
            return
        if not self._ahead:
            self._say(sounding)
            return
        self._missed += [cue for cue in sounding if cue.id not in self._told]
        self._ticks += 1
        if not self._urgent and self._ticks % EVERY:
            return
        self._urgent = False
        soon = [cue for cue in coming if cue.at < now + self._ahead]
        fresh = self._missed + [cue for cue in soon if cue.id not in self._told]
        self._told = {cue.id for cue in soon}
        self._missed = []
        if len(fresh) > MOST_TOLD:
            fresh = sorted(nlargest(MOST_TOLD, fresh, key=_velocity), key=_at)
        self._say(fresh)

    def changed(self, since: int | None = None) -> None:
        """What plays has changed; nothing holds that was told of *since* (microseconds) or later."""
        self._urgent = True
        if self._watched and self._ahead and since is not None and since <= self._last:
            self._last = since - 1
            self._report(Recalled(since))

    def silent(self) -> None:
        """All that sounds has been cut off."""
        if self._watched and self._ahead:
            self._report(Recalled(0))

    def _say(self, cues: list[Cue]) -> None:
        if cues:
            self._last = max(self._last, *(cue.at for cue in cues), 0)
            self._report(Played(tuple(cues)))


def _velocity(cue: Cue) -> float:
    return cue.note.velocity


def _at(cue: Cue) -> int:
    return cue.at
