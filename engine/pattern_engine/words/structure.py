"""Structure: which events there are, which of them sound when, and copies beside them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm

from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left, join_inner, join_squeeze
from pattern_engine.pattern import ByCycle, Pattern, clipped, derived, in_ticks
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.change import is_true, keepif, number_of
from pattern_engine.words.making import atom, cat, row, silence, stack, taking_turns, timecat
from pattern_engine.words.shift import ribbon, zoom
from pattern_engine.words.tempo import late, repeatCycles


@word('piano "c4 e4 g4".every(4, .rev());', aliases=("firstOf",))
def every(pattern: Pattern, n: int, change: Transform) -> Pattern:
    """Applies a function to the first of every n cycles."""
    return taking_turns([change(pattern), *[pattern] * (n - 1)]) if n > 0 else pattern


@word('piano "c4 e4 g4".lastOf(4, .rev());')
def lastOf(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function to the last of every n cycles."""
    return taking_turns([*[pattern] * (n - 1), change(pattern)]) if n > 0 else pattern


@word('piano "c4 e4".when("<true false>", .up(1));', aliases=("while",))
def when(pattern: Pattern, on: bool, change: Transform) -> Pattern:
    """Applies a function while a truth pattern is true."""
    return change(pattern) if on else pattern


def _turning(n: int, back: bool) -> Pattern:
    """True for one nth of each cycle, the next (or the one before) in the next cycle."""
    step = -1 if back else 1
    return cat(*(row([(place == step * cycle % n, ()) for place in range(n)]) for cycle in range(n)))


def _chunked(pattern: Pattern, n: int, change: Transform, back: bool) -> Pattern:
    if n == 0:
        return silence()
    return chunked(repeatCycles(pattern, abs(n)), -n if back else n, change).with_steps(pattern.steps)


def chunked(held: Pattern, n: int, change: Transform) -> Pattern:
    """*held* with *change* applied to one of *n* parts of the cycle, the next in each cycle; the one before if < 0."""
    changed = change(held)
    return join_inner(_turning(abs(n), n < 0), lambda on: changed if on else held).with_steps(held.steps)


@word('piano "c4 e4".chunk(4, .up(1));', aliases=("slowchunk", "slowChunk"))
def chunk(pattern: Pattern, n: int, change: Transform) -> Pattern:
    """Applies a function to one nth of the cycle, moving to the next part with each cycle."""
    return _chunked(pattern, n, change, back=False)


