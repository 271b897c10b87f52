"""Layers: copies of a pattern beside it, later, elsewhere, changed."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Value
from pattern_engine.pattern import Pattern
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import stack
from pattern_engine.words.tempo import late


@word('piano "c4 e4".superimpose(.up(1).late(1/8));')
def superimpose(pattern: Pattern, *changes: Transform) -> Pattern:
    """The pattern together with changed copies of it."""
    return stack(pattern, *(change(pattern) for change in changes))


@word('piano "c4 e4".layer(.up(1), .late(1/8));')
def layer(pattern: Pattern, *changes: Transform) -> Pattern:
    """Only the changed copies, all at once."""
    return stack(*(change(pattern) for change in changes))


@word('piano "c4 e4".off(1/8, .up(1));')
def off(pattern: Pattern, time: Time, change: Transform) -> Pattern:
    """The pattern together with a changed copy some time later."""
    return stack(pattern, change(late(pattern, time)))


@word('piano "c4 ~ e4 ~".echo(3, 1/8, 0.6);')
def echo(pattern: Pattern, times: int, time: Time, feedback: float) -> Pattern:
    """Repeats at a distance, each quieter by the factor; the first sounds as it is."""
    return stack(*(_quieter(late(pattern, time * index), feedback**index) for index in range(times)))


@word('piano "c4 ~ e4 ~".stut(3, 0.6, 1/8);')
def stut(pattern: Pattern, times: int, feedback: float, time: Time) -> Pattern:
    """As echo, with the distance last."""
    return echo(pattern, times, time, feedback)


def _quieter(pattern: Pattern, gain: float) -> Pattern:
    def changed(value: Value) -> Value:
        held = value if isinstance(value, dict) else {"value": value}
        return {**held, "gain": gain}

    return pattern.map(changed)


@word('piano "c4 ~ e4 ~".echoWith(3, 1/8, .up(1));', aliases=("stutWith", "echowith", "stutwith"))
def echoWith(pattern: Pattern, times: int, time: Time, change: Transform) -> Pattern:  # noqa: N802
    """Copies at a distance, the function applied to each of them."""
    return stack(*(change(late(pattern, time * index)) for index in range(times)))


@word('piano "c4 e4".apply(.rev());')
def apply(pattern: Pattern, change: Transform) -> Pattern:
    """Applies a function, for chains."""
    return change(pattern)


@word('piano "c4 e4 g4".jux(.rev());')
def jux(pattern: Pattern, change: Transform) -> Pattern:
    """The pattern on the left and a changed copy on the right."""
    return juxBy(pattern, Fraction(1), change)


@word('piano "c4 e4 g4".juxBy(0.5, .rev());', aliases=("juxby",))
def juxBy(pattern: Pattern, width: Time, change: Transform) -> Pattern:  # noqa: N802
    """The pattern towards the left and a changed copy towards the right, as far apart as the width (0 to 1)."""
    return stack(_moved(pattern, -float(width) / 2), change(_moved(pattern, float(width) / 2)))


def _moved(pattern: Pattern, by: float) -> Pattern:
    def moved(value: Value) -> Value:
        held = value if isinstance(value, dict) else {"value": value}
        place = held.get("pan", 0.5)
        return {**held, "pan": (float(place) if isinstance(place, int | float | Fraction) else 0.5) + by}

    return pattern.map(moved)
