"""``--check``: diagnostics for people, for programs and for a forge."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_server import checking

MISTAKE = 'melody {\n  piano "c4 e4".fasst(2);\n}\n'


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty, 100%.pattern"
    path.write_text(MISTAKE, encoding="utf-8")
    return path


def test_a_program_without_mistakes_is_silent(run: Callable, song: Path) -> None:
    outcome = run(song, "--check")
    assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")


@pytest.mark.parametrize("task", [["--check"], ["--events"], ["--to", "none"], ["--midi", "-"]])
def test_a_mistake_is_shown_where_it_is(run: Callable, faulty: Path, task: list[str]) -> None:
    outcome = run(faulty, *task)
    assert (outcome.code, outcome.out) == (1, b"")
    first, excerpt, caret, *_ = outcome.err.splitlines()
    assert first == f"{faulty}:2:17: error[PS102]: there is no method fasst"
    assert excerpt == '2 |   piano "c4 e4".fasst(2);'
    assert caret.index("^") == excerpt.index("fasst")


@pytest.mark.parametrize("task", [["--check"], ["--events"], ["--to", "none"]])
def test_a_text_that_hangs_is_given_up_everywhere_alike(
    run: Callable, song: Path, monkeypatch: pytest.MonkeyPatch, task: list[str]
) -> None:
    def hang(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(checking, "check", hang)
    monkeypatch.setattr(checking, "HANG", 0.05)
    outcome = run(song, *task)
    assert (outcome.code, outcome.out) == (1, b"")
    said = "it takes more than 0.05 s of CPU time, which is a limit of time and not of the language"
    assert outcome.err == f"pattern-run: cannot check {song}: {said}\n"


def test_json(run: Callable, faulty: Path) -> None:
    outcome = run(faulty, "--check", "--output", "json")
    found = json.loads(outcome.text)
    assert (outcome.code, outcome.err) == (1, "")
    assert (found["file"], found["errors"], found["total"]) == (str(faulty), 1, 1)
    diagnostic = found["diagnostics"][0]
    assert (diagnostic["code"], diagnostic["severity"]) == ("PS102", "error")
    assert MISTAKE[diagnostic["begin"] : diagnostic["end"]] == "fasst"
    assert (diagnostic["line"], diagnostic["column"], diagnostic["end_line"], diagnostic["end_column"]) == (
        2,
        17,
        2,
        22,
    )


def test_json_of_a_program_without_mistakes(run: Callable, song: Path) -> None:
    outcome = run(song, "--check", "--output", "json")
    assert json.loads(outcome.text) == {"file": str(song), "errors": 0, "total": 0, "diagnostics": []}


def test_github(run: Callable, faulty: Path) -> None:
    outcome = run(faulty, "--check", "--output", "github")
    name = str(faulty).replace("%", "%25").replace(",", "%2C")
    assert outcome.code == 1
    assert outcome.text.startswith(
        f"::error file={name},line=2,endLine=2,col=17,endColumn=22,title=PS102::there is no "
    )
    assert outcome.text.count("\n") == 1


def test_warnings_do_not_fail(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text("melody { theremin C4 0.0; }", encoding="utf-8")
    assert run(path, "--check").code == 0
    assert "warning[PS101]" in run(path, "--check").err
    outcome = run(path, "--events", "json")
    assert outcome.code == 0
    assert json.loads(outcome.text)["instrument"] == "theremin"


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_many_mistakes_are_bounded(run: Callable, tmp_path: Path, form: str) -> None:
    path = tmp_path / "song.pattern"
    path.write_text("melody {" + 'piano "c4".fasst();\n' * 4000 + "}", encoding="utf-8")
    outcome = run(path, "--check", "--output", form)
    assert outcome.code == 1
    assert 10_000 < len(outcome.out) + len(outcome.err) < 2_000_000


def import_of(folder: Path, name: str) -> Path:
    """A program in *folder* that imports the text called *name*."""
    path = folder / "main.pattern"
    path.write_text(f'import "{name}" as other;\nmelody {{ piano "c4"; }}\n', encoding="utf-8")
    return path


def test_a_text_beside_the_file_is_imported(run: Callable, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "fills.pattern").write_text('let riff = "c4 e4";\n', encoding="utf-8")
    path = import_of(tmp_path, "lib/fills.pattern")
    path.write_text('import riff from "lib/fills.pattern";\nmelody { piano riff; }\n', encoding="utf-8")
    assert run(path, "--check").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory"),
        (b"let x = \0;", "it is not text (NUL at byte 9)"),
        (b"\xfflet x", "not UTF-8 at line 1, column 1 (byte 1 is 0xff)"),
        (b" " * (1 << 20) + b";", "a source has at most 1,048,576 bytes"),
    ],
)
def test_an_import_that_is_no_text_is_an_error(run: Callable, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "other.pattern").write_bytes(content)
    outcome = run(import_of(tmp_path, "other.pattern"), "--check")
    assert outcome.code == 1
    place = tmp_path / "other.pattern"
    assert outcome.err.splitlines()[0].endswith(f"main.pattern:1:8: error[PS108]: cannot read {place}: {said}")


@pytest.mark.parametrize("make", ["mkdir", "mkfifo"])
def test_an_import_of_a_folder_or_a_pipe_is_an_error(run: Callable, tmp_path: Path, make: str) -> None:
    getattr(os, make)(tmp_path / "other.pattern")
    outcome = run(import_of(tmp_path, "other.pattern"), "--check")
    assert outcome.code == 1
    assert "error[PS108]: cannot read" in outcome.err


def test_a_file_that_imports_itself_is_an_error(run: Callable, tmp_path: Path) -> None:
    outcome = run(import_of(tmp_path, "main.pattern"), "--check")
    assert (outcome.code, outcome.err.count("error[PS109]")) == (1, 1)
