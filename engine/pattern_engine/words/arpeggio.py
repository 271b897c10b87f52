"""Arpeggio: the notes of a chord one after another, or all but together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from pattern_engine.event import Hap, Value
from pattern_engine.pattern import REMEMBERED_CYCLES, Pattern, common, derived, divided, in_ticks
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.change import PITCHES, number_of
from pattern_engine.words.harmony import spelled_out
from pattern_engine.words.making import atom, seq


def _converging(n: int) -> list[int]:
    return [index // 2 if index % 2 == 0 else n - 1 - index // 2 for index in range(n)]


def _against_last(row: list[int]) -> list[int]:
    return [item for index in row[:-1] for item in (index, row[-1])] or row


def _against_first(row: list[int]) -> list[int]:
    return [item for index in row[1:] for item in (row[0], index)] or row


def _there_and_back(order: Callable[[list[int]], list[int]], n: int) -> list[int]:
    row = list(range(n))
    return [*order(row)[:-1], *order(row[::-1])[:-1]] or row


ORDERS: Mapping[str, Callable[[int], list[int]]] = {
    "up": lambda n: list(range(n)),
    "down": lambda n: list(range(n - 1, -1, -1)),
    "updown": lambda n: [*range(n), *range(n - 2, 0, -1)],
    "downup": lambda n: [*range(n - 1, -1, -1), *range(1, n - 1)],
    "upanddown": lambda n: [*range(n), *range(n - 1, -1, -1)],
    "downandup": lambda n: [*range(n - 1, -1, -1), *range(n)],
    "converge": _converging,
    "diverge": lambda n: _converging(n)[::-1],
    "disconverge": lambda n: [*_converging(n), *_converging(n)[-2::-1]],
    "pinky": lambda n: _against_last(list(range(n))),
    "pinkyup": lambda n: _against_last(list(range(n))),
    "pinkyupdown": lambda n: _there_and_back(_against_last, n),
    "thumb": lambda n: _against_first(list(range(n))),
    "thumbup": lambda n: _against_first(list(range(n))),
    "thumbupdown": lambda n: _there_and_back(_against_first, n),
}
"""The orders in which ``arp`` can play the notes of a chord, by name: from their number to their indexes."""


def _chords(haps: list[Hap]) -> list[list[Hap]]:
    """*haps* that begin and end together, put together."""
    groups: dict[tuple[int, int], list[Hap]] = {}
    for hap in haps:
        if hap[0] is not None and hap[1] is not None:
            groups.setdefault((hap[0], hap[1]), []).append(hap)
    return list(groups.values())


def _tones(pattern: Pattern) -> Pattern:
    """Chords that stand as one value, such as ``c'maj7``, as their notes; the rest as it is."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for hap in pattern.haps(begin, end, ticks):
            found += [(*hap[:4], value, hap[5]) for value in spelled_out(hap[4])]
        return found

    return derived(ask, [pattern], steps=pattern.steps)


@word('piano "[c4,e4,g4]".arp("0 1 2 1");')
def arp(pattern: Pattern, style: Pattern) -> Pattern:
    """Plays simultaneous notes one after another: by number, in the rhythm of the numbers, or in a named order."""
    pattern = _tones(pattern)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for chord in _chords(pattern.haps(begin, end, ticks)):
            for a, b, c, d, choice, origin in style.haps(chord[0][2], chord[0][3], ticks):
                if isinstance(choice, str) and choice in ORDERS:
                    found += _spread(chord, ORDERS[choice](len(chord)))
                elif isinstance(choice, str):
                    raise ValueError(f"arp has no order {choice}; orders are {', '.join(ORDERS)}")
                else:
                    held = chord[int(number_of(choice)) % len(chord)]
                    found.append((a, b, c, d, held[4], held[5] + origin))
        return found

    return derived(ask, [pattern, style], steps=style.steps)


