"""What an OSC receiver hears, with the moment at which each message came."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage


class Ear:
    """A socket to which the player sends. ``heard`` holds each note: its part's ``key``, its ``name`` and ``note``,
    and when it ``came``, in nanoseconds of the monotonic clock.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen)
        self.heard: list[dict] = []
        self._thread.start()

    @property
    def output(self) -> str:
        """The output, as a text or ``--to`` names it."""
        return f"osc:127.0.0.1:{self._socket.getsockname()[1]}"

    def since(self, moment: int, fits: Callable[[dict], bool]) -> dict | None:
        """The first message that *fits* and came after *moment*."""
        return next((one for one in list(self.heard) if one["came"] > moment and fits(one)), None)

    def close(self) -> None:
        """Hear no more."""
        port = self._socket.getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", port))
        self._thread.join(10)
        self._socket.close()

    def _listen(self) -> None:
        while data := self._socket.recv(65_536):
            came = time.monotonic_ns()
            for address, arguments in messages(data):
                if address == "/pattern/event":
                    key, sound, name, note = arguments[2:6]
                    self.heard.append({"came": came, "key": key, "sound": sound, "name": name, "note": note})


def messages(data: bytes) -> list[tuple[str, list]]:
    """The messages in a packet."""
    if not OscBundle.dgram_is_bundle(data):
        message = OscMessage(data)
        return [(message.address, list(message.params))]
    found: list[tuple[str, list]] = []
    for part in OscBundle(data):
        found += messages(part.dgram)
    return found
