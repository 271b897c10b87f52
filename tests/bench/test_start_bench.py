"""How quickly the command starts: CPU time as a multiple of what a Python that does nothing takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("CPU time of child processes is not known here", allow_module_level=True)

import resource

PROGRAM = """tempo 120;
melody lead {
  piano "c4 e4 g4 <b4 c5>".every(3, .rev());
  piano "c3*2";
}
rhythm beat {
  kick: synth "Kick*4";
  hats: synth "HiHat(5,8)";
}
"""
RUN = ("-m", "pattern_server.run")


@pytest.fixture
def cost(tmp_path: Path) -> Callable[..., float]:
    """CPU seconds, user and system, of a Python with these arguments: the least of several runs, bytecode warm."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def once(arguments: tuple[str, ...]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def least(*arguments: str) -> float:
        once(arguments)
        return min(once(arguments) for _ in range(7))

    return least


def test_help_starts_in_four_times_bare_python(cost: Callable[..., float]) -> None:
    ratio = cost(*RUN, "--help") / cost("-c", "pass")
    sys.stdout.write(f"--help: {ratio:.1f} × bare Python\n")
    assert ratio <= 4


def test_the_first_event_comes_in_ten_times_bare_python(cost: Callable[..., float], tmp_path: Path) -> None:
    song = tmp_path / "song.pattern"
    song.write_text(PROGRAM, encoding="utf-8")
    ratio = cost(*RUN, str(song), "--events", "json", "--bars", "1") / cost("-c", "pass")
    sys.stdout.write(f"first event: {ratio:.1f} × bare Python\n")
    assert ratio <= 10
