"""From a file to the program that is to be performed: read, checked, and changed as the command line says."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from os.path import abspath, join
from typing import NamedTuple

from pattern_engine.performance import named
from pattern_engine.program import Part, Program
from pattern_engine.time import exact
from pattern_server.arguments import Options
from pattern_server.checking import checked, show
from pattern_server.reading import beside
from pattern_server.trouble import PROGRAM, USAGE, Trouble


class Version(NamedTuple):
    """One version of the file: its text, the program it means, and the files that it was read from.

    Of a text with mistakes, *kept* are the keys of the parts that are as they were in the version before, and *said*
    what became of all that the mistakes spoil.
    """

    text: str
    program: Program
    files: tuple[str, ...]
    kept: frozenset[str] = frozenset()
    said: str = ""


class Reader:
    """A library that reads what lies beside a file and remembers what it was asked for. One thread at a time."""

    def __init__(self, file: str) -> None:
        self._folder = beside(file)
        self.files = [file]

    def text(self, path: str) -> str:
        """The text of a file. Raises ``LookupError`` with a message that says why not."""
        self.files.append(join(self._folder.path, path))  # noqa: PTH118 - pathlib is a tenth of the time to the first note
        return self._folder.text(path)

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return self._folder.has_folder(path)

    def names(self, path: str) -> Sequence[str]:
        """What lies in a folder, in order; folders end with ``/``."""
        return self._folder.names(path)


def read_version(options: Options, reader: Reader, last_good: Program | None = None) -> Version:
    """The file as it is now, read through *reader*, with errors and warnings shown.

    After *last_good*, a block with mistakes is what it was there. Raises ``Trouble`` if there is nothing to play, or
    nothing new; *reader* knows all the same which files it depends on.
    """
    snapshot = checked(options, library=reader)
    program, diagnostics, parts, said = snapshot.program, snapshot.diagnostics, frozenset[str](), ""
    if program is None and last_good is not None:
        from pattern_server.keeping import kept  # a file without mistakes pays for none of this

        program, diagnostics, said, parts = kept(snapshot, last_good)
    show([d for d in diagnostics if d.severity in ("error", "warning")], snapshot.source)
    if program is None:
        raise Trouble(PROGRAM)
    if any("/" in sound for _, sound in program.sounds):
        program = _with_folders(program, options)
    return Version(snapshot.source.text, _as_asked(program, options), tuple(reader.files), parts, said)


def _with_folders(program: Program, options: Options) -> Program:
    """*program* with whole paths of the folders of sounds it plays; what is wrong in them is said before it plays."""
    from pattern_engine.samples.folders import folders, located

    program = located(program, abspath(beside(options.file or "-").path))  # noqa: PTH100 - as in reading
    if options.plays and folders(program):
        from pattern_engine.samples.library import Recordings

        for line in (line for folder in folders(program) for line in Recordings().look(folder)):
            sys.stderr.write(f"pattern-run: {line}\n")
    return program


def _as_asked(program: Program, options: Options) -> Program:
    if options.seed is not None:
        program = program._replace(seed=options.seed)
    if options.tempo is not None:
        program = program._replace(timeline=program.timeline.with_tempo(exact(options.tempo)))
    if options.to:  # what the command line says goes for all parts
        program = program._replace(parts=tuple(part._replace(route=()) for part in program.parts))
    solo, muted = _chosen(program, options.solo), _chosen(program, options.mute)
    return program._replace(parts=tuple(_mixed(part, solo, muted) for part in program.parts))


def _mixed(part: Part, solo: frozenset[str], muted: frozenset[str]) -> Part:
    """*part* as the command line wants it heard, which outdoes what the file says."""
    if solo:
        part = part._replace(solo=part.key in solo, muted=part.muted and part.key not in solo)
    if part.key in muted:
        part = part._replace(solo=False, muted=True)
    return part


def _chosen(program: Program, names: list[str]) -> frozenset[str]:
    """Keys of the parts that *names* mean: a whole key (``melody/hook/1``), a piece of it, or the role of a block."""
    keys = [part.key for part in program.parts]
    found: set[str] = set()
    for name in names:
        hits = [key for key in keys if named(key, frozenset((name,))) or key.partition("/")[0] == name]
        if not hits:
            parts = ", ".join(keys[:12]) or "none"
            raise Trouble(USAGE, f"no part {name!r}: there are {parts}{', …' if len(keys) > 12 else ''}")
        found.update(hits)
    return frozenset(found)
