"""Amounts: the numbers of headers, tails and times as exact bars, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from pattern_dsl.diagnostic import SILENT, Diagnostic, nearest
from pattern_dsl.phrases import Name, Number
from pattern_dsl.scope import Bound
from pattern_dsl.statements import Placed
from pattern_engine.expression import Atom
from pattern_engine.timeline import Timeline


class Amounts(NamedTuple):
    """Reads amounts on a *timeline*; a number alone is *seconds* or beats. *problems* grows."""

    timeline: Timeline
    problems: list[Diagnostic]
    seconds: bool = False

    def number(self, amount: Number | Name, lets: Mapping[str, Bound]) -> Fraction | None:
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

    def positive(self, amount: Number | Name, lets: Mapping[str, Bound]) -> Fraction | None:
        """As ``number``, above zero."""
        value = self.number(amount, lets)
        if value is not None and value <= 0:
            self.report("PS301", amount, "a length is above zero", None)
            return None
        return value

    def span(self, amount: Number | Name, unit: str, lets: Mapping[str, Bound]) -> Fraction | None:
        """An amount above zero of bars, beats or cycles, in bars of the beginning."""
        value = self.positive(amount, lets)
        if value is None or not unit.startswith("beat"):
            return value
        return self.timeline.cycle_at_beat(value)

    def place(self, time: Number) -> Fraction:
        """A time in bars from the start of a block: beats, ``bar:beat`` counted from 1, or seconds."""
        if ":" in time.text:
            bar, beat = time.text.split(":")
            line = Fraction(int(bar) - 1)
            return self.timeline.cycle_at_beat(self.timeline.beat(line) + Fraction(beat) - 1)
        for unit, parts in (("ms", 1000), ("s", 1)):
            if time.text.endswith(unit):
                return self._after(Fraction(time.text.removesuffix(unit)) / parts)
        return self.moved(Fraction(0), self.number(time, {}) or Fraction(0))

    def moved(self, begin: Fraction, amount: Fraction) -> Fraction:
        """Where one is in bars so many beats, or seconds where those count, after *begin*."""
        if self.seconds:
            begun = Fraction(self.timeline.micros(begin), 1_000_000) if begin else Fraction(0)
            return self._after(begun + amount)
        return self.timeline.cycle_at_beat(self.timeline.beat(begin) + amount)

    def _after(self, seconds: Fraction) -> Fraction:
        steady = len(self.timeline.tempos) == 1 and self.timeline.tempos[0].to_bpm is None
        if steady:  # exact, where a ramp is only so to the microsecond
            return self.timeline.cycle_at_beat(seconds * self.timeline.tempos[0].bpm / 60)
        return self.timeline.cycle(round(seconds * 1_000_000))

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
