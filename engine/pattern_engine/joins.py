"""How a pattern of choices becomes one pattern: the joins and applications every word is made of.

They differ only in whose rhythm counts. Notation: *outer* chooses, *inner* is what was chosen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import Final

from pattern_engine.event import Hap, Value, identity
from pattern_engine.pattern import Pattern, common, common_steps, derived

Build = Callable[[Value], Pattern]
Combine = Callable[[Value, Value], Value]

_STRETCH = 64
"""Cycles of a long event for which a signal is read at once."""

NOTHING: Final = ("nothing",)
"""What a combination answers, itself and no equal, to have no event."""


def _choices(outer: Pattern, build: Build) -> tuple[Build, list[Pattern]]:
    """*build* with a memory, and beforehand what it will build; an unknown pattern if that is not known."""
    made: dict[object, Pattern] = {}

    def remembered(value: Value) -> Pattern:
        key = (type(value), value) if isinstance(value, str | int | float | Fraction) else identity(value)
        pattern = made.get(key)
        if pattern is None:
            if len(made) > 1024:
                made.clear()
            pattern = made[key] = build(value)
        return pattern

    values = outer.values() if 0 < outer.period <= 64 else None
    if values is None:
        return remembered, [Pattern(lambda begin, end, ticks: [])]
    return remembered, [remembered(value) for value in values]


def join_inner(outer: Pattern, build: Build) -> Pattern:
    """What *build* makes of each value of *outer*, while it lasts; the rhythm is that of the built patterns."""
    choose, inners = _choices(outer, build)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for _, _, pb, pe, value, origin in outer.haps(begin, end, ticks):
            inner = choose(value).haps(pb, pe, ticks)
            found += [(a, b, c, d, v, o + origin) for a, b, c, d, v, o in inner] if origin else inner
        return found

    steps = {inner.steps for inner in inners}
    return derived(ask, [outer, *inners], steps=steps.pop() if len(steps) == 1 else None)


def join_outer(outer: Pattern, build: Build) -> Pattern:
    """As ``join_inner``, but the rhythm is that of *outer*."""
    choose, inners = _choices(outer, build)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            (wb, we, c, d, v, o + origin)
            for wb, we, pb, pe, value, origin in outer.haps(begin, end, ticks)
            for _, _, c, d, v, o in choose(value).haps(pb, pe, ticks)
        ]

    return derived(ask, [outer, *inners])


def join_squeeze(outer: Pattern, build: Build) -> Pattern:
    """A whole cycle of what *build* makes, squeezed into each event of *outer*."""
    choose, inners = _choices(outer, build)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in outer.haps(begin, end, ticks):
            if wb is None or we is None:
                continue
            length = we - wb
            shift = wb - (wb // ticks) * length
            for a, b, c, d, v, o in choose(value).haps(pb - shift, pe - shift, length):
                whole = (None, None) if a is None or b is None else (max(a + shift, wb), min(b + shift, we))
                found.append((*whole, c + shift, d + shift, v, o + origin))
        return found

    return derived(ask, [outer, *inners])


def join_trigger(outer: Pattern, build: Build, from_zero: bool) -> Pattern:
    """What *build* makes, begun anew at each onset of *outer*: its cycle 0 (*from_zero*) or its current one."""
    choose, inners = _choices(outer, build)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in outer.haps(begin, end, ticks):
            if wb is None or we is None:
                continue
            shift = wb if from_zero else wb % ticks
            for a, b, c, d, v, o in choose(value).haps(pb - shift, pe - shift, ticks):
                if a is None or b is None:
                    found.append((None, None, c + shift, d + shift, v, o + origin))
                elif a + shift < we and b + shift > wb:
                    whole_begin, whole_end = max(a + shift, wb), min(b + shift, we)
                    found.append((whole_begin, whole_end, c + shift, d + shift, v, o + origin))
        return found

    joined = derived(ask, [outer, *inners])
    return derived(ask, [outer, *inners], outer.period) if from_zero and joined.period else joined


def apply_left(left: Pattern, right: Pattern, combine: Combine) -> Pattern:
    """*left* and *right* combined, in the rhythm of *left*: *right* is read over each of its events.

    A pair whose combination is ``NOTHING`` is left out.
    """
    only = right.only

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        lefts = left.haps(begin, end, ticks)
        found: list[Hap] = []
        if only is not None:  # the same everywhere, but cut at cycle borders like any other
            held, place = only
            for wb, we, pb, pe, value, origin in lefts:
                made = combine(value, held)
                if made is not NOTHING:
                    found.append((wb, we, pb, pe, made, origin + place))
        elif right.entire:
            for (wb, we, _, _, value, origin), (_, _, _, _, v, o), first, last in _meetings(
                lefts, right.haps(begin, end, ticks)
            ):
                made = combine(value, v)
                if made is not NOTHING:
                    found.append((wb, we, first, last, made, origin + o))
        else:  # a signal is read where the event begins
            for wb, we, pb, pe, value, origin in lefts:
                span = (pb, pe) if wb is None or we is None else (wb, _near(wb, we, pe, ticks))
                for _, _, c, d, v, o in right.haps(*span, ticks):
                    first, last = max(pb, c), min(pe, d)
                    made = combine(value, v) if first < last or pb == pe else NOTHING
                    if made is not NOTHING:
                        found.append((wb, we, first, last, made, origin + o))
        return found

    return Pattern(ask, common([left.period, right.period]), lcm(left.grain, right.grain), left.steps, left.entire)


def _near(begin: int, end: int, heard: int, ticks: int) -> int:
    """Up to where a signal is read for an event from *begin* to *end* of which what lies before *heard* is asked for.

    Whole stretches of it, so that it is the same however an event is cut; for an event of a million cycles not all.
    """
    stretch = _STRETCH * ticks
    return min(end, begin + max(1, -(-(heard - begin) // stretch)) * stretch)


def apply_both(left: Pattern, right: Pattern, combine: Combine) -> Pattern:
    """*left* and *right* combined where they overlap; a new event is the overlap of two."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for (wb, we, _, _, value, origin), (a, b, _, _, v, o), first, last in _meetings(
            left.haps(begin, end, ticks), right.haps(begin, end, ticks)
        ):
            if wb is None or we is None or a is None or b is None:
                whole: tuple[int | None, int | None] = (None, None)
            else:
                whole = (max(wb, a), min(we, b))
            found.append((*whole, first, last, combine(value, v), origin + o))
        return found

    return derived(ask, [left, right], steps=common_steps([left, right]))


