"""What parsing makes: tokens and nodes that keep every word of the text, and the faults met on the way."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias


class Token(NamedTuple):
    """A word of the text; offsets in code points. A missing one has no length and stands where it belongs."""

    kind: str
    text: str
    begin: int
    end: int


class Node(NamedTuple):
    """What a grammar rule recognised, with all its words in order; an empty node stands where it was made."""

    kind: str
    children: tuple[Tree, ...]
    begin: int
    end: int

    def nodes(self, *kinds: str) -> list[Node]:
        """The child nodes, of the given *kinds* if any are named."""
        return [child for child in self.children if isinstance(child, Node) and (not kinds or child.kind in kinds)]

    def tokens(self, *kinds: str) -> list[Token]:
        """The child tokens, of the given *kinds* if any are named."""
        return [child for child in self.children if isinstance(child, Token) and (not kinds or child.kind in kinds)]


Tree: TypeAlias = "Node | Token"


class Fault(NamedTuple):
    """Where a text leaves the grammar.

    ``missing``: *wanted* lacks at *begin*; ``unexpected``: *found* is too much; ``apart``: notes without commas
    between them; ``misspelt``: *wanted* is the word meant; ``foreign``: a word of other languages;
    ``roleless``: a block without its role; ``unquoted``: notes that want quotes; ``bar line``: a choice without a
    side.
    """

    kind: Literal[
        "missing",
        "unexpected",
        "unknown",
        "open string",
        "open comment",
        "too deep",
        "too long",
        "too large",
        "no zero",
        "comma",
        "percent",
        "negative",
        "apart",
        "misspelt",
        "foreign",
        "roleless",
        "unquoted",
        "bar line",
    ]
    begin: int
    end: int
    found: str
    wanted: tuple[str, ...] = ()
