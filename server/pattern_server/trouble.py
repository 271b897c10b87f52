"""Troubles: why the command stops, as one clear line and the exit code that goes with it."""

from __future__ import annotations

PROGRAM = 1
"""The program has errors, or its source cannot be read."""

USAGE = 2
"""The command line asks for something that does not exist or does not fit together."""

OUTPUT = 3
"""An output could not be opened or written."""

STOPPED = 130
"""Ctrl-C: everything was hushed and tidied."""


TERMINATED = 143
"""SIGTERM: likewise."""

HUNG_UP = 129
"""SIGHUP, when the terminal is closed: likewise."""


class Trouble(Exception):
    """The command cannot go on. *text* is one line without the command's name, or empty if all was said."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def reason(error: OSError) -> str:
    """What the system said, without the number and the path: ``No space left on device``."""
    return error.strerror or str(error)
