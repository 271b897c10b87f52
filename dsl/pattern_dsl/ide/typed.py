"""Typed: what is put right in a line while it is written: its indent, and its blanks once a statement ends there.

Nothing is closed, no other line is touched, and nothing but blanks changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pattern_dsl.breaking import STEP
from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.formatting import format_text
from pattern_dsl.ide.context_tokens import before, chunk_at

ENDS = (";", "}")
"""Signs after which a statement or a block is written in its one form."""

LONGEST = 6_000
"""Signs of an item whose lines are written in their one form; in a longer one they are only indented."""

_BLANKS = re.compile(r"[ \t]*")
_LINE = re.compile(r"[^\r\n]*")
_LINES = re.compile(r"\r\n|\r|\n")


def typed(document: Document, offset: int, sign: str) -> tuple[Edit, ...]:
    """The edits of the line of *offset* (code points), before which *sign* was typed: one of ``ENDS`` or a line end.

    Nothing in comments, in strings, and on lines that begin in them.
    """
    if not document.chunks.pieces:
        return ()
    number = chunk_at(document, offset)
    start, text = document.chunks.starts[number], document.chunks.pieces[number].text
    begin = max(text.rfind("\n", 0, offset - start), text.rfind("\r", 0, offset - start)) + 1
    held, opening = before(document, offset), before(document, start + begin)
    if held.quote is not None or held.comment or opening.quote is not None or opening.comment:
        return ()
    found = _LINE.match(text, begin)
    line = found[0] if found else ""
    if sign in ENDS and len(text) <= LONGEST:
        tidy = _tidy(text, begin, line)
        if tidy is not None:
            return tuple(_blanks(line, tidy, start + begin))
    if not line.strip() and sign in ENDS:
        return ()
    blanks = _BLANKS.match(line)
    there = blanks.end() if blanks else 0
    wanted = " " * _indent(document, start + begin, line[there : there + 1])
    return () if line[:there] == wanted else (Edit(start + begin, start + begin + there, wanted),)


def _indent(document: Document, begin: int, first: str) -> int:
    """Blanks before a line that begins at *begin* with the sign *first*."""
    held = before(document, begin)
    depth = len(held.around) - (first == "}" and not held.nest)
    if held.statement and first != "}":
        depth += max(1, len(held.nest))
    elif held.nest:
        depth += len(held.nest) - (first == "}")
    return STEP * max(0, depth - (first in (")", "]") and bool(held.nest)))


def _tidy(text: str, begin: int, line: str) -> str | None:
    """The *line* at *begin* as the formatter writes it; None where it would not stay one line, or has faults."""
    made = format_text(text)
    lines = _LINES.split(made.text)
    number = len(_LINES.findall(text, 0, begin))
    if made.diagnostics or number >= len(lines) or len(lines) != len(_LINES.split(text.rstrip())) + 1:
        return None
    return lines[number] if lines[number].split() and _signs(lines[number]) == _signs(line) else None


def _signs(line: str) -> str:
    return "".join(line.split())


def _blanks(line: str, tidy: str, begin: int) -> Iterator[Edit]:
    """The edits that give *line*, which stands at *begin*, the blanks of *tidy*; their other signs are the same."""
    at = there = 0
    while at < len(line) or there < len(tidy):
        old, new = _BLANKS.match(line, at), _BLANKS.match(tidy, there)
        if old is not None and new is not None:
            if old[0] != new[0]:
                yield Edit(begin + old.start(), begin + old.end(), new[0])
            at, there = old.end(), new.end()
        at, there = at + 1, there + 1
