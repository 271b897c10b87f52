"""Symbols: the outline of a text."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.symbols import Symbol, symbols

sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, edit, prefixes

OUTLINES = [
    ('let riff = d"0 2";', ['let riff: d"0 2"']),
    ("def shimmer(p, n = 2) = p.ply(n);", ["def shimmer: (p, n)"]),
    ("param cut = 900 in 200..6000 log;", ["param cut: 900 in 200..6000 log"]),
    ('import piano as keys, bass from "keys";', ["import keys: keys, bass"]),
    ('import * from "fills.pattern";', ["import fills.pattern: everything"]),
    ('import "fills.pattern" as fills;', ["import fills.pattern: fills"]),
    ("melody { piano C4 0.0; }", ["block melody: melody", "  statement piano: C4 0.0"]),
    ('mute rhythm beat { kick: synth "Kick*4"; }', ["block beat: mute rhythm", '  statement kick: synth "Kick*4"']),
    ('melody { "c4 e4".fast(2); }', ["block melody: melody", '  statement "c4 e4".fast(2): ']),
    ('harmony pad { let x = "Am"; pad x; }', ["block pad: harmony", '  let x: "Am"', "  statement pad: x"]),
    (
        "section verse 8 bars { drums, keys.up(1); melody m { piano c4; } let n = 2; }",
        [
            "section verse: 8 bars",
            "  use drums: ",
            "  use keys: .up(1)",
            "  block m: melody",
            "    statement piano: c4",
            "  let n: 2",
        ],
    ),
    ("section a { }", ["section a: "]),
    ("form intro (verse chorus)*2 outro;", ["form form: intro (verse chorus)*2 outro"]),
    ('tempo 120; title "x"; key C minor;', []),
    (
        "melody lead {\n  piano c4;\n\nmelody bass { bass c2; }",
        ["block lead: melody", "  statement piano: c4", "block bass: melody", "  statement bass: c2"],
    ),
    ('melody { piano\n  "c4 e4"\n  .fast(2); }', ["block melody: melody", '  statement piano: "c4 e4" .fast(2)']),
]


def lines(found: Iterable[Symbol], depth: int = 0) -> list[str]:
    return [
        line
        for one in found
        for line in ["  " * depth + f"{one.kind} {one.name}: {one.detail}", *lines(one.children, depth + 1)]
    ]


def check_outline(text: str, wanted: list[str]) -> None:
    assert lines(symbols(Document.of(text))) == wanted


@pytest.mark.parametrize(("text", "wanted"), OUTLINES)
def test_the_outline_says_what_stands_there(text: str, wanted: list[str]) -> None:
    check_outline(text, wanted)


def check_places(found: Iterable[Symbol], begin: int, end: int) -> None:
    """Each lies behind the one before it, in what it stands in, and holds its name, which is not empty."""
    for one in found:
        assert begin <= one.begin <= one.name_begin <= one.name_end <= one.end <= end
        assert one.name
        check_places(one.children, one.begin, one.end)
        begin = one.end


@pytest.mark.parametrize("song", SONGS)
def test_symbols_of_a_song_hold_each_other_and_their_names(song: str) -> None:
    text = SONGS[song]
    found = [*symbols(Document.of(text))]
    check_places(found, 0, len(text))
    for one in found:
        if one.kind in ("let", "def", "param", "section", "block"):
            assert text[one.name_begin : one.name_end] == one.name


def test_symbols_of_a_song_cut_anywhere_hold_each_other() -> None:
    for text in prefixes(6, 120):
        check_places(symbols(Document.of(text)), 0, len(text))


@pytest.mark.parametrize("seed", range(6))
def test_symbols_after_edits_are_those_of_the_text_read_anew(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]) * 2)
    for _ in range(40):
        document = document.edited(*edit(document.text, random))
        fresh = [*symbols(Document.of(document.text))]
        assert [*symbols(document)] == fresh
        check_places(fresh, 0, len(document.text))