def _spread(chord: list[Hap], order: list[int]) -> list[Hap]:
    """The notes of *chord* in *order*, each with an equal share of its time."""
    wb, we, pb, pe = chord[0][:4]
    if wb is None or we is None:
        return []
    share = divided(we - wb, len(order))
    return [
        (start, start + share, max(start, pb), min(start + share, pe), *chord[index][4:])
        for start, index in zip(range(wb, we, share), order, strict=False)
        if start < pe and start + share > pb
    ]


@word('piano "[c4,e4,g4]".arpeggiate();', aliases=("arpg",))
def arpeggiate(pattern: Pattern) -> Pattern:
    """Plays the notes of a chord one after another, from the first to the last, over its length."""
    return arp(pattern, atom("up")).with_steps(None)


@word('piano "[c4,e4,g4]".arpWith(.rev().fast(2));', aliases=("arpwith",))
def arpWith(pattern: Pattern, change: Transform) -> Pattern:  # noqa: N802
    """Plays the notes of a chord one after another, their numbers from below in a row changed by a function."""
    pattern = _tones(pattern)
    known: dict[int, Pattern] = {}

    def order(size: int) -> Pattern:
        if size not in known:
            known[size] = change(seq(*(atom(index) for index in range(size))))
        return known[size]

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for chord in _chords(pattern.haps(begin, end, ticks)):
            wb, we, pb, pe = chord[0][:4]
            if wb is None or we is None:
                continue
            length = we - wb
            shift = wb - (wb // ticks) * length
            for a, b, c, d, index, origin in order(len(chord)).haps(pb - shift, pe - shift, length):
                held = chord[int(number_of(index)) % len(chord)]
                whole = (None, None) if a is None or b is None else (max(a + shift, wb), min(b + shift, we))
                found.append((*whole, c + shift, d + shift, held[4], held[5] + origin))
        return found

    period = pattern.period
    if period > REMEMBERED_CYCLES:
        period = 0
    elif period and pattern.entire:
        haps, _ = pattern.answer(0, period)
        period = common([period, *(order(len(chord)).period for chord in _chords(haps))])
    return derived(ask, [pattern], period if pattern.entire else 0)


@word('piano "[c4,e4,g4,c5]".roll("<1/4 -1/2>");', aliases=("rolled", "rolledBy"))
def roll(pattern: Pattern, share: Time = Fraction(1, 4)) -> Pattern:
    """Staggers the notes of a chord upwards over a part of its length, or downwards if negative, like a strum."""
    pattern = _tones(pattern)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        orders: dict[tuple[int, int], list[Value]] = {}
        haps = pattern.haps(begin, end, ticks)
        for wb, we, pb, pe, value, origin in haps:
            if wb is None or we is None:
                found.append((wb, we, pb, pe, value, origin))
                continue
            if (wb, we) not in orders:
                # All of the chord, also notes of it that do not sound in the span asked for.
                around = pattern.haps(wb, min(we, wb + REMEMBERED_CYCLES * ticks), ticks) + haps
                orders[wb, we] = _rising([hap for hap in around if hap[:2] == (wb, we)], share < 0)
            row = orders[wb, we]
            start = wb + in_ticks(abs(share) * row.index(value) / len(row), we - wb)
            if start < pe and start < we:
                found.append((start, we, max(start, pb), pe, value, origin))
        return found

    return derived(ask, [pattern], steps=pattern.steps)


def _rising(chord: list[Hap], falling: bool) -> list[Value]:
    """The different values of *chord* from low to high, or the other way round."""
    values: list[Value] = []
    for hap in chord:
        if hap[4] not in values:
            values.append(hap[4])
    return sorted(values, key=_height, reverse=falling)


def _height(value: Value) -> float:
    """The key of a value, for an order; what has none lies below all that have."""
    held = value
    if isinstance(value, dict):
        held = next((value[name] for name in PITCHES if name in value), None)
    try:
        return float(number_of(held))
    except ValueError:
        return float("-inf")
