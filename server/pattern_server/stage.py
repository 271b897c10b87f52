"""What a listener sees of the music: the lines that stay, and on a terminal the picture that moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import floor
from typing import Protocol

from pattern_engine.journal import Journal
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.performance import perform
from pattern_engine.player_wire import Position
from pattern_engine.program import Program
from pattern_engine.sections import section_at
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline
from pattern_server.status_line import StatusLine
from pattern_server.view import Scene, Shape, in_rows, picture


class Score(Protocol):
    """Music that can be looked up bar by bar."""

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that begin in [*begin*, *end*) (bars)."""


class Heard:
    """The score of what was heard. Any thread may touch it."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = cues

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that began in [*begin*, *end*) (bars)."""
        return [cue.note for cue in self._cues if begin <= cue.note.begin < end]


class Stage:
    """What is seen of one performance. Only the command's main thread may touch it."""

    def __init__(self, keys: Sequence[str], score: Callable[[], Score], timeline: Callable[[Cue], Timeline]) -> None:
        """*keys* are the parts; *score*, which costs something, is only asked for where there is a terminal."""
        self.line = StatusLine()
        self.keys = tuple(keys)
        self.timeline_of = timeline
        self.timeline = Timeline()
        self.moving = True
        self._program: Program | None = None
        self._score = score
        self._seen: Score | None = None
        self._bar: int | None = None
        self._notes: dict[str, list[NoteEvent]] = {}
        self._position: Position | None = None
        self._messages: tuple[str, ...] = ()
        self._coming: Program | None = None
        self._turn: int | None = None
        self._kept: frozenset[str] = frozenset()

    @classmethod
    def of_program(cls, program: Program) -> Stage:
        """The stage of *program*."""
        stage = cls((), lambda: perform(program), lambda _: stage.timeline)
        stage._take(program)
        return stage

    @classmethod
    def of_journal(cls, journal: Journal) -> Stage:
        """The stage of what was heard."""
        keys = sorted({cue.note.part for cue in journal.cues})
        return cls(keys, lambda: Heard(journal.cues), lambda cue: journal.timeline(cue.generation))

    def change(self, program: Program) -> None:
        """*program* was sent to be played; it is seen when it sounds (``turn``). What was wrong before is forgotten."""
        self._coming, self._turn, self._messages, self._kept = program, None, (), frozenset()

    def turn(self, at: int) -> None:
        """What was sent sounds at *at* (microseconds of the monotonic clock)."""
        self._turn = at

    def keep(self, parts: frozenset[str], text: str) -> None:
        """The *parts* with these keys play their last good version, until something changes; *text* says why."""
        self._kept, self._messages = parts, ()
        self.trouble(text)

    def trouble(self, text: str) -> None:
        """Say *text*, and keep it in sight until something changes."""
        self._messages = (*self._messages, text)[-3:]
        self.line.note(f"pattern-run: {text}")

    def show(self, position: Position, muted: frozenset[str], *, keys: bool) -> None:
        """Draw the music as it is at *position*; *keys* says whether any are read."""
        self._position = position
        self.moving = position.moving
        if self._coming is not None and self._turn is not None and time.monotonic_ns() // 1000 >= self._turn:
            self._take(self._coming)
        if not self.line.live:
            return
        self._look(floor(position.cycle))
        rows = in_rows(self.keys, muted, self._notes, position.cycle, self._kept)
        section = section_at(self._program, position.cycle) if self._program is not None else None
        name = self._program.marks[section[0]].name if self._program is not None and section is not None else None
        shape = Shape(*self.line.size, self.line.colour)
        self.line.show(*picture(Scene(position, self.timeline, rows, name, self._messages, keys), shape))

    def say_goodbye(self) -> None:
        """Say how much was played, and whether in time."""
        position = self._position
        if position is not None:
            count = f"{position.sent} event{'' if position.sent == 1 else 's'}"
            self.line.note(f"played {count}, {position.late} late")

    def _take(self, program: Program) -> None:
        self._program, self._coming, self._turn = program, None, None
        self.timeline = program.timeline
        alone = [part.key for part in program.parts if part.solo]
        self.keys = tuple(alone or (part.key for part in program.parts if not part.muted))
        self._score = lambda: perform(program)
        self._seen = self._bar = None

    def _look(self, bar: int) -> None:
        """Look up the notes of *bar*, the one before, for what still sounds, and the next."""
        if bar == self._bar:
            return
        self._bar = bar
        self._seen = self._seen or self._score()
        self._notes = {}
        for note in self._seen.notes(Time(bar - 1), Time(bar + 2)):
            self._notes.setdefault(note.part, []).append(note)
