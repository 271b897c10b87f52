"""The roll: one bar of a string as text, a row for each value, written as a grid is: x begins, - goes on, . is none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple

from pattern_dsl.density import Loads
from pattern_dsl.phrases import Text
from pattern_dsl.scope import Bound, in_key
from pattern_dsl.strings import string
from pattern_engine.event import Hap, show_value
from pattern_engine.expression import Apply, Atom
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.theory.pitch import midi_of

WIDEST = 48
"""Steps that a bar is divided into at most; what lies between them is shown at the step before."""

_ROWS = 16
_LONGEST = 16
_LIGHTEST = 1_024
"""Events in a bar of a string that is still worth showing."""


class _Note(NamedTuple):
    """A value and from where to where it sounds, in bars."""

    value: str
    begin: Fraction
    end: Fraction


def roll(term: Text, key: str, lets: Mapping[str, Bound]) -> str:
    """The first bar of the string *term* in *key*, where ``$name`` is what *lets* say; "" if it does not play."""
    expression, problems = string(term, lets)
    load = Loads().of(expression)
    if any(problem.severity == "error" for problem in problems) or load.refusal or load.peak > _LIGHTEST:
        return ""
    meaning = in_key(expression, key)
    if not isinstance(meaning, Atom | Apply):
        return ""
    try:
        haps, ticks = pattern_of(meaning).answer(0, 1)
    except (MeaningError, ValueError, ArithmeticError):  # a string that only a word around it makes playable
        return ""
    return drawn([note for hap in haps for note in _notes(hap, ticks)])


def _notes(hap: Hap, ticks: int) -> list[_Note]:
    begin, end, _, _, value, _ = hap
    if begin is None or end is None:
        return []
    shown = "x" if value is True else show_value(value)[:_LONGEST]
    return [_Note(shown, max(Fraction(begin, ticks), Fraction(0)), min(Fraction(end, ticks), Fraction(1)))]


def drawn(notes: list[_Note]) -> str:
    """A row of steps for each value, notes from high to low, and the beats above them where a bar has four."""
    rows = _in_order(list(dict.fromkeys(note.value for note in notes)))
    if not rows:
        return ""
    steps = _steps(notes)
    width = max(len(value) for value in rows)
    drawn_rows = [f"{'':{width}}  {_beats(steps)}"] if steps % 4 == 0 else []
    for value in rows[:_ROWS]:
        signs = ["."] * steps
        for _, begin, end in (note for note in notes if note.value == value):
            first = floor(begin * steps)
            last = max(first + 1, ceil(end * steps))
            signs[first:last] = ["x", *"-" * (min(last, steps) - first - 1)]
        drawn_rows.append(f"{value:{width}}  {''.join(signs)}")
    if len(rows) > _ROWS:
        drawn_rows.append(f"and {len(rows) - _ROWS} more")
    return "\n".join(line.rstrip() for line in drawn_rows)


def _in_order(values: list[str]) -> list[str]:
    """Notes from high to low; anything else as it comes."""
    keys = {value: midi_of(value) if value[-1:].isdigit() else None for value in values}
    if any(key is None for key in keys.values()):
        return values
    return sorted(values, key=lambda value: -(keys[value] or 0))


def _steps(notes: list[_Note]) -> int:
    """Steps of a bar in which every note begins and ends on one, 16 if they can be; ``WIDEST`` at most."""
    needed = lcm(*(time.denominator for note in notes for time in (note.begin, note.end)))
    if needed > WIDEST:
        return WIDEST
    return needed * max(1, 16 // needed)


def _beats(steps: int) -> str:
    return "".join(f"{beat:<{steps // 4}}" for beat in range(1, 5))
