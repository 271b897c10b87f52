"""How the tests call the command: in this process where that is enough, as a process of its own where it matters."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pattern_server.run import main

COMMAND = (sys.executable, "-m", "pattern_server.run")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call of the command did."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Outcome]:
    """Call the command in this process."""

    def call(*arguments: str | Path) -> Outcome:
        code = main([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return Outcome(code, captured.out, captured.err.decode())

    return call


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., Outcome]:
    """Call the command as a process of its own, in an empty folder, with *stdin* as its standard input."""

    def call(*arguments: str | Path, stdin: bytes = b"") -> Outcome:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, timeout=60, cwd=tmp_path, check=False
        )
        return Outcome(done.returncode, done.stdout, done.stderr.decode())

    return call


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A small program: three notes, one after the other."""
    path = tmp_path / "song.pattern"
    path.write_text(
        'import piano from "keys";\nmelody {\n  piano C4 0.0;\n  piano E4 0.5;\n  piano G4 1.0;\n}\n', encoding="utf-8"
    )
    return path


@pytest.fixture
def groove(tmp_path: Path) -> Path:
    """A small program that goes on for ever."""
    path = tmp_path / "groove.pattern"
    path.write_text(
        'tempo 240;\nrhythm beat {\n  kick: synth "Kick*4";\n  hats: synth "HiHat*8";\n}\n', encoding="utf-8"
    )
    return path


@pytest.fixture
def command() -> tuple[str, ...]:
    """The command line that starts the command as a process of its own."""
    return COMMAND
