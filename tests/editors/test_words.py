"""What editors colour words by is generated, and as new as the language."""

from __future__ import annotations

import pytest
from colours import ROOT, written
from lexicon import any_of, lexicon

from pattern_dsl.lexer import grammar
from pattern_engine.instruments import DRUMS
from pattern_engine.words import WORDS

WRITTEN = written()


@pytest.mark.parametrize("path", WRITTEN)
def test_the_committed_file_is_what_the_language_makes(path: str) -> None:
    made = (ROOT / path).read_text(encoding="utf-8")
    assert made == WRITTEN[path], "older than the language: run python tests/editors/colours.py"


def test_every_keyword_has_a_place() -> None:
    words = lexicon()
    placed = {
        *(*words.roles, *words.headers, *words.items, *words.attributes, *words.tails, *words.flags),
        *(*words.commands, *words.inner, *words.units, *words.logical),
    }
    assert placed - {"swap"} == set(grammar("pattern").keywords) - {"swap"}


def test_every_word_and_drum_is_in_every_file_that_names_them() -> None:
    for path, text in WRITTEN.items():
        escaped = text.replace("\\", "")
        missing = [word for word in (*WORDS, *(name for drum in DRUMS for name in drum.words)) if word not in escaped]
        assert missing == [], path


def test_a_longer_word_is_tried_before_its_beginning() -> None:
    assert any_of(("m", "m7b5", "m7", "+")) == r"m7b5|m7|\+|m"
