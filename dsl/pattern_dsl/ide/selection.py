"""Selection: what a caret stands in, from the smallest piece to the whole text, inside strings too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.parser import parse
from pattern_dsl.phrases import text
from pattern_dsl.tree import Node, Token, Tree

_PATTERNS = ("", "d", "r", "n")
"""Kinds of strings that are read by the grammar of the notation."""

_POINTS = ("SEMICOLON", "COMMA", "DOT", "COLON")


class Extent(NamedTuple):
    """From *begin* to *end*, in code points."""

    begin: int
    end: int


def selection(document: Document, offset: int) -> tuple[Extent, ...]:
    """What *offset* (code points) stands in, each in the next: atom, group, string, link, chain, statement, block …

    The last is all of the text. Raises ``ValueError`` for a place outside the text.
    """
    chunks = document.chunks
    if not 0 <= offset <= chunks.length:
        raise ValueError(f"place {offset} of a text of {chunks.length} signs")
    found = [Extent(0, chunks.length)]
    for start, chunk in zip(chunks.starts, chunks.pieces, strict=True):
        if start <= offset <= start + len(chunk.text):
            root, _ = parse("pattern", chunk.text, start)
            path = [Extent(0, chunks.length), *_path(root, offset)]
            found = path if len(path) >= len(found) else found
    return tuple(reversed(_growing(found)))


def _growing(path: list[Extent]) -> list[Extent]:
    """*path* from the whole to the smallest, without what is no smaller than what it lies in."""
    found = path[:1]
    for begin, end in path[1:]:
        outer = found[-1]
        if outer.begin <= begin <= end <= outer.end and (begin, end) != outer and begin < end:
            found.append(Extent(begin, end))
    return found


def _path(tree: Tree, offset: int) -> Iterator[Extent]:
    """Everything around *offset* in *tree*, from the outside in."""
    while isinstance(tree, Node):
        if tree.kind != "start":
            yield Extent(tree.begin, tree.end)
        yield from _body(tree, offset)
        yield from _chain(tree, offset)
        inner = _under(tree, offset)
        if inner is None:
            return
        tree = inner
    yield Extent(tree.begin, tree.end)
    if tree.kind == "STRING":
        yield from _string(tree, offset)


def _under(node: Node, offset: int) -> Tree | None:
    """The child that *offset* stands in; of two that touch there, what is no punctuation and begins."""
    touched = [child for child in node.children if child.begin <= offset <= child.end and child.begin < child.end]
    if not touched:
        return None
    return min(touched, key=lambda child: (child.kind in _POINTS, child.begin != offset))


def _body(node: Node, offset: int) -> Iterator[Extent]:
    """What stands between the brackets of *node*, if the caret is there."""
    brackets = [t for t in node.tokens() if t.kind in ("LBRACE", "RBRACE", "LPAR", "RPAR", "LSQB", "RSQB")]
    inner = [
        child for child in node.children if len(brackets) == 2 and brackets[0].end <= child.begin < brackets[1].begin
    ]
    if inner and inner[0].begin <= offset <= inner[-1].end:
        yield Extent(inner[0].begin, inner[-1].end)


def _chain(node: Node, offset: int) -> Iterator[Extent]:
    """Methods in a row with what they act on: all of them, then those up to the caret."""
    links = node.nodes("link")
    first = node.children.index(links[0]) if links else 0
    if first == 0:
        return
    begin = node.children[first - 1].begin
    if begin <= offset <= links[-1].end:
        yield Extent(begin, links[-1].end)
        yield from (Extent(begin, link.end) for link in reversed(links) if link.begin <= offset <= link.end)


def _string(token: Token, offset: int) -> Iterator[Extent]:
    """What *offset* stands in inside a string."""
    held = text(token)
    if not held.closed or not held.at <= offset <= held.at + len(held.text):
        return
    yield Extent(held.at, held.at + len(held.text))
    if held.kind in _PATTERNS:
        root, _ = parse("mini", held.text, held.at)
        yield from _path(root, offset)
