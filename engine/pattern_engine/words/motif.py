"""Motif: a phrase turned, lengthened, answered."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Value
from pattern_engine.pattern import REMEMBERED_CYCLES, Pattern
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transforms, word
from pattern_engine.words.change import PITCHES, add
from pattern_engine.words.making import stack
from pattern_engine.words.pitch import inverted, repitched
from pattern_engine.words.shift import ribbon
from pattern_engine.words.tempo import fast, late, rev, slow


@word('piano "c4 d4 e4 g4".retrograde();')
def retrograde(pattern: Pattern) -> Pattern:
    """The motif backwards, over its own length in cycles."""
    if pattern.period > REMEMBERED_CYCLES:
        raise ValueError(
            f"this motif comes round after {pattern.period} cycles; {REMEMBERED_CYCLES} are turned at most"
        )
    length = Fraction(pattern.period or 1)
    return slow(rev(fast(pattern, length)), length)


@word('piano "c4 d4 e4 g4".invertMotif();')
def invertMotif(pattern: Pattern, axis: Value = None) -> Pattern:  # noqa: N802
    """The intervals of the motif upside down, round its first note or another, by degrees after a scale."""
    centre = axis if axis is not None else _first(pattern)
    return pattern.map(lambda value: repitched(value, lambda note: inverted(note, centre)))


def _first(pattern: Pattern) -> Value:
    cycles = range(min(pattern.period or 1, REMEMBERED_CYCLES))
    played = (hap for cycle in cycles for hap in sorted(pattern.answer(cycle, cycle + 1)[0], key=lambda hap: hap[2]))
    value = next((hap[4] for hap in played if hap[0] == hap[2]), 0)
    if isinstance(value, dict):
        return next((value[name] for name in PITCHES if name in value), 0)
    return value


@word('piano "c4 d4 e4 g4".augment(2);')
def augment(pattern: Pattern, factor: Time = Fraction(2)) -> Pattern:
    """All durations multiplied, and the length of the phrase with them."""
    return slow(pattern, factor)


@word('piano "c4 d4 e4 g4".diminish(2);')
def diminish(pattern: Pattern, factor: Time = Fraction(2)) -> Pattern:
    """All durations divided, and the length of the phrase with them."""
    return fast(pattern, factor)


@word('piano "c4 d4 e4 c4".canon(3, 2, .up(1));')
def canon(pattern: Pattern, voices: int, gap: Time = Fraction(1), f: Transforms = ()) -> Pattern:
    """Voices that enter one after another, a gap of so many cycles apart, the function applied once more to each."""
    parts: list[Pattern] = []
    voice = pattern
    for index in range(max(0, voices)):
        parts.append(late(voice, gap * index))
        for change in f:
            voice = change(voice)
    return stack(*parts)


@word('piano "0 1 2 4".sequenceBy("<0 1 2 1>", 3).scale("C major");')
def sequenceBy(pattern: Pattern, steps: Pattern, times: int) -> Pattern:  # noqa: N802
    """Repeats the motif so many times, cycle by cycle moved by the next of the steps, and then begins again."""
    return add(pattern, ribbon(steps, Fraction(0), Fraction(times))) if times > 0 else pattern
