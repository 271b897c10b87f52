"""Resolving: one walk through a text that finds what each name means, by the same rules as the compiler.

A value holds from where it is bound on, in its block or section until the end; instruments hold for all of a text,
parts for the sections after them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence

from pattern_dsl.document import Document
from pattern_dsl.ide.exports import Exports
from pattern_dsl.ide.expressions import Expressions, Scope
from pattern_dsl.ide.names import Binding, Mention, Names, Place
from pattern_dsl.ide.parts import Parts
from pattern_dsl.modules import is_module, path_from
from pattern_dsl.phrases import Name
from pattern_dsl.statements import Let, Placed, Played
from pattern_dsl.syntax import Block, Command, Definition, Form, Import, Item, Knob, Section, Use, Visit


def names_of(document: Document) -> Names:
    """Every name of *document*, with what it means."""
    walk = _Walk(Exports(document.shelf.library))
    for chunk in document.chunks.pieces:
        for item in chunk.read()[0]:
            walk.item(item)
    places = document.chunks.places()
    mentions = [
        mention._replace(begin=begin, end=begin + mention.end - mention.begin)
        for mention in walk.found()
        for begin in (places.of(mention.begin),)
    ]
    bindings, mentions = _in_order(walk.terms.bindings, sorted(mentions, key=lambda one: (one.begin, one.end)))
    return Names(tuple(bindings), tuple(mentions), frozenset(walk.terms.loose))


def _in_order(bindings: Sequence[Binding], mentions: Sequence[Mention]) -> tuple[list[Binding], list[Mention]]:
    """*bindings* numbered in the order in which they are first mentioned, and *mentions* with those numbers."""
    numbers: dict[int, int] = {}
    for mention in mentions:
        if isinstance(mention.binding, int):
            numbers.setdefault(mention.binding, len(numbers))
    renumbered = [
        mention._replace(binding=numbers[mention.binding]) if isinstance(mention.binding, int) else mention
        for mention in mentions
    ]
    return [bindings[number] for number in numbers], renumbered


class _Walk:
    """One walk through the items of one text; made and dropped by ``names_of``."""

    def __init__(self, exports: Exports) -> None:
        self.terms = Expressions(exports)
        self.values: dict[str, int | Place] = {}  # of the whole text, or of the section that is read
        self.instruments: dict[str, int] = {}
        self.played: list[Name] = []
        self.sections: dict[str, int] = {}
        self.visited: list[Name] = []
        self.parts = Parts()

    def found(self) -> list[Mention]:
        """All mentions, those included whose meaning may stand behind them."""
        found = self.terms.mentions
        for name in self.played:
            found.append(Mention(*name[1:], name.text, "instrument", self.instruments.get(name.text)))
        for name in self.visited:
            found.append(Mention(*name[1:], name.text, "section", self.sections.get(name.text)))
        for group in self.parts.groups():
            number = len(self.terms.bindings)
            first = next(part for part in group if part.kind is not None)
            self.terms.bindings.append(Binding(first.kind or "label", first.name.text, 0))
            found += [Mention(*p.name[1:], p.name.text, "part", number, p.kind is not None) for p in group]
        found += [Mention(*name[1:], name.text, "part", None) for name in self.parts.lost()]
        return found

    def item(self, item: Item | Let | Use) -> None:
        """Read one item of the text, or of a section."""
        match item:
            case Import():
                self.brought(item)
            case Let():
                self.let(item, self.values)
            case Definition():
                self.define(item)
            case Knob(name, value, reach):
                for term in (value, *(reach or ())):
                    self.terms.term(term, self.values)
                self.values[name.text] = number = self.terms.bind("param", name)
                self.terms.functions[number] = False
            case Block():
                self.block(item)
            case Section():
                self.section(item)
            case Form(visits):
                self.visits(visits)
            case Use(name, calls):
                self.parts.used(name)
                self.terms.calls(calls, self.values)
            case Command(kind="goto", name=Name() as name):
                self.visited.append(name)
            case Command(name=Name() as name):
                self.parts.commanded(name)
            case _:
                pass

    def brought(self, item: Import) -> None:
        """Bind what an import brings."""
        if not is_module(item):
            for original, used in item.names:
                self.instrument(used, bare=original is used)
            if item.name is not None:
                self.instrument(item.name)
            return
        path = path_from("", item.module.text)
        exported = self.terms.exports.of(path)
        if item.name is not None:
            number = self.terms.bind("module", item.name, Place(0, 0, path))
            self.terms.modules[number] = path
            self.values[item.name.text] = number
        if item.everything:
            self.values |= exported
        for original, used in item.names:
            origin = exported.get(original.text, Place(0, 0, path))
            if original is not used:
                self.terms.mention(original, origin)
            self.values[used.text] = number = self.terms.bind("imported", used, origin, bare=original is used)
            self.terms.functions[number] = None
            if origin in self.terms.exports.modules:
                self.terms.modules[number] = self.terms.exports.modules[origin]

    def instrument(self, name: Name, *, bare: bool = False) -> None:
        """An instrument that an import brings; those of one name are one."""
        known = self.instruments.get(name.text)
        if known is None:
            self.instruments[name.text] = self.terms.bind("instrument", name, bare=bare)
        else:
            self.terms.gives(known, name, bare=bare)

    def let(self, item: Let, scope: dict[str, int | Place]) -> None:
        self.terms.term(item.value, scope)
        number = self.terms.bind("let", item.name)
        formals = self.terms.formals_of(item.value, scope)
        if formals is not None:
            self.terms.formals[number] = formals
        self.terms.functions[number] = self.terms.callable(item.value, scope)
        scope[item.name.text] = number

    def define(self, item: Definition) -> None:
        number = self.terms.bind("def", item.name)
        self.terms.functions[number] = True
        outside = self.terms.opened()
        formals = {formal.text: self.terms.bind("parameter", formal) for formal, _ in item.formals}
        self.terms.scope = outside
        self.terms.formals[number] = formals
        self.terms.functions |= dict.fromkeys(formals.values())
        own: Scope = ChainMap({item.name.text: number}, self.values)
        for _, value in item.formals:
            if value is not None:
                self.terms.term(value, own)
        self.terms.term(item.body, ChainMap({**formals}, own))  # type: ignore[arg-type]  # it is only read
        self.values[item.name.text] = number

    def block(self, item: Block) -> None:
        values = self.values
        attributes = item.attributes
        for length in (attributes.len, attributes.every, attributes.lasts):
            if length is not None:
                self.terms.term(length[0], values)
        self.terms.calls(attributes.changed, values)
        self.parts.begin(item.name, attributes.replaces)
        outside = self.terms.opened()
        inside = dict(values) if any(isinstance(one, Let) for one in item.statements) else values
        for statement in item.statements:
            self.statement(statement, inside)
        self.terms.scope = outside

    def statement(self, item: Let | Placed | Played, scope: dict[str, int | Place]) -> None:
        if isinstance(item, Let):
            self.let(item, scope)
            return
        if item.label is not None:
            self.parts.label(item.label)
        if item.instrument is not None and item.instrument.text:
            self.played.append(item.instrument)
        if isinstance(item, Played):
            self.terms.term(item.music, scope)
            return
        if item.phrase is not None:
            self.terms.term(item.phrase, scope)
        self.terms.calls(item.calls, scope)
        for tail in item.tails:
            self.terms.term(tail.amount, scope)

    def section(self, item: Section) -> None:
        self.sections[item.name.text] = self.terms.bind("section", item.name)
        if item.length is not None:
            self.terms.term(item.length[0], self.values)
        self.terms.calls(item.calls, self.values)
        values, outside = self.values, self.terms.opened()
        self.values = dict(values)
        self.parts.within = True
        for inner in item.items:
            if isinstance(inner, Let | Block | Use):
                self.item(inner)
        self.parts.within = False
        self.values, self.terms.scope = values, outside

    def visits(self, visits: Sequence[Visit]) -> None:
        for visit in visits:
            if visit.name is not None and visit.name.text:
                self.visited.append(visit.name)
            self.visits(visit.inner)
