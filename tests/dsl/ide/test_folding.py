"""Folding: what can be shown on one line."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.folding import folding

sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, edit, prefixes, unmarked

MARKED = [
    ("melody {«\n  piano c4;\n»}", "region"),
    ("melody { piano c4; }\n\nmelody { piano c4; }", ""),
    ("section a {«\n  melody {\n    piano c4;\n  }\n»}", "region"),
    ("section a {\n  melody {«\n    piano c4;\n  »}\n}", "region"),
    ('let x = cat(«\n  "c4",\n  "e4"\n»);', "region"),
    ("let x = [«\n  1, 2\n»];", "region"),
    ('let x = «"""\nc4 e4\n"""»;', "region"),
    ("«// one\n// two\n  // three»\nlet a = 1;", "comment"),
    ("// one\n\n// two\nlet a = 1;", ""),
    ("let a = 1;\n«/* one\n two */»\nlet b = 2;", "comment"),
    ('«import piano from "keys";\nimport bass from "keys";»\nlet a = 1;', "imports"),
    ('import piano from "keys";\nlet a = 1;\nimport bass from "keys";', ""),
    ("melody {\n  piano cat(«\n  c4»);\n}", "region"),
    ("melody {«\r\n  piano c4;\r\n»}", "region"),
    ("melody {«\r  piano c4;\r»}", "region"),
    ('let a = "c4"; let b = [1, 2];', ""),
    ("melody {\n  piano c4;\n", ""),
    ("let a = {«\n  up: 1\n»};", "region"),
]
"""Texts with a fold between marks and its kind; "" for none at all."""


def check_folds(marked: str, kind: str) -> None:
    text, places = unmarked(marked)
    found = [*folding(Document.of(text))]
    if kind:
        assert (*places[0], kind) in found
    else:
        assert found == []


@pytest.mark.parametrize(("marked", "kind"), MARKED)
def test_what_goes_over_several_lines_can_be_folded(marked: str, kind: str) -> None:
    check_folds(marked, kind)


def check_nested(text: str) -> None:
    """Folds lie in each other or apart, on several lines."""
    opened: list[int] = []
    for fold in folding(Document.of(text)):
        assert 0 <= fold.begin < fold.end <= len(text)
        assert set("\r\n") & set(text[fold.begin : fold.end])
        opened = [end for end in opened if end > fold.begin]
        assert all(fold.end <= end for end in opened)
        opened.append(fold.end)


@pytest.mark.parametrize("song", SONGS)
def test_folds_of_a_song_lie_in_each_other(song: str) -> None:
    check_nested(SONGS[song])


def test_folds_of_a_song_cut_anywhere_lie_in_each_other() -> None:
    for text in prefixes(8, 120):
        check_nested(text)


@pytest.mark.parametrize("seed", range(4))
def test_folds_after_edits_are_those_of_the_text_read_anew(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]) * 2)
    for _ in range(40):
        document = document.edited(*edit(document.text, random))
        assert [*folding(document)] == [*folding(Document.of(document.text))]
        check_nested(document.text)
