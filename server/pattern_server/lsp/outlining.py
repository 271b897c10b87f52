"""The shape of a text: its outline, what can be folded, and what a caret stands in, as the protocol has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pattern_server.lsp.asked import list_in, position_in
from pattern_server.lsp.convert import range_of
from pattern_server.lsp.documents import Text
from pattern_server.lsp.lines import Lines
from pattern_server.lsp.wire import Json, Plain
from pattern_server.lsp.workspace import Workspace

if TYPE_CHECKING:
    from pattern_dsl.ide.folding import Fold
    from pattern_dsl.ide.selection import Extent
    from pattern_dsl.ide.symbols import Symbol

_KINDS = {
    "import": 2,
    "section": 3,
    "block": 5,
    "statement": 8,
    "use": 8,
    "def": 12,
    "let": 13,
    "param": 14,
    "form": 18,
}
"""The protocol's numbers for what stands in an outline."""


class Sketch(NamedTuple):
    """The outline of a piece of text as it is sent; *symbols* are what it shows."""

    symbols: tuple[Symbol, ...]
    text: str


def symbols(workspace: Workspace, params: Plain) -> Json:
    """The outline of a text: as a tree, or one after another for an editor that shows no trees."""
    from pattern_dsl.ide.symbols import symbols as outline

    text = workspace.documents.asked(params)
    known = workspace.sketches.get(text.uri, {})
    made: dict[tuple[int, int], Sketch] = {}
    for start, found in outline(text.document).pieces:
        key = id(found), text.lines.position(start)[0]
        if found:
            made[key] = known.get(key) or _sketched(found, start, text, workspace)
    if text.uri in workspace.documents.texts:
        workspace.sketches[text.uri] = made
    return Json(f"[{','.join([sketch.text for sketch in made.values()])}]")


def _sketched(found: tuple[Symbol, ...], start: int, text: Text, workspace: Workspace) -> Sketch:
    moved = [symbol.moved(start) for symbol in found]
    if workspace.editor.trees:
        rows = [_branch(symbol, text.lines) for symbol in moved]
    else:
        rows = [row for symbol in moved for row in _rows(symbol, text.uri, text.lines, "")]
    return Sketch(found, Json.of(rows)[1:-1])


def folding(workspace: Workspace, params: Plain) -> list[Plain]:
    """What of a text can be folded."""
    from pattern_dsl.ide.folding import folding as folds

    text = workspace.documents.asked(params)
    made = [_fold(fold, text.lines, workspace.editor.folds_lines) for fold in folds(text.document)]
    return [fold for fold in made if fold is not None]


def selection(workspace: Workspace, params: Plain) -> list[Plain]:
    """What each of some carets stands in, from the smallest piece to all of the text."""
    from pattern_dsl.ide.selection import selection as extents

    text = workspace.documents.asked(params)
    carets = [text.lines.place(*position_in({"at": one}, "at")) for one in list_in(params, "positions")]
    return [_nested(extents(text.document, caret), text.lines) for caret in carets]


def _branch(symbol: Symbol, lines: Lines) -> Plain:
    said: Plain = {
        "name": symbol.name or symbol.kind,
        "kind": _KINDS[symbol.kind],
        "range": range_of(lines, symbol.begin, symbol.end),
        "selectionRange": range_of(lines, symbol.name_begin, symbol.name_end),
    }
    if symbol.detail:
        said["detail"] = symbol.detail
    if symbol.children:
        said["children"] = [_branch(child, lines) for child in symbol.children]
    return said


def _rows(symbol: Symbol, uri: str, lines: Lines, within: str) -> list[Plain]:
    """A symbol and those in it, each with the name of what it is in."""
    location = {"uri": uri, "range": range_of(lines, symbol.begin, symbol.end)}
    name = symbol.name or symbol.kind
    said: Plain = {"name": name, "kind": _KINDS[symbol.kind], "location": location}
    if within:
        said["containerName"] = within
    return [said, *(row for child in symbol.children for row in _rows(child, uri, lines, name))]


def _fold(fold: Fold, lines: Lines, is_whole_lines: bool) -> Plain | None:
    """A fold. Of whole lines the one with the closing bracket stays in sight; what is left may be nothing."""
    (first, begin), (last, end) = lines.position(fold.begin), lines.position(fold.end)
    if is_whole_lines and fold.kind == "region" and not lines.between(lines.place(last, 0), fold.end).strip():
        last -= 1
    if last <= first:
        return None
    said: Plain = {"startLine": first, "endLine": last, "kind": fold.kind}
    return said if is_whole_lines else said | {"startCharacter": begin, "endCharacter": end}


def _nested(extents: Sequence[Extent], lines: Lines) -> Plain:
    """Ranges each of which is the parent of the one before; the largest is the last."""
    made: Plain = {}
    for begin, end in reversed(extents):
        outer: Plain = {"parent": made} if made else {}
        made = {"range": range_of(lines, begin, end), **outer}
    return made
