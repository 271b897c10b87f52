"""Rendering for an editor: what of a text becomes which file, in a process beside this one, which can be cancelled."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from os.path import basename, dirname, isabs, join, splitext
from typing import TypeAlias

from pattern_dsl import check
from pattern_engine.program import Program
from pattern_engine.time import Time
from pattern_server.garbage import uncollected
from pattern_server.lsp.addresses import path_of
from pattern_server.lsp.conversation import Promise
from pattern_server.lsp.documents import Text
from pattern_server.lsp.evaluation import located_beside
from pattern_server.lsp.mixdown import Job
from pattern_server.lsp.wire import CANCELLED, INVALID_PARAMS, REQUEST_FAILED, Later, Refused
from pattern_server.performing import DEFAULT_BARS, MOST_HOURS

Told: TypeAlias = dict[str, object]
"""A line of the process that renders."""


def job_of(text: Text, parts: list[str], section: str | None, bars: Time | None, target: str | None) -> Job:
    """What is to be rendered of *text*: *parts*, or all; a *section*, or all; so many *bars*, or all there are.

    Raises ``Refused`` if that cannot be.
    """
    program = _program(text, tuple(f"{key}/" for key in parts))
    if parts:
        program = _alone(program, parts)
    begin, end = _stretch(program, section)
    end = end if bars is None else begin + bars
    hours = (program.timeline.micros(end) - program.timeline.micros(begin)) / 3_600_000_000
    if hours > MOST_HOURS:
        raise Refused(REQUEST_FAILED, f"that lasts {hours:,.0f} hours: {MOST_HOURS} are the most to render")
    return Job(program, begin, end, _target(text, section or (parts[0] if len(parts) == 1 else None), target))


class Rendering:
    """A job that is being done by a process of its own. Thread: any; nothing here waits."""

    def __init__(self, job: Job, later: Later, progress: Callable[[float], None], over: Callable[[], None]) -> None:
        """Begin *job*; *progress* (0 to 1) and *over* are called where *later* leads."""
        self.promise = Promise(self.cancel)
        self._later = later
        self._progress = progress
        self._over = over
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False
        self._said: list[Told] = []
        threading.Thread(target=self._work, daemon=True).start()

    def cancel(self) -> None:
        """Nobody wants the file any more: nothing of it stays."""
        self._cancelled = True
        if self._process is not None:
            self._process.terminate()

    def _work(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-P", "-m", "pattern_server.lsp.mixdown"]
        try:
            with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
                self._process = process
                if self._cancelled:
                    process.terminate()
                self._follow(process)
            code = process.returncode
        except OSError as error:
            self._said.append({"failed": f"cannot render: {error}"})
            code = 1
        self._later(lambda: self._end(code))

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        """Give *process* its job and hear what it says. Raises ``OSError`` if it does not take it."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(self._job, process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            return  # it has gone already, and its code says so
        for line in process.stdout:
            told: Told = json.loads(line)
            done = told.get("done")
            if isinstance(done, int | float):
                self._later(lambda share=float(done): self._progress(share))  # type: ignore[misc]
            else:
                self._said.append(told)

    def _end(self, code: int) -> None:
        self._over()
        failed = [str(told["failed"]) for told in self._said if "failed" in told]
        if self._cancelled:
            self.promise.keep(Refused(CANCELLED, "cancelled: nothing was written"))
        elif code or failed:
            self.promise.keep(Refused(REQUEST_FAILED, failed[0] if failed else "the process that renders has ended"))
        else:
            self.promise.keep(self._job.target)

    @property
    def target(self) -> str:
        """The file that is written."""
        return self._job.target

    @property
    def missing(self) -> list[str]:
        """What could not be rendered as it should, a line each."""
        return [str(told["missing"]) for told in self._said if "missing" in told]


def _program(text: Text, wanted: tuple[str, ...]) -> Program:
    """What *text* means, or the *wanted* parts of it if they are right. Raises ``Refused``."""
    with uncollected():
        snapshot = check(text.document.text, text.uri, library=text.document.shelf.library)
    partial = snapshot.partial
    if snapshot.program is None:
        spoilt = {one.key for one in snapshot.spoilt}
        if partial is None or not wanted or spoilt & {*wanted}:
            wrong = next(problem for problem in snapshot.diagnostics if problem.severity == "error")
            line = text.lines.position(wrong.begin)[0] + 1
            raise Refused(REQUEST_FAILED, f"line {line}: {wrong.message}; what has mistakes is not rendered")
    program = snapshot.program if snapshot.program is not None else partial and partial.program
    assert program is not None
    return located_beside(program, text)


def _alone(program: Program, parts: list[str]) -> Program:
    """*program* with nothing but *parts*, which are heard even if they are muted. Raises ``Refused`` for no parts."""
    chosen = tuple(
        part._replace(muted=False, solo=False)
        for part in program.parts
        if any(part.key == key or part.key.startswith(f"{key}/") for key in parts)
    )
    if not chosen:
        known = ", ".join(part.key for part in program.parts)
        raise Refused(REQUEST_FAILED, f"no part {', '.join(parts)}: there are {known or 'none'}")
    return program._replace(parts=chosen)


def _stretch(program: Program, section: str | None) -> tuple[Time, Time]:
    """The bars to render. Raises ``Refused`` for a section that nothing plays."""
    length = program.length if program.length is not None else program.placed
    end = program.start + DEFAULT_BARS if length is None else length
    if section is None:
        return program.start, end
    for index, mark in enumerate(program.marks):
        if mark.name == section:
            following = program.marks[index + 1 : index + 2]
            return mark.begin, following[0].begin if following else max(end, mark.begin + 1)
    known = ", ".join(dict.fromkeys(mark.name for mark in program.marks))
    raise Refused(REQUEST_FAILED, f"the form plays no section {section}: it plays {known or 'none'}")


def _target(text: Text, piece: str | None, target: str | None) -> str:
    """The file to write: beside the text and called like it, unless *target* says so. Raises ``Refused``."""
    path = path_of(text.uri)
    if target is None and path is not None:
        name = splitext(basename(path))[0]  # noqa: PTH119, PTH122 - as the texts write paths
        target = f"{name}.wav" if piece is None else f"{name}-{piece.rpartition('/')[2]}.wav"
    if target is None or (path is None and not isabs(target)):  # noqa: PTH117 - likewise
        raise Refused(REQUEST_FAILED, "the text is no file yet: save it, or say the whole path of the file to write")
    if not target.lower().endswith(".wav"):
        raise Refused(INVALID_PARAMS, f"to: a name that ends with .wav is expected, not {target}")
    return join(dirname(path or ""), target)  # noqa: PTH118, PTH120 - likewise
