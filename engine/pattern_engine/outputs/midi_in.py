"""MIDI from outside: hands on controllers and keys, a clock to follow. Named like an output, it plays nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.heard import ControllerMoved, Heard, KeyStruck, TransportAsked
from pattern_engine.outputs.midi_ports import InPort, open_in
from pattern_engine.outputs.output import Cue
from pattern_engine.outputs.tempo_follower import TempoFollower

_SIXTEENTHS = 16
"""A song position counts sixteenths; a bar is taken to have as many."""


class Hearing:
    """Reads MIDI messages. Sans-I/O; only the thread that hears the port may touch it."""

    def __init__(self, follow: bool = False) -> None:
        """With *follow*, clock and transport messages count; else only controllers and keys do."""
        self._follower = TempoFollower() if follow else None

    def heard(self, data: Sequence[int], at: int) -> list[Heard]:
        """What the message *data*, which came at clock time *at*, says; nothing for one that is of no concern.

        >>> Hearing().heard([0xB0, 74, 127], 5)
        [ControllerMoved(number=74, value=1.0, channel=1, at=5)]
        """
        if not data:
            return []
        channel = (data[0] & 15) + 1
        match (data[0] if data[0] >= 0xF0 else data[0] & 0xF0, *data[1:]):
            case (0xB0, number, value):
                return [ControllerMoved(number, value / 127, channel, at)]
            case (0x90, key, velocity):
                return [KeyStruck(key, velocity / 127, channel, at)]
            case (0x80, key, _):
                return [KeyStruck(key, 0.0, channel, at)]
        return self._transport(data, at) if self._follower is not None else []

    def _transport(self, data: Sequence[int], at: int) -> list[Heard]:
        follower = self._follower
        match tuple(data):
            case (0xF8,) if follower is not None:
                tempo = follower.tick(at)
                return [] if tempo is None else [tempo]
            case (0xFA,) if follower is not None:
                follower.start()
                return [TransportAsked("seek", 0.0, at), TransportAsked("play", None, at)]
            case (0xFB,):
                return [TransportAsked("play", None, at)]
            case (0xFC,):
                return [TransportAsked("stop", None, at)]
            case (0xF2, low, high):
                return [TransportAsked("seek", (low + 128 * high) / _SIXTEENTHS, at)]
        return []


class MidiInput:
    """Listens to one MIDI port. The player's thread opens and closes it; the port's own thread hears."""

    def __init__(
        self, hear: Callable[[Heard], None], port: str = "", clock: Clock | None = None, follow: bool = False
    ) -> None:
        """*hear* is given what ``Hearing`` reads on the port that *port* names, "" the first there is."""
        self.name = f"midiin:{port}" if port else "midiin"
        self._hear = hear
        self._wanted = port
        self._clock = clock or MonotonicClock()
        self._hearing = Hearing(follow)
        self._port: InPort | None = None

    def open(self) -> str | None:
        """Open the port. Raises ``OutputError`` if there is no such port, or no MIDI here."""
        if self._port is not None:
            return None
        name, self._port = open_in(self._wanted, self._take)
        return f"MIDI from {name}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Nothing is played here."""

    def cancel(self, generation: int, since: int) -> None:
        """Nothing was kept."""

    def hush(self) -> None:
        """Already silent."""

    def close(self) -> None:
        """Hear no more."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def _take(self, data: Sequence[int]) -> None:
        for heard in self._hearing.heard(data, self._clock.now()):
            self._hear(heard)
