"""Events: a value, the whole it belongs to, the part asked for, and where in the text it came from."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from pattern_engine.time import Span

Value: TypeAlias = "str | int | float | bool | Fraction | tuple[Value, ...] | Mapping[str, Value] | None"
"""What an event can carry: an atom, a colon list (``bd:3``), or a table of controls."""

Origin: TypeAlias = tuple[tuple[int, int], ...]
"""Code-point offsets (begin, end) of the text that made an event."""


Hap: TypeAlias = "tuple[int | None, int | None, int, int, Value, Origin]"
"""An event in ticks: whole begin, whole end (both None if continuous), part begin, part end, value, origin."""


class Event:
    """What a pattern answers: *value* sounds during *whole*; *part* is the piece of it that was asked for.

    An immutable value. It keeps the hap a pattern remembers and how many ticks later this one lies, and tells
    its times as exact cycles when asked.
    """

    __slots__ = ("_hap", "_shift", "_ticks")

    def __init__(self, hap: Hap, ticks: int, shift: int = 0) -> None:
        self._hap = hap
        self._ticks = ticks
        self._shift = shift

    @classmethod
    def of(cls, whole: Span | None, part: Span, value: Value, origin: Origin = ()) -> Event:
        """The event with these times, in cycles; *whole* is None for a continuous value."""
        low, high = (None, None) if whole is None else (whole.begin, whole.end)
        ticks = lcm(
            part.begin.denominator, part.end.denominator, *(t.denominator for t in (low, high) if t is not None)
        )
        return cls(
            (
                None if low is None else int(low * ticks),
                None if high is None else int(high * ticks),
                int(part.begin * ticks),
                int(part.end * ticks),
                value,
                origin,
            ),
            ticks,
        )

    @property
    def whole(self) -> Span | None:
        """All of the event, also what was not asked for; None for a continuous value, which has no onset."""
        begin, end = self._hap[0], self._hap[1]
        if begin is None or end is None:
            return None
        return self._span(begin, end)

    @property
    def part(self) -> Span:
        """The piece of the event that lies in the span asked for."""
        return self._span(self._hap[2], self._hap[3])

    def _span(self, begin: int, end: int) -> Span:
        shift, ticks = self._shift, self._ticks
        return Span(Fraction(begin + shift, ticks), Fraction(end + shift, ticks))

    @property
    def value(self) -> Value:
        """What it is: an atom, a list or a table of controls."""
        return self._hap[4]

    @property
    def origin(self) -> Origin:
        """Where in the text it came from."""
        return self._hap[5]

    @property
    def has_onset(self) -> bool:
        """Whether the beginning of the whole lies in the part, so that something starts to sound."""
        return self._hap[0] == self._hap[2]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        mine = (self.whole, self.part, self.value, self.origin)
        return mine == (other.whole, other.part, other.value, other.origin)

    def __hash__(self) -> int:
        return hash((self.whole, self.part))

    def __repr__(self) -> str:
        return f"<{self} {self.origin}>"

    def __str__(self) -> str:
        """The readable form of tests, docs and logs: ``[ 0/1 → 1/8 | bd ]``, the part in brackets if it differs."""
        shown, whole, part = show_value(self.value), self.whole, self.part
        if whole is None:
            return f"[ ~{part}~ | {shown} ]"
        if whole == part:
            return f"[ {whole} | {shown} ]"
        return f"[ {whole} ({part}) | {shown} ]"


def identity(value: Value) -> object:
    """What tells *value* from others that are equal to it: ``1`` from ``1.0``, the note C5 from the chord C5.

    >>> identity(1) == identity(1.0), identity({"n": 1}) == identity({"n": 1})
    (False, True)
    """
    if isinstance(value, Mapping):
        return tuple((name, identity(item)) for name, item in value.items())
    return tuple(map(identity, value)) if isinstance(value, tuple) else (type(value), value)


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
