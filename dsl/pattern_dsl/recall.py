"""Recall: what was found out about an item, kept while what it depends on is the same, so that an edit costs little."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from pattern_dsl.chunks import Chunk
from pattern_dsl.density import Loads
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.scope import Bound, Placing
from pattern_dsl.statements import Placed, Played
from pattern_engine.expression import Expression

_Found = TypeVar("_Found")

MOST_LINES = 40_000
"""Statements that are remembered by their text."""

_NAMES = re.compile(r"[A-Za-z_]\w*")

SPARE = 4_096
"""Items that are no longer in the text and still remembered, before they are forgotten."""


class Said(NamedTuple):
    """What a statement says: its music, where it begins and its last note ends (bars), its *calls* of definitions."""

    music: Expression | None
    begins: Fraction
    ends: Fraction
    calls: int = 0


class Entry(NamedTuple):
    """What was found out about something, where its names and everything around it stood for these.

    Where something is wrong, ``known`` are all names there were: hints are taken from them. What is not *exact* has
    music whose places are those of another time.
    """

    around: object
    meant: list[tuple[str, Bound]]
    known: frozenset[str] | None
    outcome: Any
    problems: list[Diagnostic]
    exact: bool = True

    def holds(self, around: object, scope: Mapping[str, Bound], names: frozenset[str]) -> bool:
        """Whether nothing that matters is another."""
        if self.around != around or (self.known is not None and self.known != scope.keys()):
            return False
        meant = [(name, scope[name]) for name in names if name in scope]
        return len(meant) == len(self.meant) and all(
            a == c and b is d for (a, b), (c, d) in zip(meant, self.meant, strict=True)
        )


def _entry(
    around: object, scope: Mapping[str, Bound], names: frozenset[str], outcome: object, problems: list[Diagnostic]
) -> Entry:
    meant = [(name, scope[name]) for name in names if name in scope]
    return Entry(around, meant, frozenset(scope) if problems else None, outcome, problems)


class Made(NamedTuple):
    """What was made of *subject*, which is alive as long as this is, where all else it depends on was *about*."""

    subject: object
    about: object
    outcome: Any


class Line(NamedTuple):
    """What was found out about a statement, which began at *begin*."""

    entry: Entry
    begin: int

    def music(self, begin: int, length: int) -> Expression | None:
        """Its music, where the statement begins at *begin* now; what comes from names it uses stays where it is."""
        held: Expression | None = self.entry.outcome.music
        first, by = self.begin, begin - self.begin
        if held is None or not by:
            return held
        own = range(first, first + length + 1)
        return Placing(lambda place: (place[0] + by, place[1] + by) if place[0] in own else place).music(held)

    def told(self, begin: int, length: int) -> list[Diagnostic]:
        """What is wrong, where the statement begins at *begin* now; what lies in names it uses stays where it is."""
        moved = begin - self.begin
        return [
            problem.moved(moved) if self.begin <= problem.begin <= self.begin + length else problem
            for problem in self.entry.problems
        ]


class Recall:
    """The memory of one document and what it is edited to. Only whoever reads the document may touch it.

    *by_line* allows statements to be known by their text alone. The places in their music are then those of another
    time, which does for diagnostics; while it is *exact* the music comes to stand where its statement does.
    """

    def __init__(self) -> None:
        self.by_line = False
        self.exact = False
        self.strayed = False  # whether music was recalled that stands elsewhere
        self.made: dict[tuple[str, int], Made] = {}  # by the step of making and its subject, since the last text
        self.made_before: dict[tuple[str, int], Made] = {}  # for the text before that
        self.looked: Any = None  # what the document was found to be when it was last looked at
        self.chunk: Chunk | None = None
        self.lines: dict[tuple[str, str], Line] = {}
        self.loads = Loads()
        self.entries: dict[int, Entry] = {}
        self.homes: dict[int, Chunk] = {}
        self.mentioned: dict[int, frozenset[str]] = {}
        self.surroundings: object = None

    def knows(self, chunk: Chunk) -> None:
        """Take note of the items of *chunk*, which may be asked for."""
        for item in chunk.read()[0]:
            self.homes[id(item)] = chunk
            text = chunk.text[item.begin - chunk.base : item.end - chunk.base]
            self.mentioned[id(item)] = frozenset(_NAMES.findall(text))

    def same(self, surroundings: object) -> object:
        """*surroundings*, the very object that it was before if it is equal to that."""
        if surroundings != self.surroundings:
            self.surroundings = surroundings
        return self.surroundings

    @contextmanager
    def exactly(self) -> Iterator[None]:
        """While a text is read to be played: its music stands where it should, and what is made of it is kept."""
        self.by_line = self.exact = True
        self.made_before, self.made = self.made, {}
        try:
            yield
        finally:
            self.exact = False
            self.made_before = {}

    def once(self, step: str, subject: object, about: object, make: Callable[[], _Found]) -> _Found:
        """What *make* makes of *subject* in a *step* of many, or made for this text or the last one, while it is exact.

        *about* is everything else that it depends on.
        """
        if not self.exact:
            return make()
        key = step, id(subject)
        known = self.made.get(key) or self.made_before.get(key)
        if known is None or known.about != about:
            known = Made(subject, about, make())
        self.made[key] = known
        held: _Found = known.outcome
        return held

    def found(
        self,
        item: object,
        around: object,
        scope: Mapping[str, Bound],
        problems: list[Diagnostic],
        find: Callable[[], _Found],
    ) -> _Found:
        """What *find* finds out about *item*, or found out before if nothing it depends on is another.

        *problems* grows by what is wrong, whether it is found or recalled.
        """
        names = self.mentioned.get(id(item)) if self.by_line else None
        if names is None:
            return find()
        known = self.entries.get(id(item))
        if known is not None and (known.exact or not self.exact) and known.holds(around, scope, names):
            problems += known.problems
            held: _Found = known.outcome
            return held
        first, self.strayed = len(problems), False
        outcome = find()
        entry = _entry(around, scope, names, outcome, problems[first:])
        self.entries[id(item)] = entry._replace(exact=not self.strayed)
        return outcome

    def again(
        self,
        statement: Placed | Played,
        around: tuple[str, object],
        scope: Mapping[str, Bound],
        problems: list[Diagnostic],
        find: Callable[[], Said],
    ) -> Said:
        """As ``found``, for a statement that is known by its text alone.

        *around* is the role of its block, and everything besides names that its meaning depends on.
        """
        chunk = self.chunk
        if not self.by_line or chunk is None or _touched(statement, chunk):
            return find()
        text = chunk.text[statement.begin - chunk.base : statement.end - chunk.base]
        names = frozenset(_NAMES.findall(text))
        known = self.lines.get((text, around[0]))
        if known is not None and known.entry.holds(around, scope, names):
            problems += known.told(statement.begin, len(text))
            said: Said = known.entry.outcome
            if self.exact:
                return said._replace(music=known.music(statement.begin, len(text)))
            self.strayed |= known.begin != statement.begin
            return said
        if len(self.lines) > MOST_LINES:
            self.lines.clear()
        first = len(problems)
        outcome = find()
        entry = _entry(around, scope, names, outcome, problems[first:])
        self.lines[text, around[0]] = Line(entry, statement.begin)
        return outcome

    def forget_others(self, chunks: tuple[Chunk, ...]) -> None:
        """Forget items that are in none of *chunks*, once there are many of them."""
        if len(self.homes) <= SPARE + 2 * len(chunks):
            return
        self.homes.clear()
        self.mentioned.clear()
        for chunk in chunks:
            self.knows(chunk)
        self.loads = Loads()
        self.lines.clear()
        self.entries.clear()


def _touched(statement: Placed | Played, chunk: Chunk) -> bool:
    """Whether a mistake of grammar touches a statement, so that it is not only its text that says what it is."""
    return any(statement.begin - 1 <= fault.end and fault.begin <= statement.end + 1 for fault in chunk.read()[1])
