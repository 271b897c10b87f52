"""Draw: what is left to chance, always the same for the same seed, part and place in the text."""

from __future__ import annotations

from math import cos, log, pi, sqrt

from pattern_engine.chance import chance, stream_of
from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import ByCycle, Pattern, derived
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import stack


@word('piano "c4*8".vel(rand);')
def rand(*, stream: int = 0) -> Pattern:
    """A continuous stream of numbers from 0 to 1, drawn by chance."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(None, None, begin, end, chance(stream, begin, ticks), ())]

    return Pattern(ask, entire=False)


@word('piano "c4*8".pan(rand2.toUnipolar());')
def rand2(*, stream: int = 0) -> Pattern:
    """A continuous stream of numbers from -1 to 1, drawn by chance."""
    return rand(stream=stream).map(lambda value: value * 2 - 1 if isinstance(value, float) else value)


@word('piano "c4*8".vel(normal);')
def normal(*, stream: int = 0) -> Pattern:
    """Numbers from 0 to 1 that cluster round the middle: a bell three deviations wide to each side, clipped.

    Box and Muller, A note on the generation of random normal deviates, 1958.
    """
    turns = stream_of(stream, "turn")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        far = sqrt(-2 * log(1 - chance(stream, begin, ticks)))
        value = 0.5 + far * cos(2 * pi * chance(turns, begin, ticks)) / 6
        return [(None, None, begin, end, min(1.0, max(0.0, value)), ())]

    return Pattern(ask, entire=False)


@word('synth "HiHat*8".mask(brandBy(0.7));')
def brandBy(share: float, *, stream: int = 0) -> Pattern:  # noqa: N802
    """A continuous stream of true and false, true with a probability from 0 to 1."""
    return rand(stream=stream).map(lambda value: isinstance(value, float) and value < share)


@word('synth "HiHat*8".mask(brand);')
def brand(*, stream: int = 0) -> Pattern:
    """A continuous stream of true and false with even odds."""
    return brandBy(0.5, stream=stream)


@word('piano irand(8).segment(4).scale("C minor");')
def irand(n: int, *, stream: int = 0) -> Pattern:
    """Whole numbers from 0 to n - 1, drawn by chance."""

    def chosen(value: Value) -> Value:
        return int(value * n) if isinstance(value, float) else 0

    return rand(stream=stream).map(chosen)


def _thinned(pattern: Pattern, share: float, stream: int, dropped: bool) -> Pattern:
    """The events whose draw lies below *share* (*dropped*), or all the others."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            hap
            for hap in pattern.haps(begin, end, ticks)
            if (chance(stream, hap[2] if hap[0] is None else hap[0], ticks) < share) is dropped
        ]

    return derived(ask, [pattern], 0, steps=pattern.steps)


@word('synth "HiHat*8".degradeBy(0.3);')
def degradeBy(pattern: Pattern, share: float, seed: int = -1, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Drops each event with a probability from 0 to 1; the question mark of mini-notation.

    Two places that name the same *seed* (0 or more) drop the same events.
    """
    return _thinned(pattern, share, stream if seed < 0 else stream_of(seed), dropped=False)


@word('synth "HiHat*8".undegradeBy(0.3);', aliases=("unDegradeBy",))
def undegradeBy(pattern: Pattern, share: float, seed: int = -1, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Keeps the events that degradeBy of the same amount and seed drops, so that both together are all of them."""
    return _thinned(pattern, share, stream if seed < 0 else stream_of(seed), dropped=True)


@word('synth "HiHat*8".prob(0.7);')
def prob(pattern: Pattern, share: float, seed: int = -1, *, stream: int = 0) -> Pattern:
    """Keeps each event with a probability from 0 to 1: the readable opposite of degradeBy."""
    return _thinned(pattern, share, stream if seed < 0 else stream_of(seed), dropped=True)


@word('synth "HiHat*8".degradeWith(perlin, 0.5);', aliases=("degradeByWith",))
def degradeWith(pattern: Pattern, source: Pattern, share: float) -> Pattern:  # noqa: N802
    """Drops the events at which a pattern of numbers from 0 to 1 lies below a share."""
    pairs = apply_left(pattern, source, lambda value, drawn: (value, number_of(drawn) >= share))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            (wb, we, pb, pe, pair[0], origin)
            for wb, we, pb, pe, pair, origin in pairs.haps(begin, end, ticks)
            if isinstance(pair, tuple) and pair[1]
        ]

    return derived(ask, [pairs], steps=pattern.steps)


