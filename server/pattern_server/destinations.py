"""Outputs by name: the texts that ``--to`` takes, checked before anything is started."""

from __future__ import annotations

from typing import NamedTuple

from pattern_engine.outputs.address import FORMS, address_text, read_address
from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Program
from pattern_server.trouble import USAGE, Trouble


class Destination(NamedTuple):
    """One kind of output: its *name*, the *form* it is written in, and what it does."""

    name: str
    form: str
    help: str


_HELP = {
    "synth": "The built-in synthesizer, through the sound card.",
    "juce": "Waits for a JUCE program on a WebSocket of this machine (port 8081).",
    "osc": "Sends every note ahead of time as a time-tagged OSC bundle.",
    "superdirt": "Plays on the SuperDirt that runs in SuperCollider (port 57120 of this machine).",
    "midi": "Plays on a MIDI port; behind its name ?ch=2 sets a channel, ?clock sends the clock, ?mpe bends each note.",
    "midiin": "Listens to a MIDI controller or keyboard; ?clock behind its name follows its clock.",
    "link": "Goes with the tempo and the beat of the Ableton Link session of this network (the extra link).",
    "none": "Plays in silence: it only keeps time.",
}

OUTPUTS = tuple(Destination(name, form, _HELP[name]) for name, form in FORMS.items())
"""Every output there is, in the order a musician would look for them."""


def checked_outputs(texts: list[str]) -> tuple[str, ...]:
    """*texts* if each names an output that exists. Raises ``Trouble`` for wrong usage."""
    for text in texts:
        try:
            read_address(text)
        except OutputError as error:
            raise Trouble(USAGE, str(error)) from error
    return tuple(dict.fromkeys(texts))


def outputs_of(program: Program) -> tuple[tuple[str, ...], list[str]]:
    """The outputs that a text asks for with ``out``, else the synth; and a line for each that there is not here."""
    found: list[str] = []
    lines: list[str] = []
    for asked in program.outputs:
        try:
            found.append(address_text(asked))
        except OutputError as error:
            lines.append(f"the text asks for out {asked.name}: {error}")
    if lines and not found:
        lines.append("the synth plays instead")
    return tuple(dict.fromkeys(found)) or ("synth",), lines
