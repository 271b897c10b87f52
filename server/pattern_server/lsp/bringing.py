"""Bringing: what other files of the workspace export, offered to a text with the import that it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pattern_server.lsp.addresses import path_of
from pattern_server.lsp.convert import workspace_edit
from pattern_server.lsp.documents import Text
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import Workspace, said

if TYPE_CHECKING:
    from pattern_dsl.ide.bringing import Export
    from pattern_dsl.ide.completion_items import Completion


def brought(workspace: Workspace, text: Text, place: int) -> Sequence[Completion]:
    """Names that other files export and that may stand at *place* of *text*, each with its import."""
    from pattern_dsl.ide.bringing import brought as offered

    path = path_of(text.uri)
    if path is None:
        return ()
    return offered(text.document, place, partial(_exports, workspace, path))


def imports(workspace: Workspace, text: Text, stretch: tuple[int, int]) -> Iterator[Plain]:
    """The actions that import what is missing from one place of *text* to another."""
    from pattern_dsl.ide.bringing import ways

    path = path_of(text.uri)
    problems = [one for one in said(text) if one.begin <= stretch[1] and stretch[0] <= one.end]
    if path is None or not problems:
        return
    files = [_written(path, other) for other in workspace.folders.others(path)]
    for title, problem, edits in ways(text.document, problems, partial(_exports, workspace, path), files):
        yield {
            "title": title[:1].upper() + title[1:],
            "kind": "quickfix",
            "diagnostics": [workspace.shows(problem, text)],
            "edit": workspace_edit(edits, text, workspace.editor),
        }


def _exports(workspace: Workspace, path: str, start: str) -> list[Export]:
    """What begins so and the text at *path* can import: not what imports that text itself."""
    from pattern_dsl.ide.bringing import Export

    found = workspace.folders.exported(start, path)
    if not found:
        return []
    barred = {path, *workspace.folders.importers(path)}
    return [Export(name, kind, _written(path, other)) for name, kind, other in found if other not in barred]


def _written(path: str, other: str) -> str:
    """The path of *other* as the text at *path* writes it."""
    return os.path.relpath(other, os.path.dirname(path)).replace(os.sep, "/")  # noqa: PTH120
