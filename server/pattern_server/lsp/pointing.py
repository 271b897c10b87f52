"""What a text points to or leaves unsaid: links to files, colours, and hints, as the protocol has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_server.lsp.addresses import path_of
from pattern_server.lsp.asked import range_in
from pattern_server.lsp.convert import edits, range_of
from pattern_server.lsp.editor import within
from pattern_server.lsp.lines import Lines
from pattern_server.lsp.wire import INVALID_PARAMS, Plain, Refused
from pattern_server.lsp.workspace import Workspace

if TYPE_CHECKING:
    from pattern_dsl.ide.hints import Hint

_SHARES = ("red", "green", "blue", "alpha")


def links(workspace: Workspace, params: Plain) -> list[Plain]:
    """Where the imports of a text lead; a text that is no file has nothing beside it."""
    from pattern_dsl.ide.links import links as imports

    text = workspace.documents.asked(params)
    if path_of(text.uri) is None:
        return []
    return [
        {
            "range": range_of(text.lines, link.begin, link.end),
            "target": workspace.documents.uri_from(text, link.target),
        }
        for link in imports(text.document)
    ]


def colours(workspace: Workspace, params: Plain) -> list[Plain]:
    """The colours that are written in a text."""
    from pattern_dsl.ide.colours import colours as written

    text = workspace.documents.asked(params)
    return [
        {"range": range_of(text.lines, begin, end), "color": dict(zip(_SHARES, shares, strict=True))}
        for begin, end, *shares in written(text.document)
    ]


def spellings(workspace: Workspace, params: Plain) -> list[Plain]:
    """How a colour is written. Raises ``Refused`` for what is no colour."""
    from pattern_dsl.ide.colours import written

    workspace.documents.asked(params)
    shares = [_share(params, name) for name in _SHARES]
    return [{"label": written(*shares)}]


def hints(workspace: Workspace, params: Plain) -> list[Plain]:
    """What is shown between the words of a range: lengths, notes, and what numbers are."""
    from pattern_dsl.ide.hints import hints as unsaid

    text = workspace.documents.asked(params)
    begin, end = (text.lines.place(*position) for position in range_in(params, "range"))
    return [_hint(hint, text.lines) for hint in unsaid(text.document, begin, end)]


def _hint(hint: Hint, lines: Lines) -> Plain:
    is_parameter = hint.kind == "parameter"
    said: Plain = {
        "position": range_of(lines, hint.at, hint.at)["start"],
        "label": hint.label,
        "tooltip": hint.tooltip,
        "paddingRight" if is_parameter else "paddingLeft": True,
    }
    if is_parameter:
        said["kind"] = 2
    if hint.edit is not None:
        said["textEdits"] = edits([hint.edit], lines)
    return said


def _share(params: Plain, name: str) -> float:
    found = within(params, "color", name)
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise Refused(INVALID_PARAMS, f"color.{name}: a number is expected")
    return found
