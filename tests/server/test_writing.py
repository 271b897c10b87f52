"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pattern_server.trouble import Trouble
from pattern_server.writing import written


def put(target: Path | str, data: bytes) -> None:
    with written(str(target)) as stream:
        stream.write(data)


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.mid"
    put(path, b"new")
    plain = tmp_path / "plain"
    plain.touch()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode == plain.stat().st_mode
    assert sorted(item.name for item in tmp_path.iterdir()) == ["plain", "x.mid"]


def test_an_existing_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(b"old")
    path.chmod(0o640)
    put(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


def test_an_existing_file_is_untouched_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(b"old")
    with written(str(path)) as stream:
        stream.write(b"n" * 100_000)
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"n" * 100_000


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ZeroDivisionError])
def test_a_failure_leaves_no_trace(tmp_path: Path, interruption: type[BaseException]) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(b"old")
    with pytest.raises(interruption), written(str(path)) as stream:
        stream.write(b"half")
        raise interruption
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.mid"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.mid"
    link.symlink_to(tmp_path / "real" / "x.mid")
    put(link, b"first")
    put(link, b"second")
    assert link.is_symlink()
    assert (tmp_path / "real" / "x.mid").read_bytes() == b"second"


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    ours, foreign = f".x.mid.{os.getppid()}.part", ".y.mid.1234567.part"
    others = {ours, foreign, ".x.mid.notes.part"}
    for name in (*others, f".x.mid.{gone.pid}.part", f".x.mid.{os.getpid()}.part", f".x.mid.{10**30}.part"):
        (tmp_path / name).write_bytes(b"half")
    put(tmp_path / "x.mid", b"whole")
    assert {item.name for item in tmp_path.iterdir()} == {"x.mid", *others}


def test_a_target_without_a_name() -> None:
    with pytest.raises(Trouble) as caught:
        put("", b"x")
    assert (caught.value.code, caught.value.text) == (3, "cannot write '': a file needs a name")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("", "it is a folder"),
        ("missing/x.mid", "there is no folder"),
        ("file/x.mid", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_target_that_cannot_be(tmp_path: Path, target: str, said: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Trouble) as caught:
        put(tmp_path / target, b"x")
    assert caught.value.code == 3
    assert caught.value.text.startswith(f"cannot write {tmp_path / target}: ")
    assert said in caught.value.text


def test_a_full_disk() -> None:
    with pytest.raises(Trouble) as caught:
        put("/dev/full", b"x" * 100_000)
    assert (caught.value.code, caught.value.text) == (3, "cannot write /dev/full: No space left on device")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(b"old")
    path.chmod(0o400)
    with pytest.raises(Trouble) as caught:
        put(path, b"x")
    assert caught.value.text == f"cannot write {path}: Permission denied"


def test_a_pipe_is_written_as_the_bytes_come(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [sys.executable, "-c", f"print(open({str(pipe)!r}).read())"], stdout=subprocess.PIPE
    ) as reader:
        put(pipe, b"heard")
        assert reader.communicate(timeout=20)[0] == b"heard\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("target", ["-", "/dev/stdout"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_standard_output_takes_bytes(tmp_path: Path, target: str, unbuffered: str) -> None:
    code = (
        f"from pattern_server.writing import written\nwith written({target!r}) as s: s.write(bytes(range(256)) * 1000)"
    )
    path = tmp_path / "out"
    with path.open("wb") as out:
        subprocess.run(
            [sys.executable, "-c", code], stdout=out, check=True, env={**os.environ, "PYTHONUNBUFFERED": unbuffered}
        )
    assert path.read_bytes() == bytes(range(256)) * 1000
