"""What comes in from outside while music plays: hands on controllers, keys and transports, with their moments.

Inputs (MIDI, WebSocket, OSC) make these, the player obeys them. They know no program: a knob is only named.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias


class KnobTurned(NamedTuple):
    """Somebody set the program's knob *name* to *value*, in the knob's own units, at clock time *at* (microseconds)."""

    name: str
    value: float
    at: int


class ControllerMoved(NamedTuple):
    """MIDI controller *number* of *channel* (1 to 16) stands at *value*, from 0 to 1, since clock time *at*."""

    number: int
    value: float
    channel: int
    at: int


class KeyStruck(NamedTuple):
    """MIDI note *midi* of *channel* (1 to 16) was struck with *velocity* from 0 to 1; 0 is its release."""

    midi: int
    velocity: float
    channel: int
    at: int


class TransportAsked(NamedTuple):
    """Somebody asked to play, stop, seek and so on, at clock time *at*.

    *value* is the bar to seek (0 is the first), crotchets a minute for ``tempo``, microseconds for ``nudge``, the
    number of bars for ``loop`` (0: none); None for the rest.
    """

    command: Literal["play", "stop", "seek", "tempo", "nudge", "tap", "loop", "hush", "panic"]
    value: float | None
    at: int


class TempoHeard(NamedTuple):
    """A clock outside runs at *bpm* crotchets a minute; one of its crotchets began at clock time *at*."""

    bpm: float
    at: int


Heard: TypeAlias = KnobTurned | ControllerMoved | KeyStruck | TransportAsked | TempoHeard
"""Anything that came in."""
