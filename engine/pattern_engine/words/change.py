"""Change: arithmetic on values. ``how`` says whose rhythm counts when both sides are patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from math import ceil, exp, floor, isfinite, log
from typing import Any

from pattern_engine.event import Hap, Value, show_value
from pattern_engine.joins import NOTHING, apply_both, apply_left, join_outer, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern, derived
from pattern_engine.theory.chord import Chord, chord_in
from pattern_engine.theory.pitch import midi_of
from pattern_engine.vocabulary import word
from pattern_engine.words.tempo import fast

Number = int | float | Fraction
Operation = Callable[[Any, Any], Value]

MOST_DIGITS = 300
"""Signs of the longest text that is read as a number."""

_MOST_BITS = 1000
"""How large a whole number may become."""

PITCHES = ("degree", "note", "n", "value")
"""Where a value that carries controls keeps its pitch, in the order in which it is looked for."""

HOWS = ("in", "out", "mix", "squeeze", "squeezeout", "reset", "restart", "poly")


def combined(left: Pattern, right: Pattern, how: str, combine: Callable[[Value, Value], Value]) -> Pattern:
    """*left* and *right* combined event by event.

    ``in`` keeps the rhythm of *left*, ``out`` that of *right*, ``mix`` both; ``squeeze`` fits a cycle of
    *right* into each event of *left*, ``squeezeout`` the reverse; ``reset`` and ``restart`` begin *left*
    anew at each event of *right*, at its current cycle or its first; ``poly`` makes the steps of both equally
    long. Raises ``ValueError`` for another *how*.
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
        case "poly":
            rate = (left.steps or Fraction(1)) / (right.steps or Fraction(1))
            return join_outer(left, lambda value: fast(right.map(lambda r: combine(value, r)), rate))
        case _:
            raise ValueError(f"how is one of {', '.join(HOWS)}, not {how}")


def number_of(value: Value) -> Number:
    """The number that *value* is or spells: a number, ``"3"``, or a note, which is its MIDI key."""
    kind = type(value)
    if kind is int or kind is float:
        return value  # type: ignore[return-value]  # the types that nearly every value has
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | Fraction):
        return value
    if isinstance(value, str):
        midi = value.key() if isinstance(value, Chord) else midi_of(value)
        if midi is not None:
            return midi
        with suppress(ValueError):
            number = float(value)
            if isfinite(number) and len(value) <= MOST_DIGITS:
                return int(value) if number.is_integer() and value.strip("+- ").isdecimal() else number
    shown = "nothing" if value is None else show_value(value)
    raise ValueError(f"{shown} is no number")


def _arithmetic(operation: Operation, moves: bool = False) -> Callable[[Value, Value], Value]:
    """How two values become one by *operation*; one that *moves* pitches moves all of a chord."""

    def combine(left: Value, right: Value) -> Value:
        if isinstance(left, dict) and not isinstance(right, dict):
            # A number added to a sounding note moves its pitch, whatever else the note carries.
            pitch = next((name for name in PITCHES if name in left), "chord" if moves else "value")
            return {**left, pitch: combine(_pitch(left, pitch), right)} if pitch in left else left
        if isinstance(left, dict) and isinstance(right, dict):
            shared = {name: combine(_pitch(left, name), right[name]) for name in left if name in right}
            return {**left, **right, **shared}
        if moves and isinstance(left, str) and (chord := chord_in(left)) is not None:
            return chord.moved(float(number_of(operation(0, number_of(right)))))
        made = operation(number_of(left), number_of(right))
        if (type(made) is float and not isfinite(made)) or (type(made) is int and made.bit_length() > _MOST_BITS):
            raise ValueError("this makes too large a number")
        return made

    return combine


