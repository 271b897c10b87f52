"""Tuning: degrees and notes in other divisions than the twelve of the keyboard, and other ways to write them."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Value, show_value
from pattern_engine.pattern import Pattern
from pattern_engine.theory.notation import NOTATIONS
from pattern_engine.theory.pitch import hertz, midi_of
from pattern_engine.theory.tuning import Tuning, cents_of, equal, tuning
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of
from pattern_engine.words.pitch import Degree, repitched


def _cents(above: Value, below: Value) -> float:
    try:
        return cents_of(Fraction(number_of(above)) / Fraction(number_of(below)))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{show_value(above)}:{show_value(below)} is no ratio of frequencies") from error


def _tuned(pattern: Pattern, held: Tuning, root: str) -> Pattern:
    key = midi_of(root)
    if key is None:
        raise ValueError(f"{root} is no note")

    def noted(value: Value) -> Value:
        if isinstance(value, Degree) and not held.has_names and not value.shift % 12:
            midi = held.midi(value.degree, key) + value.shift
        elif isinstance(value, str):
            if midi_of(value) is None:
                return value
            midi = held.midi(held.degree_of(value, root), key)
        elif isinstance(value, tuple) and len(value) == 2:
            # A colon list of two numbers is a ratio over the root: 3:2 is a fifth.
            midi = key + _cents(*value) / 100
        else:
            midi = held.midi(float(number_of(value)), key)
        return int(midi) if midi == int(midi) else midi

    return pattern.map(lambda value: repitched(value, noted))


@word('piano "0 4 7 12".tune("<just 19edo meantone4>");', aliases=("tuning", "xen"))
def tune(pattern: Pattern, name: Value, root: str = "C4") -> Pattern:
    """Maps degrees and notes to a tuning: a name, or a list of ratios [1, 9/8, 5/4, 3/2] or of cents [0.0, 204.0]."""
    listed = " ".join(str(step) for step in name) if isinstance(name, tuple) else show_value(name)
    return _tuned(pattern, tuning(listed), root)


@word('piano "0 5 10 13 18".edo(31);', aliases=("stepsPerOctave",))
def edo(pattern: Pattern, n: int, root: str = "C4") -> Pattern:
    """Degrees, or notes, in n equal steps of the octave above a root."""
    return _tuned(pattern, equal(n), root)


@word('piano freq("c4 e4 g4".toFreq());', aliases=("getFreq",))
def toFreq(pattern: Pattern) -> Pattern:  # noqa: N802
    """Notes as frequencies in hertz, in the tuning they have; A4 is 440."""
    return pattern.map(lambda value: repitched(value, lambda note: round(hertz(float(number_of(note))), 9)))


@word('piano "H Es Fis".notation("german");')
def notation(pattern: Pattern, name: str) -> Pattern:
    """Reads notes as another tradition writes them: english, german, helmholtz, lilypond or abc."""
    if name not in NOTATIONS:
        raise ValueError(f"there is no notation called {name}; there are {', '.join(NOTATIONS)}")
    read = NOTATIONS[name]

    def noted(value: Value) -> Value:
        key = read(value) if isinstance(value, str) else None
        return value if key is None else key

    return pattern.map(lambda value: repitched(value, noted))
