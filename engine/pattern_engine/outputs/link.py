"""Ableton Link: tempo and beat shared with whoever makes music in this network. It plays nothing.

aalink, which only the extra ``link`` brings, keeps the session; ``shared_tempo`` says what of it is news.
Bars, start and stop stay the program's own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.heard import Heard
from pattern_engine.outputs.output import Cue, OutputError, Pulse, Situation
from pattern_engine.outputs.shared_tempo import Look, SharedTempo

if TYPE_CHECKING:
    from aalink import Link

_BPM = 120.0
"""The tempo of a session that nobody else is in, until the music says its own."""

_LOOK = 0.02
"""Seconds between two looks at the session."""

_UNSURE = 1_000
"""Microseconds that a look may take: after more nobody knows when in between the beat was read."""

_PER_CROTCHET = 24
_KEPT = 32
"""Crotchets of the music that are remembered, to be compared with the session's."""


class LinkFollower:
    """One peer of a session. The player's thread opens, informs, closes it; a thread of its own looks at the session.

    That thread only reads the tempo and the crotchets here; each is one value, replaced whole.
    """

    name = "link"

    def __init__(self, hear: Callable[[Heard], None], clock: Clock | None = None) -> None:
        """*hear* is given what the music must know of the session, as long as there is another peer."""
        self._hear = hear
        self._clock = clock or MonotonicClock()
        self._bpm: float | None = None
        self._crotchets: tuple[int, ...] = ()
        self._left = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> str | None:
        """Join the session. Raises ``OutputError`` without aalink."""
        if self._thread is not None:
            return None
        try:
            from aalink import Link
        except ImportError as error:
            reason = 'it needs aalink: pip install "pattern-studio[link]"'
            raise OutputError(f"link: {reason} ({error})") from error
        self._left.clear()
        self._thread = threading.Thread(target=self._follow, args=(asyncio.run(_made(Link)),), daemon=True)
        self._thread.start()
        return "Ableton Link: tempo and beat are those of the session"

    def inform(self, situation: Situation) -> None:
        """Keep the tempo that the music has now; the session is given it unless it came from there."""
        self._bpm = situation.bpm

    def pulse(self, pulses: Sequence[Pulse]) -> None:
        """Keep where the crotchets of the music fall; there are none where it stops."""
        if any(pulse.number is None for pulse in pulses):
            self._crotchets = ()
        else:
            begun = (pulse.at for pulse in pulses if pulse.number is not None and pulse.number % _PER_CROTCHET == 0)
            self._crotchets = (*self._crotchets, *begun)[-_KEPT:]

    def send(self, cues: Sequence[Cue]) -> None:
        """Nothing is played here."""

    def cancel(self, generation: int, since: int) -> None:
        """Forget the crotchets of the music at *since* or later."""
        self._crotchets = tuple(at for at in self._crotchets if at < since)

    def hush(self) -> None:
        """Already silent."""

    def close(self) -> None:
        """Leave the session."""
        if self._thread is not None:
            self._left.set()
            self._thread.join()
            self._thread = None

    def _follow(self, link: Link) -> None:
        """Look at the session until left."""
        shared = SharedTempo()
        link.enabled = True
        try:
            while not self._left.wait(_LOOK):
                before = self._clock.now()
                look = Look(link.num_peers, link.tempo, link.beat, self._clock.now())
                if look.at - before > _UNSURE:
                    continue
                proposed = shared.proposed(look, self._bpm)
                if proposed is not None:
                    link.tempo = proposed
                    continue
                for heard in shared.heard(look, self._crotchets):
                    self._hear(heard)
        finally:
            link.enabled = False


async def _made(make: Callable[[float], Link]) -> Link:
    """A peer that is in no session yet. aalink wants a loop to run where it is made; none of what it is asked does."""
    return make(_BPM)
