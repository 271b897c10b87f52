"""Signs: a voice of one bar as notes and rests that can be written, tied where one sign cannot say a length.

Tuplets are found over the whole bar, its halves, its beats: there where the fewest signs are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple, TypeAlias

from pattern_engine.export.quantising import is_written, odd_part, on_a_grid


class Head(NamedTuple):
    """A note of a chord: its MIDI key, how the text calls it, whether it is a drum, whether it is played short.

    ``roll`` is the way its chord is rolled, ``up`` or ``down``, if it is.
    """

    midi: float
    name: str | None = None
    drum: bool = False
    short: bool = False
    roll: str = ""


Heads: TypeAlias = tuple[Head, ...]
"""The notes of a chord, lowest first; none are a rest."""

Segment: TypeAlias = tuple[Fraction, Fraction, Heads, bool, bool]
"""Begin and end in crotchets from the bar line, what sounds, and whether it goes on from before and after the bar."""


class Sign(NamedTuple):
    """A note, chord or rest as written. ``begin`` and ``length`` are crotchets, from the bar line and as it sounds.

    ``value`` is the length that is written: in a tuplet of *ratio* (3, 2) it is 3/2 of what sounds. ``edge`` says
    where a tuplet starts and stops. ``tied`` are ties from the sign before and to the sign after.
    """

    begin: Fraction
    length: Fraction
    value: Fraction
    heads: Heads
    ratio: tuple[int, int] | None = None
    edge: str = ""
    tied: tuple[bool, bool] = (False, False)


class _Tuplet(NamedTuple):
    begin: Fraction
    length: Fraction
    actual: int
    normal: int


_NORMAL = {(1, 3): 2, (1, 5): 4, (1, 7): 4, (3, 5): 3, (3, 7): 6}
"""How many in a tuplet stand for how many: by the odd part of the stretch's length and the number of its notes."""


_SHORTEST = Fraction(1, 256)
"""Of a crotchet: a 1024th note, which is needed where the unit of the meter is a short one."""

_NEVER = 1_000_000
"""Signs that a stretch costs which cannot be written."""


def signs_of(segments: Sequence[Segment], length: Fraction, cell: Fraction) -> list[Sign]:
    """*segments* that fill a bar of *length* crotchets, made of cells, as signs."""
    if len(segments) == 1 and not segments[0][2]:
        return [Sign(Fraction(0), length, length, ())]
    segments = _on_grids(segments, length, cell)
    cost, tuplets = _best(Fraction(0), length, segments, cell)
    if cost >= _NEVER:
        segments, tuplets = _moved(segments, length, {p: round(p / cell * 8) * cell / 8 for p in _places(segments)}), ()
    edges = sorted({place for tuplet in tuplets for place in (tuplet.begin, tuplet.begin + tuplet.length)})
    found: list[Sign] = []
    for begin, end, heads, before, after in segments:
        places = [begin, *(place for place in edges if begin < place < end), end]
        pieces = [sign for low, high in pairwise(places) for sign in _spelled(low, high, heads, _around(low, tuplets))]
        found += _tied(pieces, before, after)
    return [*_bracketed(found, tuplets)]


def _places(segments: Sequence[Segment]) -> set[Fraction]:
    return {place for segment in segments for place in segment[:2]}


def _on_grids(segments: Sequence[Segment], length: Fraction, cell: Fraction) -> Sequence[Segment]:
    """*segments* with those cells on one grid each that would need tuplets of two kinds, or a kind there is none of."""
    cells: dict[int, list[Fraction]] = {}
    for place in sorted(_places(segments)):
        cells.setdefault(floor(place / cell), []).append(place)
    moved: dict[Fraction, Fraction] = {}
    for places in cells.values():
        kinds = {odd_part(place) for place in places} - {1}
        if len(kinds) > 1 or not all(is_written(place, cell) for place in places):
            moved |= on_a_grid(places, cell, apart=True)
    return _moved(segments, length, moved) if moved else segments


def _moved(segments: Sequence[Segment], length: Fraction, places: Mapping[Fraction, Fraction]) -> list[Segment]:
    """*segments* from and to where *places* say; what is too short for that sounds together with what follows."""
    found: list[Segment] = []
    waiting: Heads = ()
    for begin, end, heads, before, after in segments:
        low, high = min(places.get(begin, begin), length), min(places.get(end, end), length)
        if low < high:
            found.append((low, high, (*waiting, *heads), before, after))
            waiting = ()
        else:
            waiting += heads
    if waiting and found:
        low, high, heads, before, after = found[-1]
        found[-1] = low, high, (*heads, *waiting), before, after
    return found


