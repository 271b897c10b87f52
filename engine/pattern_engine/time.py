"""Exact musical time: rational cycles and half-open stretches of them. One cycle is one bar."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

Time = Fraction


def exact(value: int | float | str | Fraction) -> Fraction:
    """The rational number a musician meant by *value*.

    Integers, fractions and texts like ``"3/8"`` or ``"0.1"`` are taken exactly. A float is the simplest
    fraction that rounds to it, so ``0.1`` is 1/10 and ``1 / 3`` is 1/3. Raises ``ValueError`` for a text
    that is no number and for a float that is not finite.
    """
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError(f"not a finite number: {value}")
        simple = Fraction(value).limit_denominator(1_000_000)
        return simple if float(simple) == value else Fraction(repr(value))
    return Fraction(value)


class Span(NamedTuple):
    """A stretch of time in cycles: *begin* belongs to it, *end* does not."""

    begin: Time
    end: Time

    @property
    def duration(self) -> Time:
        """Length in cycles."""
        return self.end - self.begin

    def __str__(self) -> str:
        return f"{self.begin.numerator}/{self.begin.denominator} → {self.end.numerator}/{self.end.denominator}"
