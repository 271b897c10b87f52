"""Glance: what is seen of a text at once is what its outline holds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.glance import Title, glance, glance_at
from pattern_dsl.ide.links import links
from pattern_dsl.ide.symbols import symbols

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, edit  # noqa: E402

SEEN = [
    ("let riff = c4; def up2(p, n = 2) = p.up(n); param cut = 900 in 200..6000;", "let riff, def up2, param cut"),
    ("melody lead { let inner = c4; piano inner; a: piano c4; }", "block lead"),
    ("mute rhythm beat { synth Kick 0; } melody every 2 bars { piano c4; }", "block beat"),
    (
        "section verse 8 bars { let n = 2; melody low { bass c2; } } let out = c4;",
        "section verse, block verse/low, let out",
    ),
    ('// let no = c4;\n/* let no = c4; */ let yes = "let no = c4; {";', "let yes"),
    ("def f(x) = x.let (1); melody { piano c4.every(2, .f()); }", "def f"),
    ("let  = 3; melody once { piano c4; } melody { ", ""),
    ('let broken = "c4 e4;\nlet whole = c4;\n/* open', "let broken, let whole"),
]


def said(titles: tuple[Title, ...]) -> str:
    return ", ".join(f"{one.kind} {one.within and one.within + '/'}{one.name}" for one in titles)


def texts() -> Iterator[str]:
    yield from SONGS.values()
    for page in sorted((ROOT / "tests" / "language").glob("*.md")):
        yield from re.findall(r"^```pattern\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def outlined(document: Document) -> list[Title]:
    """The names of the outline, each at its place."""
    found = []
    for one in symbols(document):
        if one.kind in ("let", "def", "param", "section") or (
            one.kind == "block" and one.name != one.detail.split()[-1]
        ):
            found.append(Title(one.kind, one.name, one.name_begin, one.name_end))
        inner = one.children if one.kind == "section" else ()
        found += [
            Title("block", block.name, block.name_begin, block.name_end, one.name)
            for block in inner
            if block.kind == "block" and block.name != block.detail.split()[-1]
        ]
    return found


@pytest.mark.parametrize(("text", "wanted"), SEEN)
def test_names_are_seen(text: str, wanted: str) -> None:
    assert said(glance(text).titles) == wanted


def test_imports_are_seen() -> None:
    text = 'import x from "./a.pattern"; import "lib/b.pattern" as b;\nimport * from "c.pattern";import x from "keys";'
    assert glance(f'{text} // import x from "d.pattern";').imports == ("./a.pattern", "lib/b.pattern", "c.pattern")


def test_what_is_seen_at_once_is_the_outline() -> None:
    seen = 0
    for text in texts():
        document = Document.of(text)
        if any(chunk.read()[1] for chunk in document.chunks.pieces):
            continue
        assert list(glance(text).titles) == outlined(document), text
        assert len(glance(text).imports) == len({link.target for link in links(document) if link.kind == "text"}), text
        seen += len(glance(text).titles)
    assert seen > 200


@pytest.mark.parametrize("seed", range(20))
def test_an_edited_text_is_seen_as_a_new_one(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]))
    for _ in range(12):
        document = document.edited(*edit(document.text, random))
        if not any(chunk.read()[1] for chunk in document.chunks.pieces):
            assert glance_at(document) == glance_at(Document.of(document.text))
