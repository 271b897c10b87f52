"""A text and its lines: where an offset is, as people count."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_LINE_END = re.compile(r"\r\n|\n|\r")


class Source:
    """One version of a text, and what it is called in messages. Lines end with LF, CR LF or CR."""

    def __init__(self, name: str, text: str) -> None:
        self.name: Final = name
        self.text: Final = text
        self.starts: Final = (0, *(found.end() for found in _LINE_END.finditer(text)))

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of a code-point *offset*, both counted from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line *number* (from 1) without its end."""
        stop = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : stop].rstrip("\r\n")
