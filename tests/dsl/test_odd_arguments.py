"""Every word with arguments that nobody had in mind: it plays, or says in words of its own why it does not."""

from __future__ import annotations

from itertools import groupby

import pytest
from mutants import answered_badly, bounded

from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS

ODD = (
    *("[]", "[1]", "[[]]", '[1, "x"]', "[0, 0, 0]", '""', '"~"', '"x"', '"a:b"', '"3:8"', '"1:2:3:4:5"', '"[1,2]"'),
    *("0", "-1", "1/2", "1000000", "1/1000000", '"<0 ~>"', ".rev()", "x => x", "silence"),
)
"""Nothing, lists too long or too short, what is no number, numbers too large or too small, functions, patterns."""

BEFORE = ('"c4 e4"', '"0 2:1"')
"""What a method stands behind."""

FAMILIES = {
    family: list(words)
    for family, words in groupby(
        sorted({word.name: word for word in WORDS.values()}.values(), key=lambda word: word.family),
        key=lambda word: word.family,
    )
}


def calls(word: Word) -> list[str]:
    """The word with one odd argument after another, as often as it may take them, and with one too many."""
    called = f"{{}}.{word.name}" if word.is_method else word.name
    counts = range(1, len(word.parameters) - word.is_method + 2)
    made = [f"{called}({', '.join([odd] * count)})" for count in counts for odd in ODD]
    return [call.format(before) for before in BEFORE for call in made] if word.is_method else made


@pytest.mark.parametrize("family", FAMILIES)
def test_odd_arguments_are_played_or_refused_in_words(family: str) -> None:
    wrong = {}
    for word in FAMILIES[family]:
        for call in calls(word):
            _, found = bounded(lambda call=call: answered_badly(f"melody {{ piano {call}; }}"))
            if found:
                wrong[call] = found
    assert wrong == {}
