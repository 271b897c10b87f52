"""Notation: what the pieces of mini-notation mean, whoever has read them: sequences, marked steps, turns, meters."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Expression
from pattern_engine.words.change import MOST_DIGITS

Place: TypeAlias = tuple[int, int]
Step: TypeAlias = "tuple[Fraction | int, Expression]"
"""How many shares of its sequence a step has, and what sounds in it."""

Mark: TypeAlias = "tuple[str, tuple[Argument, ...] | Fraction]"
"""What stands behind a term: a word and its operands, or ``copies`` or ``weight`` and a number."""

HALF = Atom(0.5)


@lru_cache(maxsize=4096)
def value_of(text: str) -> Value:
    """A word of a string: a number if it reads as one, else itself."""
    if text[0].isalpha() or "_" in text or len(text) > MOST_DIGITS:
        return text
    try:
        return int(text)
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            return text
        return value if value - value == 0 else text


def plain(number: Fraction | int) -> int | Fraction:
    """*number* as an int if it is whole."""
    return int(number) if number.denominator == 1 else number


def marked(value: Expression, marks: Sequence[Mark], place: Place) -> Step:
    """The step made of *value* and the *marks* behind it, which stands at *place*.

    Marks that change what sounds follow each other. All copies are made where the first are asked for, and those
    asked for later only take up room: ``a!2*2!`` is ``a!3*2``.
    """
    weight: Fraction | int = 1
    more = [number - 1 for word, number in marks if word == "copies" and isinstance(number, Fraction)]
    copies, copied = 1 + sum(more), 0
    for word, operands in marks:
        if word == "weight" and isinstance(operands, Fraction):
            weight += operands - 1
        elif word == "copies":
            if not copied:
                count = Atom(int(copies) if copies.denominator == 1 else float(copies))
                value = Apply("fast", (Apply("repeatCycles", (value, count), (), place), count), (), place)
            copied += 1
            weight = 1 + sum(more[:copied])
        elif isinstance(operands, tuple):
            named = (("seed", operands[1]),) if word == "degradeBy" and len(operands) > 1 else ()
            value = Apply(word, (value, *(operands[:1] if named else operands)), named, place)
    return weight, value


def sequence(steps: list[Step], place: Place) -> tuple[Expression, Fraction | int]:
    """The steps one after another, and how many of them there are, weights counted."""
    total = sum([weight for weight, _ in steps])
    if len(steps) == 1 == total:
        return steps[0][1], 1
    if total == len(steps) and all(weight == 1 for weight, _ in steps):
        return Apply("seq", tuple([step for _, step in steps]), (), place), total
    return weighted(steps, place), total


def in_steps(step: Expression, place: Place) -> Expression:
    """A whole string of one *step*: what it is written in is that step, not the steps inside it."""
    inner: Argument = step
    while isinstance(inner, Apply) and inner.word in ("fast", "slow"):
        inner = inner.args[0]
    is_group = isinstance(inner, Apply) and inner.word in ("seq", "cat", "stack", "timecat", "euclid", "upto")
    return weighted([(1, step)], place) if is_group else step


def weighted(steps: list[Step], place: Place) -> Expression:
    """The steps one after another, with their weights."""
    return Apply("timecat", tuple((Atom(Fraction(weight)), step) for weight, step in steps), (), place)


def together(voices: Sequence[Argument], place: Place) -> Expression:
    """The voices at the same time."""
    first = voices[0]
    if len(voices) == 1 and isinstance(first, Atom | Apply):
        return first
    return Apply("stack", tuple(voices), (), place)


def in_turns(voices: list[tuple[Expression, Fraction | int]], place: Place) -> Expression:
    """``<a b, c>``: a step in each cycle."""
    turning: list[Argument] = []
    for voice, steps in voices:
        if isinstance(voice, Apply) and voice.word == "seq" and steps == len(voice.args):
            turning.append(Apply("cat", voice.args, (), place))
        else:
            turning.append(Apply("slow", (voice, Atom(plain(steps))), (), place))
    return together(turning, place)


def in_meter(voices: list[tuple[Expression, Fraction | int]], pace: Expression | None, place: Place) -> Expression:
    """``{a b, c d e}%4``: so many steps of each voice in a cycle as *pace* says, or else the first has."""
    beats = Atom(plain(voices[0][1])) if pace is None else pace
    moving: list[Argument] = []
    for voice, steps in voices:
        factor: Argument
        if not steps:
            factor = Atom(0)
        elif isinstance(beats, Atom) and isinstance(beats.value, int | float | Fraction):
            factor = Atom(plain(Fraction(beats.value) / steps))
        else:
            factor = Apply("div", (beats, Atom(plain(steps))), (), place)
        moving.append(Apply("fast", (voice, factor), (), place))
    return together(moving, place)


def not_positive(operand: Argument) -> bool:
    """Whether a factor is a number that leaves nothing."""
    return isinstance(operand, Atom) and isinstance(operand.value, int | float) and operand.value <= 0
