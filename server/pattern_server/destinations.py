"""Outputs by name: the texts that ``--to`` takes, checked before anything is started."""

from __future__ import annotations

from dataclasses import dataclass

from pattern_server.trouble import USAGE, Trouble


@dataclass(frozen=True, slots=True)
class Destination:
    """One kind of output: its *name*, the *form* it is written in, and what it does."""

    name: str
    form: str
    help: str


OUTPUTS = (
    Destination("synth", "synth", "The built-in synthesizer, through the sound card."),
    Destination("juce", "juce[:PORT]", "Waits for a JUCE program on a WebSocket of this machine (port 8081)."),
    Destination("osc", "osc:HOST:PORT", "Sends every note ahead of time as a time-tagged OSC bundle."),
    Destination("none", "none", "Plays in silence: it only keeps time."),
)
"""Every output there is, in the order a musician would look for them."""


def checked_outputs(texts: list[str]) -> tuple[str, ...]:
    """*texts* if each names an output that exists, or just the synth. Raises ``Trouble`` for wrong usage."""
    for text in texts:
        name, _, rest = text.partition(":")
        known = {row.name: row for row in OUTPUTS}
        if name not in known:
            raise Trouble(USAGE, f"no output {text!r}: there are {', '.join(row.form for row in OUTPUTS)}")
        if not _fits(name, rest, ":" in text):
            raise Trouble(USAGE, f"an output {name} is written {known[name].form}, not {text!r}")
    return tuple(dict.fromkeys(texts)) or ("synth",)


def _fits(name: str, rest: str, colon: bool) -> bool:
    if name == "juce":
        return not colon or _is_port(rest)
    if name == "osc":
        host, _, port = rest.rpartition(":")
        return bool(host) and _is_port(port)
    return not colon


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536
