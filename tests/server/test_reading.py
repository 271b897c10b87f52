"""Sources that cannot be read: one clear line each, and exit code 1."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_server.reading import MOST_BYTES, read_source
from pattern_server.trouble import Trouble

CONTENTS = [
    pytest.param(b"melody { piano C4 0.0; }\0", "it is not text (NUL at byte 25)", id="nul"),
    pytest.param(b"tempo 90;\n\xc3\xa9\xff", "not UTF-8 at line 2, column 2 (byte 13 is 0xff)", id="bad utf-8"),
    pytest.param(b"\xc3", "not UTF-8 at line 1, column 1 (byte 1 is 0xc3)", id="cut utf-8"),
    pytest.param("tempo 90;".encode("utf-16"), "it is UTF-16: save it as UTF-8", id="utf-16"),
    pytest.param(b"/" * 10_000_000, "a source has at most 1,048,576 bytes", id="10 MB"),
]


@pytest.mark.parametrize(("content", "said"), CONTENTS)
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "song.pattern"
    path.write_bytes(content)
    with pytest.raises(Trouble) as caught:
        read_source(str(path))
    assert (caught.value.code, caught.value.text) == (1, f"cannot read {path}: {said}")


@pytest.mark.parametrize(("content", "said"), CONTENTS)
def test_standard_input_that_is_no_text(spawn: Callable, content: bytes, said: str) -> None:
    outcome = spawn("-", "--check", stdin=content)
    assert (outcome.code, outcome.err) == (1, f"pattern-run: cannot read <stdin>: {said}\n")


@pytest.mark.parametrize("task", [["--check"], ["--events"], ["--to", "none"], ["--wav", "-"]])
def test_a_missing_file(run: Callable, tmp_path: Path, task: list[str]) -> None:
    path = tmp_path / "nowhere.pattern"
    outcome = run(path, *task)
    assert (outcome.code, outcome.out) == (1, b"")
    assert outcome.err == f"pattern-run: cannot read {path}: No such file or directory\n"


@pytest.mark.parametrize("task", [[], ["--check"], ["--events"], ["--to", "none", "--watch"]])
def test_a_file_without_a_name_is_not_standard_input(run: Callable, task: list[str]) -> None:
    outcome = run("", *task)
    assert (outcome.code, outcome.out) == (1, b"")
    assert outcome.err == "pattern-run: cannot read '': No such file or directory\n"


def test_a_folder(run: Callable, tmp_path: Path) -> None:
    outcome = run(tmp_path, "--check")
    assert (outcome.code, outcome.err) == (1, f"pattern-run: cannot read {tmp_path}: it is a folder\n")


def test_a_pipe_nobody_writes_to(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    outcome = run(path, "--check")
    assert outcome.code == 1
    assert "it is a pipe or a device" in outcome.err


def test_a_device(run: Callable) -> None:
    outcome = run("/dev/zero", "--check")
    assert outcome.code == 1
    assert "it is a pipe or a device" in outcome.err


def test_a_name_with_a_nul(run: Callable) -> None:
    assert run("a\0b", "--check").code == 1


def test_a_mark_at_the_beginning_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_bytes("\ufefftempo 90;\r\n".encode())
    assert read_source(str(path)) == ("tempo 90;\r\n", str(path))


def test_the_longest_source_is_read(tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_bytes(b"\n" * MOST_BYTES)
    assert len(read_source(str(path))[0]) == MOST_BYTES
