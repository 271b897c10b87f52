"""Spellings that mean something else elsewhere: each is told, and what is told is true."""

from __future__ import annotations

import pytest

from pattern_dsl import check, compile_expression
from pattern_engine.words import WORDS
from pattern_engine.words.clashes import CLASHES, Clash


@pytest.mark.parametrize("clash", CLASHES.values(), ids=lambda clash: clash.spelling)
def test_what_is_told_to_be_written_can_be_written(clash: Clash) -> None:
    assert clash.word in WORDS
    assert f".{clash.word}(" in clash.written
    assert compile_expression(f'"0 1"{clash.written}').query(0, 2) is not None


@pytest.mark.parametrize("spelling", sorted(CLASHES.keys() - WORDS.keys()))
def test_an_unknown_spelling_is_told_with_the_word_for_it(spelling: str) -> None:
    clash = CLASHES[spelling]
    for text in (f'"0 1".{spelling}(2)', f'{spelling}(2, "0 1")'):
        [problem] = check(f"let x = {text};").diagnostics
        assert (problem.code, problem.message) == ("PS111", clash.told)
        assert text[problem.begin - 8 : problem.end - 8] == spelling
        assert spelling in problem.message
        assert clash.word in problem.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"a".spread(0.6)', "spread"),
        ('"0".fit(2, ["a", "b"])', "fit"),
        ('"a".when(x => x % 2 == 0, .rev())', "when"),
        ('"a".sustain(2)', "sustain"),
    ],
)
def test_a_known_word_that_is_refused_something_tells_its_other_meaning(text: str, told: str) -> None:
    hints = [problem.hint or "" for problem in check(f"let x = {text};").diagnostics]
    assert hints
    assert any(CLASHES[told].told in hint for hint in hints)


def test_the_hint_belongs_to_the_word_alone() -> None:
    problems = check('let x = "a".when("t f".spread(), .rev(1));').diagnostics
    assert [CLASHES["when"].told in (problem.hint or "") for problem in problems] == [False, False]
