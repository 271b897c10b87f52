"""The features: each request with what it answers and how the server advertises it. Handlers only translate.

A further feature is a function here and a row of ``FEATURES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pattern_server.lsp.asked import range_in
from pattern_server.lsp.bringing import imports
from pattern_server.lsp.commands import COMMANDS, execute
from pattern_server.lsp.completing import OPENING, PUTTING_RIGHT, completion, hover, resolved, signature, typing
from pattern_server.lsp.convert import edits
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.fixing import ACTION_KINDS, QUICK, actions, is_wanted
from pattern_server.lsp.lensing import code_lenses
from pattern_server.lsp.naming import definition, highlights, references, renamable, rename
from pattern_server.lsp.outlining import folding, selection, symbols
from pattern_server.lsp.pointing import colours, hints, links, spellings
from pattern_server.lsp.searching import search
from pattern_server.lsp.shading import changed_tokens, legend, tokens, tokens_in_range
from pattern_server.lsp.wire import Plain, body_of
from pattern_server.lsp.workspace import WHEN_SAVED, Workspace, said


class Feature(NamedTuple):
    """A request that is answered by *answer*; ``initialize`` names it as *capability* with *options*."""

    method: str
    answer: Callable[[Workspace, Plain], object]
    capability: str = ""
    options: object = True


def formatting(workspace: Workspace, params: Plain) -> list[Plain]:
    """The edits that give a text its one form."""
    from pattern_dsl.untidy import untidy

    text = workspace.documents.asked(params)
    return edits((edit for remark in untidy(text.document.text) for edit in remark.fixes[0].edits), text.lines)


def range_formatting(workspace: Workspace, params: Plain) -> list[Plain]:
    """Those edits that give lines of a range their form."""
    from pattern_dsl.untidy import untidy

    text = workspace.documents.asked(params)
    begin, end = (text.lines.place(*position) for position in range_in(params, "range"))
    found = (edit for remark in untidy(text.document.text) for edit in remark.fixes[0].edits)
    return edits((edit for edit in found if edit.begin <= end and begin <= edit.end), text.lines)


def code_actions(workspace: Workspace, params: Plain) -> list[Plain]:
    """What can be done with what stands in a range, and about what is wrong with it."""
    text = workspace.documents.asked(params)
    begin, end = (text.lines.place(*position) for position in range_in(params, "range"))
    context = params.get("context")
    only = context.get("only") if isinstance(context, dict) else None
    wanted = only if isinstance(only, list) else None
    brought = imports(workspace, text, (begin, end)) if is_wanted(QUICK, wanted) else ()
    return [*brought, *actions(text, (begin, end), wanted, workspace.editor)]


def diagnostics(workspace: Workspace, params: Plain) -> Plain:
    """Everything that is to be said of a text, for editors that ask."""
    from hashlib import sha1

    text = workspace.looked_at(workspace.documents.asked(params), WHEN_SAVED)
    items = [workspace.shows(problem, text) for problem in said(text)]
    mark = sha1(body_of({"items": items}), usedforsecurity=False).hexdigest()
    if params.get("previousResultId") == mark:
        return {"kind": "unchanged", "resultId": mark}
    return {"kind": "full", "resultId": mark, "items": items}


FEATURES = (
    Feature(
        "textDocument/completion",
        completion,
        "completionProvider",
        {"triggerCharacters": OPENING, "resolveProvider": True},
    ),
    Feature("completionItem/resolve", resolved),
    Feature("textDocument/hover", hover, "hoverProvider"),
    Feature(
        "textDocument/signatureHelp",
        signature,
        "signatureHelpProvider",
        {"triggerCharacters": ["(", ","], "retriggerCharacters": [")"]},
    ),
    Feature("textDocument/definition", definition, "definitionProvider"),
    Feature("textDocument/references", references, "referencesProvider"),
    Feature("textDocument/documentHighlight", highlights, "documentHighlightProvider"),
    Feature("textDocument/prepareRename", renamable),
    Feature("textDocument/rename", rename, "renameProvider", {"prepareProvider": True}),
    Feature("textDocument/formatting", formatting, "documentFormattingProvider"),
    Feature("textDocument/rangeFormatting", range_formatting, "documentRangeFormattingProvider"),
    Feature("textDocument/onTypeFormatting", typing, "documentOnTypeFormattingProvider", PUTTING_RIGHT),
    Feature(
        "textDocument/codeAction",
        code_actions,
        "codeActionProvider",
        {"codeActionKinds": [*ACTION_KINDS], "resolveProvider": False},
    ),
    Feature("textDocument/codeLens", code_lenses, "codeLensProvider", {"resolveProvider": False}),
    Feature("textDocument/documentLink", links, "documentLinkProvider", {"resolveProvider": False}),
    Feature("textDocument/documentColor", colours, "colorProvider"),
    Feature("textDocument/colorPresentation", spellings),
    Feature("textDocument/inlayHint", hints, "inlayHintProvider"),
    Feature("textDocument/documentSymbol", symbols, "documentSymbolProvider"),
    Feature("workspace/symbol", search, "workspaceSymbolProvider"),
    Feature("textDocument/foldingRange", folding, "foldingRangeProvider"),
    Feature("textDocument/selectionRange", selection, "selectionRangeProvider"),
    Feature("textDocument/semanticTokens/full", tokens),
    Feature("textDocument/semanticTokens/full/delta", changed_tokens),
    Feature("textDocument/semanticTokens/range", tokens_in_range),
    Feature("textDocument/diagnostic", diagnostics),
    Feature(
        "workspace/executeCommand",
        execute,
        "executeCommandProvider",
        {"commands": [*COMMANDS], "workDoneProgress": True},
    ),
)
"""Every request that is answered."""


def capabilities(editor: Editor) -> Plain:
    """What the server can do, for *editor*."""
    found: Plain = {
        "positionEncoding": editor.encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
    }
    found |= {feature.capability: feature.options for feature in FEATURES if feature.capability}
    found["semanticTokensProvider"] = {"legend": legend(), "full": {"delta": True}, "range": True}
    found["workspace"] = {"workspaceFolders": {"supported": True, "changeNotifications": True}}
    if not editor.prepares:
        found["renameProvider"] = True
    if not editor.actions:
        del found["codeActionProvider"]
    if editor.pulls:
        found["diagnosticProvider"] = {"interFileDependencies": True, "workspaceDiagnostics": False}
    return found
