"""One connected client of the JUCE WebSocket and what waits for it."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from pattern_engine.outputs.juce_frames import frame

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection

QUEUE = 512
"""Messages that wait for one client at most."""


class Client:
    """One connected client and what waits for it. Any thread may touch it."""

    def __init__(self, connection: ServerConnection, epoch: int) -> None:
        """*epoch* names the run of the server in every message that has a number."""
        self.connection = connection
        self.acknowledged = 0
        self.dropped = 0
        self._epoch = epoch
        self._seq = 0
        self._queue: deque[str] = deque()
        self._ready = threading.Condition()
        self._leaving = False
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def put(self, kind: str, body: str) -> None:
        """Queue a message under the next number; the oldest one gives way if too many wait."""
        with self._ready:
            self._seq += 1
            self._queue.append(frame(kind, self._epoch, self._seq, body))
            if len(self._queue) > QUEUE:
                self._queue.popleft()
                self.dropped += 1
            self._ready.notify()

    def say(self, text: str) -> None:
        """Queue a message that has no number, such as an answer; after what waits already."""
        with self._ready:
            if len(self._queue) < QUEUE:
                self._queue.append(text)
                self._ready.notify()

    def clear(self) -> None:
        """Forget what waits: what follows stands in for it."""
        with self._ready:
            self._queue.clear()

    def leave(self) -> None:
        """Send what waits, for a second at most, and close the connection."""
        with self._ready:
            self._leaving = True
            self._ready.notify()
        self._writer.join(timeout=1.0)
        self.connection.close()

    def _write(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            while True:
                with self._ready:
                    self._ready.wait_for(lambda: self._queue or self._leaving)
                    if not self._queue:
                        return
                    text = self._queue.popleft()
                self.connection.send(text)
