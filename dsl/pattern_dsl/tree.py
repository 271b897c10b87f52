"""What parsing makes: tokens and nodes that keep every word of the text, and the faults met on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(slots=True, frozen=True)
class Token:
    """A word of the text; offsets in code points. A missing one has no length and stands where it belongs."""

    kind: str
    text: str
    begin: int
    end: int


@dataclass(slots=True, frozen=True)
class Node:
    """What a grammar rule recognised, with all its words in order."""

    kind: str
    children: tuple[Tree, ...]

    @property
    def begin(self) -> int:
        """Where its first word begins; -1 for an empty node."""
        return next((child.begin for child in self.children if child.begin >= 0), -1)

    @property
    def end(self) -> int:
        """Where its last word ends; -1 for an empty node."""
        return next((child.end for child in reversed(self.children) if child.end >= 0), -1)

    def nodes(self, *kinds: str) -> list[Node]:
        """The child nodes, of the given *kinds* if any are named."""
        return [child for child in self.children if isinstance(child, Node) and (not kinds or child.kind in kinds)]

    def tokens(self, *kinds: str) -> list[Token]:
        """The child tokens, of the given *kinds* if any are named."""
        return [child for child in self.children if isinstance(child, Token) and (not kinds or child.kind in kinds)]


Tree: TypeAlias = "Node | Token"


@dataclass(slots=True, frozen=True)
class Fault:
    """Where a text leaves the grammar. ``missing``: *wanted* lacks at *begin*; ``unexpected``: *found* is too much."""

    kind: Literal["missing", "unexpected", "unknown", "open string", "too deep"]
    begin: int
    end: int
    found: str
    wanted: tuple[str, ...] = ()
