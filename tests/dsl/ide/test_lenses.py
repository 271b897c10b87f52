"""Lenses, links and colours: what stands above a block, where imports lead, what colours are given."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.catalogue import CODES
from pattern_dsl.document import Document
from pattern_dsl.ide.colours import colours, written
from pattern_dsl.ide.lenses import lenses
from pattern_dsl.ide.links import explained, links
from pattern_engine.performance import named

sys.path.insert(0, str(Path(__file__).parent))

from marked import ROOT, SONGS, prefixes, unmarked

KEYS = [
    ("«melody lead { piano c4; }»", ["melody/lead"]),
    ("melody { piano c4; } «melody { piano c4; }» rhythm { }", ["melody/2"]),
    ("«mute rhythm { synth Kick 0; }»", ["rhythm/1"]),
    ("melody a { piano c4; } «melody a { piano c4; }»", ["melody/a-2"]),
    ("section s { «melody m { piano c4; }» }", ["melody/s.m"]),
    ("section s { melody { piano c4; } } section t { «melody { piano c4; }» }", ["melody/t.1"]),
    ("melody a { piano c4; } harmony b { piano c4; } «section s { a, b.up(1); }»", ["melody/a", "harmony/b"]),
    ("rhythm a { kick: synth Kick 0; } «section s { kick; melody { piano c4; } }»", ["rhythm/a/kick", "melody/s.1"]),
]


@pytest.mark.parametrize(("marked", "parts"), KEYS)
def test_a_lens_knows_the_keys_of_its_parts(marked: str, parts: list[str]) -> None:
    text, (place,) = unmarked(marked)
    found = [lens for lens in lenses(Document.of(text)) if lens[:2] == place]
    assert [lens.action for lens in found] in (
        ["evaluate", "mute", "solo", "render"],
        ["evaluate", "unmute", "solo", "render"],
    )
    assert ("unmute" in {lens.action for lens in found}) == text.startswith("mute")
    assert {lens.parts for lens in found} == {tuple(parts)}
    assert {lens.section for lens in found} == ({"s"} if marked.count("«section") else {None})


@pytest.mark.parametrize("song", [song for song in SONGS if song != "night_walk"])
def test_the_keys_of_lenses_are_those_of_the_program(song: str) -> None:
    program = check(SONGS[song]).program
    assert program is not None
    for lens in lenses(Document.of(SONGS[song])):
        assert any(named(part.key, frozenset(lens.parts)) for part in program.parts)
    covered = frozenset(key for lens in lenses(Document.of(SONGS[song])) for key in lens.parts)
    assert all(named(part.key, covered) for part in program.parts)


def test_lenses_of_a_song_cut_anywhere_lie_in_it() -> None:
    for text in prefixes(11, 60):
        for lens in lenses(Document.of(text)):
            assert 0 <= lens.begin <= lens.end <= len(text)


LINKS = [
    ('import * from "«lib/fills.pattern»";', ("text", "lib/fills.pattern")),
    ('import "«./fills.pattern»" as f;', ("text", "fills.pattern")),
    ('import kit from "«./samples/808/»";', ("folder", "samples/808")),
    ('import rhodes from "«sf2:jazz.sf2#4»";', ("file", "jazz.sf2")),
    ('import piano from "keys";', None),
    ('import dx from "vst:Dexed";', None),
    ('import a from "keys', None),
]


@pytest.mark.parametrize(("marked", "wanted"), LINKS)
def test_an_import_leads_to_what_it_brings(marked: str, wanted: tuple[str, str] | None) -> None:
    text, places = unmarked(marked)
    found = [*links(Document.of(text))]
    assert [(link.begin, link.end) for link in found] == places
    assert [(link.kind, link.target) for link in found] == ([wanted] if wanted else [])


def test_every_code_is_explained_where_its_link_leads() -> None:
    page = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert all(f"\n## {code}\n" in page and explained(code) == f"docs/diagnostics.md#{code.lower()}" for code in CODES)
    assert explained("PS999") is None


COLOURS = [
    ('melody { piano "c4".color("«#f80»"); }', [(1, 0x88 / 255, 0, 1)]),
    ('melody { piano "c4".colour("<«#ff0000» «#0000ff80»>"); }', [(1, 0, 0, 1), (0, 0, 1, 128 / 255)]),
    ('melody { piano "c4".color("red"); }', []),
    ('melody { piano "c#4".add("#f80"); }', []),
    ('let a = color("«#000f»"); // #fff', [(0, 0, 0, 1)]),
]


@pytest.mark.parametrize(("marked", "wanted"), COLOURS)
def test_colours_are_seen_where_they_are_given(marked: str, wanted: list[tuple[float, ...]]) -> None:
    text, places = unmarked(marked)
    found = [*colours(Document.of(text))]
    assert [(colour.begin, colour.end) for colour in found] == places
    assert [colour[2:] for colour in found] == wanted


@pytest.mark.parametrize("text", ["#ff8800", "#0080ff40"])
def test_a_colour_is_written_as_it_was(text: str) -> None:
    (colour,) = colours(Document.of(f'melody {{ piano "c4".color("{text}"); }}'))
    assert written(*colour[2:]) == text
