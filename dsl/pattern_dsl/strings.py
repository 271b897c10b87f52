"""Strings: what stands between quotes, read as the letter that touches the quote says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pattern_dsl.diagnostic import SILENT, Diagnostic
from pattern_dsl.mini import mini
from pattern_dsl.phrases import Text
from pattern_dsl.scope import KEY, Bound, Defined, Module, Unfinished
from pattern_engine.expression import Apply, Argument, Atom, Expression
from pattern_engine.meaning import MeaningError, pattern_of

Read = tuple[Expression, list[Diagnostic]]


class Kind(NamedTuple):
    """A kind of string: its letter, what it holds, and an example."""

    letter: str
    help: str
    example: str


KINDS = (
    Kind("", "mini-notation; the block says what its words mean", '"c4 e4 g4"'),
    Kind("d", "degrees of the key, counted from 0", 'd"0 2 4 7"'),
    Kind("r", "roman numerals in the key", 'r"I vi ii V7"'),
    Kind("x", "a grid of steps: x is a hit, . is none", 'x"x..x..x."'),
    Kind("n", "plain numbers", 'n"0 0.5 1"'),
)
"""Every kind of string."""


def string(term: Text, scope: Mapping[str, Bound]) -> Read:
    """What *term* means, and what is wrong with it. ``$name`` in it inserts what *scope* holds."""
    if not term.closed:
        return Apply("silence", ()), []
    if term.kind == "x":
        return _grid(term)
    if term.kind not in ("", "d", "r", "n"):
        message = f"there are no {term.kind}-strings"
        kinds = ", ".join(kind.example for kind in KINDS)
        problem = Diagnostic("PS005", "error", term.begin, term.begin + 1, message, f"strings are {kinds}", SILENT)
        return Apply("silence", ()), [problem]
    lets = _insertable(scope) if "$" in term.text else {}
    meaning, problems = mini(term.text, term.at, lets)
    problems += _unreadable(meaning, term.kind)
    reader = _READERS.get(term.kind)
    return (Apply(reader, (meaning, KEY), (), (term.begin, term.end)) if reader else meaning), problems


_READERS = {"d": "scale", "r": "roman"}
"""The words that read a kind of string in the key."""


def _unreadable(meaning: Argument, kind: str) -> list[Diagnostic]:
    """A diagnostic for each word that is no degree, numeral or number, in a string of those."""
    if kind == "":
        return []
    found: list[Diagnostic] = []
    for value, place in dict.fromkeys(_words(meaning)):
        why = f"{value} is no number" if kind == "n" else _refused(_READERS[kind], value)
        if why is not None:
            message, _, hint = why.partition("; ")
            found.append(Diagnostic("PS110", "error", *place, message, hint or None, SILENT))
    return found


def _words(meaning: Argument) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every word in *meaning* that the string itself holds."""
    if isinstance(meaning, Atom) and isinstance(meaning.value, str) and meaning.origin is not None:
        yield meaning.value, meaning.origin
    elif isinstance(meaning, Apply):
        for argument in meaning.args:
            yield from _words(argument)
    elif isinstance(meaning, tuple):
        for item in meaning:
            yield from _words(item)


def _refused(reader: str, value: str) -> str | None:
    """Why *reader* cannot read *value*; None if it can."""
    try:
        pattern_of(Apply(reader, (Atom(value), Atom("C major")))).answer(0, 1)
    except (MeaningError, ValueError) as error:
        return str(error)
    return None


def _insertable(scope: Mapping[str, Bound]) -> dict[str, Argument]:
    """What ``$name`` can insert: all but definitions and modules."""
    return {name: held for name, held in scope.items() if not isinstance(held, Defined | Module | Unfinished)}


def _grid(term: Text) -> Read:
    """A grid: each sign is a step of a bar; blanks and bar lines only help the eye."""
    steps: list[Argument] = []
    problems: list[Diagnostic] = []
    for index, sign in enumerate(term.text):
        place = (term.at + index, term.at + index + 1)
        if sign in "xX":
            steps.append(Atom(True, place))
        elif sign in ".-~":
            steps.append(Apply("silence", (), (), place))
        elif not sign.isspace() and sign != "|":
            problems.append(
                Diagnostic("PS010", "error", *place, f"{sign!r} is no step of a grid", "write x or .", SILENT)
            )
    if not steps:
        problems.append(
            Diagnostic("PS012", "warning", term.begin, term.end, "an empty pattern is silent", "write . for a rest")
        )
        return Apply("silence", ()), problems
    return Apply("seq", tuple(steps), (), (term.begin, term.end)), problems
