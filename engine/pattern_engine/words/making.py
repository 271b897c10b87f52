"""Making: where patterns come from, and how several become one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import cos, floor, lcm, pi, sin

from pattern_engine.event import Hap, Origin, Value
from pattern_engine.joins import apply_left, join_inner, join_squeeze
from pattern_engine.pattern import Pattern, by_cycle, common, derived, divided, in_ticks, shifted
from pattern_engine.time import Time
from pattern_engine.vocabulary import word

Pair = tuple[Time, Pattern]


def atom(value: Value, origin: Origin = ()) -> Pattern:
    """One event holding *value* for the whole of every cycle, with the place it came from."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(begin, end, begin, end, value, origin)]

    return Pattern(ask, 1, 1, Fraction(1))


@word('piano pure("c4");')
def pure(value: Value) -> Pattern:
    """One event holding the value for the whole of every cycle."""
    return atom(value)


@word("piano silence();")
def silence() -> Pattern:
    """A pattern with no events."""
    return Pattern(lambda begin, end, ticks: [], 1, 1, Fraction(1))


@word('piano seq("c4", "e4 g4");', aliases=("sequence", "fastcat"))
def seq(*patterns: Pattern) -> Pattern:
    """The patterns one after another in one cycle, each with an equal share of it."""
    count = len(patterns)
    if count < 2:
        return patterns[0] if patterns else silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        share = divided(ticks, count)
        found: list[Hap] = []
        for index in range(begin // share, max(begin // share + 1, -(-end // share))):
            # The k-th share holds cycle k of its pattern: no cycle of a member is skipped.
            cycle = index // count
            shift = (index - cycle) * share
            first, last = max(begin, index * share), min(end, (index + 1) * share)
            found += shifted(patterns[index % count].haps(first - shift, last - shift, share), shift)
        return found

    grain = lcm(*(pattern.grain for pattern in patterns)) * count
    return derived(ask, patterns, None, grain, Fraction(count))


@word('piano cat("c4 e4", "d4 f4");', aliases=("slowcat",))
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
    steps = lcm(*(int(p.steps) for p in patterns if p.steps and p.steps.denominator == 1))
    return derived(by_cycle(ask), patterns, period, steps=Fraction(steps))


@word('synth stack("Kick*4", "~ Snare");', aliases=("overlay", "polyrhythm", "pr"))
def stack(*patterns: Pattern) -> Pattern:
    """All patterns at once, over the same cycles."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [hap for pattern in patterns for hap in pattern.haps(begin, end, ticks)]

    steps = [pattern.steps for pattern in patterns]
    whole = all(count is not None and count.denominator == 1 for count in steps)
    total = Fraction(lcm(*(int(count) for count in steps if count is not None))) if whole and steps else None
    return derived(ask, patterns, steps=total) if patterns else silence()


@word('piano timecat([3, "c4*4"], [1, "g4"]);', aliases=("timeCat", "stepcat"))
def timecat(*pairs: Pair) -> Pattern:
    """Patterns in one cycle, each with a share in proportion to its weight."""
    total = sum((weight for weight, _ in pairs), Fraction(0))
    if not total:
        return silence()
    layers: list[Pattern] = []
    begin = Fraction(0)
    for weight, pattern in pairs:
        if weight:
            layers.append(squeezed(pattern, begin / total, (begin + weight) / total))
        begin += weight
    return stack(*layers).with_steps(total)


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
    return derived(by_cycle(ask), [pattern], None, grain, pattern.steps)


@word('synth polymeter("Kick Snare HiHat", "Clap Tom");', aliases=("pm",))
def polymeter(*patterns: Pattern) -> Pattern:
    """Patterns at the step length of the first, so that those with other numbers of steps drift."""
    if not patterns:
        return silence()
    return polymeter_steps(patterns[0].steps or Fraction(1), patterns)


def polymeter_steps(steps: Time, patterns: tuple[Pattern, ...]) -> Pattern:
    """Every pattern at *steps* of its own steps a cycle; patterns without steps are left out."""
    from pattern_engine.words.tempo import fast

    sounding = [pattern for pattern in patterns if pattern.steps]
    return stack(*(fast(pattern, steps / (pattern.steps or steps)) for pattern in sounding)).with_steps(steps)


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
    return signal(lambda time: 1 - abs(1 - 2 * (time - floor(time))))


@word('piano "c4*8".vel(square);')
def square() -> Pattern:
    """0 for half a cycle and 1 for half."""
    return signal(lambda time: floor(2 * time) % 2)
