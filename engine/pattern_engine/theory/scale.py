"""Scales by name, and degrees read through them. The facts are in ``data/scales.tsv``, read when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from os.path import dirname, join
from types import MappingProxyType
from typing import NamedTuple

from pattern_engine.theory.pitch import pitch_class


class Scale(NamedTuple):
    """``semitones`` above the root, which is at *root* semitones above C."""

    root: int
    name: str
    semitones: tuple[float, ...]

    def midi(self, degree: int, octave: int = 4) -> float:
        """The MIDI key of a 0-based *degree*; degrees beyond the scale go on in the next octave.

        >>> named("C major").midi(7), named("A minor").midi(-1)
        (72, 67)
        """
        turn, step = divmod(degree, len(self.semitones))
        return 12 * (octave + 1 + turn) + self.root + self.semitones[step]


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


@cache
def named(text: str) -> Scale:
    """The scale called *text*: a root and a name (``C minor``, ``Eb dorian``, ``D:pentatonic``); C if no root.

    Raises ``ValueError`` naming the nearest scales if there is none of that name.
    """
    words = text.replace(":", " ").replace("_", " ").split()
    root = pitch_class(words[0]) if words else None
    name = " ".join(words[0 if root is None else 1 :]) or "major"
    semitones = scales().get(_plain(name))
    if semitones is None:
        raise ValueError(f"there is no scale called {name}{_hint(name)}")
    return Scale(root or 0, name, semitones)


def _hint(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(_plain(name), list(scales()), 2, 0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
