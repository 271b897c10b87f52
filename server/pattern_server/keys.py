"""Single keys on the terminal, while something else goes on. It knows the terminal; what keys mean others know."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

_NO_LETTER = re.compile("\x1b(?:\\[[0-9;]*[A-Za-z~]|O.|)")
"""What arrows and other keys without a letter send."""


class Keys:
    """Reads keys as they are pressed, in its ``with`` block; afterwards the terminal is as it was before.

    Where standard input is no terminal, or this process is in its background, there are no keys. Only the main thread
    may touch it.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        """*wake* is called, from a thread of this, when there is a key."""
        self._wake = wake
        self._pressed: SimpleQueue[str] = SimpleQueue()
        self._before: list[Any] | None = None
        self._ended = threading.Event()
        self._reader: threading.Thread | None = None

    @property
    def live(self) -> bool:
        """Whether keys are read."""
        return self._before is not None

    def pressed(self) -> str | None:
        """The next key that was pressed, None if there is none."""
        try:
            return self._pressed.get_nowait()
        except Empty:
            return None

    def __enter__(self) -> Self:
        if sys.platform == "win32" or sys.stdin is None or not sys.stdin.isatty():
            return self
        import termios

        descriptor = sys.stdin.fileno()
        if os.tcgetpgrp(descriptor) != os.getpgrp():
            return self
        self._before = termios.tcgetattr(descriptor)
        self._listen()
        self._continued = signal.signal(signal.SIGCONT, self._listen)
        self._reader = threading.Thread(target=self._read, args=(descriptor,), daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if sys.platform == "win32" or self._before is None:
            return
        import termios

        self._ended.set()
        if self._reader is not None:
            self._reader.join(1.0)
        signal.signal(signal.SIGCONT, self._continued)
        with suppress(termios.error):  # the terminal was closed
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._before)
        self._before = None

    def _listen(self, *_: object) -> None:
        """Keys one by one, not shown; Ctrl-C and Ctrl-Z stay what they are. Again after the job was continued."""
        if sys.platform != "win32":
            import termios
            import tty

            with suppress(termios.error):  # a terminal that is closed continues its job, too
                tty.setcbreak(sys.stdin.fileno())

    def _read(self, descriptor: int) -> None:
        while not self._ended.is_set():
            if not select.select([descriptor], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(descriptor, 64)
            except OSError:  # the terminal is gone; a hang-up ends the command
                return
            if not data:
                return
            for key in _NO_LETTER.sub("", data.decode("utf-8", "ignore")):
                self._pressed.put(key)
            self._wake()
