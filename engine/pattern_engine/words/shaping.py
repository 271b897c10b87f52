"""Shaping: further ways to give a pattern the rhythm of something else, or to take pieces of it in turn."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from pattern_engine.event import Hap, Value
from pattern_engine.joins import join_squeeze
from pattern_engine.pattern import ByCycle, Pattern, clipped, derived
from pattern_engine.time import Time, exact
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.change import is_true, keep, number_of
from pattern_engine.words.making import atom, seq, silence, stack, timecat
from pattern_engine.words.structure import chunked, euclid, euclidean, struct, turned
from pattern_engine.words.tempo import late, slow


def numbers(value: Value) -> list[Fraction]:
    """The numbers of a list, or of a single one."""
    return [exact(number_of(item)) for item in (value if isinstance(value, tuple) else (value,))]


@word('synth "Kick".bjork("3:8:2");')
def bjork(pattern: Pattern, triple: Value) -> Pattern:
    """As euclid, its hits, steps and rotation given as one list."""
    hits, steps, turn, *_ = (*(int(number) for number in numbers(triple)), None, None, None)
    if hits is None or steps is None:
        raise ValueError('bjork takes hits and steps, and a rotation if there is one, such as "3:8:2"')
    return euclid(pattern, hits, steps, Fraction(turn or 0))


@word('synth "Kick".distrib([3, 5, 8]);')
def distrib(pattern: Pattern, levels: Value) -> Pattern:
    """Spreads hits over the hits of a wider rhythm, and so on: 3 over 5 over 8."""
    counts = [int(number) for number in numbers(levels)]
    if not counts:
        return silence()
    hits = [True] * counts[0]
    for few, many in pairwise(counts):
        below = iter(hits)
        hits = [hit and next(below, False) for hit in euclidean(few, many)]
    return struct(pattern, seq(*(atom(hit) for hit in hits)))


@word('synth "Kick".struct(euclidBool(3, 8));', aliases=("euclidOffBool",))
def euclidBool(k: int, n: int, r: int = 0) -> Pattern:  # noqa: N802
    """The rhythm of euclid itself: true on k hits spread evenly over n steps, rotated to the right by r."""
    return turned(k, n, Fraction(r))


@word('piano "<c4 e4>".structAll("1 0 1");')
def structAll(pattern: Pattern, rhythm: Pattern) -> Pattern:  # noqa: N802
    """Takes its rhythm from all events of another pattern, true or not, and its values from this one."""
    return keep(pattern, rhythm, "out")


@word('piano "c4 e4".substruct("1 0 1 1");')
def substruct(pattern: Pattern, rhythm: Pattern) -> Pattern:
    """Squeezes a whole cycle of the pattern into each hit of another."""
    return join_squeeze(rhythm, lambda value: pattern if is_true(value) else silence())


@word('piano "c4 e4".late(1/4).onsetsOnly();', aliases=("filterOnsets",))
def onsetsOnly(pattern: Pattern) -> Pattern:  # noqa: N802
    """Drops the pieces of events that do not hold their beginning."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        start = begin // ticks * ticks
        return clipped([hap for hap in pattern.haps(start, start + ticks, ticks) if hap[0] == hap[2]], begin, end)

    return derived(ByCycle(ask), [pattern], steps=pattern.steps)


@word('piano "<c4 e4> g4".fastChunk(4, .up(1));', aliases=("fastchunk",))
def fastChunk(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """As chunk, the pattern going on while the parts go by."""
    return chunked(pattern, n, change) if n else silence()


@word('piano "c4 e4".spaceOut([1, 1/2, 1/4]);')
def spaceOut(pattern: Pattern, lengths: Value) -> Pattern:  # noqa: N802
    """Plays a cycle in each of several lengths, one after another."""
    shares = [length for length in numbers(lengths) if length > 0]
    return slow(timecat(*((share, pattern) for share in shares)), sum(shares, Fraction(0))) if shares else silence()


@word('piano "c4 e4".wedge(1/4, "g4*3");')
def wedge(pattern: Pattern, share: Time, other: Pattern) -> Pattern:
    """The pattern in the first share of each cycle, and another in the rest."""
    if share <= 0:
        return other
    return timecat((share, pattern), (1 - share, other)) if share < 1 else pattern


@word('piano "c4 ~ e4 ~".stutter(3, 1/16);')
def stutter(pattern: Pattern, times: int, time: Time) -> Pattern:
    """Repeats each event so many times at a distance, over what follows."""
    return stack(*(late(pattern, time * index) for index in range(times)))
