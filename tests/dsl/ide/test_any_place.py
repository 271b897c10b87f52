"""Whatever is asked at whatever place of whatever text: there is an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.actions import actions
from pattern_dsl.ide.colours import colours
from pattern_dsl.ide.folding import folding
from pattern_dsl.ide.highlight import highlights
from pattern_dsl.ide.hints import hints
from pattern_dsl.ide.lenses import lenses
from pattern_dsl.ide.links import links
from pattern_dsl.ide.selection import selection
from pattern_dsl.ide.symbols import symbols
from pattern_dsl.ide.tokens import tokens

sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, edit

WHOLE: tuple[Callable[[Document], Iterable[object]], ...] = (tokens, symbols, folding, colours, lenses, links)

DEEP = 1_500
HOSTILE = [
    'melody { piano "' + "[" * DEEP + "c4" + "]" * DEEP + '"; }',
    "let a = " + "(" * DEEP + "1" + ")" * DEEP + ";",
    "let a = " + "f(" * DEEP + "1" + ")" * DEEP + ";",
    "let a = c4" + ".fast(2)" * 3_000 + ";",
    "let a = " + "x => " * DEEP + "1;",
    "let a = " + "1 + " * DEEP + "1;",
    "let a = " + "not " * DEEP + "1;",
    "form " + "(" * DEEP + "a b" + ")" * DEEP + ";",
    "melody {" * 2_000,
    "}" * 5_000,
    '"' * 5_000,
    'melody { piano r"' + "V/" * 800 + 'V"; }',
    'melody { piano d"' + "9" * 5_000 + '"; }',
    'melody { piano "c4*' + "9" * 500 + '"; piano C4 ' + "9" * 400 + " dur " + "9" * 400 + "; }",
    'melody { piano d"²³ ٣"; piano C4 ٣; }',
]


def ask_at(document: Document, offset: int) -> None:
    """Ask everything that is asked at a place."""
    actions(document, offset, offset)
    highlights(document, offset)
    assert selection(document, offset)
    hints(document, offset, min(offset + 40, document.chunks.length))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_a_hostile_text_has_answers(text: str) -> None:
    document = Document.of(text)
    for question in WHOLE:
        for _ in question(document):
            pass
    for offset in {0, 20, len(text) // 3, len(text) // 2, len(text)}:
        ask_at(document, min(offset, len(text)))


@pytest.mark.parametrize("song", SONGS)
def test_at_places_of_a_song_everything_can_be_asked(song: str) -> None:
    document = Document.of(SONGS[song])
    for offset in range(0, len(SONGS[song]) + 1, 23):
        ask_at(document, offset)


@pytest.mark.heavy
@pytest.mark.parametrize("song", SONGS)
def test_at_every_place_of_a_song_everything_can_be_asked(song: str) -> None:
    document = Document.of(SONGS[song])
    for offset in range(len(SONGS[song]) + 1):
        ask_at(document, offset)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(20))
def test_after_any_edit_everything_can_be_asked(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]))
    for _ in range(40):
        document = document.edited(*edit(document.text, random))
        for question in WHOLE:
            assert [*question(document)] == [*question(Document.of(document.text))]
        ask_at(document, random.randint(0, len(document.text)))
