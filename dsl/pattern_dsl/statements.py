"""Statements as a musician would name them: what stands in a block, what follows a note, and where it goes."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from pattern_dsl.phrases import Argument as Given
from pattern_dsl.phrases import Call, Method, Name, Number, Term, Text, arguments, expression, link, number, text, word
from pattern_dsl.tree import Node

Length: TypeAlias = "tuple[Number | Name, str]"
"""An amount and its unit: ``2 bars``."""


class Destination(NamedTuple):
    """Where sound is sent: ``juce("Surge XT", ch=2)``."""

    name: Name
    arguments: tuple[Given, ...] = ()


class Let(NamedTuple):
    """``let name = value;``."""

    name: Name
    value: Term
    begin: int
    end: int


class Tail(NamedTuple):
    """What follows a placed note: ``dur``, ``vel``, ``for`` or ``every``, an amount, and its unit if it has one."""

    kind: str
    amount: Number | Name
    unit: str | None = None


class Placed(NamedTuple):
    """Notes of an instrument, or a whole *phrase*, at a time: a number, bar:beat or seconds as written."""

    instrument: Name
    notes: tuple[Name, ...]
    phrase: Text | None
    time: Number
    tails: tuple[Tail, ...]
    calls: tuple[Call, ...]
    label: Name | None
    flag: str | None
    route: tuple[Destination, ...]
    begin: int
    end: int

    def tail(self, kind: str) -> Tail | None:
        """The last tail of this *kind*."""
        if not self.tails:
            return None
        return next((tail for tail in reversed(self.tails) if tail.kind == kind), None)

    @property
    def goes_on(self) -> bool:
        """Whether it sounds for ever, repeated on a grid."""
        return self.tail("every") is not None


class Played(NamedTuple):
    """An instrument and the pattern it plays; without an instrument, a pattern that brings its own."""

    instrument: Name | None
    music: Term
    label: Name | None
    flag: str | None
    route: tuple[Destination, ...]
    begin: int
    end: int


Statement: TypeAlias = "Placed | Played | Let"


def amount(node: Node) -> Number | Name:
    """The number or name that is an amount."""
    tokens = node.tokens()
    if tokens[0].kind == "NAME":
        return Name(tokens[0].text, node.begin, node.end)
    return number("".join(token.text for token in tokens), node.begin, node.end)


def length(node: Node) -> Length:
    """The amount and unit inside a node."""
    return amount(node.nodes("amount")[0]), node.nodes("unit")[0].tokens()[0].text


def time_of(node: Node) -> Number:
    """A time as written."""
    return number("".join([token.text for token in node.tokens()]), node.begin, node.end)


def let(node: Node) -> Let:
    """A binding."""
    name, value = node.nodes()
    return Let(word(name), expression(value), node.begin, node.end)


def route(node: Node) -> tuple[Destination, ...]:
    """The destinations inside a node; none if it has none."""
    inner = node.nodes("route")
    listed = (inner[0] if inner else node).nodes("destinations")
    return tuple(
        Destination(word(child.nodes("word")[0]), arguments(child))
        for destinations in listed
        for child in destinations.nodes("destination")
    )


def flag(node: Node) -> str | None:
    """``mute`` or ``solo`` before a block or statement, where the grammar took it as a flag."""
    return node.tokens()[0].text if node.kind.endswith("flagged") or node.kind == "flag" else None


def statement(node: Node) -> Statement:
    """One statement of a block."""
    if node.kind == "binding":
        return let(node)
    if not node.kind.startswith("labelled"):
        return _plain(node)
    inner = _plain(node.nodes()[-1])
    return inner._replace(label=word(node.nodes("word")[0]), flag=flag(node) or inner.flag)


def _plain(node: Node) -> Placed | Played:
    if node.kind.startswith(("placed", "phrase")):
        return _placed(node)
    nodes = [child for child in node.nodes() if child.kind != "route"]
    instrument = None
    if node.kind != "alone":
        instrument = word(nodes.pop(0))
    first = node.children[0]
    music: Term = expression(nodes.pop(0)) if instrument or isinstance(first, Node) else text(node.tokens("STRING")[0])
    for following in nodes:
        music = Method(music, link(following), music.begin, following.end)
    return Played(instrument, music, None, flag(node), route(node), node.begin, node.end)


def _placed(node: Node) -> Placed:
    others = node.nodes()
    if node.kind == "placed_soft":
        first = node.tokens()[0]
        instrument, said = Name(first.text, first.begin, first.end), None
    else:
        instrument, said = word(others.pop(0)), flag(node)
    phrase = text(node.tokens("STRING")[0]) if node.kind.startswith("phrase") else None
    notes = () if phrase else tuple([word(note) for note in others.pop(0).nodes()])
    time = time_of(others.pop(0))
    tails: list[Tail] = []
    calls: list[Call] = []
    for child in others:
        if child.kind == "tail":
            calls.append(link(child.nodes("link")[0]))
        elif child.kind != "route":
            units = child.nodes("unit")
            kind = child.tokens()[0].text
            tails.append(Tail(kind, amount(child.nodes("amount")[0]), units[0].tokens()[0].text if units else None))
    end = node.begin, node.end
    return Placed(instrument, notes, phrase, time, tuple(tails), tuple(calls), None, said, route(node), *end)
