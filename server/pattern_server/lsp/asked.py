"""What was asked: parameters of requests read by name, or refused as the protocol says."""

from __future__ import annotations

from typing import NamedTuple

from pattern_server.lsp.editor import within
from pattern_server.lsp.wire import INVALID_PARAMS, Plain, Refused


class Position(NamedTuple):
    """A line and a column, both from 0, in the units of the editor."""

    line: int
    character: int


def text_in(params: Plain, *path: str) -> str:
    """The text at *path*. Raises ``Refused`` if there is none."""
    found = within(params, *path)
    if not isinstance(found, str):
        raise _wrong("a text", path)
    return found


def number_in(params: Plain, *path: str) -> int:
    """The whole number at *path*. Raises ``Refused`` if there is none."""
    found = within(params, *path)
    if not isinstance(found, int) or isinstance(found, bool):
        raise _wrong("a whole number", path)
    return found


def position_in(params: Plain, *path: str) -> Position:
    """The position at *path*. Raises ``Refused`` if there is none."""
    line, character = number_in(params, *path, "line"), number_in(params, *path, "character")
    if line < 0 or character < 0:
        raise _wrong("a position from 0 on", path)
    return Position(line, character)


def range_in(params: Plain, *path: str) -> tuple[Position, Position]:
    """The two positions of the range at *path*, the earlier one first. Raises ``Refused`` if there is none."""
    begin, end = sorted((position_in(params, *path, "start"), position_in(params, *path, "end")))
    return begin, end


def list_in(params: Plain, *path: str) -> list[Plain]:
    """The list of objects at *path*. Raises ``Refused`` if there is none."""
    found = within(params, *path)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _wrong("a list of objects", path)
    return found


def texts_in(params: Plain, *path: str) -> list[str]:
    """The list of texts at *path*. Raises ``Refused`` if there is none."""
    found = within(params, *path)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _wrong("a list of texts", path)
    return found


def amount_in(params: Plain, *path: str) -> float:
    """The number at *path*, whole or not. Raises ``Refused`` if there is none."""
    found = within(params, *path)
    if not isinstance(found, int | float) or isinstance(found, bool) or not abs(found) < 1e9:
        raise _wrong("a number", path)
    return found


def choice_in(params: Plain, *path: str) -> bool | None:
    """The yes or no at *path*; None if nothing stands there. Raises ``Refused`` for anything else."""
    found = within(params, *path)
    if found is not None and not isinstance(found, bool):
        raise _wrong("true or false", path)
    return found


def _wrong(wanted: str, path: tuple[str, ...]) -> Refused:
    return Refused(INVALID_PARAMS, f"{'.'.join(path)}: {wanted} is expected")
