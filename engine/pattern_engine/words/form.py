"""Form: things that happen at a time, longer than a cycle."""

from __future__ import annotations

from math import floor, lcm

from pattern_engine.event import Hap
from pattern_engine.pattern import ByCycle, Pattern, common, derived, in_ticks, shifted
from pattern_engine.time import Time
from pattern_engine.vocabulary import word
from pattern_engine.words.making import Pair, Triple, silence, stack
from pattern_engine.words.shift import ribbon
from pattern_engine.words.structure import playFor
from pattern_engine.words.tempo import late


@word('piano arrange([2, "c4 e4"], [1, "g4*4"]);')
def arrange(*pairs: Pair) -> Pattern:
    """Plays each pattern for its number of cycles, then begins again; each starts from its own cycle 0."""
    total = sum(int(cycles) for cycles, _ in pairs)
    if total < 1:
        return silence()
    places: list[tuple[int, Pattern]] = []
    for cycles, pattern in pairs:
        places += [(-index, pattern) for index in range(int(cycles))]

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        back, pattern = places[cycle % total]
        shift = (cycle + back) * ticks
        return shifted(pattern.haps(begin - shift, end - shift, ticks), shift)

    members = [pattern for _, pattern in pairs]
    return derived(ByCycle(ask), members, total if all(member.period for member in members) else 0)


@word('piano seqP([0, 2, "c4 e4"], [1, 3, "g4*4"]);')
def seqP(*places: Triple) -> Pattern:  # noqa: N802
    """Plays each pattern from one cycle to another, counted from the start; each starts from its own cycle 0."""
    return stack(*(playFor(late(pattern, Time(floor(begin))), begin, end) for begin, end, pattern in places))


@word('piano seqPLoop([0, 2, "c4 e4"], [1, 3, "g4*4"]);')
def seqPLoop(*places: Triple) -> Pattern:  # noqa: N802
    """As seqP, beginning again when all of it is over."""
    if not places:
        return silence()
    first, last = min(place[0] for place in places), max(place[1] for place in places)
    return ribbon(seqP(*places), first, last - first) if first < last else silence()


@word('synth "Snare*<8 16>".visit(4);')
def visit(pattern: Pattern, every: int, bars: int = 1, offset: int = -1) -> Pattern:
    """Plays for some bars of every so many, the last ones unless an offset is named; its own cycles go on each time."""
    bars = min(bars, every)
    at = _visited(every, bars, offset)
    if at is None:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        turn, bar = divmod(begin // ticks, every)
        if not at <= bar < at + bars:
            return []
        shift = (turn * (every - bars) + at) * ticks
        return shifted(pattern.haps(begin - shift, end - shift, ticks), shift)

    period = lcm(pattern.period, bars) // bars * every if pattern.period else 0
    return derived(ByCycle(ask), [pattern], period, steps=pattern.steps)


@word('synth "HiHat*8".leave(4);')
def leave(pattern: Pattern, every: int, bars: int = 1, offset: int = -1) -> Pattern:
    """Is silent while visit of the same numbers plays."""
    bars = min(bars, every)
    at = _visited(every, bars, offset)
    if at is None:
        return pattern

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        away = at <= begin // ticks % every < at + bars
        return [] if away else pattern.haps(begin, end, ticks)

    return derived(ByCycle(ask), [pattern], common([pattern.period, every]), steps=pattern.steps)


def _visited(every: int, bars: int, offset: int) -> int | None:
    """The first of *bars* bars in *every*: at *offset*, or so that they are the last."""
    if every < 1 or bars < 1:
        return None
    return min(offset, every - bars) if offset >= 0 else every - bars


def placed(places: tuple[tuple[Time, Time, Pattern], ...], loop: Time | None = None) -> Pattern:
    """What each pattern holds in its cycle 0, sounding from *begin* to *end* (cycles) and again every *loop*.

    This is what seed statements mean: notes at a time, with a length. A place without a whole event at its
    pattern's cycle 0 is silent.
    """
    layers = [(begin, end, pattern) for begin, end, pattern in places if begin < end]
    grain = lcm(1, *(time.denominator for begin, end, _ in layers for time in (begin, end)))
    if loop is not None:
        grain = lcm(grain, loop.denominator)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            hap
            for start, stop, pattern in layers
            for hap in _repeats(
                pattern, (in_ticks(start, ticks), in_ticks(stop, ticks)), _turns(loop, ticks), (begin, end)
            )
        ]

    members = [pattern for _, _, pattern in layers]
    period = common([member.period for member in members]) * loop.numerator if loop is not None else 0
    return derived(ask, members, period, grain)


def _turns(loop: Time | None, ticks: int) -> int | None:
    return None if loop is None else in_ticks(loop, ticks)


def _repeats(pattern: Pattern, place: tuple[int, int], loop: int | None, asked: tuple[int, int]) -> list[Hap]:
    (start, stop), (begin, end) = place, asked
    turns = range(1) if loop is None else range((begin - stop) // loop, (end - start) // loop + 1)
    found: list[Hap] = []
    for turn in turns:
        shift = start + turn * (loop or 0)
        length = stop - start
        low, high = max(begin, shift), min(end, shift + length)
        if low < high:
            found += shifted(pattern.haps(low - shift, high - shift, length), shift)
    return found
