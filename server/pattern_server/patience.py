"""Patience: a limit to the work that one text may cause, whatever it says."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 1.5
"""CPU seconds for answering one question."""

HANG = 1.7
"""CPU seconds for checking one text; with the start of the command that is less than two.

What a text may hold is bounded by the language, and in far less time: this is for texts that find a gap in it."""


class OutOfPatience(BaseException):
    """The work took too long. No policy that keeps the music going may swallow this, so it is no ``Exception``."""


@contextmanager
def patience(seconds: float = SECONDS) -> Iterator[None]:
    """Raise ``OutOfPatience`` in the block when it has used *seconds* of CPU time.

    Where the system cannot interrupt (on Windows, and outside the main thread) the block takes as long as it takes.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise OutOfPatience

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
