"""Events: a value, the whole it belongs to, the part asked for, and where in the text it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from pattern_engine.time import Span

Value: TypeAlias = "str | int | float | bool | Fraction | tuple[Value, ...] | Mapping[str, Value] | None"
"""What an event can carry: an atom, a colon list (``bd:3``), or a table of controls."""

Origin: TypeAlias = tuple[tuple[int, int], ...]
"""Code-point offsets (begin, end) of the text that made an event."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a pattern answers: *value* sounds during *whole*; *part* is the piece of it that was asked for.

    ``whole`` is None for a continuous value, which has no onset of its own and is sampled where asked.
    """

    whole: Span | None
    part: Span
    value: Value
    origin: Origin = ()

    @property
    def has_onset(self) -> bool:
        """Whether the beginning of the whole lies in the part, so that something starts to sound."""
        return self.whole is not None and self.whole.begin == self.part.begin

    def __str__(self) -> str:
        """The readable form of tests, docs and logs: ``[ 0/1 → 1/8 | bd ]``, the part in brackets if it differs."""
        shown = show_value(self.value)
        if self.whole is None:
            return f"[ ~{self.part}~ | {shown} ]"
        if self.whole == self.part:
            return f"[ {self.whole} | {shown} ]"
        return f"[ {self.whole} ({self.part}) | {shown} ]"


def show_value(value: Value) -> str:
    """*value* on one line: lists with colons, controls as ``name:value`` pairs."""
    if isinstance(value, Mapping):
        return " ".join(f"{name}:{show_value(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        return ":".join(show_value(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.9g}"
    return str(value)
