"""Quick: reads strings as they are mostly written, straight to their meaning.

What it does not know, and whatever may be a mistake, it leaves to the tables of the grammar; where both read a
string they read the same.
"""

from __future__ import annotations

from fractions import Fraction

from pattern_dsl.lexer import grammar
from pattern_dsl.notation import (
    HALF,
    Mark,
    Place,
    Step,
    in_meter,
    in_steps,
    in_turns,
    marked,
    not_positive,
    sequence,
    together,
    value_of,
)
from pattern_engine.expression import Apply, Atom, Expression

LONGEST = 20_000
"""Signs of a string that is read here."""

_DEEPEST = 50
"""Brackets inside each other, and marks behind one term, that are read here."""

_LARGE = 15
"""Signs of the longest word that cannot be too large a number."""

_MARKS = {"STAR": "fast", "SLASH": "slow", "COLON": "tagged"}
_COUNTS = {"COPIES": "copies", "WEIGHT": "weight"}
_STEPS = frozenset({"WORD", "REST", "LSQB", "LESSTHAN", "LBRACE"})
_BEHIND = frozenset({*_MARKS, *_COUNTS, "LONGER", "MAYBE", "LPAR"})

_Word = tuple[str, str, int, int]


class _Unusual(Exception):
    """The string is not for this reader. Internal: ``quick`` answers it with None."""


def quick(text: str, offset: int) -> Expression | None:
    """What *text*, which begins at *offset* of the source, means; None if it takes the tables to tell."""
    words = _words(text, offset)
    if words is None:
        return None
    try:
        return _Reading(words).whole()
    except _Unusual:
        return None


def _words(text: str, offset: int) -> list[_Word] | None:
    """The words of *text* and a last one; None if some of it is no word."""
    if len(text) > LONGEST:
        return None
    found: list[_Word] = []
    at = 0
    for match in grammar("mini").words.finditer(text):
        kind = match.lastgroup
        group = match.lastindex or 0
        begin, end = match.span(group)
        if kind is None or match.start() != at:
            return None
        at = end
        word = match[group]
        if kind == "WORD" and end - begin > _LARGE and not word.isalpha():
            return None
        if kind != "SPACE":
            found.append((kind, word, begin + offset, end + offset))
    if at != len(text) and not text[at:].isspace():
        return None
    found.append(("$END", "", offset + at, offset + at))
    return found


class _Reading:
    """One reading of one string; made and dropped by ``quick``."""

    def __init__(self, words: list[_Word]) -> None:
        self.words = words
        self.at = 0
        self.depth = 0

    def whole(self) -> Expression:
        voices: list[Expression] = []
        first = begin = self.words[0][2]
        while True:
            voice, total = self.sequence()
            voices.append(in_steps(voice, (begin, self.words[self.at - 1][3])) if total == 1 else voice)
            if self.words[self.at][0] != "COMMA":
                break
            self.at += 1
            begin = self.words[self.at][2]
        if self.words[self.at][0] != "$END":
            raise _Unusual
        return together(voices, (first, self.words[self.at - 1][3]))

    def layers(self) -> tuple[list[Expression], Place]:
        """Sequences with commas between them, and where they stand."""
        first = self.words[self.at][2]
        voices = [self.sequence()[0]]
        while self.words[self.at][0] == "COMMA":
            self.at += 1
            voices.append(self.sequence()[0])
        return voices, (first, self.words[self.at - 1][3])

    def voices(self) -> list[tuple[Expression, Fraction | int]]:
        """As ``layers``, each with its number of steps."""
        found = [self.sequence()]
        while self.words[self.at][0] == "COMMA":
            self.at += 1
            found.append(self.sequence())
        return found

    def sequence(self) -> tuple[Expression, Fraction | int]:
        words, first = self.words, self.at
        steps: list[Step] = []
        while True:
            kind, text, begin, end = words[self.at]
            if kind == "WORD":
                self.at += 1
                value: Expression = Atom(value_of(text), (begin, end))
            elif kind in _STEPS:
                value = self.term()
            elif steps:
                return sequence(steps, (words[first][2], words[self.at - 1][3]))
            else:
                raise _Unusual
            steps.append(self.marked(value, begin) if words[self.at][0] in _BEHIND else (1, value))

    def term(self) -> Expression:
        kind, text, begin, end = self.words[self.at]
        self.at += 1
        if kind == "WORD":
            return Atom(value_of(text), (begin, end))
        if kind == "REST":
            return Apply("silence", (), (), (begin, end))
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unusual
        if kind == "LSQB":
            meaning = together(*self.layers())
            self.closed("RSQB")
        elif kind == "LESSTHAN":
            voices = self.voices()
            meaning = in_turns(voices, (begin, self.closed("MORETHAN")))
        elif kind == "LBRACE":
            meaning = self.meter(begin)
        else:
            raise _Unusual
        self.depth -= 1
        return meaning

    def meter(self, begin: int) -> Expression:
        voices = self.voices()
        end = self.closed("RBRACE")
        pace = None
        if self.words[self.at][0] == "PERCENT":
            self.at += 1
            pace = self.term()
            end = self.words[self.at - 1][3]
            if not_positive(pace):
                raise _Unusual
        return in_meter(voices, pace, (begin, end))

    def closed(self, kind: str) -> int:
        """Pass over a closing bracket; where it ends."""
        found, _, _, end = self.words[self.at]
        if found != kind:
            raise _Unusual
        self.at += 1
        return end

    def marked(self, value: Expression, begin: int) -> Step:
        """The step that *value* begins at *begin*, with the marks behind it."""
        marks: list[Mark] = []
        while (kind := self.words[self.at][0]) in _BEHIND:
            text = self.words[self.at][1]
            self.at += 1
            if kind in _MARKS:
                operand = self.term()
                if kind != "COLON" and not_positive(operand):
                    raise _Unusual
                marks.append((_MARKS[kind], (operand,)))
            elif kind in _COUNTS:
                marks.append((_COUNTS[kind], self.count(text[1:])))
            elif kind == "LONGER":
                marks.append(("weight", Fraction(2)))
            elif kind == "MAYBE" and text == "?":
                marks.append(("degradeBy", (HALF,)))
            elif kind == "LPAR":
                marks.append(("euclid", self.operands()))
            else:
                raise _Unusual
        if len(marks) > _DEEPEST:
            raise _Unusual
        return marked(value, marks, (begin, self.words[self.at - 1][3]))

    def count(self, text: str) -> Fraction:
        if not text:
            return Fraction(2)
        if not text.isdecimal() or not int(text):
            raise _Unusual
        return Fraction(int(text))

    def operands(self) -> tuple[Expression, ...]:
        """Two or three steps with commas between them, and a closing bracket."""
        found = [self.operand()]
        while self.words[self.at][0] == "COMMA" and len(found) < 3:
            self.at += 1
            found.append(self.operand())
        self.closed("RPAR")
        if len(found) < 2:
            raise _Unusual
        return tuple(found)

    def operand(self) -> Expression:
        begin = self.words[self.at][2]
        value = self.term()
        return self.marked(value, begin)[1] if self.words[self.at][0] in _BEHIND else value
