"""Causes: a sign that means nothing has consequences in its statement, and they are no mistakes of their own."""

from __future__ import annotations

import pytest

from pattern_dsl import check


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('melody { piano "c4 e4" # room (slow 2 "0.3"); }', ["PS004"]),
        ('melody { piano "c4" § (2 3 "x") 4 ) ; piano "c4" }', ["PS004", "PS001"]),
        ('melody { piano "c4" §;\n piano 4 4 4; }', ["PS004", "PS002"]),
        ('melody { § piano "c4" ', ["PS004", "PS002"]),
    ],
)
def test_what_follows_a_foreign_sign_in_its_statement_is_its_consequence(text: str, codes: list[str]) -> None:
    assert [problem.code for problem in check(text).diagnostics if problem.severity == "error"] == codes
