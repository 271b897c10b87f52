"""Cues, and what anything that plays them must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from pattern_engine.note import NoteEvent
from pattern_engine.time import Time


class Cue(NamedTuple):
    """A note with the moment at which it must sound.

    ``at`` and ``length`` are integer microseconds, ``at`` on the clock of whoever plays (offline: from the
    start of the music). ``beat`` counts crotchets from the start. ``id`` rises by one per cue;
    ``generation`` is the number of the evaluation that made it, so a receiver can drop what a swap replaced.
    """

    id: int
    at: int
    length: int
    beat: Time
    note: NoteEvent
    generation: int = 0


class Output(Protocol):
    """Somewhere cues can go.

    Thread: the player's only. ``send`` never blocks for longer than it takes to encode and hand over.
    """

    name: str

    def open(self) -> str | None:
        """Open whatever is needed; return one line to tell the user, or None. Raises ``OutputError``."""

    def send(self, cues: Sequence[Cue]) -> None:
        """Hand over cues that sound in the near future, in order of ``at``."""

    def cancel(self, generation: int, since: int) -> None:
        """Forget what was sent by *generation* or earlier and sounds at *since* (microseconds) or later."""

    def hush(self) -> None:
        """Silence: nothing new starts, sounding notes end now."""

    def close(self) -> None:
        """Give everything back. Safe to call twice."""


class OutputError(Exception):
    """An output could not be opened or written; the text says which one, why, and what to do."""
