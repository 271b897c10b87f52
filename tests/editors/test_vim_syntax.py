"""The syntax file in Neovim and Vim: what words are, and that it agrees with the language server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from agreement import PASSED_OVER, disagreements, programs
from colours import ROOT
from vim_syntax import LINKS, vim

SCRIPT = Path(__file__).parent / "grammar" / "syntax.vim"
SYNTAX = ROOT / "editors" / "neovim" / "syntax" / "pattern.vim"
EDITORS = {
    "nvim": ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n"],
    "vim": ["vim", "-u", "NONE", "-i", "NONE", "-n", "-N", "-es"],
}
CLASSES = {"Comment": "comment", "Number": "number", "String": "string", "SpecialChar": "string"} | dict.fromkeys(
    ("Keyword", "Structure", "Include", "StorageClass"), "keyword"
)


def groups(editor: str, texts: Sequence[str], folder: Path) -> list[list[str]]:
    """What each code point of each text is shown as."""
    if shutil.which(editor) is None:
        pytest.skip(f"no {editor} here: it comes with the Debian package of that name")
    (folder / "texts").write_text(json.dumps(texts), encoding="utf-8")
    runtime = ["--cmd", f"set rtp^={SYNTAX.parents[1]}", "-S", str(SCRIPT)]
    paths = {"TEXTS": str(folder / "texts"), "GROUPS": str(folder / "groups")}
    done = subprocess.run(
        [*EDITORS[editor], *runtime],
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (folder / "groups").exists(), done.stdout + done.stderr
    made = json.loads((folder / "groups").read_text(encoding="utf-8"))
    return [_points(text, rows) for text, rows in zip(texts, made, strict=True)]


def _points(text: str, rows: list[list[str]]) -> list[str]:
    """One name for each code point: editors count bytes."""
    found: list[str] = []
    for line, row in zip(text.split("\n"), rows, strict=True):
        places = [len(line[:column].encode()) for column in range(len(line))]
        found += [*(row[place] for place in places), ""]
    return found


def links() -> dict[str, str]:
    return dict(re.findall(r"^highlight default link (\w+) (\w+)$", SYNTAX.read_text(encoding="utf-8"), re.MULTILINE))


def shown(group: str) -> str:
    """The group of every colour scheme that *group* leads to."""
    known = links()
    while group in known:
        group = known[group]
    return group


@pytest.mark.tested("Vim: colours")
@pytest.mark.parametrize("editor", EDITORS)
def test_the_syntax_agrees_with_the_language_about_every_word(editor: str, tmp_path: Path) -> None:
    texts = [text for text in programs() if text.strip() not in PASSED_OVER]
    named = {group: CLASSES.get(shown(group), "other") for group in [*links(), ""]}
    made = [[named.get(group, "other") for group in row] for row in groups(editor, texts, tmp_path)]
    checked = [disagreements(text, row) for text, row in zip(texts, made, strict=True)]
    wrong = [line for _, bad in checked for line in bad]
    assert wrong == []
    assert sum(count for count, _ in checked) > 4000


def test_words_of_music_are_told_apart(tmp_path: Path) -> None:
    text = 'rhythm beat { kick: synth "Kick ~ [c4 Am7]*2".rev(); drums x"x.."; }'
    made = [shown(f"pattern{name}") for name in ("MiniAnyDrum", "Rest", "MiniAnyNote", "MiniAnyChord", "Label")]
    places = [text.index(word) for word in ("Kick", "~", "c4", "Am7", "kick")]
    (row,) = groups("nvim", [text], tmp_path)
    assert [shown(row[place]) for place in places] == made
    assert len(set(made)) == 4  # notes and chords are both constants


@pytest.mark.parametrize(
    ("expression", "made"),
    [
        (r"(?:a|b)(?!\w)", r"%(a|b)%(\w)@!"),
        (r"[\w~]+(?=<)", r"[0-9A-Za-z_~]+%(\<)@="),
        (r"(?<!x)(?i:hh)\#", r"%(x)@1<!\c%(hh)#"),
        ("6/9", r"6\/9"),
    ],
)
def test_expressions_are_made_into_vims(expression: str, made: str) -> None:
    assert vim(expression) == made


def test_every_group_leads_to_one_that_colour_schemes_have() -> None:
    rows = SYNTAX.read_text(encoding="utf-8")
    named = set(re.findall(r"^syntax (?:match|region|keyword) (\w+)", rows, re.MULTILINE))
    holding = {f"pattern{name}" for name in ("Body", "Parts", "Block", "Group", "Table", "Named", "Roman", "Route")}
    holding |= {
        group for group in named if group.endswith(("Item", "Text", "Only")) or group[7:] in ("Let", "Def", "Param")
    }
    assert {group for group in named - holding if shown(group).startswith("pattern")} == set()
    assert set(LINKS.values()) == {shown(f"pattern{name}") for name in LINKS}
