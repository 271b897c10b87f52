"""Transitions: how what played before goes over into what plays next, where a swap alone would be a cut."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from pattern_engine.note import NoteEvent
from pattern_engine.performance import Performance as Performed
from pattern_engine.program import Program
from pattern_engine.scheduler import Performance
from pattern_engine.time import Time


class Silence:
    """The performance of nothing. Any thread may touch it."""

    edition = 0
    troubles: Mapping[str, str] = MappingProxyType({})

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """No notes."""
        return []


class Crossfade:
    """Two performances over some bars: parts that differ grow from silence while those before fade into it.

    Velocities change in a line. Parts that are the same in both play on as they are. Thread: one at a time.
    """

    def __init__(self, old: Performance, new: Performance, same: frozenset[str], span: tuple[Time, Time]) -> None:
        """*same* are the keys of the parts that do not fade; *span* is the bars where the fade begins and ends."""
        self.old = old
        self.new = new
        self._same = same
        self._span = span

    @property
    def edition(self) -> int:
        """The number of the newer one."""
        return self.new.edition

    @property
    def troubles(self) -> Mapping[str, str]:
        """What went wrong in either."""
        return {**self.old.troubles, **self.new.troubles}

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes of both, in order of begin, with their velocities as far as the fade has come."""
        found = self.new.notes(begin, end)
        if begin >= self._span[1]:
            return found
        rising = [note if note.part in self._same else _at(note, self._come(note.begin)) for note in found]
        falling = [
            _at(note, 1 - self._come(note.begin))
            for note in self.old.notes(begin, min(end, self._span[1]))
            if note.part not in self._same
        ]
        return sorted((*falling, *rising), key=lambda note: note.begin)

    def with_new(self, new: Performance) -> Crossfade:
        """The same fade into *new*."""
        return Crossfade(self.old, new, self._same, self._span)

    def _come(self, cycle: Time) -> Fraction:
        """How far the fade has come at bar *cycle*, 0 to 1."""
        begin, end = self._span
        return min(Fraction(1), max(Fraction(0), (cycle - begin) / (end - begin)))


def unchanged(old: Program, new: Program) -> frozenset[str]:
    """The keys of parts that are the same in both: music, instrument, seed and whether they are heard."""
    if old.seed != new.seed or old.sounds != new.sounds:
        return frozenset()
    before = {part.key: part for part in old.parts}
    return frozenset(part.key for part in new.parts if before.get(part.key) == part)


def _at(note: NoteEvent, level: Fraction) -> NoteEvent:
    return note._replace(velocity=note.velocity * float(level))


def turned(performance: Performance, values: Mapping[str, float]) -> Performance:
    """*performance* with its knobs at *values*; one that is over keeps what it has."""
    match performance:
        case Performed() if values:
            return performance.turned(values)
        case Crossfade(new=new):
            return performance.with_new(turned(new, values))
        case _:
            return performance
