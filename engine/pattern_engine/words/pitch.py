"""Pitch: degrees, notes and octaves."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

from pattern_engine.event import Value
from pattern_engine.pattern import Pattern
from pattern_engine.theory.pitch import midi_of
from pattern_engine.theory.scale import named
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of

PITCHES = ("degree", "note", "n", "value")
"""Where a value that carries controls keeps its pitch, in the order in which it is looked for."""


def repitched(value: Value, change: object) -> Value:
    """*value* with *change*, a function of one value, applied to its pitch alone."""
    if not callable(change):
        raise TypeError("a change of pitch is a function")
    if isinstance(value, Mapping):
        held = next((name for name in PITCHES if name in value), None)
        return value if held is None else {**value, held: change(value[held])}
    changed: Value = change(value)
    return changed


@word('piano "0 2 4 7".scale("C minor");')
def scale(pattern: Pattern, name: str) -> Pattern:
    """Turns 0-based degrees into notes of a named scale, going on into the next octaves."""
    steps = named(name)

    def noted(degree: Value) -> Value:
        number = number_of(degree)
        return steps.midi(floor(number)) + (number - floor(number))

    def read(value: Value) -> Value:
        if isinstance(value, Mapping) and "degree" in value:
            rest = {key: item for key, item in value.items() if key != "degree"}
            return {**rest, "note": noted(value["degree"])}
        return repitched(value, noted)

    return pattern.map(read)


def _moved(pattern: Pattern, semitones: float) -> Pattern:
    def moved(value: Value) -> Value:
        if isinstance(value, str) and midi_of(value) is None:
            return value
        return number_of(value) + semitones

    return pattern.map(lambda value: repitched(value, moved))


@word('piano "c4 e4".transpose("<0 7>");')
def transpose(pattern: Pattern, semitones: float) -> Pattern:
    """Moves notes by semitones; drums stay as they are."""
    return _moved(pattern, semitones)


@word('piano "c4 e4".up(1);')
def up(pattern: Pattern, octaves: int = 1) -> Pattern:
    """Moves notes up by octaves, or down if negative; drums stay as they are."""
    return _moved(pattern, 12 * octaves)
