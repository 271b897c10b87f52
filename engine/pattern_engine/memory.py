"""Memory: what patterns remember of their answers, bounded for all patterns of a process together.

Forgetting changes no answer; it only makes the next one dearer.
"""

from __future__ import annotations

from typing import Final, Protocol
from weakref import ref

BOUND = 64 << 20
"""Bytes that all patterns of a process may remember, by ``HAP_BYTES`` and ``CYCLE_BYTES``."""

HAP_BYTES = 208
"""What one hap takes: a tuple of six and its four times. Its value and origin are shared with the pattern."""

CYCLE_BYTES = 256
"""What one cycle takes besides its haps: its place in a table, its key and the list."""


class Forgetful(Protocol):
    """What can be told to forget."""

    def remembered(self) -> tuple[int, int]:
        """How many cycles and how many haps it remembers."""

    def forget(self) -> None:
        """Drop what is remembered; the answers stay the same."""


class Ledger:
    """How much all patterns remember. Thread: any; a wrong sum is only forgetting sooner or later.

    ``held`` never falls short of what is kept in bytes; it counts what has died since until there is no room.
    """

    __slots__ = ("bound", "held", "patterns")

    def __init__(self, bound: int = BOUND) -> None:
        self.bound = bound
        self.held = 0
        self.patterns: list[ref[Forgetful]] = []

    def make_room(self) -> None:
        """Count anew; if more than half of the bound is kept, forget what began to remember first."""
        alive = [pattern for held in self.patterns if (pattern := held()) is not None]
        sizes = [_bytes(*pattern.remembered()) for pattern in alive]
        self.held = sum(sizes)
        kept = 0
        for pattern, size in zip(alive, sizes, strict=True):
            if self.held <= self.bound // 2:
                break
            pattern.forget()
            self.held -= size
            kept += 1
        self.patterns = [ref(pattern) for pattern in alive[kept:]]


def _bytes(cycles: int, haps: int) -> int:
    return CYCLE_BYTES * cycles + HAP_BYTES * haps


LEDGER: Final = Ledger()
"""The ledger of this process."""
