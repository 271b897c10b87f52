"""Knobs: what turning them means for a program, and what of it survives a new text."""

from __future__ import annotations

from collections.abc import Mapping

from pattern_engine.program import Knob, Program


def set_to(knob: Knob, value: float) -> float:
    """*value* as *knob* can stand: within its range, whole for ``int``, one of its ends for ``toggle``."""
    value = min(max(value, knob.low), knob.high)
    if knob.curve == "toggle":
        return _plain(knob.high if value >= (knob.low + knob.high) / 2 else knob.low)
    return _plain(round(value) if knob.curve == "int" else value)


def swept_to(knob: Knob, sweep: float) -> float:
    """Where *knob* stands when it is turned by *sweep* of its way, from 0 to 1."""
    sweep = min(max(sweep, 0.0), 1.0)
    if knob.curve == "log" and knob.low > 0:
        return set_to(knob, float(knob.low * (knob.high / knob.low) ** sweep))
    return set_to(knob, knob.low + (knob.high - knob.low) * sweep)


def turned_by(program: Program, controller: int, sweep: float) -> dict[str, float]:
    """The knobs of *program* that MIDI *controller* turns, and where they stand at *sweep* (0 to 1)."""
    return {knob.name: swept_to(knob, sweep) for knob in program.knobs if knob.controller == controller}


def still_turned(values: Mapping[str, float], old: Program, new: Program) -> dict[str, float]:
    """What of *values*, given while *old* played, holds in *new*: what its text says as before stays turned."""
    before = {knob.name: knob.value for knob in old.knobs}
    return {
        knob.name: set_to(knob, values[knob.name])
        for knob in new.knobs
        if knob.name in values and before.get(knob.name) == knob.value
    }


def _plain(value: float) -> float:
    """A whole number as one, for words that want no fraction."""
    return int(value) if value == int(value) else value
