"""The last lines on a terminal, which are drawn again and again. On anything but a terminal they are not there."""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from typing import NamedTuple


class Size(NamedTuple):
    """How many columns and rows a terminal has."""

    width: int
    height: int


class StatusLine:
    """The last lines of the terminal that standard error is. Only the command's main thread may touch it."""

    def __init__(self) -> None:
        self.live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.colour = self.live and not os.environ.get("NO_COLOR")
        self._shown: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        """How large the terminal is now; 80 by 24 if it does not say."""
        try:
            size = os.get_terminal_size(sys.stderr.fileno())
        except OSError:
            return Size(80, 24)
        return Size(size.columns or 80, size.lines or 24)

    def show(self, *lines: str) -> None:
        """Replace the lines shown with *lines*, each narrower than the terminal when its colours are left out."""
        if not self.live or lines == self._shown:
            return
        width = self.size.width
        text = "\r\n".join(lines if len(lines) > 1 else (lines[0][: width - 1],))
        sys.stderr.write(f"\x1b[?25l{self._back(width)}{text}\x1b[?25h")
        sys.stderr.flush()
        self._shown = lines

    def clear(self) -> None:
        """Take the lines away, so that other text can be written."""
        if self._shown:
            sys.stderr.write(self._back(self.size.width))
            sys.stderr.flush()
            self._shown = ()

    def note(self, text: str) -> None:
        """Write *text* as a line that stays, terminal or not."""
        self.clear()
        if sys.stderr is not None:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()

    def _back(self, width: int) -> str:
        """To the start of what is shown, and nothing after it; a terminal made narrower has broken its lines."""
        if not self._shown:
            return "\r\x1b[J"
        rows = sum(max(1, -(-_columns(line) // width)) for line in self._shown) - 1
        return f"\r\x1b[{rows}A\x1b[J" if rows else "\r\x1b[J"


def _columns(line: str) -> int:
    """How many columns *line* takes: the signs that choose colours take none."""
    return sum(len(piece.partition("m")[2] if index else piece) for index, piece in enumerate(line.split("\x1b[")))


def progress_bar(done: Fraction | float, width: int = 30) -> str:
    """How much is *done* (0 to 1) as a bar and a percentage."""
    filled = round(max(0.0, min(1.0, float(done))) * width)
    return f"[{'█' * filled}{'·' * (width - filled)}] {round(100 * filled / width)} %"
