"""Every word plays its example, and what it plays is known by its place in the text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import check
from pattern_engine.performance import perform
from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS

ENTRIES = {word.name: word for word in WORDS.values()}


def program_of(word: Word) -> str:
    role = "rhythm" if word.example.startswith("synth") else "melody"
    return f"{role} {{ {word.example} }}"


@pytest.mark.parametrize("name", ENTRIES)
def test_a_word_plays_its_example(name: str) -> None:
    text = program_of(ENTRIES[name])
    snapshot = check(text)
    assert snapshot.diagnostics == ()
    assert snapshot.program is not None
    performance = perform(snapshot.program)
    notes = performance.notes(Fraction(0), Fraction(4))
    assert performance.troubles == {}
    assert bool(notes) is (name != "silence")


@pytest.mark.parametrize("name", ENTRIES)
def test_origins_lie_in_the_text(name: str) -> None:
    text = program_of(ENTRIES[name])
    program = check(text).program
    assert program is not None
    for note in perform(program).notes(Fraction(0), Fraction(2)):
        for begin, end in note.origin:
            assert 0 <= begin < end <= len(text)
            assert text[begin:end].strip() == text[begin:end]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_word_says_what_it_does(name: str) -> None:
    word = ENTRIES[name]
    assert word.help.endswith(".")
    assert name in word.example or any(alias in word.example for alias in word.aliases)
    assert word.signature.lstrip(".").startswith(word.name)
