"""Unfold: words that go somewhere over many cycles, counted from cycle 0, and are the same at every replay."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from pattern_engine.chance import chance, stream_of
from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import ByCycle, Pattern, clipped, derived, divided
from pattern_engine.time import Time
from pattern_engine.vocabulary import Patterns, word
from pattern_engine.words.change import number_of, overlaid
from pattern_engine.words.making import run, silence
from pattern_engine.words.sound import CONTROLS

MOST_STEPS = 4096
"""Steps that a chain may have in a cycle, and cycles that a scan may take."""

WIDEST = 256
"""Steps a walk may need to cross its range: crossing takes about the square of it."""


def _gone(begin: int, ticks: int, bars: Time) -> float:
    """The share of the first *bars* cycles that has gone by at *begin*, from 0 to 1."""
    if bars <= 0:
        return 1.0 if begin >= 0 else 0.0
    return max(0.0, min(begin * bars.denominator / (ticks * bars.numerator), 1.0))


def _faded(pattern: Pattern, bars: Time, stream: int, coming: bool) -> Pattern:
    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            hap
            for hap in pattern.haps(begin, end, ticks)
            for at in (hap[2] if hap[0] is None else hap[0],)
            if (chance(stream, at, ticks) < _gone(at, ticks, bars)) is coming
        ]

    return derived(ask, [pattern], 0, steps=pattern.steps)


@word('synth "HiHat*8".fadeIn(4);')
def fadeIn(pattern: Pattern, bars: Time, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Lets events in with a probability that grows from 0 at cycle 0 to 1 after some cycles."""
    return _faded(pattern, bars, stream, coming=True)


