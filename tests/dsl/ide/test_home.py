"""Home: the block of a place is the one that the compiler would keep."""

from __future__ import annotations

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.home import home

TEXT = """tempo 120;
melody lead { piano "c4"; }
melody { piano "d4"; }
rhythm { drums "bd"; }
melody { piano "e4"; }
section verse 2 bars {
  melody lead { piano "f4"; }
  melody { piano "g4"; }
}
form verse;
"""


@pytest.mark.parametrize(
    ("what", "key", "line"),
    [
        ("tempo", None, 1),
        ("c4", "melody/lead/", 2),
        ("d4", "melody/1/", 3),
        ("bd", "rhythm/1/", 4),
        ("e4", "melody/2/", 5),
        ("f4", "melody/verse.lead/", 7),
        ("g4", "melody/verse.1/", 8),
        ("section", None, 6),
    ],
)
def test_places_lie_in_blocks(what: str, key: str | None, line: int) -> None:
    found = home(Document.of(TEXT), TEXT.index(what))
    assert (found and found.key) == key
    if found is not None:
        assert TEXT.count("\n", 0, found.begin) + 1 == line


def test_a_block_without_an_end_is_one_all_the_same() -> None:
    text = 'tempo 120;\nmute melody lead { piano "c4";\nrhythm beat { drums "bd"; }\n'
    assert home(Document.of(text), text.index("c4")).key == "melody/lead/"
    assert home(Document.of(text), text.index("bd")).key == "rhythm/beat/"


def test_after_an_edit_places_are_those_of_the_text() -> None:
    document = Document.of(TEXT).edited(0, 0, "// twelve more\n")
    found = home(document, document.text.index("d4"))
    assert (found.key, document.text[found.begin :].startswith('melody { piano "d4"')) == ("melody/1/", True)


def test_an_empty_text_has_no_blocks() -> None:
    assert home(Document.of(""), 0) is None
