"""What is asked at every place of a text, whole or cut short anywhere, is answered, and about that place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.completion import completions
from pattern_dsl.ide.hover import hover
from pattern_dsl.ide.signature import signature

ROOT = Path(__file__).parents[3]
SONGS = sorted((ROOT / "examples").glob("*.pattern"))
HEAVY = os.environ.get("PATTERN_STUDIO_HEAVY") == "1"
PLACES = 40
"""Places of each song that are looked at in an ordinary run."""


def answered(document: Document, offset: int) -> None:
    """Ask everything at one place."""
    length = document.chunks.length
    offered = completions(document, offset)
    assert 0 <= offered.begin <= offset <= offered.end <= length
    assert not {"\n", "\r"} & {*document.text[offered.begin : offered.end]}
    assert [item.rank for item in offered.items] == list(range(len(offered.items)))
    for item in offered.items:
        assert all(0 <= begin <= end <= len(item.insert) for begin, end in item.stops)
    said = hover(document, offset)
    if said is not None:
        assert 0 <= said.begin <= offset <= said.end <= length
        assert said.text.strip()
    call = signature(document, offset)
    if call is not None:
        assert call.active is None or 0 <= call.active < len(call.parameters)
        assert all(call.label[one.begin : one.end] for one in call.parameters)


@pytest.mark.parametrize("text", ['melody { piano "0".scale("""C\n mi', 'let a = """c4\n e'])
def test_what_is_replaced_lies_in_one_line(text: str) -> None:
    document = Document.of(text)
    answered(document, len(text))
    assert completions(document, len(text)).items


def some(random: Random, length: int) -> Iterator[int]:
    yield from (0, length, *(random.randrange(length) for _ in range(PLACES)))


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_a_song_is_answered_anywhere(song: Path) -> None:
    document = Document.of(song.read_text(encoding="utf-8"))
    for offset in some(Random(song.stem), document.chunks.length):
        answered(document, offset)


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_a_song_that_is_cut_short_is_answered_where_it_ends(song: Path) -> None:
    text = song.read_text(encoding="utf-8")
    for offset in some(Random(f"cut {song.stem}"), len(text)):
        answered(Document.of(text[:offset]), offset)


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_a_song_with_a_hole_is_answered_there(song: Path) -> None:
    text, random = song.read_text(encoding="utf-8"), Random(f"hole {song.stem}")
    document = Document.of(text)
    for offset in some(random, len(text)):
        answered(document.edited(offset, min(len(text), offset + random.randrange(1, 9)), ""), offset)


@pytest.mark.parametrize(
    "signs", ['"', '"""', "(", "{", "}", ")", ".", "/", "//", "/*", "$", "\r\n", "é", "𝄞", "\u2028", "\\", "x=>"]
)
def test_strange_signs_are_answered(signs: str) -> None:
    text = f'let a = "c4";\r\nmelody {{ piano {signs}"c4 {signs} e4".fast({signs}2); }}{signs}'
    document = Document.of(text)
    for offset in range(len(text) + 1):
        answered(document, offset)


@pytest.mark.heavy
@pytest.mark.skipif(not HEAVY, reason="asks at every place of every song; set PATTERN_STUDIO_HEAVY=1")
@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_every_place_of_a_song_and_of_all_its_beginnings_is_answered(song: Path) -> None:
    text = song.read_text(encoding="utf-8")
    document = Document.of(text)
    for offset in range(len(text) + 1):
        answered(document, offset)
        answered(Document.of(text[:offset]), offset)