@word('synth "HiHat*8".fadeOut(4);')
def fadeOut(pattern: Pattern, bars: Time, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Drops events with a probability that grows from 0 at cycle 0 to 1 after some cycles."""
    return _faded(pattern, bars, stream, coming=False)


@word('piano "c4*8".ramp("lpf", 200, 4000, 4);')
def ramp(pattern: Pattern, control: str, first: float, last: float, bars: Time) -> Pattern:
    """Moves a control from one number to another over the first cycles, event by event; there it stays."""
    name = next((held.name for held in CONTROLS.values() if control in (held.name, *held.aliases)), None)
    if name is None:
        raise ValueError(f"there is no control called {control}")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            number = first + (last - first) * _gone(pb if wb is None else wb, ticks, bars)
            found.append((wb, we, pb, pe, overlaid(value, {name: number}), origin))
        return found

    return derived(ask, [pattern], 0, steps=pattern.steps)


@word('piano xfade("c4*4", "<0 0.5 1>", "g4*4");')
def xfade(first: Pattern, position: Pattern, second: Pattern) -> Pattern:
    """Mixes two patterns by their gain: 0 is the first alone, 0.5 both in full, 1 the second alone."""
    return _both(_at_gain(first, position, 1), _at_gain(second, position, 0))


def _at_gain(pattern: Pattern, position: Pattern, far: int) -> Pattern:
    """*pattern* at full gain up to the middle, then less the nearer the position comes to *far*."""

    def quieter(value: Value, place: Value) -> Value:
        held = dict(value) if isinstance(value, dict) else {"value": value}
        share = min(1.0, 2 * max(0.0, min(abs(far - float(number_of(place))), 1.0)))
        return {**held, "gain": float(number_of(held.get("gain", 1))) * share}

    return apply_left(pattern, position, quieter).with_steps(pattern.steps)


def _both(one: Pattern, other: Pattern) -> Pattern:
    return derived(lambda *span: one.haps(*span) + other.haps(*span), [one, other], steps=one.steps)


@word('piano scan(8).scale("C major");')
def scan(n: int) -> Pattern:
    """run(1), run(2) and so on, one longer in each cycle up to run(n), then from the beginning."""
    if n > MOST_STEPS:
        raise ValueError(f"a scan goes up to {MOST_STEPS}, not {n}")
    if n < 1:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:  # each run is made where it is asked for
        return run(begin // ticks % n + 1).haps(begin, end, ticks)

    return Pattern(ByCycle(ask), n, steps=Fraction(lcm(*range(1, n + 1))))


@word('piano walk(2, 0, 14).fast(8).scale("C major");')
def walk(step: int, lo: int, hi: int, *, stream: int = 0) -> Pattern:
    """A walk by chance, one whole number a cycle: it moves by up to a step, between two limits, from cycle 0 on."""
    way = _Walk(stream, step, lo, hi)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        return [(cycle * ticks, (cycle + 1) * ticks, begin, end, way.at(cycle), ())]

    return Pattern(ByCycle(ask), steps=Fraction(1))


class _Walk:
    """A walk between two limits that can be read anywhere. It remembers where it was last; answers do not depend on it.

    All walks by the same moves come together, since a limit stops whoever runs into it. So the walk from cycle 0 is
    known as soon as the highest and the lowest of those begun some cycles ago have met: what came before them no
    longer matters (coupling from the past; Propp and Wilson, 1996).
    """

    def __init__(self, stream: int, step: int, lo: int, hi: int) -> None:
        if step < 1 or lo > hi:
            raise ValueError("a walk moves by a step of 1 or more, from a lower limit to a higher one")
        if hi - lo > WIDEST * step:
            raise ValueError(f"a walk crosses its range in at most {WIDEST} steps; take a longer step than {step}")
        self.step, self.lo, self.hi = step, lo, hi
        self.begin = lo + int(chance(stream, 0, 1) * (hi - lo + 1))
        # Before cycle 0 it walks the other way, by moves of its own.
        self.streams = (stream_of(stream, "on"), stream_of(stream, "back"))
        self.last = [(0, self.begin), (0, self.begin)]

    def at(self, cycle: int) -> int:
        """Where it is in *cycle*."""
        side, count = int(cycle < 0), abs(cycle)
        known, value = self.last[side]
        if 0 <= count - known < self.hi - self.lo + 64:
            value = self._moved(value, known, count, side)
        else:
            value = self._met(count, side)
        self.last[side] = (count, value)
        return value

    def _met(self, count: int, side: int) -> int:
        back = 64
        while back < count:
            low, high = (self._moved(limit, count - back, count, side) for limit in (self.lo, self.hi))
            if low == high:
                return low
            back *= 2
        return self._moved(self.begin, 0, count, side)

    def _moved(self, value: int, begin: int, end: int, side: int) -> int:
        stream, moves = self.streams[side], 2 * self.step + 1
        for count in range(begin + 1, end + 1):
            value += int(chance(stream, count, 1) * moves) - self.step
            value = max(self.lo, min(value, self.hi))
        return value


@word('piano markov(8, 0, ["0 2 1", "1 0 1", "1 1 0"]).scale("C major");', aliases=("markovPat",))
def markov(n: int, start: int, rows: Patterns, *, stream: int = 0) -> Pattern:
    """A chain of n steps in each cycle from a first state on; a row for each state has the odds of what follows it."""
    odds = [[float(number_of(value)) for value in row.values() or ()] for row in rows]
    if any(len(row) != len(odds) or min(row) < 0 or not sum(row) for row in odds) or not 0 <= start < len(odds):
        raise ValueError(f"{len(odds)} states want {len(odds)} rows of {len(odds)} odds, and a start among them")
    if not 1 <= n <= MOST_STEPS:
        raise ValueError(f"a chain has 1 to {MOST_STEPS} steps a cycle, not {n}")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle, share = begin // ticks, divided(ticks, n)
        found: list[Hap] = []
        state = start
        for index in range(n):
            first = cycle * ticks + index * share
            if index:
                state = _next(odds[state], chance(stream, cycle * n + index, n))
            found.append((first, first + share, first, first + share, state, ()))
        return clipped(found, begin, end)

    return Pattern(ByCycle(ask), 0, n, Fraction(n))


def _next(odds: list[float], drawn: float) -> int:
    left = drawn * sum(odds)
    for state, share in enumerate(odds):
        left -= share
        if left < 0:
            return state
    return max(state for state, share in enumerate(odds) if share)
