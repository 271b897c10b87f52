"""Choose: one of several by chance, and pieces of a cycle in an order that chance decides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate, pairwise

from pattern_engine.chance import chance, stream_of
from pattern_engine.event import Hap, Value
from pattern_engine.joins import join_inner, join_outer
from pattern_engine.pattern import ByCycle, Pattern, clipped, derived, divided, shifted
from pattern_engine.vocabulary import Transforms, word
from pattern_engine.words.change import number_of
from pattern_engine.words.draw import rand
from pattern_engine.words.making import Pair, silence
from pattern_engine.words.structure import struct

MOST_PARTS = 4096
"""Parts a cycle may be cut into."""


def _by_share(patterns: tuple[Pattern, ...]) -> Callable[[Value], Pattern]:
    def choose_at(share: Value) -> Pattern:
        index = int(number_of(share) * len(patterns))
        return patterns[max(0, min(index, len(patterns) - 1))]

    return choose_at


def _by_weight(pairs: tuple[Pair, ...]) -> Callable[[float], Pattern]:
    """Which pattern a number from 0 to 1 stands for. Raises ``ValueError`` for weights that cannot be drawn by."""
    bounds = list(accumulate(weight for weight, _ in pairs))
    if any(weight < 0 for weight, _ in pairs) or not bounds or not bounds[-1]:
        raise ValueError("weights are numbers from 0 up, and not all of them 0")
    steps = [float(bound / bounds[-1]) for bound in bounds]
    return lambda drawn: pairs[bisect_right(steps, drawn)][1]


@word('piano choose("c4", "e4", "g4").segment(4);')
def choose(*values: Pattern, stream: int = 0) -> Pattern:
    """A continuous choice among values, drawn anew wherever it is read."""
    return join_outer(rand(stream=stream), _by_share(values)) if values else silence()


@word('piano chooseBy(sine, "c4", "e4", "g4").segment(4);', aliases=("chooseWith",))
def chooseBy(source: Pattern, *values: Pattern) -> Pattern:  # noqa: N802
    """Chooses among values by a pattern of numbers from 0 to 1, in the rhythm of the numbers."""
    return join_outer(source, _by_share(values)) if values else silence()


@word('piano chooseInWith("<0 0.5>", "c4 d4", "e4 g4");')
def chooseInWith(source: Pattern, *values: Pattern) -> Pattern:  # noqa: N802
    """As chooseBy, in the rhythm of what is chosen."""
    return join_inner(source, _by_share(values)) if values else silence()


@word('piano wchoose([3, "c4"], [1, "g4"]).segment(4);')
def wchoose(*pairs: Pair, stream: int = 0) -> Pattern:
    """A continuous choice among values, each with a weight before it: 3 is drawn three times as often as 1."""
    chosen = _by_weight(pairs)
    return join_outer(rand(stream=stream), lambda drawn: chosen(float(number_of(drawn))))


@word('piano randcat("c4 e4", "d4 f4");', aliases=("chooseCycles", "cycleChoose"))
def randcat(*patterns: Pattern, stream: int = 0) -> Pattern:
    """In each cycle one of the patterns, drawn by chance; the bar of mini-notation."""
    return _each_cycle(patterns, lambda drawn: patterns[int(drawn * len(patterns))], stream)


@word('piano wrandcat([3, "c4 e4"], [1, "d4 f4"]);', aliases=("wchooseCycles",))
def wrandcat(*pairs: Pair, stream: int = 0) -> Pattern:
    """In each cycle one of the patterns, each with a weight before it."""
    return _each_cycle(tuple(pattern for _, pattern in pairs), _by_weight(pairs), stream)


def _each_cycle(patterns: tuple[Pattern, ...], chosen: Callable[[float], Pattern], stream: int) -> Pattern:
    if not patterns:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return chosen(chance(stream, begin // ticks, 1)).haps(begin, end, ticks)

    return derived(ByCycle(ask), patterns, 0, steps=patterns[0].steps)


@word('piano "c4 e4 g4".spreadChoose([.fast(2), .rev()]);', aliases=("spreadr",))
def spreadChoose(pattern: Pattern, changes: Transforms, *, stream: int = 0) -> Pattern:  # noqa: N802
    """In each cycle applies one of the functions, drawn by chance."""
    return randcat(*(change(pattern) for change in changes), stream=stream)


@word('piano randrun(8).scale("C major");')
def randrun(n: int, *, stream: int = 0) -> Pattern:
    """The whole numbers from 0 up to n - 1 as equal steps, in a new order in each cycle."""
    _parts(n)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        order = _order(stream, begin // ticks, n)
        share = divided(ticks, n)
        starts = range(begin // ticks * ticks, begin // ticks * ticks + ticks, share)
        whole: list[Hap] = [
            (start, start + share, start, start + share, value, ()) for start, value in zip(starts, order, strict=True)
        ]
        return clipped(whole, begin, end)

    return Pattern(ByCycle(ask), 0, n, Fraction(n))


def _parts(n: int) -> int:
    if not 1 <= n <= MOST_PARTS:
        raise ValueError(f"a cycle is cut into 1 to {MOST_PARTS} parts, not {n}")
    return n


def _order(stream: int, cycle: int, n: int) -> list[int]:
    """The numbers below *n* in the order drawn for *cycle*."""
    return sorted(range(n), key=lambda index: chance(stream, cycle * n + index, n))


@word('piano "c4 d4 e4 f4".shuffle(4);')
def shuffle(pattern: Pattern, n: int, *, stream: int = 0) -> Pattern:
    """Cuts the cycle into n parts and plays each once, in an order drawn for each cycle."""
    return _rearranged(pattern, n, lambda cycle: _order(stream, cycle, n))


@word('piano "c4 d4 e4 f4".scramble(4);')
def scramble(pattern: Pattern, n: int, *, stream: int = 0) -> Pattern:
    """Cuts the cycle into n parts and plays one of them, drawn by chance, in the place of each."""
    return _rearranged(pattern, n, lambda cycle: [int(chance(stream, cycle * n + place, n) * n) for place in range(n)])


def _rearranged(pattern: Pattern, n: int, order: Callable[[int], list[int]]) -> Pattern:
    """*pattern* with the parts of cycle c in the order that *order* says; an event cut in two is not begun twice."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        share = divided(ticks, n)
        start = begin // ticks * ticks
        found: list[Hap] = []
        for place, part in enumerate(order(begin // ticks)):
            first, last = max(begin, start + place * share), min(end, start + (place + 1) * share)
            if first < last or (first == last == begin == end):
                shift = (place - part) * share
                found += shifted(pattern.haps(first - shift, last - shift, ticks), shift)
        return found

    return derived(ByCycle(ask), [pattern], 0, pattern.grain * _parts(n), pattern.steps)


@word('synth "HiHat".randStruct(6);')
def randStruct(pattern: Pattern, n: int, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Plays the pattern on n hits a cycle, the first at its begin, the rest drawn by chance from 16 places or more."""
    return struct(pattern, _cut(stream, n, 1, _grid(n)))


def _grid(n: int) -> int:
    """Places in a cycle fine enough for *n* hits of different lengths."""
    return int(max(16, 1 << (2 * _parts(n) - 1).bit_length()))


def _bounds(stream: int, turn: int, n: int, places: int) -> list[int]:
    """0, *places* and n - 1 different places between, drawn for *turn*, in order."""
    own = stream_of(stream, turn)
    drawn = sorted(range(1, places), key=lambda place: chance(own, place, places))[: n - 1]
    return [0, *sorted(drawn), places]


def _cut(stream: int, n: int, cycles: int, grid: int) -> Pattern:
    """Each stretch of so many *cycles* in *n* steps of random length, in whole *grid* parts of a cycle.

    A step holds the number of its stretch.
    """

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        unit, length = divided(ticks, grid), cycles * ticks
        found: list[Hap] = []
        for turn in range(begin // length, max(begin // length + 1, -(-end // length))):
            start = turn * length
            for low, high in pairwise(_bounds(stream, turn, n, cycles * grid)):
                first, last = start + low * unit, start + high * unit
                found.append((first, last, first, last, turn + 1, ()))
        return clipped(found, begin, end)

    return Pattern(ask, 0, grid)


@word('piano "c4 d4 e4 f4".stripe(3);', aliases=("slowstripe",))
def stripe(pattern: Pattern, n: int, *, stream: int = 0) -> Pattern:
    """Repeats a cycle n times, each at a speed drawn by chance, so that together they fill n cycles."""
    steps = _cut(stream, _parts(n), n, 16)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, turn, _ in steps.haps(begin, end, ticks):
            if wb is None or we is None or not isinstance(turn, int):
                continue
            length = we - wb
            shift = wb - (turn - 1) * length
            found += shifted(pattern.haps(pb - shift, pe - shift, length), shift)
        return found

    return derived(ask, [pattern, steps], 0, 16 * pattern.grain)
