"""A long time after the beginning every word is as exact as near it: at cycle 10⁶ / 3, at 10⁹ and far before 0."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from pattern_dsl import check
from pattern_engine.event import Event, show_value
from pattern_engine.meaning import pattern_of
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS

ENTRIES = {word.name: word for word in WORDS.values()}
FAR = (Fraction(10**6, 3), Fraction(10**9), Fraction(-(10**9)) - Fraction(1, 7))


def example(word: Word) -> Pattern:
    """The pattern of the first part of a word's example."""
    program = check(f"{'rhythm' if word.example.startswith('synth') else 'melody'} {{ {word.example} }}").program
    assert program is not None
    return pattern_of(program.parts[0].music, 3)


def moved(events: list[Event], back: Fraction) -> Counter[tuple[object, ...]]:
    """*events* *back* cycles earlier; numbers of signals to nine digits, as they are computed as floats."""
    return Counter(
        (
            event.whole and (event.whole.begin - back, event.whole.end - back),
            (event.part.begin - back, event.part.end - back),
            show_value(event.value),
        )
        for event in events
    )


REPEATING = [name for name, word in ENTRIES.items() if example(word).period]


@pytest.mark.parametrize("far", FAR, ids=str)
@pytest.mark.parametrize("name", REPEATING)
def test_what_repeats_is_the_same_after_any_number_of_turns(name: str, far: Fraction) -> None:
    pattern = example(ENTRIES[name])
    turns = Fraction(far // pattern.period * pattern.period)
    near = far - turns
    assert moved(pattern.query(far, far + 1), turns) == moved(pattern.query(near, near + 1), Fraction(0))


@pytest.mark.parametrize("far", FAR, ids=str)
@pytest.mark.parametrize("name", ENTRIES)
def test_a_part_lies_in_its_whole_and_its_question_however_far(name: str, far: Fraction) -> None:
    for event in example(ENTRIES[name]).query(far, far + 2):
        assert far <= event.part.begin < event.part.end <= far + 2
        if event.whole is not None:
            assert event.whole.begin <= event.part.begin < event.part.end <= event.whole.end
