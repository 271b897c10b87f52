"""Rolled chords: notes that enter one just after another and end together, gathered to be written as one chord."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from pattern_engine.note import NoteEvent
from pattern_engine.timeline import Timeline

_QUICK = Fraction(1, 8)
"""In crotchets: what enters no faster than that is a figure of its own and stays one."""

_LONGEST = Fraction(1, 4)
"""In crotchets: how long a chord takes to roll at most."""


def gathered(notes: Sequence[NoteEvent], timeline: Timeline) -> tuple[list[NoteEvent], dict[int, str]]:
    """*notes* of one staff, those of rolled chords beginning together; by the ``id`` of these the way they are rolled.

    A chord is rolled if three or more of its notes enter in the order of their pitches, and end as if at once.
    """
    kept: list[NoteEvent] = []
    ways: dict[int, str] = {}
    by_part: dict[str, list[NoteEvent]] = {}
    for note in notes:
        by_part.setdefault(note.part, []).append(note)
    for part in by_part.values():
        for row in _rows(sorted(part, key=lambda note: note.begin), timeline):
            way = _way(row)
            if not way:
                kept += row
                continue
            first = row[0].begin
            for note in row:
                late = note.begin - first
                kept.append(note._replace(begin=first, step=None if note.step is None else note.step + late))
                ways[id(kept[-1])] = way
    return kept, ways


def _rows(notes: Sequence[NoteEvent], timeline: Timeline) -> Iterator[list[NoteEvent]]:
    """*notes*, which are in order of time, in rows that enter quickly and end together."""
    row: list[NoteEvent] = []
    for note in notes:
        if row and not _joins(row, note, timeline):
            yield row
            row = []
        row.append(note)
    if row:
        yield row


def _joins(row: Sequence[NoteEvent], note: NoteEvent, timeline: Timeline) -> bool:
    place, before, first = (timeline.beat(one.begin) for one in (note, row[-1], row[0]))
    late = note.begin - row[-1].begin
    quick = 0 < place - before < _QUICK and place - first <= _LONGEST
    return quick and abs(note.end - row[-1].end) <= late and not note.percussive


def _way(row: Sequence[NoteEvent]) -> str:
    """Which way a row of notes goes if it is a rolled chord, else nothing."""
    keys = [note.midi or 0 for note in row]
    if len(row) < 3:
        return ""
    if all(low < high for low, high in pairwise(keys)):
        return "up"
    return "down" if all(low > high for low, high in pairwise(keys)) else ""
