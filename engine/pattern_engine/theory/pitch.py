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


_LETTERS = "CDEFGAB"
_NATURAL = (0, 2, 4, 5, 7, 9, 11)
_STEPS_OF_SEMITONES = (0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6)
"""How many letters up an interval of so many semitones goes: a minor second one, a diminished fifth four."""


def spelled(letter: int, midi: int) -> str:
    """The name of key *midi* on *letter* (0 is C, 7 the C above…), with the sharps or flats that takes.

    >>> spelled(2, 63), spelled(1, 63)
    ('Eb4', 'D#4')
    """
    natural = 12 * (letter // 7) + _NATURAL[letter % 7]
    height = midi % 12 - natural % 12
    alter = (height + 6) % 12 - 6
    octave = (midi - alter) // 12 - 1
    return f"{_LETTERS[letter % 7]}{'#' * alter if alter > 0 else 'b' * -alter}{octave}"


def transposed(name: str, semitones: int, octave: int = 4) -> str | None:
    """The note *semitones* above (or below) *name*, spelled as that interval; None if *name* is no note.

    >>> transposed("c3", 7), transposed("eb3", 1), transposed("c3", -2)
    ('G3', 'Fb3', 'Bb2')
    """
    midi = midi_of(name, octave)
    if midi is None:
        return None
    octaves, rest = divmod(abs(semitones), 12)
    letters = 7 * octaves + _STEPS_OF_SEMITONES[rest]
    letter = _LETTERS.index(name[0].upper())
    return spelled(letter + (letters if semitones > 0 else -letters), midi + semitones)


def pitch_class(name: str) -> int | None:
    """Semitones above C (0 to 11) of a note name without an octave, None if it is not one.

    >>> pitch_class("Eb"), pitch_class("Kick")
    (3, None)
    """
    midi = None if name[-1:].isdigit() else midi_of(name)
    return None if midi is None else midi % 12
