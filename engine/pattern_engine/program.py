"""Programs: what a text means. Pure, comparable, picklable data; ``performance`` turns it into notes."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from pattern_engine.expression import Expression
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

Role = Literal["melody", "rhythm", "harmony", "contrast"]
"""The type of a block: it decides how bare words are read and what a note's defaults are."""


Plain = str | int | float | bool
"""What is given to a destination."""


class Destination(NamedTuple):
    """Where notes go: an output by *name*, and what it is told: ``juce("Surge XT", ch=2)``."""

    name: str
    values: tuple[Plain, ...] = ()
    named: tuple[tuple[str, Plain], ...] = ()


class Knob(NamedTuple):
    """A number of the text that can be turned while it sounds: its *value* as written, its range and its scale.

    ``curve`` is ``lin``, ``log``, ``int`` or ``toggle``; ``controller`` the MIDI controller that turns it.
    """

    name: str
    value: float
    low: float = 0.0
    high: float = 1.0
    curve: str = "lin"
    controller: int | None = None


Quantum: TypeAlias = Literal["now", "beat", "bar", "section"] | int
"""Where a new version takes over: at once, at the next beat, bar or section, or the next multiple of so many bars."""


class Takeover(NamedTuple):
    """How a new version of the text is heard: from *at* on, and what changes fades over *fade* bars."""

    at: Quantum = "bar"
    fade: Time = Time(0)


class Mark(NamedTuple):
    """A place that scores and files name: section *name* begins at bar *begin*, in *key* if it has one of its own."""

    name: str
    begin: Time
    key: str | None = None


class Part(NamedTuple):
    """One voice of the music, with an identity that survives edits of its neighbours.

    ``key`` is ``role/block/statement`` (``melody/hook/1``). ``music`` is the expression whose pattern holds
    the part's events; ``route`` is where they go if the part says so.
    """

    key: str
    role: Role
    instrument: str
    music: Expression
    muted: bool = False
    solo: bool = False
    route: tuple[Destination, ...] = ()


class Program(NamedTuple):
    """All parts, the road from bars to seconds, and what the headers said.

    ``start`` is where it begins: bar 0, or before it for a pickup. ``length`` is the length in bars of music
    that ends by itself (placed notes only); None for music that goes on. ``placed`` is the length of the placed
    blocks, if there are any, which offline renders take. ``sounds`` maps an instrument's name in the text to the
    sound that plays it. ``marks`` are the sections that are played, in order of ``begin``. ``knobs`` are the numbers
    that can be turned; ``outputs`` where parts go that do not say so themselves; ``takeover`` how the next version of
    the text is heard, unless whoever brings it says so.
    """

    parts: tuple[Part, ...] = ()
    timeline: Timeline = Timeline()
    length: Time | None = None
    placed: Time | None = None
    key: str | None = None
    seed: int = 0
    title: str | None = None
    sounds: tuple[tuple[str, str], ...] = ()
    start: Time = Time(0)
    marks: tuple[Mark, ...] = ()
    knobs: tuple[Knob, ...] = ()
    outputs: tuple[Destination, ...] = ()
    takeover: Takeover = Takeover()
