"""Bringing: names that other texts export, offered where this text could use them, with the import that brings them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from posixpath import basename
from typing import NamedTuple

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.completion_items import Completion
from pattern_dsl.ide.context import context_at
from pattern_dsl.ide.context_names import of_kind, values
from pattern_dsl.ide.glance import Kind
from pattern_dsl.modules import is_module, path_from
from pattern_dsl.syntax import Header, Import

SHORTEST = 2
"""Letters of a name that are typed before it is offered."""


class Export(NamedTuple):
    """A *name* that the text at *module* exports; the path is as this text would write it."""

    name: str
    kind: Kind
    module: str


Find = Callable[[str], Sequence[Export]]
"""The exports of other texts that begin so, small or large letters alike."""

_VALUES = ("source", "value", "statement")
_CODES = ("PS101", "PS102", "PS105")
"""Codes of names that nothing gives."""

_DESCRIPTION = re.compile(r"(?:///[^\r\n]*(?:\r\n|\r|\n)[ \t]*)+\Z")
_NAME = re.compile(r"\$?([A-Za-z_]\w*)")


def brought(document: Document, offset: int, find: Find) -> tuple[Completion, ...]:
    """What others export and may stand at *offset* (code points), each with the edit that imports it."""
    context = context_at(document, offset)
    typed = context.typed.removeprefix("$")
    in_string = context.kind == "string" and context.typed.startswith("$")
    if len(typed) < SHORTEST or not (in_string or context.kind in (*_VALUES, "method")):
        return ()
    kinds: tuple[Kind, ...] = ("def",) if context.kind == "method" else ("let", "param")
    if context.kind in _VALUES:
        kinds = ("let", "def", "param")
    found = [one for one in find(typed) if one.kind in kinds]
    if not found:
        return ()
    known, imports = values(document, context.before), Imports.of(document)
    return tuple(
        Completion(
            f"${one.name}" if in_string else one.name,
            "def" if one.kind == "def" else one.kind if one.kind == "param" else "let",
            f'import from "{one.module}"',
            f"${one.name}" if in_string else one.name,
            edits=(imports.edit(one.name, one.module),),
        )
        for one in found
        if one.name not in known
    )


class Imports(NamedTuple):
    """Where a text imports: behind the last name from each other text, and *at* a place for a line of its own.

    That line is the *first* of its kind, or comes after others; *line_end* is how the lines of the text end.
    """

    behind: dict[str, int]
    at: int
    first: bool
    line_end: str

    @classmethod
    def of(cls, document: Document) -> Imports:
        """The imports of *document*."""
        behind: dict[str, int] = {}
        at = -1
        for item, shift in of_kind(document, Import, "import"):
            at = item.end + shift
            if isinstance(item, Import) and item.names and is_module(item):
                behind.setdefault(path_from("", item.module.text), item.names[-1][1].end + shift)
        line_end = "\r\n" if any("\r\n" in piece.text for piece in document.chunks.pieces[:2]) else "\n"
        return cls(behind, _top(document) if at < 0 else at, at < 0, line_end)

    def edit(self, name: str, module: str) -> Edit:
        """The edit that imports *name* from *module*: it goes on an import of it, or is one of its own."""
        known = self.behind.get(path_from("", module))
        if known is not None:
            return Edit(known, known, f", {name}")
        line = f'import {name} from "{module}";'
        return Edit(self.at, self.at, f"{line}{self.line_end}" if self.first else f"{self.line_end}{line}")


def _top(document: Document) -> int:
    """Where the first item begins that is no title, with what describes it."""
    above = ""
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        for item in chunk.read()[0]:
            if isinstance(item, Header) and item.kind == "title":
                continue
            above += chunk.text[: item.begin - chunk.base]
            described = _DESCRIPTION.search(above)
            return described.start() if described is not None else start + item.begin - chunk.base
        above += chunk.text
    return 0


class Way(NamedTuple):
    """A way to mend a *problem*: its title, and the edits of the text."""

    title: str
    problem: Diagnostic
    edits: tuple[Edit, ...]


def ways(document: Document, problems: Iterable[Diagnostic], find: Find, files: Sequence[str]) -> Iterator[Way]:
    """How *problems* of names that nothing gives are mended by what other texts export.

    *files* are the paths of those texts, as this text would write them.
    """
    text = document.text
    for problem in problems:
        said = text[problem.begin : problem.end]
        if problem.code in _CODES:
            found = _NAME.fullmatch(said)
            exports = find(found[1]) if found is not None and len(found[1]) >= SHORTEST else ()
            for one in exports:
                fits = (one.kind == "def") if problem.code == "PS102" else True
                if found is not None and one.name == found[1] and fits:
                    title = f'import {one.name} from "{one.module}"'
                    yield Way(title, problem, (Imports.of(document).edit(one.name, one.module),))
        elif problem.code == "PS108" and said.startswith('"') and said.endswith('.pattern"'):
            wanted = basename(said.strip('"'))
            for path in files:
                if basename(path) == wanted and f'"{path}"' != said:
                    yield Way(f'import from "{path}"', problem, (Edit(problem.begin, problem.end, f'"{path}"'),))
