"""Signals: numbers that move smoothly, by chance, from value to value or by a rule."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, pi, sin

from pattern_engine.chance import chance, stream_of
from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import signal, time


def _eased(share: float) -> float:
    """From 0 to 1 without a corner at either end (K. Perlin, Improving noise, 2002)."""
    return share * share * share * (share * (share * 6 - 15) + 10)


def _noise(stream: int, at: float) -> float:
    """The number drawn for the whole number below *at*, eased into the next one's."""
    cycle = floor(at)
    low, high = chance(stream, cycle, 1), chance(stream, cycle + 1, 1)
    return low + (high - low) * _eased(at - cycle)


def _by_place(value_at: Callable[[int, float], float]) -> Pattern:
    """A signal from its cycle and the share of it gone by, which stay exact however late it is."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(None, None, begin, end, value_at(begin // ticks, begin % ticks / ticks), ())]

    return Pattern(ask, entire=False)


@word('piano "c4*8".pan(perlin);')
def perlin(*, stream: int = 0) -> Pattern:
    """Smooth noise from 0 to 1: in each cycle it moves from one number drawn by chance to the next."""

    def value_at(cycle: int, share: float) -> float:
        low, high = chance(stream, cycle, 1), chance(stream, cycle + 1, 1)
        return low + (high - low) * _eased(share)

    return _by_place(value_at)


@word('piano "c4*8".pan(perlinWith(saw.mul(4)));')
def perlinWith(position: Pattern, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Smooth noise from 0 to 1, read at a position of its own instead of the time."""
    return position.map(lambda value: _noise(stream, float(number_of(value))))


@word('piano "c4*8".pan(perlin2(sine.mul(3)));')
def perlin2(position: Pattern, *, stream: int = 0) -> Pattern:
    """Smooth noise from 0 to 1 over a plane: time goes one way, a position the other."""

    def value_at(across: Value, now: Value) -> Value:
        place = float(number_of(across))
        row = floor(place)
        low, high = (_noise(stream_of(stream, line), float(number_of(now))) for line in (row, row + 1))
        return low + (high - low) * _eased(place - row)

    return apply_left(position, time(), value_at)


@word('piano "c4*8".pan(berlin);')
def berlin(*, stream: int = 0) -> Pattern:
    """Noise from 0 to 1 made of ramps, one a cycle, each rising from and by an amount drawn by chance."""
    rises = stream_of(stream, "rise")
    return _by_place(lambda cycle, share: (chance(stream, cycle, 1) + chance(rises, cycle, 1) * share) / 2)


@word('piano "c4*4".vel(envEq);')
def envEq() -> Pattern:  # noqa: N802
    """From 0 to 1 in the first cycle, then 1, on a curve of equal power: for cross-fades."""
    return signal(lambda now: sin(pi / 2 * max(0.0, min(now, 1.0))), 0)


@word("piano sig(.mul(3).mod(1)).range(60, 72).segment(8);", aliases=("signal",))
def sig(change: Transform) -> Pattern:
    """A signal from a function of the time in cycles."""
    return change(time())


@word('piano "c4*8".pan("0 1 0.5".smooth());')
def smooth(pattern: Pattern) -> Pattern:
    """Glides in a straight line from each number to the next; where no other follows at once, the number stays."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            if wb is None or we is None:
                found.append((None, None, pb, pe, value, origin))
                continue
            here, place = float(number_of(value)), origin
            following = pattern.haps(we, (we // ticks + 1) * ticks, ticks)
            for _, _, start, _, after, later in following:
                if start == we:
                    share = (pb - wb) / (we - wb)
                    here, place = here + (float(number_of(after)) - here) * share, origin + later
                    break
            found.append((None, None, pb, pe, here, place))
        return found

    return Pattern(ask, pattern.period, pattern.grain, entire=False)


@word('piano "c4*8".vel(cc_in(1, default=0.5));', aliases=("ccIn",))
def cc_in(number: int, default: float = 0) -> Pattern:
    """A MIDI controller as a signal from 0 to 1; it is its default until a live input is connected."""
    return _held(default)


@word('piano "c4*8".vel(osc_in("/fader", default=0.5));', aliases=("oscIn",))
def osc_in(path: str, default: float = 0) -> Pattern:
    """What OSC messages to a path say, as a signal; it is its default until a live input is connected."""
    return _held(default)


def _held(value: float) -> Pattern:
    return signal(lambda _: value)
