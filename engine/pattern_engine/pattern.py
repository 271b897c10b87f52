"""THE type: a pattern answers one question, which events does this span of cycles hold?

Inside, time is counted in integer ticks. Whoever asks chooses how many ticks a cycle has; a pattern that
would have to divide a tick says ``TooCoarse`` and is asked again with a finer one, so nothing is ever
rounded. A pattern that repeats remembers its cycles. It knows nothing of words, text, clocks or sound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple, TypeAlias
from weakref import ref

from pattern_engine.event import Event, Hap, Origin, Value
from pattern_engine.memory import CYCLE_BYTES, HAP_BYTES, LEDGER
from pattern_engine.time import Time, exact

Ask: TypeAlias = Callable[[int, int, int], list[Hap]]
"""``ask(begin, end, ticks)``: the haps from *begin* to *end*, where a cycle has *ticks* ticks."""

REMEMBERED_CYCLES = 256
"""Cycles one pattern keeps; enough for the longest period met in practice, small enough to forget."""


class ByCycle(NamedTuple):
    """An ``Ask`` that sees one cycle, or a piece of one, at a time."""

    ask: Ask


class TooCoarse(Exception):
    """A tick would have to be divided by ``factor``. Internal: ``query`` answers it by asking more finely."""

    def __init__(self, factor: int) -> None:
        super().__init__(factor)
        self.factor = factor


class Pattern:
    """A pure value made of one function; only its memory of cycles already answered ever changes.

    ``ask`` answers in ticks. ``period`` is the number of cycles after which the answers repeat, 0 if they
    never do or that is not known. ``entire`` says that the answer to a piece of a cycle is that piece of the
    answer to the cycle, as it is for all but signals; an entire pattern with a period is asked for whole
    cycles 0 … period − 1 only, and remembers them. ``grain`` is a guess at the ticks a cycle needs;
    ``steps`` the number of steps a cycle is written in, where that has a meaning. ``only`` is set where
    every cycle is one event, which is always the same: sequences of such need not ask their members.
    """

    __slots__ = ("__weakref__", "_ask", "_by_cycle", "_memory", "_repeat", "entire", "grain", "only", "period", "steps")

    def __init__(
        self, ask: Ask | ByCycle, period: int = 0, grain: int = 1, steps: Time | None = None, entire: bool = True
    ) -> None:
        self._by_cycle = isinstance(ask, ByCycle)
        self._ask = ask.ask if isinstance(ask, ByCycle) else ask
        self._memory: dict[tuple[int, int], list[Hap]] = {}
        self._repeat = period if entire else 0
        self.entire = entire
        self.period = period
        self.grain = grain
        self.steps = steps
        self.only: tuple[Value, Origin] | None = None

    def query(self, begin: int | str | Time, end: int | str | Time) -> list[Event]:
        """The events between *begin* and *end*, in cycles; in no particular order.

        A long event comes back as the pieces that lie inside the span, cut at cycle borders.

        >>> from pattern_engine.words.making import pure
        >>> [str(event) for event in pure("bd").query(0, 2)]
        ['[ 0/1 → 1/1 | bd ]', '[ 1/1 → 2/1 | bd ]']
        """
        first = begin if isinstance(begin, int) else exact(begin)
        last = end if isinstance(end, int) else exact(end)
        if self.entire and self.period and isinstance(first, int) and isinstance(last, int):
            return self._known(first, last)
        haps, ticks = self.answer(first, last)
        return [Event(hap, ticks) for hap in haps]

    def _known(self, first: int, last: int) -> list[Event]:
        """The events of whole cycles: those of one period, told later."""
        found: list[Event] = []
        for cycle in range(first, last):
            home = cycle % self.period
            haps, ticks = self.answer(home, home + 1)
            shift = (cycle - home) * ticks
            found += [Event(hap, ticks, shift) for hap in haps]
        return found

    def answer(self, begin: int | Time, end: int | Time) -> tuple[list[Hap], int]:
        """The haps between *begin* and *end* (cycles) and the number of ticks a cycle has in them."""
        first, first_unit, last, last_unit = begin.numerator, begin.denominator, end.numerator, end.denominator
        ticks = self.grain
        if first_unit != 1 or last_unit != 1:
            ticks = lcm(ticks, first_unit, last_unit)
        if self.entire:
            self._repeat = self.period  # who is asked from outside remembers
        while True:
            try:
                haps = self.haps(first * ticks // first_unit, last * ticks // last_unit, ticks)
            except TooCoarse as coarse:
                ticks *= coarse.factor
                self.grain *= coarse.factor
            else:
                return haps, ticks

    def haps(self, begin: int, end: int, ticks: int) -> list[Hap]:
        """As ``query``, in ticks; raises ``TooCoarse`` if they are too few. The list is not the caller's to change."""
        period = self._repeat
        if not period:
            if self._by_cycle and end > begin - begin % ticks + ticks:
                return self._split(begin, end, ticks)
            return self._ask(begin, end, ticks)
        cycle, rest = divmod(begin, ticks)
        if not rest and end - begin == ticks:  # what is mostly asked: one whole cycle
            home = cycle % period
            haps = self._memory.get((home, ticks))
            if haps is None:
                haps = self._remember(home, ticks)
            return haps if cycle == home else shifted(haps, (cycle - home) * ticks)
        found: list[Hap] = []
        while True:
            start = cycle * ticks
            stop = start + ticks
            home = cycle % period
            shift = start - home * ticks
            haps = self._memory.get((home, ticks))
            if haps is None:
                haps = self._remember(home, ticks)
            if not haps and period == 1:
                return haps  # silence, a million times over
            whole = begin <= start and stop <= end
            piece = shifted(haps, shift) if whole else clipped(haps, begin, end, shift)
            if stop >= end:
                return found + piece if found else piece
            found += piece
            cycle += 1

    def _split(self, begin: int, end: int, ticks: int) -> list[Hap]:
        """Ask for what lies in each cycle by itself."""
        found: list[Hap] = []
        stop = begin - begin % ticks + ticks
        while begin < end:
            found += self._ask(begin, stop, ticks)
            begin, stop = stop, min(stop + ticks, end)
        return found

    def _remember(self, home: int, ticks: int) -> list[Hap]:
        haps = self._ask(home * ticks, (home + 1) * ticks, ticks)
        memory = self._memory
        if not memory:
            LEDGER.patterns.append(ref(self))
        elif len(memory) >= REMEMBERED_CYCLES:
            self.forget()
        memory[home, ticks] = haps
        LEDGER.held += CYCLE_BYTES + HAP_BYTES * len(haps)
        if LEDGER.held > LEDGER.bound:
            LEDGER.make_room()
        return haps

    def map(self, change: Callable[[Value], Value]) -> Pattern:
        """The same events with *change* applied to every value."""

        def ask(begin: int, end: int, ticks: int) -> list[Hap]:
            return [
                (wb, we, pb, pe, change(value), origin)
                for wb, we, pb, pe, value, origin in self.haps(begin, end, ticks)
            ]

        return Pattern(ask, self.period, self.grain, self.steps, self.entire)

    def values(self) -> list[Value] | None:
        """Every value of one period, repeated values included; None if that is not known beforehand."""
        if not self.entire or not 0 < self.period <= REMEMBERED_CYCLES:
            return None
        haps, _ = self.answer(0, self.period)
        return [hap[4] for hap in haps]

    def remembered(self) -> tuple[int, int]:
        """How many cycles it remembers, and how many haps in them."""
        return len(self._memory), sum(map(len, list(self._memory.values())))

    def forget(self) -> None:
        """Drop the memory of cycles; the answers stay the same."""
        self._memory.clear()

    def with_steps(self, steps: Time | None) -> Pattern:
        """The same pattern, said to be written in *steps* steps a cycle."""
        if self._memory:
            return passing(Pattern(self.haps, self.period, self.grain, steps, self.entire))
        same = Pattern(self._ask, self.period, self.grain, steps, self.entire)
        same._by_cycle = self._by_cycle
        same._repeat = self._repeat
        return same


