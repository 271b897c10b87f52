"""MIDI controllers: which controls of a note are controllers too, and what they are at rest. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pattern_engine.event import Value
from pattern_engine.words.sound import CONTROLS

PEDAL = 64

FULL: Mapping[str, float] = {"pan": 127, "gain": 100, "room": 127, "delay": 127}
"""The controls that are controllers too, and what 1 is there: the usual volume is 100."""

AT_REST: Mapping[int, int] = {7: 100, 10: 64, 91: 0, 94: 0, PEDAL: 0}
"""Controllers that notes which say nothing put back."""


def controllers(controls: Mapping[str, Value]) -> Iterator[tuple[int, int]]:
    """Controller numbers and values of a note: those that stand for controls, the pedal, and ``ccn`` with ``ccv``."""
    for name, full in FULL.items():
        value, number = number_in(controls.get(name)), CONTROLS[name].cc
        if value is not None and number is not None:
            yield number, seven_bits(value * full)
    if (pedal := number_in(controls.get("pedal", controls.get("sustainpedal")))) is not None:
        yield PEDAL, seven_bits(pedal * 127)
    chosen, amount = (number_in(controls.get(name)) for name in ("ccn", "ccv"))
    if chosen is not None and amount is not None and 0 <= chosen < 120:
        yield int(chosen), seven_bits(amount * 127)


def number_in(value: Value) -> float | None:
    """A number that is one, or None."""
    found = float(value) if not isinstance(value, str | tuple | Mapping) and value is not None else None
    return found if found is not None and abs(found) < 1e9 else None


def seven_bits(value: float) -> int:
    """*value* rounded, within 0 to 127."""
    return max(0, min(127, round(value)))
