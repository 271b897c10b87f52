"""Watching: every way in which editors save, while music plays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Timer
from time import monotonic

import pytest

from pattern_server.watching import EMPTY, SETTLED, Watch

LIMIT = 40
"""Seconds after which a test has failed."""


class Desk:
    """A watch and whoever waits for it."""

    def __init__(self, *files: Path) -> None:
        self.woken: SimpleQueue[None] = SimpleQueue()
        self.watch = Watch(map(str, files))
        self.watch.start(lambda: self.woken.put(None))

    def changes(self) -> bool:
        """Wait until a file has changed."""
        while not self.watch.changed():
            self.wait(0.02 if self.watch.unsettled else LIMIT)
        return True

    def wait(self, seconds: float) -> None:
        try:
            self.woken.get(timeout=seconds)
        except Empty:
            assert seconds < 1, "nothing was heard of the file"

    def rests(self) -> bool:
        """Whether nothing that is known so far is a change."""
        changed = self.watch.changed()
        while self.watch.unsettled:
            self.wait(0.02)
            changed |= self.watch.changed()
        return not changed


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.pattern"
    path.write_text("tempo 90;\n")
    return path


@contextmanager
def desk(*files: Path) -> Iterator[Desk]:
    made = Desk(*files)
    try:
        yield made
    finally:
        made.watch.close()


def test_a_file_that_is_written_in_place(song: Path) -> None:
    with desk(song) as at:
        assert at.rests()
        song.write_text("tempo 91;\n")
        assert at.changes()
        assert at.rests()


def test_a_file_that_is_written_beside_and_renamed(song: Path) -> None:
    with desk(song) as at:
        for number in range(5):
            beside = song.with_suffix(f".{number}~")
            beside.write_text(f"tempo 10{number};\n")
            beside.replace(song)
            assert at.changes()


def test_a_file_that_goes_and_comes_back(song: Path) -> None:
    with desk(song) as at:
        song.rename(song.with_suffix(".bak"))
        assert at.rests()
        song.write_text("tempo 92;\n")
        assert at.changes()


def test_many_saves_at_once_end_with_the_last(song: Path) -> None:
    with desk(song) as at:
        for number in range(50):
            song.write_text(f"tempo {100 + number};\n")
        assert at.changes()
        while at.watch.changed():
            pass
        assert song.read_text() == "tempo 149;\n"
        assert at.rests()


def test_a_file_is_empty_for_longer_than_a_slow_program_takes_to_write_it(song: Path) -> None:
    with desk(song) as at:
        began = monotonic()
        song.write_text("")
        assert at.changes()
        assert monotonic() - began >= EMPTY > 10 * SETTLED


def test_other_files_in_the_folder_are_nobody_s_concern(song: Path) -> None:
    with desk(song) as at:
        (song.parent / "other.pattern").write_text("tempo 1;\n")
        assert at.rests()


def test_files_in_other_folders_join_and_leave(song: Path, tmp_path: Path) -> None:
    library = tmp_path / "lib" / "fills.pattern"
    library.parent.mkdir()
    library.write_text("let a = 1;\n")
    with desk(song) as at:
        at.watch.over([str(song), str(library)])
        library.write_text("let a = 22;\n")
        assert at.changes()
        at.watch.over([str(song)])
        library.write_text("let a = 333;\n")
        assert at.rests()
        assert at.watch.files == (str(song),)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed(song: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    real = elsewhere / "real.pattern"
    song.rename(real)
    song.symlink_to(real)
    with desk(song) as at:
        real.write_text("tempo 93;\n")
        assert at.changes()


@contextmanager
def playing(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen([str(a) for a in arguments], stdout=pipe, stderr=pipe, text=True) as running:
        guard = Timer(LIMIT, running.kill)
        guard.start()
        try:
            yield running
        finally:
            guard.cancel()
            running.kill()


def test_an_imported_text_is_watched_too(command: tuple[str, ...], tmp_path: Path) -> None:
    library = tmp_path / "lib" / "riffs.pattern"
    library.parent.mkdir()
    library.write_text('let riff = "c4*4";\n')
    song = tmp_path / "song.pattern"
    song.write_text('import riff from "lib/riffs.pattern";\ntempo 900;\nmelody { piano riff; }\n')
    fast = ("--to", "none", "--events", "json", "--swap", "now", "--lookahead", "50")
    with playing(*command, song, "--watch", *fast) as running:
        assert running.stdout is not None
        heard = (json.loads(line)["note"] for line in running.stdout)
        assert next(heard) == "c4"
        library.write_text('let riff = "e4*4";\n')
        assert "e4" in heard
        library.unlink()
        assert running.stderr is not None
        library.write_text('let riff = "g4*4";\n')
        assert "g4" in heard
        running.send_signal(signal.SIGINT)
        running.wait()
    assert running.returncode == 130


def test_what_did_not_change_keeps_its_notes(command: tuple[str, ...], groove: Path, tmp_path: Path) -> None:
    """The hats are the same before and after: not one is lost or doubled while the kick changes under them."""
    text = groove.read_text(encoding="utf-8")
    fast = ("--to", "none", "--events", "json", "--swap", "now", "--bars", "6")
    with playing(*command, groove, "--watch", *fast) as running:
        assert running.stdout is not None
        hats: list[str] = []
        for number, line in enumerate(running.stdout):
            if number in (10, 30, 45):
                groove.write_text(text.replace("Kick*4", f"Snare*{number // 10}"), encoding="utf-8")
            event = json.loads(line)
            hats += [event["begin"]] if event["note"] == "HiHat" else []
        running.wait()
    assert running.returncode == 0
    assert hats == [f"{number // 8}/1" if number % 8 == 0 else _eighths(number) for number in range(48)]


def _eighths(number: int) -> str:
    from fractions import Fraction

    exact = Fraction(number, 8)
    return f"{exact.numerator}/{exact.denominator}"


def test_watching_and_recording_know_who_changed_what(
    command: tuple[str, ...], groove: Path, tmp_path: Path, spawn: Callable
) -> None:
    target = tmp_path / "set.jsonl"
    fast = ("--to", "none", "--events", "json", "--swap", "beat", "--bars", "6", "--record", target)
    with playing(*command, groove, "--watch", *fast) as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        groove.write_text(groove.read_text(encoding="utf-8").replace("Kick", "Snare"), encoding="utf-8")
        rest = running.stdout.read()
        running.wait()
    assert '"Snare"' in rest
    changes = [json.loads(line) for line in target.read_text().splitlines() if '"type":"change"' in line]
    assert [change["number"] for change in changes] == sorted(change["number"] for change in changes)
    assert '-  kick: synth "Kick*4";\n+  kick: synth "Snare*4";\n' in changes[1]["text"]
    assert changes[1]["author"]
    again = spawn("--replay", target, "--to", "none", "--events", "json")
    assert again.code == 0
    assert again.out.decode() == first + rest
