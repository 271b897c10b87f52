"""A client that others wrote: pygls with the types of lsprotocol, which reads every message strictly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the extra test brings pygls")

from lsprotocol import types as lsp
from pygls.client import JsonRPCClient
from pygls.lsp.client import LanguageClient
from recording import RECORDER, held, sessions

PATIENCE = 60
SONG = '/* 🎵 */ let riff = "c4 e4";\nmelody lead {\n  pianoo riff.fast(2);\n}\n'


class Editor:
    """An editor over pygls, with one text. Made for one test."""

    def __init__(self, path: Path) -> None:
        self.client = LanguageClient("editor", "1")
        self.folder = path.parent
        self.uri = path.as_uri()
        self.published: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
        self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda published: self.published.put_nowait(published)
        )
        self.text = lsp.TextDocumentIdentifier(self.uri)

    async def play(self, scene: Callable[[Editor], Awaitable[None]]) -> None:
        """Start the server, greet it, do the *scene*, and say goodbye."""
        await self.client.start_io(*RECORDER, str(self.folder))
        capabilities = lsp.ClientCapabilities(
            text_document=lsp.TextDocumentClientCapabilities(
                publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True),
                code_action=lsp.CodeActionClientCapabilities(
                    code_action_literal_support=lsp.ClientCodeActionLiteralOptions(
                        lsp.ClientCodeActionKindOptions([lsp.CodeActionKind.QuickFix])
                    )
                ),
            )
        )
        greeting = await self.client.initialize_async(lsp.InitializeParams(capabilities=capabilities))
        assert greeting.server_info.name == "pattern-lsp"
        self.client.initialized(lsp.InitializedParams())
        document = lsp.TextDocumentItem(self.uri, "pattern", 1, SONG)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        await asyncio.wait_for(scene(self), PATIENCE)
        await self.client.shutdown_async(None)
        self.client.exit(None)
        server: JsonRPCClient = self.client
        assert await asyncio.wait_for(server._server.wait(), PATIENCE) == 0
        await server.stop()

    async def diagnostics(self, version: int) -> list[lsp.Diagnostic]:
        """The diagnostics that are published for a version."""
        while True:
            published = await self.published.get()
            if published.version == version:
                return list(published.diagnostics)


def test_another_client_opens_edits_mends_and_renames(tmp_path: Path) -> None:
    async def scene(editor: Editor) -> None:
        client = editor.client
        (problem,) = await editor.diagnostics(1)
        assert (problem.code, problem.source, problem.severity) == ("PS101", "pattern", lsp.DiagnosticSeverity.Warning)
        context = lsp.CodeActionContext([problem])
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(editor.text, problem.range, context)
        )
        (edit,) = actions[0].edit.changes[editor.uri]
        assert edit.new_text == "piano"
        change = lsp.TextDocumentContentChangePartial(text="piano", range=edit.range)
        versioned = lsp.VersionedTextDocumentIdentifier(2, editor.uri)
        client.text_document_did_change(lsp.DidChangeTextDocumentParams(versioned, [change]))
        assert await editor.diagnostics(2) == []
        renamed = await client.text_document_rename_async(
            lsp.RenameParams(editor.text, lsp.Position(2, 9), new_name="hook")
        )
        assert [edit.range.start.line for edit in renamed.changes[editor.uri]] == [0, 2]
        tidy = await client.text_document_formatting_async(
            lsp.DocumentFormattingParams(editor.text, lsp.FormattingOptions(tab_size=2, insert_spaces=True))
        )
        assert list(tidy) == []

    asyncio.run(Editor(tmp_path / "song.pattern").play(scene))
    (session,) = sessions(tmp_path)
    held(*session)
