"""Chord names: what MusicXML calls a chord, from its symbol or from the notes that sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pattern_engine.theory.chord import qualities, symbol_of
from pattern_engine.theory.pitch import name_of, pitch_class

_KINDS: Mapping[tuple[int, ...], tuple[str, str]] = {
    (0, 4, 7): ("major", ""),
    (0, 3, 7): ("minor", "m"),
    (0, 3, 6): ("diminished", "dim"),
    (0, 4, 8): ("augmented", "aug"),
    (0, 4, 7, 11): ("major-seventh", "maj7"),
    (0, 4, 7, 10): ("dominant-seventh", "7"),
    (0, 3, 7, 10): ("minor-seventh", "m7"),
    (0, 3, 6, 9): ("diminished-seventh", "dim7"),
    (0, 3, 6, 10): ("half-diminished-seventh", "m7b5"),
    (0, 3, 7, 11): ("minor-major-seventh", "mM7"),
    (0, 4, 8, 10): ("augmented-seventh", "aug7"),
    (0, 4, 7, 9): ("major-sixth", "6"),
    (0, 3, 7, 9): ("minor-sixth", "m6"),
    (0, 5, 7): ("suspended-fourth", "sus4"),
    (0, 2, 7): ("suspended-second", "sus2"),
    (0, 7): ("power", "5"),
    (0, 2, 4, 7, 10): ("dominant-ninth", "9"),
    (0, 2, 4, 7, 11): ("major-ninth", "maj9"),
    (0, 2, 3, 7, 10): ("minor-ninth", "m9"),
    (0, 2, 5, 7, 10): ("dominant-11th", "11"),
    (0, 2, 3, 5, 7, 10): ("minor-11th", "m11"),
    (0, 2, 4, 7, 9, 10): ("dominant-13th", "13"),
    (0, 2, 4, 7, 9, 11): ("major-13th", "maj13"),
    (0, 2, 3, 7, 9, 10): ("minor-13th", "m13"),
}
"""By the semitones above the root, in one octave: MusicXML's kind, and how it is written."""


_SPOKEN: Mapping[str, str] = {"^": "maj", "-": "m", "h": "ø", "o": "dim"}
"""Signs of the real book as they are printed."""

_SIGN = re.compile(r"\^|^-|^[ho](?![a-z])")


class ChordName(NamedTuple):
    """A root and a bass as note names without octaves, MusicXML's kind of chord, how the quality is written."""

    root: str
    kind: str
    written: str
    bass: str | None = None


def of_symbol(text: str) -> ChordName | None:
    """What a chord symbol is called; a quality that MusicXML has no word for is ``other``. None if it is none.

    The signs of the real book, ``^ - h o``, are printed as letters.

    >>> of_symbol("Eb^7/G"), of_symbol("a'min7'i")
    (ChordName(root='Eb', kind='major-seventh', written='maj7', bass='G'), \
ChordName(root='A', kind='minor-seventh', written='min7', bass=None))
    >>> of_symbol("Kick") is None
    True
    """
    found = symbol_of(text)
    if found is None:
        return None
    steps = tuple(sorted({semitones % 12 for semitones, _ in qualities()[found.quality]}))
    kind, usual = _KINDS.get(steps, ("other", ""))
    bass = None if found.bass is None else found.bass[:1].upper() + found.bass[1:]
    signs = _SIGN.search(found.quality)
    written = usual if signs and kind != "other" else _SIGN.sub(lambda sign: _SPOKEN[sign[0]], found.quality)
    return ChordName(found.root[:1].upper() + found.root[1:], kind, written, bass)


def of_keys(keys: Iterable[float], flats: bool = False) -> ChordName | None:
    """What the chord of these MIDI keys is called, the lowest taken for its root if it can be; None if it has no name.

    >>> of_keys((57, 60, 64)).written, of_keys((52, 60, 67)), of_keys((60, 61, 62)) is None
    ('m', ChordName(root='C', kind='major', written='', bass='E'), True)
    """
    rising = [round(key) for key in sorted(keys)]
    for root in rising:
        found = _KINDS.get(tuple(sorted({(key - root) % 12 for key in rising})))
        if found is not None:
            bass = None if (rising[0] - root) % 12 == 0 else _name(rising[0], flats)
            return ChordName(_name(root, flats), *found, bass)
    return None


def is_flat(key: str | None) -> bool:
    """Whether notes of *key* are written with flats by the letter of its root: F, or a flat.

    >>> is_flat("Eb major"), is_flat("G minor"), is_flat(None)
    (True, True, False)
    """
    if key is None:
        return False
    root, _, scale = key.partition(" ")
    fifths = (pitch_class(root) or 0) * 7 % 12 - (3 if "minor" in scale or "aeolian" in scale else 0)
    return "b" in root[1:] or fifths < 0 or root == "F"


def _name(key: int, flats: bool) -> str:
    return name_of(key, flats).rstrip("-0123456789")
