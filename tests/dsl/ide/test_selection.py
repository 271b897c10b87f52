"""Selection: what a caret stands in, growing; and what belongs together where it stands."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.highlight import highlights
from pattern_dsl.ide.selection import selection

sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, at_caret, prefixes, unmarked

GROWING = [
    ('melody { piano "c4 [e‸4 g4]*2"; }', ["e4", "e4 g4", "[e4 g4]", "[e4 g4]*2", "c4 [e4 g4]*2", '"c4 [e4 g4]*2"']),
    ('melody { piano "<c4 e‸4>"; }', ["e4", "c4 e4", "<c4 e4>", '"<c4 e4>"']),
    ('melody { piano "c4(3,‸8)"; }', ["8", "3,8", "(3,8)", "c4(3,8)", '"c4(3,8)"']),
    ('let x = d"0 ‸2";', ["2", "0 2", 'd"0 2"', 'let x = d"0 2";']),
    (
        'melody { piano "c4".fast(‸2).rev(); }',
        ["2", ".fast(2)", '"c4".fast(2)', '"c4".fast(2).rev()', 'piano "c4".fast(2).rev();'],
    ),
    ('melody { piano "c4".fast(2).r‸ev(); }', ["rev", ".rev()", '"c4".fast(2).rev()', 'piano "c4".fast(2).rev();']),
    ("melody { piano C‸4 0.0 dur 1; }", ["C4", "piano C4 0.0 dur 1;", "melody { piano C4 0.0 dur 1; }"]),
    ("melody { pi‸ano C4 0; piano E4 1; }", ["piano", "piano C4 0;", "piano C4 0; piano E4 1;"]),
    (
        "section a { melody { piano c‸4; } }",
        ["c4", "piano c4;", "melody { piano c4; }", "section a { melody { piano c4; } }"],
    ),
    ("let a = [1, 2 + ‸3];", ["3", "2 + 3", "1, 2 + 3", "[1, 2 + 3]", "let a = [1, 2 + 3];"]),
    ("form intro (ver‸se chorus)*2;", ["verse", "verse chorus", "(verse chorus)*2", "form intro (verse chorus)*2;"]),
    ("let f = x => x.fa‸st(2);", ["fast", ".fast(2)", "x.fast(2)", "x => x.fast(2)", "let f = x => x.fast(2);"]),
    ('melody { piano "c4 e‸4; }', ['"c4 e4']),
    ("let a = 1; // com‸ment", []),
    ('melody { piano x"x.‸x"; }', ["x.x", 'x"x.x"', 'piano x"x.x";']),
]


def check_growing(marked: str, wanted: list[str]) -> None:
    """The stretches around the caret, those of *wanted* in this order, others perhaps between them; all at last."""
    text, offset = at_caret(marked)
    found = [text[begin:end] for begin, end in selection(Document.of(text), offset)]
    assert [one for one in found if one in wanted] == wanted
    assert found[: len(wanted[:1])] == wanted[:1]
    assert found[-1] == text


@pytest.mark.parametrize(("marked", "wanted"), GROWING)
def test_a_selection_grows_from_the_atom_to_the_text(marked: str, wanted: list[str]) -> None:
    check_growing(marked, wanted)


@pytest.mark.parametrize("song", SONGS)
def test_at_every_place_of_a_song_each_stretch_lies_in_the_next(song: str) -> None:
    document = Document.of(SONGS[song])
    for offset in range(len(SONGS[song]) + 1):
        found = selection(document, offset)
        assert all(begin <= offset <= end for begin, end in found)
        for one, outer in pairwise(found):
            assert outer.begin <= one.begin and one.end <= outer.end and one != outer
        assert found[-1] == (0, len(SONGS[song]))


def test_at_the_end_of_a_song_cut_anywhere_there_is_a_selection() -> None:
    for text in prefixes(7, 60):
        assert selection(Document.of(text), len(text))[-1] == (0, len(text))


def test_there_is_no_place_outside_a_text() -> None:
    with pytest.raises(ValueError, match="place 4 of a text of 3 signs"):
        selection(Document.of("abc"), 4)


TOGETHER = [
    ('melody { piano "c4 «‸[»e4 g4«]»*2"; }', "text text"),
    ('melody { piano "«<»[c4 d4] e4«>‸»"; }', "text text"),
    ('melody { piano "c4«(»3,8«‸)»"; }', "text text"),
    ("melody «‸{» piano c4; «}»", "text text"),
    ("let a = [1, «(‸»2 + 3«)»];", "text text"),
    ('let «ri‸ff» = c4; melody { piano «riff»; piano "$«riff»"; }', "write read read"),
    ('melody { piano "[c4"; p‸iano c4; }', ""),
    ('melody { piano "c4 [‸e4"; }', ""),
    ('melody { piano "(c4 ‸[e4)"; }', ""),
    ("def f(«p») = «p‸».fast(2); def g(p) = p;", "write read"),
    ("melody { piano c4.f‸ast(2); }", ""),
    ("section «‸verse» { } form «verse» «verse»;", "write read read"),
]


@pytest.mark.parametrize(("marked", "kinds"), TOGETHER)
def test_what_belongs_together_is_shown_together(marked: str, kinds: str) -> None:
    text, places = unmarked(marked.replace("‸", ""))
    _, offset = at_caret(marked.replace("«", "").replace("»", ""))
    found = highlights(Document.of(text), offset)
    assert [(one.begin, one.end) for one in found] == places
    assert [one.kind for one in found] == kinds.split()


@pytest.mark.parametrize("song", ["night_walk", "warehouse", "waltz"])
def test_highlights_at_every_place_of_a_song_hold_the_caret(song: str) -> None:
    document = Document.of(SONGS[song])
    some_found = 0
    for offset in range(0, len(SONGS[song]) + 1, 3):
        found = highlights(document, offset)
        assert not found or any(one.begin <= offset <= one.end for one in found)
        some_found += bool(found)
    assert some_found > 10
