"""While one types: completion, the signature of the call, and what stands under the pointer, for the protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pattern_server.lsp.asked import text_in
from pattern_server.lsp.bringing import brought
from pattern_server.lsp.convert import edits, range_of
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.lines import units
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import Workspace, said

if TYPE_CHECKING:
    from pattern_dsl.ide.completion import Completions
    from pattern_dsl.ide.completion_items import Completion
    from pattern_dsl.ide.signature import Signature
    from pattern_server.lsp.conversation import Promise
    from pattern_server.lsp.documents import Text
    from pattern_server.lsp.ports import Machine

MOST = 300
"""Items that are sent at once; the editor asks again when more is typed."""

PUTTING_RIGHT = {"firstTriggerCharacter": "\n", "moreTriggerCharacter": [";", "}"]}
"""Signs after which the editor asks for the line to be put right."""

OPENING = [".", '"', " ", "<", "[", "{", "~", ":", "$", "("]
"""Signs after which the editor asks by itself."""

_KINDS = {
    "method": 2,
    "function": 3,
    "signal": 3,
    "def": 3,
    "control": 10,
    "let": 6,
    "param": 6,
    "parameter": 6,
    "argument": 5,
    "module": 9,
    "instrument": 7,
    "part": 18,
    "section": 18,
    "keyword": 14,
    "header": 14,
    "block": 15,
    "unit": 11,
    "pack": 9,
    "file": 17,
    "folder": 19,
    "sample": 21,
}
"""The protocol's numbers for kinds, by which editors choose pictures; any other is a value."""

_VALUE = 12
_ESCAPED = re.compile(r"[\\$}]")


def completion(workspace: Workspace, params: Plain) -> Plain | Promise:
    """What may stand at a position, best first; a promise while the machine is asked for the first time."""
    from pattern_dsl.ide.completion import completions

    text = workspace.documents.asked(params)
    place = text.place(params, "position")
    found = completions(text.document, place)
    if not found.of_machine:
        return _list(workspace, text, place, found)
    machine = _machine(workspace)
    machine.look()

    def answer() -> Plain:
        return _list(workspace, text, place, completions(text.document, place, machine.ports))

    return answer() if machine.is_known else machine.promised(answer)


def _machine(workspace: Workspace) -> Machine:
    from pattern_server.lsp.ports import Machine  # few name a port

    workspace.machine = workspace.machine or Machine(workspace.later)
    return workspace.machine


def _list(workspace: Workspace, text: Text, place: int, found: Completions) -> Plain:
    span = range_of(text.lines, found.begin, found.end)
    typed = text.document.text[found.begin : place]
    others = [item._replace(rank=MOST + at) for at, item in enumerate(brought(workspace, text, place))]
    items = [_item(item, span, typed, text, workspace.editor) for item in (*found.items[:MOST], *others)]
    return {"isIncomplete": bool(items) or found.of_machine, "items": items}


def resolved(workspace: Workspace, params: Plain) -> Plain:
    """An item of completion with its documentation."""
    from pattern_dsl.ide.hover_texts import documentation

    if text_in(params, "label") and params.get("data") is None:
        return params
    topic = text_in(params, "data", "about"), text_in(params, "data", "name")
    return params | {"documentation": documented(documentation(*topic), workspace.editor.markdown_items)}


def signature(workspace: Workspace, params: Plain) -> Plain | None:
    """The call that a position is in."""
    from pattern_dsl.ide.signature import signature as call_at

    text = workspace.documents.asked(params)
    found = call_at(text.document, text.place(params, "position"))
    return None if found is None else _signature(found, workspace.editor)


def typing(workspace: Workspace, params: Plain) -> list[Plain]:
    """The edits that put the line right in which one types."""
    from pattern_dsl.ide.typed import typed

    text = workspace.documents.asked(params)
    return edits(typed(text.document, text.place(params, "position"), text_in(params, "ch")), text.lines)


def hover(workspace: Workspace, params: Plain) -> Plain | None:
    """What stands at a position, and below that what the codes mean of what is wrong with it."""
    from pattern_dsl.ide.explaining import explanation
    from pattern_dsl.ide.hover import hover as seen

    text = workspace.documents.asked(params)
    place = text.place(params, "position")
    found = [one for one in (seen(text.document, place), explanation(said(text), place)) if one is not None]
    if not found:
        return None
    contents = prose("\n\n---\n\n".join(one.text for one in found), workspace.editor)
    return {"contents": contents, "range": range_of(text.lines, found[0].begin, found[0].end)}


def prose(markdown: str, editor: Editor) -> Plain:
    """*markdown* as what it is, or as plain text to an editor that knows no other in hovers."""
    return {"kind": "markdown" if editor.markdown else "plaintext", "value": markdown}


def documented(markdown: str, is_known: bool) -> Plain | str:
    """*markdown* as what it is, or as a plain text where the editor does not know it."""
    return {"kind": "markdown", "value": markdown} if is_known else markdown


def _item(item: Completion, span: Plain, typed: str, text: Text, editor: Editor) -> Plain:
    """An item in place of what is typed, which it is found by: what is alike, and in which order, the language says."""
    filled = editor.snippets and bool(item.stops)
    made: Plain = {
        "label": item.label,
        "kind": _KINDS.get(item.kind, _VALUE),
        "detail": item.detail,
        "sortText": f"{item.rank:05}",
        "filterText": typed or item.label,
        "textEdit": {"range": span, "newText": _snippet(item) if filled else item.insert},
    }
    if filled:
        made["insertTextFormat"] = 2
    if item.topic is not None:
        made["data"] = {"about": item.topic[0], "name": item.topic[1]}
    if item.edits:
        made["additionalTextEdits"] = edits(item.edits, text.lines)
    return made


def _snippet(item: Completion) -> str:
    """What an item puts there, with its stops as editors write them."""
    made, at = "", 0
    for number, (begin, end) in enumerate(item.stops, 1):
        made += f"{_escaped(item.insert[at:begin])}${{{number}:{_escaped(item.insert[begin:end])}}}"
        at = end
    return f"{made}{_escaped(item.insert[at:])}$0"


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text)


def _signature(found: Signature, editor: Editor) -> Plain:
    parameters = [
        {
            "label": [units(found.label[: one.begin], "utf-16"), units(found.label[: one.end], "utf-16")]
            if editor.label_places
            else found.label[one.begin : one.end],
            "documentation": documented(one.text, editor.markdown_calls),
        }
        for one in found.parameters
    ]
    made: Plain = {
        "label": found.label,
        "documentation": documented(found.text, editor.markdown_calls),
        "parameters": parameters,
    }
    # a number beyond the last stands for no parameter where null is not known: most editors then show none
    active = found.active if found.active is not None or editor.no_parameter else len(parameters)
    return {"signatures": [made], "activeSignature": 0, "activeParameter": active}
