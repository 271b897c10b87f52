"""Programs: what a text means. Pure, comparable, picklable data; ``performance`` turns it into notes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pattern_engine.expression import Expression
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

Role = Literal["melody", "rhythm", "harmony", "contrast"]
"""The type of a block: it decides how bare words are read and what a note's defaults are."""


class Part(NamedTuple):
    """One voice of the music, with an identity that survives edits of its neighbours.

    ``key`` is ``role/block/statement`` (``melody/hook/1``). ``music`` is the expression whose pattern holds
    the part's events. ``seed`` is what its random choices grow from.
    """

    key: str
    role: Role
    instrument: str
    music: Expression
    muted: bool = False
    solo: bool = False


class Mark(NamedTuple):
    """A place that scores and files name: section *name* begins at bar *begin*, in *key* if it has one of its own."""

    name: str
    begin: Time
    key: str | None = None


class Program(NamedTuple):
    """All parts, the road from bars to seconds, and what the headers said.

    ``start`` is where it begins: bar 0, or before it for a pickup. ``length`` is the length in bars of music
    that ends by itself (placed notes only); None for music that goes on. ``placed`` is the length of the placed
    blocks, if there are any, which offline renders take. ``sounds`` maps an instrument's name in the text to the
    sound that plays it. ``marks`` are the sections that are played, in order of ``begin``.
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