Meeting = tuple[Hap, Hap, int, int]
"""Two haps and the time their parts share: from, to."""

_FEW = 64
"""Pairs that are sooner tried than sorted."""


def _meetings(lefts: list[Hap], rights: list[Hap]) -> list[Meeting]:
    """All pairs whose parts overlap, in the order of *lefts*, then of *rights*; points in time meet where they lie."""
    if len(lefts) * len(rights) <= _FEW:
        return [
            (left, right, first, last)
            for left in lefts
            for right in rights
            if (first := left[2] if left[2] > right[2] else right[2])
            < (last := left[3] if left[3] < right[3] else right[3])
            or first == last == left[2] == left[3]
        ]
    order = sorted(range(len(rights)), key=lambda index: rights[index][2])
    begins = [rights[index][2] for index in order]
    reach = list(accumulate((rights[index][3] for index in order), max))  # how far those up to here go on
    found: list[Meeting] = []
    for left in lefts:
        _, _, pb, pe, _, _ = left
        at = bisect_left(begins, pe) if pb < pe else bisect_right(begins, pe)
        met: list[int] = []
        while at > 0 and (reach[at - 1] > pb or pb == pe == reach[at - 1]):
            at -= 1
            end = rights[order[at]][3]
            if end > pb or pb == pe == end:
                met.append(order[at])
        for index in sorted(met):
            right = rights[index]
            found.append((left, right, max(pb, right[2]), min(pe, right[3])))
    return found
