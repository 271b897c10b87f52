"""Whether an editor's own colours agree with what the language server says of every word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from colours import ROOT

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.ide.tokens import tokens

SHADES = {"comment": "comment", "number": "number", "degree": "number", "string": "string", "keyword": "keyword"}
"""The four kinds that every theme knows, by the shades that are one."""

PASSED_OVER = {'melody { not and 0; or "c4"; }'}
"""Programs whose names are keywords, which takes a parser to see."""


@cache
def programs() -> tuple[str, ...]:
    """All examples, and the programs of the language pages that have no errors."""
    pages = sorted((ROOT / "tests" / "language").glob("*.md"))
    fenced = [
        program
        for page in pages
        for program in re.findall(r"^```pattern[^\n]*\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    ]
    songs = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.pattern"))]
    return (*songs, *(text for text in fenced if not any(d.severity == "error" for d in check(text).diagnostics)))


def disagreements(text: str, seen: Sequence[str]) -> tuple[int, list[str]]:
    """How many words the language sees in *text*, and those that an editor takes for something else.

    *seen* is what the editor takes each code point for: one of the four kinds, or *other*.
    """
    found = list(tokens(Document.of(text)))
    wrong = []
    for token in found:
        wanted = SHADES.get(token.kind, "other")
        got = {seen[place] for place in range(token.begin, token.end)}
        if got != {wanted}:
            line = text.count("\n", 0, token.begin)
            wrong.append(
                f"{text[token.begin : token.end]!r} {token.kind}, not {sorted(got)}: {text.splitlines()[line]}"
            )
    return len(found), wrong
