"""Scales by name, and degrees read through them. The facts are in ``data/scales.tsv``, read when first asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from math import floor, inf
from os.path import dirname, join
from types import MappingProxyType
from typing import NamedTuple

from pattern_engine.theory.pitch import midi_of, spelled

_LONGEST = 60
"""Signs of a name that a message repeats."""


class Scale(NamedTuple):
    """``semitones`` above the root, a MIDI key; ``letters`` spells each degree, in steps above the root's letter."""

    root: int
    letter: int
    name: str
    semitones: tuple[float, ...]
    letters: tuple[int, ...]

    def midi(self, degree: int) -> float:
        """The MIDI key of a 0-based *degree*; degrees beyond the scale go on in the next octave.

        >>> named("C major").midi(7), named("A3 minor").midi(-1)
        (72, 55)
        """
        turn, step = divmod(degree, len(self.semitones))
        return 12 * turn + self.root + self.semitones[step]

    def note(self, degree: int) -> str | float:
        """The name of a 0-based *degree*, as it is spelled in this scale; a MIDI key where it lies between keys.

        >>> named("Eb major").note(2), named("F# minor").note(1)
        ('G4', 'G#4')
        """
        midi = self.midi(degree)
        if midi != int(midi):
            return midi
        turn, step = divmod(degree, len(self.semitones))
        return spelled(self.letter + 7 * turn + self.letters[step], int(midi))

    def nearest(self, midi: float) -> int:
        """The degree nearest to a MIDI key, the higher of two that are equally near."""
        steps = len(self.semitones)
        above = midi - self.root
        turn = floor(above / 12)
        found, distance = 0, inf
        at = bisect_left(self.semitones, above - 12 * turn) + turn * steps
        for degree in (at - 1, at, at + 1):
            off = abs(self.midi(degree) - midi)
            if off <= distance:
                found, distance = degree, off
        return found


def table(name: str) -> list[list[str]]:
    """The rows of a table of facts, without its heading."""
    # Not importlib.resources or pathlib: they would cost a third of the time to the first note.
    with open(join(dirname(dirname(__file__)), "data", name), encoding="utf-8") as facts:  # noqa: PTH118, PTH120, PTH123
        return [line.rstrip("\n").split("\t") for line in facts][1:]


@cache
def scales() -> Mapping[str, tuple[float, ...]]:
    """Semitones of every scale by every name; upper and lower case, blanks and hyphens do not matter."""
    found: dict[str, tuple[float, ...]] = {}
    for row in table("scales.tsv"):
        semitones = tuple(float(step) if "." in step else int(step) for step in row[2].split())
        for name in (row[0], *filter(None, row[1].split(","))):
            found.setdefault(_plain(name), semitones)
    return MappingProxyType(found)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum() or sign == "#")


_USUAL = (0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6)
_SPELLED = {"augmented": (0, 1, 2, 4, 4, 6), "wholetone": (0, 1, 2, 3, 4, 6)}
"""Scales that are written otherwise than letter by letter or by their usual intervals."""


def _letters(name: str, semitones: tuple[float, ...]) -> tuple[int, ...]:
    if len(semitones) == 7:
        return tuple(range(7))
    return _SPELLED.get(name) or tuple(_USUAL[int(step) % 12] + 7 * (int(step) // 12) for step in semitones)


@cache
def named(text: str) -> Scale:
    """The scale called *text*: a root and a name (``C minor``, ``Eb4:dorian``, ``D:harmonic:minor``).

    Without a root it is C, without an octave the root lies in octave 4. Raises ``ValueError`` naming the
    nearest scales if there is none of that name.
    """
    words = text.replace(":", " ").replace("_", " ").split()
    root = midi_of(words[0]) if words else None
    plain = _plain(" ".join(words[0 if root is None else 1 :]) or "major")
    semitones = scales().get(plain)
    if semitones is None:
        called = shown(" ".join(words[0 if root is None else 1 :]))
        raise ValueError(f"there is no scale called {called}{_hint(plain)}")
    letter = "CDEFGAB".index(words[0][0].upper()) if root is not None else 0
    return Scale(60 if root is None else root, letter, plain, semitones, _letters(plain, semitones))


def shown(text: str) -> str:
    """What a text calls something, as a message can say it: plain words, or the beginning of anything else in quotes.

    >>> shown("slendro just"), shown("a)\\nb; c")
    ('slendro just', "'a) b'")
    """
    if len(text) <= _LONGEST and re.fullmatch(r"[\w #.,:/+-]+", text):
        return text
    return f"'{' '.join(text.split(';')[0].split())[:_LONGEST]}'"


def _hint(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(scales()), 2, 0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
