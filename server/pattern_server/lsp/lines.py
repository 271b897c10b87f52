"""Lines: from the positions of editors to places in a text, and back, in the units that the editor counts.

Lines end with LF, CR LF or CR and with nothing else. A position beyond the end of its line is the end of the line;
one inside a sign is where the sign begins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]
"""The units that columns are counted in."""

_LINE_END = re.compile(r"\r\n|\n|\r")


class Lines(NamedTuple):
    """The lines of a text that is given in pieces, each of which begins a line.

    ``starts`` are the places of the pieces, ``ends`` the places in each after its line ends, ``before`` how many
    line ends stand before each.
    """

    texts: tuple[str, ...]
    starts: Sequence[int]
    ends: tuple[tuple[int, ...], ...]
    before: tuple[int, ...]
    encoding: Encoding

    @classmethod
    def of(cls, texts: Iterable[str], encoding: Encoding, known: Lines | None = None) -> Lines:
        """The lines of *texts*; those of the very pieces of *known* are not looked for again."""
        pieces = tuple(texts)
        first = _same(pieces, known.texts) if known else 0
        last = _same(pieces[first:][::-1], known.texts[first:][::-1]) if known else 0
        ends = tuple([_ends(text) for text in pieces[first : len(pieces) - last]])
        if known:
            ends = (*known.ends[:first], *ends, *known.ends[len(known.ends) - last :])
        starts = [*accumulate(map(len, pieces), initial=0)]
        return cls(pieces, starts, ends, tuple(accumulate(map(len, ends), initial=0)), encoding)

    @property
    def length(self) -> int:
        """Signs of the text."""
        return self.starts[-1]

    def place(self, line: int, character: int) -> int:
        """The place (code points) of a position, both counted from 0."""
        if line > self.before[-1]:
            return self.length
        begin = self._begin(line)
        return begin + _signs(self._content(begin), character, self.encoding)

    def position(self, place: int) -> tuple[int, int]:
        """The position of a *place* of the text."""
        piece = self._piece(place)
        if piece < 0:
            return 0, 0
        local = place - self.starts[piece]
        passed = bisect_right(self.ends[piece], local)
        begin = self.ends[piece][passed - 1] if passed else 0
        return self.before[piece] + passed, units(self.texts[piece][begin:local].rstrip("\r\n"), self.encoding)

    def end_of_line(self, place: int) -> int:
        """Where the line of *place* ends, before what ends it."""
        begin = self._begin(self.position(place)[0])
        return begin + len(self._content(begin))

    def between(self, begin: int, end: int) -> str:
        """What stands from one place to another of the same line."""
        piece = self._piece(begin)
        return self.texts[piece][begin - self.starts[piece] : end - self.starts[piece]] if piece >= 0 else ""

    def _begin(self, line: int) -> int:
        if line == 0:
            return 0
        piece = bisect_right(self.before, line - 1) - 1
        return self.starts[piece] + self.ends[piece][line - 1 - self.before[piece]]

    def _piece(self, place: int) -> int:
        return min(bisect_right(self.starts, place), len(self.texts)) - 1

    def _content(self, begin: int) -> str:
        """The line that begins at a place, without what ends it."""
        piece = self._piece(begin)
        if piece < 0:
            return ""
        local, ends = begin - self.starts[piece], self.ends[piece]
        following = bisect_right(ends, local)
        return self.texts[piece][local : ends[following] if following < len(ends) else None].rstrip("\r\n")


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many texts are the very same at the beginning of both."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a is not b), min(len(one), len(other)))


def _ends(text: str) -> tuple[int, ...]:
    return tuple([found.end() for found in _LINE_END.finditer(text)])


def units(text: str, encoding: Encoding) -> int:
    """How long *text* is for the editor."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode())
    return len(text) + sum(sign > "\uffff" for sign in text)


def _signs(text: str, units: int, encoding: Encoding) -> int:
    """How many signs of *text* lie before so many units; a sign that is cut is not one of them."""
    if encoding == "utf-32" or text.isascii():
        return min(units, len(text))
    if encoding == "utf-8":
        return len(text.encode()[:units].decode(errors="ignore"))
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
