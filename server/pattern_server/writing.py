"""Writing results: standard output, or a file that is whole or not there at all.

A file is written beside its target, synced and renamed onto it, so nobody ever sees half of it.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from pattern_server.arguments import STDOUT
from pattern_server.trouble import OUTPUT, Trouble, reason

if TYPE_CHECKING:
    from pathlib import Path


def say(text: str) -> None:
    """Write *text* to standard output, at once."""
    with written("-") as stream:
        stream.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def written(target: str) -> Iterator[BinaryIO]:
    """A stream whose bytes become *target* when the block ends well, and leave no trace when it does not.

    ``-`` is standard output; pipes and devices are written as the bytes come. Raises ``Trouble`` if *target*
    cannot be opened or written, and ``BrokenPipeError`` when a reader has gone.
    """
    try:
        if target in STDOUT:
            yield from _stdout()
        elif _is_special(target):
            with open(target, "wb") as stream:  # noqa: PTH123 - pathlib would delay the first note
                yield stream
        else:
            yield from _replaced(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        name = "standard output" if target in STDOUT else target or "''"
        raise Trouble(OUTPUT, f"cannot write {name}: {reason(error)}") from error


def _stdout() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise Trouble(OUTPUT, "cannot write standard output: it is closed")
    below = sys.stdout.buffer
    if isinstance(below, io.BufferedWriter):
        yield below
        below.flush()
        return
    stream = io.BufferedWriter(below)  # PYTHONUNBUFFERED: a note a system call would be slow
    try:
        yield stream
    finally:
        stream.detach()


def _is_special(target: str) -> bool:
    if not target:
        raise FileNotFoundError(None, "a file needs a name")
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116 - likewise
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(None, "it is a folder")
    return not stat.S_ISREG(mode)


def _replaced(target: str) -> Iterator[BinaryIO]:
    from pathlib import Path

    path = Path(os.path.realpath(target))
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(None, "Permission denied")
    _clear_away(path)
    beside = path.with_name(f"{_beginning(path)}{os.getpid()}.part")
    try:
        with _opened_beside(beside, path) as stream:
            yield stream
            stream.flush()
            if mode is not None:
                os.chmod(beside, stat.S_IMODE(mode))  # noqa: PTH101 - Path.chmod follows the same road
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def _beginning(path: Path) -> str:
    """How the files beside *path* are called that are to become it, up to the number of the process."""
    return f".{path.name[:200]}."


def _clear_away(path: Path) -> None:
    """Remove what processes that were killed have left beside *path*."""
    beginning = _beginning(path)
    with suppress(OSError):
        for item in os.scandir(path.parent):
            number = item.name.removeprefix(beginning).removesuffix(".part")
            if item.name == f"{beginning}{number}.part" and number.isdecimal() and not _is_alive(int(number)):
                os.unlink(item.path)  # noqa: PTH108 - it is no Path


def _is_alive(process: int) -> bool:
    """Whether another *process* of this number runs. Windows is not asked: there the question would end it."""
    if process == os.getpid():
        return False
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _opened_beside(beside: Path, path: Path) -> BinaryIO:
    try:
        return beside.open("xb")
    except FileNotFoundError as error:
        raise FileNotFoundError(None, f"there is no folder {path.parent}") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last. Where folders cannot be synced, the system does it in its own time."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
