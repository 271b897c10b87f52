"""Quantising: where heard notes stand on paper. Places are crotchets from the bar line; a bar is made of cells.

A place that notes can say exactly stays: halves of a cell down to 128th notes, or its thirds, fifths and sevenths down
to an eighth of those. Anything else goes to the coarsest grid of its cell that is near enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import TypeAlias

Shape: TypeAlias = tuple[Fraction, Fraction]
"""Begin and end in crotchets."""

NEAR = Fraction(1, 24)
"""Of a cell: how far a note may be moved for a coarser grid."""

FINEST = 16
"""Parts of a cell: where nothing coarser is near, the nearest of these is taken; no onset moves by more than 1/24."""

_GRIDS = (1, 2, 4, 3, 8, 6, 12)
_LEGATO = Fraction(20, 19)
"""The usual share of a step that a note sounds is 19/20."""

_SAME = Fraction(3, 10)
"""Of a note's length: a rest shorter than that before the next note is not written."""


def odd_part(place: Fraction) -> int:
    """What of a denominator is not halves: 3 for 1/6, 1 for 3/8."""
    number = place.denominator
    return number // (number & -number)


def is_written(place: Fraction, cell: Fraction) -> bool:
    """Whether *place* can be written exactly in a bar of cells."""
    odd = odd_part(place)
    finest = Fraction(1, 32) if odd == 1 else cell / 8 / odd
    return odd in (1, 3, 5, 7) and (place / finest).denominator == 1


def onsets_written(places: Iterable[Fraction], cell: Fraction) -> dict[Fraction, Fraction]:
    """Where each of *places* of one bar is written."""
    found: dict[Fraction, Fraction] = {}
    cells: dict[int, list[Fraction]] = {}
    for place in places:
        if is_written(place, cell):
            found[place] = place
        else:
            cells.setdefault(floor(place / cell), []).append(place)
    for members in cells.values():
        found |= on_a_grid(members, cell)
    return found


def on_a_grid(places: Sequence[Fraction], cell: Fraction, *, apart: bool = False) -> dict[Fraction, Fraction]:
    """*places* of one cell on the coarsest grid that is near to them all, and keeps them *apart*, or on the finest."""
    moved: dict[Fraction, Fraction] = {}
    for parts in (*_GRIDS, FINEST):
        moved = {place: Fraction(round(place / cell * parts), parts) * cell for place in places}
        near = all(abs(written - place) <= NEAR * cell for place, written in moved.items())
        if near and not (apart and len({*moved.values()}) < len(moved)):
            break
    return moved


def end_written(shape: Shape, onsets: Sequence[Fraction], cells: Mapping[Fraction, Fraction]) -> Fraction:
    """Where a note ends on paper that begins at its written begin, all in crotchets from the start of the piece.

    *onsets* are the written onsets of its part in rising order, *cells* by the beginning of each bar its cell. A note
    that sounds 19/20 of its step is as long as its step; one that ends exactly where one can be written ends there, if
    that needs no other kind of tuplet; one that all but reaches the next note reaches it.
    """
    begin, end = shape
    bars = sorted(cells)
    line = bars[max(bisect_right(bars, begin) - 1, 0)]
    kinds = {1, odd_part(begin - line)}
    following = onsets[bisect_right(onsets, begin) :]
    if following:
        kinds.add(odd_part(following[0] - bars[max(bisect_right(bars, following[0]) - 1, 0)]))
    step = (end - begin) * _LEGATO
    choices: list[Fraction] = [begin + step, end] if step.denominator < (end - begin).denominator else [end]
    for wanted in choices:
        if _fits(wanted, bars, cells, kinds):
            return wanted
    near: list[Fraction] = [onset for onset in following[:64] if abs(onset - end) <= _SAME * (end - begin)]
    if near:
        return min(near, key=lambda onset: abs(onset - end))
    line = bars[max(bisect_right(bars, end) - 1, 0)]
    grid = cells[line] / 4
    place = line + round((end - line) / grid) * grid
    following_line: Fraction = line + (floor((begin - line) / grid) + 1) * grid
    return max(place, following_line)


def _fits(place: Fraction, bars: Sequence[Fraction], cells: Mapping[Fraction, Fraction], kinds: set[int]) -> bool:
    line = bars[max(bisect_right(bars, place) - 1, 0)]
    within = place - line
    return odd_part(within) in kinds and is_written(within, cells[line])
