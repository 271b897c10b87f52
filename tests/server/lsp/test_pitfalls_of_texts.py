"""What goes wrong in language servers with texts, places in them and their addresses, and that it does not here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lsp_client import URI, WHOLE, Inside, span

from pattern_server.lsp.addresses import path_of, uri_of


def text_of(client: Inside, uri: str = URI) -> str:
    return client.service.workspace.documents.texts[uri].document.text


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_01_only_the_protocol_says_what_ends_a_line(sign: str) -> None:
    client = Inside()
    client.open(f"// one{sign}two\nmelody {{ piano C4 0; }}\n")
    client.change(2, (1, 9, 1, 14, "pianoo"))
    assert text_of(client).endswith("melody { pianoo C4 0; }\n")
    assert client.published(2)[0]["range"] == span(1, 9, 1, 15)


def test_02_an_edit_of_a_long_text_reads_only_what_it_touches() -> None:
    client = Inside()
    client.open("".join(f"melody {{ piano C4 {line}; }}\n" for line in range(3_000)))
    before = client.service.workspace.documents.texts[URI]
    client.change(2, (1_500, 15, 1_500, 17, "D4"))
    after = client.service.workspace.documents.texts[URI]
    kept = {id(piece) for piece in before.document.chunks.pieces}
    assert sum(id(piece) not in kept for piece in after.document.chunks.pieces) == 1
    same = {id(ends) for ends in before.lines.ends}
    assert sum(id(ends) not in same for ends in after.lines.ends) == 1


@pytest.mark.parametrize(
    ("offered", "taken", "column"),
    [
        (["utf-8", "utf-16"], "utf-8", 20),
        (["utf-16", "utf-8"], "utf-16", 18),
        (["utf-32", "utf-16"], "utf-32", 17),
        (["utf-7", "utf-8"], "utf-8", 20),
        (["utf-7"], "utf-16", 18),
        ([], "utf-16", 18),
        (None, "utf-16", 18),
    ],
)
def test_03_columns_are_counted_in_the_units_that_the_editor_prefers(
    offered: list[str] | None, taken: str, column: int
) -> None:
    general = {} if offered is None else {"general": {"positionEncodings": offered}}
    client = Inside(general)
    assert client.greeting["capabilities"]["positionEncoding"] == taken
    client.open("/* 🎵 */ let pi = piian;\n")
    assert client.published(1)[0]["range"]["start"]["character"] == column


def test_12_a_change_that_comes_too_late_is_left_out_and_told() -> None:
    client = Inside()
    client.open("abc", version=5)
    client.change(4, (0, 0, 0, 1, "x"))
    assert text_of(client) == "abc"
    (told,) = [message["params"] for message in client.heard if message.get("method") == "window/logMessage"]
    assert "version 4" in told["message"]
    assert "version 5" in told["message"]
    client.change(6, (0, 0, 0, 1, "x"))
    assert text_of(client) == "xbc"
    client.change(3, "all of it")
    assert text_of(client) == "all of it"


@pytest.mark.parametrize("change", [{}, {"text": 5}, {"text": "x", "range": 5}, {"text": "x", "range": {"start": {}}}])
def test_12_a_change_that_is_none_leaves_the_text_as_it_is(change: dict) -> None:
    client = Inside()
    client.open("abc")
    right = {"range": span(0, 0, 0, 1), "text": "x"}
    params = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [right, change]}
    client.put({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params})
    assert text_of(client) == "abc"
    assert client.heard[-1]["method"] == "window/logMessage"


@pytest.mark.parametrize(
    ("text", "range_", "after"),
    [
        ("abcdef", (0, 4, 0, 2), "abXef"),
        ("ab\ncd", (1, 1, 0, 1), "aXd"),
        ("abc", (0, 9, 9, 9), "abcX"),
        ("ab\ncd", (0, 9, 0, 99), "abX\ncd"),
        ("a\r\nb", (0, 5, 0, 5), "aX\r\nb"),
        ("a🎵b", (0, 2, 0, 2), "aX🎵b"),
        ("a🎵b", (0, 1, 0, 2), "aX🎵b"),
        ("", (3, 3, 2, 2), "X"),
    ],
)
def test_13_ranges_are_turned_and_kept_within_the_text(text: str, range_: tuple, after: str) -> None:
    client = Inside()
    client.open(text)
    client.change(2, (*range_, "X"))
    assert text_of(client) == after


@pytest.mark.skipif(os.name != "posix", reason="paths of this system are compared")
@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.pattern", "/a/b.pattern"),
        ("file:///a%20b/%C3%A9%23.pattern", "/a b/é#.pattern"),
        ("FILE:///a/b", "/a/b"),
        ("file:/a/b", "/a/b"),
        ("file://localhost/a/b", "/a/b"),
        ("file:///a/../b", "/b"),
        ("file:///c%3A/music/a", "C:/music/a"),
        ("file:///C:/music/a", "C:/music/a"),
        ("file:///a?x#y", "/a"),
        ("file:///a%00b", None),
        ("file:///a\ud800", None),
        ("file://\udfff/a", None),
        ("untitled:Untitled-1", None),
        ("nothing", None),
    ],
)
def test_22_uris_lead_to_paths(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.skipif(os.name != "posix", reason="paths of this system are compared")
@pytest.mark.parametrize("path", ["/a b/é#?%.pattern", "/a/b", "C:/music/🎵"])
def test_22_paths_lead_to_uris_and_back(path: str) -> None:
    assert path_of(uri_of(path)) == path


def test_22_texts_are_the_same_however_their_uris_are_written(tmp_path: Path) -> None:
    song, module = tmp_path / "song.pattern", tmp_path / "my riffs.pattern"
    client = Inside()
    odd = module.as_uri().replace("my%20", "%6Dy%20")
    client.open('let riff = "c4";\n', odd)
    client.open('import riff from "my riffs.pattern";\nmelody { piano riff; }\n', song.as_uri())
    assert client.published(1, song.as_uri()) == []
    assert client.at("textDocument/definition", 0, 8, song.as_uri())[0]["uri"] == odd


PRESETS = {
    "nothing": {},
    "plain": {"textDocument": {"publishDiagnostics": {}, "codeAction": {}, "rename": {}}},
    "everything": WHOLE,
}


@pytest.mark.parametrize("preset", PRESETS)
def test_22_nothing_is_sent_that_the_editor_does_not_know(preset: str) -> None:
    client = Inside(PRESETS[preset])
    client.open('tempo 2000;\nmelody a { piano C4 0; }\nmelody a { pianoo C4 0; }\nlet unused = "c4";\n')
    client.rest()
    properties = {name for problem in client.published(1) for name in problem}
    gated = {"codeDescription", "tags", "relatedInformation", "data"}
    assert properties & gated == (gated if preset == "everything" else set())
    offered = client.greeting["capabilities"]
    assert isinstance(offered["renameProvider"], bool) == (preset != "everything")
    assert ("codeActionProvider" in offered) == (preset == "everything")
    edit = client.at("textDocument/rename", 3, 5, newName="x")
    assert ("documentChanges" in edit) == (preset == "everything")
