"""What a terminal shows of music being played: as text, and on a real terminal that is resized, used and left."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_engine.note import NoteEvent
from pattern_engine.player_wire import Position
from pattern_engine.timeline import Meter, MeterMark, Timeline
from pattern_server.status_line import _columns
from pattern_server.view import KEYS, Row, Scene, Shape, describe, in_rows, picture, roll

F = Fraction
LIMIT = 20
PLAIN = Shape(80, 24, colour=False)


def note(part: str, begin: Fraction, length: Fraction, drum: bool = False) -> NoteEvent:
    return NoteEvent(part, "piano", "C4", 60, begin, begin + length, percussive=drum)


def quavers(part: str, bars: int = 4) -> list[NoteEvent]:
    return [note(part, F(number, 8), F(1, 16)) for number in range(8 * bars)]


def test_the_picture_has_a_head_the_parts_and_the_keys() -> None:
    notes = {"melody/a/1": [note("melody/a/1", F(1), F(1, 2)), note("melody/a/1", F(2), F(1, 4))]}
    rows = in_rows(["melody/a/1", "rhythm/b/1"], frozenset({"rhythm/b/1"}), notes, F(5, 4))
    scene = Scene(Position(F(5, 4), 120.0, 1, clients=2), Timeline(), rows, "verse", ["it broke"], keys=True)
    assert picture(scene, Shape(60, 24, colour=False)) == [
        "bar 2:2  120 bpm  4/4  verse  1 part  0 late  2 clients",
        "1 ▶ melody/a/1  ●───────········│●───············",
        "2 m rhythm/b/1  ················│················",
        "it broke",
        KEYS[:58] + "…",
    ]


def test_a_bar_is_drawn_from_its_notes() -> None:
    assert roll(quavers("a", 1), 0, 8) == "●●●●●●●●"
    assert roll([note("a", F(2), F(1, 8)), note("a", F(2), F(1, 8)), note("a", F(5, 2), F(1, 8))], 2, 8) == "◉···●···"
    assert roll([note("a", F(1, 2), F(1))], 1, 8) == "────····"
    assert roll([note("a", F(0), F(1), drum=True)], 0, 8) == "●·······"


def test_what_is_said_of_a_position() -> None:
    timeline = Timeline(meters=(MeterMark(meter=Meter(6, 8)),))
    assert describe(Position(F(3, 2), 90.0, 2, late=3), timeline) == "bar 2:4  90 bpm  6/8  2 parts  3 late"
    assert describe(Position(F(0), 90.5, 1, moving=False), timeline).startswith("silent  bar 1:1  90.5 bpm")


@given(
    st.integers(1, 200),
    st.integers(1, 60),
    st.integers(0, 40),
    st.booleans(),
    st.lists(st.text(max_size=200), max_size=5),
    st.fractions(-2, 9),
)
def test_no_line_is_wider_than_the_terminal_and_all_fit(
    width: int, height: int, parts: int, colour: bool, messages: list[str], now: Fraction
) -> None:
    keys = [f"melody/part{number}/1" for number in range(parts)]
    rows = in_rows(keys, frozenset(keys[1:3]), {key: quavers(key) for key in keys}, now)
    messages = [message.replace("\x1b", "") for message in messages]
    scene = Scene(Position(now, 120.0), Timeline(), rows, "chorus", messages, keys=True)
    lines = picture(scene, Shape(width, height, colour))
    assert 1 <= len(lines) <= max(1, height - 1)
    assert all(_columns(line) <= max(1, width - 1) for line in lines)
    assert colour or "\x1b" not in "".join(lines)


def test_too_many_parts_are_counted() -> None:
    rows = [Row(f"melody/a/{number}", muted=False, sounds=False) for number in range(40)]
    lines = picture(Scene(Position(F(0), 120.0), Timeline(), rows), Shape(80, 10, colour=False))
    assert len(lines) == 9
    assert lines[-1] == "  and 33 more"


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")


class Terminal:
    """A pseudo-terminal with a command on it."""

    def __init__(self, *command: str | Path, **environment: str) -> None:
        import pty

        self.control, self.line = pty.openpty()
        self.resize(100, 30)
        self.before = self.settings()
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm"} | environment
        self.process = subprocess.Popen(
            [sys.executable, "-c", _IN_FRONT, *map(str, command)],
            stdin=self.line, stdout=self.line, stderr=self.line, env=env, start_new_session=True,
        )  # fmt: skip
        self.text = ""

    def settings(self) -> list[object]:
        import termios

        return termios.tcgetattr(self.line)

    def resize(self, columns: int, rows: int) -> None:
        import termios

        termios.tcsetwinsize(self.control, (rows, columns))

    def press(self, keys: str) -> None:
        os.write(self.control, keys.encode())

    def shows(self, pattern: str) -> str:
        """Wait until what is written matches *pattern*; returns everything since the last match."""
        while not (found := re.search(pattern, self.text, re.DOTALL)):
            assert self.reads() or self.process.poll() is None, f"it ended without {pattern!r}: {self.text!r}"
        seen, self.text = self.text[: found.end()], self.text[found.end() :]
        return seen

    def ends(self) -> int:
        """Wait for the end, reading what is still written."""
        while self.reads() or self.process.poll() is None:
            pass
        return self.process.returncode

    def reads(self) -> bool:
        """Read what is there, waiting a moment for it."""
        if not select.select([self.control], [], [], 0.05)[0]:
            return False
        self.text += os.read(self.control, 65536).decode("utf-8", "replace")
        return True


_IN_FRONT = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
"""Makes the terminal the process's own, as a shell does."""


