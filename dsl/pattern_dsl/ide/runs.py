"""Runs: an answer cut as the text is, so that what an edit has not touched is neither found nor moved again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar


class Movable(Protocol):
    """Something that stands in a text, from ``begin`` to ``end`` (code points)."""

    @property
    def begin(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it has ended."""

    def moved(self, by: int) -> Self:
        """The same, *by* code points later."""


_Found = TypeVar("_Found", bound=Movable)


@dataclass(frozen=True, slots=True)
class Runs(Generic[_Found]):
    """What was found, in order of place. Iterating gives places in the text.

    ``pieces`` are what it is made of: where a chunk of the text begins, and what stands in it with places counted
    from there. A piece that an edit has not touched is the very same tuple, so what is made of it can be kept too.
    """

    pieces: tuple[tuple[int, tuple[_Found, ...]], ...]

    def __iter__(self) -> Iterator[_Found]:
        for start, found in self.pieces:
            for one in found:
                yield one.moved(start)

    def __len__(self) -> int:
        return sum(len(found) for _, found in self.pieces)

    def within(self, begin: int, end: int) -> Runs[_Found]:
        """Those that *begin* to *end* touches, of finds of which none overlaps another."""
        pieces: list[tuple[int, tuple[_Found, ...]]] = []
        for start, found in self.pieces:
            first = bisect_right(found, begin - start, key=_end_of)
            last = bisect_left(found, end - start, key=_begin_of)
            if first < last:
                pieces.append((start, found if (first, last) == (0, len(found)) else found[first:last]))
        return Runs(tuple(pieces))


def _begin_of(found: Movable) -> int:
    return found.begin


def _end_of(found: Movable) -> int:
    return found.end
