"""Naming: where a name is given and used, in a text and in all that import from it, and another name in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pattern_server.lsp.addresses import path_of, uri_of
from pattern_server.lsp.asked import text_in
from pattern_server.lsp.convert import range_of, workspace_edit, workspace_edits
from pattern_server.lsp.documents import Text
from pattern_server.lsp.folders import PATIENCE
from pattern_server.lsp.wire import REQUEST_FAILED, Plain, Refused
from pattern_server.lsp.workspace import Workspace

if TYPE_CHECKING:
    from pattern_dsl.ide.across import Home

SOON = 1.0
"""Seconds for which an answer waits for files that it can do without."""

_LIT = {"text": 1, "read": 2, "write": 3}


def definition(workspace: Workspace, params: Plain) -> list[Plain]:
    """Where the name at a position is given."""
    from pattern_dsl.ide.definition import definition as places

    text = workspace.documents.asked(params)
    return [_location(workspace, text, *place) for place in places(text.document, text.place(params, "position"))]


def references(workspace: Workspace, params: Plain) -> list[Plain]:
    """Where the same is meant as by the name at a position, in this text and in those that share it."""
    from pattern_dsl.ide.across import mentions
    from pattern_dsl.ide.references import references as written

    text = workspace.documents.asked(params)
    place = text.place(params, "position")
    context = params.get("context")
    declared = not isinstance(context, dict) or context.get("includeDeclaration") is not False
    home = _home(workspace, text, place)
    if home is None:
        found = written(text.document, place)
        return [_location(workspace, text, *one[:2]) for one in found if declared or not one.gives]
    return [
        _location(workspace, other, one.begin, one.end)
        for path, other in _sharing(workspace, home).items()
        for one in mentions(other.document, path, home)
        if declared or not one.gives
    ]


def highlights(workspace: Workspace, params: Plain) -> list[Plain]:
    """What belongs to what stands at a position: the uses of a name, or the other bracket."""
    from pattern_dsl.ide.highlight import highlights as lit

    text = workspace.documents.asked(params)
    found = lit(text.document, text.place(params, "position"))
    return [{"range": range_of(text.lines, begin, end), "kind": _LIT[kind]} for begin, end, kind in found]


def renamable(workspace: Workspace, params: Plain) -> Plain:
    """The name at a position, which can be given another. Raises ``Refused`` with the reason why not."""
    from pattern_dsl.ide.rename import Refusal
    from pattern_dsl.ide.rename import renamable as name_at
    from pattern_dsl.ide.resolving import names_of

    text = workspace.documents.asked(params)
    place = text.place(params, "position")
    home = _home(workspace, text, place)
    found = name_at(text.document, place) if home is None or not home.own else names_of(text.document).at(place)
    if isinstance(found, Refusal) or found is None:
        raise Refused(REQUEST_FAILED, found.reason if found is not None else "there is no name here")
    return {"range": range_of(text.lines, found.begin, found.end), "placeholder": found.text}


def rename(workspace: Workspace, params: Plain) -> Plain:
    """The edits that give the name at a position another, in every text. Raises ``Refused`` with the reason why not."""
    from pattern_dsl.ide.across import renamed as renamed_across
    from pattern_dsl.ide.rename import Refusal
    from pattern_dsl.ide.rename import rename as renamed

    text, new = workspace.documents.asked(params), text_in(params, "newName")
    place = text.place(params, "position")
    home = _home(workspace, text, place)
    texts = _sharing(workspace, home, every=True) if home is not None and home.own else {}
    if home is None or len(texts) < 2:
        made = renamed(text.document, place, new)
        if isinstance(made, Refusal):
            raise Refused(REQUEST_FAILED, made.reason)
        return workspace_edit(made.edits, text, workspace.editor)
    edits = renamed_across({path: other.document for path, other in texts.items()}, home, new)
    if isinstance(edits, Refusal):
        raise Refused(REQUEST_FAILED, edits.reason)
    return workspace_edits([(texts[path], changes) for path, changes in edits.items()], workspace.editor)


def _home(workspace: Workspace, text: Text, place: int) -> Home | None:
    """Where what is named at *place* is given to other texts; None unless that is a text of the workspace."""
    from pattern_dsl.ide.across import home_of

    path = path_of(text.uri)
    if path is None:
        return None
    home = home_of(text.document, _slashed(path), place)
    return home if home is not None and workspace.folders.holds(os.path.normpath(home.path)) else None


def _sharing(workspace: Workspace, home: Home, *, every: bool = False) -> Mapping[str, Text]:
    """The text at *home* and those that import it, by their paths with ``/``.

    Raises ``Refused`` if one of them cannot be read, and, if *every* one must be there, while not all are known.
    """
    known = workspace.known_folders(PATIENCE if every else SOON)
    if every and not known.is_whole:
        raise Refused(REQUEST_FAILED, "not every file of the workspace is known, and one may import this name")
    paths = [os.path.normpath(home.path), *workspace.folders.importers(os.path.normpath(home.path))]
    try:
        return {_slashed(path): workspace.documents.at(uri_of(path)) for path in paths}
    except Refused as refused:
        raise Refused(REQUEST_FAILED, str(refused)) from refused


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")


def _location(workspace: Workspace, text: Text, begin: int, end: int, path: str = "") -> Plain:
    """A place of *text*, or of the text that it calls *path*."""
    other = workspace.documents.at(workspace.documents.uri_from(text, path)) if path else text
    return {"uri": other.uri, "range": range_of(other.lines, begin, end)}
