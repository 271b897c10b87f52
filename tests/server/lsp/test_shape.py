"""The shape of a text: outline, folds, selections and the kinds of its words, as an editor puts them together."""

from __future__ import annotations

from random import Random

import pytest
from lsp_client import Inside, span

SONG = """title "Shape"; tempo 96;
import piano from "keys";
/* 🎵 two
lines */ let riff = "c4 <e4 g4>*2";
def twice(p) = p.fast(2);

rhythm beat {
  kick: synth "Kick*4";
}
melody hook {
  lead: piano riff.twice().vel("0.5 1");
}
section verse 4 bars { beat; hook; }
form verse;
"""
TREES = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
LINES = {"textDocument": {"foldingRange": {"lineFoldingOnly": True}}}


def opened(text: str = SONG, capabilities: dict | None = None) -> Inside:
    client = Inside(TREES if capabilities is None else capabilities)
    client.open(text)
    return client


def words(client: Inside, data: list[int]) -> list[tuple[int, int, int, str]]:
    """Lines, columns, lengths and kinds of tokens."""
    kinds = client.greeting["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    found, line, column = [], 0, 0
    for at in range(0, len(data), 5):
        line, column = line + data[at], data[at + 1] + (0 if data[at] else column)
        found.append((line, column, data[at + 2], kinds[data[at + 3]]))
    return found


def test_the_outline_is_a_tree_for_an_editor_that_shows_trees() -> None:
    found = opened().about("textDocument/documentSymbol")
    assert [symbol["name"] for symbol in found if symbol["kind"] in (12, 13)] == ["riff", "twice"]
    hook = next(symbol for symbol in found if symbol["name"] == "hook")
    assert hook["range"] == span(9, 0, 11, 1)
    assert hook["selectionRange"] == span(9, 7, 9, 11)
    assert [child["name"] for child in hook["children"]] == ["lead"]


def test_the_outline_is_a_list_for_others() -> None:
    found = opened(capabilities={}).about("textDocument/documentSymbol")
    lead = next(symbol for symbol in found if symbol["name"] == "lead")
    assert lead["containerName"] == "hook"


def test_folds_have_places_or_whole_lines() -> None:
    folds = opened().about("textDocument/foldingRange")
    assert {"startLine": 9, "startCharacter": 13, "endLine": 11, "endCharacter": 0, "kind": "region"} in folds
    whole = opened(capabilities=LINES).about("textDocument/foldingRange")
    assert {"startLine": 9, "endLine": 10, "kind": "region"} in whole
    assert {"startLine": 2, "endLine": 3, "kind": "comment"} in whole
    assert all("startCharacter" not in fold for fold in whole)


def test_a_selection_grows_from_the_smallest_piece_to_the_text() -> None:
    carets = [{"line": 3, "character": 25}, {"line": 12, "character": 2}]
    first, second = opened().about("textDocument/selectionRange", positions=carets)
    ranges = []
    while first:
        ranges.append(first["range"])
        first = first.get("parent")
    assert ranges[0] == span(3, 25, 3, 27)
    assert ranges[-1] == span(0, 0, 14, 0)
    assert second["range"] == span(12, 0, 12, 7)


def test_words_have_their_kinds_also_inside_strings_and_behind_wide_signs() -> None:
    client = opened()
    found = words(client, client.about("textDocument/semanticTokens/full")["data"])
    assert (3, 13, 4, "variable") in found
    assert [kind for line, column, _, kind in found if line == 3 and 20 < column < 28][:3] == [
        "note",
        "alternation",
        "note",
    ]
    assert (7, 15, 4, "drum") in found
    assert found == sorted(found)


def test_words_of_a_range_are_those_of_the_text() -> None:
    client = opened()
    every = words(client, client.about("textDocument/semanticTokens/full")["data"])
    part = words(client, client.about("textDocument/semanticTokens/range", range=span(6, 0, 11, 1))["data"])
    assert part == [word for word in every if 6 <= word[0] <= 11]


@pytest.mark.parametrize("seed", range(8))
def test_what_has_changed_added_to_what_was_known_is_what_there_is(seed: int) -> None:
    random = Random(f"tokens {seed}")
    client = opened()
    known = client.about("textDocument/semanticTokens/full")
    data, name = known["data"], known["resultId"]
    for version in range(2, 30):
        line, column = random.randint(0, 14), random.randint(0, 30)
        new = random.choice(["\n", "x", " ", "melody m {\n", "}\n", '"', "🎵", 'let riff = "e4";\n', ""])
        client.change(version, (line, column, line + random.choice((0, 0, 0, 1)), column + 1, new))
        changed = client.about("textDocument/semanticTokens/full/delta", previousResultId=name)
        for edit in changed["edits"]:
            data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
        name = changed["resultId"]
        fresh = opened(client.service.workspace.documents.texts["file:///music/song.pattern"].document.text)
        assert data == fresh.about("textDocument/semanticTokens/full")["data"]


def test_an_editor_whose_tokens_are_older_gets_all_of_them() -> None:
    client = opened()
    first = client.about("textDocument/semanticTokens/full")
    again = client.about("textDocument/semanticTokens/full")
    changed = client.about("textDocument/semanticTokens/full/delta", previousResultId=first["resultId"])
    assert changed["data"] == first["data"]
    same = client.about("textDocument/semanticTokens/full/delta", previousResultId=changed["resultId"])
    assert same["edits"] == []
    assert again["resultId"] != first["resultId"]
