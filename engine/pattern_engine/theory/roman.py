"""Roman numerals: the chord a numeral means in a key, with sevenths, altered roots and secondary functions."""

from __future__ import annotations

import re
from functools import lru_cache

from pattern_engine.theory.chord import qualities
from pattern_engine.theory.pitch import midi_of, spelled
from pattern_engine.theory.scale import Scale, named, scales

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_WRITTEN = re.compile(r"([b#]*)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)([^/]*)(?:/(.+))?")
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_SEVENTHS = {"major": ("^7", "m7", "m7", "^7", "7", "m7", "m7b5"), "minor": ("m7", "m7b5", "^7", "m7", "7", "^7", "7")}
_SIGNS = {"o": "dim", "°": "dim", "o7": "dim7", "°7": "dim7", "ø": "m7b5", "ø7": "m7b5", "+": "aug"}


@lru_cache(maxsize=1024)
def chord_of(numeral: str, key: str) -> str | None:
    """The chord symbol of *numeral* in *key*; None if it is no numeral.

    Capitals are major, small letters minor; ``7`` is the seventh that belongs to the degree; ``V/V`` is the
    dominant of the dominant; in minor keys ``vii°`` stands on the raised leading note.

    >>> [chord_of(numeral, "Eb major") for numeral in ("I", "ii7", "V7", "vii°", "bVII", "V7/V")]
    ['Eb', 'Fm7', 'Bb7', 'Ddim', 'Db', 'F7']
    """
    found = _WRITTEN.fullmatch(numeral)
    if found is None:
        return None
    alteration, degree, quality, target = found.groups()
    scale = named(key)
    if target is not None:
        local = chord_of(target, key)
        if local is None:
            return None
        root = re.match(r"[A-G][#b]*", local)
        minor = target.strip("b#")[0].islower()
        return chord_of(f"{alteration}{degree}{quality}", f"{root[0] if root else 'C'} {'minor' if minor else 'major'}")
    root_name = _root(scale, degree, quality, alteration.count("#") - alteration.count("b"))
    symbol = _quality(scale, degree, quality)
    return f"{root_name}{symbol}" if symbol in qualities() else None


def _root(scale: Scale, degree: str, quality: str, shift: int) -> str:
    index = _NUMERALS.index(degree.upper())
    steps = scale.semitones if len(scale.semitones) == 7 else _MAJOR
    raised = index == 6 and _is_minor(scale) and quality[:1] in ("o", "°", "ø")
    # An altered numeral counts from the major scale in every mode: bVI is the same chord in C major and C minor.
    semitones = _MAJOR[index] if shift or raised else int(steps[index])
    return spelled(scale.letter + index, scale.root + semitones + shift).rstrip("-0123456789")


def _is_minor(scale: Scale) -> bool:
    return 3 in scale.semitones and 4 not in scale.semitones


def _quality(scale: Scale, degree: str, quality: str) -> str:
    small = degree.islower()
    if quality in _SIGNS:
        return _SIGNS[quality]
    if quality == "7":
        own = _SEVENTHS["minor" if _is_minor(scale) else "major"][_NUMERALS.index(degree.upper())]
        return own if own.startswith("m") == small else "m7" if small else "7"
    plain = {"maj7": "^7", "M7": "^7", "Δ": "^7"}.get(quality, quality)
    return f"m{plain}" if small and not plain.startswith(("m", "dim", "sus")) else plain


def is_key(text: str) -> bool:
    """Whether *text* names a key: a root, perhaps with a scale.

    >>> is_key("C minor"), is_key("H")
    (True, False)
    """
    words = text.replace(":", " ").split()
    rest = "".join(sign for sign in " ".join(words[1:]).lower() if sign.isalnum())
    return bool(words) and midi_of(words[0]) is not None and (not rest or rest in scales())
