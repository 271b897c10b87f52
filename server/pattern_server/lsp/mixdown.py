"""The process that renders for a server: a job comes in on standard input, lines of JSON say how far it is.

It runs beside the music and behind it: it is in no hurry.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from contextlib import suppress
from typing import NamedTuple

from pattern_engine.program import Program
from pattern_engine.time import Time
from pattern_server.trouble import TERMINATED, Trouble

RATE = 48_000
"""Samples a second."""


class Job(NamedTuple):
    """Render *program* from bar *begin* to bar *end* as the WAV file *target*."""

    program: Program
    begin: Time
    end: Time
    target: str


def main() -> int:
    """Do the job. Each line is one of ``done`` (0 to 1), ``missing`` and ``failed`` with a text.

    If the server has gone nobody wants the file any more: nothing is left of it, and nothing said.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the server, who cancels
    try:
        return _work(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):  # it went before it had told the job
        return TERMINATED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what could not be told is not told at the end
        return TERMINATED


def _work(job: Job) -> int:
    from pattern_engine.performance import perform
    from pattern_server.performing import ending_tidily
    from pattern_server.rendering import Stretch, sounding_in, write_sound

    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(10)
    performance = perform(job.program)
    try:
        with ending_tidily():
            sounding, length = sounding_in(performance, Stretch(job.begin, job.end))
            missing = write_sound(sounding, job.target, (RATE, length), lambda done: _tell("done", round(done, 3)))
    except Trouble as trouble:
        _tell("failed", trouble.text)
        return trouble.code
    for line in (*performance.troubles.values(), *missing):
        _tell("missing", line)
    return 0


def _tell(what: str, told: object) -> None:
    sys.stdout.write(json.dumps({what: told}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