def _best(
    begin: Fraction, length: Fraction, segments: Sequence[Segment], cell: Fraction
) -> tuple[int, tuple[_Tuplet, ...]]:
    """The tuplets that a stretch of a bar needs, and how many signs they cost."""
    end = begin + length
    places = [segment[0] for segment in segments if begin < segment[0] < end]
    odd = {odd_part(place) for place in places} - {1}
    if not odd:
        return 0, ()
    options: list[tuple[int, tuple[_Tuplet, ...]]] = []
    if length > cell / 4:
        parts = [_best(*part, segments, cell) for part in _divided(begin, length, cell)]
        options.append((sum(cost for cost, _ in parts), tuple(t for _, found in parts for t in found)))
    if len(odd) == 1:
        tuplet = _over(begin, length, places, *odd)
        if tuplet is not None:
            crossed = sum(low < edge < high for edge in (begin, end) for low, high, *_ in segments)
            options.append((1 + crossed, (tuplet,)))
    return min(options, key=lambda option: option[0], default=(_NEVER, ()))


def _over(begin: Fraction, length: Fraction, places: Sequence[Fraction], actual: int) -> _Tuplet | None:
    """The tuplet of *actual* notes over a stretch, if all *places* are notes of it or their halves."""
    whole = length.numerator // (length.numerator & -length.numerator)
    normal = _NORMAL.get((whole, actual)) if odd_part(length) == 1 else None
    steps = [(place - begin) / length * actual for place in places]
    if normal is None or any(step.denominator not in (1, 2, 4, 8) for step in steps):
        return None
    return _Tuplet(begin, length, actual, normal)


def _divided(begin: Fraction, length: Fraction, cell: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """The stretches that a stretch of a bar falls into: halves, thirds, or its cells."""
    cells = length / cell
    if cells.denominator != 1 and cells > 1:
        yield begin, cells // 1 * cell
        yield begin + cells // 1 * cell, cells % 1 * cell
        return
    parts = 2 if cells <= 1 or cells % 2 == 0 else 3 if cells % 3 == 0 else int(cells)
    for number in range(parts):
        yield begin + length * number / parts, length / parts


def _around(place: Fraction, tuplets: Sequence[_Tuplet]) -> _Tuplet | None:
    return next((tuplet for tuplet in tuplets if tuplet.begin <= place < tuplet.begin + tuplet.length), None)


def _spelled(begin: Fraction, end: Fraction, heads: Heads, tuplet: _Tuplet | None) -> Iterator[Sign]:
    """Signs for one stretch, which lies in a tuplet or outside of all."""
    scale, ratio, zero = Fraction(1), None, Fraction(0)
    if tuplet is not None:
        scale, ratio, zero = Fraction(tuplet.actual, tuplet.normal), (tuplet.actual, tuplet.normal), tuplet.begin
    for place, value in values((begin - zero) * scale, (end - begin) * scale):
        yield Sign(zero + place / scale, value / scale, value, heads, ratio)


def values(place: Fraction, length: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """A stretch of *length* crotchets from *place* as note values with up to two dots, cut where the beat is strongest.

    >>> [str(value) for _, value in values(Fraction(0), Fraction(5, 2))]
    ['2', '1/2']
    """
    if is_value(length):
        yield place, length
        return
    step = Fraction(8)
    while (cut := (place // step + 1) * step) >= place + length:
        step /= 2
    yield from values(place, cut - place)
    yield from values(cut, place + length - cut)


def is_value(length: Fraction) -> bool:
    """Whether one note with up to two dots lasts *length* crotchets."""
    odd = length.numerator // (length.numerator & -length.numerator)
    return odd_part(length) == 1 and odd in (1, 3, 7) and _SHORTEST <= length <= 14


def _tied(pieces: list[Sign], before: bool, after: bool) -> Iterator[Sign]:
    for index, piece in enumerate(pieces):
        if not piece.heads:
            yield piece
        else:
            yield piece._replace(tied=(before or index > 0, after or index + 1 < len(pieces)))


def _bracketed(signs: Sequence[Sign], tuplets: Sequence[_Tuplet]) -> Iterator[Sign]:
    """*signs* that know where their tuplets start and stop."""
    for sign in signs:
        tuplet = _around(sign.begin, tuplets)
        if tuplet is None:
            yield sign
            continue
        starts, stops = sign.begin == tuplet.begin, sign.begin + sign.length == tuplet.begin + tuplet.length
        edge = "start" if starts else "stop" if stops else ""
        yield sign._replace(edge=edge)
