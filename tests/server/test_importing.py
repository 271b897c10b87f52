"""``--import``: MIDI files in, programs out; what cannot be read is one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def test_a_file_comes_back_as_a_program_that_plays(run: Callable, groove: Path, tmp_path: Path) -> None:
    assert run(groove, "--midi", tmp_path / "x.mid", "--bars", 2).code == 0
    outcome = run("--import", tmp_path / "x.mid")
    assert (outcome.code, outcome.err) == (0, "")
    again = tmp_path / "again.pattern"
    again.write_bytes(outcome.out)
    assert run(again, "--check").code == 0
    assert run(again, "--midi", tmp_path / "y.mid", "--bars", 2).code == 0
    assert run(again, "--events", "--bars", 2).out.count(b"\n") == 2 * 12


def test_standard_input_is_a_file_too(spawn: Callable, groove: Path) -> None:
    data = spawn(groove, "--midi", "-", "--bars", 1).out
    outcome = spawn("--import", "-", stdin=data)
    assert outcome.code == 0
    assert outcome.out.startswith(b"// From standard input: 1 bars.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.mid", "No such file or directory"),
        (".", "it is a folder"),
        ("groove.pattern", "it is no MIDI file"),
        ("/dev/null", "it is a pipe or a device"),
    ],
)
def test_what_is_no_midi_file_is_one_line(run: Callable, groove: Path, tmp_path: Path, name: str, said: str) -> None:
    outcome = run("--import", tmp_path / name)
    assert (outcome.code, outcome.out) == (1, b"")
    assert outcome.err.startswith(f"pattern-run: cannot read {tmp_path / name}: {said}")
    assert outcome.err.count("\n") == 1


def test_importing_takes_nothing_else(run: Callable, groove: Path) -> None:
    assert run(groove, "--import", "x.mid").code == 2
    assert run("--import", "x.mid", "--bars", 2).code == 2
