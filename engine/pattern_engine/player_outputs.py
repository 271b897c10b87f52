"""The outputs of a player: from the texts that name them to a rack that keeps playing when one of them breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from pattern_engine.outputs.output import Cue, Output, OutputError

JUCE_PORT = 8081
KNOWN = "synth, juce[:PORT], osc:HOST:PORT, none"


class NoOutput:
    """Plays nothing, on time. Any thread may touch it."""

    name = "none"

    def open(self) -> str | None:
        """Nothing to open."""
        return None

    def send(self, cues: Sequence[Cue]) -> None:
        """Take *cues* and do nothing."""

    def cancel(self, generation: int, since: int) -> None:
        """Nothing was kept."""

    def hush(self) -> None:
        """Already silent."""

    def close(self) -> None:
        """Nothing to give back."""


def make_output(text: str) -> Output:
    """The output that *text* names, not opened yet: ``synth``, ``juce``, ``juce:PORT``, ``osc:HOST:PORT``, ``none``.

    ``osc:PORT`` is a port of this machine. Raises ``OutputError`` for anything else. What an output needs is imported
    here, and only for that output.
    """
    kind, _, rest = text.partition(":")
    if kind == "osc" and rest:
        from pattern_engine.outputs.osc import OscOutput

        host, _, port = rest.rpartition(":")
        return OscOutput(host.strip("[]") or "127.0.0.1", _port(text, port))
    if kind == "juce":
        from pattern_engine.outputs.juce import JuceOutput

        return JuceOutput(_port(text, rest) if rest else JUCE_PORT)
    if text == "synth":
        from pattern_engine.outputs.audio import AudioOutput

        return AudioOutput()
    if text == "none":
        return NoOutput()
    raise OutputError(f"unknown output '{text}'; there are {KNOWN}")


class Rack:
    """Outputs that play together. Only the player's thread may touch it.

    An output that raises is warned about once and the others keep playing.
    """

    def __init__(self, outputs: Sequence[Output], warn: Callable[[str], None]) -> None:
        """*warn* is told, in one line, about each output that breaks."""
        self._outputs = tuple(outputs)
        self._warn = warn
        self._broken: set[str] = set()

    def open(self) -> tuple[str, ...]:
        """Open all; returns what they have to tell. If one raises ``OutputError``, so does this, with all closed."""
        lines: list[str] = []
        try:
            lines += [line for output in self._outputs if (line := output.open())]
        except OutputError:
            self.close()
            raise
        return tuple(lines)

    def send(self, cues: Sequence[Cue]) -> None:
        """Hand *cues* to all."""
        for output in self._outputs:
            self._attempt(output, partial(output.send, cues))

    def cancel(self, generation: int, since: int) -> None:
        """Recall, from all, what *generation* or earlier plays at *since* (microseconds) or later."""
        for output in self._outputs:
            self._attempt(output, partial(output.cancel, generation, since))

    def hush(self) -> None:
        """Silence all."""
        for output in self._outputs:
            self._attempt(output, output.hush)

    def close(self) -> None:
        """Close all."""
        for output in self._outputs:
            self._attempt(output, output.close)

    def _attempt(self, output: Output, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001  the music never stops: what breaks here is not the others' fault
            if output.name not in self._broken:
                self._broken.add(output.name)
                self._warn(f"{output.name}: {error or type(error).__name__}; the other outputs play on")


def _port(text: str, port: str) -> int:
    if port.isdecimal() and 0 < int(port) < 65536:
        return int(port)
    raise OutputError(f"'{text}' has no port between 1 and 65535; there are {KNOWN}")
