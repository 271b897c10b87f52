"""The program as a musician would name its pieces: what the tree says, without its punctuation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias, TypeVar, cast

from pattern_dsl.outline import HEADERS
from pattern_dsl.phrases import Call, Name, Number, Term, Text, expression, link, number, text, word
from pattern_dsl.statements import (
    Destination,
    Length,
    Let,
    Placed,
    Played,
    Statement,
    amount,
    flag,
    length,
    let,
    route,
    statement,
    time_of,
)
from pattern_dsl.tree import Node

_Piece = TypeVar("_Piece")


class Import(NamedTuple):
    """``import names from "module";``: each name with the one it is used by.

    ``import * from`` takes *everything*; ``import "module" as name`` puts all of it under *name*.
    """

    names: tuple[tuple[Name, Name], ...]
    module: Text
    begin: int
    end: int
    everything: bool = False
    name: Name | None = None


class Measure(NamedTuple):
    """A time signature in a list of them: beats of 1/*unit*, in *groups* if additive, for so many *bars*."""

    groups: tuple[Number, ...]
    unit: Number
    bars: Number | None
    begin: int
    end: int


class Header(NamedTuple):
    """``tempo 120;`` and its kin: the keyword, and the numbers, names, unit or measures after it."""

    kind: str
    values: tuple[Number | Name | Text, ...]
    begin: int
    end: int
    unit: str | None = None
    measures: tuple[Measure, ...] = ()


class Definition(NamedTuple):
    """``def name(parameter, other = value) = body;``."""

    name: Name
    formals: tuple[tuple[Name, Term | None], ...]
    body: Term
    begin: int
    end: int


class Knob(NamedTuple):
    """``param name = value in low..high curve <- input;``."""

    name: Name
    value: Term
    reach: tuple[Term, Term] | None
    curve: str | None
    input: Term | None
    begin: int
    end: int


class Outputs(NamedTuple):
    """``out juce, osc("host:port");``."""

    destinations: tuple[Destination, ...]
    begin: int
    end: int


class Command(NamedTuple):
    """``hush;`` and its kin, which a session obeys and a text only mentions."""

    kind: str
    begin: int
    end: int
    name: Name | None = None


class Attributes(NamedTuple):
    """What stands between a block's name and its brace; the last of a kind holds."""

    len: Length | None = None
    at: Number | None = None
    every: Length | None = None
    lasts: Length | None = None
    replaces: Name | None = None
    changed: tuple[Call, ...] = ()
    once: bool = False
    loop: bool = False


class Block(NamedTuple):
    """A block of statements of one role."""

    role: str
    name: Name | None
    flag: str | None
    attributes: Attributes
    route: tuple[Destination, ...]
    statements: tuple[Statement, ...]
    begin: int
    end: int

    @property
    def goes_on(self) -> bool:
        """Whether something in it sounds for ever: a pattern, or a note repeated on a grid."""
        if self.attributes.once:
            return False
        return self.attributes.loop or any(
            isinstance(s, Played) or (isinstance(s, Placed) and s.goes_on) for s in self.statements
        )


class Use(NamedTuple):
    """A part named in a section, with what is changed about it there."""

    name: Name
    calls: tuple[Call, ...]
    begin: int
    end: int


class Section(NamedTuple):
    """``section name 8 bars with .change() { … }``."""

    name: Name
    length: Length | None
    calls: tuple[Call, ...]
    items: tuple[Header | Let | Block | Use, ...]
    begin: int
    end: int


class Visit(NamedTuple):
    """A section in the form, or several in brackets, and how often."""

    name: Name | None
    inner: tuple[Visit, ...]
    times: Number | None
    begin: int
    end: int


class Form(NamedTuple):
    """``form intro (verse chorus)*2 outro;``."""

    visits: tuple[Visit, ...]
    begin: int
    end: int


Item: TypeAlias = "Import | Header | Let | Definition | Knob | Outputs | Command | Block | Section | Form"


_PLACES = ("begin", "end", "at")
"""What places are called in pieces of a program; where that is a piece itself, it is none."""


def shifted(piece: _Piece, by: int) -> _Piece:
    """A piece of a program as it is in a text in which it stands so many signs further on."""
    return cast("_Piece", _shifted(piece, by))


def _shifted(piece: object, by: int) -> object:
    if not isinstance(piece, tuple):
        return piece
    inner = [_shifted(one, by) for one in piece]
    if type(piece) is tuple:
        return tuple(inner)
    named = cast("type[Name]", type(piece))  # or another of the records a program is made of
    for index, name in enumerate(named._fields):
        if name in _PLACES and isinstance(inner[index], int):
            inner[index] += by  # type: ignore[operator]
    return named._make(inner)


def items(root: Node) -> list[Item]:
    """The items of a whole text; pieces of items cut short by a mistake are none."""
    return [_READERS[node.kind](node) for node in root.nodes(*_READERS)]


def _import(node: Node) -> Import:
    pairs: list[tuple[Name, Name]] = []
    for imported in node.nodes("imported"):
        names = [word(child) for child in imported.nodes("word")]
        pairs.append((names[0], names[-1]))
    module = text(node.tokens("STRING")[0])
    words = node.nodes("word")
    used = word(words[0]) if words else None
    return Import(tuple(pairs), module, node.begin, node.end, node.kind == "import_all", used)


def _header(node: Node) -> Header:
    values: list[Number | Name | Text] = []
    for child in node.children:
        if isinstance(child, Node):
            if child.kind == "amount":
                values.append(amount(child))
            elif child.kind == "word":
                values.append(word(child))
            elif child.kind == "crossfade":
                values += [word(child.nodes("word")[0]), amount(child.nodes("amount")[0])]
        elif child.kind == "NUMBER":
            values.append(number(child.text, child.begin, child.end))
        elif child.kind == "STRING":
            values.append(text(child))
        elif node.kind == "times" and child.text in ("beats", "seconds"):
            values.append(Name(child.text, child.begin, child.end))
    units = node.nodes("unit")
    unit = units[0].tokens()[0].text if units else None
    measures = tuple(_measure(child) for child in node.nodes("measure"))
    return Header(node.kind, tuple(values), node.begin, node.end, unit, measures)


def _measure(node: Node) -> Measure:
    numbers = [number(token.text, token.begin, token.end) for token in node.tokens("NUMBER")]
    bars = numbers.pop() if any(token.text == "x" for token in node.tokens()) else None
    return Measure(tuple(numbers[:-1]), numbers[-1], bars, node.begin, node.end)


def _definition(node: Node) -> Definition:
    name, *formals, body = node.nodes()
    return Definition(word(name), tuple(_formal(formal) for formal in formals), expression(body), node.begin, node.end)


def _formal(node: Node) -> tuple[Name, Term | None]:
    name, *value = node.nodes()
    return word(name), expression(value[0]) if value else None


def _knob(node: Node) -> Knob:
    name, value, *others = node.nodes()
    reach, curve, source = None, None, None
    for child in others:
        if child.kind == "reach":
            low, high = child.nodes()
            reach = expression(low), expression(high)
        elif child.kind == "curve":
            curve = child.tokens()[0].text
        else:
            source = expression(child)
    return Knob(word(name), expression(value), reach, curve, source, node.begin, node.end)


def _outputs(node: Node) -> Outputs:
    return Outputs(route(node), node.begin, node.end)


def _command(node: Node) -> Command:
    words = node.nodes("word")
    return Command(node.tokens()[0].text, node.begin, node.end, word(words[0]) if words else None)


def _block(node: Node) -> Block:
    words, flags = node.nodes("word"), node.nodes("flag")
    return Block(
        node.nodes("role")[0].tokens()[0].text,
        word(words[0]) if words else None,
        flag(flags[0]) if flags else None,
        _attributes(node),
        route(node),
        tuple(statement(child) for child in node.nodes() if child.kind not in _AROUND),
        node.begin,
        node.end,
    )


_ATTRIBUTES = ("len", "at", "every", "lasts", "replaces", "changed", "repeats")
_AROUND = ("role", "word", "flag", "route", *_ATTRIBUTES)


def _attributes(node: Node) -> Attributes:
    found = Attributes()
    for child in node.nodes(*_ATTRIBUTES):
        match child.kind:
            case "len":
                found = found._replace(len=length(child))
            case "every":
                found = found._replace(every=length(child))
            case "lasts":
                found = found._replace(lasts=length(child))
            case "at":
                found = found._replace(at=time_of(child.nodes("time")[0]))
            case "replaces":
                found = found._replace(replaces=word(child.nodes("word")[0]))
            case "changed":
                found = found._replace(changed=tuple(link(inner) for inner in child.nodes("link")))
            case _:
                said = child.tokens()[0].text
                found = found._replace(once=said == "once", loop=said == "loop")
    return found


def _section(node: Node) -> Section:
    inner: list[Header | Let | Block | Use] = []
    extents, changes = node.nodes("extent"), node.nodes("change")
    for child in node.nodes():
        if child.kind in HEADERS:
            inner.append(_header(child))
        elif child.kind == "binding":
            inner.append(let(child))
        elif child.kind == "block":
            inner.append(_block(child))
        elif child.kind == "uses":
            inner += [_use(use) for use in child.nodes("use")]
    return Section(
        word(node.nodes("word")[0]),
        length(extents[0]) if extents else None,
        tuple(link(child) for child in changes[0].nodes("link")) if changes else (),
        tuple(inner),
        node.begin,
        node.end,
    )


def _use(node: Node) -> Use:
    name, *links = node.nodes()
    return Use(word(name), tuple(link(child) for child in links), node.begin, node.end)


def _form(node: Node) -> Form:
    return Form(tuple(_visit(child) for child in node.nodes()), node.begin, node.end)


def _visit(node: Node) -> Visit:
    times = [number(token.text, token.begin, token.end) for token in node.tokens("NUMBER")]
    words = node.nodes("word")
    return Visit(
        word(words[0]) if words else None,
        tuple(_visit(child) for child in node.nodes("visit", "visits")),
        times[0] if times else None,
        node.begin,
        node.end,
    )


_READERS: dict[str, Callable[[Node], Item]] = {
    **dict.fromkeys(("import_names", "import_all", "import_module"), _import),
    **dict.fromkeys(HEADERS, _header),
    "binding": let,
    "definition": _definition,
    "parameter": _knob,
    "outputs": _outputs,
    "command": _command,
    "block": _block,
    "section": _section,
    "form": _form,
}
