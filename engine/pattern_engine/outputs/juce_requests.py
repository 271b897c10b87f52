"""What clients of the JUCE WebSocket ask for, as what is heard from outside. Pure but for what it remembers.

Of several hands on one parameter the last counts, by the moment each says it moved. A clock that runs ahead gains
nothing: no moment lies more than ``SKEW`` in the future, and none more than ``PAST`` back.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from pattern_engine.heard import Heard, KnobTurned, TransportAsked
from pattern_engine.outputs.contract import MIDIEvent, ParameterChange, Sound, StrudelEvent, TransportCommand
from pattern_engine.outputs.midi_in import Hearing

SKEW = 50_000
"""Microseconds that a client's clock may be ahead of ours."""

PAST = 10_000_000
"""Microseconds after which nothing is still on its way."""

MOST = 4096
"""Parameters that may have a value."""

_MOST_BARS = 1_000_000


class Refusal(Exception):
    """What a client asks for makes no sense; the text says why."""


class Turned(NamedTuple):
    """The *value* of a parameter, and when it was set."""

    value: float
    at: int


class Parameters:
    """The parameters that were set by clients or by the text. One thread at a time may touch it."""

    def __init__(self) -> None:
        self._values: dict[str, Turned] = {}

    def known(self) -> Mapping[str, Turned]:
        """Every parameter that has a value."""
        return self._values

    def put(self, name: str, value: float, at: int) -> bool:
        """Set *name* to *value*, as somebody did at *at*; False if somebody did later, whose value stays.

        Raises ``Refusal`` when there are too many.
        """
        held = self._values.get(name)
        if held is None and len(self._values) >= MOST:
            raise Refusal(f"there are {MOST} parameters already: no room for {name}")
        if held is not None and held.at > at:
            return False
        self._values[name] = Turned(value, at)
        return True


def bounded(at: int, now: int) -> int:
    """The moment *at* that a client says, as far as it can be true *now*."""
    return max(now - PAST, min(at, now + SKEW))


def turned(message: ParameterChange, now: int) -> KnobTurned:
    """The knob that *message* turns."""
    return KnobTurned(message.name, message.value, bounded(message.at, now))


def played(message: MIDIEvent, now: int) -> list[Heard]:
    """What the MIDI of *message* says. Raises ``Refusal`` for bytes that are no controller and no key."""
    heard = Hearing().heard(message.data, bounded(message.at, now))
    if not heard:
        raise Refusal(f"MIDIEvent {' '.join(f'{byte:02X}' for byte in message.data)} is neither a controller nor a key")
    return heard


def asked(message: TransportCommand, now: int) -> TransportAsked:
    """What *message* asks of the transport. Raises ``Refusal`` where it lacks what its command needs."""
    value: float | None = None
    match message.command:
        case "seek":
            value = _bars(message.bar, "seek needs bar")
        case "loop":
            value = _bars(message.bars, "loop needs bars")
        case "tempo":
            if message.bpm is None:
                raise Refusal("TransportCommand tempo needs bpm")
            value = message.bpm
    return TransportAsked(message.command, value, bounded(message.at, now))


def strudel_sound(message: StrudelEvent, wall: int) -> Sound:
    """A note of Strudel's as one of ours; *wall* is what our clock lacks to Unix time, in microseconds.

    ``note`` and ``midinote`` are MIDI keys, ``delta`` is the length in seconds, a cycle has four crotchets; every
    other name is a control.
    """
    told = dict(zip(map(str, message.args[::2]), message.args[1::2], strict=False))
    key = next((told.pop(name) for name in ("midinote", "note") if isinstance(told.get(name), int | float)), None)
    length, cycle, velocity = (_number(told.pop(name, None)) for name in ("delta", "cycle", "velocity"))
    return Sound(
        id=0,
        generation=0,
        at=round(message.timestamp * 1000) - wall,
        length=max(0, round((length or 0.0) * 1_000_000)),
        beat=4 * (cycle or 0.0),
        part=str(told.pop("_id_", "strudel")),
        instrument=str(told.pop("s", "synth")),
        note=None,
        midi=_number(key),
        velocity=1.0 if velocity is None else max(0.0, min(1.0, velocity)),
        percussive=key is None,
        controls={name: value for name, value in told.items() if name != "cps"},
    )


def _bars(text: str | None, needs: str) -> float:
    try:
        bars = Fraction(text or "")
    except (ValueError, ZeroDivisionError):
        bars = Fraction(-1)
    if not 0 <= bars <= _MOST_BARS:
        raise Refusal(f"TransportCommand {needs} as 'n/d', from 0 on")
    return float(bars)


def _number(value: str | float | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None
