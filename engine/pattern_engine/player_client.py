"""The parent's end of a player process: orders go in, reports come out, and nothing it does delays the music."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from pattern_engine.outputs.output import OutputError
from pattern_engine.player_wire import (
    Command,
    Ended,
    Failed,
    Hush,
    Open,
    Opened,
    Play,
    Report,
    SetMix,
    SetTempo,
    Stop,
    Swap,
    frame,
    read_report,
)
from pattern_engine.program import Program, Quantum
from pattern_engine.scheduler import Mix
from pattern_engine.time import Time

LOOKAHEAD = range(50_000, 1_000_001)
"""How far ahead of the music a player may send, in microseconds."""

_LOOK = 0.2
"""Seconds a wait lasts before it is begun again: a signal that comes as it begins is heeded only in between."""


class Player:
    """A player process and the two pipes to it. Only the thread that made it may touch it.

    The process starts when this is made, so that a program can be compiled meanwhile. It outlives neither ``stop``
    nor its parent, and Ctrl-C in the terminal does not reach it: it ends after silencing its outputs.

    >>> with Player(["none"]) as player:  # doctest: +SKIP
    ...     player.open()
    ...     player.send(Play(program, bars=Fraction(2)))
    ...     for report in player.reports():
    ...         print(report)
    """

    def __init__(
        self,
        outputs: Sequence[str],
        lookahead: int = 300_000,
        watched: bool = True,
        record: str | None = None,
        ahead: int = 0,
    ) -> None:
        """Start a process that opens *outputs* (``player_outputs.make_output``) and stays *lookahead* µs ahead.

        *watched* asks for a ``Played`` report of every cue, as it sounds or up to *ahead* µs before; *record* names the
        file of a journal. Raises ``ValueError`` for a lookahead beyond ``LOOKAHEAD``.
        """
        if lookahead not in LOOKAHEAD:
            raise ValueError(f"the lookahead must be 50 to 1000 ms, not {lookahead / 1000:g} ms")
        command = [sys.executable, "-P", "-m", "pattern_engine.player"]
        pipe, own_group = subprocess.PIPE, 0 if sys.platform != "win32" else None
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, process_group=own_group)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._reports: SimpleQueue[Report | None] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.send(Open(tuple(outputs), lookahead, watched, record, ahead))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def open(self) -> tuple[str, ...]:
        """Wait until the outputs are open; returns what they have to tell. Raises ``OutputError`` if one cannot."""
        match next(self._told()):
            case Opened(lines):
                return lines
            case Failed(text):
                raise OutputError(text)
            case other:
                raise OutputError(f"the player answered {type(other).__name__} before its outputs were open")

    def play(
        self, program: Program, begin: Time = Fraction(0), bars: Time | None = None, mix: Mix | None = None
    ) -> None:
        """Start *program* at bar *begin*, for *bars* bars or until it ends, through *mix*."""
        self.send(Play(program, begin, bars, mix or Mix()))

    def swap(self, program: Program, quantum: Quantum = "bar", fade: Time = Fraction(0)) -> None:
        """Go on with *program* from the next *quantum*, fading over *fade* bars; ``Swapped`` reports where."""
        self.send(Swap(program, quantum, fade))

    def set_tempo(self, bpm: Time, bars: Time = Fraction(0)) -> None:
        """Go on at *bpm* crotchets a minute, reached in *bars* bars, until a program comes with another tempo."""
        self.send(SetTempo(bpm, bars))

    def set_mix(self, mix: Mix) -> None:
        """Hear only what *mix* lets through, from now on."""
        self.send(SetMix(mix))

    def hush(self) -> None:
        """Start nothing more; what sounds rings out, and bars go on being counted."""
        self.send(Hush())

    def send(self, command: Command) -> None:
        """Give *command* to the process. If it is gone nothing happens here: the reports say that it is."""
        if self._stdin.closed:
            return
        with suppress(BrokenPipeError):
            self._stdin.write(frame(command))
            self._stdin.flush()

    def wake(self) -> None:
        """Let whoever waits in ``poll`` go on, with None. Thread: any."""
        self._reports.put(None)

    def poll(self, timeout: float | None = 0.0) -> Report | None:
        """The next report, waiting *timeout* seconds for it (None: until it comes); None if there is none yet."""
        if timeout is None:
            return self._come()
        try:
            return self._reports.get(timeout=timeout) if timeout != 0 else self._reports.get_nowait()
        except Empty:
            return None

    def reports(self) -> Iterator[Report]:
        """All reports as they come, up to ``Ended`` or ``Failed``."""
        for report in self._told():
            yield report
            if isinstance(report, Ended | Failed):
                return

    def _told(self) -> Iterator[Report]:
        while True:
            report = self._come()
            if report is not None:
                yield report

    def _come(self) -> Report | None:
        while True:
            with suppress(Empty):
                return self._reports.get(timeout=_LOOK)

    def stop(self, patience: float = 3.0) -> int:
        """Silence and end the process; returns its exit code. Killed if it takes longer than *patience* seconds."""
        self.send(Stop())
        try:
            code = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join()
        for pipe in (self._stdin, self._stdout):
            with suppress(BrokenPipeError):
                pipe.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self) -> None:
        last: Report | None = None
        while (report := read_report(self._stdout)) is not None:
            last = report
            self._reports.put(report)
        if not isinstance(last, Ended | Failed):
            self._reports.put(Failed("the player process ended without a word"))