@word('synth "HiHat*8".degrade();')
def degrade(pattern: Pattern, *, stream: int = 0) -> Pattern:
    """Drops each event with even odds."""
    return _thinned(pattern, 0.5, stream, dropped=False)


@word('piano "c4*8".sometimesBy(0.3, .up(1));')
def sometimesBy(pattern: Pattern, share: float, change: Transform, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Applies a function to a random share of the events, from 0 to 1."""
    return stack(
        _thinned(pattern, share, stream, dropped=False),
        change(_thinned(pattern, share, stream, dropped=True)),
    )


@word('piano "c4*8".sometimes(.up(1));')
def sometimes(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:
    """Applies a function to half of the events."""
    return sometimesBy(pattern, 0.5, change, stream=stream)


@word('piano "c4*8".often(.up(1));')
def often(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:
    """Applies a function to three quarters of the events."""
    return sometimesBy(pattern, 0.75, change, stream=stream)


@word('piano "c4*8".rarely(.up(1));')
def rarely(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:
    """Applies a function to a quarter of the events."""
    return sometimesBy(pattern, 0.25, change, stream=stream)


@word('piano "c4*8".almostAlways(.up(1));')
def almostAlways(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Applies a function to nine events in ten."""
    return sometimesBy(pattern, 0.9, change, stream=stream)


@word('piano "c4*8".almostNever(.up(1));')
def almostNever(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Applies a function to one event in ten."""
    return sometimesBy(pattern, 0.1, change, stream=stream)


@word('piano "c4*8".always(.up(1));')
def always(pattern: Pattern, change: Transform) -> Pattern:
    """Applies a function to all events: sometimes, switched on."""
    return change(pattern)


@word('piano "c4*8".never(.up(1));')
def never(pattern: Pattern, change: Transform) -> Pattern:
    """Applies a function to no event: sometimes, switched off."""
    return pattern


@word('piano "c4*8".someCyclesBy(0.3, .up(1));', aliases=("somecyclesBy",))
def someCyclesBy(pattern: Pattern, share: float, change: Transform, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Applies a function to a random share of whole cycles, from 0 to 1."""
    changed = change(pattern)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        drawn = chance(stream, begin // ticks, 1) < share
        return (changed if drawn else pattern).haps(begin, end, ticks)

    return derived(ByCycle(ask), [pattern, changed], 0, steps=pattern.steps)


@word('piano "c4*8".someCycles(.up(1));', aliases=("somecycles",))
def someCycles(pattern: Pattern, change: Transform, *, stream: int = 0) -> Pattern:  # noqa: N802
    """Applies a function to half of the cycles."""
    return someCyclesBy(pattern, 0.5, change, stream=stream)


@word('synth "HiHat*8".degradeBy(0.5).seed(3);')
def seed(pattern: Pattern, n: int) -> Pattern:
    """Lets every choice inside the pattern grow from a number: wherever it stands, the same number, the same luck.

    The choices are made where the pattern is given its meaning; one that is made already keeps its own.
    """
    return pattern


@word('piano "c4*8".humanize(0.02, 0.1);')
def humanize(pattern: Pattern, time: float = 0.01, vel: float = 0.1, *, stream: int = 0) -> Pattern:
    """Moves onsets by up to some seconds (nudge) and velocities by up to some amount, as a player would.

    The events stay where they are written; an event without a velocity is taken to have 0.8.
    """
    strengths = stream_of(stream, "vel")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            at = pb if wb is None else wb
            held = dict(value) if isinstance(value, dict) else {"value": value}
            nudge = _amount(held.get("nudge"), 0.0) + time * (2 * chance(stream, at, ticks) - 1)
            strength = _amount(held.get("vel"), 0.8) + vel * (2 * chance(strengths, at, ticks) - 1)
            more = {"nudge": nudge, "vel": min(1.0, max(0.0, strength))}
            found.append((wb, we, pb, pe, {**held, **more}, origin))
        return found

    return derived(ask, [pattern], 0, steps=pattern.steps)


def _amount(value: Value, otherwise: float) -> float:
    return otherwise if value is None else float(number_of(value))
