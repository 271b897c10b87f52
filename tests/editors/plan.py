"""The test plan of editors/README.md beside the tests that carry its numbers: ``python tests/editors/plan.py``.

Run as a program it brings the table up to date: a cell is *tested* where a test carries the number, and else keeps its
reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
README = ROOT / "editors" / "README.md"
EDITORS = {"VS Code": "vscode", "Neovim": "neovim", "Emacs": "emacs"}
"""The columns, each with the word that the paths of its tests hold."""

TESTED = "tested"
UNTESTED = "— not tested"

_ROW = re.compile(r"^\| ([A-Z]{3,}-\d+) \| (.+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
_MARKED = re.compile(r"mark\.plan\(([^)]*)\)")
_TITLED = re.compile(r"""["'`]([A-Z]{3,}-\d+)(?=["'`:])""")
_SOURCES = (".py", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".lua", ".el")


class Action(NamedTuple):
    """A row: what is done and seen, and what each editor's cell says."""

    number: str
    sentence: str
    cells: tuple[str, ...]


def actions(text: str) -> list[Action]:
    """The rows of the plan in *text*, in order."""
    return [Action(row[1], row[2], (row[3], row[4], row[5])) for row in _ROW.finditer(text)]


def numbers(source: str) -> set[str]:
    """The numbers that the tests in *source* carry."""
    marked = " ".join(_MARKED.findall(source))
    return set(re.findall(r"[A-Z]{3,}-\d+", marked)) | set(_TITLED.findall(source))


def sources(editor: str, root: Path = ROOT) -> list[Path]:
    """The files of tests of an editor, by its word in the paths."""
    home = root / "tests" / "editors"
    return sorted(
        path
        for path in home.rglob("*")
        if path.suffix in _SOURCES and "node_modules" not in path.parts and editor in str(path.relative_to(home))
    )


def carried() -> dict[str, set[str]]:
    """The numbers that each editor's tests carry."""
    return {
        title: {number for path in sources(word) for number in numbers(path.read_text(encoding="utf-8"))}
        for title, word in EDITORS.items()
    }


def brought_up_to_date(text: str, found: Mapping[str, set[str]]) -> str:
    """*text* with every cell saying what is so."""

    def row(match: re.Match[str]) -> str:
        number = match[1]
        cells = [
            TESTED if number in found[title] else UNTESTED if cell == TESTED else cell
            for title, cell in zip(EDITORS, match.groups()[2:], strict=True)
        ]
        return f"| {number} | {match[2]} | {' | '.join(cells)} |"

    return _ROW.sub(row, text)


if __name__ == "__main__":
    README.write_text(brought_up_to_date(README.read_text(encoding="utf-8"), carried()), encoding="utf-8")
