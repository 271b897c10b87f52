"""Sound: the table of controls. A row is a control: what it means, in which unit and range, and who obeys it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from pattern_engine.event import Value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words.change import overlaid


class Control(NamedTuple):
    """A named number or text that a note carries.

    ``low`` and ``high`` bound what the built-in sounds obey; ``osc`` is its name on the wire to SuperDirt,
    ``cc`` the MIDI controller that stands for it, ``built_in`` whether the built-in synth obeys it.
    """

    name: str
    help: str
    unit: str = ""
    low: float = -inf
    high: float = inf
    default: float | str | None = None
    aliases: tuple[str, ...] = ()
    osc: str | None = None
    cc: int | None = None
    built_in: bool = False


CONTROLS: dict[str, Control] = {
    control.name: control
    for control in (
        Control("note", "Pitch as a note name or a MIDI key.", "key", 0, 127),
        Control("s", "Which sound plays: an instrument or a drum.", aliases=("sound",)),
        Control("n", "Which of several variants of a sound, or a degree when a scale follows."),
        Control("vel", "How hard the note is struck.", "", 0, 1, 1.0, ("velocity",), "velocity", None, True),
        Control("gain", "Loudness, 1 as it is.", "", 0, 4, 1.0, (), "gain", 7, True),
        Control("dur", "Sounding length.", "beats", 0, inf),
        Control("legato", "Sounding length as a share of the step.", "", 0, inf, 1.0, ("clip",), "legato"),
        Control("pan", "Place from left (0) to right (1).", "", 0, 1, 0.5, (), "pan", 10, True),
        Control("octave", "The octave of names written without one.", "", -1, 9, 4),
        Control("attack", "Time to full level.", "s", 0, 10, None, ("att",), "attack", 73, True),
        Control("decay", "Time from full level to the held level.", "s", 0, 10, None, ("dec",), "decay", 75, True),
        Control("sustain", "Held level.", "", 0, 1, None, ("sus",), "sustain", None, True),
        Control(
            "release", "Time from the end of the note to silence.", "s", 0, 10, None, ("rel",), "release", 72, True
        ),
        Control(
            "lpf",
            "Low-pass filter: what lies above is taken away.",
            "Hz",
            20,
            20000,
            None,
            ("cutoff", "ctf", "lp"),
            "cutoff",
            74,
            True,
        ),
        Control("lpq", "Resonance of the low-pass filter.", "", 0, 50, None, ("resonance",), "resonance", 71, True),
        Control(
            "hpf",
            "High-pass filter: what lies below is taken away.",
            "Hz",
            20,
            20000,
            None,
            ("hcutoff", "hp"),
            "hcutoff",
            None,
            True,
        ),
        Control(
            "hpq", "Resonance of the high-pass filter.", "", 0, 50, None, ("hresonance",), "hresonance", None, True
        ),
        Control("room", "How much goes to the reverb.", "", 0, 1, None, (), "room", 91, True),
        Control("size", "Size of the reverb's room.", "", 0, 1, None, ("roomsize", "sz"), "size", None, True),
        Control("delay", "How much goes to the delay.", "", 0, 1, None, (), "delay", 94, True),
        Control("delaytime", "Time between echoes.", "s", 0, 4, None, ("delayt", "dt"), "delaytime", None, True),
        Control(
            "delayfb",
            "How much of each echo is heard again.",
            "",
            0,
            0.99,
            None,
            ("delayfeedback", "dfb"),
            "delayfeedback",
            None,
            True,
        ),
        Control("distort", "Distortion.", "", 0, 10, None, ("dist",), "distort", None, True),
        Control("shape", "Soft wave-shaping.", "", 0, 1, None, (), "shape", None, True),
        Control("crush", "Fewer bits.", "bits", 1, 16, None, (), "crush", None, True),
    )
}
"""Every control by its name."""


def _setting(control: Control) -> Callable[[Pattern, Pattern], Pattern]:
    def under_name(value: Value) -> Value:
        return {control.name: value}

    def set_control(pattern: Pattern, value: Pattern) -> Pattern:
        return apply_left(pattern, value.map(under_name), overlaid).with_steps(pattern.steps)

    return set_control


def _word(control: Control) -> Word:
    example = f'piano "c4 e4".{control.name}({_EXAMPLES.get(control.name, 0.5)});'
    return Word(
        control.name,
        "sound",
        control.aliases,
        (Parameter("pattern", "pattern"), Parameter("value", "pattern")),
        control.help + (f" In {control.unit}." if control.unit else ""),
        example,
        _setting(control),
    )


_EXAMPLES: dict[str, int | float | str] = {
    "note": '"g4"',
    "s": '"piano"',
    "n": 0,
    "octave": 3,
    "lpf": 800,
    "hpf": 300,
    "lpq": 5,
    "hpq": 5,
    "crush": 6,
    "dur": 1,
    "delaytime": 0.25,
    "distort": 1,
}

TABLE: tuple[Word, ...] = tuple(_word(control) for control in CONTROLS.values())
"""Each control as a word: a method that sets it, and a function that makes a pattern of it."""
