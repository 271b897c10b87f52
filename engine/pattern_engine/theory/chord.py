"""Chord symbols: a root, a quality, perhaps another bass. The facts are in ``data/chords.tsv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from pattern_engine.theory.pitch import midi_of, spelled
from pattern_engine.theory.scale import table

_SYMBOL = re.compile(r"([A-Ga-g](?:##?|bb?|x)?)([^/]*?)(?:/([A-Ga-g](?:##?|bb?)?))?")


@cache
def qualities() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Every chord quality, by name and by symbol (``""`` is the major triad).

    A quality is the semitones of each note above the root, and how many letters above the root's it is written:
    a minor third is (3, 2).
    """
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for row in table("chords.tsv"):
        letters = [int(degree.lstrip("b#")) - 1 for degree in row[5].split()]
        notes = tuple(zip((int(step) for step in row[2].split()), letters, strict=True))
        for symbol in (row[0], *row[1].split(",")):
            found.setdefault("" if symbol == "(none)" else symbol, notes)
    return MappingProxyType(found)


@lru_cache(maxsize=1024)
def chord_notes(symbol: str, octave: int = 4) -> tuple[tuple[str, int], ...] | None:
    """Names and MIDI keys of a chord symbol (``Am7``, ``Eb^7``, ``C/E``), lowest first; None if it is none.

    Close position. The root stands below F# of *octave*, else an octave lower, so that chords stay in one
    register; a bass after the slash goes below the rest.

    >>> [name for name, _ in chord_notes("Cm9")], [key for _, key in chord_notes("C/E")]
    (['C4', 'Eb4', 'G4', 'Bb4', 'D5'], [52, 60, 64, 67])
    """
    found = _SYMBOL.fullmatch(symbol)
    root = midi_of(found[1], octave) if found else None
    notes = qualities().get(found[2].replace("ø7", "h7").replace("ø", "h7").replace("°", "o")) if found else None
    if found is None or root is None or notes is None:
        return None
    base = root - 12 if root - 12 * (octave + 1) > 6 else root
    letter = "CDEFGAB".index(symbol[0].upper())
    written = [(spelled(letter + letters, base + step), base + step) for step, letters in notes]
    if found[3]:
        bass = midi_of(found[3], octave) or 0
        low = bass + 12 * ((base - 1 - bass) // 12)
        written.insert(0, (spelled("CDEFGAB".index(found[3][0].upper()), low), low))
    return tuple(written)
