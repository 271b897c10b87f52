"""Rhythm from numbers: pulse trains that interfere (Schillinger), durations in a row, values dealt onto attacks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from math import lcm

from pattern_engine.event import Hap, Value
from pattern_engine.pattern import ByCycle, Pattern, divided, shifted
from pattern_engine.time import Time
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import atom, seq, silence, timecat
from pattern_engine.words.tempo import fast, slow


def attacks(lengths: list[Time]) -> Pattern:
    """True for each of *lengths* in a row, in one cycle in proportion."""
    return timecat(*((length, atom(True)) for length in lengths))


def resultant(*numbers: int) -> list[int]:
    """Distances between the attacks of pulse trains that start together and beat every *numbers* units.

    J. Schillinger, The Schillinger System of Musical Composition, book I.

    >>> resultant(3, 4)
    [3, 1, 2, 2, 1, 3]
    """
    if not numbers or min(numbers) < 1:
        raise ValueError("pulse trains beat every so many units, at least one")
    total = lcm(*numbers)
    if total > 4096:
        raise ValueError(f"these pulse trains meet again only after {total} units (4096 at most)")
    times = sorted({time for number in numbers for time in range(0, total, number)} | {total})
    return [after - before for before, after in pairwise(times)]


def fractioned(a: int, b: int) -> list[int]:
    """The resultant of *a* against *b* with fractioning, a² units long: b enters anew every a units.

    J. Schillinger, book I, chapter 4: a² / a against a − b + 1 groups of b, each begun a units after the last.
    """
    major, minor = max(a, b), min(a, b)
    if minor < 1 or major * major > 4096:
        raise ValueError("fractioning takes numbers from 1 to 64")
    total = major * major
    starts = range(0, (major - minor + 1) * major, major)
    times = set(range(0, total + 1, major))
    for start in starts:
        times |= {start + minor * index for index in range(major + 1) if start + minor * index <= total}
    ordered = sorted(times | {total})
    return [after - before for before, after in pairwise(ordered)]


def _spread(lengths: list[int], unit: Time) -> Pattern:
    """*lengths* in one cycle, or each unit at its real length if *unit* (cycles) is above zero."""
    rhythm = attacks([Fraction(length) for length in lengths])
    if unit <= 0:
        return rhythm
    return stretched(rhythm, sum(lengths) * unit)


def stretched(pattern: Pattern, length: Time) -> Pattern:
    """*pattern* with each cycle lasting *length* cycles."""
    return slow(pattern, length)


@word('synth "Kick".struct(res(4, 3));')
def res(a: int, b: int, frac: bool = False, unit: Time = Fraction(0)) -> Pattern:
    """The attacks of two pulse trains together, over their full period; or the fractioned form."""
    return _spread(fractioned(a, b) if frac else resultant(a, b), unit)


@word('synth "Rim".struct(interference(3, 4, 5));')
def interference(*numbers: int) -> Pattern:
    """The attacks of several pulse trains over their least common multiple."""
    return _spread(resultant(*numbers), Fraction(0))


@word('piano "c4 e4 g4 b4 d5".onto(res(4, 3));')
def onto(pattern: Pattern, rhythm: Pattern) -> Pattern:
    """Deals the values of cycle 0 one by one onto the attacks of a rhythm, counting on from cycle to cycle."""
    haps, _ = pattern.answer(Fraction(0), Fraction(1))
    deal = sorted((hap for hap in haps if hap[0] == hap[2]), key=lambda hap: hap[2])
    if not deal:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        held = rhythm.haps(cycle * ticks, (cycle + 1) * ticks, ticks)
        starts = sorted({hap[0] for hap in held if hap[0] == hap[2] and _hit(hap[4])})
        before = _attacks_before(rhythm, cycle, ticks)
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in held:
            if wb is None or wb not in starts or not _hit(value) or pb >= end or pe <= begin:
                continue
            dealt = deal[(before + starts.index(wb)) % len(deal)]
            found.append((wb, we, max(pb, begin), min(pe, end), dealt[4], dealt[5] + origin))
        return found

    return Pattern(ByCycle(ask), 0, rhythm.grain, rhythm.steps)


def _hit(value: Value) -> bool:
    return bool(value) and value not in ("f", "false", "0")


def _attacks_before(rhythm: Pattern, cycle: int, ticks: int) -> int:
    """How many attacks lie between cycle 0 and *cycle*; negative before it."""

    def counted(cycles: range) -> int:
        haps = (hap for c in cycles for hap in rhythm.haps(c * ticks, (c + 1) * ticks, ticks))
        return len({hap[0] for hap in haps if hap[0] == hap[2] and _hit(hap[4])})

    if not rhythm.period or abs(cycle) < rhythm.period:
        return counted(range(cycle)) if cycle >= 0 else -counted(range(cycle, 0))
    turns, rest = divmod(cycle, rhythm.period)
    return turns * counted(range(rhythm.period)) + counted(range(rest))


@word('synth "Kick".struct(durs([3, 3, 2], 1/8));')
def durs(lengths: Pattern, unit: Time = Fraction(1, 4)) -> Pattern:
    """A rhythm from a list of durations in units of the bar, repeating at its own length."""
    values = lengths.values() or []
    numbers = [Fraction(number_of(value)).limit_denominator(1 << 20) for value in values]
    return stretched(attacks(numbers), sum(numbers, Fraction(0)) * unit) if numbers else silence()


@word('synth "Kick".struct(necklace(12, [2, 2, 1]));')
def necklace(length: Time, gaps: Pattern) -> Pattern:
    """A rhythm from the gaps between hits, going round at its own length, with so many steps in a cycle."""
    values = gaps.values() or []
    numbers = [Fraction(number_of(value)).limit_denominator(1 << 20) for value in values]
    return stretched(attacks(numbers), sum(numbers, Fraction(0)) / length) if numbers and length > 0 else silence()


@word('synth "HiHat".struct(grid("x.xx.", 1/16));')
def grid(text: str, unit: Time = Fraction(1, 16)) -> Pattern:
    """Hits (x) and rests (.) on a step of fixed length in bars: the text decides the length."""
    signs = [sign for sign in text if not sign.isspace() and sign != "|"]
    if not signs or set(signs) - set("xX.-~"):
        raise ValueError(f"a grid is written with x and . alone, not {text!r}")
    if len(signs) > 4096:
        raise ValueError(f"a grid of {len(signs)} signs is too long (4096 at most)")
    hits = (atom(True) if sign in "xX" else silence() for sign in signs)
    return stretched(seq(*hits), len(signs) * unit)


@word('piano "c4 e4 g4".permute();')
def permute(pattern: Pattern, kind: str = "circular") -> Pattern:
    """One permutation of the cycle's values in each cycle: circular, or all of them in order."""
    haps, ticks = pattern.answer(Fraction(0), Fraction(1))
    held = sorted((hap for hap in haps if hap[0] == hap[2]), key=lambda hap: hap[2])
    count = len(held)
    if kind == "circular":
        orders = [tuple((index + turn) % count for index in range(count)) for turn in range(count)]
    elif kind == "all" and count <= 6:
        orders = list(permutations(range(count)))
    else:
        raise ValueError(f"permute goes through circular, or all of up to six values, not {kind} of {count}")

    def ask(begin: int, end: int, fine: int) -> list[Hap]:
        scale = divided(fine, ticks)
        cycle = begin // fine
        order = orders[cycle % len(orders)] if orders else ()
        found: list[Hap] = []
        for index, (wb, we, pb, pe, _, _) in enumerate(held):
            value, origin = held[order[index]][4:]
            times = [None if time is None else time * scale for time in (wb, we, pb, pe)]
            found.append((times[0], times[1], times[2] or 0, times[3] or 0, value, origin))
        placed = shifted(found, cycle * fine)
        return [(a, b, max(c, begin), min(d, end), v, o) for a, b, c, d, v, o in placed if c < end and d > begin]

    return Pattern(ByCycle(ask), max(1, len(orders)), ticks, pattern.steps)


@word('synth "Kick*4".steps(5, 1/16);', name="steps")
def steps(pattern: Pattern, n: int, unit: Time = Fraction(1, 16)) -> Pattern:
    """Plays the pattern's cycle over n units of a fixed length in bars: polymeter in beats."""
    return stretched(pattern, n * unit)


@word('piano "c4 d4 e4".phase(49/48);')
def phase(pattern: Pattern, rate: Time) -> Pattern:
    """Runs the pattern at an exact rate against its neighbours, so that they drift apart and meet again."""
    return fast(pattern, rate)
