"""The parent: the editor's process, without which the server has nobody to serve."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

EVERY = 4.0
"""Seconds between two looks."""


def is_alive(process: int) -> bool:
    """Whether there is such a process that has not ended; one that waits to be buried has."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):  # so large a number has none
        return False
    except OSError:  # it is somebody else's
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except OSError:  # no such folder here, or it has just ended, which the next look tells
        return True
    return state.split()[0] not in ("Z", "X")


def watch(process: int, gone: Callable[[], None]) -> None:
    """Call *gone*, in a thread of its own, soon after *process* has ended.

    A process that cannot be seen from the start (from within a container, say) is not waited for; nor is any on
    Windows, where a signal would end it: there the end of input tells.
    """
    if os.name != "posix" or not is_alive(process):
        return
    threading.Thread(target=_watch, args=(process, gone), daemon=True).start()


def _watch(process: int, gone: Callable[[], None]) -> None:
    pause = threading.Event()
    while is_alive(process):
        pause.wait(EVERY)
    gone()
