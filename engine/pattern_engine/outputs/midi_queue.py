"""What a MIDI port is to be sent, and when. Sans-I/O: it is told the time and returns bytes.

At one moment the clock ticks first, then keys are released, then keys are struck. A note that was struck is released
whatever happens to the queue, unless its key was struck again before: then that stroke has released it.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple, TypeAlias

from pattern_engine.outputs.midi_channels import Channels, Stroke
from pattern_engine.outputs.output import Cue, Pulse

_TICK, _START, _CONTINUE, _STOP = (bytes((byte,)) for byte in (0xF8, 0xFA, 0xFB, 0xFC))
_SIXTEENTH = 6
"""Ticks of what a song position counts."""

Thing: TypeAlias = Pulse | Stroke | Cue


class _Due(NamedTuple):
    at: int
    rank: int
    order: int
    thing: Thing


class MidiQueue:
    """Cues and pulses of one port in order of time. One thread at a time may touch it."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._waiting: list[_Due] = []
        self._order = 0
        self._ticked: int | None = None

    @property
    def next(self) -> int | None:
        """The moment at which something is due; None if nothing waits."""
        return self._waiting[0].at if self._waiting else None

    def add(self, things: Iterable[Cue | Pulse]) -> None:
        """Take notes or ticks."""
        for thing in things:
            self._put(thing.at, 2 if isinstance(thing, Cue) else 0, thing)

    def due(self, now: int) -> list[bytes]:
        """The messages whose moment is *now* or was before, in order."""
        told: list[bytes] = []
        while self._waiting and self._waiting[0].at <= now:
            at, _, _, thing = heappop(self._waiting)
            match thing:
                case Pulse():
                    told += self._tick(thing.number)
                case Stroke():
                    told += self._channels.release(thing)
                case Cue():
                    stroke, messages = self._channels.strike(thing.note)
                    told += messages
                    if stroke is not None:
                        self._put(at + max(1, thing.length), 1, stroke)
        return told

    def cancel(self, generation: int, since: int) -> None:
        """Forget what *generation* or earlier strikes at *since* or later, and every tick from there on."""
        self._waiting = [due for due in self._waiting if due.at < since or not _recalled(due.thing, generation)]
        heapify(self._waiting)

    def silence(self) -> list[bytes]:
        """Forget every note; the messages that end what sounds. The clock goes on."""
        self._waiting = [due for due in self._waiting if isinstance(due.thing, Pulse)]
        heapify(self._waiting)
        return self._channels.silence()

    def stop(self) -> list[bytes]:
        """What tells those who follow the clock that it stands."""
        return self._tick(None)

    def _put(self, at: int, rank: int, thing: Thing) -> None:
        self._order += 1
        heappush(self._waiting, _Due(at, rank, self._order, thing))

    def _tick(self, number: int | None) -> list[bytes]:
        """A tick; where the count begins or jumps, first what tells the followers where they are.

        They can be placed on sixteenths only: until one comes they stand. Before bar 0 they hear ticks and stand.
        """
        if number is None:
            told, self._ticked = ([_STOP] if self._ticked is not None else []), None
            return told
        told = []
        if self._ticked is not None and number != self._ticked + 1:
            told.append(_STOP)
            self._ticked = None
        if self._ticked is None and number >= 0 and number % _SIXTEENTH == 0:
            told += [_START] if number == 0 else [_position(number // _SIXTEENTH), _CONTINUE]
            self._ticked = number
        elif self._ticked is not None:
            self._ticked = number
        return [*told, _TICK]


def _recalled(thing: Thing, generation: int) -> bool:
    return isinstance(thing, Pulse) or (isinstance(thing, Cue) and thing.generation <= generation)


def _position(sixteenths: int) -> bytes:
    """The song position pointer, which reaches 16383 sixteenths and begins again there."""
    high, low = divmod(sixteenths % 16384, 128)
    return bytes((0xF2, low, high))
