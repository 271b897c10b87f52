"""Symbols: the outline of a text: what it imports, names and plays, each with what stands in it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.ide.runs import Runs
from pattern_dsl.phrases import Name
from pattern_dsl.statements import Let, Placed, Played
from pattern_dsl.syntax import Block, Definition, Form, Import, Item, Knob, Section, Use, Visit

Kind: TypeAlias = Literal["import", "let", "def", "param", "block", "statement", "section", "use", "form"]
"""What stands in an outline."""

_LONGEST = 60
"""Signs of a detail."""


class Symbol(NamedTuple):
    """A line of the outline: all of it lies from *begin* to *end* (code points), its name within that.

    What has no name of its own is called by what it is: a block by its role, a statement by its instrument.
    """

    name: str
    detail: str
    kind: Kind
    begin: int
    end: int
    name_begin: int
    name_end: int
    children: tuple[Symbol, ...] = ()

    def moved(self, by: int) -> Symbol:
        """The same, *by* code points later."""
        places = (self.begin + by, self.end + by, self.name_begin + by, self.name_end + by)
        return Symbol(self.name, self.detail, self.kind, *places, tuple([child.moved(by) for child in self.children]))


def symbols(document: Document) -> Runs[Symbol]:
    """The outline of *document*, in order of place."""
    chunks = document.chunks
    return Runs(
        tuple([(start, chunk.kept(_listed)) for start, chunk in zip(chunks.starts, chunks.pieces, strict=True)])
    )


def _listed(chunk: Chunk) -> tuple[Symbol, ...]:
    """The symbols of one chunk, with places counted from its beginning."""
    sketch = _Sketch(chunk)
    return tuple([found for item in chunk.read()[0] for found in sketch.item(item)])


class _Sketch:
    """Makes symbols of the items of one chunk. Made and dropped by ``_listed``."""

    def __init__(self, chunk: Chunk) -> None:
        self.base = chunk.base
        self.text = chunk.text

    def said(self, begin: int, end: int) -> str:
        """What stands there, on one line and not too long."""
        said = " ".join(self.text[max(begin - self.base, 0) : end - self.base].rstrip(";").split())
        return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"

    def symbol(
        self, kind: Kind, at: Item | Placed | Played | Use, name: Name, detail: str, inner: tuple[Symbol, ...] = ()
    ) -> Symbol:
        """A symbol whose name stands at *name*; where that is missing, at the beginning."""
        begin, end = at.begin - self.base, max(at.end, at.begin) - self.base
        first = min(max(name.begin - self.base, begin), end)
        last = min(max(name.end - self.base, first), end)
        return Symbol(name.text or kind, detail, kind, begin, end, first, last, inner)

    def item(self, item: Item | Let | Block | Use) -> tuple[Symbol, ...]:
        match item:
            case Import(names, module, begin, end):
                used = [name.text for _, name in names] + ([item.name.text] if item.name else [])
                brought = ", ".join(used) or ("everything" if item.everything else "")
                return (self.symbol("import", item, Name(module.text, module.begin, module.end), brought),)
            case Let(name, value, begin, end):
                return (self.symbol("let", item, name, self.said(value.begin, end)),)
            case Definition(name, formals, _, _, _):
                given = ", ".join(formal.text for formal, _ in formals)
                return (self.symbol("def", item, name, f"({given})"),)
            case Knob(name, value, _, _, _, _, end):
                return (self.symbol("param", item, name, self.said(value.begin, end)),)
            case Block():
                return (self.block(item),)
            case Section(name, length, _, items):
                inner = tuple([s for one in items if isinstance(one, Let | Block | Use) for s in self.item(one)])
                detail = f"{length[0].text} {length[1]}" if length else ""
                return (self.symbol("section", item, name, detail, inner),)
            case Use(name, _, begin, end):
                return (self.symbol("use", item, name, self.said(name.end, end)),)
            case Form(visits, begin, end):
                said = Name("form", begin, begin + len("form"))
                return (self.symbol("form", item, said, " ".join(_visited(visit) for visit in visits)),)
            case _:
                return ()

    def block(self, item: Block) -> Symbol:
        name = item.name
        if name is None or not name.text:
            at = self.text.find(item.role, item.begin - self.base) + self.base
            name = Name(item.role, at, at + len(item.role))
        detail = " ".join(filter(None, (item.flag, item.role)))
        inner = [
            symbol
            for statement in item.statements
            for symbol in (self.item(statement) if isinstance(statement, Let) else (self.statement(statement),))
        ]
        return self.symbol("block", item, name, detail, tuple(inner))

    def statement(self, item: Placed | Played) -> Symbol:
        name = item.label or item.instrument
        if name is None or not name.text:
            music = item.music if isinstance(item, Played) else item.time
            name = Name(self.said(music.begin, music.end), music.begin, music.end)
        return self.symbol("statement", item, name, self.said(name.end, item.end).removeprefix(": "))


def _visited(visit: Visit) -> str:
    inner = (
        f"({' '.join(_visited(one) for one in visit.inner)})" if visit.inner else visit.name.text if visit.name else ""
    )
    return inner + (f"*{visit.times.text}" if visit.times else "")
