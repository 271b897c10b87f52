"""Sound: the table of controls. A row is a control: what it means, in which unit and range, and who obeys it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from pattern_engine.event import Value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words.change import overlaid
from pattern_engine.words.controls import EXAMPLES, SENT_ON, Control

CONTROLS: dict[str, Control] = {
    control.name: control
    for control in (
        Control("note", "Pitch as a note name or a MIDI key.", "key", 0, 127, None, ("midinote",), built_in=True),
        Control("s", "Which sound plays: an instrument or a drum.", aliases=("sound",), built_in=True),
        Control("n", "Which of several variants of a sound, or a degree when a scale follows.", built_in=True),
        Control("chord", "Chord symbol."),
        Control("vel", "How hard the note is struck, up to 1.", "", 0, 2, 1.0, ("velocity",), "velocity", None, True),
        Control("gain", "Loudness, 1 as it is.", "", 0, 4, 1.0, (), "gain", 7, True),
        Control("dur", "Sounding length.", "beats", 0, inf, None, ("duration",)),
        Control("legato", "Sounding length as a share of the step.", "", 0, inf, 1.0, ("clip",), "legato"),
        Control("pan", "Place from left (0) to right (1).", "", 0, 1, 0.5, (), "pan", 10, True),
        Control("octave", "The octave of names written without one.", "", -1, 9, 4),
        Control("attack", "Time to full level.", "s", 0, 10, None, ("att",), "attack", 73, True),
        Control("decay", "Time from full level to the held level.", "s", 0, 10, None, ("dec",), "decay", 75, True),
        Control("sustain", "Held level.", "", 0, 1, None, ("sus",), None, None, True),
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
        Control("size", "Size of the reverb's room.", "", 0, 1, None, ("roomsize", "rsize", "sz"), "size", None, True),
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
        Control(
            "speed", "Playback rate of a sample, negative backwards.", osc="speed", low=-32, high=32, built_in=True
        ),
        Control("begin", "Where in the sample it starts.", low=0, high=1, osc="begin", built_in=True),
        Control("end", "Where in the sample it ends.", low=0, high=1, osc="end", built_in=True),
        Control("unit", "What speed counts in: r, c or s.", osc="unit", built_in=True),
        Control("cut", "A new sound in a group stops the one before.", osc="cut", low=-1000, high=1000, built_in=True),
        Control("bank", "Sample bank, put before the sound's name.", osc="bank", built_in=True),
        Control("orbit", "Effect bus shared by patterns.", low=0, high=11, aliases=("o",), osc="orbit", built_in=True),
        Control("amp", "Loudness, linear.", low=0, high=4, osc="amp", built_in=True),
        Control("freq", "Pitch as a frequency.", unit="Hz", low=8, high=20000, osc="freq"),
        Control("loop", "Whether the sample loops.", osc="loop", low=0, high=1000, built_in=True),
        Control(
            "accelerate", "Change of playback rate while sounding.", osc="accelerate", low=-8, high=8, built_in=True
        ),
        Control(
            "bpf",
            "Band-pass filter: only what lies round it is left.",
            unit="Hz",
            low=20,
            high=20000,
            aliases=("bandf", "bp"),
            osc="bandf",
            built_in=True,
        ),
        Control(
            "bpq", "Width of the band-pass filter.", low=0, high=50, aliases=("bandq",), osc="bandq", built_in=True
        ),
        Control(
            "lpenv",
            "Depth of the low-pass filter's envelope.",
            unit="octaves",
            low=-8,
            high=8,
            aliases=("lpe",),
            built_in=True,
        ),
        Control(
            "djf", "One knob: low-pass below the middle, high-pass above.", low=0, high=1, osc="djf", built_in=True
        ),
        Control("vowel", "Formant filter by vowel.", osc="vowel", built_in=True),
        Control("coarse", "Lower sample rate: every so many samples.", low=1, high=64, osc="coarse", built_in=True),
        Control(
            "trem",
            "Rate of the loudness wobble.",
            unit="Hz",
            low=0,
            high=40,
            aliases=("tremolorate", "tremr"),
            osc="tremolorate",
            built_in=True,
        ),
        Control(
            "tremolodepth",
            "Depth of the loudness wobble.",
            low=0,
            high=1,
            aliases=("tremdp",),
            osc="tremolodepth",
            built_in=True,
        ),
        Control(
            "phaser",
            "Rate of the phaser.",
            unit="Hz",
            low=0,
            high=20,
            aliases=("phaserrate", "ph", "phasr"),
            osc="phaserrate",
            built_in=True,
        ),
        Control(
            "detune",
            "Distance between stacked voices.",
            unit="semitones",
            low=0,
            high=12,
            aliases=("det",),
            osc="detune",
            built_in=True,
        ),
        Control("unison", "Number of stacked voices.", low=1, high=16, built_in=True),
        Control("fm", "Frequency modulation depth.", low=0, high=32, aliases=("fmi",), osc="fm", built_in=True),
        Control(
            "vib",
            "Rate of the vibrato.",
            unit="Hz",
            low=0,
            high=40,
            aliases=("vibrato", "v"),
            osc="vibrato",
            built_in=True,
        ),
        Control(
            "vibmod",
            "Depth of the vibrato.",
            unit="semitones",
            low=0,
            high=12,
            aliases=("vmod",),
            osc="vibmod",
            built_in=True,
        ),
        Control(
            "glide",
            "Time of the glide from the note before.",
            unit="beats",
            low=0,
            high=8,
            aliases=("slide", "portamento"),
            osc="portamento",
        ),
        Control("midichan", "MIDI channel.", low=1, high=16),
        Control("midiport", "MIDI port by name or number."),
        Control("prog", "MIDI program.", low=0, high=127, aliases=("progNum",)),
        Control("bend", "Pitch bend.", low=-1, high=1, aliases=("midibend",), built_in=True),
        Control(
            "nudge",
            "Moves the sound in time without changing structure.",
            unit="s",
            low=-10,
            high=10,
            osc="nudge",
            built_in=True,
        ),
        Control("channel", "Physical output.", low=0, high=64, aliases=("ch", "channels"), osc="channel"),
        Control("color", "Colour of the event in views.", aliases=("colour",)),
        *SENT_ON,
    )
}
"""Every control by its name."""


_LISTED: dict[str, tuple[str, ...]] = {"s": ("s", "n", "gain"), "note": ("note", "n")}
"""Controls a colon list spreads over: ``bd:3`` is variant 3 of bd."""


def controlled(name: str, values: Pattern) -> Pattern:
    """*values* as a pattern of controls under *name*; controls stay what they are."""

    def under_name(value: Value) -> Value:
        if isinstance(value, dict):
            return value
        if isinstance(value, tuple) and name in _LISTED:
            return dict(zip(_LISTED[name], value, strict=False))
        return {name: value}

    return values.map(under_name).with_steps(values.steps)


def _setting(control: Control) -> Callable[[Pattern, Pattern], Pattern]:
    def set_control(pattern: Pattern, value: Pattern) -> Pattern:
        return apply_left(pattern, controlled(control.name, value), overlaid).with_steps(pattern.steps)

    return set_control


def _word(control: Control) -> Word:
    usual = 0.5 if control.low <= 0.5 <= control.high else int(4 * control.low)
    notes = "c e" if control.name == "octave" else "c4 e4"
    example = f'piano "{notes}".{control.name}({_EXAMPLES.get(control.name, usual)});'
    return Word(
        control.name,
        "sound",
        control.aliases,
        (Parameter("pattern", "pattern"), Parameter("value", "pattern")),
        _help(control),
        example,
        _setting(control),
    )


def _help(control: Control) -> str:
    unit = f" In {control.unit}." if control.unit else ""
    sent = " Sent on; the built-in sounds stay as they are." if control in SENT_ON and not control.built_in else ""
    return control.help + unit + sent


_EXAMPLES: dict[str, int | float | str] = {
    **EXAMPLES,
    "note": '"g4"',
    "s": '"piano"',
    "chord": '"Am F"',
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
