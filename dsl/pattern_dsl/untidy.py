"""Untidy: lines that the formatter would write otherwise. For editors, and for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import AS_IT_IS
from pattern_dsl.fix import Edit, Fix
from pattern_dsl.formatting import format_text

LONGEST = 4_000
"""Lines of a text that are compared one by one; a longer one is compared as a whole."""


def untidy(text: str) -> Iterator[Diagnostic]:
    """A hint for each stretch of lines that has not its one form. Applying every fix formats the text."""
    tidy = format_text(text).text
    if tidy == text:
        return
    before, after = text.splitlines(keepends=True), tidy.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    whole = [("replace", 0, len(before), 0, len(after))]
    found = whole if len(before) > LONGEST else SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, first, last, new, stop in found:
        if kind == "equal":
            continue
        begin, end = starts[first], starts[last]
        fix = Fix("write it as the formatter does", (Edit(begin, end, "".join(after[new:stop])),))
        shown = begin + len(text[begin:end].rstrip("\r\n"))
        message = "the formatter writes this otherwise"
        yield Diagnostic("PS601", "hint", begin, shown, message, "pattern-run --format", AS_IT_IS, (fix,))
