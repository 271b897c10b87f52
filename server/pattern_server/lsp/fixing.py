"""Fixing: what can be done about diagnostics and with a text, as code actions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.fix import Edit
from pattern_server.lsp.convert import diagnostic, workspace_edit
from pattern_server.lsp.documents import Text
from pattern_server.lsp.editor import Editor
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import said

QUICK, ALL = "quickfix", "source.fixAll"
PLAY = "source.evaluate"

_REFACTORINGS = {
    "extract": "refactor.extract",
    "inline": "refactor.inline",
    "rewrite": "refactor.rewrite",
    "organize": "source.organize",
}
"""The protocol's names for what can be done with a text that is right."""

ACTION_KINDS = (QUICK, ALL, PLAY, *_REFACTORINGS.values())
"""Every kind of action that there is."""

_COMMENT = re.compile(r"//[ \t]*ps: ignore\b[^\r\n]*")


def actions(text: Text, stretch: tuple[int, int], only: list[object] | None, editor: Editor) -> list[Plain]:
    """The actions for what is wrong from one place to another, of the kinds *only*; of any kind for None."""
    begin, end = stretch
    problems = said(text)
    found: list[Plain] = []
    if is_wanted(QUICK, only):
        near = [problem for problem in problems if problem.begin <= end and begin <= problem.end]
        found += [action for problem in near for action in _quick(problem, text, editor)]
    safe = all_safe(problems)
    if safe and is_wanted(ALL, only):
        title = "Mend everything whose fix is safe"
        found.append({"title": title, "kind": ALL, "edit": workspace_edit(safe, text, editor)})
    if only is None or any(is_wanted(kind, only) for kind in _REFACTORINGS.values()):
        found += _refactorings(text, stretch, only, editor)
    if is_wanted(PLAY, only):
        found += _playing(text, stretch)
    return found


def _playing(text: Text, stretch: tuple[int, int]) -> Iterator[Plain]:
    """Playing, for editors that know no command of ours."""
    (line, character), (last, stop) = (text.lines.position(place) for place in stretch)
    places = {"start": {"line": line, "character": character}, "end": {"line": last, "character": stop}}
    for title, command, asked in (
        ("Evaluate block", "evaluateSelection", {"uri": text.uri, "range": places}),
        ("Evaluate file", "evaluateFile", {"uri": text.uri}),
        ("Hush", "hush", {}),
    ):
        doing = {"title": title, "command": f"patternStudio.{command}", "arguments": [asked]}
        yield {"title": title, "kind": PLAY, "command": doing}


def _refactorings(text: Text, stretch: tuple[int, int], only: list[object] | None, editor: Editor) -> Iterator[Plain]:
    from pattern_dsl.ide.actions import actions as offered

    for title, kind, edits, _ in offered(text.document, *stretch):
        if is_wanted(_REFACTORINGS[kind], only):
            edit = workspace_edit(edits, text, editor)
            yield {"title": title[:1].upper() + title[1:], "kind": _REFACTORINGS[kind], "edit": edit}


def all_safe(problems: Iterable[Diagnostic]) -> list[Edit]:
    """The edits of the first fix of every problem, if it is safe and touches no other."""
    kept: list[Edit] = []
    for problem in problems:
        fix = problem.fixes[0] if problem.fixes else None
        if fix is None or not fix.safe or any(_touch(edit, other) for edit in fix.edits for other in kept):
            continue
        kept += fix.edits
    return sorted(kept)


def _quick(problem: Diagnostic, text: Text, editor: Editor) -> Iterator[Plain]:
    """The fixes of one problem, and leaving it out, which no error can be."""
    shown = [diagnostic(problem, text, editor)]
    for index, fix in enumerate(problem.fixes):
        title = fix.title[:1].upper() + fix.title[1:]
        edit = workspace_edit(fix.edits, text, editor)
        action: Plain = {"title": title, "kind": QUICK, "diagnostics": shown, "edit": edit}
        if fix.safe and not index:
            action["isPreferred"] = True
        yield action
    ignored = None if problem.severity == "error" else ignoring(problem, text)
    if ignored is not None:
        title = f"Ignore {problem.code} on this line"
        edit = workspace_edit([ignored], text, editor)
        yield {"title": title, "kind": QUICK, "diagnostics": shown, "edit": edit}


def ignoring(problem: Diagnostic, text: Text) -> Edit | None:
    """The edit that leaves *problem* out by a comment at the end of its line; None where no comment can stand."""
    end = text.lines.end_of_line(problem.begin)
    begin = text.lines.place(text.lines.position(problem.begin)[0], 0)
    line = text.document.text[begin:end]
    known = _COMMENT.search(line)
    if known is not None:
        return Edit(begin + known.end(), begin + known.end(), f" {problem.code}")
    comment = Edit(end, end, f"  // ps: ignore {problem.code}")
    after = text.document.edited(*comment)
    faults = sum(len(chunk.read()[1]) for chunk in text.document.chunks.pieces)
    fits = faults == sum(len(chunk.read()[1]) for chunk in after.chunks.pieces)
    return comment if fits and "//" not in line and "/*" not in line else None


def _touch(one: Edit, other: Edit) -> bool:
    return one.begin <= other.end and other.begin <= one.end


def is_wanted(kind: str, only: list[object] | None) -> bool:
    """Whether actions of a *kind* are asked for by *only* these; by None all are."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)
