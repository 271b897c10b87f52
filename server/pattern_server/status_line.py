"""The one line on a terminal that says where the music is. On anything but a terminal it is silent."""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from math import floor

from pattern_engine.player_wire import Position
from pattern_engine.timeline import Timeline


class StatusLine:
    """The last line of the terminal. Only the command's main thread may touch it."""

    def __init__(self) -> None:
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def show(self, text: str) -> None:
        """Replace the line with *text*, cut to the terminal's width."""
        if not self._live:
            return
        sys.stderr.write(f"\r\x1b[K{text[: _width() - 1]}")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away, so that other text can be written."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False

    def note(self, text: str) -> None:
        """Write *text* as a line that stays, terminal or not."""
        self.clear()
        if sys.stderr is not None:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


def describe(position: Position, timeline: Timeline) -> str:
    """*position* in words: bar and beat from 1, tempo, meter, parts, late events."""
    bar = floor(position.cycle)
    meter = timeline.meter(position.cycle)
    beat = floor((position.cycle - bar) * meter.beats) + 1
    parts = f"{position.parts} part{'' if position.parts == 1 else 's'}"
    return f"bar {bar + 1}:{beat}  {position.bpm:.4g} bpm  {meter}  {parts}  {position.late} late"


def progress_bar(done: Fraction | float, width: int = 30) -> str:
    """How much is *done* (0 to 1) as a bar and a percentage."""
    filled = round(max(0.0, min(1.0, float(done))) * width)
    return f"[{'█' * filled}{'·' * (width - filled)}] {round(100 * filled / width)} %"


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80
