"""Making: where patterns come from, and how several become one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import cos, floor, lcm, pi, sin

from pattern_engine.event import Hap, Origin, Value
from pattern_engine.joins import apply_left, join_inner, join_squeeze
from pattern_engine.pattern import (
    ByCycle,
    Pattern,
    common,
    common_steps,
    derived,
    divided,
    in_ticks,
    passing,
    shifted,
)
from pattern_engine.time import Time
from pattern_engine.vocabulary import Patterns, word

Pair = tuple[Time, Pattern]
Triple = tuple[Time, Time, Pattern]

_ONE = Fraction(1)


def atom(value: Value, origin: Origin = ()) -> Pattern:
    """One event holding *value* for the whole of every cycle, with the place it came from."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        start = begin - begin % ticks
        stop = start + ticks
        if end <= stop:
            return [(start, stop, begin, end, value, origin)]
        found: list[Hap] = [(start, stop, begin, stop, value, origin)]
        while stop < end:
            start, stop = stop, stop + ticks
            found.append((start, stop, start, stop if stop < end else end, value, origin))
        return found

    pattern = passing(Pattern(ask, 1, 1, _ONE))
    pattern.only = (value, origin)
    return pattern


@word('piano pure("c4");')
def pure(value: Value) -> Pattern:
    """One event holding the value for the whole of every cycle."""
    return atom(value)


@word('piano mini("c4 e4");', aliases=("m", "h"))
def mini(pattern: Pattern) -> Pattern:
    """What a text in quotes is anyway: mini-notation; for programs that say so."""
    return pattern


@word("piano silence();")
def silence() -> Pattern:
    """A pattern with no events."""
    return Pattern(lambda begin, end, ticks: [], 1, 1, Fraction(1))


@word('piano seq("c4", "e4 g4");', aliases=("sequence", "fastcat", "fastCat"))
def seq(*patterns: Pattern) -> Pattern:
    """The patterns one after another in one cycle, each with an equal share of it."""
    count = len(patterns)
    if count < 2:
        return patterns[0] if patterns else silence()
    onlies = [pattern.only for pattern in patterns]

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        share = divided(ticks, count)
        found: list[Hap] = []
        index = begin // share
        first, stop = begin, (index + 1) * share
        while True:
            # The k-th share holds cycle k of its pattern: no cycle of a member is skipped.
            cycle, member = divmod(index, count)
            last = stop if stop < end else end
            only = onlies[member]
            if only is not None:
                found.append((stop - share, stop, first, last, *only))
            else:
                shift = (index - cycle) * share
                found += shifted(patterns[member].haps(first - shift, last - shift, share), shift)
            if stop >= end:
                return found
            index += 1
            first, stop = stop, stop + share

    if None not in onlies:
        return row([only for only in onlies if only is not None])
    grain = lcm(*(pattern.grain for pattern in patterns)) * count
    return derived(ask, patterns, None, grain, Fraction(count))


def row(atoms: list[tuple[Value, Origin]]) -> Pattern:
    """The sequence of single events: the same in each cycle, so no member needs to be asked."""
    count = len(atoms)
    if count < 2:
        return atom(*atoms[0]) if atoms else silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        share = divided(ticks, count)
        if end - begin == ticks and not begin % ticks:
            return [
                (start, start + share, start, start + share, value, origin)
                for start, (value, origin) in zip(range(begin, end, share), atoms, strict=True)
            ]
        found: list[Hap] = []
        at = begin // share
        start = at * share
        while start < end or start == begin:
            stop = start + share
            value, origin = atoms[at % count]
            found.append((start, stop, begin if begin > start else start, end if end < stop else stop, value, origin))
            at, start = at + 1, stop
        return found

    return passing(Pattern(ask, 1, count, Fraction(count)))


@word('piano listToPat(["c4", "e4", "g4"]);', aliases=("fastFromList",))
def listToPat(patterns: Patterns) -> Pattern:  # noqa: N802
    """A list as equal steps of one cycle."""
    return seq(*patterns)


@word('piano fromList(["c4", "e4 g4"]);')
def fromList(patterns: Patterns) -> Pattern:  # noqa: N802
    """A list as cycles, one after another."""
    return cat(*patterns)


