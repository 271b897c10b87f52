"""Change: arithmetic on values. ``how`` says whose rhythm counts when both sides are patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from pattern_engine.event import Value
from pattern_engine.joins import apply_both, apply_left, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern
from pattern_engine.theory.pitch import midi_of
from pattern_engine.vocabulary import word

Number = int | float | Fraction
Operation = Callable[[Any, Any], Value]

HOWS = ("in", "out", "mix", "squeeze", "squeezeout", "reset", "restart")


def combined(left: Pattern, right: Pattern, how: str, combine: Callable[[Value, Value], Value]) -> Pattern:
    """*left* and *right* combined event by event.

    ``in`` keeps the rhythm of *left*, ``out`` that of *right*, ``mix`` both; ``squeeze`` fits a cycle of
    *right* into each event of *left*, ``squeezeout`` the reverse; ``reset`` and ``restart`` begin *left*
    anew at each event of *right*, at its current cycle or its first. Raises ``ValueError`` for another *how*.
    """
    match how:
        case "in":
            return apply_left(left, right, combine).with_steps(left.steps)
        case "out":
            return apply_left(right, left, lambda r, value: combine(value, r)).with_steps(right.steps)
        case "mix":
            return apply_both(left, right, combine)
        case "squeeze":
            return join_squeeze(left, lambda value: right.map(lambda r: combine(value, r)))
        case "squeezeout":
            return join_squeeze(right, lambda r: left.map(lambda value: combine(value, r)))
        case "reset" | "restart":
            return join_trigger(right, lambda r: left.map(lambda value: combine(value, r)), how == "restart")
        case _:
            raise ValueError(f"how is one of {', '.join(HOWS)}, not {how}")


def number_of(value: Value) -> Number:
    """The number that *value* is or spells: a number, ``"3"``, or a note, which is its MIDI key."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | Fraction):
        return value
    if isinstance(value, str):
        midi = midi_of(value)
        if midi is not None:
            return midi
        try:
            return int(value)
        except ValueError:
            return float(value)
    raise ValueError(f"{value!r} is no number")


def _arithmetic(operation: Operation) -> Callable[[Value, Value], Value]:
    def combine(left: Value, right: Value) -> Value:
        if isinstance(left, Mapping) and not isinstance(right, Mapping):
            # A number added to a sounding note moves its pitch, whatever else the note carries.
            pitch = next((name for name in ("degree", "note", "n", "value") if name in left), "value")
            return {**left, pitch: combine(left[pitch], right)} if pitch in left else left
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            shared = {name: combine(left[name], right[name]) for name in left if name in right}
            return {**left, **right, **shared}
        return operation(number_of(left), number_of(right))

    return combine


def _divided(left: Number, right: Number) -> Value:
    if not right:
        raise ValueError("division by zero")
    if isinstance(left, float) or isinstance(right, float):
        return float(left) / float(right)
    quotient = Fraction(left) / Fraction(right)
    return int(quotient) if quotient.denominator == 1 else quotient


@word('piano "60 64".add("<0 12>");')
def add(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Adds; on notes it moves the pitch by semitones."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left + right))


@word('piano "60 64".sub(12);')
def sub(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Subtracts."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left - right))


@word('piano "c4*4".vel("0.5 1".mul(0.8));')
def mul(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Multiplies."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left * right))


@word('piano "c4*4".vel("1 2 3 4".div(4));')
def div(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Divides; whole numbers divide exactly."""
    return combined(pattern, other, how, _arithmetic(_divided))


@word('piano run(8).mod(3).scale("C major");')
def mod(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """The remainder, with the sign of the divisor."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left % right))


@word("piano sine.range(48, 72).segment(8);")
def range_(pattern: Pattern, low: float, high: float) -> Pattern:
    """Stretches numbers from 0 … 1 to low … high."""

    def stretched(value: Value) -> Value:
        return number_of(value) * (high - low) + low

    return pattern.map(stretched)


@word("piano sine.range(48, 72).segment(8).floor();")
def floor_(pattern: Pattern) -> Pattern:
    """The whole number below."""
    return pattern.map(lambda value: floor(number_of(value)))


@word('piano "c4 e4".set(vel(0.5));')
def set_(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Adds controls of another pattern to this one, in place of those it has."""
    return combined(pattern, other, how, overlaid)


def overlaid(left: Value, right: Value) -> Value:
    """*right* laid over *left*: controls are united, anything else is replaced."""
    if isinstance(left, Mapping) or isinstance(right, Mapping):
        under = left if isinstance(left, Mapping) else {"value": left}
        over = right if isinstance(right, Mapping) else {"value": right}
        return {**under, **over}
    return right
