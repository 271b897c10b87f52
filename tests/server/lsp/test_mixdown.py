"""The process that renders for a server, when the server goes before it is done."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from lsp_client import PATIENCE

from pattern_dsl import compile_program
from pattern_server.lsp.mixdown import Job
from pattern_server.trouble import TERMINATED

SONG = compile_program('melody lead { piano "c4*4"; }')


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for its job."""
    command = [sys.executable, "-P", "-m", "pattern_server.lsp.mixdown"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as made:
        yield made
        made.kill()


def test_a_server_that_is_killed_leaves_no_file_and_no_complaint(
    process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    pickle.dump(Job(SONG, Fraction(0), Fraction(2_000), str(tmp_path / "song.wav")), process.stdin)
    process.stdin.close()
    assert b"done" in process.stdout.readline()
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    process.stdout.close()
    assert (process.stderr.read(), process.wait(PATIENCE)) == (b"", TERMINATED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0, 40])
def test_a_server_that_goes_before_it_has_told_the_job_causes_no_complaint(
    process: subprocess.Popen[bytes], tmp_path: Path, share: int
) -> None:
    whole = pickle.dumps(Job(SONG, Fraction(0), Fraction(1), str(tmp_path / "song.wav")))
    process.stdin.write(whole[: len(whole) * share // 100])
    process.stdin.close()
    assert (process.stderr.read(), process.wait(PATIENCE)) == (b"", TERMINATED)
    assert list(tmp_path.iterdir()) == []
