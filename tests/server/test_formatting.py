"""``--format``: files in their one form, whole or untouched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_server import formatting

UNTIDY = "tempo 90 ;\nmelody {piano  C4 0 ;}\n"
TIDY = "tempo 90;\nmelody { piano C4 0; }\n"
FAULTY = "tempo   90\n\nmelody {piano  C4 0 ;}\n"


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    path = tmp_path / "untidy.pattern"
    path.write_text(UNTIDY, encoding="utf-8")
    return path


def test_a_file_is_formatted_in_place(run: Callable, untidy: Path) -> None:
    untidy.chmod(0o640)
    outcome = run("--format", untidy)
    assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")
    assert untidy.read_text(encoding="utf-8") == TIDY
    assert untidy.stat().st_mode & 0o777 == 0o640
    assert [item.name for item in untidy.parent.iterdir()] == ["untidy.pattern"]


def test_a_file_that_has_its_form_is_not_written(run: Callable, untidy: Path) -> None:
    untidy.write_text(TIDY, encoding="utf-8")
    os.utime(untidy, (1, 1))
    assert run(untidy, "--format").code == 0
    assert untidy.stat().st_mtime == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_those_of_the_file(run: Callable, untidy: Path, newline: str) -> None:
    untidy.write_bytes(UNTIDY.replace("\n", newline).encode())
    assert run("--format", untidy).code == 0
    assert untidy.read_bytes() == TIDY.replace("\n", newline).encode()


def test_a_difference_is_shown_and_nothing_written(run: Callable, untidy: Path) -> None:
    outcome = run("--format", "--diff", untidy)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.text == (
        f"--- {untidy}\n+++ {untidy}\n@@ -1,2 +1,2 @@\n"
        "-tempo 90 ;\n-melody {piano  C4 0 ;}\n+tempo 90;\n+melody { piano C4 0; }\n"
    )
    assert untidy.read_text(encoding="utf-8") == UNTIDY
    untidy.write_text(TIDY, encoding="utf-8")
    outcome = run("--format", "--diff", untidy)
    assert (outcome.code, outcome.out) == (0, b"")


@pytest.mark.parametrize("text", [UNTIDY, UNTIDY.rstrip("\n"), TIDY.rstrip("\n"), "// \u2028 \x85 x  \n" + UNTIDY])
def test_patch_reads_the_difference(run: Callable, untidy: Path, text: str) -> None:
    untidy.write_text(text, encoding="utf-8")
    shown = run("--format", "--diff", untidy).out
    wanted = run("--format", "--stdout", untidy).out
    try:
        subprocess.run(["patch", "--posix", str(untidy)], input=shown, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no patch on this machine")
    assert untidy.read_bytes() == wanted


def test_standard_output(run: Callable, untidy: Path) -> None:
    outcome = run("--format", "--stdout", untidy)
    assert (outcome.code, outcome.text) == (0, TIDY)
    assert untidy.read_text(encoding="utf-8") == UNTIDY


@pytest.mark.parametrize("more", [[], ["--stdout"]])
def test_standard_input(spawn: Callable, more: list[str]) -> None:
    outcome = spawn("--format", "-", *more, stdin=UNTIDY.encode())
    assert (outcome.code, outcome.text, outcome.err) == (0, TIDY, "")


def test_faults_are_shown_and_the_rest_is_formatted(run: Callable, untidy: Path) -> None:
    untidy.write_text(FAULTY, encoding="utf-8")
    outcome = run("--format", untidy)
    assert outcome.code == 1
    assert outcome.err.startswith(f"{untidy}:1:11: error[PS001]")
    assert untidy.read_text(encoding="utf-8") == "tempo   90\n\nmelody { piano C4 0; }\n"
    assert run("--format", "--diff", untidy).code == 1


def test_a_mistake_of_meaning_is_no_fault(run: Callable, untidy: Path) -> None:
    untidy.write_text('melody { piano "c4".fasst(2); }\n', encoding="utf-8")
    assert run("--format", untidy).code == 0
    assert run("--check", untidy).code == 1


def test_of_many_files_one_that_cannot_be_read_does_not_stop_the_others(run: Callable, untidy: Path) -> None:
    missing = untidy.parent / "missing.pattern"
    outcome = run("--format", missing, untidy)
    assert (outcome.code, outcome.err) == (1, f"pattern-run: cannot read {missing}: No such file or directory\n")
    assert untidy.read_text(encoding="utf-8") == TIDY


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_file_that_cannot_be_written(run: Callable, untidy: Path) -> None:
    untidy.chmod(0o400)
    outcome = run("--format", untidy)
    assert (outcome.code, outcome.err.count("\n")) == (3, 1)
    assert untidy.read_text(encoding="utf-8") == UNTIDY


def test_a_text_that_hangs_is_given_up(run: Callable, untidy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(formatting, "format_text", hang)
    monkeypatch.setattr(formatting, "HANG", 0.05)
    outcome = run("--format", untidy)
    assert outcome.code == 1
    assert outcome.err.startswith(f"pattern-run: cannot format {untidy}: it takes more than 0.05 s")
    assert untidy.read_text(encoding="utf-8") == UNTIDY
