"""A player process and the thread that alone talks to it, so that whoever leads it never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple

from pattern_engine.player_client import Player
from pattern_engine.player_wire import Command, Ended, Failed, Report, SetLookahead, Stop


class Room(NamedTuple):
    """Where a band plays: *outputs* as ``--to`` takes them, how far ahead (µs), and whether each note is reported,
    *ahead* microseconds before it sounds at the earliest.
    """

    outputs: tuple[str, ...]
    lookahead: int = 300_000
    watched: bool = False
    ahead: int = 150_000


class Band:
    """One player process. Thread: one; nothing but ``close`` waits."""

    def __init__(self, room: Room, hear: Callable[[Report], None]) -> None:
        """Start a player in *room*; its reports go to *hear*, in a thread of the band, ``Ended`` or ``Failed`` last."""
        self.room = room
        self.sent = 0  # how many orders
        self._hear = hear
        self._orders: SimpleQueue[Command] = SimpleQueue()
        self._player: Player | None = None
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    def send(self, command: Command) -> None:
        """Have the player obey *command*, after those before it. One that has ended obeys no more."""
        self.sent += 1
        self._orders.put(command)
        if self._player is not None:
            self._player.wake()

    def keep(self, lookahead: int) -> None:
        """Have the player keep *lookahead* microseconds ahead from now on."""
        if lookahead != self.room.lookahead:
            self.room = self.room._replace(lookahead=lookahead)
            self.send(SetLookahead(lookahead))

    def close(self, patience: float = 4.0) -> None:
        """Silence and end it, waiting *patience* seconds at most."""
        self.send(Stop())
        self._thread.join(patience)

    def _play(self) -> None:
        try:
            room = self.room
            player = Player(room.outputs, room.lookahead, watched=room.watched, ahead=room.ahead)
        except OSError as error:
            self._hear(Failed(f"no player can be started: {error}"))
            return
        with player:
            self._player = player
            report: Report | None = None
            while not isinstance(report, Ended | Failed):
                self._give(player)
                report = player.poll(None)
                if report is not None:
                    self._hear(report)

    def _give(self, player: Player) -> None:
        """Send what was ordered meanwhile."""
        while True:
            try:
                player.send(self._orders.get_nowait())
            except Empty:
                return
