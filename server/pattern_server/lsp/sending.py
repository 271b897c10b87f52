"""Sending: a thread that writes to the editor, so that one that does not read holds up neither orders nor the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from queue import SimpleQueue

from pattern_server.lsp.editor import within
from pattern_server.lsp.wire import body_of, framed

MOST_UNREAD = 64
"""Messages that wait to be written before those of the moment are left out: they would come late anyway."""

LEAVE_WITHIN = 2.0
"""Seconds that an editor has to read the last words."""

_OF_THE_MOMENT = frozenset({"patternStudio/lights", "patternStudio/notes", "patternStudio/transport"})


class Mouth:
    """The way out to one editor. Thread: one; only ``close`` waits."""

    def __init__(self, target: int, gone: Callable[[], None]) -> None:
        """Write to the file descriptor *target*; *gone* is called, in another thread, when nobody can read there."""
        self._target = target
        self._gone = gone
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def send(self, message: Mapping[str, object]) -> None:
        """Say *message*; to an editor that does not read, nothing that is good for the moment only."""
        if self._waiting.qsize() < MOST_UNREAD or not _is_of_the_moment(message):
            self._waiting.put(framed(body_of(message)))

    def close(self) -> None:
        """Give the editor a while to read the rest."""
        self._waiting.put(None)
        self._thread.join(LEAVE_WITHIN)

    def _write(self) -> None:
        try:
            while (data := self._waiting.get()) is not None:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._target, rest) :]
        except OSError:  # the editor has gone without a word
            self._gone()


def _is_of_the_moment(message: Mapping[str, object]) -> bool:
    """Whether the next of its kind says all of it again.

    Parts and knobs are told once, that lights go out too, and after a stop nothing is told for a while.
    """
    params = message.get("params")
    once = [within(params, name) for name in ("parts", "knobs", "clear")] != [None] * 3
    return message.get("method") in _OF_THE_MOMENT and not once and within(params, "state") in (None, "playing")
