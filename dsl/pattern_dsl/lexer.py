"""The lexer: cuts a text into the words of a grammar. It never raises, and it bounds what the parser will see.

Whatever is no word is a fault and left out: unknown signs, strings still open at the end of their line, numbers
too large or too long, and everything after the budget of words is spent.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

from pattern_dsl.tree import Fault, Token
from pattern_grammar import table_text

LONGEST = 90_000
"""Words a text may have; a string counts as a word for every two of its signs."""

_LARGE = re.compile(r"(?<![\d.])0*[1-9]\d{15,}|[\d.]{61,}")
"""Numbers of more than 15 digits before the point, zeros in front left out, or of more than 60 signs."""

_OPEN_STRING = re.compile(r"(?:\"\"\")?\"?[^\r\n]*?(?=\s*;?[\s}]*?(?:[\r\n]|\Z))")

_LETTER_BEFORE = re.compile(r"(?<=[^\w\r\n])[A-Za-z]\Z")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_BLANK_BEFORE = re.compile(r"(?:\A|[\r\n])[ \t]*\Z")
_MARGIN = 80
"""Blanks before a sign that may stand at the beginning of its line."""


class Grammar(NamedTuple):
    """The tables of one grammar, ready to be driven. ``rules``: kind, length, how it is inlined, what it makes."""

    name: str
    words: re.Pattern[str]
    keywords: dict[str, str]
    ignored: frozenset[str]
    rules: tuple[tuple[str, int, str, str], ...]
    states: tuple[dict[str, int], ...]
    start: int
    end: int


@cache
def grammar(name: str) -> Grammar:
    """The grammar called ``pattern`` or ``mini``."""
    data = json.loads(table_text(name))
    pattern = "|".join(f"(?P<{kind}>{_ungrouped(expression)})" for kind, expression in data["lexemes"])
    rules = [
        (kind, size, inline, head) for (kind, size, inline), head in zip(data["rules"], data["heads"], strict=True)
    ]
    return Grammar(
        name,
        re.compile(rf"\s*(?:{pattern})"),  # blanks are passed over with the word behind them
        data["keywords"],
        frozenset(data["ignored"]),
        tuple(rules),
        tuple(data["states"]),
        data["start"],
        data["end"],
    )


def _ungrouped(expression: str) -> str:
    """*expression* without capturing groups, so that the last group matched names the terminal."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", expression)


def lex(rules: Grammar, text: str, offset: int = 0) -> tuple[list[Token], list[Fault]]:
    """The words of *text* without blanks and comments, closed by the word ``$END``; and the faults met."""
    tokens: list[Token] = []
    faults: list[Fault] = []
    ignored, scan = rules.ignored, rules.words.match
    position, length, left = 0, len(text), LONGEST
    while position < length and left > 0:
        found = scan(text, position)
        if found is None:
            position = _unknown(text, position, offset, tokens, faults)
            left -= 1
            continue
        kind = found.lastgroup or ""
        position, stop = found.span(kind)
        if kind == "COMMENT" and not _closed(found[kind]):
            faults.append(Fault("open comment", offset + position, offset + position + 2, "/*"))
        if kind not in ignored:
            word = found[kind]
            left -= 1
            if kind == "STRING":
                left -= len(word) // 2
            elif len(word) > 15 and kind not in ("NAME", "INSERT") and _LARGE.search(word):
                faults.append(Fault("too large", offset + position, offset + stop, word))
                word = "" if kind == "NUMBER" else _LARGE.sub("1", word)
            tokens.append(Token(kind, word, offset + position, offset + stop))
        position = stop
    if position < length:
        faults.append(Fault("too long", offset + position, offset + position + 1, text[position]))
    tokens.append(Token("$END", "", offset + position, offset + position))
    return tokens, faults


def _letters(text: str, quote: int, tokens: list[Token]) -> int:
    """How many letters touch the *quote* of *text* and are no word of *tokens* any more: one, or none.

    At the margin it is what is left of a word rather: ``r"ythm {``.
    """
    if not _LETTER_BEFORE.search(text, max(0, quote - 2), quote) or not tokens or tokens[-1].kind != "NAME":
        return 0
    tokens.pop()
    return 1


def _closed(comment: str) -> bool:
    return comment.startswith("//") or (comment.endswith("*/") and len(comment) > 3)


def _unknown(text: str, position: int, offset: int, tokens: list[Token], faults: list[Fault]) -> int:
    """Note what is no word at *position*; where to go on."""
    if text[position] == '"':
        found = _OPEN_STRING.match(text, position)
        stop = found.end() if found else position + 1
        begin = position - _letters(text, position, tokens)
        tokens.append(Token("STRING", text[begin:stop], offset + begin, offset + stop))
        faults.append(Fault("open string", offset + position, offset + stop, text[position:stop]))
        return stop
    stop = position + 1
    while stop < len(text) and text[stop] == text[position]:
        stop += 1
    faults.append(Fault("unknown", offset + position, offset + stop, text[position]))
    if text[position] == "#" and _BLANK_BEFORE.search(text, max(0, position - _MARGIN), position):
        line = _REST_OF_LINE.match(text, stop)  # a comment, as others write them
        return line.end() if line else stop
    return stop
