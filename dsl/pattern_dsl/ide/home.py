"""Home: the block that a place of a text lies in, by the key of its parts. Quick: it is asked at each keystroke."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from pattern_dsl.blame import HEAD
from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.syntax import Block, Item, Section


class Home(NamedTuple):
    """A block: the keys of its parts begin with ``key`` (``melody/lead/``), and it begins at *begin*."""

    key: str
    begin: int


def home(document: Document, place: int) -> Home | None:
    """The block at *place* (code points), even if its end is missing; None outside of all blocks."""
    chunks = document.chunks
    index = bisect_right(chunks.starts, place) - 1
    if index < 0:
        return None
    chunk = chunks.pieces[index]
    moved = chunks.starts[index] - chunk.base
    items = chunk.read()[0]
    for item in items:
        if not item.begin + moved <= place <= item.end + moved:
            continue
        if isinstance(item, Block):
            return Home(_key(item, _before(item, items, chunks.pieces[:index])), item.begin + moved)
        if isinstance(item, Section):
            return _within(item, place - moved, moved)
        return None
    head = HEAD.match(chunk.text)
    if head is None or head[2] is None:
        return None
    return Home(f"{head[1]}/{head[2]}/", chunks.starts[index])


def _within(section: Section, place: int, moved: int) -> Home | None:
    """The block of *section* at *place*."""
    blocks = [item for item in section.items if isinstance(item, Block)]
    for number, block in enumerate(blocks):
        if block.begin <= place <= block.end:
            return Home(_key(block, blocks[:number], f"{section.name.text}."), block.begin + moved)
    return None


def _before(block: Block, items: Iterable[Item], chunks: tuple[Chunk, ...]) -> list[Item]:
    """What stands before *block*, whose number counts if it has no name."""
    if block.name is not None:
        return []
    earlier = [item for chunk in chunks for item in chunk.read()[0]]
    return earlier + [item for item in items if item.begin < block.begin]


def _key(block: Block, before: Iterable[Item], within: str = "") -> str:
    if block.name is not None:
        return f"{block.role}/{within}{block.name.text}/"
    unnamed = [item for item in before if isinstance(item, Block) and item.role == block.role and item.name is None]
    return f"{block.role}/{within}{len(unnamed) + 1}/"
