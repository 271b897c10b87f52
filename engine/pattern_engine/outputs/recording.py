"""An output that keeps what it is given: for tests, and for whoever wants the cues themselves."""

from __future__ import annotations

from collections.abc import Sequence

from pattern_engine.outputs.output import Cue


class RecordingOutput:
    """Keeps cues in memory, in the order they came. Only the thread that plays may touch it while music plays.

    >>> output = RecordingOutput()
    >>> output.open()
    'recording'
    >>> output.cues
    []
    """

    def __init__(self, name: str = "recording") -> None:
        """*name* is what it says of itself in warnings and when opened."""
        self.name = name
        self.cues: list[Cue] = []
        self.cancels: list[tuple[int, int]] = []
        self.hushes = 0
        self.is_open = False

    def open(self) -> str | None:
        """Be open; what an earlier opening left stays."""
        self.is_open = True
        return self.name

    def send(self, cues: Sequence[Cue]) -> None:
        """Keep *cues*."""
        self.cues.extend(cues)

    def cancel(self, generation: int, since: int) -> None:
        """Forget what *generation* or earlier plays at *since* or later, as a receiver would; remember the order."""
        self.cancels.append((generation, since))
        self.cues = [cue for cue in self.cues if cue.generation > generation or cue.at < since]

    def hush(self) -> None:
        """Count it."""
        self.hushes += 1

    def close(self) -> None:
        """Be closed; the cues stay."""
        self.is_open = False