@word('piano cat("c4 e4", "d4 f4");', aliases=("slowcat", "slowCat"))
def cat(*patterns: Pattern) -> Pattern:
    """One cycle of each pattern in turn; no cycle of a member is skipped."""
    count = len(patterns)
    if count < 2:
        return patterns[0] if patterns else silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        shift = (cycle - cycle // count) * ticks
        return shifted(patterns[cycle % count].haps(begin - shift, end - shift, ticks), shift)

    period = common([pattern.period for pattern in patterns]) * count
    return passing(derived(ByCycle(ask), patterns, period, steps=common_steps(patterns)))


def taking_turns(patterns: list[Pattern]) -> Pattern:
    """Cycle c belongs to pattern c mod n, which plays its own cycle c: cycles are skipped."""
    count = len(patterns)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return patterns[begin // ticks % count].haps(begin, end, ticks)

    period = common([count, *(pattern.period for pattern in patterns)])
    return passing(derived(ByCycle(ask), patterns, period, steps=patterns[0].steps))


@word('synth stack("Kick*4", "~ Snare");', aliases=("overlay", "polyrhythm", "pr"))
def stack(*patterns: Pattern) -> Pattern:
    """All patterns at once, over the same cycles."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [hap for pattern in patterns for hap in pattern.haps(begin, end, ticks)]

    return derived(ask, patterns, steps=common_steps(patterns)) if patterns else silence()


@word('piano timecat([3, "c4*4"], [1, "g4"]);', aliases=("timeCat", "stepcat"))
def timecat(*pairs: Pair) -> Pattern:
    """Patterns in one cycle, each with a share in proportion to its weight, or without one to its steps."""
    total = sum((weight for weight, _ in pairs), Fraction(0))
    if not total:
        return silence()
    layers: list[Pattern] = []
    begin = Fraction(0)
    for weight, pattern in pairs:
        if weight:
            layers.append(squeezed(pattern, begin / total, (begin + weight) / total))
        begin += weight
    return (layers[0] if len(pairs) == 1 else stack(*layers)).with_steps(total)


def squeezed(pattern: Pattern, begin: Time, end: Time) -> Pattern:
    """*pattern* with each cycle squeezed into *begin* … *end* of it (0 to 1), silence elsewhere."""
    share = end - begin

    def ask(first: int, last: int, ticks: int) -> list[Hap]:
        length = in_ticks(share, ticks)
        cycle = first // ticks
        shift = cycle * ticks + in_ticks(begin, ticks) - cycle * length
        low, high = max(first - shift, cycle * length), min(last - shift, (cycle + 1) * length)
        if low > high or (low == high and first != last):
            return []
        return shifted(pattern.haps(low, high, length), shift)

    grain = lcm(begin.denominator, (share / pattern.grain).denominator)
    return derived(ByCycle(ask), [pattern], None, grain, pattern.steps)


@word('piano catPrime("c4 e4", "<g4 a4>");', aliases=("slowcatPrime",))
def catPrime(*patterns: Pattern) -> Pattern:  # noqa: N802
    """One cycle of each pattern in turn, all of them counting the same cycles, so that some are skipped."""
    return taking_turns(list(patterns)) if patterns else silence()


@word('piano "c4 e4".append("g4");', aliases=("slowAppend",))
def append(pattern: Pattern, other: Pattern) -> Pattern:
    """A cycle of the pattern, then one of another."""
    return cat(pattern, other)


@word('piano "c4 e4".fastAppend("g4");', aliases=("fastappend",))
def fastAppend(pattern: Pattern, other: Pattern) -> Pattern:  # noqa: N802
    """A cycle of the pattern and one of another, in one cycle."""
    return seq(pattern, other)


@word('synth "Tom".tagged("<0 1>");')
def tagged(pattern: Pattern, other: Pattern) -> Pattern:
    """Joins each value with one of another pattern into a list; the colon of mini-notation."""

    def listed(value: Value, more: Value) -> Value:
        return (*value, more) if isinstance(value, tuple) else (value, more)

    return apply_left(pattern, other, listed).with_steps(pattern.steps)


@word('piano pure(0).upto("<3 7>").scale("C major");')
def upto(pattern: Pattern, other: Pattern) -> Pattern:
    """Whole numbers from the value of one pattern to that of another, in equal steps; the dots of mini-notation."""

    def steps(first: Value, last: Value) -> Pattern:
        if not isinstance(first, int) or not isinstance(last, int):
            raise ValueError(f"a range goes from one whole number to another, not from {first} to {last}")
        if abs(last - first) >= 4096:
            raise ValueError(f"a range of {abs(last - first) + 1} numbers is too long (4096 at most)")
        down = -1 if last < first else 1
        return seq(*(atom(number) for number in range(first, last + down, down)))

    return join_squeeze(pattern, lambda first: join_inner(other, lambda last: steps(first, last)))


@word('piano run(8).scale("C major");')
def run(n: int) -> Pattern:
    """The whole numbers from 0 up to n - 1 as equal steps of a cycle."""
    return seq(*(atom(number) for number in range(n)))


def signal(value_at: Callable[[float], Value], period: int = 1) -> Pattern:
    """A continuous pattern: *value_at* maps a time in cycles (a float) to a value, read where asked.

    *period* is the number of cycles after which it repeats, 0 if it never does.
    """

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(None, None, begin, end, value_at(begin / ticks), ())]

    return Pattern(ask, period, entire=False)


@word('piano "c4*8".pan(sine);')
def sine() -> Pattern:
    """One sine wave per cycle, from 0 to 1, starting at the middle."""
    return signal(lambda time: 0.5 + 0.5 * sin(2 * pi * (time % 1)))


@word('piano "c4*8".pan(cosine);')
def cosine() -> Pattern:
    """One cosine wave per cycle, from 0 to 1: the sine a quarter of a cycle early."""
    return signal(lambda time: 0.5 + 0.5 * cos(2 * pi * (time % 1)))


@word('piano "c4*8".vel(saw);')
def saw() -> Pattern:
    """A ramp from 0 to 1 in each cycle."""
    return signal(lambda time: time - floor(time))


@word('piano "c4*8".vel(isaw);')
def isaw() -> Pattern:
    """A ramp from 1 to 0 in each cycle."""
    return signal(lambda time: 1 - (time - floor(time)))


@word('piano "c4*8".vel(tri);')
def tri() -> Pattern:
    """Up for half a cycle and down for half, from 0 to 1."""
    return seq(saw(), isaw())


@word('piano "c4*8".vel(itri);')
def itri() -> Pattern:
    """Down for half a cycle and up for half, from 1 to 0 and back."""
    return seq(isaw(), saw())


@word('piano "c4*8".vel(square);')
def square() -> Pattern:
    """0 for half a cycle and 1 for half."""
    return signal(lambda time: floor(2 * time) % 2)


@word("piano time.range(60, 64).segment(4);")
def time() -> Pattern:
    """The time itself, in cycles."""
    return signal(lambda time: time, 0)


@word('piano "c4*4".vel(envL);')
def envL() -> Pattern:  # noqa: N802
    """From 0 to 1 in the first cycle, then 1."""
    return signal(lambda time: max(0.0, min(time, 1.0)), 0)


@word('piano "c4*4".vel(envLR);')
def envLR() -> Pattern:  # noqa: N802
    """From 1 to 0 in the first cycle, then 0."""
    return signal(lambda time: 1 - max(0.0, min(time, 1.0)), 0)


def _both_signs(pattern: Pattern) -> Pattern:
    return pattern.map(lambda value: value * 2 - 1 if isinstance(value, int | float) else value)


@word('piano "c4*8".pan(sine2.toUnipolar());')
def sine2() -> Pattern:
    """One sine wave per cycle, between -1 and 1."""
    return _both_signs(sine())


@word('piano "c4*8".pan(cosine2.toUnipolar());')
def cosine2() -> Pattern:
    """One cosine wave per cycle, between -1 and 1."""
    return _both_signs(cosine())


@word('piano "c4*8".pan(saw2.toUnipolar());')
def saw2() -> Pattern:
    """A ramp up, between -1 and 1."""
    return _both_signs(saw())


@word('piano "c4*8".pan(isaw2.toUnipolar());')
def isaw2() -> Pattern:
    """A ramp down, between -1 and 1."""
    return _both_signs(isaw())


@word('piano "c4*8".pan(tri2.toUnipolar());')
def tri2() -> Pattern:
    """Up and down, between -1 and 1."""
    return _both_signs(tri())


@word('piano "c4*8".pan(square2.toUnipolar());')
def square2() -> Pattern:
    """Half a cycle low and half high, between -1 and 1."""
    return _both_signs(square())