def _pitch(value: Mapping[str, Value], name: str) -> Value:
    """The pitch of a value that carries controls, kept under *name*: a note is in the octave that they name."""
    pitch = value[name]
    if not isinstance(pitch, str) or isinstance(pitch, Chord) or name not in (*PITCHES, "chord"):
        return pitch
    if name == "chord":
        return Chord(pitch)
    midi = midi_of(pitch, octave_of(value)) if "octave" in value else None
    return pitch if midi is None else midi


def octave_of(value: Mapping[str, Value]) -> int:
    """The octave of a value that carries controls, for a note that names none: that of the control, or 4."""
    octave = value.get("octave")
    return int(octave) if isinstance(octave, int | float | Fraction) else 4


def _divided(left: Number, right: Number) -> Value:
    if not right:
        raise ValueError("division by zero")
    if isinstance(left, float) or isinstance(right, float):
        return float(left) / float(right)
    quotient = Fraction(left) / Fraction(right)
    return int(quotient) if quotient.denominator == 1 else quotient


@word('piano "60 64".add("<0 12>");')
def add(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Adds; on notes and chords it moves the pitch by semitones."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left + right, moves=True))


@word('piano "60 64".sub(12);')
def sub(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Subtracts."""
    return combined(pattern, other, how, _arithmetic(lambda left, right: left - right, moves=True))


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
    if isinstance(left, dict) or isinstance(right, dict):
        under = left if isinstance(left, dict) else {"value": left}
        over = right if isinstance(right, dict) else {"value": right}
        return {**under, **over}
    return right


@word('piano "2 3".pow(2);')
def pow_(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Raises to a power."""
    return combined(pattern, other, how, _arithmetic(_raised))


def _raised(left: Number, right: Number) -> Value:
    exact = not isinstance(left, float) and not isinstance(right, float)
    if exact and max(right, -right) * (int(left).bit_length() + 1) > 1024:  # exact numbers grow without end
        raise ValueError("this power is too large a number")
    if left == 0 and right < 0:
        raise ValueError(f"0 has no power {right}: nothing divides by zero")
    if left < 0 and right != int(right):
        raise ValueError(f"{left} has no power {right}: it is below zero")
    return float(left) ** float(right) if isinstance(right, Fraction) else left**right


@word('piano "c4 e4".keep("<1 0>");')
def keep(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """The values of this pattern, in the rhythm that how makes of both."""
    return combined(pattern, other, how, _kept_controls)


def _kept_controls(left: Value, right: Value) -> Value:
    if isinstance(left, dict) or isinstance(right, dict):
        return overlaid(right, left)
    return left


@word('synth "HiHat*8".keepif("1 0 1 1");')
def keepif(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Keeps what meets something true in the other pattern."""
    if how == "in":
        return apply_left(pattern, other, lambda value, truth: value if is_true(truth) else NOTHING)
    if how == "out":
        kept = apply_left(other, pattern, lambda truth, value: value if is_true(truth) else NOTHING)
        return kept.with_steps(other.steps)
    pairs = combined(pattern, other, how, lambda value, truth: (value, truth))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, pair, origin in pairs.haps(begin, end, ticks):
            if isinstance(pair, tuple) and is_true(pair[1]):
                found.append((wb, we, pb, pe, pair[0], origin))
        return found

    return derived(ask, [pairs], steps=pairs.steps)


def is_true(value: Value) -> bool:
    """Whether *value* is a hit where truth is asked for: all but 0, false, ``f``, ``false`` and ``0``."""
    return bool(value) and value not in ("f", "false", "0")


def _compared(operation: Operation) -> Callable[[Value, Value], Value]:
    return _arithmetic(lambda left, right: bool(operation(left, right)))


@word('synth "HiHat*4".mask("1 2 3 4".lt(3));')
def lt(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each number is less than the other."""
    return combined(pattern, other, how, _compared(lambda left, right: left < right))


@word('synth "HiHat*4".mask("1 2 3 4".gt(2));')
def gt(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each number is greater than the other."""
    return combined(pattern, other, how, _compared(lambda left, right: left > right))


@word('synth "HiHat*4".mask("1 2 3 4".lte(3));')
def lte(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each number is not greater than the other."""
    return combined(pattern, other, how, _compared(lambda left, right: left <= right))


@word('synth "HiHat*4".mask("1 2 3 4".gte(2));')
def gte(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each number is not less than the other."""
    return combined(pattern, other, how, _compared(lambda left, right: left >= right))


@word('synth "HiHat*4".mask("1 2 3 4".eq(2));', aliases=("eqt",))
def eq(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each value equals the other."""
    return combined(pattern, other, how, lambda left, right: left == right)


@word('synth "HiHat*4".mask("1 2 3 4".ne(2));', aliases=("net",))
def ne(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """Whether each value differs from the other."""
    return combined(pattern, other, how, lambda left, right: left != right)


@word('synth "HiHat*4".mask("1 0 1 1".and("1 1 0 1"));', name="and")
def and_(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """The other value where this one is true, else this one."""
    return combined(pattern, other, how, lambda left, right: right if is_true(left) else left)


@word('synth "HiHat*4".mask("1 0 0 1".or("0 0 1 0"));', name="or")
def or_(pattern: Pattern, other: Pattern, how: str = "in") -> Pattern:
    """This value where it is true, else the other."""
    return combined(pattern, other, how, lambda left, right: left if is_true(left) else right)


@word('synth "HiHat*4".mask("1 0 0 1".invert());')
def invert(pattern: Pattern) -> Pattern:
    """Swaps true and false."""
    return pattern.map(lambda value: not is_true(value))


@word('piano "60.4 63.6".round();')
def round_(pattern: Pattern) -> Pattern:
    """The nearest whole number; halves go up."""
    return pattern.map(lambda value: floor(number_of(value) + Fraction(1, 2)))


@word('piano "60.4 63.6".ceil();')
def ceil_(pattern: Pattern) -> Pattern:
    """The whole number above."""
    return pattern.map(lambda value: ceil(number_of(value)))


@word("piano saw.range(60, 72).segment(8).quantise(2);", aliases=("quantize",))
def quantise(pattern: Pattern, step: float) -> Pattern:
    """The nearest multiple of a step."""
    return pattern.map(lambda value: floor(float(number_of(value)) / step + 0.5) * step)


@word("piano sine.range(40, 80).segment(8).clamp(48, 72);")
def clamp(pattern: Pattern, low: float, high: float) -> Pattern:
    """Keeps numbers between two limits."""
    return pattern.map(lambda value: max(low, min(high, number_of(value))))


@word('piano "c4*8".lpf(sine.rangex(200, 4000));')
def rangex(pattern: Pattern, low: float, high: float) -> Pattern:
    """Stretches numbers from 0 … 1 to low … high on an exponential curve, as frequencies want."""
    if low <= 0 or high <= 0:
        raise ValueError("rangex goes between numbers above zero")
    return pattern.map(lambda value: exp(float(number_of(value)) * (log(high) - log(low)) + log(low)))


@word('piano "c4*8".pan(sine2.range2(0.2, 0.8));')
def range2(pattern: Pattern, low: float, high: float) -> Pattern:
    """Stretches numbers from -1 … 1 to low … high."""
    return pattern.map(lambda value: (number_of(value) + 1) / 2 * (high - low) + low)


@word('piano "c4*8".vel(sine2.toUnipolar());', aliases=("fromBipolar",))
def toUnipolar(pattern: Pattern) -> Pattern:  # noqa: N802
    """Numbers from -1 … 1 as numbers from 0 … 1."""
    return pattern.map(lambda value: (number_of(value) + 1) / 2)


@word('piano "c4*8".pan(sine.toBipolar().toUnipolar());')
def toBipolar(pattern: Pattern) -> Pattern:  # noqa: N802
    """Numbers from 0 … 1 as numbers from -1 … 1."""
    return pattern.map(lambda value: number_of(value) * 2 - 1)
