"""Pitches: from the names musicians write to MIDI keys and back. C4 is 60; a letter alone is in octave 4."""

from __future__ import annotations

import re
from functools import lru_cache
from math import exp2, log2

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


def usual_letters(semitones: float) -> int:
    """How many letters up an interval of so many *semitones* is usually written.

    >>> [usual_letters(semitones) for semitones in (0, 3, 6, 14, -1)]
    [0, 2, 4, 8, -1]
    """
    octaves, rest = divmod(round(semitones), 12)
    return 7 * octaves + _STEPS_OF_SEMITONES[rest]


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


def transposed(name: str, semitones: int, octave: int = 4, letters: int | None = None) -> str | None:
    """The note *semitones* above (or below) *name*, spelled as that interval; None if *name* is no note.

    *letters* says how many letters away it is written, where that is not the usual number.

    >>> transposed("c3", 7), transposed("eb3", 1), transposed("c3", -2), transposed("c3", 6, letters=3)
    ('G3', 'Fb3', 'Bb2', 'F#3')
    """
    midi = midi_of(name, octave)
    if midi is None:
        return None
    if letters is None:
        letters = usual_letters(abs(semitones)) * (1 if semitones > 0 else -1)
    return spelled(_LETTERS.index(name[0].upper()) + letters, midi + semitones)


_BY_FIFTHS = "FCGDAEB"


def name_in(midi: float, root: str | None = None) -> str:
    """The name of a MIDI key as it is written in a key on *root*, major or minor; in sharps where there is no root.

    The notes are those of the harmonic chromatic scale: flat second, sharp fourth, both thirds, sixths and sevenths.

    >>> name_in(70, "C"), name_in(61, "D"), name_in(61, "F"), name_in(66, "Eb"), name_in(61.4), name_in(60, "Cb")
    ('Bb4', 'C#4', 'Db4', 'Gb4', 'C#4+40', 'C4')
    """
    key = round(midi)
    letter = _letters_in(root)[key % 12] if root else None
    if letter is None:
        return name_of(midi)
    cents = round(100 * (midi - key))
    return f"{spelled(letter, key)}{f'{cents:+d}' if cents else ''}"


@lru_cache(maxsize=64)
def _letters_in(root: str) -> tuple[int | None, ...]:
    """For each of the twelve keys from C on its letter: twelve fifths in a row, five below *root* to six above it."""
    pitch = pitch_class(root)
    if pitch is None:
        return (None,) * 12
    natural = _BY_FIFTHS.index(root[0].upper()) - 1
    alter = (pitch - _NATURAL[_LETTERS.index(root[0].upper())] + 6) % 12 - 6
    home = natural + 7 * alter
    found: list[int | None] = [None] * 12
    for fifths in range(home - 5, home + 7):
        if -7 <= fifths <= 12:  # no note of a melody is doubly sharp or flat only because its key is far from C
            found[7 * fifths % 12] = _LETTERS.index(_BY_FIFTHS[(fifths + 1) % 7])
    return tuple(found)


class Tone(str):
    """The name of a note that is known to be one: alone, ``C5`` might also be a chord."""

    __slots__ = ()


_INTERVAL = r"(-?)(?:(\d+)([PMmAd]+)|([PMmAd]+)(\d+))"


@lru_cache(maxsize=256)
def interval(name: str) -> tuple[int, int] | None:
    """The semitones and letters of a named interval (``3m``, ``P5``, ``-2M``, ``4A``); None if there is none such.

    Perfect, major, minor, augmented and diminished; twice augmented is ``AA``.

    >>> interval("3m"), interval("A4"), interval("-9M"), interval("5m")
    ((3, 2), (6, 3), (-14, -8), None)
    """
    found = re.fullmatch(_INTERVAL, name)
    if found is None:
        return None
    letters = int(found[2] or found[5]) - 1
    quality = found[3] or found[4]
    perfect = letters % 7 in (0, 3, 4)
    shifts = {"P": 0, "A" * len(quality): len(quality), "d" * len(quality): -len(quality)}
    if not perfect:
        shifts = {"M": 0, "m": -1, "A" * len(quality): len(quality), "d" * len(quality): -len(quality) - 1}
    if letters < 0 or quality not in shifts:
        return None
    semitones = 12 * (letters // 7) + _NATURAL[letters % 7] + shifts[quality]
    return (-semitones, -letters) if found[1] else (semitones, letters)


def hertz(midi: float) -> float:
    """The frequency of a MIDI key, fractions allowed, where A4 is 440 Hz.

    >>> hertz(69), round(hertz(60), 4)
    (440.0, 261.6256)
    """
    return 440.0 * exp2((midi - 69) / 12)


def key_of(frequency: float) -> float:
    """The MIDI key, with its fraction, of a *frequency* in hertz. Raises ``ValueError`` unless that is above zero.

    >>> key_of(440.0), round(key_of(261.63), 3)
    (69.0, 60.0)
    """
    if not 0 < frequency < float("inf"):
        raise ValueError(f"{frequency:g} Hz is no pitch")
    return 69 + 12 * log2(frequency / 440.0)


def pitch_class(name: str) -> int | None:
    """Semitones above C (0 to 11) of a note name without an octave, None if it is not one.

    >>> pitch_class("Eb"), pitch_class("Kick")
    (3, None)
    """
    midi = None if name[-1:].isdigit() else midi_of(name)
    return None if midi is None else midi % 12
