"""Recording: a journal written while the music plays, from a thread of its own, so that a slow disk delays nothing."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from queue import SimpleQueue

from pattern_engine.journal import Change, change_line, cue_line, head_line
from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.player_wire import Play, Swap
from pattern_engine.scheduler import Place


class Recorder:
    """Writes what it is given to a file, whole lines at a time. Any thread may touch it.

    The file takes its place when recording begins; whoever kills the process finds in it what was heard until then.
    """

    def __init__(self, file: str, warn: Callable[[str], None]) -> None:
        """Record to *file*; *warn* is told, once, if it cannot be written any longer. Raises ``OutputError``."""
        self._file = Path(file)
        self._warn = warn
        self._zero = 0
        self._begun = False
        self._waiting: SimpleQueue[list[str] | None] = SimpleQueue()
        fresh = self._file.with_name(f".{self._file.name}.{os.getpid()}.part")
        try:
            self._stream = fresh.open("wb", buffering=0)
            try:
                fresh.replace(self._file)
            except OSError:
                self._stream.close()
                fresh.unlink()
                raise
        except OSError as error:
            raise OutputError(f"cannot record to {file}: {error.strerror}") from error
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def begin(self, title: str | None, zero: int) -> None:
        """The first line: the music called *title*, whose bar 0 is at clock time *zero* (µs). Later calls go on."""
        if not self._begun:
            self._zero, self._begun = zero, True
            self._waiting.put([head_line(title, time.time())])

    def heard(self, cues: Iterable[Cue]) -> None:
        """*cues* sounded."""
        lines = [cue_line(cue, self._zero) for cue in cues]
        if lines:
            self._waiting.put(lines)

    def changed(self, generation: int, place: Place, command: Play | Swap) -> None:
        """What *command* brings was accepted as *generation*, and plays from *place* on."""
        line = command.program.timeline
        told = (time.time(), command.author, command.text, line.meters, line.repeat)
        self._waiting.put([change_line(Change(generation, place.cycle, place.at - self._zero, *told))])

    def close(self, patience: float = 5.0) -> None:
        """Write the rest, within *patience* seconds, and make sure that it is on the disk."""
        self._waiting.put(None)
        self._thread.join(patience)

    def _write(self) -> None:
        try:
            with self._stream:
                while (lines := self._waiting.get()) is not None:
                    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
                    while data:
                        data = data[self._stream.write(data) :]
                os.fsync(self._stream.fileno())
        except OSError as error:
            self._warn(f"{self._file}: {error.strerror}; nothing more is recorded, the music goes on")
