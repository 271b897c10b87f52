"""Hints: what a text does not say and a musician would like to see: lengths, notes, how dense it is, what a number is.

Only what stands in the stretch that is asked for is looked at; a section or the form in it needs the whole text read,
which the diagnostics have done if they were asked first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Literal, NamedTuple

from pattern_dsl.arranging import Stretch, expanded
from pattern_dsl.blocks import Blocks
from pattern_dsl.chunks import Chunk
from pattern_dsl.density import Loads
from pattern_dsl.document import Document, Looked
from pattern_dsl.fix import Edit
from pattern_dsl.headers import Headers
from pattern_dsl.ide.inside import inside
from pattern_dsl.ide.keys import key_at
from pattern_dsl.ide.painting import painted
from pattern_dsl.ide.shades import SemanticToken
from pattern_dsl.mini import mini
from pattern_dsl.phrases import Call, Negative, Number, Text
from pattern_dsl.programs import Reading
from pattern_dsl.statements import Placed
from pattern_dsl.syntax import Block, Form, Header, Item, Section
from pattern_dsl.walking import Walk, walked
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.scale import named
from pattern_engine.words import WORDS

_MOST_SHOWN = 8
"""Notes that a hint shows."""

BUSY = 16
"""Events of a string in a bar from which on they are shown."""


class Hint(NamedTuple):
    """*label*, shown at *at* (code points); *tooltip* says it in a sentence, *edit* writes it into the text."""

    at: int
    label: str
    kind: Literal["length", "notes", "density", "parameter"]
    tooltip: str
    edit: Edit | None = None


def hints(document: Document, begin: int, end: int) -> tuple[Hint, ...]:
    """What is worth showing from *begin* to *end* (code points) of *document*, in order of place."""
    lengths = _Lengths(document)
    given: set[str] = set()
    found: list[Hint] = []
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        given |= {name for name, _ in chunk.kept(painted).gives}
        if start <= end and start + len(chunk.text) >= begin:
            moved = start - chunk.base
            said = [*_said(document, chunk, moved, given)]
            said += [hint for item in chunk.read()[0] for hint in lengths.of(item, chunk)]
            found += [_moved(hint, moved) for hint in said if begin <= hint.at + moved <= end]
    return tuple(sorted(found, key=lambda hint: (hint.at, hint.kind)))


def _moved(hint: Hint, by: int) -> Hint:
    edit = hint.edit and Edit(hint.edit.begin + by, hint.edit.end + by, hint.edit.text)
    return hint._replace(at=hint.at + by, edit=edit)


class _Lengths:
    """How long the sections, the form and the blocks of one text are. Made and dropped by ``hints``."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def reading(self) -> Reading:
        """The whole text read: as its diagnostics have read it, if they were asked for since the last edit."""
        looked: Looked | None = self.document.recall.looked
        if looked is not None and looked.pieces == self.document.chunks.pieces:
            return looked.reading
        return self.document.reading([])

    @cached_property
    def song(self) -> list[Stretch]:
        """The sections that the form plays, one after another."""
        form = self.reading.form
        return expanded(form, self.reading.sections, self.reading.blocks) if form is not None else []

    @cached_property
    def headers(self) -> Headers:
        """What the headers say for all of the text."""
        found = Headers([])
        for chunk in self.document.chunks.pieces:
            for item in chunk.kept(_headers):
                found.read(item)
        return found

    def lasting(self, placed: list[Placed]) -> Fraction | None:
        """Bars until the last of some notes has ended, rounded up; None if they ask for names to know that."""
        amounts = [tail.amount for one in placed for tail in one.tails]
        if not all(isinstance(amount, Number) for amount in amounts):
            return None
        blocks = Blocks(self.headers, {}, [], self.document.recall)
        ends = [blocks.lasting(one, blocks.amounts.place(one.time), {}) for one in placed]
        return Fraction(max(1, ceil(max(ends))))

    def of(self, item: Item, chunk: Chunk) -> Iterator[Hint]:
        """The length of an item, if it has one that it does not say."""
        if isinstance(item, Section):
            yield from self.section(item)
        elif isinstance(item, Form) and self.song:
            bars = sum(section.bars for section in self.song)
            sections = _counted(len(self.song), "section")
            yield Hint(item.end, f"= {_counted(bars, 'bar')}", "length", f"{sections} in {_counted(bars, 'bar')}")
        elif isinstance(item, Block):
            yield from self.block(item, chunk)

    def section(self, item: Section) -> Iterator[Hint]:
        stretch = self.reading.sections.get(item.name.text)
        if stretch is None or not item.name.text:
            return
        bars = _counted(stretch.bars, "bar")
        begins = self.begins(item.name.text)
        place = f", from bar {_listed(begins)} on" if begins else ""
        if item.length is None:
            edit = Edit(item.name.end, item.name.end, f" {bars}")
            yield Hint(item.name.end, bars, "length", f"{item.name.text} lasts {bars}{place}", edit)
        elif begins:
            label = f"from bar {_listed(begins)}"
            yield Hint(item.name.end, label, "length", f"{item.name.text} lasts {bars}{place}")

    def begins(self, name: str) -> list[str]:
        """The bars, counted from 1, at which a section begins."""
        bar, found = 1, []
        for section in self.song:
            if section.name == name:
                found.append(str(bar))
            bar += section.bars
        return found

    def block(self, item: Block, chunk: Chunk) -> Iterator[Hint]:
        """A block that lasts as long as its notes."""
        placed = [one for one in item.statements if isinstance(one, Placed) and not one.goes_on]
        lasting = self.lasting(placed) if placed and item.attributes.len is None else None
        if lasting is None:
            return
        bars = _counted(lasting, "bar")
        role = chunk.text.find(item.role, item.begin - chunk.base) + chunk.base + len(item.role)
        at = item.name.end if item.name is not None else role
        edit = Edit(at, at, f" len {bars}") if len(placed) == len(item.statements) else None
        yield Hint(at, bars, "length", f"its notes last {bars}, to the end of a bar", edit)


