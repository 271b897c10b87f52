"""Playing: the command as a process, its player beside it, and a file that is saved meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

LIMIT = 40
"""Seconds after which a process that still plays has failed its test."""


@contextmanager
def playing(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A running command; killed when it plays for too long."""
    pipe = subprocess.PIPE
    with subprocess.Popen([str(a) for a in arguments], stdout=pipe, stderr=pipe, text=True) as running:
        guard = Timer(LIMIT, running.kill)
        guard.start()
        try:
            yield running
        finally:
            guard.cancel()
            running.kill()


def notes(running: subprocess.Popen[str]) -> Iterator[str]:
    """The notes a command prints as they sound."""
    assert running.stdout is not None
    for line in running.stdout:
        yield json.loads(line)["note"]


def test_music_that_ends_ends_the_command(spawn: Callable, song: Path) -> None:
    outcome = spawn(song, "--to", "none", "--events", "json", "--tempo", "480")
    assert outcome.code == 0
    assert [json.loads(line)["note"] for line in outcome.out.splitlines()] == ["C4", "E4", "G4"]
    assert outcome.err.splitlines() == [f"{song}: 3 parts to none", "played 3 events, 0 late"]


def test_the_text_says_where_it_plays_unless_the_command_does(spawn: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('out none, osc("127.0.0.1:57120", "/studio"), fax("x");\nmelody { piano C4 0; }\n')
    outcome = spawn(path, "--tempo", "480")
    assert outcome.code == 0
    asked, playing_to, *_ = outcome.err.splitlines()
    assert asked.startswith("pattern-run: the text asks for out fax: unknown output 'fax:x'; there are synth, juce")
    assert playing_to == f"{path}: 1 part to none, osc:127.0.0.1:57120/studio"
    assert spawn(path, "--tempo", "480", "--to", "none").err.splitlines()[0] == f"{path}: 1 part to none"


def test_a_part_goes_where_it_says_unless_the_command_says_otherwise(spawn: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10)
        there = f'osc("127.0.0.1:{receiver.getsockname()[1]}")'
        path.write_text(f"out none;\nmelody a {{ piano C4 0; }}\nmelody b -> {there} {{ piano E4 0; }}\n")
        outcome = spawn(path, "--tempo", "480", "--events", "--to", "none")
        assert (outcome.code, outcome.text.count("\n")) == (0, 2)
        receiver.setblocking(False)
        with pytest.raises(BlockingIOError):
            receiver.recv(65536)
        receiver.settimeout(10)
        assert spawn(path, "--tempo", "480").code == 0
        heard = receiver.recv(65536)
        assert b"melody/b/" in heard
        assert b"melody/a/" not in heard


def test_a_form_is_played_once(spawn: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('section a 1 bar { tempo 400; melody { piano "c4 e4"; } }\nform a*2;\n')
    outcome = spawn(path, "--to", "none", "--events", "json")
    assert [json.loads(line)["begin"] for line in outcome.out.splitlines()] == ["0/1", "1/2", "1/1", "3/2"]


def test_what_is_heard_is_what_is_rendered(spawn: Callable, groove: Path) -> None:
    offline = spawn(groove, "--events", "json", "--from", "2", "--bars", "2", "--tempo", "900")
    heard = spawn(groove, "--events", "json", "--from", "2", "--bars", "2", "--tempo", "900", "--to", "none")
    assert (heard.code, offline.code) == (0, 0)
    assert heard.out == offline.out
    assert len(heard.out.splitlines()) == 24


def test_files_are_rendered_before_the_music_is_played(spawn: Callable, song: Path, tmp_path: Path) -> None:
    outcome = spawn(song, "--midi", "x.mid", "--wav", "x.wav", "--to", "none", "--events", "--tempo", "480")
    assert outcome.code == 0
    assert outcome.text.count("\n") == 3
    assert (tmp_path / "x.mid").read_bytes().startswith(b"MThd")
    assert (tmp_path / "x.wav").read_bytes().startswith(b"RIFF")


def test_a_loop_goes_on_until_its_bars_are_over(spawn: Callable, song: Path) -> None:
    outcome = spawn(song, "--to", "none", "--events", "json", "--tempo", "900", "--loop", "--bars", "3")
    assert (outcome.code, len(outcome.out.splitlines())) == (0, 9)


def test_the_synth_plays_with_or_without_a_sound_card(spawn: Callable, song: Path) -> None:
    outcome = spawn(song, "--tempo", "480")
    assert (outcome.code, outcome.out) == (0, b"")
    assert outcome.err.splitlines()[0] == f"{song}: 3 parts to synth"


def test_ctrl_c_ends_with_130(command: tuple[str, ...], groove: Path) -> None:
    with playing(*command, groove, "--to", "none", "--events", "json") as running:
        assert next(notes(running)) == "HiHat"
        running.send_signal(signal.SIGINT)
        running.wait()
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()
    assert running.returncode == 130


def test_ctrl_c_while_rendering_leaves_no_file(command: tuple[str, ...], groove: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.wav"
    with playing(*command, groove, "--bars", "5000", "--wav", target) as running:
        while running.poll() is None and not list(tmp_path.glob(".x.wav.*.part")):
            os.sched_yield()
        running.send_signal(signal.SIGINT)
        running.wait()
    assert running.returncode == 130
    assert [item.name for item in tmp_path.iterdir()] == ["groove.pattern"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("option", ["--wav", "--to"])
def test_a_request_to_end_is_tidied_like_ctrl_c(
    command: tuple[str, ...], groove: Path, tmp_path: Path, option: str, number: signal.Signals, code: int
) -> None:
    line = (
        ("--wav", tmp_path / "x.wav", "--bars", "5000") if option == "--wav" else ("--to", "none", "--events", "json")
    )
    with playing(*command, groove, *line) as running:
        if option == "--to":
            assert next(notes(running)) == "HiHat"
        while option == "--wav" and running.poll() is None and not list(tmp_path.glob(".x.wav.*.part")):
            os.sched_yield()
        running.send_signal(number)
        running.wait()
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()
    assert running.returncode == code
    assert [item.name for item in tmp_path.iterdir()] == ["groove.pattern"]


def test_a_part_that_falls_silent_is_told_once_and_the_exit_code_says_so(spawn: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('melody a { piano "0 2".div("<1!4 0>"); }\nmelody b { piano "c4*4"; }', encoding="utf-8")
    outcome = spawn(path, "--to", "none", "--bars", "6", "--tempo", "900", "--events", "json")
    assert outcome.code == 1
    assert len([line for line in outcome.err.splitlines() if "melody/a/1 is silent: " in line]) == 1
    assert len([line for line in outcome.out.splitlines() if b"melody/b/1" in line]) == 24


def test_what_is_saved_while_a_file_is_rendered_is_heard(
    command: tuple[str, ...], groove: Path, tmp_path: Path
) -> None:
    text = groove.read_text(encoding="utf-8")
    line = ("--watch", "--to", "none", "--wav", tmp_path / "x.wav", "--bars", "60", "--events", "json", "--swap", "now")
    with playing(*command, groove, *line) as running:
        while running.poll() is None and not list(tmp_path.glob(".x.wav.*.part")):
            os.sched_yield()
        groove.write_text(text.replace("Kick*4", "Clap*4"), encoding="utf-8")
        assert "Clap" in notes(running)


def test_a_listener_that_goes_away_ends_the_music(command: tuple[str, ...], groove: Path) -> None:
    with playing(*command, groove, "--to", "none", "--events", "json") as running:
        assert next(notes(running)) == "HiHat"
        assert running.stdout is not None
        running.stdout.close()
        assert running.wait() == 0


def test_a_saved_file_is_heard_and_a_mistake_is_not(command: tuple[str, ...], groove: Path) -> None:
    text = groove.read_text(encoding="utf-8")
    fast = ("--to", "none", "--events", "json", "--swap", "now", "--tempo", "900", "--lookahead", "50")
    with playing(*command, groove, "--watch", *fast) as running:
        heard = notes(running)
        assert next(heard) in ("Kick", "HiHat")
        groove.write_text(text.replace("Kick*4", "Snare*4"), encoding="utf-8")
        assert "Snare" in heard
        groove.write_text(text.replace("Kick*4", "Snare*4!!!)"), encoding="utf-8")
        assert running.stderr is not None
        said = iter(running.stderr.readline, "")
        assert any("error[" in line for line in said)
        assert any("keeps playing its last good version" in line for line in said)
        assert "Snare" in heard
        groove.unlink()
        replacement = groove.with_suffix(".new")
        replacement.write_text(text.replace("Kick*4", "Clap*4"), encoding="utf-8")
        replacement.replace(groove)
        assert "Clap" in heard
        running.send_signal(signal.SIGINT)
        running.wait()
    assert running.returncode == 130


def test_a_swap_at_the_bar_says_from_which(command: tuple[str, ...], groove: Path) -> None:
    with playing(*command, groove, "--watch", "--to", "none", "--bars", "100", "--swap", "bar") as running:
        assert running.stderr is not None
        said = iter(running.stderr.readline, "")
        assert next(said).endswith("2 parts to none\n")
        groove.write_text(groove.read_text(encoding="utf-8").replace("Kick", "Snare"), encoding="utf-8")
        assert any(line.startswith("changed from bar ") for line in said)


@pytest.mark.parametrize(
    ("header", "option", "begins"), [("swap at 8 bars;", (), 8), ("swap at bar;", ("--swap", "4"), 4)]
)
def test_a_text_says_when_its_next_version_takes_over(
    command: tuple[str, ...], groove: Path, header: str, option: tuple[str, ...], begins: int
) -> None:
    text = f"{header}\n{groove.read_text(encoding='utf-8')}"
    groove.write_text(text, encoding="utf-8")
    fast = ("--to", "none", "--bars", "400", "--tempo", "900", *option)
    with playing(*command, groove, "--watch", *fast) as running:
        assert running.stderr is not None
        said = iter(running.stderr.readline, "")
        assert next(said).endswith("2 parts to none\n")
        groove.write_text(text.replace("Kick", "Snare"), encoding="utf-8")
        changed = next(line for line in said if line.startswith("changed from bar "))
        assert int(changed.split()[3]) % begins == 1


def test_osc_packets_reach_a_socket(spawn: Callable, song: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10)
        outcome = spawn(song, "--to", f"osc:127.0.0.1:{receiver.getsockname()[1]}", "--tempo", "480")
        assert outcome.code == 0
        assert receiver.recv(65536).startswith(b"#bundle\0")


def test_a_port_that_is_taken(spawn: Callable, song: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = spawn(song, "--to", f"juce:{taken.getsockname()[1]}")
    assert outcome.code == 3
    assert outcome.err.splitlines()[-1].startswith("pattern-run: ")
    assert "Traceback" not in outcome.err


def test_a_mistake_at_the_start_of_watching(spawn: Callable, groove: Path) -> None:
    groove.write_text("melody { piano", encoding="utf-8")
    assert spawn(groove, "--watch", "--to", "none").code == 1
