"""Shift: pieces of a pattern cut out, held, repeated and moved."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Hap, Value
from pattern_engine.joins import join_inner, join_squeeze, join_trigger
from pattern_engine.pattern import ByCycle, Pattern, derived, in_ticks, shifted
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import atom, cat, seq, silence, squeezed, taking_turns
from pattern_engine.words.tempo import early, fast, late, rev, slow


@word('synth "Kick*4".compress(1/4, 3/4);', aliases=("compressArc",))
def compress(pattern: Pattern, begin: Time, end: Time) -> Pattern:
    """Squeezes each cycle into a part of itself, silence elsewhere."""
    return squeezed(pattern, begin, end) if 0 <= begin < end <= 1 else silence()


@word('piano "c4 d4 e4 f4".zoom(1/4, 3/4);', aliases=("zoomArc", "zoomarc"))
def zoom(pattern: Pattern, begin: Time, end: Time) -> Pattern:
    """Plays only a part of each cycle, stretched to a whole one."""
    share = end - begin
    if share <= 0:
        return silence()

    def ask(first: int, last: int, ticks: int) -> list[Hap]:
        length = in_ticks(1 / share, ticks)
        cycle = first // ticks
        shift = cycle * ticks - cycle * length - in_ticks(begin, length)
        return shifted(pattern.haps(first - shift, last - shift, length), shift)

    grain = (Fraction(pattern.grain) * share).numerator * begin.denominator * share.numerator
    return derived(ByCycle(ask), [pattern], None, grain, pattern.steps and pattern.steps * share)


@word('piano "c4 d4 e4 f4".linger("<1 1/2 1/4>");')
def linger(pattern: Pattern, share: Time) -> Pattern:
    """Repeats the first part of each cycle to fill it, or the last part if negative."""
    if not share:
        return silence()
    ends = (share + 1, Fraction(1)) if share < 0 else (Fraction(0), share)
    return fast(zoom(pattern, *ends), 1 / abs(share)).with_steps(pattern.steps)


@word('synth "Kick Snare".fastGap(2);', aliases=("fastgap", "densityGap"))
def fastGap(pattern: Pattern, factor: Time) -> Pattern:  # noqa: N802
    """Speeds each cycle up and plays it once, silence after."""
    return squeezed(pattern, Fraction(0), 1 / factor) if factor > 0 else silence()


@word('piano "c4 d4".focus(1/4, 3/4);')
def focus(pattern: Pattern, begin: Time, end: Time) -> Pattern:
    """Squeezes the cycle into a part of itself, the repeats going on all round."""
    if end <= begin:
        return silence()
    return late(fast(early(pattern, Fraction(begin // 1)), 1 / (end - begin)), begin)


@word('piano "c4 d4 e4 f4".iterBack(4);', aliases=("iterback",))
def iterBack(pattern: Pattern, n: int) -> Pattern:  # noqa: N802
    """Starts one nth of a cycle earlier at each new cycle, until it comes round."""
    if n == 0:
        return silence()
    return cat(*(late(pattern, Fraction(index, n)) for index in range(abs(n)))).with_steps(pattern.steps)


@word('piano "c4 e4".plyWith(3, .up(1));', aliases=("plywith",))
def plyWith(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """Repeats every event within its own length, the function applied once more to each repeat."""

    def repeats(value: Value) -> Pattern:
        held, members = atom(value), []
        for _ in range(n):
            members.append(held)
            held = change(held)
        return seq(*members)

    return join_squeeze(pattern, repeats)


@word('piano "<c4 e4> g4*2".ribbon(1, 2);', aliases=("rib", "timeLoop"))
def ribbon(pattern: Pattern, offset: Time, cycles: Time) -> Pattern:
    """Cuts a stretch out of the endless pattern and loops it."""
    if cycles <= 0:
        return silence()
    cut = early(pattern, offset)
    return join_trigger(slow(atom(1), cycles), lambda _: cut, from_zero=True)


@word('piano "<c4 e4> g4".loopFirst();')
def loopFirst(pattern: Pattern) -> Pattern:  # noqa: N802
    """Repeats cycle 0 for ever."""
    return ribbon(pattern, Fraction(0), Fraction(1))


@word('piano "c4 d4 e4 f4".trunc(3/4);')
def trunc(pattern: Pattern, share: Time) -> Pattern:
    """Silences each cycle after a part of it."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        stop = (begin // ticks) * ticks + in_ticks(share, ticks)
        return pattern.haps(begin, min(end, stop), ticks) if begin < stop else []

    return derived(ByCycle(ask), [pattern], None, pattern.grain * share.denominator, pattern.steps)


@word('synth "Kick Snare".brak();')
def brak(pattern: Pattern) -> Pattern:
    """Every other cycle at double speed, a quarter later: the feel of a break."""
    return taking_turns([pattern, late(seq(pattern, silence()), Fraction(1, 4))])


@word('synth "Kick Snare".press();')
def press(pattern: Pattern) -> Pattern:
    """Delays each event by half its own length."""
    return pressBy(pattern, Fraction(1, 2))


@word('synth "Kick Snare".pressBy("<0 1/4>");', aliases=("pressby",))
def pressBy(pattern: Pattern, share: Time) -> Pattern:  # noqa: N802
    """Delays each event by a part of its own length, which shortens it."""
    if not 0 <= share < 1:
        return silence()
    return join_squeeze(pattern, lambda value: squeezed(atom(value), share, Fraction(1)))


@word('piano "c4 d4 e4 f4".revAll(2);', aliases=("revv",))
def revAll(pattern: Pattern, cycles: int = 0) -> Pattern:  # noqa: N802
    """Mirrors several cycles as one; without a number, all of time round its beginning."""
    if cycles > 0:
        return slow(rev(fast(pattern, Fraction(cycles))), Fraction(cycles))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            (None if we is None else -we, None if wb is None else -wb, -pe, -pb, value, origin)
            for wb, we, pb, pe, value, origin in pattern.haps(-end, -begin, ticks)
        ]

    return derived(ask, [pattern], steps=pattern.steps)


@word('piano "c4".beat("0 3 6", 8);')
def beat(pattern: Pattern, at: Time, n: Time) -> Pattern:
    """Places the pattern at one step of a cycle of n."""
    if n <= 0:
        return silence()
    place = at % n
    return join_inner(pattern, lambda value: squeezed(atom(value), place / n, (place + 1) / n))
