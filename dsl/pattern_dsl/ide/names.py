"""Names: what a text gives names to, and every place where such a name is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal[
    "let",
    "def",
    "parameter",
    "function parameter",
    "param",
    "module",
    "imported",
    "instrument",
    "block",
    "label",
    "section",
]
"""What a text can give a name to. A *parameter* is that of a ``def``, that of ``x => …`` is of a function."""

Room: TypeAlias = Literal["value", "instrument", "part", "section"]
"""Names of different rooms never meet: a part may be called as a let is."""

ROOMS: dict[Kind, Room] = {
    "let": "value",
    "def": "value",
    "parameter": "value",
    "function parameter": "value",
    "param": "value",
    "module": "value",
    "imported": "value",
    "instrument": "instrument",
    "block": "part",
    "label": "part",
    "section": "section",
}
"""The room of each kind."""


class Place(NamedTuple):
    """From *begin* to *end* (code points) of the text at *path*; "" is the text itself."""

    begin: int
    end: int
    path: str = ""


class Binding(NamedTuple):
    """A name that the text gives. ``scope`` numbers where it holds: 0 is all of the text from there on.

    ``origin`` is what an import brings, if it can be found.
    """

    kind: Kind
    name: str
    scope: int
    origin: Place | None = None


class Mention(NamedTuple):
    """A name where it is written.

    ``binding`` is the number of what it means here, the place in another text, or None for what the text does not
    name: a word of the language, a note, or nothing. ``gives`` where it is given. ``sure`` unless a word of the
    language is called the same and only what is played says which of them is meant. ``bare`` for an import that says
    no other name, so that one must be added.
    """

    begin: int
    end: int
    text: str
    room: Room
    binding: int | Place | None
    gives: bool = False
    sure: bool = True
    bare: bool = False


class Names(NamedTuple):
    """Every binding of a text, and its mentions in order of place. ``loose`` names are given to calls of unknown."""

    bindings: tuple[Binding, ...]
    mentions: tuple[Mention, ...]
    loose: frozenset[str]

    def at(self, offset: int) -> Mention | None:
        """The mention that *offset* lies in or at the end of; of two that touch there the one that begins."""
        after = bisect_right(self.mentions, offset, key=_begin)
        found = self.mentions[after - 1] if after else None
        return found if found is not None and offset <= found.end else None

    def of(self, binding: int | Place) -> Sequence[Mention]:
        """Every mention of a binding, or of a name of another text."""
        return [mention for mention in self.mentions if mention.binding == binding]


def _begin(mention: Mention) -> int:
    return mention.begin
