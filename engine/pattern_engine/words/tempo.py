"""Tempo: faster, slower, earlier, later, backwards; where in time the same events lie."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left, join_inner, join_squeeze
from pattern_engine.pattern import ByCycle, Pattern, derived, divided, in_ticks, passing, shifted
from pattern_engine.time import Time, exact
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import atom, cat, seq, silence, taking_turns


@word('synth "Kick Snare".fast(2);', aliases=("density",))
def fast(pattern: Pattern, factor: Time) -> Pattern:
    """Plays the pattern faster by the factor; the star of mini-notation."""
    if factor <= 0:
        return silence()
    if factor == 1:
        return pattern
    many, few = factor.numerator, factor.denominator

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return pattern.haps(begin, end, divided(ticks * few, many))

    # After L cycles the pattern has gone through L * factor of its own, which must be whole periods.
    period = few * pattern.period // gcd(many, few * pattern.period) if pattern.period else 0
    grain = pattern.grain * many // gcd(pattern.grain * many, few)
    return passing(derived(ask, [pattern], period, grain, pattern.steps))


@word('piano "c4 e4 g4 b4".slow(2);', aliases=("sparsity",))
def slow(pattern: Pattern, factor: Time) -> Pattern:
    """Plays the pattern slower by the factor; the slash of mini-notation."""
    return fast(pattern, 1 / factor) if factor > 0 else silence()


@word('piano "c4 e4".late(1/8);', aliases=("rotR",))
def late(pattern: Pattern, time: Time) -> Pattern:
    """Moves the pattern later by a time in cycles."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        shift = in_ticks(time, ticks)
        return shifted(pattern.haps(begin - shift, end - shift, ticks), shift)

    if not time:
        return pattern
    return passing(derived(ask, [pattern], None, lcm(pattern.grain, time.denominator), pattern.steps))


@word('piano "c4 e4".early(1/8);', aliases=("rotL",))
def early(pattern: Pattern, time: Time) -> Pattern:
    """Moves the pattern earlier by a time in cycles."""
    return late(pattern, -time)


@word('piano "c4 e4 g4".rev();')
def rev(pattern: Pattern) -> Pattern:
    """Mirrors each cycle in time."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        mirror = (2 * (begin // ticks) + 1) * ticks
        return [
            (None if we is None else mirror - we, None if wb is None else mirror - wb, mirror - pe, mirror - pb, v, o)
            for wb, we, pb, pe, v, o in pattern.haps(mirror - end, mirror - begin, ticks)
        ]

    return derived(ByCycle(ask), [pattern], steps=pattern.steps)


@word('piano "c4 e4 g4".palindrome();')
def palindrome(pattern: Pattern) -> Pattern:
    """Plays even cycles forwards and odd cycles backwards."""
    return taking_turns([pattern, rev(pattern)])


@word('piano "c4 d4 e4 f4".iter(4);')
def iter_(pattern: Pattern, n: int) -> Pattern:
    """Starts one nth of a cycle later at each new cycle, until it comes round."""
    if n == 0:
        return silence()
    return cat(*(early(pattern, Fraction(index, n)) for index in range(abs(n)))).with_steps(pattern.steps)


@word('synth "Kick Snare".ply(2);')
def ply(pattern: Pattern, n: Time) -> Pattern:
    """Repeats every event n times within its own length."""
    if n <= 0:
        return silence()
    if n.denominator != 1:
        return join_squeeze(pattern, lambda value: fast(atom(value), n))
    count = int(n)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            if wb is None or we is None:
                continue
            share = divided(we - wb, count)
            start = pb - (pb - wb) % share
            while start < pe or start == pb:
                stop = start + share
                found.append((start, stop, pb if pb > start else start, pe if pe < stop else stop, value, origin))
                start = stop
        return found

    return derived(ask, [pattern], None, pattern.grain * count, pattern.steps and pattern.steps * n)


@word("piano sine.range(48, 72).segment(8);", aliases=("seg", "discretise"))
def segment(pattern: Pattern, n: Time) -> Pattern:
    """Reads the pattern n times a cycle, which turns a signal into steps."""
    return apply_left(fast(atom(None), n), pattern, lambda _, value: value).with_steps(n)


@word('piano "0 1 2 3".inside(2, .rev()).scale("C major");')
def inside(pattern: Pattern, n: Time, change: Transform) -> Pattern:
    """Applies a function to nths of a cycle: slows by n, applies it, speeds up again."""
    return fast(change(slow(pattern, n)), n)


@word('piano "0 1 2 3".outside(2, .rev()).scale("C major");')
def outside(pattern: Pattern, n: Time, change: Transform) -> Pattern:
    """Applies a function to n cycles at once: speeds up by n, applies it, slows down again."""
    return inside(pattern, 1 / n, change) if n > 0 else silence()


@word('synth "HiHat*8".swingBy(1/3, 4);')
def swingBy(pattern: Pattern, amount: Time, n: Time) -> Pattern:  # noqa: N802  (the language's spelling)
    """Cuts the cycle into n slices and delays what lies in the second half of each by amount of that half."""
    offbeat = seq(atom(0), atom(amount / 2))

    def delayed(value: Value) -> Pattern:
        return late(slow(pattern, n), value if isinstance(value, Fraction) else exact(0))

    return fast(join_inner(offbeat, delayed), n)


@word('synth "HiHat*8".swing(4);')
def swing(pattern: Pattern, n: Time) -> Pattern:
    """Swings n slices of the cycle by a third: triplet swing."""
    return swingBy(pattern, Fraction(1, 3), n)


@word('piano "<c4 e4> g4".repeatCycles(2);')
def repeatCycles(pattern: Pattern, n: int) -> Pattern:  # noqa: N802
    """Plays each cycle n times before going on to the next."""
    if n < 1:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        shift = (cycle - cycle // n) * ticks
        return shifted(pattern.haps(begin - shift, end - shift, ticks), shift)

    return passing(derived(ByCycle(ask), [pattern], pattern.period * n, steps=pattern.steps))
