"""The survey: what the pattern files below some folders name and import, read by a thread of its own.

It knows files and refuses to know editors. What cannot be read is passed over: it cannot be played either.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import NamedTuple

from pattern_dsl.ide.glance import Glance, Kind, glance
from pattern_server.lsp.lines import Encoding, Lines
from pattern_server.reading import text_of

MOST_FILES = 10_000
"""Files that are read."""

MOST_ENTRIES = 400_000
"""Names of files and folders that are looked at: below a home folder lie millions."""

SUFFIX = ".pattern"

_PASSED_OVER = ("node_modules", "__pycache__", "venv", "site-packages")
"""Folders that hold what others wrote; so do those whose names begin with a dot."""


class Listed(NamedTuple):
    """A name that a file gives, on one line from *character* to *stop*, in the units of the editor."""

    kind: Kind
    name: str
    within: str
    line: int
    character: int
    stop: int


class Found(NamedTuple):
    """What a file names, and the paths of those that it imports."""

    names: tuple[Listed, ...]
    imports: tuple[str, ...]


class Survey:
    """The files below *folders*: ``found`` has each with its path until it is ``over``. Thread: any.

    It *is_whole* unless there are more than are read.
    """

    def __init__(self, folders: Sequence[str], encoding: Encoding) -> None:
        self.found: SimpleQueue[tuple[str, Found]] = SimpleQueue()
        self.over = threading.Event()
        self.is_whole = True
        self._folders = folders
        self._encoding = encoding
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Read in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._stopped = True

    def _run(self) -> None:
        try:
            for number, path in enumerate(files_below(self._folders)):
                if self._stopped or number == MOST_FILES:
                    self.is_whole = False
                    break
                found = looked_up(path, self._encoding)
                if found is not None:
                    self.found.put((path, found))
        finally:
            self.over.set()


def files_below(folders: Sequence[str]) -> Iterator[str]:
    """The pattern files below *folders*, those that lie highest first. Links to folders are not followed."""
    waiting, seen = [*dict.fromkeys(folders)], 0
    known = {*waiting}
    for folder in waiting:
        try:
            with os.scandir(folder) as entries:
                rows = sorted(entries, key=lambda entry: entry.name)
        except OSError:  # it is gone, or not ours to read
            continue
        seen += len(rows)
        if seen > MOST_ENTRIES:
            return
        for entry in rows:
            if entry.name.startswith(".") or not _is_text(entry.name):
                continue
            if entry.name.endswith(SUFFIX) and os.path.isfile(entry.path):  # noqa: PTH113
                yield entry.path
            elif entry.path not in known and entry.name not in _PASSED_OVER and entry.is_dir(follow_symlinks=False):
                known.add(entry.path)
                waiting.append(entry.path)


def _is_text(name: str) -> bool:
    """Whether an editor can be told of a file called *name*: some have bytes in their names that are no signs."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def looked_up(path: str, encoding: Encoding) -> Found | None:
    """What the file at *path* names; None if it cannot be read."""
    try:
        text = text_of(path)
    except LookupError:
        return None
    return found_in(path, glance(text), Lines.of((text,), encoding))


def found_in(path: str, seen: Glance, lines: Lines) -> Found:
    """What was *seen* of the text at *path*, with the positions of its *lines*."""
    names = []
    for kind, name, begin, end, within in seen.titles:
        line, character = lines.position(begin)
        names.append(Listed(kind, name, within, line, character, lines.position(end)[1]))
    folder = os.path.dirname(path)  # noqa: PTH120
    whole = (os.path.normpath(os.path.join(folder, module)) for module in seen.imports)  # noqa: PTH118
    return Found(tuple(names), tuple(whole))
