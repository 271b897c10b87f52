"""From what the language says of a text to what the protocol says: ranges, diagnostics, edits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import isfile, join, normpath

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.fix import Edit
from pattern_server.lsp.addresses import uri_of
from pattern_server.lsp.documents import Text
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.lines import Lines
from pattern_server.lsp.wire import Plain

SEVERITIES = {"error": 1, "warning": 2, "info": 3, "hint": 4}

UNUSED = ("PS401", "PS402", "PS407")
"""Codes of what nothing uses, which editors show faded."""

_PAGE = normpath(join(__file__, *[".."] * 4, "docs", "diagnostics.md"))  # noqa: PTH118 - pathlib would take 5 ms
PAGE = uri_of(_PAGE) if isfile(_PAGE) else None  # noqa: PTH113
"""The page that explains every code; None where only the packages are installed."""


def range_of(lines: Lines, begin: int, end: int) -> Plain:
    """The range from one place to another."""
    (line, character), (last, stop) = lines.position(begin), lines.position(end)
    return {"start": {"line": line, "character": character}, "end": {"line": last, "character": stop}}


def diagnostic(problem: Diagnostic, text: Text, editor: Editor) -> Plain:
    """A diagnostic as *editor* can show it."""
    said: Plain = {
        "range": range_of(text.lines, problem.begin, problem.end),
        "severity": SEVERITIES[problem.severity],
        "code": problem.code,
        "source": "pattern",
        "message": message(problem),
    }
    if editor.links and PAGE is not None:
        said["codeDescription"] = {"href": f"{PAGE}#{problem.code.lower()}"}
    if editor.tags and problem.code in UNUSED:
        said["tags"] = [1]
    if editor.related and problem.related:
        said["relatedInformation"] = [
            {"location": {"uri": text.uri, "range": range_of(text.lines, begin, end)}, "message": what}
            for begin, end, what in problem.related
        ]
    if editor.data and problem.fixes:
        said["data"] = {
            "version": text.version,
            "fixes": [
                {"title": fix.title, "isSafe": fix.safe, "edits": edits(fix.edits, text.lines)} for fix in problem.fixes
            ],
        }
    return said


def message(problem: Diagnostic) -> str:
    """What is wrong, what helps, and what it does to the sound, a line each."""
    help_ = f"\nhelp: {problem.hint}" if problem.hint else ""
    sound = f"\nsound: {problem.effect}" if problem.effect else ""
    return f"{problem.message}{help_}{sound}"


def edits(changes: Iterable[Edit], lines: Lines) -> list[Plain]:
    """Edits of a text as the protocol has them."""
    return [{"range": range_of(lines, begin, end), "newText": new} for begin, end, new in changes]


def workspace_edit(changes: Iterable[Edit], text: Text, editor: Editor) -> Plain:
    """Edits of one text, for the version that it has if the editor minds versions."""
    return workspace_edits([(text, changes)], editor)


def workspace_edits(changed: Iterable[tuple[Text, Iterable[Edit]]], editor: Editor) -> Plain:
    """Edits of texts, each for the version that it has if the editor minds versions; one that is not open has none."""
    made = [(text, edits(changes, text.lines)) for text, changes in changed]
    if editor.versioned:
        rows = [({"uri": text.uri, "version": text.version}, changes) for text, changes in made]
        return {"documentChanges": [{"textDocument": of, "edits": changes} for of, changes in rows]}
    return {"changes": {text.uri: changes for text, changes in made}}
