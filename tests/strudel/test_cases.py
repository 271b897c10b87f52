"""The language means what it means to Strudel, in every case of ``cases.jsonl``, but where a decision says otherwise.

Each case is written as a text and put to ``pattern-run --query -``, all to one process. The decisions are the tables
of the page ``tests/language/20-decisions.md``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from neutral import Piece, onsets, ours, plain, put_together, span

HERE = Path(__file__).parent
PAGE = HERE.parent / "language" / "20-decisions.md"

CASES: dict[str, list[Any]] = {
    name: [{"mini": expr} if isinstance(expr, str) else expr, *rest]
    for name, expr, *rest in map(json.loads, (HERE / "cases.jsonl").read_text(encoding="utf-8").split("\n")[1:-1])
}


def decisions() -> dict[str, str]:
    """The verdict of the page on each case it names: ``same``, ``other`` or ``not compared``."""
    rows = re.findall(r"^\| ([\w-]+-\d{3}) \|.*\| (same|other|not compared) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(dict(rows)) == len(rows)
    return dict(rows)


DECIDED = decisions()


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    questions = (
        {"id": name, "expr": expr, "begin": begin, "end": end} for name, (expr, begin, end, _) in CASES.items()
    )
    return ours(questions)


def wanted(name: str) -> list[Piece] | None:
    events = CASES[name][3]
    if events is None:
        return None
    return [
        (span(*whole.split()) if whole else None, span(*(part or whole).split()), plain(value))
        for whole, part, value in events
    ]


@pytest.mark.parametrize("name", CASES)
def test_it_means_what_it_means_to_strudel(name: str, answers: dict[str, Any]) -> None:
    theirs, answer = wanted(name), answers[name]
    refused = isinstance(answer, str)
    same = refused if theirs is None else not refused and put_together(answer) == put_together(theirs)
    assert same is (DECIDED.get(name, "same") == "same"), answer


def test_what_sounds_is_the_same_but_where_it_is_decided(answers: dict[str, Any]) -> None:
    """Onsets, apart from the fragments: a case differs in these only if the page says so."""
    both = {name: (answers[name], events) for name in CASES if (events := wanted(name)) is not None}
    differing = [n for n, (us, them) in both.items() if isinstance(us, str) or onsets(us) != onsets(them)]
    assert [name for name in differing if DECIDED.get(name) != "other"] == []


def test_every_oddity_is_decided() -> None:
    odd = [name for name in CASES if "quirk" in name or name.startswith("span-neg")]
    assert [name for name in odd if name not in DECIDED] == []
    assert [name for name, verdict in DECIDED.items() if (name in CASES) is (verdict == "not compared")] == []
