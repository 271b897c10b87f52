"""Reading programs: a file or standard input as text, or one line that says why not."""

from __future__ import annotations

import os
import stat
import sys

from pattern_server.trouble import PROGRAM, Trouble, reason

MOST_BYTES = 1_048_576
"""A source is at most this long: text that a person wrote is a thousand times shorter."""


def read_source(file: str) -> tuple[str, str]:
    """The text of *file* (``-`` is standard input) and the name to call it by. Raises ``Trouble``."""
    name = "<stdin>" if file == "-" else file or "''"
    try:
        data = _stdin_bytes() if file == "-" else _file_bytes(file)
        return _decoded(data), name
    except OSError as error:
        raise Trouble(PROGRAM, f"cannot read {name}: {reason(error)}") from error
    except _Unreadable as error:
        raise Trouble(PROGRAM, f"cannot read {name}: {error}") from error


class _Unreadable(Exception):
    """The bytes are no program; the text says why."""


def _stdin_bytes() -> bytes:
    if sys.stdin is None:
        raise _Unreadable("standard input is closed")
    return _bounded(sys.stdin.buffer.read(MOST_BYTES + 1))


def _file_bytes(file: str) -> bytes:
    if "\0" in file:
        raise _Unreadable("no file has a NUL in its name")
    mode = os.stat(file).st_mode  # noqa: PTH116 - Path would change how the name is written in errors
    if stat.S_ISDIR(mode):
        raise _Unreadable("it is a folder")
    if not stat.S_ISREG(mode):
        raise _Unreadable("it is a pipe or a device (use - and standard input)")
    with open(file, "rb") as stream:  # noqa: PTH123 - pathlib is a tenth of the time to the first note
        return _bounded(stream.read(MOST_BYTES + 1))


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise _Unreadable(f"a source has at most {MOST_BYTES:,} bytes")
    return data


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable("it is UTF-16: save it as UTF-8")
    nul = data.find(0)
    if nul >= 0:
        raise _Unreadable(f"it is not text (NUL at byte {nul + 1})")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise _Unreadable(
            f"not UTF-8 at line {line}, column {column} (byte {error.start + 1} is 0x{data[error.start]:02x})"
        ) from error
