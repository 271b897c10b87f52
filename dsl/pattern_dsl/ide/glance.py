"""Glance: what a text names and which texts it imports, found without parsing it, so that many texts can be told apart.

It sees what the outline sees of a text that is right, but for what blocks hold, some forty times as fast.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.outline import ATTRIBUTES, ROLES

Kind: TypeAlias = Literal["let", "def", "param", "block", "section"]
"""What a name is given to."""

EXPORTED: tuple[Kind, ...] = ("let", "def", "param")
"""Kinds of names that other texts can import."""


class Title(NamedTuple):
    """A name that a text gives, from *begin* to *end* (code points); *within* is the section that it stands in."""

    kind: Kind
    name: str
    begin: int
    end: int
    within: str = ""


class Glance(NamedTuple):
    """What a text names, in order of place, and the texts that it imports, as it writes their paths."""

    titles: tuple[Title, ...] = ()
    imports: tuple[str, ...] = ()


_SEEN = re.compile(
    r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)"  # comments hide what is in them
    r"|import\b[^;\"{}]*\"(?P<module>[^\"\r\n]*\.pattern)\""
    r"|\"(?:\\[^\r\n]|[^\"\\\r\n])*\"?"  # and so do strings
    r"|[{}]"
    r"|(?<![\w.$])swap\s+at\s+section\b"  # a moment, not a section
    rf"|(?<![\w.$])(?P<key>let|def|param|section|{'|'.join(ROLES)})\s+(?P<name>[A-Za-z_]\w*)"
)


def glance(text: str) -> Glance:
    """What *text* names and imports."""
    titles: list[Title] = []
    imports: dict[str, None] = {}
    around: list[str] = []  # the sections and other braces that are open
    opening = ""
    for seen in _SEEN.finditer(text):
        sign, key, module = seen[0], seen["key"], seen["module"]
        if sign == "{":
            around.append(opening)
            opening = ""
        elif sign == "}":
            around = around[:-1]
        elif module:
            imports[module] = None
        elif key and (kind := _kind(key, seen["name"], around)):
            titles.append(Title(kind, seen["name"], *seen.span("name"), around[-1] if around else ""))
            opening = seen["name"] if kind == "section" else ""
    return Glance(tuple(titles), tuple(imports))


def _kind(key: str, name: str, around: list[str]) -> Kind | None:
    """What *key* gives *name* to where these braces are open; None where it does not, or only for a block."""
    if key in ROLES:
        held = not around or (len(around) == 1 and around[0])
        return "block" if held and name not in ATTRIBUTES else None
    return None if around else key  # type: ignore[return-value]  # the keys are the kinds


def glance_at(document: Document) -> Glance:
    """The same of *document*, of which only what has changed is looked at again."""
    titles: list[Title] = []
    imports: dict[str, None] = {}
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        found = chunk.kept(_seen)
        imports |= dict.fromkeys(found.imports)
        titles += [one._replace(begin=one.begin + start, end=one.end + start) for one in found.titles]
    return Glance(tuple(titles), tuple(imports))


def _seen(chunk: Chunk) -> Glance:
    return glance(chunk.text)
