"""Chord symbols: a root, a quality, perhaps another bass. The facts are in ``data/chords.tsv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from pattern_engine.theory.pitch import pitch_class
from pattern_engine.theory.scale import table

_SYMBOL = re.compile(r"([A-Ga-g](?:##?|bb?|x)?)([^/]*?)(?:/([A-Ga-g](?:##?|bb?)?))?")


@cache
def qualities() -> Mapping[str, tuple[int, ...]]:
    """Semitones above the root of every chord quality, by name and by symbol; ``""`` is the major triad."""
    found: dict[str, tuple[int, ...]] = {}
    for row in table("chords.tsv"):
        semitones = tuple(int(step) for step in row[2].split())
        for symbol in (row[0], *row[1].split(",")):
            found.setdefault("" if symbol == "(none)" else symbol, semitones)
    return MappingProxyType(found)


@lru_cache(maxsize=1024)
def chord_keys(symbol: str, octave: int = 4) -> tuple[int, ...] | None:
    """MIDI keys of a chord symbol (``Am7``, ``Eb^7``, ``C/E``) in close position, lowest first; None if unknown.

    The root stands below F# of *octave*, else an octave lower, so that chords stay in one register; a bass
    after the slash goes below the rest.

    >>> chord_keys("C"), chord_keys("Am"), chord_keys("C/E")
    ((60, 64, 67), (57, 60, 64), (52, 60, 64, 67))
    """
    found = _SYMBOL.fullmatch(symbol)
    root = pitch_class(found[1][0].upper() + found[1][1:]) if found else None
    semitones = qualities().get(found[2]) if found else None
    if found is None or root is None or semitones is None:
        return None
    base = 12 * (octave + 1) + root - (12 if root > 6 else 0)
    keys = [base + step for step in semitones]
    if found[3]:
        bass = pitch_class(found[3][0].upper() + found[3][1:]) or 0
        keys = [bass + 12 * ((keys[0] - 1 - bass) // 12), *keys]
    return tuple(keys)
