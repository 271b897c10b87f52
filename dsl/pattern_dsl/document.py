"""Documents: a text while it is edited. What an edit does not touch is not read again.

A document is a value; ``edited`` gives the next one, which shares what is the same. Its diagnostics are those that
``check`` finds in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from pattern_dsl.blocks import Scope
from pattern_dsl.chunks import MOST, Chunk, Chunks, Places
from pattern_dsl.crowd import MOST_TOGETHER
from pattern_dsl.diagnostic import Diagnostic, of_fault
from pattern_dsl.modules import Library, NoLibrary, Shelf
from pattern_dsl.programs import Reading, twice
from pattern_dsl.recall import Recall
from pattern_dsl.scope import Place, Placing
from pattern_dsl.syntax import Attributes, Block, Item
from pattern_dsl.tree import Fault
from pattern_engine.expression import Expression
from pattern_engine.program import Part, Program

_WORD = re.compile(r"\w+")


class Document(NamedTuple):
    """One version of a text in the course of being edited. Thread: one at a time, for all versions of one text."""

    chunks: Chunks
    shelf: Shelf
    recall: Recall

    @classmethod
    def of(cls, text: str, library: Library | None = None) -> Document:
        """The document of *text*, which imports from *library*."""
        return cls(Chunks.of(text), Shelf(library or NoLibrary()), Recall())

    @property
    def text(self) -> str:
        """The whole text."""
        return self.chunks.text

    def edited(self, begin: int, end: int, new: str) -> Document:
        """The document with *new* instead of what stands from *begin* to *end* (code points).

        Raises ``ValueError`` for places outside the text.
        """
        return self._replace(chunks=self.chunks.edited(begin, end, new))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with the text, in order of place."""
        self.recall.by_line = True
        looked: Looked | None = self.recall.looked
        if looked is None or looked.pieces is not self.chunks.pieces:
            looked = (looked and _amended(looked, self)) or _looked(self)
        self.recall.looked = looked
        found = settled(self, looked.problems())
        return mended(found, [], self.text)

    def reading(self, problems: list[Diagnostic]) -> Reading:
        """The text read, item by item; *problems* grows by what is wrong, at places counted from the chunks."""
        found: list[Item] = []
        pieces = self.chunks.pieces
        for chunk, following in _in_pairs(pieces[:MOST]):
            problems += self.faults(chunk, following)
            found += chunk.read()[0]
        if len(pieces) > MOST:
            at = pieces[MOST].base
            problems.append(of_fault(Fault("too long", at, at + 1, pieces[MOST].text[:1])))
        self.recall.forget_others(self.chunks.pieces)
        return Reading(found, problems, self.shelf, recall=self.recall)

    def lying(self) -> Document:
        """The same, with the places of every chunk counted from the beginning of the text."""
        chunks, once = self.chunks, self.recall.once
        pieces = [
            chunk if chunk.base == start else once("lying", chunk, start, partial(chunk.at, start))
            for chunk, start in zip(chunks.pieces, chunks.starts, strict=True)
        ]
        return self._replace(chunks=chunks._replace(pieces=tuple(pieces)))

    def faults(self, chunk: Chunk, following: Chunk | None) -> list[Diagnostic]:
        """What is wrong with the grammar of *chunk*, before which *following* stands."""
        items, faults = chunk.read()
        if self.recall.by_line and items and id(items[0]) not in self.recall.homes:
            self.recall.knows(chunk)
        return [of_fault(_before(fault, following)) for fault in faults]


class Looked(NamedTuple):
    """What is wrong with each chunk of a document by itself, and with the whole; and how it was read."""

    pieces: tuple[Chunk, ...]
    faults: list[list[Diagnostic]]
    inside: list[list[Diagnostic]]
    whole: list[Diagnostic]
    reading: Reading
    scopes: dict[int, Scope]

    def problems(self) -> list[Diagnostic]:
        """All of it."""
        found = [*self.whole]
        for part in (*self.faults, *self.inside):
            if part:
                found += part
        return found


def _looked(document: Document) -> Looked:
    """*document* looked at from the beginning; what has not changed is recalled, not found out again."""
    problems: list[Diagnostic] = []
    faults = [document.faults(chunk, following) for chunk, following in _in_pairs(document.chunks.pieces[:MOST])]
    reading = document.reading(problems)
    first = sum(len(part) for part in faults)  # then come the faults of the whole and those of headers
    ends = iter(reading.ends)
    at = reading.begun
    whole = problems[first:at]
    inside: list[list[Diagnostic]] = []
    for chunk in document.chunks.pieces[:MOST]:
        stop = at
        for _ in chunk.read()[0]:
            stop = next(ends)
        inside.append(problems[at:stop])
        at = stop
    reading.concerns()
    whole += problems[at:]
    blocks = [item for item in reading.found if isinstance(item, Block)]
    scopes = {id(block): scope for block, scope in zip(blocks, reading.scopes, strict=True)}
    return Looked(document.chunks.pieces, faults, inside, whole, reading, scopes)


