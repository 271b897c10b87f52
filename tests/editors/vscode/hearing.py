"""What a program that speaks Open Sound Control hears of the music, and when."""

from __future__ import annotations

import socket
import threading
import time
from typing import NamedTuple

from pythonosc.osc_bundle import OscBundle

_NTP = 2_208_988_800


class Heard(NamedTuple):
    """A note, when it came here and when it is to sound, in seconds of Unix time."""

    came: float
    due: float
    part: str
    note: str
    controls: dict[str, object]


class Receiver:
    """Listens on a port of its own until it is closed."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.heard: list[Heard] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def output(self) -> str:
        """This receiver as an output of the player."""
        return f"osc:127.0.0.1:{self._socket.getsockname()[1]}"

    def _listen(self) -> None:
        while packet := self._socket.recv(65_536):
            came = time.time()
            for inner in list(OscBundle(packet))[1:]:
                due = int.from_bytes(inner.dgram[8:16], "big") / 2**32 - _NTP
                for message in inner:
                    if message.address == "/pattern/event":
                        _, _, part, _, note, *_ = message.params
                        pairs = message.params[8:]
                        self.heard.append(Heard(came, due, part, note, dict(zip(pairs[::2], pairs[1::2], strict=True))))

    def close(self) -> None:
        """Stops listening: an empty packet ends it."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closing:
            closing.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()
