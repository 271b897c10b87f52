"""Schillinger: series raised to powers, and melodies widened. What pulse trains make is among the rhythms."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from pattern_engine.event import Value
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Patterns, word
from pattern_engine.words.change import number_of
from pattern_engine.words.pitch import Degree, repitched
from pattern_engine.words.rhythm import attacks

_MOST = 4096
_HIGHEST = 12


def powers(series: list[int], n: int) -> list[int]:
    """The distributive *n*th power of a *series* of durations: each times each, in the order of the series.

    J. Schillinger, The Schillinger System of Musical Composition, book I, chapter 12. Raises ``ValueError`` for a
    series that is empty or not of positive numbers, and for more than 4096 durations.

    >>> powers([2, 1], 2), sum(powers([3, 1, 2], 3)) == 6 ** 3
    ([4, 2, 2, 1], True)
    """
    if not series or min(series) < 1 or n < 1:
        raise ValueError("a series of durations is a list of whole numbers from 1 up, its power too")
    if n > _HIGHEST or len(series) ** n > _MOST:
        raise ValueError(f"this power has {len(series)}^{n} durations ({_MOST} at most, of power {_HIGHEST} or less)")
    return [prod(factors) for factors in product(series, repeat=n)]


@word('synth "Kick".struct(power([2, 1, 1], 2));')
def power(series: Patterns, n: int = 2) -> Pattern:
    """The attacks of a rhythm series raised to a power: each duration times each, over one cycle."""
    lengths: list[int] = []
    for number in series:
        if number.only is None:
            raise ValueError("a series of durations is made of plain numbers, such as [2, 1, 1]")
        length = number_of(number.only[0])
        if length != int(length):
            raise ValueError(f"a series of durations is of whole numbers, not {length}")
        lengths.append(int(length))
    return attacks([Fraction(length) for length in powers(lengths, n)])


@word('piano "0 1 2 4".scale("C major").expandPitch(2);')
def expandPitch(pattern: Pattern, n: int) -> Pattern:  # noqa: N802
    """Tonal expansion: intervals counted every nth degree of the scale, so that 2 makes thirds of seconds."""

    def widened(value: Value) -> Value:
        if isinstance(value, Degree):
            return Degree.of(value.scale, value.degree * n, value.shift)
        if isinstance(value, str):
            raise ValueError("expandPitch counts degrees: write .scale(…) before it")
        return number_of(value) * n

    return pattern.map(lambda value: repitched(value, widened))
