"""Chunks: a text cut where an item begins at the left margin, so that an edit is read again only where it is.

A chunk is read by itself; whatever is open at its end is closed there. Its places are counted from a base of its own,
which stays while the text before it changes; only ``Chunks`` knows where it lies now.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar, cast

from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import HEADERS, begins_item
from pattern_dsl.parser import parse
from pattern_dsl.syntax import Item, items, shifted
from pattern_dsl.tree import Fault

_ALWAYS = ("section", "form", "def", "param", "import", "out")
"""What begins an item of the text even where a section is open: anything else may stand in one."""

_KEYWORDS = "|".join(("melody", "rhythm", "harmony", "contrast", "mute", "solo", *HEADERS, *_ALWAYS))
_SCAN = re.compile(
    r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)"  # comments hide what is in them
    r"|\"(?:\\[^\r\n]|[^\"\\\r\n])*\"?"  # and so do strings
    r"|[{}]"
    rf"|(?:(?<=[\r\n])|\A)(?:{_KEYWORDS})\b"
)
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?[^\r\n]*")

MOST = 8_000
"""Chunks of a text that are read."""

REACH = 400
"""Signs, of two lines at most, that tell whether an item begins."""


_Found = TypeVar("_Found")


class Chunk:
    """A piece of a text with what it says. A value, but for what has been read of it, which is kept.

    ``base`` is the place of its first sign in the places of its items and faults.
    """

    __slots__ = ("_kept", "_read", "base", "text")

    def __init__(self, text: str, base: int) -> None:
        self.text = text
        self.base = base
        self._read: tuple[list[Item], list[Fault]] | None = None
        self._kept: dict[Callable[[Chunk], object], object] = {}

    def read(self) -> tuple[list[Item], list[Fault]]:
        """Its items and faults."""
        if self._read is None:
            root, faults = parse("pattern", self.text, self.base)
            self._read = (items(root), faults)
        return self._read

    def at(self, start: int) -> Chunk:
        """The chunk with its places counted from *start*."""
        if start == self.base:
            return self
        found, faults = self.read()
        by = start - self.base
        chunk = Chunk(self.text, start)
        chunk._read = (
            [shifted(item, by) for item in found],
            [fault._replace(begin=fault.begin + by, end=fault.end + by) for fault in faults],
        )
        return chunk

    def kept(self, find: Callable[[Chunk], _Found]) -> _Found:
        """What *find* finds in this chunk alone; asked once, for the chunk does not change."""
        if find not in self._kept:
            self._kept[find] = find(self)
        return cast("_Found", self._kept[find])


class Chunks(NamedTuple):
    """A text as chunks, one after another without a gap: their texts together are the text."""

    pieces: tuple[Chunk, ...]
    starts: tuple[int, ...]
    length: int
    next_base: int

    @classmethod
    def of(cls, text: str) -> Chunks:
        """The chunks of *text*, whose places are those of the text."""
        cuts = [*boundaries(text), len(text)]
        pieces = tuple(Chunk(text[begin:end], begin) for begin, end in pairwise(cuts))
        return _together(pieces, len(text) + 1)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join([piece.text for piece in self.pieces])

    def edited(self, begin: int, end: int, new: str) -> Chunks:
        """The chunks of the text with *new* instead of what stands from *begin* to *end*.

        What is not touched keeps its chunks. Raises ``ValueError`` for places outside the text.
        """
        if not 0 <= begin <= end <= self.length:
            raise ValueError(f"an edit from {begin} to {end} of a text of {self.length} signs")
        if not self.pieces:
            return Chunks.of(new)
        first = max(0, bisect_right(self.starts, begin - REACH) - 1)
        taken = min(bisect_right(self.starts, end) + 1, len(self.pieces))
        while True:  # what lies behind the edit is looked at until a cut falls where one was before
            changed = self._changed(first, taken, (begin, end, new))
            if changed is not None:
                return changed
            taken = min(taken + max(4, taken - first), len(self.pieces))

    def _changed(self, first: int, taken: int, edit: tuple[int, int, str]) -> Chunks | None:
        """These chunks after *edit*, which needs those from *first* up to *taken*; None if it needs more."""
        begin, end, new = edit
        start = self.starts[first]
        before = "".join([piece.text for piece in self.pieces[first:taken]])
        middle = before[: begin - start] + new + before[end - start :]
        whole = taken == len(self.pieces)
        moved = len(middle) - len(before)
        cuts: list[int] = []
        for cut in boundaries(middle):
            following = bisect_left(self.starts, start + cut - moved)
            if not whole and cut + REACH > len(middle):
                return None
            known = following < len(self.starts) and self.starts[following] == start + cut - moved
            if known and following > first and start + cut >= begin + len(new):
                return self._with(first, following, middle[:cut], cuts)
            cuts.append(cut)
        return self._with(first, len(self.pieces), middle, cuts) if whole else None

    def _with(self, first: int, following: int, middle: str, cuts: list[int]) -> Chunks:
        """These chunks with *middle*, cut at *cuts*, instead of those from *first* up to *following*."""
        made: list[Chunk] = []
        base = self.next_base
        old = {piece.text: piece for piece in self.pieces[first:following]}
        for begin, end in zip(cuts, [*cuts[1:], len(middle)] if cuts else [], strict=True):
            known = old.pop(middle[begin:end], None)
            made.append(known or Chunk(middle[begin:end], base))
            base += 0 if known else end - begin + 1
        return _together((*self.pieces[:first], *made, *self.pieces[following:]), base)

    def places(self) -> Places:
        """Where the places of the chunks' items lie in the text now."""
        order = sorted(range(len(self.pieces)), key=lambda index: self.pieces[index].base)
        return Places([self.pieces[index].base for index in order], [self.starts[index] for index in order])


class Places(NamedTuple):
    """From places counted from the bases of chunks to places in the text."""

    bases: list[int]
    starts: list[int]

    def of(self, place: int) -> int:
        """Where *place* lies in the text."""
        at = max(0, bisect_right(self.bases, place) - 1)
        return place - self.bases[at] + self.starts[at] if self.bases else place

    def base(self, place: int) -> int:
        """The base of the chunk that *place* lies in."""
        return self.bases[max(0, bisect_right(self.bases, place) - 1)]


def boundaries(text: str) -> list[int]:
    """Where *text* is cut; its beginning is a cut. What is not finished goes on: only ``;``, ``{`` and ``}`` end it."""
    found = [0] if text else []
    done, sign = 0, ";"  # up to where *text* has been looked at, and the last sign of it that is no comment
    depth: int | None = None  # of braces inside a section
    for match in _SCAN.finditer(text, 0):
        at, seen = match.start(), match[0]
        sign = (text[done:at].rstrip() or sign)[-1]
        done = match.end()
        if seen[0] == "/":
            continue
        if seen in "{}":
            depth = None if depth is None else depth + (1 if seen == "{" else -1)
            depth = None if depth == 0 and seen == "}" else depth
        elif seen[0] != '"' and sign in ";{}" and (depth is None or seen in _ALWAYS) and _begins(text, at):
            depth = 0 if seen == "section" else None
            if at:
                found.append(at)
        sign = seen[-1]
    return found


def _begins(text: str, at: int) -> bool:
    """Whether an item begins at *at*, at the margin."""
    lines = _LINES.match(text, at)
    return lines is not None and begins_item(lex(grammar("pattern"), lines[0][:REACH])[0])


def _together(pieces: tuple[Chunk, ...], next_base: int) -> Chunks:
    starts = tuple(accumulate((len(piece.text) for piece in pieces), initial=0))
    return Chunks(pieces, starts[:-1], starts[-1], next_base)
