"""Spacing: where one blank stands between the words of a statement, and which blanks a string keeps.

It knows kinds of words and brackets, and no statement by its name but the headers that have signs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from pattern_dsl.lexer import grammar, lex
from pattern_dsl.parser import parse
from pattern_dsl.pieces import COMMENT, Piece
from pattern_dsl.quick import quick
from pattern_dsl.tree import Token
from pattern_engine.words import WORDS

_NAMES = ("NAME", "NOTE")
_NUMBERS = ("NUMBER", "SECONDS", "BARBEAT")
_OPENS = frozenset("([{")
_CLOSES = frozenset(")]}")
_TOUCHES_WORD_BEFORE = frozenset(",;)]}")
_RANGE = ".."
_DESTINATIONS = ("->", "<-")
_SIGNS = ("+", "*", "/")
_GROUPING = ("meter", "form")
"""Headers in which brackets group and signs touch: ``meter (3+2+2)/8``, ``form intro (verse chorus)*2``."""

_UNTIDY = re.compile(r'\s\s|[^\S ]|\s[\]>)}"]|["\[<({]\s')
_MINI_OPENS = ("LSQB", "LESSTHAN", "LBRACE", "LPAR")
_MINI_CLOSES = ("RSQB", "MORETHAN", "RBRACE", "RPAR", "$END")
_NOTHING = Piece("", "", 0, 0)


class Word(NamedTuple):
    """A piece as it will be written: its text, whether a blank stands before, and how lines may break around it."""

    text: str
    blank: bool
    link: bool = False  # the dot of a method, before which a long line is broken
    ends: bool = False  # a comment after which the line ends
    apart: bool = False  # such a comment on a line of its own
    trails: bool = False  # a comment with no word behind it on its line
    column: int = 0


def spaced(pieces: list[Piece], *, has_texts: bool) -> list[Word]:
    """The *pieces* of one statement with their blanks; if it *has_texts*, strings are not mini-notation."""
    return list(_Spacing(pieces, has_texts).words())


@dataclass(slots=True)
class _Bracket:
    """A bracket that is open: its sign, the name before it, and the ``?`` in it that wait for their colons."""

    sign: str
    name: str = ""
    questions: int = 0


@dataclass(slots=True)
class _Spacing:
    """One pass over the pieces of one statement; made and dropped by ``spaced``."""

    pieces: list[Piece]
    has_texts: bool
    brackets: list[_Bracket] = field(default_factory=lambda: [_Bracket("")])
    tails: bool = False  # whether methods at the end belong to the statement and not to a pattern
    groups: bool = False  # whether it is a header with signs of its own
    before: Piece = _NOTHING  # the last word that is no comment
    earlier: Piece = _NOTHING  # the word before that
    operand: bool = False  # whether an operand ends with *before*
    touches: bool = False  # whether what follows *before* touches it
    numbered: bool = False  # whether a number has been read outside brackets

    def words(self) -> Iterator[Word]:
        signs = [piece.text for piece in self.pieces]
        self.groups = signs[0] in _GROUPING and "." not in signs
        self.tails = self._has_tails()
        last = _NOTHING
        for at, piece in enumerate(self.pieces):
            follower = self.pieces[at + 1] if at + 1 < len(self.pieces) else _NOTHING
            if piece.kind == COMMENT:
                ends, trails = piece.ends_line, not piece.breaks and follower.breaks > 0
                apart = ends and piece.breaks > 0
                text = "\n".join(line.rstrip() for line in piece.text.split("\n"))
                yield Word(text, last.text not in _OPENS, False, ends, apart, trails, piece.column)
            else:
                link = piece.text == "." and self.operand
                blank = self._blank(piece, follower)
                if last.kind == COMMENT and piece.text not in _TOUCHES_WORD_BEFORE:
                    blank = True
                yield Word(self._text(piece, follower), blank, link)
                self._take(piece, blank)
            last = piece

    def _has_tails(self) -> bool:
        """Whether methods at the end belong to the statement and not to a pattern: a note with a time, a block."""
        if self.pieces[-1].kind == "LBRACE":
            return True
        depth = 0
        for at, piece in enumerate(self.pieces):
            depth += (piece.text in _OPENS) - (piece.text in _CLOSES)
            if not depth and piece.text == "=":
                return False
            if not depth and at > 1 and piece.kind in _NUMBERS:
                return True
        return False

    def _blank(self, piece: Piece, follower: Piece) -> bool:
        """Whether a blank stands before *piece*."""
        sign, before = piece.text, self.before.text
        outside = len(self.brackets) == 1
        if self.touches or not before or sign in _TOUCHES_WORD_BEFORE or _RANGE in (sign, before):
            return False
        if self.groups and (sign in _SIGNS or before in _SIGNS or sign == "("):
            return sign == "(" and before not in _SIGNS
        if before == ",":
            is_chord = outside and self.tails and not self.numbered and self.pieces[-1].text == ";"
            return not is_chord
        match sign:
            case ".":
                is_next = before == ")" or self.earlier.text == "."
                return not self.operand or (outside and self.tails and not is_next)
            case "(":
                return self.before.kind not in _NAMES or not self.operand
            case ":":
                return self.brackets[-1].questions > 0
            case "=":
                return outside
            case "/":
                return self.before.kind != "NUMBER" or follower.kind != "NUMBER"
            case _:
                return True

    def _take(self, piece: Piece, blank: bool) -> None:
        """Note what *piece* changes for those that follow."""
        sign, outside = piece.text, len(self.brackets) == 1
        is_minus = sign == "-" and not self.operand
        self.touches = sign in _OPENS or sign == "." or is_minus or (sign in "/=" and not blank)
        if sign in _OPENS:
            self.brackets.append(_Bracket(sign, "" if blank else self.before.text))
        elif sign in _CLOSES and not outside:
            self.brackets.pop()
        elif sign in "?:":
            bracket = self.brackets[-1]
            bracket.questions = max(0, bracket.questions + (1 if sign == "?" else -1))
        elif outside:
            self.numbered = self.numbered or piece.kind in _NUMBERS
            self.has_texts = sign in _DESTINATIONS or (self.has_texts and sign != "=")
        self.operand = (sign[-1].isalnum() or sign[-1] in '_"#)]}') and not self._joins(piece)
        self.earlier, self.before = self.before, piece

    def _joins(self, piece: Piece) -> bool:
        """Whether *piece* is an operator that is written as a word."""
        if self.before.text in ("", "."):
            return False
        return (piece.text in ("and", "or", "in") and self.operand) or (piece.text == "not" and not self.operand)

    def _text(self, piece: Piece, follower: Piece) -> str:
        if piece.kind != "STRING":
            return piece.text
        bracket = self.brackets[-1]
        is_key = bracket.sign == "{" and follower.text == ":"
        if self.has_texts or is_key or bracket.name in _texted():
            return piece.text
        return spaced_string(piece.text)


def spaced_string(string: str) -> str:
    """*string*, quotes included, with one blank at most between its words and none inside brackets and quotes.

    One that is not mini-notation stays as it is, and over several lines only blanks at the ends of lines go.

    >>> spaced_string('" bd  [ sd cp ]*2 "')
    '"bd [sd cp]*2"'
    """
    if '"""' in string:
        return "\n".join(line.rstrip() for line in string.split("\n"))
    if not _UNTIDY.search(string):
        return string
    begin = string.index('"') + 1
    body = string[begin:-1]
    if quick(body, begin) is None and parse("mini", body)[1]:
        return string
    tokens, _ = lex(grammar("mini"), body)
    written, before = "", tokens[-1]
    for token in tokens:
        touches = before.end == token.begin or before.kind in _MINI_OPENS or token.kind in _MINI_CLOSES or not written
        written += token.text if touches else f" {token.text}"
        before = token
    again, _ = lex(grammar("mini"), written)
    return f"{string[:begin]}{written}{string[-1]}" if _texts(again) == _texts(tokens) else string


def _texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


@cache
def _texted() -> frozenset[str]:
    """Words that take a text as it is written, with all its blanks."""
    return frozenset(name for name, word in WORDS.items() if any(given.kind == "text" for given in word.parameters))
