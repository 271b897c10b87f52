"""Folding: what can be shown on one line: braces, brackets, long strings, comments, and imports in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Literal, NamedTuple

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.ide.runs import Runs
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.syntax import Import

_CLOSING = {"RBRACE": "LBRACE", "RPAR": "LPAR", "RSQB": "LSQB"}
_BREAK = re.compile(r"[\r\n]")
_BLOCK_COMMENT = re.compile(r"/\*[\s\S]*?(?:\*/|\Z)")
_LINE_COMMENTS = re.compile(r"//[^\r\n]*(?:(?:\r\n|\r|\n)[ \t]*//[^\r\n]*)+")


class Fold(NamedTuple):
    """From *begin* to *end* (code points), which lie on different lines; both ends of a bracket are outside."""

    begin: int
    end: int
    kind: Literal["region", "comment", "imports"]

    def moved(self, by: int) -> Fold:
        """The same, *by* code points later."""
        return Fold(self.begin + by, self.end + by, self.kind)


class _Imports(NamedTuple):
    """The first imports of a chunk: how many, whether on several lines, and whether there is nothing else."""

    begin: int
    end: int
    number: int
    broken: bool
    alone: bool


def folding(document: Document) -> Runs[Fold]:
    """What of *document* can be folded, in order of place; folds lie in or apart from each other."""
    chunks = document.chunks
    pieces = list(zip(chunks.starts, (chunk.kept(_folds) for chunk in chunks.pieces), strict=True))
    group: list[tuple[int, _Imports]] = []  # those that follow each other, and the numbers of their chunks
    for number, chunk in enumerate(chunks.pieces):
        found = chunk.kept(_imported)
        if found is not None:
            group.append((number, found))
        if found is None or not found.alone:
            _group(pieces, group)
            group = []
    _group(pieces, group)
    return Runs(tuple(pieces))


def _group(pieces: list[tuple[int, tuple[Fold, ...]]], group: list[tuple[int, _Imports]]) -> None:
    """Fold the imports of a *group*, if they are on several lines."""
    if sum(imports.number for _, imports in group) < 2:
        return
    (first, imports), (last, others) = group[0], group[-1]
    start, folds = pieces[first]
    end = pieces[last][0] + others.end - start
    if len(group) > 1 or imports.broken:
        pieces[first] = (start, tuple(sorted((*folds, Fold(imports.begin, end, "imports")))))


def _imported(chunk: Chunk) -> _Imports | None:
    """The imports that a chunk begins with, if any."""
    items = chunk.read()[0]
    leading = list(takewhile(lambda item: isinstance(item, Import), items))
    if not leading:
        return None
    begin, end = leading[0].begin - chunk.base, leading[-1].end - chunk.base
    broken = _BREAK.search(chunk.text, begin, end) is not None
    return _Imports(begin, end, len(leading), broken, len(leading) == len(items))


def _folds(chunk: Chunk) -> tuple[Fold, ...]:
    return tuple(sorted(fold for fold in _found(chunk.text) if _BREAK.search(chunk.text, fold.begin, fold.end)))


def _found(text: str) -> Iterator[Fold]:
    """Everything that opens and closes, on however many lines."""
    opened: list[tuple[str, int]] = []
    at = 0
    for token in lex(grammar("pattern"), text)[0]:
        yield from _comments(text, at, token.begin)
        at = token.end
        if token.kind == "STRING":
            yield Fold(token.begin, token.end, "region")
        elif token.kind in _CLOSING.values():
            opened.append((token.kind, token.end))
        elif token.kind in _CLOSING:
            mates = [index for index, (kind, _) in enumerate(opened) if kind == _CLOSING[token.kind]]
            if mates:
                yield Fold(opened[mates[-1]][1], token.begin, "region")
                del opened[mates[-1] :]


def _comments(text: str, begin: int, end: int) -> Iterator[Fold]:
    """The comments between two words."""
    if "/" in text[begin:end]:
        for pattern in (_BLOCK_COMMENT, _LINE_COMMENTS):
            for found in pattern.finditer(text, begin, end):
                yield Fold(*found.span(), "comment")
