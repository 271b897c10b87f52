"""Notes as lines: JSON for machines (``--events json``), columns for people (``--events text``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from math import floor, isfinite
from typing import TypeAlias

from pattern_engine.event import Value, show_value
from pattern_engine.note import NoteEvent
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What JSON can say."""

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


Heard = tuple[int, int]
"""When a note sounds and for how long, in microseconds."""


def event_line(note: NoteEvent, timeline: Timeline, heard: Heard | None = None) -> str:
    """*note* as one JSON object on one line, without the line's end.

    ``begin`` and ``end`` are exact bars, ``beat`` crotchets and ``time`` seconds from the start of bar 0 (``time`` and
    ``duration`` with swing), ``origin`` code-point offsets. What does not apply is absent, but ``midi`` is null for
    what has no pitch. *heard* gives other times than the timeline's, for music whose tempo was changed.
    """
    at, length = heard or _heard(note, timeline)
    line: dict[str, Plain] = {"part": note.part, "instrument": note.instrument}
    if note.note is not None:
        line["note"] = note.note
    line["midi"] = _whole(note.midi)
    line["begin"] = _exact(note.begin)
    line["end"] = _exact(note.end)
    line["beat"] = float(timeline.beat(note.begin))
    line["time"] = at / 1_000_000
    line["duration"] = length / 1_000_000
    line["velocity"] = float(note.velocity)
    if note.controls:
        line["controls"] = plain(note.controls)
    if note.origin:
        line["origin"] = [list(place) for place in note.origin]
    return _encode(line)


def event_text(note: NoteEvent, timeline: Timeline, heard: Heard | None = None) -> str:
    """*note* in columns: bar:beat counted from 1, seconds, part, instrument, note, length, velocity, controls."""
    at, length = heard or _heard(note, timeline)
    sound = note.note if note.note is not None else "" if note.midi is None else f"{note.midi:g}"
    columns = (
        f"{place(note.begin, timeline):>9}  {at / 1_000_000:9.3f}s  {note.part:<20} {note.instrument:<10} {sound:<8}"
        f" {length / 1_000_000:7.3f}s  vel {note.velocity:.2f}"
    )
    return f"{columns}  {show_value(note.controls)}".rstrip()


def _heard(note: NoteEvent, timeline: Timeline) -> Heard:
    at = timeline.micros(note.begin)
    return at, timeline.micros(note.end) - at


def place(cycle: Time, timeline: Timeline) -> str:
    """*cycle* as musicians count: bar and beat of the meter, both from 1; ``0:4`` is a pickup in 4/4."""
    bar = floor(cycle)
    beat = (cycle - bar) * timeline.meter(cycle).beats + 1
    return f"{bar + 1}:{float(beat):.4g}"


def plain(value: Value) -> Plain:
    """*value* as JSON can say it: fractions as floats, what is no number as null."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value


def _whole(midi: float | None) -> float | None:
    return int(midi) if midi is not None and midi == int(midi) else midi


def _exact(cycle: Time) -> str:
    return f"{cycle.numerator}/{cycle.denominator}"
