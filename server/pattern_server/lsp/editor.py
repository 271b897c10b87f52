"""The editor on the other side: what it said it can do. Whatever it says that nobody knows is passed over."""

from __future__ import annotations

from typing import NamedTuple, cast

from pattern_server.lsp.lines import Encoding
from pattern_server.lsp.wire import Plain

ENCODINGS = ("utf-16", "utf-8", "utf-32")


class Editor(NamedTuple):
    """What may be sent to the editor, and in which units it counts columns."""

    encoding: Encoding = "utf-16"
    related: bool = False
    tags: bool = False
    links: bool = False
    data: bool = False
    versioned: bool = False  # edits name the version of the text that they are for
    actions: bool = False
    prepares: bool = False
    watches: bool = False
    snippets: bool = False
    markdown: bool = False  # in hovers
    markdown_items: bool = False  # in the documentation of what completes
    markdown_calls: bool = False  # in that of signatures
    label_places: bool = False  # parameters are shown by where they stand in the label of their signature
    no_parameter: bool = False  # it can show that none of them is being written
    trees: bool = False
    folds_lines: bool = False  # it folds whole lines only
    folders: tuple[str, ...] = ()  # the URIs of the folders that it is opened on
    refreshes: bool = False  # it asks for lenses again when it is told to
    applies: bool = False  # it changes texts as it is told
    progresses: bool = False  # it shows how far work is that it did not ask for
    pulls: bool = False  # it asks for diagnostics and takes none unasked

    @classmethod
    def of(cls, params: Plain) -> Editor:
        """The editor that sent the parameters of ``initialize``."""
        capabilities = params.get("capabilities")
        asked = within(capabilities, "textDocument")
        published = within(asked, "publishDiagnostics")
        offered = _listed(within(capabilities, "general", "positionEncodings"))
        known = [unit for unit in offered if unit in ENCODINGS]
        called = within(asked, "signatureHelp", "signatureInformation")
        return cls(
            encoding=cast(Encoding, known[0]) if known else "utf-16",
            related=within(published, "relatedInformation") is True,
            tags=bool(within(published, "tagSupport")),
            links=within(published, "codeDescriptionSupport") is True,
            data=within(published, "dataSupport") is True,
            versioned=within(capabilities, "workspace", "workspaceEdit", "documentChanges") is True,
            actions=bool(within(asked, "codeAction", "codeActionLiteralSupport")),
            prepares=within(asked, "rename", "prepareSupport") is True,
            watches=within(capabilities, "workspace", "didChangeWatchedFiles", "dynamicRegistration") is True,
            snippets=within(asked, "completion", "completionItem", "snippetSupport") is True,
            markdown="markdown" in _listed(within(asked, "hover", "contentFormat")),
            markdown_items="markdown" in _listed(within(asked, "completion", "completionItem", "documentationFormat")),
            markdown_calls="markdown" in _listed(within(called, "documentationFormat")),
            label_places=within(called, "parameterInformation", "labelOffsetSupport") is True,
            no_parameter=within(called, "noActiveParameterSupport") is True,
            trees=within(asked, "documentSymbol", "hierarchicalDocumentSymbolSupport") is True,
            folds_lines=within(asked, "foldingRange", "lineFoldingOnly") is True,
            folders=_folders(params),
            refreshes=within(capabilities, "workspace", "codeLens", "refreshSupport") is True,
            applies=within(capabilities, "workspace", "applyEdit") is True,
            progresses=within(capabilities, "window", "workDoneProgress") is True,
            pulls=within(asked, "diagnostic") is not None and published is None,
        )


def _folders(params: Plain) -> tuple[str, ...]:
    """The folders of the workspace, or the one that older editors speak of."""
    rows = _listed(params.get("workspaceFolders"))
    uris = [within(row, "uri") for row in rows] if rows else [params.get("rootUri")]
    return tuple(uri for uri in uris if isinstance(uri, str))


def within(value: object, *path: str) -> object:
    """What lies at *path* in *value*; None where it does not."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
