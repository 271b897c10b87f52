"""The program as a musician would name its pieces: what the tree says, without its punctuation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from pattern_dsl.phrases import Call, Method, Name, Number, Term, Text, expression, link, number, text, word
from pattern_dsl.tree import Node


class Import(NamedTuple):
    """``import names from "module";``, each name with the one it is used by."""

    names: tuple[tuple[Name, Name], ...]
    module: Text
    begin: int
    end: int


class Header(NamedTuple):
    """``tempo 120;`` and its kin: the keyword and the numbers or names after it."""

    kind: str
    values: tuple[Number | Name | Text, ...]
    begin: int
    end: int


class Let(NamedTuple):
    """``let name = value;``."""

    name: Name
    value: Term
    begin: int
    end: int


class Tail(NamedTuple):
    """What follows a placed note: ``dur``, ``vel`` or ``every``, an amount, and for ``every`` its unit."""

    kind: str
    amount: Number | Name
    unit: str | None = None


class Placed(NamedTuple):
    """The seed form: notes of an instrument at a time, which is a number, bar:beat or seconds as written."""

    instrument: Name
    notes: tuple[Name, ...]
    time: Number
    tails: tuple[Tail, ...]
    calls: tuple[Call, ...]
    flag: str | None
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
    """An instrument and the pattern it plays."""

    instrument: Name
    music: Term
    label: Name | None
    flag: str | None
    begin: int
    end: int


class Block(NamedTuple):
    """A block of statements of one role."""

    role: str
    name: Name | None
    flag: str | None
    length: tuple[Number | Name, str] | None
    statements: tuple[Placed | Played | Let, ...]
    begin: int
    end: int

    @property
    def goes_on(self) -> bool:
        """Whether something in it sounds for ever: a pattern, or a note repeated on a grid."""
        return any(isinstance(s, Played) or (isinstance(s, Placed) and s.goes_on) for s in self.statements)


Item: TypeAlias = "Import | Header | Let | Block"


def items(root: Node) -> list[Item]:
    """The items of a whole text; pieces of items cut short by a mistake are none."""
    readers: dict[str, Callable[[Node], Item]] = {"import_names": _import, "binding": _let, "block": _block}
    readers |= dict.fromkeys(("tempo", "meter", "key", "seed", "swing", "title"), _header)
    return [readers[node.kind](node) for node in root.nodes(*readers)]


def _amount(node: Node) -> Number | Name:
    tokens = node.tokens()
    if tokens[0].kind == "NAME":
        return Name(tokens[0].text, node.begin, node.end)
    return number("".join(token.text for token in tokens), node.begin, node.end)


def _import(node: Node) -> Import:
    pairs: list[tuple[Name, Name]] = []
    for imported in node.nodes("imported"):
        names = [word(child) for child in imported.nodes("word")]
        pairs.append((names[0], names[-1]))
    return Import(tuple(pairs), text(node.tokens("STRING")[0]), node.begin, node.end)


def _header(node: Node) -> Header:
    values: list[Number | Name | Text] = []
    for child in node.children:
        if isinstance(child, Node):
            values.append(_amount(child) if child.kind == "amount" else word(child))
        elif child.kind == "NUMBER":
            values.append(number(child.text, child.begin, child.end))
        elif child.kind == "STRING":
            values.append(text(child))
    return Header(node.kind, tuple(values), node.begin, node.end)


def _let(node: Node) -> Let:
    name, value = node.nodes()
    return Let(word(name), expression(value), node.begin, node.end)


def _flag(node: Node) -> str | None:
    """``mute`` or ``solo`` before a block or statement, where the grammar took it as a flag."""
    return node.tokens()[0].text if node.kind.endswith("flagged") or node.kind == "flag" else None


def _block(node: Node) -> Block:
    words, lengths = node.nodes("word"), node.nodes("length")
    flags = node.nodes("flag")
    length = None
    if lengths:
        amount, unit = lengths[0].nodes()
        length = (_amount(amount), unit.tokens()[0].text)
    return Block(
        node.nodes("role")[0].tokens()[0].text,
        word(words[0]) if words else None,
        _flag(flags[0]) if flags else None,
        length,
        tuple(_statement(child) for child in node.nodes() if child.kind not in ("role", "word", "length", "flag")),
        node.begin,
        node.end,
    )


def _statement(node: Node) -> Placed | Played | Let:
    if node.kind == "binding":
        return _let(node)
    if node.kind.startswith("placed"):
        return _placed(node)
    label = None
    flag = _flag(node)
    if node.kind.startswith("labelled"):
        label = word(node.nodes("word")[0])
        return _played(node.nodes("played", "played_flagged")[0], label, flag)
    return _played(node, None, flag)


def _played(node: Node, label: Name | None, flag: str | None) -> Played:
    instrument, source, *links = node.nodes()
    music = expression(source)
    for following in links:
        music = Method(music, link(following), music.begin, following.end)
    return Played(word(instrument), music, label, flag or _flag(node), node.begin, node.end)


def _placed(node: Node) -> Placed:
    if node.kind == "placed_soft":
        notes, time, *others = node.nodes()
        first = node.tokens()[0]
        instrument, flag = Name(first.text, first.begin, first.end), None
    else:
        first_word, notes, time, *others = node.nodes()
        instrument, flag = word(first_word), _flag(node)
    tails: list[Tail] = []
    calls: list[Call] = []
    for child in others:
        if child.kind == "tail":
            calls.append(link(child.nodes("link")[0]))
        else:
            units = child.nodes("unit")
            amount = _amount(child.nodes("amount")[0])
            tails.append(Tail(child.tokens()[0].text, amount, units[0].tokens()[0].text if units else None))
    return Placed(
        instrument,
        tuple([word(note) for note in notes.nodes()]),
        number("".join([token.text for token in time.tokens()]), time.begin, time.end),
        tuple(tails),
        tuple(calls),
        flag,
        node.begin,
        node.end,
    )