@contextmanager
def terminal(*command: str | Path, **environment: str) -> Iterator[Terminal]:
    made = Terminal(*command, **environment)
    guard = Timer(LIMIT, made.process.kill)
    guard.start()
    try:
        yield made
    finally:
        guard.cancel()
        made.process.kill()
        made.process.wait()
        os.close(made.control)
        os.close(made.line)


def test_keys_mute_hush_tap_and_quit(command: tuple[str, ...], groove: Path) -> None:
    with terminal(*command, groove, "--to", "none") as screen:
        screen.shows("1 . rhythm/beat/kick.*2 . rhythm/beat/hats.*q quit")
        screen.press("2")
        screen.shows("1 part .*2 m rhythm/beat/hats")
        screen.press("2")
        screen.shows("2 parts .*2 . rhythm/beat/hats")
        screen.press("h")
        screen.shows("silent  bar")
        screen.press(" ")
        screen.shows("\x1b\\[1mbar")
        screen.press("u")
        screen.shows("nothing to undo")
        screen.press("\x1b[Axz")
        screen.press("q")
        assert screen.ends() == 0
        assert "events, 0 late" in screen.text
        assert screen.settings() == screen.before


def test_undo_brings_back_what_was_before(command: tuple[str, ...], groove: Path) -> None:
    line = ("--watch", "--to", "none", "--events", "json", "--swap", "now")
    text = groove.read_text(encoding="utf-8")
    with terminal(*command, groove, *line) as screen:
        screen.shows('"note":"Kick"')
        groove.write_text(text.replace("Kick*4", "Clap*4"), encoding="utf-8")
        screen.shows('changed from.*"note":"Clap"')
        screen.press("u")
        screen.shows('changed from.*"note":"Kick"')
        screen.press("r")
        screen.shows('changed from.*"note":"Clap"')


def test_a_mistake_stays_in_sight_until_it_is_mended(command: tuple[str, ...], groove: Path) -> None:
    text = groove.read_text(encoding="utf-8")
    with terminal(*command, groove, "--watch", "--to", "none", "--swap", "now") as screen:
        screen.shows("q quit")
        groove.write_text(text.replace("Kick*4", "Kick*4)"), encoding="utf-8")
        kept = r"there are mistakes: block beat keeps playing its last good version \(line 2\)"
        screen.shows(rf"{kept}\r\n.*! rhythm/beat/kick.*! rhythm/beat/hats.*{kept}.*q quit")
        groove.write_text(text, encoding="utf-8")
        screen.shows("changed from")
        assert "mistakes" not in screen.shows("q quit")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_the_terminal_as_it_was(
    command: tuple[str, ...], groove: Path, number: signal.Signals, code: int
) -> None:
    with terminal(*command, groove, "--to", "none") as screen:
        screen.shows("q quit")
        assert screen.settings() != screen.before
        if number == signal.SIGINT:
            screen.press("\x03")
        else:
            os.kill(screen.process.pid, number)
        assert screen.ends() == code
        assert "Traceback" not in screen.text
        assert screen.settings() == screen.before
        assert screen.text.rstrip("\r\n").endswith(("\x1b[J", "\x1b[?25h"))


@pytest.mark.parametrize("options", [(), ("--watch",), ("--events", "json")])
def test_a_terminal_that_is_closed_ends_the_command(
    command: tuple[str, ...], groove: Path, options: tuple[str, ...]
) -> None:
    with terminal(*command, groove, "--to", "none", *options) as screen:
        screen.shows('"note"' if options[:1] == ("--events",) else "q quit")
        nobody = os.open(os.devnull, os.O_RDWR)
        os.dup2(nobody, screen.line)
        os.dup2(nobody, screen.control)  # that was the last of it
        os.close(nobody)
        assert screen.process.wait() == 129


def test_a_narrower_terminal_and_no_colours(command: tuple[str, ...], groove: Path) -> None:
    with terminal(*command, groove, "--to", "none", NO_COLOR="1") as screen:
        assert "\x1b[1m" not in screen.shows("q quit")
        screen.resize(20, 30)
        screen.shows("space stop/play  h…")
        screen.resize(20, 2)
        screen.shows("\x1b\\[JBar|\x1b\\[Jbar")
        os.kill(screen.process.pid, signal.SIGTERM)
        screen.ends()


def test_a_pipe_gets_plain_lines(command: tuple[str, ...], groove: Path) -> None:
    done = subprocess.run([*command, groove, "--bars", "1", "--to", "none"], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == [f"{groove}: 2 parts to none", "played 12 events, 0 late"]
    assert done.stdout == ""
