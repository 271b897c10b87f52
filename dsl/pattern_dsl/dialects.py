"""Dialects: how what other languages for music write is written here. It knows words only."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TEMPO = "the tempo is a header, in beats a minute: tempo 120;"
_LET = 'a name is given with let: let riff = "c4 e4";'
_DEF = "a function is written as def twice(p) = p.fast(2);"
_AGAIN = 'patterns repeat by themselves: melody { piano "c4*4 e4".every(4, .rev()); }'
_PLAYED = 'write rhythm { sound("bd hh"); } or melody { note("c4 e4"); }'

BEGINNINGS: Mapping[str, str] = {
    **dict.fromkeys(("setcps", "setcpm", "setCps", "setCpm", "setbpm", "cps", "cpm", "bpm", "use_bpm"), _TEMPO),
    **dict.fromkeys(("var", "const"), _LET),
    **dict.fromkeys(("function", "fun", "fn", "return", "define"), _DEF),
    **dict.fromkeys(("for", "while", "repeat", "live_loop", "loop"), _AGAIN),
    **dict.fromkeys(("play", "sleep", "use_synth", "sample", "once", "p", "d1", "$:"), _PLAYED),
    "_": 'what is silent for a while begins with mute: mute rhythm { sound("bd hh"); }',
    "samples": 'recordings are imported: import kit from "./samples/";',
    "all": "what holds for several parts is said in a section: section a with .room(0.3) { drums, bass; }",
    "from": 'write import piano from "keys";',
}
"""What begins something in other languages for live music, and nothing in this one; and what does here."""

SOUNDING = frozenset({"sound", "s", "note", "n", "freq", "chord", "stack", "seq", "cat", "arrange"})
"""Words of this language that begin a text in others."""

SIGNS: Mapping[str, str] = {
    "$": 'what changes a pattern is a method behind it: "bd sd".fast(2)',
    "#": 'comments begin with //, and controls are methods: "bd sd".gain(0.8)',
    "\\": "notes have letters and octaves and stand in quotes: c4 d4 f#4",
}
"""What to write for signs of other languages."""

METHODS: Mapping[str, str] = {
    **dict.fromkeys(("reverb", "verb", "wet", "hall"), "room"),
    **dict.fromkeys(("volume", "vol", "loudness", "level"), "gain"),
    **dict.fromkeys(("hush", "stop"), "mute"),
    **dict.fromkeys(("lowpass", "low_pass"), "lpf"),
    **dict.fromkeys(("highpass", "high_pass"), "hpf"),
    **dict.fromkeys(("staccato", "articulation"), "legato"),
    **dict.fromkeys(("repeat", "repeats"), "ply"),
    **dict.fromkeys(("reverse", "reversed", "backwards"), "rev"),
    **dict.fromkeys(("strum", "rake"), "roll"),
    **dict.fromkeys(("chance", "probability"), "prob"),
    **dict.fromkeys(("shift", "wait"), "late"),
    **dict.fromkeys(("distortion", "overdrive"), "distort"),
    **dict.fromkeys(("chorus", "thicken"), "detune"),
    "pitchbend": "bend",
}
"""What methods are called elsewhere, and here."""

SUBSTITUTES: Mapping[str, str] = {
    **dict.fromkeys(("violin", "viola", "cello", "violoncello", "contrabass", "fiddle", "string"), "strings"),
    **dict.fromkeys(("trumpet", "trombone", "horn", "tuba", "cornet", "sax", "saxophone"), "brass"),
    **dict.fromkeys(("oboe", "bassoon", "reed"), "clarinet"),
    **dict.fromkeys(("recorder", "piccolo", "whistle", "ocarina"), "flute"),
    **dict.fromkeys(("harp", "koto", "kalimba", "sitar"), "pluck"),
    **dict.fromkeys(("banjo", "ukulele", "lute", "mandolin"), "guitar"),
    **dict.fromkeys(("glockenspiel", "celesta", "chimes", "bells"), "bell"),
    **dict.fromkeys(("xylophone", "balafon"), "marimba"),
    **dict.fromkeys(("rhodes", "wurlitzer", "wurli"), "epiano"),
    **dict.fromkeys(("hammond", "accordion", "harmonica"), "organ"),
    **dict.fromkeys(("voice", "vocals", "voices", "aah"), "choir"),
    **dict.fromkeys(("sawtooth", "saw", "supersaw", "square", "pulse", "triangle", "sine"), "lead"),
    **dict.fromkeys(("percussion", "drum", "tr808", "tr909"), "drums"),
}
"""Instruments of orchestras and of other languages, and what comes nearest to them here."""


ROLES_BY_NAME: Mapping[str, str] = {
    **dict.fromkeys(
        ("drums", "drum", "beat", "beats", "perc", "percussion", "groove", "kit", "kick", "hats"), "rhythm"
    ),
    **dict.fromkeys(("chords", "pad", "pads", "comp", "changes"), "harmony"),
    **dict.fromkeys(("lead", "bass", "bassline", "line", "riff", "tune", "theme", "hook", "solos", "part"), "melody"),
}
"""What people call a block whose role they do not write, and the role that they mean."""


def begins_elsewhere(text: str) -> bool:
    """Whether a text or a line of another language begins with *text*.

    >>> begins_elsewhere("d1"), begins_elsewhere("sound"), begins_elsewhere("melody")
    (True, True, False)
    """
    return text in SOUNDING or _beginning(text) in BEGINNINGS


def told_of_beginning(text: str) -> tuple[str, str]:
    """What is wrong with what begins with *text*, and how it is written here."""
    if text in SOUNDING:
        return f"{text} is played in a block", _PLAYED
    return f"the language has no {text}", BEGINNINGS[_beginning(text)]


def role_of(name: str) -> str | None:
    """The role that a block called *name* most likely has; None if its name says nothing.

    >>> role_of("Drums2"), role_of("pads"), role_of("chorus")
    ('rhythm', 'harmony', None)
    """
    return ROLES_BY_NAME.get(name.lower().rstrip("0123456789_"))


def _beginning(text: str) -> str:
    """*text*, all numbered voices as one."""
    return "d1" if re.fullmatch(r"[dp]\d{1,2}", text) else text
