"""Searching: names of all files of the workspace, by what somebody remembers of them."""

from __future__ import annotations

from collections.abc import Iterable

from pattern_server.lsp.addresses import uri_of
from pattern_server.lsp.asked import text_in
from pattern_server.lsp.survey import Listed
from pattern_server.lsp.wire import Plain
from pattern_server.lsp.workspace import Workspace

MOST = 500
"""Names that are sent at once."""

SOON = 0.3
"""Seconds for which an answer waits while files are still being read; then it is what is known."""

_LIKE = 70
"""How alike a name and what is typed must be, from 0 to 100, if it holds no letter after another of it."""

_KINDS = {"section": 3, "block": 5, "def": 12, "let": 13, "param": 14}
"""The protocol's numbers for what has a name."""


def search(workspace: Workspace, params: Plain) -> list[Plain]:
    """The names of the workspace that *query* can mean, likeliest first; all of them for an empty one."""
    query = text_in(params, "query")
    workspace.known_folders(SOON)
    named = [*workspace.folders.named()]
    grades = graded(query, {name.name for _, name in named})
    fitting = [(grades[name.name], name.name, path, name) for path, name in named if name.name in grades]
    uris = workspace.documents.paths
    return [_said(uris.get(path, uri_of(path)), name) for _, _, path, name in sorted(fitting)[:MOST]]


def graded(query: str, names: Iterable[str]) -> dict[str, float]:
    """Those of *names* that *query* can mean, with how far each is from it: 0 is the very name."""
    if not query:
        return dict.fromkeys(names, 0.0)
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import extract

    low = query.lower()
    rows = [*names]
    within = extract(low, rows, scorer=LCSseq.similarity, processor=str.lower, score_cutoff=len(low), limit=None)
    found = {name: _grade(low, name.lower()) for name, _, _ in within}
    if len(low) > 2:
        alike = extract(low, rows, scorer=fuzz.ratio, processor=str.lower, score_cutoff=_LIKE, limit=MOST)
        found |= {name: 6 - score / 100 for name, score, _ in alike if name not in found}
    return found


def _grade(query: str, name: str) -> float:
    """How far *name*, which has the letters of *query* in their order, is from it: those that are near one another."""
    if name == query:
        return 0
    rest = 1 - len(query) / len(name)
    at = name.find(query)
    if at == 0:
        return 1 + rest
    if at > 0:
        return (2 if name[at - 1] == "_" else 3) + rest
    return 4 + rest


def _said(uri: str, name: Listed) -> Plain:
    begin = {"line": name.line, "character": name.character}
    location = {"uri": uri, "range": {"start": begin, "end": {"line": name.line, "character": name.stop}}}
    said: Plain = {"name": name.name, "kind": _KINDS[name.kind], "location": location}
    return said | {"containerName": name.within} if name.within else said
