"""What points elsewhere, and what can be done with a text that is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsp_client import Inside, Refusal, span

from pattern_server.lsp.fixing import ACTION_KINDS


def test_an_import_is_a_link_to_its_file(tmp_path: Path) -> None:
    client, song = Inside(), tmp_path / "song.pattern"
    text = 'import piano from "keys";\nimport riff from "riffs é.pattern";\nmelody { piano riff; }\n'
    client.open(text, song.as_uri())
    (link,) = client.about("textDocument/documentLink", song.as_uri())
    assert link == {"range": span(1, 18, 1, 33), "target": (tmp_path / "riffs é.pattern").as_uri()}
    client.open(text, "untitled:1")
    assert client.about("textDocument/documentLink", "untitled:1") == []


def test_a_colour_is_shown_and_written_as_the_language_writes_it() -> None:
    client = Inside()
    client.open('/* 🎵 */ melody { piano "c4".color("#ff8000"); }\n')
    (found,) = client.about("textDocument/documentColor")
    assert found["color"] == {"red": 1.0, "green": pytest.approx(0.5, abs=0.01), "blue": 0.0, "alpha": 1.0}
    place = found["range"]
    blue = {"red": 0, "green": 0, "blue": 1, "alpha": 1}
    assert client.about("textDocument/colorPresentation", color=blue, range=place) == [{"label": "#0000ff"}]
    with pytest.raises(Refusal, match="-32602"):
        params = {"textDocument": {"uri": "file:///music/song.pattern"}, "color": {"red": "1"}, "range": place}
        client.request("textDocument/colorPresentation", params, is_right=False)


def test_the_other_bracket_is_lit() -> None:
    client = Inside()
    client.open("melody { piano C4 0; }\n")
    lit = client.at("textDocument/documentHighlight", 0, 7)
    assert lit == [{"range": span(0, 7, 0, 8), "kind": 1}, {"range": span(0, 21, 0, 22), "kind": 1}]


def test_what_is_right_can_be_refactored_and_kinds_can_be_asked_for() -> None:
    client = Inside()
    client.open('melody {\n  piano "c4 e4 g4";\n  piano "c4 e4 g4";\n}\n')
    assert set(client.greeting["capabilities"]["codeActionProvider"]["codeActionKinds"]) == set(ACTION_KINDS)
    extracting = {"diagnostics": [], "only": ["refactor.extract"]}
    found = client.about("textDocument/codeAction", range=span(1, 8, 1, 18), context=extracting)
    assert {action["kind"] for action in found} == {"refactor.extract"}
    every = {"diagnostics": [], "only": ["refactor"]}
    kinds = {
        action["kind"] for action in client.about("textDocument/codeAction", range=span(1, 8, 1, 18), context=every)
    }
    assert kinds > {"refactor.extract"}
    assert all(kind.startswith("refactor.") for kind in kinds)


def test_what_is_left_unsaid_is_shown_between_the_words() -> None:
    client = Inside()
    text = '/* 🎵 */ melody { piano "c4".euclid(3,8,2); }\n'
    client.open(text)
    first = client.about("textDocument/inlayHint", range=span(0, 0, 1, 0))[0]
    place = {"line": 0, "character": text.index("3,8") + 1}
    edit = {"range": {"start": place, "end": place}, "newText": "k="}
    assert (first["position"], first["label"], first["kind"], first["textEdits"]) == (place, "k:", 2, [edit])
    assert first["paddingRight"] is True
    assert client.about("textDocument/inlayHint", range=span(0, 0, 0, 3)) == []
