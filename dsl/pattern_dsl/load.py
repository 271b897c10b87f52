"""Load: what an expression asks for, in numbers; how it follows from what its operands ask for is in `weighing`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, inf, isfinite, log2
from sys import float_info
from typing import NamedTuple

from pattern_engine.event import Value
from pattern_engine.theory.pitch import midi_of

MOST_EVENTS = 4096
"""Events a part may hold in a bar, and items a word may count."""

MOST_PIECES = 65_536
"""Atoms and words an expression may be made of, where a name counts as all it stands for."""

HIGHEST = 800
"""Words that may stand inside each other, where a name counts as all it stands for."""


class Load(NamedTuple):
    """What an expression asks for.

    ``events`` in a cycle, ``peak`` the most events or items met on the way to them, ``voices`` that sound at
    once, ``largest`` and ``smallest`` number it can yield, ``pieces`` it is made of, ``height`` of its nesting.
    """

    events: float = 1
    peak: float = 1
    voices: float = 1
    largest: float = 1
    smallest: float = 1
    pieces: int = 1
    height: int = 1

    @property
    def refusal(self) -> str | None:
        """Why this is too much, or None if it can be played."""
        if self.peak > MOST_EVENTS:
            shown = "more than can be counted" if not isfinite(self.peak) else f"{self.peak:.7g}"
            return f"too much to play: up to {shown} events in a bar; {MOST_EVENTS} is the limit"
        if self.pieces > MOST_PIECES:
            return f"too much to play: {self.pieces:.7g} steps and words; {MOST_PIECES} is the limit"
        if self.height > HIGHEST:
            return f"too much to play: {self.height} words inside each other; {HIGHEST} is the limit"
        return None


_WORD = Load(largest=127)
_OTHER = Load()


def atom(value: Value) -> Load:
    """The load of one value, or of a list of them."""
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, int | float | Fraction) and not isinstance(value, bool):
        return _number(value)
    return pair([atom(item) for item in value]) if isinstance(value, tuple) else _OTHER


@lru_cache(maxsize=1024)
def _word(value: str) -> Load:
    key = midi_of(value)  # a9999 is a number where one is wanted
    return _WORD if key is None or abs(key) <= _WORD.largest else Load(largest=abs(key))


@lru_cache(maxsize=1024)
def _number(value: float | Fraction) -> Load:
    try:
        size = abs(float(value))
    except OverflowError:
        size = inf
    return Load(largest=size, smallest=max(size, float_info.min) if value else 1)


def pair(loads: Sequence[Load]) -> Load:
    """The load of ``[weight, pattern]``, or of any list or table: one of them at a time."""
    if not loads:
        return Load()
    return gathered(loads, max(load.events for load in loads), max(load.voices for load in loads))._replace(
        peak=max(load.peak for load in loads),
        pieces=sum(load.pieces for load in loads),
        height=max(load.height for load in loads),
    )


def rough(load: Load) -> Load:
    """One event with numbers of about the size of those in *load*."""
    return Load(largest=_power(load.largest, ceil), smallest=_power(load.smallest, floor))


def _power(number: float, rounded: Callable[[float], int]) -> float:
    """*number* as a power of two, so that sizes are few."""
    if not isfinite(number) or not number:
        return number
    return float(2.0 ** min(max(rounded(log2(number)), -1000), 1000))


def scaled(function: Load, load: Load, parameters: int) -> Load:
    """The load of a function measured on one event, applied to *load*; a parameter may stand in all its places."""
    return function._replace(
        events=function.events * load.events,
        peak=max(function.peak * load.events, load.peak),
        voices=function.voices * load.voices,
        pieces=function.pieces * load.pieces if parameters else function.pieces + load.pieces,
        height=function.height + load.height,
    )


def gathered(inner: Sequence[Load], events: float, voices: float) -> Load:
    """So many *events* and *voices*, with numbers as large and as small as those of any *inner*."""
    _, _, _, largest, smallest, _, _ = inner[0]
    for _, _, _, large, small, _, _ in inner:
        if large > largest:
            largest = large
        if small < smallest:
            smallest = small
    return Load(events, events, voices, largest, smallest)
