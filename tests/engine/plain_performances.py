"""Performances whose notes are told by hand, and a scheduler asked for them tick by tick."""

from fractions import Fraction
from math import ceil

from pattern_engine.note import NoteEvent
from pattern_engine.timeline import TempoMark, Timeline

F = Fraction

QUARTER = F(1, 4)


class Pulse:
    """A performance for tests: every part a note each *step* of a bar."""

    troubles: dict[str, str] = {}  # noqa: RUF012  nothing ever goes wrong here

    def __init__(self, step=QUARTER, parts=("melody/a/1",), note="C4"):
        self.step, self.parts, self.note = step, parts, note

    def notes(self, begin, end):
        onsets = range(ceil(begin / self.step), ceil(end / self.step))
        return [
            NoteEvent(part, "piano", self.note, 60, onset * self.step, (onset + 1) * self.step)
            for onset in onsets
            for part in self.parts
        ]


def at_tempo(bpm):
    return Timeline((TempoMark(bpm=F(bpm)),))


def played(scheduler, until, step=20_000, since=0):
    """All cues up to *until* in ticks, as the player asks for them."""
    found = []
    for now in range(since + step, until + step, step):
        found += scheduler.advance(min(now, until))
    return found


class Score:
    """A performance for tests: notes by part, each given as (begin, name)."""

    troubles: dict[str, str] = {}  # noqa: RUF012  nothing ever goes wrong here

    def __init__(self, **parts):
        self.parts = parts

    def notes(self, begin, end):
        return [
            NoteEvent(part, "piano", name, 60, at, at + QUARTER, origin=((1, 2),))
            for part, notes in self.parts.items()
            for at, name in notes
            if begin <= at < end
        ]