@word('piano "c4 e4".chunkBack(4, .up(1));', aliases=("chunkback",))
def chunkBack(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """As chunk, moving to the part before with each cycle."""
    return _chunked(pattern, n, change, back=True)


@word('piano "c4 d4 e4 f4".into("1 0", .fast(2));')
def into(pattern: Pattern, pieces: Pattern, change: Transform) -> Pattern:
    """Loops the stretch of time of each true piece, changed; the rest stays as it is."""
    made: dict[tuple[Fraction, Fraction], Pattern] = {}

    def piece(begin: Fraction, length: Fraction) -> Pattern:
        if len(made) > 256:
            made.clear()
        if (begin, length) not in made:
            made[begin, length] = change(ribbon(pattern, begin, length))
        return made[begin, length]

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pieces.haps(begin, end, ticks):
            if wb is None or we is None:
                continue
            held = piece(Fraction(wb, ticks), Fraction(we - wb, ticks)) if is_true(value) else pattern
            found += [(a, b, c, d, v, o + origin) for a, b, c, d, v, o in held.haps(pb, pe, ticks)]
        return found

    return derived(ask, [pieces, pattern], 0)


@word('piano "c4 d4 e4 f4".chunkInto(4, .fast(2));', aliases=("chunkinto",))
def chunkInto(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """As chunk, the part looping within its own time."""
    return into(pattern, _turning(n, back=False), change) if n > 0 else silence()


@word('piano "c4 d4 e4 f4".chunkBackInto(4, .fast(2));', aliases=("chunkbackinto",))
def chunkBackInto(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """As chunkBack, the part looping within its own time."""
    return into(pattern, late(_turning(n, back=True), Fraction(-1)), change) if n > 0 else silence()


@word('piano "c4 d4 e4 f4".within(0, 1/2, .up(1));')
def within(pattern: Pattern, begin: Time, end: Time, change: Transform) -> Pattern:
    """Applies a function to the events that start inside a part of the cycle, both ends included."""

    def only(inside: bool) -> Pattern:
        def ask(first: int, last: int, ticks: int) -> list[Hap]:
            low, high = in_ticks(begin, ticks), in_ticks(end, ticks)
            haps = pattern.haps(first, last, ticks)
            return [hap for hap in haps if hap[0] is not None and (low <= hap[0] % ticks <= high) is inside]

        grain = lcm(pattern.grain, begin.denominator, end.denominator)
        return derived(ask, [pattern], None, grain, pattern.steps)

    return stack(change(only(True)), only(False)).with_steps(pattern.steps)


@word('piano "c4 d4 e4 f4".bite(4, "0 2 1 3");')
def bite(pattern: Pattern, n: Pattern, order: Pattern) -> Pattern:
    """Cuts the cycle into n parts and plays them in a patterned order."""

    def part(pair: Value) -> Pattern:
        if not isinstance(pair, tuple):
            return silence()
        index, count = (Fraction(number_of(item)).limit_denominator(1 << 20) for item in pair)
        if not count:
            return silence()
        begin = index / count % 1
        return zoom(pattern, begin, begin + 1 / count)

    pairs = apply_left(order, n, lambda index, count: (index, count))
    return join_squeeze(pairs, part).with_steps(order.steps)


@word('piano sew("<t f>", "c4*4", "e4*3");')
def sew(choice: bool, first: Pattern, second: Pattern) -> Pattern:
    """The first pattern while the choice is true and the second while it is false, cut at the borders."""
    return first if choice else second


@word('piano "c4 e4".whenmod(4, 2, .rev());')
def whenmod(pattern: Pattern, cycles: int, least: int, change: Transform) -> Pattern:
    """Applies a function in those of every so many cycles whose number is at least the second."""
    if cycles < 1:
        return pattern
    changed = change(pattern)
    return taking_turns([changed if cycle >= least else pattern for cycle in range(cycles)])


@word('piano "c4 e4".everyOff(4, 1, .rev());')
def everyOff(pattern: Pattern, n: int, offset: int, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function to the cycle at an offset of every n cycles."""
    if n < 1:
        return pattern
    changed = change(pattern)
    return taking_turns([changed if cycle == offset % n else pattern for cycle in range(n)])


@word('piano "c4*4".playFor(1, 3);')
def playFor(pattern: Pattern, begin: Time, end: Time) -> Pattern:  # noqa: N802
    """Sounds only from one cycle to another, counted from the start of the music."""

    def ask(first: int, last: int, ticks: int) -> list[Hap]:
        low, high = max(first, in_ticks(begin, ticks)), min(last, in_ticks(end, ticks))
        return pattern.haps(low, high, ticks) if low < high else []

    grain = lcm(pattern.grain, begin.denominator, end.denominator)
    return derived(ask, [pattern], 0, grain, pattern.steps)


@word('piano "c4 e4 g4 b4".rot(1);')
def rot(pattern: Pattern, n: int) -> Pattern:
    """Moves the values along the events of each cycle and keeps the rhythm."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        start = begin // ticks * ticks
        haps = [hap for hap in pattern.haps(start, start + ticks, ticks) if hap[0] is not None]
        haps.sort(key=lambda hap: (hap[0], hap[2]))
        turned = [(*hap[:4], *haps[(index + n) % len(haps)][4:]) for index, hap in enumerate(haps)]
        return clipped(turned, begin, end)

    return derived(ByCycle(ask), [pattern], steps=pattern.steps)


@word('synth "Kick ~ ~ Snare".fill("HiHat*8");')
def fill(pattern: Pattern, other: Pattern) -> Pattern:
    """Puts another pattern into the rests."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        held = pattern.haps(begin, end, ticks)
        gaps, at = [], begin
        for low, high in sorted((hap[2], hap[3]) for hap in held):
            if low > at:
                gaps.append((at, low))
            at = max(at, high)
        if at < end:
            gaps.append((at, end))
        return held + [hap for low, high in gaps for hap in clipped(other.haps(begin, end, ticks), low, high)]

    return derived(ByCycle(ask), [pattern, other], steps=pattern.steps)


@word('piano "<c4 e4>".struct("x ~ x x");')
def struct(pattern: Pattern, rhythm: Pattern) -> Pattern:
    """Takes its rhythm from the hits of another pattern and its values from this one."""
    return keepif(pattern, rhythm, "out")


@word('synth "HiHat*8".mask("<t f>");')
def mask(pattern: Pattern, gate: Pattern) -> Pattern:
    """Lets events through only while another pattern is true."""
    return keepif(pattern, gate, "in")


@word('piano "c4 d4 e4 f4".reset("1 1");')
def reset(pattern: Pattern, trigger: Pattern) -> Pattern:
    """Starts the current cycle again at each hit of another pattern."""
    return keepif(pattern, trigger, "reset")


@word('piano "<c4 e4> g4".restart("1 1");')
def restart(pattern: Pattern, trigger: Pattern) -> Pattern:
    """Starts again from cycle 0 at each hit of another pattern."""
    return keepif(pattern, trigger, "restart")


def euclidean(hits: int, steps: int) -> list[bool]:
    """*hits* spread over *steps* as evenly as they go (Bjorklund's algorithm; Toussaint 2005).

    Negative *hits* give the complement. Raises ``ValueError`` for more hits than steps, or no steps.
    """
    if steps < 1:
        raise ValueError(f"a rhythm needs at least one step, not {steps}")
    if abs(hits) > steps:
        raise ValueError(f"{hits} hits do not fit into {steps} steps")
    if hits < 0:
        return [not hit for hit in euclidean(-hits, steps)]
    heads, tails = [[True]] * hits, [[False]] * (steps - hits)
    while len(tails) > 1 and heads:
        count = min(len(heads), len(tails))
        paired = [heads[index] + tails[index] for index in range(count)]
        heads, tails = paired, heads[count:] or tails[count:]
    return [hit for group in heads + tails for hit in group]


def turned(k: int, n: int, r: Time) -> Pattern:
    """True on the hits of euclid and false on its rests, turned by *r* whole steps, or not by more than there are."""
    rhythm = euclidean(k, n)
    turn = -int(r) % n if abs(r) <= n else 0
    return row([(hit, ()) for hit in rhythm[turn:] + rhythm[:turn]])


@word('synth "Kick".euclid(3, 8);', aliases=("euclidRot", "euclidrot"))
def euclid(pattern: Pattern, k: int, n: int, r: Time = Fraction(0)) -> Pattern:
    """Plays the pattern on k hits spread evenly over n steps, rotated to the right by r whole steps."""
    return struct(pattern, turned(k, n, r))


@word('synth "HiHat".euclidInv(3, 8);', aliases=("euclidinv",))
def euclidInv(pattern: Pattern, k: int, n: int, r: int = 0) -> Pattern:  # noqa: N802
    """Plays the pattern where euclid has its rests."""
    return struct(pattern, turned(-k, n, Fraction(r)))


@word('synth "Kick".euclidFull(3, 8, "HiHat");', aliases=("euclidfull",))
def euclidFull(pattern: Pattern, k: int, n: int, other: Pattern) -> Pattern:  # noqa: N802
    """The pattern on the hits of euclid and another on its rests."""
    return stack(euclid(pattern, k, n), euclidInv(other, k, n))


@word('piano "c4".euclidLegato(3, 8);', aliases=("euclidlegato",))
def euclidLegato(pattern: Pattern, k: int, n: int) -> Pattern:  # noqa: N802
    """As euclid, each hit lasting until the next."""
    return euclidLegatoRot(pattern, k, n, 0)


@word('piano "c4".euclidLegatoRot(3, 8, 2);', aliases=("euclidlegatorot",))
def euclidLegatoRot(pattern: Pattern, k: int, n: int, r: int) -> Pattern:  # noqa: N802
    """As euclidLegato, rotated to the right by r."""
    if k < 1:
        return silence()
    hits = [index for index, hit in enumerate(euclidean(k, n)) if hit]
    lengths = [after - before for before, after in pairwise([*hits, n])]
    return late(struct(pattern, timecat(*((Fraction(length), atom(True)) for length in lengths))), Fraction(r, n))
