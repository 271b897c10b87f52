"""What drives the receiver: messages as the contract has them, rendered files, running processes."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PATIENCE = 30.0


def sound(number: int, at: int, **changes: object) -> dict[str, object]:
    """A note as the contract has it."""
    note: dict[str, object] = {
        "id": number,
        "generation": 0,
        "at": at,
        "length": 250_000,
        "beat": 0.0,
        "part": "melody/m/1",
        "instrument": "piano",
        "note": "C4",
        "midi": 60,
        "velocity": 0.8,
        "percussive": False,
        "controls": {},
    }
    return {**note, **changes}


def message(kind: str, seq: int, epoch: int = 1, **fields: object) -> dict[str, object]:
    """A message as the contract has it."""
    return {"type": kind, "epoch": epoch, "seq": seq, **fields}


def samples(file: Path) -> NDArray[np.float32]:
    """The samples of a WAV file of 32-bit floats, shape (frames, 2)."""
    data = file.read_bytes()
    assert data[:4] == b"RIFF"
    place = 12
    while data[place : place + 4] != b"data":
        place += 8 + int.from_bytes(data[place + 4 : place + 8], "little")
    size = int.from_bytes(data[place + 4 : place + 8], "little")
    return np.frombuffer(data[place + 8 : place + 8 + size], dtype="<f4").reshape(-1, 2)


def first_difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> int | None:
    """The first frame in which two renders differ, up to the end of the shorter one."""
    shared = min(len(one), len(other))
    differs = np.flatnonzero((one[:shared] != other[:shared]).any(axis=1))
    return int(differs[0]) if len(differs) else None


class Running:
    """A receiver that runs: what it says and what its status is. Waits have a limit and never sleep."""

    def __init__(self, command: Sequence[object], env: Mapping[str, str] | None) -> None:
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=None if env is None else dict(env),
        )
        self.said: list[str] = []
        self.statuses: list[dict[str, float]] = []
        self._lines: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._readers = [
            threading.Thread(target=self._read, args=(name,), daemon=True) for name in ("stdout", "stderr")
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, name: str) -> None:
        for line in getattr(self.process, name):
            self._lines.put((name, line.strip()))

    def _take(self, wait: float) -> None:
        try:
            name, line = self._lines.get(timeout=max(0.0, wait))
        except queue.Empty:
            return
        if name == "stdout":
            self.statuses.append(json.loads(line))
        else:
            self.said.append(line)

    def until(self, holds: Callable[[], bool], wanted: str) -> None:
        """Read on until *holds*; fails, saying what was *wanted*, when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            left = deadline - time.monotonic()
            assert left > 0, f"waited in vain for {wanted}; said {self.said}, last {self.statuses[-1:]}"
            self._take(left)

    def until_said(self, part: str) -> str:
        """The first line, from now or before, that contains *part*."""
        self.until(lambda: any(part in line for line in self.said), part)
        return next(line for line in self.said if part in line)

    def until_status(self, **wanted: float) -> dict[str, float]:
        """The first status, from now on, in which all of *wanted* holds."""
        seen = len(self.statuses)

        def found() -> list[dict[str, float]]:
            return [status for status in self.statuses[seen:] if wanted.items() <= status.items()]

        self.until(lambda: bool(found()), str(wanted))
        return found()[0]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; returns the exit code. What it said last is read."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; returns the exit code. What it said last is read."""
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        while not self._lines.empty():
            self._take(0)
        return code
