"""Notation: note names as other traditions write them, read as MIDI keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pattern_engine.theory.pitch import STEPS, key_of, midi_of

# Not compiled here: that would cost at every start, and few programs need them.
_GERMAN = r"([A-Ha-h])((?:is)*|(?:es|s)*)(-?\d+)?"
_MARKED = r"([A-Ga-g])(#*|b*|(?:is)*|(?:es|s)*)([',]*)"
_ABC = r"(\^{0,2}|_{0,2}|=)([A-Ga-g])([',]*)"
_HERTZ = r"(?i:(\d+(?:\.\d+)?)hz)"
_SOLFEGE = {"do": 0, "re": 1, "mi": 2, "fa": 3, "sol": 4, "so": 4, "la": 5, "ti": 6, "si": 6}
_DEGREE = r"(\^?)([#sbf♯♭]*)(-?\d+)([#sbf♯♭]*)"
_SHIFTS = {"#": 1, "s": 1, "♯": 1, "b": -1, "f": -1, "♭": -1}


def frequency(text: str) -> float | None:
    """The MIDI key of a frequency such as ``440hz``; None if it is none.

    >>> frequency("440hz"), frequency("c4")
    (69.0, None)
    """
    found = re.fullmatch(_HERTZ, text)
    return key_of(float(found[1])) if found is not None and float(found[1]) > 0 else None


def degree(text: str) -> tuple[int, int] | None:
    """A degree of a scale, counted from 0, and by how many semitones it is altered; None if it is none.

    Plain numbers count from 0, numbers after a caret from 1; ``do re mi`` are the degrees of the key.

    >>> degree("2#"), degree("-1"), degree("^b3"), degree("sol"), degree("c4")
    ((2, 1), (-1, 0), (2, -1), (4, 0), None)
    """
    if text.lower() in _SOLFEGE:
        return _SOLFEGE[text.lower()], 0
    found = re.fullmatch(_DEGREE, text)
    if found is None:
        return None
    caret, before, number, after = found.groups()
    return int(number) - len(caret), sum(_SHIFTS[sign] for sign in before + after)


def german(text: str, octave: int = 4) -> int | None:
    """The key of a German name: H is B natural, B is B flat, ``is`` and ``es`` alter.

    >>> german("Cis4"), german("H"), german("B"), german("Es"), german("As3")
    (61, 71, 70, 63, 56)
    """
    found = re.fullmatch(_GERMAN, text)
    if found is None or (found[2].startswith("s") and found[1] not in "AEae") or (found[1] in "Bb" and found[2]):
        return None
    letter = found[1].lower()
    step = STEPS["b"] if letter in "hb" else STEPS[letter]
    shift = -1 if letter == "b" else _turns(found[2])
    return 12 * (int(found[3] or octave) + 1) + step + shift


def _turns(signs: str) -> int:
    return len(signs) // 2 if signs.startswith("i") else -len(signs.replace("es", "s"))


def helmholtz(text: str) -> int | None:
    """The key of a Helmholtz name: ``c'`` is C4, each apostrophe an octave up; ``c`` is C3, ``C`` C2, ``C,`` C1.

    >>> [helmholtz(name) for name in ("c'", "c''", "C", "C,", "bb'")]
    [60, 72, 36, 24, 70]
    """
    found = re.fullmatch(_MARKED, text)
    if found is None or found[2][:1] in ("i", "e", "s"):
        return None
    octave = (3 if found[1].islower() else 2) + _marks(found[3])
    return midi_of(f"{found[1]}{found[2]}{octave}")


def lilypond(text: str) -> int | None:
    """The key of an absolute LilyPond name, with Dutch accidentals: ``c'`` is C4, ``cis''`` C#5, ``bes,`` Bb2.

    >>> [lilypond(name) for name in ("c'", "cis''", "bes,")]
    [60, 73, 46]
    """
    found = re.fullmatch(_MARKED, text)
    if found is None or found[1].isupper() or found[2][:1] in ("#", "b"):
        return None
    return 12 * (4 + _marks(found[3])) + STEPS[found[1]] + _turns(found[2])


def abc(text: str) -> int | None:
    """The key of a note in ABC notation: ``C`` is C4, ``c`` C5, ``C,`` C3, ``c'`` C6; ``^`` sharpens, ``_`` flattens.

    >>> [abc(name) for name in ("C,", "C", "c", "c'", "^F", "_B")]
    [48, 60, 72, 84, 66, 70]
    """
    found = re.fullmatch(_ABC, text)
    if found is None:
        return None
    shift = found[1].count("^") - found[1].count("_")
    octave = (5 if found[2].islower() else 4) + _marks(found[3])
    return 12 * (octave + 1) + STEPS[found[2].lower()] + shift


def _marks(marks: str) -> int:
    return marks.count("'") - marks.count(",")


NOTATIONS: Mapping[str, Callable[[str], int | None]] = MappingProxyType(
    {"english": midi_of, "german": german, "helmholtz": helmholtz, "lilypond": lilypond, "abc": abc}
)
"""The notations that can be read, by name."""
