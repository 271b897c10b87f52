"""Amounts: the numbers of headers, tails and times as exact bars, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pattern_dsl.diagnostic import SILENT, Diagnostic, nearest
from pattern_dsl.phrases import Name, Number
from pattern_dsl.syntax import Placed
from pattern_engine.expression import Argument, Atom


@dataclass(frozen=True, slots=True)
class Amounts:
    """Reads amounts where a bar has *crotchets* beats and *bpm* of them last a minute; *problems* grows."""

    crotchets: Fraction
    bpm: Fraction
    problems: list[Diagnostic]

    def number(self, amount: Number | Name, lets: Mapping[str, Argument]) -> Fraction | None:
        """The number that is written, or held by a let; None after saying what is wrong."""
        if isinstance(amount, Number):
            if amount.value is None and "/" in amount.text:
                self.report("PS301", amount, "division by zero", None)
            return amount.value
        held = lets.get(amount.text)
        if isinstance(held, Atom) and isinstance(held.value, int | float | Fraction):
            return Fraction(held.value)
        hint = nearest(amount.text, lets) or f"write a number, or define it before: let {amount.text} = 2;"
        self.report("PS105", amount, f"{amount.text} is no number", hint)
        return None

    def positive(self, amount: Number | Name, lets: Mapping[str, Argument]) -> Fraction | None:
        """As ``number``, above zero."""
        value = self.number(amount, lets)
        if value is not None and value <= 0:
            self.report("PS301", amount, "a length is above zero", None)
            return None
        return value

    def span(self, amount: Number | Name, unit: str, lets: Mapping[str, Argument]) -> Fraction | None:
        """An amount above zero of bars, beats or cycles, in bars."""
        value = self.positive(amount, lets)
        return value / self.crotchets if value is not None and unit.startswith("beat") else value

    def place(self, time: Number) -> Fraction:
        """A time in bars from the start of a block: beats, ``bar:beat`` counted from 1, or seconds."""
        if ":" in time.text:
            bar, beat = time.text.split(":")
            return int(bar) - 1 + (Fraction(beat) - 1) / self.crotchets
        for unit, parts in (("ms", 1000), ("s", 1)):
            if time.text.endswith(unit):
                return Fraction(time.text.removesuffix(unit)) / parts * self.bpm / 60 / self.crotchets
        return (self.number(time, {}) or Fraction(0)) / self.crotchets

    def report(self, code: str, at: Number | Name, message: str, hint: str | None) -> None:
        """Note a problem with *at*."""
        self.problems.append(Diagnostic(code, "error", at.begin, at.end, message, hint, SILENT))


def said_twice(statement: Placed) -> list[Diagnostic]:
    """A warning for each tail of a placed note that a later one of its kind overrules."""
    kinds = [tail.kind for tail in statement.tails]
    return [
        Diagnostic("PS404", "warning", *tail.amount[-2:], f"{tail.kind} is set twice", "the last one holds")
        for index, tail in enumerate(statement.tails)
        if tail.kind in kinds[:index]
    ]
