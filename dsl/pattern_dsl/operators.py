"""Operators: two terms and the sign between them, computed exactly if both are numbers, else left to a word."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from pattern_dsl.diagnostic import Severity
from pattern_dsl.phrases import Argument as Given
from pattern_dsl.phrases import Binary, Number, Term
from pattern_engine.expression import Apply, Argument, Atom, Hole

OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "%": "mod",
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "lte",
    ">": "gt",
    ">=": "gte",
    "and": "and",
    "or": "or",
}
"""The word that each operator is another way to write."""

_LARGEST = 10**15


class Report(Protocol):
    """Notes a problem with a term or an argument."""

    def __call__(
        self, code: str, at: Term | Given, message: str, hint: str | None = None, *, severity: Severity = "error"
    ) -> None:
        """Note it."""


def combined(term: Binary, left: Argument, right: Argument, report: Report) -> Argument:
    """What *term* means, whose sides mean *left* and *right*.

    Before a pattern a lone value has no rhythm of its own: ``1 + "0 2"`` is two events.
    """
    place = (term.begin, term.end)
    if any(isinstance(side, Number) and side.value is None for side in (term.left, term.right)):
        return Atom(1, place)  # what is missing or too large is said already
    exact = (_fraction(term.left, left), _fraction(term.right, right))
    if exact[0] is not None and exact[1] is not None and term.operator in _EXACT:
        return _number(term, exact[0], exact[1], report)
    for side in (left, right):
        if not isinstance(side, Atom | Apply | Hole):
            report("PS205", term, f"{term.operator} stands between numbers or patterns")
            return Atom(None, place)
    alone = isinstance(left, Atom) and not isinstance(right, Atom)
    return Apply(OPERATORS[term.operator], (left, right), (("how", Atom("out")),) if alone else (), place)


def _number(term: Binary, left: Fraction, right: Fraction, report: Report) -> Atom:
    place = (term.begin, term.end)
    if term.operator in "/%" and not right:
        report("PS301", term.right, "division by zero")
        return Atom(1, place)
    result = _computed(term.operator, left, right)
    bearable = result.limit_denominator(_LARGEST)
    if abs(result) >= _LARGEST or (result and not bearable):
        size = "large" if abs(result) >= 1 else "small"
        report("PS008", term, f"this makes too {size} a number", "numbers have at most 15 digits")
        return Atom(1, place)
    return Atom(int(bearable) if bearable.denominator == 1 else bearable, place)


def _fraction(term: Term, argument: Argument) -> Fraction | None:
    if isinstance(term, Number):
        return term.value
    if (
        isinstance(argument, Atom)
        and isinstance(argument.value, int | Fraction)
        and not isinstance(argument.value, bool)
    ):
        return Fraction(argument.value)
    return Fraction(str(argument.value)) if isinstance(argument, Atom) and isinstance(argument.value, float) else None


_EXACT = frozenset("+-*/%")


def _computed(operator: str, left: Fraction, right: Fraction) -> Fraction:
    results = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "%": lambda: left % right,
    }
    return Fraction(results[operator]())
