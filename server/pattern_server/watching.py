"""Watching files: when one was saved, whoever waits is woken. It knows folders and stats, and no language.

Folders are watched, not files, so that editors which write beside a file and rename, or remove it and write it anew,
are followed. What counts is that a file is there, differs from what was there, and has stopped changing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from os.path import realpath
from pathlib import Path
from time import monotonic
from typing import TypeAlias

SETTLED = 0.02
"""Seconds without another change after which a file counts as written."""

EMPTY = 1.0
"""The same for a file without a sign in it: most are about to be written by a program that began with nothing."""

_STEP = 10

_Look: TypeAlias = tuple[int, int, int] | None
"""When a file was written, its bytes, and which file it is."""


class Watch:
    """Whether one of some files was saved. Only one thread may touch it, but for what it calls."""

    def __init__(self, files: Iterable[str]) -> None:
        """Watch *files* from now on."""
        self._known: dict[str, _Look] = {}
        self._unsure: dict[str, tuple[_Look, float]] = {}
        self._ended = threading.Event()
        self._folders: frozenset[str] = frozenset()
        self._wake: Callable[[], None] = _nothing
        self._watcher: threading.Thread | None = None
        self.over(files)

    def over(self, files: Iterable[str]) -> None:
        """Watch *files* from now on, and no others; what changed of them since it was looked at is still told."""
        kept = dict.fromkeys(files)
        self._unsure = {file: look for file, look in self._unsure.items() if file in kept}
        self._known = {file: self._known.get(file) or _look(file) for file in kept}
        places = {str(Path(place).parent) for file in kept for place in (file, realpath(file))}
        folders = frozenset(place for place in places if Path(place).is_dir())
        if folders != self._folders:
            self._folders = folders
            if self._watcher is not None:
                self._stop()
                self.start(self._wake)

    def start(self, wake: Callable[[], None]) -> None:
        """From now on *wake* is called, from a thread of this watch, when it is worth asking whether files changed."""
        self._wake = wake
        self._ended = threading.Event()
        arguments = (tuple(self._folders), self._ended, wake)
        self._watcher = threading.Thread(target=_follow, args=arguments, daemon=True)
        self._watcher.start()
        wake()

    @property
    def files(self) -> tuple[str, ...]:
        """What is watched."""
        return tuple(self._known)

    @property
    def unsettled(self) -> bool:
        """Whether a file is another one and may still be changing: ask again in ``SETTLED`` seconds."""
        return bool(self._unsure)

    def changed(self) -> bool:
        """Whether a file is another one than when this last said so; one that is gone may still come back."""
        changed = False
        for file, known in self._known.items():
            seen = _look(file)
            if seen is None or seen == known:
                self._unsure.pop(file, None)
                continue
            before, since = self._unsure.setdefault(file, (seen, monotonic()))
            if before != seen:
                self._unsure[file] = seen, monotonic()
            elif monotonic() - since >= (SETTLED if seen[1] else EMPTY):
                self._known[file] = seen
                del self._unsure[file]
                changed = True
        return changed

    def close(self) -> None:
        """Watch no longer."""
        if self._watcher is not None:
            self._stop()

    def _stop(self) -> None:
        """End the present thread, which is at its next look within some milliseconds."""
        self._ended.set()
        if self._watcher is not None:
            self._watcher.join(2.0)
            self._watcher = None


def _follow(folders: tuple[str, ...], ended: threading.Event, wake: Callable[[], None]) -> None:
    from watchfiles import watch  # who does not watch pays nothing for it

    for _ in watch(
        *folders,
        watch_filter=None,
        debounce=200,
        step=_STEP,
        stop_event=ended,
        rust_timeout=1000,
        yield_on_timeout=False,
        recursive=False,
        raise_interrupt=False,
    ):
        if ended.is_set():
            return
        wake()


def _look(file: str) -> _Look:
    try:
        found = Path(file).stat()
    except OSError:  # between two versions, or gone: what plays goes on
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _nothing() -> None:
    """Nobody waits yet."""
