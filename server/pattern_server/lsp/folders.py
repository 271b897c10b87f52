"""The folders of a workspace: which pattern files lie in them, what those name, and which import which.

The files are read beside the loop, from when it is first quiet or somebody asks; open texts count as they are in the
editor.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from os import sep
from typing import NamedTuple

from pattern_dsl.ide.glance import EXPORTED, Kind, glance_at
from pattern_server.lsp.addresses import path_of
from pattern_server.lsp.documents import Documents
from pattern_server.lsp.survey import SUFFIX, Found, Listed, Survey, found_in, looked_up

PATIENCE = 10.0
"""Seconds for which an answer that needs every file waits for them."""


MOST_NAMES = 40
"""Names of other files that are offered at once."""


class Known(NamedTuple):
    """How much is known: so many *files*, looked for since so many *seconds*, and whether the search *is_over*.

    Then it *is_whole* unless there are more than are read.
    """

    files: int
    seconds: float
    is_over: bool
    is_whole: bool


class Folders:
    """What is known of the files below *roots*, paths all of them. Thread: one."""

    def __init__(self, roots: Iterable[str], documents: Documents) -> None:
        self.roots = [*dict.fromkeys(roots)]
        self.documents = documents
        self.files: dict[str, Found] = {}
        self._starts: dict[str, set[tuple[str, str, Kind, str]]] = {}  # what is exported, by two small letters
        self._ordered: dict[str, list[tuple[str, str, Kind, str]]] = {}  # the same, of those that were asked for
        self._survey: Survey | None = None
        self._began = 0.0
        self._taken = False  # everything that the survey found
        self._touched: set[str] = set()  # read otherwise since the survey began
        self._edited: dict[str, str] = {}  # URIs of open texts by path, to be looked at when somebody asks

    def begin(self) -> None:
        """Have the files read, if that was not done yet."""
        if self._survey is None and self.roots:
            self._survey = Survey(self.roots, self.documents.encoding)
            self._began = time.monotonic()
            self._survey.begin()

    def waits(self) -> bool:
        """Whether files are to be read, or to be taken in."""
        return bool(self.roots) and (self._survey is None or not self._taken)

    def take(self) -> Known:
        """Take in what was found until now."""
        survey = self._survey
        if survey is None:
            return Known(self._count(), 0.0, not self.roots, not self.roots)
        self._taken = survey.over.is_set()  # asked first: what is found before that is in the queue
        while not survey.found.empty():
            path, found = survey.found.get()
            if path not in self._touched:
                self._put(path, found)
        is_whole = self._taken and survey.is_whole
        return Known(self._count(), time.monotonic() - self._began, self._taken, is_whole)

    def awaited(self, seconds: float) -> Known:
        """What is known when every file is, for which the caller waits so many *seconds* at most."""
        self.begin()
        if self._survey is not None:
            self._survey.over.wait(seconds)
        return self.take()

    def move(self, gone: Iterable[str], come: Iterable[str]) -> None:
        """Some folders are of the workspace no longer, others are now: all is read anew."""
        left = {*gone}
        self.roots = [*dict.fromkeys([*(root for root in self.roots if root not in left), *come])]
        begun = self._survey
        if begun is not None:
            begun.stop()
        self._survey, self._taken = None, False
        self._touched.clear()
        self._edited.clear()
        for path in [*self.files]:
            self._drop(path)
        for uri in self.documents.texts:
            self.look(uri)
        if begun is not None:
            self.begin()

    def look(self, uri: str) -> None:
        """Look at what stands at *uri* again: on the disk, or in the editor, as soon as somebody asks what it names."""
        path = path_of(uri)
        if path is None or not path.endswith(SUFFIX):
            return
        self._touched.add(path)
        if self.documents.paths.get(path, uri) in self.documents.texts:
            self._edited[path] = uri
            return
        self._edited.pop(path, None)
        self._drop(path)
        found = looked_up(path, self.documents.encoding) if self.holds(path) else None
        if found is not None:
            self._put(path, found)

    def _look_up(self, but: str = "") -> None:
        """Look at the texts that were edited, *but* for one: who asks on its behalf knows what it names."""
        for path, uri in [*self._edited.items()]:
            held = self.documents.texts.get(self.documents.paths.get(path, uri))
            if path != but and held is not None:
                del self._edited[path]
                self._put(path, found_in(path, glance_at(held.document), held.lines))

    def holds(self, path: str) -> bool:
        """Whether *path* lies in a folder of the workspace, or is open in the editor."""
        return path in self.documents.paths or any(path.startswith(root.rstrip(sep) + sep) for root in self.roots)

    def named(self) -> Iterator[tuple[str, Listed]]:
        """Every name of every file, with the path of its file."""
        self._look_up()
        for path, found in self.files.items():
            for name in found.names:
                yield path, name

    def others(self, path: str) -> list[str]:
        """The files beside the one at *path*."""
        self._look_up(path)
        return [other for other in self.files if other != path]

    def exported(self, start: str, path: str) -> list[tuple[str, Kind, str]]:
        """Names that begin like *start*, two letters at least, and that a file beside *path* exports: its path is last.

        They are in order; of more than ``MOST_NAMES`` the first are given.
        """
        self._look_up(path)
        low = start.lower()
        if low[:2] not in self._ordered:
            self._ordered[low[:2]] = sorted(self._starts.get(low[:2], ()))
        ordered = self._ordered[low[:2]]
        first = bisect_left(ordered, (low,))
        found = takewhile(lambda one: one[0].startswith(low), islice(ordered, first, None))
        return [*islice((one[1:] for one in found if one[-1] != path), MOST_NAMES)]

    def importers(self, path: str) -> list[str]:
        """The files that import the one at *path*, directly or through others."""
        self._look_up(path)
        users: dict[str, list[str]] = {}
        for user, found in self.files.items():
            for used in found.imports:
                users.setdefault(used, []).append(user)
        reached, waiting = {path}, [path]
        for used in waiting:
            waiting += (come := {*users.get(used, ())} - reached)
            reached |= come
        return sorted(reached - {path})

    def _count(self) -> int:
        return len(self.files) + sum(path not in self.files for path in self._edited)

    def _put(self, path: str, found: Found) -> None:
        self._drop(path)
        self.files[path] = found
        for start, row in _rows(path, found):
            self._starts.setdefault(start, set()).add(row)
            self._ordered.pop(start, None)

    def _drop(self, path: str) -> None:
        found = self.files.pop(path, None)
        for start, row in _rows(path, found) if found is not None else ():
            self._starts[start].discard(row)
            self._ordered.pop(start, None)


def _rows(path: str, found: Found) -> Iterator[tuple[str, tuple[str, str, Kind, str]]]:
    """What the file at *path* exports: how it begins, and the name in small letters, the name, its kind, the path."""
    for one in found.names:
        if one.kind in EXPORTED:
            yield one.name[:2].lower(), (one.name.lower(), one.name, one.kind, path)
