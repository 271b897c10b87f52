"""Outline: the items of a text that begin at the left margin, known without parsing.

An item at the margin ends a block left open before it, so that a missing brace damages one block only. Words are
soft keywords, so an item counts only if what follows can in no reading be a statement.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from pattern_dsl.tree import Token

ROLES = frozenset({"melody", "rhythm", "harmony", "contrast"})
"""The types of blocks."""

HEADERS = ("tempo", "meter", "key", "seed", "swing", "title", "cycle", "times", "tuning", "swap")
"""What may be said of a whole text, or of a section."""

_UNITS = frozenset({"bar", "bars", "beat", "beats", "cycle", "cycles"})
_NUMBERED = frozenset({"tempo", "meter", "seed", "swing", "cycle"})
ATTRIBUTES = frozenset({"len", "at", "every", "for", "replaces", "with", "once", "loop"})
"""Words that begin an attribute of a block."""

_FAR = 64
"""Words after which an import, if it is one, has named its module."""


def items_at_margin(tokens: list[Token], text: str, offset: int) -> frozenset[int]:
    """Where items begin at the left margin of *text*, which begins at *offset*."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        place = token.begin - offset
        if token.kind == "NAME" and (place == 0 or text[place - 1] in "\r\n") and _begins_item(tokens, index):
            found.add(token.begin)
    return frozenset(found)


def begins_item(tokens: list[Token]) -> bool:
    """Whether the words of a text that begins at the left margin begin an item."""
    return tokens[0].kind == "NAME" and len(tokens) > 1 and _begins_item(tokens, 0)


def _begins_item(tokens: list[Token], index: int) -> bool:
    first, after = tokens[index].text, tokens[index + 1]
    rest = tokens[index + 1 : index + _FAR]
    if first in ROLES:
        return _begins_block(rest)
    if first in ("mute", "solo"):
        return after.text in ROLES and _begins_block(rest[1:])
    if first in _NUMBERED and after.kind == "NUMBER":
        return True
    reader = _READERS.get(first)
    return reader is not None and reader(rest)


def _begins_block(tokens: list[Token]) -> bool:
    """Whether these go on a block after its role: perhaps a name, perhaps attributes and a route, then a brace."""
    named = bool(tokens) and tokens[0].kind in ("NAME", "NOTE") and not _is_attribute(tokens)
    rest = tokens[1:] if named else tokens
    if not rest:
        return False
    return rest[0].kind == "LBRACE" or ((_is_attribute(rest) or rest[0].kind == "TOWARDS") and _opens(rest))


def _is_attribute(tokens: list[Token]) -> bool:
    """Whether these begin an attribute that is written so."""
    if len(tokens) < 2 or tokens[0].text not in ATTRIBUTES:
        return False
    after = tokens[1]
    match tokens[0].text:
        case "len" | "every" | "for":
            return _is_length(tokens[1:])
        case "at":
            return after.kind in ("NUMBER", "BARBEAT", "SECONDS")
        case "replaces":
            return after.kind in ("NAME", "NOTE") and len(tokens) > 2 and tokens[2].kind != "SEMICOLON"
        case "with":
            return after.kind == "DOT"
    return after.kind in ("LBRACE", "TOWARDS") or _is_attribute(tokens[1:])


def _is_length(tokens: list[Token]) -> bool:
    return len(tokens) > 1 and tokens[0].kind == "NUMBER" and tokens[1].text in _UNITS


def _opens(tokens: list[Token]) -> bool:
    """Whether a brace stands before a semicolon and outside brackets, which no statement has."""
    depth = 0
    for token in tokens:
        depth += (token.kind in ("LPAR", "LSQB")) - (token.kind in ("RPAR", "RSQB"))
        if token.kind in ("SEMICOLON", "RBRACE"):
            return False
        if token.kind == "LBRACE" and depth == 0:
            return True
    return False


def _is_key(tokens: list[Token]) -> bool:
    names = 0
    while names < len(tokens) and tokens[names].kind in ("NAME", "NOTE"):
        names += 1
    return 0 < names < len(tokens) and tokens[names].kind == "SEMICOLON" and tokens[0].text[0] in "ABCDEFG"


def _is_import(tokens: list[Token]) -> bool:
    if [token.kind for token in tokens[:2]] == ["STAR", "NAME"]:
        return tokens[1].text == "from"
    if tokens[0].kind == "STRING":
        return tokens[0].text.endswith('.pattern"')
    for token, after in pairwise(tokens):
        if token.text == "from" and after.kind == "STRING":
            return True
        if token.kind not in ("NAME", "NOTE", "COMMA"):
            return False
    return False


def _is_section(tokens: list[Token]) -> bool:
    if len(tokens) < 4 or tokens[0].kind not in ("NAME", "NOTE"):
        return False
    extended, changed = _is_length(tokens[1:]), tokens[1].text == "with" and tokens[2].kind == "DOT"
    return tokens[1].kind == "LBRACE" or extended or changed


def _is_form(tokens: list[Token]) -> bool:
    """Whether names stand side by side, or are repeated, perhaps in brackets; one alone may be a statement."""
    kinds = ["NAME" if token.kind == "NOTE" else token.kind for token in tokens[:5]]
    names = kinds[:1] == ["NAME"] and kinds[1:2] in (["NAME"], ["STAR"])
    inner = kinds[1:] if kinds[:1] == ["NAME"] else kinds
    return names or (inner[:2] == ["LPAR", "NAME"] and inner[2:3] in (["NAME"], ["STAR"]))


def _is_definition(tokens: list[Token]) -> bool:
    if len(tokens) < 2 or tokens[0].kind not in ("NAME", "NOTE") or tokens[1].kind != "LPAR":
        return False
    depth = 0
    for token, after in pairwise(tokens[1:]):
        depth += (token.kind == "LPAR") - (token.kind == "RPAR")
        if depth == 0:
            return after.kind == "EQUAL"
    return False


def _is_meter(tokens: list[Token]) -> bool:
    return [token.kind for token in tokens[:3]] == ["LPAR", "NUMBER", "PLUS"] and any(
        token.kind == "RPAR" and after.kind == "SLASH" for token, after in pairwise(tokens)
    )


_SWAPPED = (["NAME"], ["NUMBER"])

_READERS: dict[str, Callable[[list[Token]], bool]] = {
    "title": lambda tokens: tokens[0].kind == "STRING",
    "key": lambda tokens: _is_key(tokens[:5]),
    "import": _is_import,
    "section": _is_section,
    "form": _is_form,
    "def": _is_definition,
    "param": lambda tokens: [token.kind for token in tokens[1:2]] == ["EQUAL"],
    "meter": _is_meter,
    "swap": lambda tokens: tokens[0].text in ("at", "with") and [token.kind for token in tokens[1:2]] in _SWAPPED,
    "tuning": lambda tokens: tokens[0].kind == "STRING" and [token.text for token in tokens[1:2]] == ["on"],
}