def shifted(haps: list[Hap], by: int) -> list[Hap]:
    """*haps*, each *by* ticks later."""
    if not by:
        return haps
    return [
        (None if wb is None else wb + by, None if we is None else we + by, pb + by, pe + by, value, origin)
        for wb, we, pb, pe, value, origin in haps
    ]


def clipped(haps: list[Hap], begin: int, end: int, shift: int = 0) -> list[Hap]:
    """The pieces from *begin* to *end* of *haps*, made *shift* later; a point belongs to the hap that holds it."""
    low, high = begin - shift, end - shift
    if begin == end:
        points = [(wb, we, low, low, value, origin) for wb, we, pb, pe, value, origin in haps if pb <= low < pe]
        return shifted(points, shift)
    if not shift:
        return [
            (wb, we, pb if pb > low else low, pe if pe < high else high, value, origin)
            for wb, we, pb, pe, value, origin in haps
            if pb < high and pe > low
        ]
    return [
        (
            None if wb is None else wb + shift,
            None if we is None else we + shift,
            (pb if pb > low else low) + shift,
            (pe if pe < high else high) + shift,
            value,
            origin,
        )
        for wb, we, pb, pe, value, origin in haps
        if pb < high and pe > low
    ]


def divided(ticks: int, by: int) -> int:
    """*ticks* divided *by*, exactly; raises ``TooCoarse`` if a tick would have to be split."""
    quotient, rest = divmod(ticks, by)
    if rest:
        raise TooCoarse(lcm(ticks, by) // ticks)
    return quotient


def in_ticks(time: Time, ticks: int) -> int:
    """*time* (cycles) as a number of ticks, exactly."""
    return time.numerator * divided(ticks, time.denominator)


def common(periods: list[int]) -> int:
    """The period of things that happen together; 0 if one of them has none."""
    return lcm(*periods) if all(periods) else 0


def passing(pattern: Pattern) -> Pattern:
    """*pattern*, which only passes on what another remembers: it keeps no memory of its own inside others."""
    pattern._repeat = 0
    return pattern


def common_steps(patterns: Iterable[Pattern]) -> Time | None:
    """The steps in which all *patterns* that have steps can be written; None if none has."""
    known = [pattern.steps for pattern in patterns if pattern.steps]
    if len(known) < 2:
        return known[0] if known else None
    return Fraction(lcm(*[steps.numerator for steps in known]), gcd(*[steps.denominator for steps in known]))


def derived(
    ask: Ask | ByCycle,
    sources: Iterable[Pattern],
    period: int | None = None,
    grain: int | None = None,
    steps: Time | None = None,
) -> Pattern:
    """A pattern that asks *sources*: entire if all of them are, with their common period and grain unless given."""
    held = list(sources)
    return Pattern(
        ask,
        common([source.period for source in held]) if period is None else period,
        lcm(*(source.grain for source in held)) if grain is None else grain,
        steps,
        all(source.entire for source in held),
    )
