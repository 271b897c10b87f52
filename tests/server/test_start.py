"""What must not be imported before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "numpy",
    "asyncio",
    "pydantic",
    "pygls",
    "music21",
    "librosa",
    "openai",
    "lark",
    "rapidfuzz",
    "watchfiles",
    "mido",
    "websockets",
    "pythonosc",
}


def imported(*arguments: str | Path) -> set[str]:
    """Top names of every module that the command and the processes it starts import."""
    done = subprocess.run(
        [sys.executable, "-m", "pattern_server.run", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_next_to_nothing(arguments: list[str]) -> None:
    seen = imported(*arguments)
    ours = {name for name in seen if name.startswith("pattern_")}
    assert ours == {"pattern_server", "pattern_server.arguments", "pattern_server.trouble"}
    assert not seen & {*HEAVY, "fractions", "dataclasses"}


@pytest.mark.parametrize(
    "arguments", [["--events", "json"], ["--midi", os.devnull], ["--to", "none", "--tempo", "900"]]
)
def test_the_first_event_imports_nothing_heavy(song: Path, arguments: list[str]) -> None:
    seen = imported(song, *arguments)
    assert "pattern_dsl.compiler" in seen
    assert ("pattern_engine.player" in seen or "pattern_engine.scheduler" in seen) == ("--to" in arguments)
    assert not {name.partition(".")[0] for name in seen} & HEAVY


def test_checking_and_asking_import_nothing_heavy(song: Path) -> None:
    assert not {name.partition(".")[0] for name in imported(song, "--check")} & HEAVY
    assert not {name.partition(".")[0] for name in imported("--query", '"bd"')} & HEAVY
