"""Explaining: what the codes of diagnostics mean, as their page says it, where they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pattern_dsl.catalogue import CATALOGUE
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import Entry

_LONGEST = 200
"""Signs of an example that is shown whole."""


class Explanation(NamedTuple):
    """What is said, as Markdown, about what is wrong from *begin* to *end* (code points)."""

    begin: int
    end: int
    text: str


def explanation(problems: Iterable[Diagnostic], offset: int) -> Explanation | None:
    """What those of *problems* mean that are at *offset* (code points), each code once; None if none is there."""
    here = [one for one in problems if one.begin <= offset < one.end or offset == one.begin]
    codes = {one.code for one in here}
    said = [_said(entry) for entry in CATALOGUE if entry.code in codes]
    return Explanation(here[0].begin, here[0].end, "\n\n".join(said)) if said else None


def _said(entry: Entry) -> str:
    example = entry.example if len(entry.example) <= _LONGEST else f"{entry.example[:60].rstrip()} …"
    what = f"**{entry.code}** {entry.title} ({entry.severity}). {entry.meaning}"
    shown = f"For example:\n\n```pattern\n{example.strip()}\n```"
    help_ = f"{entry.help[:1].upper()}{entry.help[1:]}".rstrip(".")
    return "\n\n".join([what, shown, f"{help_}."])
