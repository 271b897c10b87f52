"""Draw: what is left to chance, always the same for the same seed, part and place in the text."""

from __future__ import annotations

from pattern_engine.chance import chance, stream_of
from pattern_engine.event import Hap, Value
from pattern_engine.pattern import ByCycle, Pattern, derived
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import silence, stack


@word('piano "c4*8".vel(rand);')
def rand(*, stream: int = 0) -> Pattern:
    """A continuous stream of numbers from 0 to 1, drawn by chance."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(None, None, begin, end, chance(stream, begin, ticks), ())]

    return Pattern(ask, entire=False)


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


@word('piano randcat("c4 e4", "d4 f4");', aliases=("chooseCycles",))
def randcat(*patterns: Pattern, stream: int = 0) -> Pattern:
    """In each cycle one of the patterns, drawn by chance; the bar of mini-notation."""
    if not patterns:
        return silence()

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        drawn = int(chance(stream, begin // ticks, 1) * len(patterns))
        return patterns[drawn].haps(begin, end, ticks)

    return derived(ByCycle(ask), patterns, 0, steps=patterns[0].steps)
