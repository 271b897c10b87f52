"""Outline: the items of a text that begin at the left margin, known without parsing.

An item at the margin ends a block left open before it, so that a missing brace damages one block only. Words are
soft keywords, so an item counts only if what follows can in no reading be a statement.
"""

from __future__ import annotations

from itertools import pairwise

from pattern_dsl.tree import Token

_ROLES = frozenset({"melody", "rhythm", "harmony", "contrast"})
_UNITS = frozenset({"bar", "bars", "beat", "beats", "cycle", "cycles"})
_NUMBERED = frozenset({"tempo", "meter", "seed", "swing"})
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


def _begins_item(tokens: list[Token], index: int) -> bool:
    first, after = tokens[index].text, tokens[index + 1]
    if first in _ROLES:
        return _begins_block(tokens[index + 1 : index + 6])
    if first in ("mute", "solo"):
        return after.text in _ROLES and _begins_block(tokens[index + 2 : index + 7])
    if first in _NUMBERED:
        return after.kind == "NUMBER"
    if first == "title":
        return after.kind == "STRING"
    if first == "key":
        return _is_key(tokens[index + 1 : index + 6])
    return first == "import" and _is_import(tokens[index + 1 : index + _FAR])


def _begins_block(tokens: list[Token]) -> bool:
    """Whether these go on a block after its role: perhaps a name, perhaps a length, then a brace."""
    named = tokens[0].kind in ("NAME", "NOTE") and not _is_length(tokens)
    rest = tokens[1:] if named else tokens
    return bool(rest) and (rest[0].kind == "LBRACE" or _is_length(rest))


def _is_length(tokens: list[Token]) -> bool:
    return len(tokens) > 2 and tokens[0].text == "len" and tokens[1].kind == "NUMBER" and tokens[2].text in _UNITS


def _is_key(tokens: list[Token]) -> bool:
    names = 0
    while names < len(tokens) and tokens[names].kind in ("NAME", "NOTE"):
        names += 1
    return 0 < names < len(tokens) and tokens[names].kind == "SEMICOLON" and tokens[0].text[0] in "ABCDEFG"


def _is_import(tokens: list[Token]) -> bool:
    for token, after in pairwise(tokens):
        if token.text == "from" and after.kind == "STRING":
            return True
        if token.kind not in ("NAME", "NOTE", "COMMA"):
            return False
    return False
