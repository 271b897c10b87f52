"""While one types: what comes of an item that is taken, and what is shown beside the caret."""

from __future__ import annotations

import re

import pytest
from lsp_client import Inside, span

from pattern_dsl import check
from pattern_server.lsp.lines import Lines

TYPING = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "signatureHelp": {
            "signatureInformation": {
                "parameterInformation": {"labelOffsetSupport": True},
                "noActiveParameterSupport": True,
            }
        },
    }
}


def at_caret(text: str, capabilities: dict | None = None) -> tuple[Inside, str, int, int]:
    """A client with *text* open, in which ``|`` marks the caret; the text, and the caret's line and column."""
    client = Inside(TYPING if capabilities is None else capabilities)
    before, after = text.split("|")
    client.open(before + after)
    lines = before.split("\n")
    return client, before + after, len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2


def completed(text: str, capabilities: dict | None = None) -> list[dict]:
    client, _, line, column = at_caret(text, capabilities)
    return client.at("textDocument/completion", line, column)["items"]


def taken(text: str, label: str) -> str:
    """*text* after the item *label* is taken, with stops as they are filled by themselves."""
    client, plain, line, column = at_caret(text)
    items = client.at("textDocument/completion", line, column)["items"]
    item = next(item for item in items if item["label"] == label)
    lines = Lines.of([plain], "utf-16")
    begin, end = (lines.place(*item["textEdit"]["range"][side].values()) for side in ("start", "end"))
    new = item["textEdit"]["newText"]
    if item.get("insertTextFormat") == 2:
        new = re.sub(r"\\([\\$}])", r"\1", re.sub(r"\$\{\d+:((?:[^}\\]|\\.)*)\}|\$0", r"\1", new))
    return plain[:begin] + new + plain[end:]


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        ('melody { piano "c4".fas|; }', "fast", 'melody { piano "c4".fast('),
        ("melody { pia|", "piano", "melody { piano"),
        ("tem|", "tempo", "tempo 1"),
    ],
)
def test_an_item_that_is_taken_stands_where_it_was_typed(text: str, label: str, after: str) -> None:
    assert taken(text, label).startswith(after)


def test_the_language_says_what_is_best_and_the_editor_keeps_to_it() -> None:
    items = completed('melody { piano "c4".fas|; }')
    assert items[0]["label"] == "fast"
    assert [item["sortText"] for item in items] == sorted(item["sortText"] for item in items)
    assert {item["filterText"] for item in items} == {"fas"}


def test_an_editor_without_snippets_gets_none() -> None:
    items = completed('melody { piano "c4".fas|; }', {})
    assert "insertTextFormat" not in items[0]
    assert "$" not in items[0]["textEdit"]["newText"]


def test_an_item_has_its_documentation_when_it_is_looked_at() -> None:
    client, _, line, column = at_caret('melody { piano "c4".fas|; }')
    item = client.at("textDocument/completion", line, column)["items"][0]
    assert "documentation" not in item
    whole = client.request("completionItem/resolve", item)
    assert whole["documentation"]["kind"] == "markdown"
    assert "fast" in whole["documentation"]["value"]
    assert client.request("completionItem/resolve", {"label": "x"}) == {"label": "x"}
    plain = Inside({}).request("completionItem/resolve", item)
    assert plain["documentation"] == whole["documentation"]["value"]


@pytest.mark.parametrize("text", ["// tem|", "/* tem| */", 'title "tem|";'])
def test_nothing_is_offered_where_nothing_is_meant(text: str) -> None:
    client, _, line, column = at_caret(text)
    assert client.at("textDocument/completion", line, column) == {"isIncomplete": False, "items": []}


def test_places_behind_wide_signs_are_right() -> None:
    text = '/* 🎵🎵 */ melody { piano "c4".fas|; }'
    assert '"c4".fast(' in taken(text, "fast")


def test_the_call_is_shown_with_the_argument_that_is_being_written() -> None:
    client, _, line, column = at_caret('melody { piano "c4".every(4, |); }')
    help_ = client.at("textDocument/signatureHelp", line, column)
    (call,) = help_["signatures"]
    begin, end = call["parameters"][help_["activeParameter"]]["label"]
    assert help_["activeParameter"] == 1
    assert call["label"][begin:end].startswith("change: func")
    nothing, _, line, column = at_caret("melody { piano C4 |0; }")
    assert nothing.at("textDocument/signatureHelp", line, column) is None


def test_an_editor_that_knows_no_places_in_labels_gets_texts() -> None:
    client, _, line, column = at_caret('melody { piano "c4".every(4, |); }', {})
    (call,) = client.at("textDocument/signatureHelp", line, column)["signatures"]
    assert all(parameter["label"] in call["label"] for parameter in call["parameters"])


def test_what_is_under_the_pointer_is_told_where_it_stands() -> None:
    client, _, line, column = at_caret('melody { piano "c4".fa|st(2); }')
    told = client.at("textDocument/hover", line, column)
    assert told["range"] == span(0, 20, 0, 24)
    assert told["contents"]["kind"] == "markdown"
    assert "fast" in told["contents"]["value"]


@pytest.mark.parametrize("text", ["// pia|no", "/* fa|st */", "melody {  |  piano C4 0; }"])
def test_nothing_is_told_of_comments_and_blanks(text: str) -> None:
    client, _, line, column = at_caret(text)
    assert client.at("textDocument/hover", line, column) is None


def test_every_item_of_a_song_can_be_taken_without_breaking_json_or_the_text() -> None:
    song = 'let riff = "c4";\nmelody lead {\n  piano riff.|;\n}\n'
    for item in completed(song)[:40]:
        if item["kind"] == 2:
            problems = check(taken(song, item["label"])).diagnostics
            assert [problem for problem in problems if problem.code in ("PS001", "PS002", "PS102")] == [], item
