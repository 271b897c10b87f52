"""Most strings are read without the tables of the grammar; both readers read the same, places included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pattern_dsl.mini import by_tables, mini
from pattern_dsl.quick import quick

ORACLE = Path(__file__).parents[1] / "strudel" / "cases.jsonl"
CASES = [json.loads(line) for line in ORACLE.read_text().splitlines()[1:]]
STRINGS = sorted({case[1] for case in CASES if isinstance(case[1], str)})

PIECES = ["c4", "bd", "0", "-1.5", "3", "~", "-", "_", ".", "..", "|", "^", "$riff", "c#4", "sd?", "é", "1e3", "'"]
SIGNS = ["[", "]", "<", ">", "{", "}", "(", ")", ",", "*", "/", "!", "@", "?", ":", "%", "*2", "!3", "@0", "(3,8)", " "]


def same(text: str) -> bool:
    """Whether *text* is read quickly, and then as the tables read it."""
    known = quick(text, 7)
    if known is None:
        return False
    meaning, problems = by_tables(text, 7, {})
    assert problems == []
    assert repr(known) == repr(meaning)  # equality leaves places out
    return True


@pytest.mark.parametrize("text", STRINGS)
def test_a_string_is_read_the_same_by_both(text: str) -> None:
    same(text)


def test_most_strings_are_read_quickly() -> None:
    assert sum(same(text) for text in STRINGS) > 0.7 * len(STRINGS)


@settings(max_examples=2000, deadline=None)
@given(some.lists(some.sampled_from(PIECES) | some.sampled_from(SIGNS), max_size=12).map(" ".join))
def test_anything_is_read_the_same_by_both(text: str) -> None:
    same(text)
    same(text.replace(" ", ""))


@pytest.mark.parametrize(
    "text",
    ["", "a b]", "[a", "a,,b", "a |b", "a . b", "_ a", "a@1/2", "a*0", "a?0.3", "$x", "a!0", "9" * 16, "[" * 60 + "a"],
)
def test_what_is_rare_or_wrong_is_left_to_the_tables(text: str) -> None:
    assert quick(text, 0) is None
    meaning, _ = mini(text, 0, {})
    assert repr(meaning) == repr(by_tables(text, 0, {})[0])