def _counted(number: Fraction | int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _listed(words: list[str]) -> str:
    return ", ".join(words) if len(words) <= _MOST_SHOWN else f"{', '.join(words[:_MOST_SHOWN])} …"


def _said(document: Document, chunk: Chunk, moved: int, given: set[str]) -> Iterator[Hint]:
    """What is worth showing in the expressions of a chunk that lies *moved* from its own places, at those."""
    walk = chunk.kept(_walked)
    for text in walk.texts:
        if text.closed and text.text:
            yield from _notes(text, document, moved)
            yield from _density(text)
    for call in walk.calls:
        if call.name.text not in given:
            yield from _parameters(call, chunk)


def _headers(chunk: Chunk) -> tuple[Header, ...]:
    return tuple(item for item in chunk.read()[0] if isinstance(item, Header))


def _walked(chunk: Chunk) -> Walk:
    return walked(chunk.read()[0])


def _notes(text: Text, document: Document, moved: int) -> Iterator[Hint]:
    """The notes or chords that degrees or numerals are in the key."""
    if text.kind not in ("d", "r"):
        return
    where = key_at(document, text.begin + moved)
    wanted = "degree" if text.kind == "d" else "numeral"
    words: list[str] = []
    for token in inside(text, "any"):
        if isinstance(token, SemanticToken) and token.kind == wanted:
            word = text.text[token.begin - text.at : token.end - text.at]
            sounding = _degree(word, where) if text.kind == "d" else chord_of(word, where)
            words += [sounding] if sounding else []
    if words:
        shown = " ".join(words[:_MOST_SHOWN]) + (" …" if len(words) > _MOST_SHOWN else "")
        yield Hint(text.end, shown, "notes", f"{wanted}s in {where}: {' '.join(words[:64])}")


def _degree(word: str, key: str) -> str | None:
    """The note that a plain degree is in *key*."""
    if not word.lstrip("-").isdecimal() or len(word) > 3:
        return None
    note = named(key).note(int(word))
    return note if isinstance(note, str) else None


def _density(text: Text) -> Iterator[Hint]:
    """How many events a busy string can have in a bar."""
    if text.kind not in ("", "d", "r", "n") or not set(text.text) & set("*!(") or "$" in text.text:
        return
    music, problems = mini(text.text, text.at, {})
    events = Loads().of(music).events
    if not problems and BUSY <= events < float("inf"):
        yield Hint(text.end, f"≤ {events:.4g} a bar", "density", f"up to {events:.4g} events in a bar")


def _parameters(call: Call, chunk: Chunk) -> Iterator[Hint]:
    """What several bare numbers or strings are, given to one word."""
    word = WORDS.get(call.name.text)
    literal = [one for one in call.arguments if isinstance(one.term, Number | Negative | Text)]
    if word is None or len(literal) < 2 or any(argument.name is not None for argument in call.arguments):
        return
    before = call.name.begin - chunk.base - 1
    behind = word.is_method and before >= 0 and chunk.text[before] == "."
    for parameter, argument in zip(word.parameters[behind:], call.arguments, strict=False):
        if parameter.rest:
            return
        if argument in literal:
            at = argument.term.begin
            tooltip = f"{parameter.name}: {parameter.kind}"
            yield Hint(at, f"{parameter.name}:", "parameter", tooltip, Edit(at, at, f"{parameter.name}="))
