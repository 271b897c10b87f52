"""Reading programs: a file or standard input as text, or one line that says why not."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from os.path import dirname, isdir, join
from typing import NamedTuple

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


def text_of(file: str) -> str:
    """The text of *file*. Raises ``LookupError`` with a message that says why there is none."""
    try:
        return _decoded(_file_bytes(file))
    except OSError as error:
        raise LookupError(f"cannot read {file}: {reason(error)}") from error
    except _Unreadable as error:
        raise LookupError(f"cannot read {file}: {error}") from error


MOST_NAMES = 2_000
"""Files and folders of a folder that are listed."""


def names_in(folder: str) -> list[str]:
    """What lies in *folder*, in order, but what is hidden; folders end with ``/``. Nothing if it cannot be read."""
    if "\0" in folder:
        return []
    try:
        with os.scandir(folder or ".") as entries:
            listed = [entry for entry, _ in zip(entries, range(MOST_NAMES), strict=False)]
            return sorted(f"{one.name}/" if one.is_dir() else one.name for one in listed if one.name[:1] != ".")
    except OSError:  # it is gone, or not ours to read
        return []


class Folder(NamedTuple):
    """A library of the files below *path*, or wherever a text says from there; it is what ``check`` imports from."""

    path: str

    def text(self, path: str) -> str:
        """The text of a file. Raises ``LookupError`` with a message that says why not."""
        return text_of(join(self.path, path))  # noqa: PTH118 - pathlib is a tenth of the time to the first note

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return "\0" not in path and isdir(join(self.path, path))  # noqa: PTH112, PTH118

    def names(self, path: str) -> Sequence[str]:
        """What lies in a folder, in order; folders end with ``/``. Nothing for one that cannot be read."""
        return names_in(join(self.path, path))  # noqa: PTH118


def beside(file: str) -> Folder:
    """The library of what lies beside *file*; of the working folder for standard input."""
    return Folder("" if file == "-" else dirname(file))  # noqa: PTH120


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
