"""Site: where in a text something is asked for: the piece of syntax there, and everything that it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.names import Names
from pattern_dsl.ide.resolving import names_of
from pattern_dsl.lexer import grammar
from pattern_dsl.parser import parse
from pattern_dsl.phrases import Text, text
from pattern_dsl.tree import Node, Token, Tree
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.words import WORDS

_WORD = re.compile(r"[A-Za-z_]\w*")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Action(NamedTuple):
    """What can be done with a text, and the edits that do it, in order of place.

    What is heard stays the same if it *keeps*; else the title says what changes.
    """

    title: str
    kind: Literal["extract", "inline", "rewrite", "organize"]
    edits: tuple[Edit, ...]
    keeps: bool = True


@dataclass(frozen=True)
class Site:
    """From *begin* to *end* (code points) of *document*. ``path`` goes from a whole chunk down to what holds both."""

    document: Document
    begin: int
    end: int
    path: tuple[Tree, ...]

    @classmethod
    def of(cls, document: Document, begin: int, end: int) -> Site:
        """The site of a stretch or, where both are one place, of a caret."""
        path: list[Tree] = []
        for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
            if start <= begin and end <= start + len(chunk.text):
                found: Tree | None = parse("pattern", chunk.text, start)[0]
                path = []
                while found is not None:
                    path.append(found)
                    found = _under(found, begin, end)
        return cls(document, begin, end, tuple(path))

    def said(self, begin: int, end: int) -> str:
        """What the text says there."""
        return self.document.text[begin:end]

    def nearest(self, *kinds: str) -> Node | None:
        """The smallest piece around the site that is of one of these *kinds*."""
        nodes = [tree for tree in self.path if isinstance(tree, Node) and tree.kind in kinds]
        return nodes[-1] if nodes else None

    @cached_property
    def names(self) -> Names:
        """Every name of the text, found out when it is first asked for."""
        return names_of(self.document)

    @property
    def line_end(self) -> str:
        """How the lines of the text end."""
        found = _LINE_END.search(self.document.text)
        return found[0] if found else "\n"

    @property
    def string(self) -> Text | None:
        """The closed string that the site lies in."""
        last = self.path[-1] if self.path else None
        held = text(last) if isinstance(last, Token) and last.kind == "STRING" else None
        return held if held is not None and held.closed else None

    @property
    def block(self) -> Node | None:
        """The block around it."""
        return self.nearest("block")

    @property
    def role(self) -> str:
        """The role of the block around it; "" outside of one."""
        roles = self.block.nodes("role") if self.block else []
        return roles[0].tokens()[0].text if roles else ""

    @property
    def statement(self) -> Node | None:
        """The statement of a block around it, with its label."""
        if self.block is None:
            return None
        at = self.path.index(self.block) + 1
        found = self.path[at] if at < len(self.path) else None
        return found if isinstance(found, Node) and found.kind.startswith(STATEMENTS) else None

    def unused(self, stem: str) -> str:
        """A name that the text does not write yet: *stem*, or with a number behind it."""
        taken = {*_WORD.findall(self.document.text), *WORDS, *INSTRUMENTS, *grammar("pattern").keywords}
        numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (stem, *numbered) if name not in taken)


_POINTS = ("SEMICOLON", "DOT", "COMMA")
STATEMENTS = ("placed", "phrase", "played", "alone", "labelled")
"""How the kinds of statements begin that play something."""


def _under(tree: Tree, begin: int, end: int) -> Tree | None:
    """The piece of *tree* that holds both places; of two that touch a caret the one that begins there."""
    if not isinstance(tree, Node):
        return None
    inner = [child for child in tree.children if child.begin < child.end]
    holding = [child for child in inner if child.begin <= begin and end <= child.end]
    return min(holding, key=lambda child: (child.kind in _POINTS, child.begin != begin), default=None)


def nodes_in(tree: Tree, *kinds: str) -> Iterable[Node]:
    """The nodes of these *kinds* in *tree*, itself included."""
    if isinstance(tree, Node):
        if tree.kind in kinds:
            yield tree
        for child in tree.children:
            yield from nodes_in(child, *kinds)
