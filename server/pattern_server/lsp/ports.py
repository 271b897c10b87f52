"""The MIDI ports of this machine, for whoever writes where notes go: asked beside the loop, and known for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pattern_dsl.ide.completion_places import Ports
from pattern_server.lsp.conversation import Promise
from pattern_server.lsp.wire import CANCELLED, Later, Refused
from pattern_server.machine import midi_ports

KEPT = 5.0
"""Seconds after which the machine is asked again: somebody may have plugged something in."""


class Machine:
    """What is known of the ports. Thread: one, which *later* leads back to; nothing here waits."""

    def __init__(self, later: Later) -> None:
        self.ports = Ports()
        self.is_known = False  # until the machine has answered
        self._later = later
        self._asked: float | None = None
        self._waiting: dict[Promise, Callable[[], object]] = {}

    def look(self) -> None:
        """Have the machine asked, unless it was a moment ago. What is known stays known meanwhile."""
        if self._asked is None or time.monotonic() - self._asked > KEPT:
            self._asked = time.monotonic()
            threading.Thread(target=self._ask, daemon=True).start()

    def promised(self, answer: Callable[[], object]) -> Promise:
        """What *answer* gives as soon as the ports are known."""
        promise = Promise(lambda: self._cancel(promise))
        self._waiting[promise] = answer
        return promise

    def _ask(self) -> None:
        found = midi_ports()
        ports = Ports() if isinstance(found, str) else Ports(*map(tuple, found))
        self._later(lambda: self._know(ports))

    def _know(self, ports: Ports) -> None:
        self.ports, self.is_known = ports, True
        waiting, self._waiting = self._waiting, {}
        for promise, answer in waiting.items():
            promise.keep(answer())

    def _cancel(self, promise: Promise) -> None:
        if self._waiting.pop(promise, None) is not None:
            promise.keep(Refused(CANCELLED, "cancelled"))
