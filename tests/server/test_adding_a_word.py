"""What ``engine/README.md`` tells to write, and nothing else, makes a word: in the lists, the checker and the music."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the command with an engine to one chapter of which the code of the README is added."""
    place = tmp_path_factory.mktemp("engine")
    shutil.copytree(
        ENGINE / "pattern_engine", place / "pattern_engine", ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    [code] = re.findall(r"^```python\n(.*?)^```$", (ENGINE / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    chapter = place / "pattern_engine" / "words" / "layers.py"
    added = code.replace("from __future__ import annotations\n", "")
    chapter.write_text(f"{chapter.read_text('utf-8')}\n\n{added}", encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(place), os.environ.get("PYTHONPATH"))))

    def command(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pattern_server.run", *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )

    return command


def test_it_is_in_the_reference(run: Run) -> None:
    assert run("--words", "shadow").stdout == (
        ".shadow(time: time)\n"
        "The pattern together with a copy of it some time later.\n"
        'example: piano "c4 e4".shadow(1/8);\n'
    )


def test_it_is_completed_with_its_signature_and_help(run: Run) -> None:
    words = json.loads(run("--words", "--json").stdout)["words"]
    [found] = [word for word in words if word["name"] == "shadow"]
    assert found == {
        "name": "shadow",
        "aliases": [],
        "family": "layers",
        "signature": ".shadow(time: time)",
        "help": "The pattern together with a copy of it some time later.",
        "example": 'piano "c4 e4".shadow(1/8);',
    }


def test_it_sounds_also_with_a_patterned_argument(run: Run) -> None:
    answer = json.loads(run("--query", '"c".shadow("<0.125 0.25>")', "--begin", "1", "--end", "2").stdout)
    assert sorted(hap["whole"] for hap in answer["haps"]) == [["1/1", "2/1"], ["1/4", "5/4"], ["5/4", "9/4"]]


def check(run: Run, program: str) -> list[dict[str, object]]:
    answer = run("--check", "--output", "json", "-", text=program)
    found = json.loads(answer.stdout)
    return list(found["diagnostics"] if isinstance(found, dict) else found)


def test_its_example_has_no_mistakes(run: Run) -> None:
    assert check(run, 'melody { piano "c4 e4".shadow(1/8); }') == []


@pytest.mark.parametrize(
    ("written", "code", "message", "hint"),
    [
        ("shadow(tim=1/8)", "PS103", "shadow has no argument tim", "time"),
        ("shadow(.rev())", "PS205", "shadow expects a time as its time, not a function", None),
        ("shadow()", "PS206", "shadow lacks time (a time)", ".shadow(time: time)"),
        ("shadw(1/8)", "PS102", "there is no method shadw", "shadow"),
    ],
)
def test_its_mistakes_are_told_with_its_name(run: Run, written: str, code: str, message: str, hint: str | None) -> None:
    found = next(d for d in check(run, f'melody {{ piano "c4".{written}; }}') if d["code"] == code)
    assert found["message"] == message
    assert hint is None or hint in str(found["hint"])


def test_a_misspelt_name_leads_to_it(run: Run) -> None:
    done = run("--words", "shadwo")
    assert done.returncode == 2
    assert "perhaps shadow" in done.stderr
