"""Links: the texts and folders that a text imports, and the page that explains a diagnostic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pattern_dsl.catalogue import CODES
from pattern_dsl.document import Document
from pattern_dsl.modules import ELSEWHERE, PACKS, is_module, path_from
from pattern_dsl.syntax import Import, Item

PAGE = "docs/diagnostics.md"
"""The page of all diagnostics, from the top of the project."""


class Link(NamedTuple):
    """What stands between the quotes from *begin* to *end* (code points) leads to a file or folder.

    ``target`` is its path with ``/`` from the folder of the text.
    """

    begin: int
    end: int
    kind: Literal["text", "folder", "file"]
    target: str


def links(document: Document) -> tuple[Link, ...]:
    """Where the imports of *document* lead, in order of place; instrument packs lead nowhere."""
    return tuple(
        link
        for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True)
        for item in chunk.read()[0]
        for link in _link(item, start - chunk.base)
    )


def _link(item: Item, moved: int) -> Iterator[Link]:
    if not isinstance(item, Import) or not item.module.closed or not item.module.text or item.module.text in PACKS:
        return
    module = item.module
    place = module.at + moved, module.at + len(module.text) + moved
    prefix, colon, rest = module.text.partition(":")
    if is_module(item):
        yield Link(*place, "text", path_from("", module.text))
    elif colon and prefix in ELSEWHERE:
        file = rest.partition("#")[0]
        if prefix == "sf2" and file:
            yield Link(*place, "file", path_from("", file))
    elif "/" in module.text:
        yield Link(*place, "folder", path_from("", module.text))


def explained(code: str) -> str | None:
    """Where the page of diagnostics explains *code*; None if it knows none of that name."""
    return f"{PAGE}#{code.lower()}" if code in CODES else None
