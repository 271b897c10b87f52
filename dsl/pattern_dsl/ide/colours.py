"""Colours: the colours that a text gives to events for views, and how one is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.ide.runs import Runs
from pattern_dsl.walking import walked
from pattern_engine.words import WORDS

_HEX = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})(?![0-9A-Za-z])")


class Colour(NamedTuple):
    """A colour written from *begin* to *end* (code points); each share and ``alpha`` lie between 0 and 1."""

    begin: int
    end: int
    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def moved(self, by: int) -> Colour:
        """The same, *by* code points later."""
        return self._replace(begin=self.begin + by, end=self.end + by)


def colours(document: Document) -> Runs[Colour]:
    """The colours of *document* that are written in numbers (``.color("#f80")``), in order of place."""
    chunks = document.chunks
    return Runs(tuple([(start, chunk.kept(_seen)) for start, chunk in zip(chunks.starts, chunks.pieces, strict=True)]))


def _seen(chunk: Chunk) -> tuple[Colour, ...]:
    return tuple(sorted(_found(chunk))) if "#" in chunk.text else ()


def _found(chunk: Chunk) -> Iterator[Colour]:
    walk = walked(chunk.read()[0])
    calls = [*walk.calls, *(call for _, chain in walk.chains for call in chain)]
    for call in dict.fromkeys(calls):
        if WORDS.get(call.name.text) is not WORDS["color"]:
            continue
        begin, end = call.begin - chunk.base, call.end - chunk.base
        for found in _HEX.finditer(chunk.text, begin, end):
            digits = found[0][1:]
            pairs = [sign * 2 for sign in digits] if len(digits) < 6 else re.findall("..", digits)
            yield Colour(*found.span(), *(int(pair, 16) / 255 for pair in pairs))


def written(red: float, green: float, blue: float, alpha: float = 1.0) -> str:
    """How a colour is written, of shares between 0 and 1.

    >>> written(1, 0.5, 0), written(0, 0, 1, 0.5)
    ('#ff8000', '#0000ff80')
    """
    shares = (red, green, blue) if alpha >= 1 else (red, green, blue, alpha)
    return "#" + "".join(f"{round(255 * min(max(share, 0), 1)):02x}" for share in shares)
