"""Tokens: what each word of a text is, inside its strings too, so that an editor can show it.

Every chunk is read once; what its names mean hangs on the chunks before it, and is looked up again only where that
has changed.
"""

from __future__ import annotations

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.ide.exports import Exports
from pattern_dsl.ide.meanings import Meaning, meant
from pattern_dsl.ide.painting import painted
from pattern_dsl.ide.runs import Runs
from pattern_dsl.ide.shades import MODIFIERS as MODIFIERS
from pattern_dsl.ide.shades import SHADES as SHADES
from pattern_dsl.ide.shades import SemanticToken as SemanticToken


def tokens(document: Document, begin: int = 0, end: int | None = None) -> Runs[SemanticToken]:
    """The words of *document*, or those that *begin* to *end* (code points) touches, in order.

    None overlaps another, none goes over a line's end, and in comments there is nothing but the comment.
    """
    stop = document.chunks.length if end is None else end
    known: dict[str, Meaning] = {}
    exports = Exports(document.shelf.library)
    pieces: list[tuple[int, tuple[SemanticToken, ...]]] = []
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        if start > stop:
            break
        found = chunk.kept(painted)
        if start + len(chunk.text) >= begin:
            meanings = tuple([known.get(name) for _, name, _ in found.open])
            pieces.append((start, chunk.kept(_Shown).of(meanings)))
        known.update(found.gives)
        for path in found.everything:
            known.update(dict.fromkeys(exports.of(path), "imported"))
    runs = Runs(tuple(pieces))
    return runs if begin <= 0 and stop >= document.chunks.length else runs.within(begin, stop)


class _Shown:
    """The words of a chunk as its names were understood last. Kept with the chunk; asked by ``tokens`` only."""

    __slots__ = ("chunk", "meanings", "tokens")

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.meanings: tuple[Meaning | None, ...] | None = None
        self.tokens: tuple[SemanticToken, ...] = ()

    def of(self, meanings: tuple[Meaning | None, ...]) -> tuple[SemanticToken, ...]:
        """The words where the open names mean this."""
        if meanings != self.meanings:
            raw = self.chunk.kept(painted)
            shown = list(raw.tokens)
            for (number, name, use), meaning in zip(raw.open, meanings, strict=True):
                shown[number] = meant(shown[number], name, use, meaning)
            self.meanings, self.tokens = meanings, tuple(shown)
        return self.tokens
