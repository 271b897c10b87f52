"""The outputs of a player: from the texts that name them to what opens, sends and closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pattern_engine.heard import Heard
from pattern_engine.outputs.address import FORMS, read_address
from pattern_engine.outputs.output import Cue, Output, unheard

KNOWN = ", ".join(FORMS.values())


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


def make_output(text: str, hear: Callable[[Heard], None] = unheard, tell: Callable[[str], None] = unheard) -> Output:
    """The output that *text* names, not opened yet; ``outputs.address`` says how that is written.

    *hear* is given what comes in from outside, by any thread, *tell* one line about each thing that goes wrong
    while notes are on their way. Raises ``OutputError`` for what is no output. What an output needs is imported here,
    and only for that output.
    """
    where = read_address(text)
    match where.kind:
        case "osc":
            from pattern_engine.outputs.osc import OscOutput

            return OscOutput(where.host, where.port, path=where.path or "/pattern", tell=tell)
        case "superdirt":
            from pattern_engine.outputs.superdirt import SuperDirtOutput

            return SuperDirtOutput(where.host, where.port, latency=round(where.latency * 1000), tell=tell)
        case "juce":
            from pattern_engine.outputs.juce import JuceOutput

            return JuceOutput(where.port, hear=hear)
        case "midi":
            from pattern_engine.outputs.midi import MidiOutput
            from pattern_engine.outputs.midi_channels import Channels

            channels = Channels(where.channel, "mpe" in where.flags)
            return MidiOutput(where.name, channels, pulsed="clock" in where.flags, tell=tell)
        case "midiin":
            from pattern_engine.outputs.midi_in import MidiInput

            return MidiInput(hear, where.name, follow="clock" in where.flags)
        case "link":
            from pattern_engine.outputs.link import LinkFollower

            return LinkFollower(hear)
        case "synth":
            from pattern_engine.outputs.audio import AudioOutput

            return AudioOutput()
    return NoOutput()
