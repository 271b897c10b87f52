"""Walking: one pass over the items of a text that gathers its names, strings and chains of methods."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pattern_dsl.phrases import Call, Function, Method, Name, Term, Text
from pattern_dsl.statements import Let, Placed, Played
from pattern_dsl.syntax import Block, Definition, Header, Import, Item, Knob, Outputs, Section

_INSERTED = re.compile(r"\$(\w+)")


@dataclass(slots=True)
class Walk:
    """What one pass found. Filled by ``walked``, then only read.

    ``names`` are those mentioned, not those given; ``chains`` are methods in a row, with what they begin from.
    """

    names: set[str] = field(default_factory=set)
    texts: list[Text] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    chains: list[tuple[Term | None, tuple[Call, ...]]] = field(default_factory=list)
    lets: list[tuple[Let | Definition, str]] = field(default_factory=list)  # and the block they stand in, or ""
    imports: list[Import] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    routed: bool = False

    def take(self, tree: Any) -> None:
        """Read a piece of syntax and everything in it."""
        kind = type(tree)
        if kind is Name:
            self.names.add(tree.text)
        elif kind is Text:
            self.texts.append(tree)
            if "$" in tree.text:
                self.names.update(_INSERTED.findall(tree.text))
        elif kind is Method:
            self.method(tree)
        elif kind is Call:
            self.calls.append(tree)
            self.names.add(tree.name.text)
            self.take(tree.arguments)
        elif kind is Function:
            self.chain(None, tree.calls)
        elif isinstance(tree, tuple):
            for child in tree:
                if isinstance(child, tuple):
                    self.take(child)

    def method(self, tree: Method) -> None:
        """Read methods in a row as one chain."""
        calls: list[Call] = []
        receiver: Term = tree
        while isinstance(receiver, Method):
            calls.append(receiver.call)
            receiver = receiver.receiver
        self.take(receiver)
        self.chain(receiver, tuple(reversed(calls)))

    def chain(self, receiver: Term | None, calls: tuple[Call, ...]) -> None:
        """Read *calls* one after another."""
        if calls:
            self.chains.append((receiver, calls))
            self.take(calls)

    def statement(self, statement: Let | Placed | Played, block: Block) -> None:
        """Read a statement of a block."""
        if isinstance(statement, Let):
            self.lets.append((statement, block.name.text if block.name else block.role))
            self.take(statement.value)
            return
        if statement.instrument is not None:
            self.names.add(statement.instrument.text)
        self.routed = self.routed or bool(statement.route)
        if isinstance(statement, Played):
            self.take(statement.music)
            return
        if statement.phrase is not None:
            self.take(statement.phrase)
        self.chain(None, statement.calls)
        for tail in statement.tails:
            self.take(tail.amount)

    def item(self, item: Item | Let | Block) -> None:
        """Read one item of the text, or of a section."""
        match item:
            case Import():
                self.imports.append(item)
            case Let() | Definition():
                self.lets.append((item, ""))
                self.take(item.value if isinstance(item, Let) else (item.formals, item.body))
            case Knob():
                self.take((item.value, item.reach))
            case Block():
                self.blocks.append(item)
                self.routed = self.routed or bool(item.route)
                self.take(item.attributes)
                for statement in item.statements:
                    self.statement(statement, item)
            case Section():
                self.sections.append(item)
                self.take((item.length, item.calls))
                for inner in item.items:
                    self.item(inner)  # type: ignore[arg-type]  # what a section uses is read as it is
            case Header():
                self.headers.append(item)
            case Outputs():
                self.routed = True
            case _:
                self.take(item)


def walked(items: Iterable[Item]) -> Walk:
    """What stands in *items*."""
    walk = Walk()
    for item in items:
        walk.item(item)
    return walk
