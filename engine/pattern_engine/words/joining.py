"""Joining: a function makes a pattern of each value, and what it makes is put together.

Elsewhere these words join patterns of patterns; here a value is never a pattern, so each takes the function that makes
them: what is written ``map(f).squeezeJoin()`` there is ``squeezeJoin(f)`` here. They differ in whose rhythm counts.
"""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Hap, Value, identity
from pattern_engine.joins import Build, join_inner, join_outer, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import atom
from pattern_engine.words.structure import mask
from pattern_engine.words.tempo import fast

_REMEMBERED = 1024
"""Values whose patterns one join keeps."""


def _build(change: Transform) -> Build:
    return lambda value: change(atom(value))


@word('piano "c4 e4".map(x => x + 7);', aliases=("fmap", "withValue"))
def map_(pattern: Pattern, change: Transform) -> Pattern:
    """Applies a function to every value by itself, in the rhythm of this pattern."""
    return join_outer(pattern, _build(change)).with_steps(pattern.steps)


@word('piano "60 64 67 71".filter(x => x > 62);', aliases=("filterValues",))
def filter_(pattern: Pattern, test: Transform) -> Pattern:
    """Keeps the events whose value passes a test."""
    return join_outer(pattern, lambda value: mask(atom(value), test(atom(value)))).with_steps(pattern.steps)


@word('piano "0 3".innerJoin(x => "c4 e4 g4" + x);', aliases=("innerBind",))
def innerJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays what a function makes of each value, in its own rhythm."""
    return join_inner(pattern, _build(change))


@word('piano "0 3".outerJoin(x => "<c4 e4>" + x);', aliases=("outerBind",))
def outerJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays what a function makes of each value, in the rhythm of this pattern."""
    return join_outer(pattern, _build(change)).with_steps(pattern.steps)


@word('piano "0 3".join(x => "c4 e4 g4" + x);', aliases=("bind", "unwrap"))
def join(pattern: Pattern, change: Transform) -> Pattern:
    """Plays what a function makes of each value, each event cut to the value it comes from."""
    build = _build(change)
    like = join_inner(pattern, build)
    made: dict[object, Pattern] = {}

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            for a, b, c, d, v, o in chosen(value).haps(pb, pe, ticks):
                if wb is None or we is None or a is None or b is None:
                    found.append((None, None, c, d, v, o + origin))
                else:
                    found.append((max(wb, a), min(we, b), c, d, v, o + origin))
        return found

    def chosen(value: Value) -> Pattern:
        key = identity(value)
        if key not in made:
            if len(made) >= _REMEMBERED:
                made.clear()
            made[key] = build(value)
        return made[key]

    return Pattern(ask, like.period, like.grain, None, like.entire)


@word('piano "0 3 5".squeezeJoin(x => "c4 e4" + x);', aliases=("squeezeBind",))
def squeezeJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Squeezes a cycle of what a function makes of each value into the time of the value."""
    return join_squeeze(pattern, _build(change))


@word('piano "0 3".resetJoin(x => "c4 e4 g4" + x);', aliases=("resetBind", "trigJoin"))
def resetJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays what a function makes of each value, its current cycle beginning with the value."""
    return join_trigger(pattern, _build(change), from_zero=False)


@word('piano "0 3".restartJoin(x => "c4 e4 g4" + x);', aliases=("restartBind", "trigZeroJoin", "trigzeroJoin"))
def restartJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays what a function makes of each value, its cycle 0 beginning with the value."""
    return join_trigger(pattern, _build(change), from_zero=True)


@word('piano "0 3".polyJoin(x => "c4 e4 g4" + x);', aliases=("polyBind",))
def polyJoin(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays what a function makes of each value, its steps as long as those of this pattern."""

    def build(value: Value) -> Pattern:
        made = change(atom(value))
        return fast(made, (pattern.steps or Fraction(1)) / (made.steps or Fraction(1)))

    return join_outer(pattern, build).with_steps(pattern.steps)
