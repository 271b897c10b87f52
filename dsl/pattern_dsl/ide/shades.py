"""Shades: the kinds of words that an editor can show apart, declared once, and a word with its kind."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

Shade: TypeAlias = Literal[
    "comment",
    "keyword",
    "string",
    "number",
    "operator",
    "function",
    "method",
    "variable",
    "parameter",
    "namespace",
    "instrument",
    "part",
    "section",
    "scale",
    "note",
    "rest",
    "drum",
    "chord",
    "numeral",
    "degree",
    "hit",
    "bracket",
    "alternation",
]
"""What a word is. Those up to *namespace* are known to every editor by these names, the others are of music."""

Modifier: TypeAlias = Literal["definition", "defaultLibrary"]
"""*definition* is where the text gives a name, *defaultLibrary* a name that the language brings."""

SHADES: tuple[Shade, ...] = get_args(Shade)
"""Every kind, in the order of the legend."""

MODIFIERS: tuple[Modifier, ...] = get_args(Modifier)
"""Every modifier, in the order of the legend."""


class SemanticToken(NamedTuple):
    """A word from *begin* to *end* (code points), on one line, and what it is there."""

    begin: int
    end: int
    kind: Shade
    modifiers: tuple[Modifier, ...] = ()

    def moved(self, by: int) -> SemanticToken:
        """The same, *by* code points later."""
        return SemanticToken(self.begin + by, self.end + by, self.kind, self.modifiers)
