"""Keys: the key that holds at a place of a text."""

from __future__ import annotations

from collections.abc import Sequence

from pattern_dsl.chunks import Chunk
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.document import Document
from pattern_dsl.headers import Headers
from pattern_dsl.syntax import Header, Item, Section
from pattern_engine.theory.scale import Scale, named


def key_at(document: Document, offset: int) -> str:
    """The key in which what stands at *offset* (code points) is read: a header's of its section, or of the text."""
    found = "C major"
    own: str | None = None
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        found = chunk.kept(_said) or found
        if start <= offset <= start + len(chunk.text):
            for item in chunk.read()[0]:
                if isinstance(item, Section) and item.begin <= offset - start + chunk.base <= item.end:
                    own = _key(item.items)
    return own or found


def changes_key(document: Document) -> bool:
    """Whether a section has a key of its own, in which what it uses of the text is played."""
    return any(
        isinstance(item, Section) and _key(item.items) is not None
        for chunk in document.chunks.pieces
        for item in chunk.read()[0]
    )


def scale_at(document: Document, offset: int) -> Scale:
    """The scale of the key at *offset*."""
    return named(key_at(document, offset))


def _said(chunk: Chunk) -> str | None:
    """The key that a chunk says for all of the text."""
    return _key(chunk.read()[0])


def _key(items: Sequence[Item | object]) -> str | None:
    problems: list[Diagnostic] = []
    headers = Headers(problems)
    for item in items:
        if isinstance(item, Header) and item.kind == "key":
            headers.read(item)
    return headers.key
