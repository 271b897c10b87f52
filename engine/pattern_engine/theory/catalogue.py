"""Catalogue: the names theory knows, for completion and for lists. Read when asked for, never at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pattern_engine.theory.notation import NOTATIONS
from pattern_engine.theory.scale import table
from pattern_engine.theory.voicing import MODES, STYLES


class Named(NamedTuple):
    """A name, what else it is called, and what it is, in a few words."""

    name: str
    aliases: tuple[str, ...]
    help: str


def scale_names() -> list[Named]:
    """Every scale, with its semitones.

    >>> scale_names()[0]
    Named(name='major', aliases=('ionian', 'bilawal', 'maj'), help='diatonic: 0 2 4 5 7 9 11')
    """
    return [_row(row, f"{row[5]}: {row[2]}") for row in table("scales.tsv")]


def chord_names() -> list[Named]:
    """Every chord by its first symbol, as it is written after a root; then its other names, and its formula.

    >>> chord_names()[1]
    Named(name='m', aliases=('min', '-', 'minor'), help='triad: 1 b3 5')
    """
    found: list[Named] = []
    for name, symbols, _, _, family, formula, _ in table("chords.tsv"):
        first, *others = ["" if symbol == "(none)" else symbol for symbol in symbols.split(",")]
        found.append(
            Named(first, tuple(dict.fromkeys(o for o in (*others, name) if o != first)), f"{family}: {formula}")
        )
    return found


def numeral_names() -> list[Named]:
    """Every numeral of the major and the minor keys, with its triad and seventh."""
    return [
        Named(numeral, (), f"{kind} in {mode}: {triad}, {seventh}")
        for mode, numeral, _, triad, seventh, kind in table("roman_numerals.tsv")
    ]


def tuning_names() -> list[Named]:
    """Every tuning of the table; any other equal division is called such as 26edo."""
    return [_row(row, f"{row[2]}, {row[4]} steps{_note(row[6])}") for row in table("tunings.tsv")]


def _row(row: list[str], said: str) -> Named:
    return Named(row[0], tuple(filter(None, row[1].split(","))), said)


def _note(note: str) -> str:
    said = note.rpartition(" ; ")[2]
    return "" if said[:1].isdigit() or said.startswith("equal") else f": {said}"


def _plain(names: tuple[str, ...]) -> Callable[[], list[Named]]:
    return lambda: [Named(name, (), "") for name in names]


CATALOGUE: Mapping[str, Callable[[], list[Named]]] = MappingProxyType(
    {
        "scales": scale_names,
        "chords": chord_names,
        "numerals": numeral_names,
        "tunings": tuning_names,
        "voicings": _plain(STYLES),
        "modes": _plain(MODES),
        "notations": _plain(tuple(NOTATIONS)),
    }
)
"""What can be listed, by name."""
