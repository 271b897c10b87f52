"""Notes: events read as music, with everything an instrument needs and still in exact bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pattern_engine.event import Origin, Value
from pattern_engine.time import Time

_NONE: Mapping[str, Value] = {}


class NoteEvent(NamedTuple):
    """One note to be played.

    ``instrument`` is its name in the text, ``sound`` what plays it if that is called differently (an import
    under another name, a pattern of sounds). ``begin`` and ``end`` are exact bars of the sounding note;
    ``midi`` is its key (60 is C4, fractions are microtones; a drum carries its General MIDI key; None where a
    sound has no pitch at all); ``velocity`` lies in 0..1; ``controls`` holds every other control the pattern
    set (``pan``, ``lpf``, …); ``chord`` is the symbol that its chord was written as, if it was. ``origin`` lies in
    the text of program number ``edition`` of those that played one after another. ``step`` is the length in bars of
    its step where an own ``legato`` makes it sound shorter or longer than that.
    """

    part: str
    instrument: str
    note: str | None
    midi: float | None
    begin: Time
    end: Time
    velocity: float = 1.0
    percussive: bool = False
    controls: Mapping[str, Value] = _NONE
    origin: Origin = ()
    sound: str | None = None
    chord: str | None = None
    edition: int = 0
    step: Time | None = None

    @property
    def played_by(self) -> str:
        """The instrument of the table that plays it."""
        return self.sound or self.instrument
