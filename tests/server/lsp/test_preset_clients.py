"""Editors as they say themselves what they can do, recorded by pytest-lsp, whose client warns of what they cannot.

Its warnings are errors here. What goes over the wire is kept, held to the protocol, and to what each editor said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pytest_lsp", reason="the extra test brings pytest-lsp")

from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client
from recording import RECORDER, held, sessions

PRESETS = ["neovim@v0.11.0", "neovim@v0.6.1", "visual_studio_code@v1.65.2", "emacs@v29.1"]
PATIENCE = 120
SONG = (
    'let riff = "c4 e4";\nlet spare = "c4";\nmelody lead {\n  pianoo  riff.fast(2);\n}\nmelody lead { piano C4 0; }\n'
)


async def ask_everything(client: LanguageClient, text: lsp.TextDocumentIdentifier) -> None:
    """What people do in an editor: look, complete, mend, rename, format."""
    here = lsp.Position(3, 11)
    await client.text_document_hover_async(lsp.HoverParams(text, here))
    found = await client.text_document_completion_async(lsp.CompletionParams(text, lsp.Position(3, 15)))
    items = found.items if isinstance(found, lsp.CompletionList) else found
    assert "fast" in {item.label for item in items}
    for item in items[:5]:
        await client.completion_item_resolve_async(item)
    await client.text_document_signature_help_async(lsp.SignatureHelpParams(text, lsp.Position(3, 20)))
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(8, 0))
    problems = client.diagnostics[text.uri]
    context = lsp.CodeActionContext(problems)
    await client.text_document_code_action_async(lsp.CodeActionParams(text, whole, context))
    await client.text_document_definition_async(lsp.DefinitionParams(text, here))
    await client.text_document_references_async(lsp.ReferenceParams(lsp.ReferenceContext(True), text, here))
    await client.text_document_document_highlight_async(lsp.DocumentHighlightParams(text, here))
    await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text))
    await client.text_document_folding_range_async(lsp.FoldingRangeParams(text))
    await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(text))
    await client.text_document_document_link_async(lsp.DocumentLinkParams(text))
    await client.text_document_rename_async(lsp.RenameParams(text, here, new_name="hook"))
    options = lsp.FormattingOptions(tab_size=2, insert_spaces=True)
    (edit,) = await client.text_document_formatting_async(lsp.DocumentFormattingParams(text, options))
    assert edit.new_text.strip() == "pianoo riff.fast(2);"


async def play(preset: str, folder: Path) -> None:
    """One session of an editor, from its start to the exit code."""
    client = make_test_lsp_client()
    await client.start_io(*RECORDER, str(folder))
    await client.initialize_session(lsp.InitializeParams(client_capabilities(preset)))
    text = lsp.TextDocumentIdentifier((folder / "song.pattern").as_uri())
    document = lsp.TextDocumentItem(text.uri, "pattern", 1, SONG)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
    while not {"PS101", "PS402", "PS404"} <= {problem.code for problem in client.diagnostics.get(text.uri, ())}:
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    await ask_everything(client, text)
    await client.shutdown_session()
    assert client._server.returncode == 0
    await client.stop()


@pytest.fixture(scope="module", params=PRESETS)
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict], list[dict]]:
    """What an editor and the server said to each other."""
    folder = tmp_path_factory.mktemp("sessions")
    asyncio.run(asyncio.wait_for(play(request.param, folder), PATIENCE))
    ((client, server),) = sessions(folder)
    return client, server


def test_what_is_said_is_the_protocol(session: tuple[list[dict], list[dict]]) -> None:
    held(*session)


def inside(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def every(value: object) -> Iterator[dict]:
    """Every object in *value*."""
    if isinstance(value, dict):
        yield value
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            yield from every(one)


def test_nothing_is_said_that_the_editor_does_not_know(session: tuple[list[dict], list[dict]]) -> None:
    client, server = session
    asked = {message["id"]: message["method"] for message in client if "method" in message and "id" in message}
    results = {asked[message["id"]]: message.get("result") for message in server if "method" not in message}
    able = inside(client[0], "params", "capabilities")
    text = inside(able, "textDocument")
    problems = [one for message in server for one in inside(message, "params", "diagnostics") or []]
    assert problems
    gates = {
        "relatedInformation": inside(text, "publishDiagnostics", "relatedInformation"),
        "tags": inside(text, "publishDiagnostics", "tagSupport"),
        "codeDescription": inside(text, "publishDiagnostics", "codeDescriptionSupport"),
        "data": inside(text, "publishDiagnostics", "dataSupport"),
    }
    for name, gate in gates.items():
        assert any(name in problem for problem in problems) == bool(gate), name
    edit = results["textDocument/rename"]
    assert ("documentChanges" in edit) == bool(inside(able, "workspace", "workspaceEdit", "documentChanges"))
    symbols = results["textDocument/documentSymbol"]
    trees = bool(inside(text, "documentSymbol", "hierarchicalDocumentSymbolSupport"))
    assert {"selectionRange" in symbol for symbol in symbols} == {trees}
    kinds = {
        "textDocument/hover": inside(text, "hover", "contentFormat"),
        "completionItem/resolve": inside(text, "completion", "completionItem", "documentationFormat"),
        "textDocument/signatureHelp": inside(text, "signatureHelp", "signatureInformation", "documentationFormat"),
    }
    for method, known in kinds.items():
        said = {one["kind"] for one in every(results[method]) if set(one) == {"kind", "value"}}
        assert said <= {*(known or []), "plaintext"}, method
    snippets = [one for one in every(results["textDocument/completion"]) if one.get("insertTextFormat") == 2]
    assert bool(snippets) == bool(inside(text, "completion", "completionItem", "snippetSupport"))
    demanded = {message["method"] for message in server if "id" in message and "method" in message}
    watches = inside(able, "workspace", "didChangeWatchedFiles", "dynamicRegistration")
    assert ("client/registerCapability" in demanded) == bool(watches)
    unit = inside(results["initialize"], "capabilities", "positionEncoding")
    assert unit in (inside(able, "general", "positionEncodings") or ["utf-16"])
