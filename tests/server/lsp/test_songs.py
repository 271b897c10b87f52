"""Every question at many places of every example, each answer held to the protocol."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsp_client import Inside, span

SONGS = sorted((Path(__file__).parents[3] / "examples").glob("*.pattern"))
OF_PLACES = ("completion", "hover", "signatureHelp", "definition", "documentHighlight")
OF_TEXTS = ("documentSymbol", "foldingRange", "semanticTokens/full", "documentLink", "documentColor")


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_every_question_about_a_song_is_answered(song: Path) -> None:
    client, uri, text = Inside(), song.as_uri(), song.read_text(encoding="utf-8")
    client.open(text, uri)
    client.rest()
    assert [problem for problem in client.published(1, uri) if problem["severity"] < 3] == []
    for method in OF_TEXTS:
        assert client.about(f"textDocument/{method}", uri) is not None
    options = {"tabSize": 2, "insertSpaces": True}
    assert client.about("textDocument/formatting", uri, options=options) == []
    answers = []
    for line, row in enumerate(text.split("\n")):
        for column in range(line % 3, len(row) + 1, 7):
            answers += [client.at(f"textDocument/{method}", line, column, uri) for method in OF_PLACES]
            here = span(line, column, line, column)
            client.about("textDocument/codeAction", uri, range=here, context={"diagnostics": []})
    assert any(answers)
