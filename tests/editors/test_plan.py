"""The test plan does not lie: what it calls tested is tested, and every test's number is in it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from plan import EDITORS, README, TESTED, Action, actions, brought_up_to_date, numbers, sources

PLAN = actions(README.read_text(encoding="utf-8"))


def test_the_plan_is_read() -> None:
    assert len(PLAN) > 50
    for one in PLAN:
        assert one.sentence.endswith(".")
        assert all(cell == TESTED or cell.startswith("— ") for cell in one.cells), one


def test_numbers_count_from_one_in_every_kind() -> None:
    split = sorted((number.rpartition("-")[0], int(number.rpartition("-")[2])) for number, *_ in PLAN)
    for kind, members in groupby(split, key=lambda pair: pair[0]):
        found = [number for _, number in members]
        assert found == list(range(1, len(found) + 1)), kind


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_is_tested_as_the_plan_says(editor: str) -> None:
    files = sources(EDITORS[editor])
    if not files:
        pytest.skip(f"no tests of {editor} in this tree")
    column = list(EDITORS).index(editor)
    said = {action.number for action in PLAN if action.cells[column] == TESTED}
    found = {number for path in files for number in numbers(path.read_text(encoding="utf-8"))}
    assert {"said, not tested": said - found, "tested, not said": found - said} == {
        "said, not tested": set(),
        "tested, not said": set(),
    }


def test_numbers_are_found_in_python_and_elsewhere(tmp_path: Path) -> None:
    assert numbers('@pytest.mark.plan("EVAL-1", "LIGHT-2")\ndef test_it() -> None: ...') == {"EVAL-1", "LIGHT-2"}
    assert numbers("check(`HUSH-1: silence`, …); check('PANIC-1: at once')") == {"HUSH-1", "PANIC-1"}
    assert numbers('pytest.param(1, id="MUTE-1")') == {"MUTE-1"}
    assert numbers('"utf-8" "C-1" "EVAL-1 without a colon" # SAVE-1: a comment') == set()
    for name in ("vscode/host/a.test.ts", "vscode_window.py", "neovim/test_a.py", "vscode/node_modules/b.js"):
        path = tmp_path / "tests" / "editors" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [path.name for path in sources("vscode", tmp_path)] == ["a.test.ts", "vscode_window.py"]


def test_a_stale_table_is_brought_up_to_date() -> None:
    stale = "| TAP-1 | Tap. | tested | — no keys | — not tested |"
    found = {"VS Code": set[str](), "Neovim": set[str](), "Emacs": {"TAP-1"}}
    assert brought_up_to_date(stale, found) == "| TAP-1 | Tap. | — not tested | — no keys | tested |"
    assert actions(stale) == [Action("TAP-1", "Tap.", ("tested", "— no keys", "— not tested"))]
