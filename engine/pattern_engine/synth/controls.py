"""What a note's controls mean to the built-in instruments: how it is coloured and where it is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pattern_engine.event import Value


@dataclass(frozen=True, slots=True)
class Colour:
    """The controls that change a note's own sound; None where the voice decides.

    ``attack``, ``decay`` and ``release`` are seconds, ``sustain`` a level 0..1. ``lpf`` and ``hpf`` are
    cutoffs in Hz, ``lpq`` and ``hpq`` resonances (0.7 is flat). ``distort`` and ``shape`` go from 0 to 1,
    ``crush`` is a number of bits.
    """

    attack: float | None = None
    decay: float | None = None
    sustain: float | None = None
    release: float | None = None
    lpf: float | None = None
    lpq: float | None = None
    hpf: float | None = None
    hpq: float | None = None
    distort: float | None = None
    shape: float | None = None
    crush: float | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """The controls that place a finished sound: its gain 0..4, ``pan`` from 0 (left) to 1, and what it sends.

    ``delay`` and ``room`` are sends 0..1 to echo and reverberation. ``delaytime`` is seconds between echoes,
    ``delayfb`` how much of each comes back, ``size`` the size of the room 0..1.
    """

    gain: float = 1.0
    pan: float = 0.5
    delay: float = 0.0
    delaytime: float = 0.25
    delayfb: float = 0.5
    room: float = 0.0
    size: float = 0.5


_COLOUR_BOUNDS = {
    "attack": (0.0, 10.0),
    "decay": (0.0, 20.0),
    "sustain": (0.0, 1.0),
    "release": (0.0, 10.0),
    "lpf": (20.0, 24000.0),
    "lpq": (0.5, 25.0),
    "hpf": (10.0, 20000.0),
    "hpq": (0.5, 25.0),
    "distort": (0.0, 1.0),
    "shape": (0.0, 0.97),
    "crush": (1.0, 16.0),
}
_PLACING_BOUNDS = {
    "gain": (0.0, 4.0),
    "pan": (0.0, 1.0),
    "delay": (0.0, 1.0),
    "delaytime": (0.011, 4.0),
    "delayfb": (0.0, 0.95),
    "room": (0.0, 1.0),
    "size": (0.0, 1.0),
}


def colour(controls: Mapping[str, Value]) -> Colour:
    """The colour that *controls* ask for; out of range is moved to the nearest bound, what is no number is ignored."""
    return Colour(**_bounded(controls, _COLOUR_BOUNDS))


def placing(controls: Mapping[str, Value]) -> Placing:
    """The placing that *controls* ask for, bounded in the same way."""
    return Placing(**_bounded(controls, _PLACING_BOUNDS))


def _bounded(controls: Mapping[str, Value], bounds: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    if not controls:
        return found
    for name, (low, high) in bounds.items():
        value = controls.get(name)
        if isinstance(value, (int, float, Fraction)) and not math.isnan(value):
            found[name] = float(min(max(value, low), high))
    return found
