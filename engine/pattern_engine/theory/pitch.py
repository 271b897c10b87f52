"""Pitches: from the names musicians write to MIDI keys and back. C4 is 60; a letter alone is in octave 4."""

from __future__ import annotations

import re
from functools import lru_cache

STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
"""Semitones of the natural steps above C."""

_ALTERATIONS = {"#": 1, "s": 1, "♯": 1, "x": 2, "𝄪": 2, "b": -1, "f": -1, "♭": -1, "𝄫": -2}
_NOTE = re.compile(r"([A-Ga-g])([#♯x𝄪]*|[b♭𝄫]*|s*|f*)(-?\d+)?")
_SHARP = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLAT = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


@lru_cache(maxsize=4096)
def midi_of(name: str, octave: int = 4) -> int | None:
    """The MIDI key of a note name, None if it is not one; a name without an octave lies in *octave*.

    >>> midi_of("C4"), midi_of("eb"), midi_of("F##3"), midi_of("Kick")
    (60, 63, 55, None)
    """
    found = _NOTE.fullmatch(name)
    if found is None:
        return None
    step, alterations, written = found.groups()
    shift = sum(_ALTERATIONS[sign] for sign in alterations)
    return 12 * (int(written) + 1 if written else octave + 1) + STEPS[step.lower()] + shift


def name_of(midi: float, flats: bool = False) -> str:
    """The note name of a MIDI key, in sharps or *flats*; a fraction of a key is added in cents (``C4+50``)."""
    key = round(midi)
    names = _FLAT if flats else _SHARP
    cents = round(100 * (midi - key))
    return f"{names[key % 12]}{key // 12 - 1}{f'{cents:+d}' if cents else ''}"


def pitch_class(name: str) -> int | None:
    """Semitones above C (0 to 11) of a note name without an octave, None if it is not one.

    >>> pitch_class("Eb"), pitch_class("Kick")
    (3, None)
    """
    midi = None if name[-1:].isdigit() else midi_of(name)
    return None if midi is None else midi % 12
