"""Sections of a form as places to go to: what lies at a bar, where a section is, where a bar is in another version."""

from __future__ import annotations

from pattern_engine.program import Mark, Program
from pattern_engine.time import Time


def round_of(program: Program) -> Time | None:
    """After how many bars the form of *program* begins again; None if it does not, or if there is no form."""
    return program.placed if program.marks and program.length is None else None


def begins(program: Program) -> tuple[Time, ...]:
    """The bars where sections begin, once through the form."""
    return tuple(mark.begin for mark in program.marks)


def section_at(program: Program, cycle: Time) -> tuple[int, Time] | None:
    """Which of the sections played (by number) sounds at bar *cycle*, and how many bars into it that is."""
    turn = round_of(program)
    if turn:
        cycle %= turn
    found = [(number, cycle - mark.begin) for number, mark in enumerate(program.marks) if mark.begin <= cycle]
    return found[-1] if found else None


def next_begin(program: Program, name: str, here: Time) -> Time | None:
    """The first bar at *here* or later where section *name* begins; else its first one; None if nothing plays it."""
    places = [mark.begin for mark in program.marks if mark.name == name]
    turn = round_of(program)
    if turn and places:
        start = here // turn * turn
        places = [place + start + more for more in (Time(0), turn) for place in places]
    return min((place for place in places if place >= here), default=min(places, default=None))


def same_place(old: Program, new: Program, cycle: Time) -> Time | None:
    """The bar of *new* where the music goes on that is at bar *cycle* of *old*: the same section, as far into it.

    Without a form in both that is the same bar. None if *new* does not play the section.
    """
    found = section_at(old, cycle)
    if found is None or not new.marks:
        return cycle
    number, bars = found
    name = old.marks[number].name
    times = sum(mark.name == name for mark in old.marks[:number])
    places = [(index, mark) for index, mark in enumerate(new.marks) if mark.name == name]
    if not places:
        return None
    index, mark = places[min(times, len(places) - 1)]
    length = _length(new, index, mark)
    return _turns(old, new, cycle) + mark.begin + (bars if length is None or bars < length else bars % length)


def _length(program: Program, index: int, mark: Mark) -> Time | None:
    """How long the section played as number *index* lasts; None if nothing says."""
    end = program.marks[index + 1].begin if index + 1 < len(program.marks) else program.placed
    return end - mark.begin if end is not None and end > mark.begin else None


def _turns(old: Program, new: Program, cycle: Time) -> Time:
    """The bars that whole rounds of *new* take, as many as *old* has been through at bar *cycle*."""
    before, after = round_of(old), round_of(new)
    return cycle // before * after if before and after else Time(0)
