"""Bars as mini-notation: chords and rests of one bar, beat by beat where they can be, with weights where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import NamedTuple, TypeAlias


class Chord(NamedTuple):
    """Keys that begin and end together, in crotchets from the bar line; ``velocity`` in hundredths."""

    begin: Fraction
    end: Fraction
    velocity: int
    keys: tuple[int, ...]


_Piece: TypeAlias = tuple[Fraction, Fraction, str]
"""Begin, end and text of a step."""


def bar_text(chords: Sequence[Chord], bar: Fraction, cell: Fraction, spell: Callable[[Sequence[int]], str]) -> str:
    """A bar of chords that do not overlap; *spell* writes the keys of one, *cell* is the length of a beat.

    >>> half, one = Fraction(1, 2), Fraction(1)
    >>> bar_text([Chord(0 * one, half, 80, (60,)), Chord(half, one, 80, (62,)), Chord(one, 3 * one, 80, (64,))],
    ...          4 * one, one, lambda keys: str(keys[0]))
    '[60 62] 64@2 ~'
    """
    return _steps([(chord.begin, chord.end, spell(chord.keys)) for chord in chords], bar, cell)


def velocity_text(chords: Sequence[Chord], bar: Fraction, cell: Fraction) -> str:
    """How hard the chords of a bar are struck: one number, or the same steps as the bar."""
    if len({chord.velocity for chord in chords}) <= 1:
        return f"{chords[0].velocity / 100:g}" if chords else "~"
    return _steps([(chord.begin, chord.end, f"{chord.velocity / 100:g}") for chord in chords], bar, cell)


def _steps(pieces: Sequence[_Piece], bar: Fraction, cell: Fraction) -> str:
    filled = _filled(pieces, bar)
    edges = {piece[0] for piece in filled} | {bar}
    lines = [cell * number for number in range(int(bar / cell) + 1) if cell * number in edges]
    if bar not in lines:
        lines.append(bar)
    groups = [(low, high, [piece for piece in filled if low <= piece[0] < high]) for low, high in pairwise(lines)]
    return " ".join(_weighted(groups))


def _filled(pieces: Sequence[_Piece], bar: Fraction) -> list[_Piece]:
    """*pieces* with rests between them."""
    found: list[_Piece] = []
    place = Fraction(0)
    for piece in pieces:
        if piece[0] > place:
            found.append((place, piece[0], "~"))
        found.append(piece)
        place = piece[1]
    return [*found, (place, bar, "~")] if place < bar else found


def _weighted(groups: Sequence[tuple[Fraction, Fraction, list[_Piece]]]) -> Iterator[str]:
    """Groups as steps whose weights are their lengths."""
    unit = _unit([high - low for low, high, _ in groups])
    for low, high, pieces in groups:
        if len(pieces) == 1:
            text = pieces[0][2]
        else:
            inner = _unit([end - begin for begin, end, _ in pieces])
            text = f"[{' '.join(_marked(word, (end - begin) / inner) for begin, end, word in pieces)}]"
        yield _marked(text, (high - low) / unit)


def _marked(text: str, weight: Fraction) -> str:
    return text if weight == 1 else f"{text}@{weight}"


def _unit(lengths: Sequence[Fraction]) -> Fraction:
    """The longest length of which all *lengths* are multiples."""
    below = lcm(*(length.denominator for length in lengths))
    return Fraction(gcd(*(int(length * below) for length in lengths)), below)
