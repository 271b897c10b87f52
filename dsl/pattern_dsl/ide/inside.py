"""Inside: the words of a string, and what each of them is there; a string that is no pattern stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.ide.shades import SemanticToken, Shade
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.notation import value_of
from pattern_dsl.phrases import Text
from pattern_dsl.tree import Token
from pattern_engine.instruments import drum_key, instrument
from pattern_engine.theory.chord import symbol_of
from pattern_engine.theory.pitch import midi_of
from pattern_engine.theory.roman import chord_of

Reading: TypeAlias = Literal["notes", "drums", "chords", "numerals", "degrees", "numbers", "any", "names", "plain"]
"""How the words of a string are read: *any* where only who plays it tells, *plain* for what is no pattern."""

_OF_KIND: dict[str, Reading] = {"d": "degrees", "r": "numerals", "n": "numbers"}
_SHADES: dict[str, Shade] = {
    **dict.fromkeys(("LSQB", "RSQB", "LBRACE", "RBRACE", "LPAR", "RPAR"), "bracket"),
    **dict.fromkeys(("LESSTHAN", "MORETHAN"), "alternation"),
    **dict.fromkeys(("COMMA", "VBAR", "STAR", "SLASH", "PERCENT", "COLON", "UPTO"), "operator"),
    **dict.fromkeys(("LONGER", "FOOT", "COUNTED"), "operator"),
    "REST": "rest",
}
_MARKS = ("COPIES", "WEIGHT", "MAYBE")
_COUNTING = ("STAR", "SLASH", "PERCENT")
_DEGREE = re.compile(r"-?\d+[#b♯♭]*")
_HITS = ("t", "x", "true")
_LONGEST = 40
"""Signs of a word that may be a numeral: one is read target by target, ``V/V/V``."""
_LINE = re.compile(r"[^\r\n]+")


class Inserted(NamedTuple):
    """``$name`` in a string: where the name stands."""

    begin: int
    end: int
    name: str


def reading_of(role: str, sound: str) -> Reading:
    """How a block of *role* reads what an instrument of this *sound* plays."""
    if role == "rhythm" or instrument(sound).kind == "drums":
        return "drums"
    return "chords" if role == "harmony" else "notes"


def inside(text: Text, reading: Reading) -> Iterator[SemanticToken | Inserted]:
    """The words of *text* in order of place, its quotes among them."""
    if not text.closed or reading == "plain" or text.kind not in ("", "x", *_OF_KIND):
        yield from lines(text.begin, _written(text), "string")
        return
    yield SemanticToken(text.begin, text.at, "string")
    if text.kind == "x":
        yield from _grid(text)
    else:
        yield from _words(text, _OF_KIND.get(text.kind, reading))
    yield SemanticToken(text.at + len(text.text), text.end, "string")


def lines(begin: int, text: str, kind: Shade) -> Iterator[SemanticToken]:
    """*text* as a token of this *kind* on each of its lines."""
    for found in _LINE.finditer(text):
        yield SemanticToken(begin + found.start(), begin + found.end(), kind)


def _written(text: Text) -> str:
    """A string with something in the place of its quotes: only its lines and lengths count."""
    before = "x" * (text.at - text.begin)
    return before + text.text + "x" * (text.end - text.at - len(text.text))


def _grid(text: Text) -> Iterator[SemanticToken]:
    for place, sign in enumerate(text.text, text.at):
        if not sign.isspace():
            kind: Shade = "hit" if sign in "xX" else "rest" if sign in ".-~" else "operator"
            yield SemanticToken(place, place + 1, kind)


def _words(text: Text, reading: Reading) -> Iterator[SemanticToken | Inserted]:
    depth, before = 0, ""
    for token in lex(grammar("mini"), text.text, text.at)[0]:
        if token.begin == token.end:
            continue
        depth = max(0, depth + (token.kind == "LPAR") - (token.kind == "RPAR"))
        if token.kind == "WORD":
            counts = depth > 0 or before in _COUNTING
            kind = word_shade(token.text, "numbers" if counts or before == "COLON" else reading)
            yield SemanticToken(token.begin, token.end, kind)
        elif token.kind == "INSERT":
            yield SemanticToken(token.begin, token.begin + 1, "operator")
            yield Inserted(token.begin + 1, token.end, token.text[1:])
        elif token.kind in _MARKS:
            yield from _mark(token)
        else:
            yield SemanticToken(token.begin, token.end, _SHADES.get(token.kind, "string"))
        before = token.kind


def _mark(token: Token) -> Iterator[SemanticToken]:
    """``!3``: a sign and the number it holds."""
    yield SemanticToken(token.begin, token.begin + 1, "operator")
    if token.end > token.begin + 1:
        yield SemanticToken(token.begin + 1, token.end, "number")


@lru_cache(maxsize=4096)
def word_shade(word: str, reading: Reading) -> Shade:
    """What a *word* of a string is, where strings are read like this; *string* for one that is nothing there."""
    if reading == "names":
        return "string"
    if reading == "degrees":
        return "degree" if _DEGREE.fullmatch(word) else "string"
    if reading == "numerals":
        return "numeral" if _is_numeral(word) else "string"
    if word and not isinstance(value_of(word), str):
        return "number"
    for kind in _ORDERS[reading]:
        if _IS[kind](word):
            return kind
    return "string"


def _is_numeral(word: str) -> bool:
    if len(word) > _LONGEST:
        return False
    try:
        return chord_of(word, "C major") is not None
    except ValueError:
        return False


def _is_hit(word: str) -> bool:
    return word in _HITS


def _is_drum(word: str) -> bool:
    return drum_key(word) is not None


def _is_note(word: str) -> bool:
    return midi_of(word) is not None


def _is_symbol(word: str) -> bool:
    return "'" in word or (word[:1].isupper() and symbol_of(word) is not None)


_IS = {"note": _is_note, "drum": _is_drum, "chord": _is_symbol, "numeral": _is_numeral, "hit": _is_hit}
_ORDERS: dict[Reading, tuple[Shade, ...]] = {
    "drums": ("drum", "hit", "note", "chord"),
    "chords": ("chord", "note", "drum", "hit"),
    "notes": ("note", "chord", "drum", "hit", "numeral"),
    "any": ("note", "drum", "chord", "hit", "numeral"),
    "numbers": ("hit", "note"),
}
"""What a word is looked for to be, likeliest first, as the player reads it."""
