"""Tunings: where the steps of an octave, or of another period, lie in cents. The facts are in ``data/tunings.tsv``.

A tuned note is a MIDI key with a fraction, so that everything that plays keys can play it; ratios and equal
divisions are computed, not read from rounded cents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from math import log2
from types import MappingProxyType
from typing import NamedTuple

from pattern_engine.theory.pitch import STEPS, hertz, midi_of
from pattern_engine.theory.scale import shown, table

_EDO = r"(\d{1,15})edo|edo(\d{1,15})"
_NUMBER = r"-?\d{1,15}(\.\d{0,15}|/\d{1,15})?|-?\.\d{1,15}"
_NOTE = r"([A-Ga-g])([^\d-]*)(-?\d+)?"
_FIFTHS = {"f": -1, "c": 0, "g": 1, "d": 2, "a": 3, "e": 4, "b": 5}
_LARGEST = 1000
_WIDEST = 1_000_000


class Tuning(NamedTuple):
    """``cents`` of each step above the first, which is 0; ``period`` is the cents after which they repeat."""

    name: str
    cents: tuple[float, ...]
    period: float
    equal: bool = False

    def above(self, degree: float) -> float:
        """The cents of a 0-based *degree* above the first; a fraction of a degree lies between its neighbours.

        >>> tuning("19edo").above(19), round(tuning("just").above(7), 3), tuning("12edo").above(-1)
        (1200.0, 701.955, -100.0)
        """
        low = int(degree // 1)
        turn, step = divmod(low, len(self.cents))
        found = turn * self.period + self.cents[step]
        return found if low == degree else found + (degree - low) * (self.above(low + 1) - found)

    def midi(self, degree: float, root: float = 60) -> float:
        """The MIDI key, with its fraction, of a *degree* where degree 0 sounds as key *root*.

        >>> tuning("12edo").midi(7), round(tuning("31edo").midi(10), 6)
        (67.0, 63.870968)
        """
        return root + self.above(degree) / 100

    def hertz(self, degree: float, root: float = 60) -> float:
        """The frequency of a *degree* where degree 0 sounds as key *root* does when A4 is 440 Hz.

        >>> tuning("just").hertz(7, 69)
        660.0
        """
        return round(hertz(self.midi(degree, root)), 9)

    @property
    def has_names(self) -> bool:
        """Whether its degrees can be written as notes: it has twelve steps, or divides the octave equally."""
        return len(self.cents) == 12 or (self.equal and self.period == 1200)

    def degree_of(self, note: str, root: str = "C4") -> int:
        """The degree that a written *note* has where *root* is degree 0.

        Twelve steps are keys. An equal division of another number counts its best fifths, so that C# and Db are
        two notes where the division has two. Raises ``ValueError`` for a tuning in which names have no place.

        >>> tuning("19edo").degree_of("C#4"), tuning("19edo").degree_of("Db4"), tuning("just").degree_of("g4")
        (1, 2, 7)
        """
        key, origin = midi_of(note), midi_of(root)
        if key is None or origin is None:
            raise ValueError(f"{note if key is None else root} is no note")
        if not self.has_names:
            raise ValueError(f"notes have no names in {self.name}: write its degrees as numbers")
        if len(self.cents) == 12:
            return key - origin
        return _chain(note, len(self.cents)) - _chain(root, len(self.cents))


def _chain(note: str, steps: int) -> int:
    """Steps above C0 of a note in *steps* equal parts of the octave, by fifths from C."""
    found = re.fullmatch(_NOTE, note)
    letter, octave = (found[1].lower(), int(found[3] or 4)) if found else ("c", 4)
    shift = (midi_of(f"{letter}{note[1:]}", octave) or 0) - 12 * (octave + 1) - STEPS[letter]
    fifths = _FIFTHS[letter] + 7 * shift
    fifth = round(steps * log2(1.5))
    # As many octaves down as bring the natural note into the octave it is written in, and each sharp to its place.
    octaves = (_FIFTHS[letter] * 7 - STEPS[letter]) // 12 + 4 * shift
    return steps * (octave - octaves) + fifths * fifth


def cents_of(ratio: Fraction) -> float:
    """The cents of a *ratio* of frequencies. Raises ``ValueError`` unless it lies between a millionth and a million.

    >>> cents_of(Fraction(2)), round(cents_of(Fraction(3, 2)), 6)
    (1200.0, 701.955001)
    """
    if not Fraction(1, _WIDEST) <= ratio <= _WIDEST:
        raise ValueError("a ratio of frequencies lies between a millionth and a million")
    return 1200 * log2(ratio)


def equal(steps: int, period: Fraction = Fraction(2)) -> Tuning:
    """*steps* equal parts of the octave, or of another *period*. Raises ``ValueError`` unless there are 1 to 1000."""
    if not 1 <= steps <= _LARGEST:
        raise ValueError(f"an octave is divided into 1 to {_LARGEST} steps, not {steps}")
    size = cents_of(period)
    return Tuning(f"{steps}edo", tuple(size * step / steps for step in range(steps)), size, True)


@cache
def tunings() -> Mapping[str, list[str]]:
    """The row of facts of every tuning by every name, in small letters."""
    found: dict[str, list[str]] = {}
    for row in table("tunings.tsv"):
        for name in (row[0], *filter(None, row[1].split(","))):
            found.setdefault(name.lower(), row)
    return MappingProxyType(found)


@lru_cache(maxsize=256)
def tuning(text: str) -> Tuning:
    """The tuning called *text*, or that it lists: ratios (``1/1 9/8 5/4``, ``1:5/4``) or cents (``0.0 204.0``).

    ``<n>edo`` is any equal division of the octave. What is listed repeats at the octave; a list that ends with
    2/1 or 1200. says so itself, and one that ends above has that as its period. Raises ``ValueError`` if there
    is no tuning of that name, naming the nearest.

    >>> [round(cents, 3) for cents in tuning("1/1 5/4 3/2").cents], tuning("100. 250. 1900.").period
    ([0.0, 386.314, 701.955], 1900.0)
    """
    name = text.strip().lower()
    edo = re.fullmatch(_EDO, name)
    if edo is not None:
        return equal(int(edo[1] or edo[2]))
    row = tunings().get(name)
    if row is not None:
        return _read(row)
    steps = [_step(item) for item in re.split(r"[\s:,]+", name)]
    known = [step for step in steps if step is not None]
    if len(known) != len(steps) or len(steps) < 2:
        raise ValueError(f"there is no tuning called {shown(text)}{_hint(name)}")
    return _listed(text, sorted(known))


def _step(text: str) -> float | None:
    """Cents, if there is a point in it, else the cents of a ratio; None if it is no number."""
    if not re.fullmatch(_NUMBER, text):
        return None
    try:
        return float(text) if "." in text else cents_of(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return None


def _listed(name: str, steps: list[float]) -> Tuning:
    steps = steps if steps[0] == 0 else [0.0, *steps]
    if steps[-1] >= 1200:
        return Tuning(name, tuple(steps[:-1]), steps[-1])
    return Tuning(name, tuple(steps), 1200.0)


def _read(row: list[str]) -> Tuning:
    name, _, kind, period, size, cents, note = row
    if period == "none":
        step = float(cents.split()[-1])
        return Tuning(name, (0.0,), step, True)
    octave = Fraction(period)
    if kind.startswith("edo"):
        return equal(int(size), octave)._replace(name=name)
    if kind == "just":
        ratios = note.partition(" ; ")[0].split() if " ; " in note else note.split()
        return Tuning(name, tuple(cents_of(Fraction(ratio)) for ratio in ratios), cents_of(octave))
    return Tuning(name, tuple(float(step) for step in cents.split()), cents_of(octave))


def _hint(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(tunings()), 2, 0.6)
    return f"; did you mean {' or '.join(near)}?" if near else "; a tuning is such as 19edo, just or 1/1 9/8 5/4 3/2"
