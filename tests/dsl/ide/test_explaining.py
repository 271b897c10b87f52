"""Explaining: every code is explained where it is, with an example and what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.catalogue import CATALOGUE
from pattern_dsl.entry import Entry
from pattern_dsl.ide.explaining import explanation

sys.path.insert(0, str(Path(__file__).parents[2]))

from diagnostics_page import seen


@pytest.mark.parametrize("entry", [entry for entry in CATALOGUE if entry.code != "PS601"], ids=lambda entry: entry.code)
def test_every_code_is_explained_where_it_is(entry: Entry) -> None:
    problems = seen(entry.example).diagnostics
    problem = next(one for one in problems if one.code == entry.code)
    said = explanation(problems, problem.begin)
    assert said is not None
    assert f"**{entry.code}** {entry.title} ({entry.severity}). {entry.meaning}" in said.text
    assert entry.example.strip()[:40] in said.text
    assert entry.help[1:].rstrip(".") in said.text


def test_nothing_is_explained_where_nothing_is_wrong() -> None:
    text = "melody { pianoo C4 0; }"
    problems = check(text).diagnostics
    assert explanation(problems, text.index("C4")) is None
    found = explanation(problems, text.index("anoo"))
    assert found is not None
    assert text[found.begin : found.end] == "pianoo"
