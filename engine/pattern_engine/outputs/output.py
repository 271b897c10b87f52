"""Cues, and what anything that plays them must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol, runtime_checkable

from pattern_engine.note import NoteEvent
from pattern_engine.program import Destination
from pattern_engine.time import Time


class Cue(NamedTuple):
    """A note with the moment at which it must sound.

    ``at`` and ``length`` are integer microseconds, ``at`` on the clock of whoever plays (offline: from the
    start of the music). ``beat`` counts crotchets from the start. ``id`` rises by one per cue;
    ``generation`` is the number of the evaluation that made it, so a receiver can drop what a swap replaced.
    ``outputs`` are where it goes if it does not go where everything goes.
    """

    id: int
    at: int
    length: int
    beat: Time
    note: NoteEvent
    generation: int = 0
    outputs: tuple[Destination, ...] = ()


class Pulse(NamedTuple):
    """A tick of the musical clock: the moment *at* which it falls, and its number, 24 to a crotchet, 0 at bar 0.

    ``number`` is None where the music stops: from then on nothing ticks.
    """

    at: int
    number: int | None


class Situation(NamedTuple):
    """What others have to know of the music to show it: its tempo in crotchets a minute, and where its knobs stand."""

    bpm: float | None = None
    knobs: Mapping[str, float] = MappingProxyType({})


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


@runtime_checkable
class Pulsed(Protocol):
    """An output that follows the musical clock too. Thread: the player's only."""

    def pulse(self, pulses: Sequence[Pulse]) -> None:
        """Hand over ticks of the near future, in order; ``cancel`` forgets those at *since* or later, too."""


@runtime_checkable
class Informed(Protocol):
    """An output whose listeners show the music too. Thread: the player's only."""

    def inform(self, situation: Situation) -> None:
        """Tell how the music stands, whenever something of it has changed."""


def unheard(_: object) -> None:
    """Whom an output tells things that nobody wants to hear."""


class OutputError(Exception):
    """An output could not be opened or written; the text says which one, why, and what to do."""