def _amended(before: Looked, document: Document) -> Looked | None:
    """*before* with only those chunks looked at that are new; None if more depends on them than their own blocks."""
    old, new = before.pieces, document.chunks.pieces
    first = _same_from(old, new)
    last = _same_from(old[first:][::-1], new[first:][::-1])
    gone, come = old[first : len(old) - last], new[first : len(new) - last]
    if len(new) > MOST or len(gone) != len(come) or before.reading.sections or before.reading.form is not None:
        return None
    faults, inside, scopes = list(before.faults), list(before.inside), dict(before.scopes)
    if first and not come and last < len(new):
        return None
    for index, (was, chunk) in enumerate(zip(gone, come, strict=True), first):
        faults[index] = document.faults(chunk, new[index + 1] if index + 1 < len(new) else None)
        found = _alone(before, was, chunk, faults[index], scopes)
        if found is None or any(problem.code == "PS404" for problem in inside[index]):
            return None
        inside[index] = found
    if before.reading.weight + before.reading.blocks.reread > MOST_TOGETHER:
        return None
    return before._replace(pieces=new, faults=faults, inside=inside, scopes=scopes)


def _alone(
    before: Looked, was: Chunk, chunk: Chunk, faults: list[Diagnostic], scopes: dict[int, Scope]
) -> list[Diagnostic] | None:
    """What is wrong with *chunk*, which stands where *was* was; None if others can depend on that."""
    old, new = was.read()[0], chunk.read()[0]
    if [_outside(item) for item in old] != [_outside(item) for item in new] or None in map(_outside, new):
        return None
    found: list[Diagnostic] = []
    for item, block in zip(old, new, strict=True):
        if not isinstance(block, Block) or id(item) not in scopes:
            return None
        scopes[id(block)] = scopes.pop(id(item))
        name = before.reading.blocks.names.pop(id(item))
        before.reading.blocks.names[id(block)] = name
        found += before.reading.blocks.alone(block, name, scopes[id(block)], faults)
        found += twice(block)
    return found


def _outside(item: Item) -> tuple[object, ...] | None:
    """What others can see of an item, if it is a plain block."""
    if not isinstance(item, Block) or item.attributes != Attributes() or item.route:
        return None
    return item.role, item.name.text if item.name else None, item.flag


def _same_from(one: tuple[Chunk, ...], other: tuple[Chunk, ...]) -> int:
    """How many chunks are the very same at the beginning of both."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a is not b), min(len(one), len(other)))


def _in_pairs(pieces: tuple[Chunk, ...]) -> list[tuple[Chunk, Chunk | None]]:
    return [*pairwise(pieces), (pieces[-1], None)] if pieces else []


def _before(fault: Fault, following: Chunk | None) -> Fault:
    """*fault*, where it lies at the end of its chunk, as standing before the item that follows."""
    if fault.found or following is None:
        return fault
    word = _WORD.search(following.text)
    return fault if word is None else fault._replace(found=word[0])


def settled(document: Document, problems: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """*problems* at their places in the text, in order, each once."""
    faulty = any(problem.code in ("PS001", "PS002") for problem in problems)
    if faulty:  # a bracket or a comma that is missing can make a number a receiver
        problems = [problem for problem in problems if problem.code != "PS207"]
    moved = located(dict.fromkeys(problems), document.chunks.places())
    return tuple(sorted(moved, key=lambda problem: (problem.begin, problem.code)))


_IGNORE = "ps: ignore"
"""What every comment holds that asks for a diagnostic to be left out."""


def mended(
    problems: tuple[Diagnostic, ...], items: list[Item], text: str, *, advice: bool = False
) -> tuple[Diagnostic, ...]:
    """*problems* of *text* with what mends them, without those that a comment leaves out.

    Names that are used twice are related to each other where *items* are given.
    """
    found = list(problems)
    if found:
        from pattern_dsl.remedy import remedied  # a text without mistakes pays for none of this

        found = sorted(remedied(found, items, text), key=lambda problem: (problem.begin, problem.code))
    if _IGNORE in text:
        from pattern_dsl.ignoring import heeded

        found = heeded(found, text, advice=advice)
    return tuple(found)


def settled_program(program: Program, document: Document) -> Program:
    """*program*, whose places are counted from chunks of *document*, with those that they have in its text."""
    pieces, starts = document.chunks.pieces, document.chunks.starts
    moved = {chunk.base: start for chunk, start in zip(pieces, starts, strict=True) if chunk.base != start}
    if not moved:
        return program
    places, once = document.chunks.places(), document.recall.once

    def lying(place: Place) -> Place:
        begin = places.of(place[0])
        return begin, begin + place[1] - place[0]

    placing = Placing(lying)
    parts: list[Part] = []
    for part in program.parts:
        music = part.music
        bases = once("bases", music, None, partial(_bases, music, places))
        about = tuple([moved.get(base, base) for base in bases])
        if about != bases:
            part = part._replace(music=once("lying", music, about, partial(placing.music, music)))
        parts.append(part)
    return program._replace(parts=tuple(parts))


def _bases(music: Expression, places: Places) -> tuple[int, ...]:
    """The bases of the chunks that *music* comes from, in order."""
    found: set[int] = set()

    def seen(place: Place) -> Place:
        found.add(places.base(place[0]))
        return place

    Placing(seen).of(music)
    return tuple(sorted(found))


def located(problems: Iterable[Diagnostic], places: Places) -> list[Diagnostic]:
    """*problems*, whose places are counted from their chunks, where they lie in the text."""
    return [problem.moved(places.of(problem.begin) - problem.begin) for problem in problems]
