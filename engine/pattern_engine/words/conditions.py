"""Conditions: what happens only in some cycles, at some times, or to some events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pattern_engine.event import Hap, Value
from pattern_engine.joins import join_inner
from pattern_engine.pattern import ByCycle, Pattern, derived
from pattern_engine.time import Time, exact
from pattern_engine.vocabulary import Patterns, Transform, word
from pattern_engine.words.change import invert, is_true, number_of
from pattern_engine.words.making import atom, stack
from pattern_engine.words.structure import every, struct

_REMEMBERED = 4096
"""Outcomes one test keeps."""


def tested(test: Transform) -> Callable[[Value], bool]:
    """Whether *test*, applied to a value, is true at its beginning; outcomes are remembered."""
    known: dict[Value, bool] = {}

    def passes(value: Value) -> bool:
        if value not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            haps, _ = test(atom(value)).answer(0, 1)
            known[value] = bool(haps) and is_true(haps[0][4])
        return known[value]

    return passes


@word('piano "c4 e4".whenCycle(x => x % 4 > 1, .rev());')
def whenCycle(pattern: Pattern, test: Transform, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function in the cycles whose number passes a test."""
    return ifp(pattern, test, change, lambda held: held)


@word('piano "c4 e4".ifp(x => x % 2 == 0, .rev(), .fast(2));')
def ifp(pattern: Pattern, test: Transform, change: Transform, otherwise: Transform) -> Pattern:
    """Applies one function in the cycles whose number passes a test, and another in the rest."""
    passes, yes, no = tested(test), change(pattern), otherwise(pattern)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return (yes if passes(begin // ticks) else no).haps(begin, end, ticks)

    return derived(ByCycle(ask), [yes, no], 0, steps=pattern.steps)


@word('piano "c4 d4 e4 f4".filterWhen(t => t % 1 < 1/2);')
def filterWhen(pattern: Pattern, test: Transform) -> Pattern:  # noqa: N802
    """Keeps the events that begin at times (in cycles) that pass a test."""
    passes = tested(test)
    return _only(pattern, lambda at, _: passes(_written(at)), period=0)


@word('piano "c4 d4 e4 f4".whenT(t => t % 1 < 1/2, .up(1));')
def whenT(pattern: Pattern, test: Transform, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function to the events that begin at times (in cycles) that pass a test."""
    passes = tested(test)
    chosen = _only(pattern, lambda at, _: passes(_written(at)), period=0)
    others = _only(pattern, lambda at, _: not passes(_written(at)), period=0)
    return stack(change(chosen), others).with_steps(pattern.steps)


def _written(time: Time) -> Value:
    return int(time) if time.denominator == 1 else time


def _only(pattern: Pattern, wanted: Callable[[Time, Value], bool], period: int | None = None) -> Pattern:
    """The events of *pattern* of which *wanted* says so, told when they begin (cycles) and their value."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        haps = pattern.haps(begin, end, ticks)
        return [hap for hap in haps if wanted(exact(hap[2] if hap[0] is None else hap[0]) / ticks, hap[4])]

    return derived(ask, [pattern], period, steps=pattern.steps)


@word('synth "Kick Snare".fix(.fast(2), "Kick");')
def fix(pattern: Pattern, change: Transform, match: Value) -> Pattern:
    """Applies a function only to the events with a value, or with the values of some controls."""
    return contrast(pattern, change, lambda held: held, match)


@word('synth "Kick Snare".contrast(.fast(2), .late(1/8), "Kick");')
def contrast(pattern: Pattern, change: Transform, otherwise: Transform, match: Value) -> Pattern:
    """Applies one function to the events with a value, or with the values of some controls, and another to the rest."""
    chosen = _only(pattern, lambda _, value: _matches(value, match))
    others = _only(pattern, lambda _, value: not _matches(value, match))
    return stack(change(chosen), otherwise(others)).with_steps(pattern.steps)


_NAMING = ("value", "word", "s", "note", "n")
"""Where an event with controls keeps what a lone value says."""


def _matches(value: Value, match: Value) -> bool:
    if isinstance(match, Mapping):
        held = value if isinstance(value, Mapping) else {}
        return all(name in held and held[name] == wanted for name, wanted in match.items())
    if isinstance(value, Mapping):
        return any(value.get(name) == match for name in _NAMING)
    return value == match


@word('synth stitch("t f t t", "Kick", "HiHat");')
def stitch(choice: Pattern, first: Pattern, second: Pattern) -> Pattern:
    """The rhythm of a truth pattern, with values of one pattern where it is true and of another where it is false."""
    return stack(struct(first, choice), struct(second, invert(choice))).with_steps(choice.steps)


@word('piano "c4 e4 g4".foldEvery([2, 3], .up(1));')
def foldEvery(pattern: Pattern, periods: Patterns, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function every so many cycles, for several periods, one on top of the other."""
    for period in reversed(periods):
        pattern = _every(pattern, period, change)
    return pattern


def _every(pattern: Pattern, period: Pattern, change: Transform) -> Pattern:
    if period.only is not None:
        return every(pattern, int(number_of(period.only[0])), change)
    return join_inner(period, lambda n: every(pattern, int(number_of(n)), change))
