"""Crowd: what voices ask for together, bar by bar, once it is known where in time they are played."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain
from math import ceil, floor, inf
from operator import itemgetter
from typing import NamedTuple

from pattern_dsl.density import MOST_EVENTS, Load, Loads
from pattern_dsl.voices import Laid, Voice
from pattern_engine.expression import Apply, Atom, Expression

MOST_TOGETHER = 32_768
"""Events that all parts of a text may hold in a bar together."""


class Demand(NamedTuple):
    """What a voice asks for, and the bars from the first up to the last in which it does; None for what goes on."""

    load: Load
    bars: tuple[int, int] | None


def demands(voices: Iterable[Voice], loads: Loads) -> list[Demand]:
    """What each of *voices* asks for."""
    return [Demand(loads.of(voice.part.music), _bars(voice.part.music)) for voice in voices]


def crowded(asked: Iterable[Demand]) -> str | None:
    """Why voices are too much to play, one of them or all together; None if they can be played."""
    going = 0.0
    changes: list[tuple[int, float]] = []
    for load, bars in asked:
        if load.refusal is not None:
            return load.refusal
        if bars is None:
            going += load.events
        else:
            changes += [(bars[0], load.events), (bars[1], -load.events)]
    most = now = going
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    if most <= MOST_TOGETHER:
        return None
    return f"too much to play: up to {most:.7g} events in a bar of all parts together; {MOST_TOGETHER} is the limit"


def overcrowded(laid: Sequence[Laid], asked: Sequence[list[Demand]]) -> tuple[Laid, str] | None:
    """The block that is too much to play, or the one with most events where all are too much together; and why.

    *asked* is what the voices of each block ask for.
    """
    for one, demanded in zip(laid, asked, strict=True):
        refusal = crowded(demanded)
        if refusal is not None:
            return one, refusal
    refusal = crowded(chain.from_iterable(asked))
    if refusal is None:
        return None
    return max(zip(laid, map(weight, asked), strict=True), key=itemgetter(1))[0], refusal


def weight(asked: Iterable[Demand]) -> float:
    """The events of all voices of a block, as if they came in one bar; without end if one cannot be played."""
    return sum(inf if demand.load.refusal is not None else demand.load.events for demand in asked)


def unplaced_weight(asked: Sequence[Demand]) -> float:
    """``weight`` of voices that are not yet arranged in time; without end where that may make one too much to play.

    What is placed may come again in time, and then lies in a bar with what comes before it and after it.
    """
    near = any(demand.bars is not None and 4 * demand.load.events > MOST_EVENTS for demand in asked)
    return inf if near else weight(asked)


def _bars(music: Expression) -> tuple[int, int] | None:
    """The bars from the first up to the last in which notes sound that come once; None for what goes on."""
    if not isinstance(music, Apply) or music.word != "placed" or music.args[0] != Atom(None):
        return None
    times = [
        time.value
        for triple in music.args[1:]
        if isinstance(triple, tuple)
        for time in triple[:2]
        if isinstance(time, Atom) and isinstance(time.value, int | Fraction)
    ]
    return (floor(min(times)), ceil(max(times))) if times else None
