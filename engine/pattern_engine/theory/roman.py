"""Roman numerals: the chord a numeral means in a key, with figures, altered roots and secondary functions.

The chords of degrees, and of what is borrowed from elsewhere, are in ``data/roman_numerals.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from pattern_engine.theory.chord import chord_notes, qualities, symbol_of
from pattern_engine.theory.pitch import midi_of, spelled
from pattern_engine.theory.scale import Scale, named, scales, table

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_WRITTEN = r"([b#]*)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)([^/]*)(?:/(.+))?"
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_SIGNS = {"o": "dim", "o7": "dim7", "ø": "m7b5", "ø7": "m7b5", "h7": "m7b5", "+": "aug"}
_FIGURED = r"(.*?)(64|6|65|43|42|2)"
_FIGURES = {"6": (1, ""), "64": (2, ""), "65": (1, "7"), "43": (2, "7"), "42": (3, "7"), "2": (3, "7")}
"""Figured bass: which note of the chord lies below, and what that says of the chord."""
_AUGMENTED_SIXTHS = ("It6", "Fr6", "Ger6")
_SUFFIXES = {"major": "", "minor": "m", "dim": "dim", "major7": "^7", "dom7": "7", "minor7": "m7", "halfDim7": "m7b5"}


@cache
def _known() -> Mapping[tuple[str, str], tuple[int, str, str]]:
    """By mode and numeral: semitones above the tonic, the triad and the seventh chord."""
    return MappingProxyType(
        {
            (mode, numeral): (int(steps), triad, seventh)
            for mode, numeral, steps, triad, seventh, _ in table("roman_numerals.tsv")
        }
    )


@lru_cache(maxsize=1024)
def chord_of(numeral: str, key: str) -> str | None:
    """The chord symbol of *numeral* in *key*; None if it is no numeral.

    Capitals are major, small letters minor; ``7`` is the seventh that belongs to the degree; ``V/V`` is the
    dominant of the dominant; in minor keys ``vii°`` stands on the raised leading note. Figures say which note
    lies below: ``V6``, ``I64``, ``V65``, ``V43``, ``V42``; so an added sixth is ``Iadd6``. ``N6`` and ``Ger6``,
    ``Fr6``, ``It6`` are known too.

    >>> [chord_of(numeral, "Eb major") for numeral in ("I", "ii7", "V7", "vii°", "bVII", "V7/V", "V65", "Ger6")]
    ['Eb', 'Fm7', 'Bb7', 'Ddim', 'Db', 'F7', 'Bb7/D', 'CbGer6']
    """
    if numeral in _AUGMENTED_SIXTHS:
        root = _altered(named(key), 5, 8)
        return f"{root}{numeral}"
    if numeral == "N6":
        return chord_of("bII6", key)
    found = re.fullmatch(_WRITTEN, numeral.replace("♭", "b").replace("♯", "#").replace("°", "o"))
    if found is None:
        return None
    alteration, degree, quality, target = found.groups()
    if target is not None:
        tonic = chord_of(target, key)
        local = symbol_of(tonic) if tonic else None
        if local is None:
            return None
        mode = "minor" if target.strip("b#")[0].islower() else "major"
        return chord_of(f"{alteration}{degree}{quality}", f"{local.root} {mode}")
    figured = re.fullmatch(_FIGURED, quality)
    if figured is None or quality in ("add6", "add2", "sus2"):
        return _rooted(named(key), alteration, degree, quality)
    below, seventh = _FIGURES[figured[2]]
    symbol = _rooted(named(key), alteration, degree, f"{figured[1]}{seventh}")
    notes = chord_notes(symbol) if symbol else None
    if not notes or below >= len(notes):
        return None
    return f"{symbol}/{notes[below][0].rstrip('-0123456789')}"


def _rooted(scale: Scale, alteration: str, degree: str, quality: str) -> str | None:
    """The symbol of a numeral without figures."""
    index = _NUMERALS.index(degree.upper())
    steps = scale.semitones if len(scale.semitones) == 7 else _MAJOR
    raised = index == 6 and _is_minor(scale) and quality[:1] == "o"
    # An altered numeral counts from the major scale in every mode: bVI is the same chord in C major and C minor.
    shift = alteration.count("#") - alteration.count("b")
    semitones = _MAJOR[index] if alteration or raised else int(steps[index])
    symbol = _quality(scale, f"{alteration}{degree}", quality)
    return f"{_altered(scale, index, semitones + shift)}{symbol}" if symbol in qualities() else None


def _altered(scale: Scale, index: int, semitones: int) -> str:
    """The name, without an octave, of the note so many *semitones* above the root, on the letter of a degree."""
    return spelled(scale.letter + index, scale.root + semitones).rstrip("-0123456789")


def _is_minor(scale: Scale) -> bool:
    return 3 in scale.semitones and 4 not in scale.semitones


def _quality(scale: Scale, numeral: str, quality: str) -> str:
    small = numeral.strip("b#").islower()
    if quality in _SIGNS:
        return _SIGNS[quality]
    if quality == "7":
        return _seventh(scale, numeral)
    plain = {"Δ": "^7", "add6": "6"}.get(quality, re.sub(r"^(maj|M|Δ)(?=\d)", "^", quality))
    return f"m{plain}" if small and not plain.startswith(("m", "dim", "sus")) else plain


def _seventh(scale: Scale, numeral: str) -> str:
    """The seventh chord of a degree: that of the scale if it has the third the numeral says, else the usual one."""
    small = numeral.strip("b#").islower()
    if numeral.upper() in _NUMERALS and len(scale.semitones) == 7:
        index = _NUMERALS.index(numeral.upper())
        third, fifth, seventh = (_above(scale, index, steps) for steps in (2, 4, 6))
        stacked: dict[tuple[float, ...], str] = {
            (4, 7, 11): "^7",
            (4, 7, 10): "7",
            (3, 7, 10): "m7",
            (3, 6, 10): "m7b5",
            (3, 7, 11): "mM7",
        }
        symbol = stacked.get((third, fifth, seventh))
        if symbol is not None and symbol.startswith("m") == small:
            return symbol
    mode = "minor" if _is_minor(scale) else "major"
    row = _known().get((mode, numeral)) or _known().get(("major", numeral))
    return _SUFFIXES[row[2]] if row else "m7" if small else "7"


def _above(scale: Scale, index: int, steps: int) -> float:
    return scale.midi(index + steps) - scale.midi(index)


def is_key(text: str) -> bool:
    """Whether *text* names a key: a root, perhaps with a scale.

    >>> is_key("C minor"), is_key("H")
    (True, False)
    """
    words = text.replace(":", " ").split()
    rest = "".join(sign for sign in " ".join(words[1:]).lower() if sign.isalnum())
    return bool(words) and midi_of(words[0]) is not None and (not rest or rest in scales())
