"""Expressions as a musician would name them: what the tree of an expression says, without its punctuation."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pattern_dsl.tree import Node, Token


class Name(NamedTuple):
    """A name as written, and where. Empty where one is missing."""

    text: str
    begin: int
    end: int


class Number(NamedTuple):
    """An exact number, None for one that is missing or divided by zero; ``text`` is how it was written."""

    value: Fraction | None
    text: str
    begin: int
    end: int


class Text(NamedTuple):
    """What stands between quotes, from *at* on; ``begin`` and ``end`` include the quotes; if not ``closed``, not read.

    ``kind`` is the letter that touches the quote: it says what the string holds.
    """

    text: str
    begin: int
    end: int
    closed: bool = True
    kind: str = ""
    at: int = 0


class Call(NamedTuple):
    """``name(arguments)``; as a method, what follows the dot."""

    name: Name
    arguments: tuple[Argument, ...]
    begin: int
    end: int


class Method(NamedTuple):
    """A call on a receiver: ``receiver.name(arguments)``."""

    receiver: Term
    call: Call
    begin: int
    end: int


class Function(NamedTuple):
    """``.name(…).name(…)``: a function of what will stand before the first dot."""

    calls: tuple[Call, ...]
    begin: int
    end: int


class Items(NamedTuple):
    """``[a, b]``."""

    items: tuple[Term, ...]
    begin: int
    end: int


class Binary(NamedTuple):
    """Two terms and the operator between them."""

    operator: str
    left: Term
    right: Term
    begin: int
    end: int


class Negative(NamedTuple):
    """A term with its sign changed."""

    term: Term
    begin: int
    end: int


class Inverted(NamedTuple):
    """A term whose truth is changed: ``not x``."""

    term: Term
    begin: int
    end: int


class Choice(NamedTuple):
    """``test ? yes : no``."""

    test: Term
    yes: Term
    no: Term
    begin: int
    end: int


class Abstraction(NamedTuple):
    """``x => body`` or ``(a, b) => body``: a function whose parameters have names."""

    parameters: tuple[Name, ...]
    body: Term
    begin: int
    end: int


class Lookup(NamedTuple):
    """``{key: value, …}``: a table. A key is a name, a number or a text, written without quotes here."""

    entries: tuple[tuple[Name, Term], ...]
    begin: int
    end: int


Term: TypeAlias = (
    "Name | Number | Text | Call | Method | Function | Items | Binary | Negative"
    " | Inverted | Choice | Abstraction | Lookup"
)


class Argument(NamedTuple):
    """A term given to a call, perhaps by name."""

    term: Term
    name: Name | None = None


def number(text: str, begin: int, end: int) -> Number:
    """The number spelled by *text*: ``3``, ``0.25``, ``3/4``."""
    return Number(_exact(text), text, begin, end)


@lru_cache(maxsize=4096)
def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(int(text)) if text.isdecimal() else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def expression(node: Node | Token) -> Term:
    """The term a tree stands for."""
    if isinstance(node, Token):
        return Name(node.text, node.begin, node.end)
    begin, end = node.begin, node.end
    match node.kind:
        case "number":
            return number(node.tokens()[0].text, begin, end)
        case "text":
            return text(node.tokens()[0])
        case "name":
            return word(node.nodes()[0])
        case "group":
            return expression(node.nodes()[0])
        case "call":
            return Call(word(node.nodes()[0]), arguments(node), begin, end)
        case "method":
            receiver, following = node.nodes()
            return Method(expression(receiver), link(following), begin, end)
        case "function":
            return Function(tuple(link(child) for child in node.nodes("link")), begin, end)
        case "list":
            return Items(tuple(expression(item) for item in node.nodes()), begin, end)
        case "binary":
            left, right = node.nodes()
            return Binary(node.tokens()[0].text, expression(left), expression(right), begin, end)
        case "negative":
            return Negative(expression(node.nodes()[0]), begin, end)
        case _:
            return _further(node)


def _further(node: Node) -> Term:
    """The term of a tree that is none of the commonest."""
    begin, end = node.begin, node.end
    match node.kind:
        case "inverted":
            return Inverted(expression(node.nodes()[0]), begin, end)
        case "ternary":
            test, yes, no = (expression(child) for child in node.nodes())
            return Choice(test, yes, no, begin, end)
        case "lambda":
            *parameters, body = node.nodes()
            return Abstraction(tuple(_parameter(child) for child in parameters), expression(body), begin, end)
        case "table":
            return Lookup(tuple(_entry(child) for child in node.nodes("entry")), begin, end)
        case _:
            return word(node)


def word(node: Node) -> Name:
    """The name that a word of the tree is."""
    token = node.children[0]
    return Name(token.text if isinstance(token, Token) else "", token.begin, token.end)


def _parameter(node: Node) -> Name:
    """The name of a parameter; empty for anything else in brackets before an arrow."""
    found = expression(node)
    return found if isinstance(found, Name) else Name("", node.begin, node.end)


def _entry(node: Node) -> tuple[Name, Term]:
    """A key and its value. Two numbers around a colon are one word to the lexer: ``3:1``."""
    key = node.children[0]
    if isinstance(key, Node):
        return word(key), expression(node.nodes()[1])
    if key.kind == "BARBEAT":
        name, value = key.text.split(":")
        middle = key.begin + len(name)
        return Name(name, key.begin, middle), number(value, middle + 1, key.end)
    written = text(key).text if key.kind == "STRING" else key.text
    return Name(written, key.begin, key.end), expression(node.nodes()[0])


def text(token: Token) -> Text:
    """What stands between the quotes of *token*, which may not be closed."""
    written = token.text
    kind = "" if written[:1] in ('"', "") else written[0]
    quotes = 3 if written.startswith('"""', len(kind)) and len(written) > 5 + len(kind) else 1
    first = len(kind) + quotes
    closed = len(written) >= first + quotes and written.endswith('"' * quotes)
    return Text(written[first : -quotes if closed else None], token.begin, token.end, closed, kind, token.begin + first)


def link(node: Node) -> Call:
    """What follows a dot, as a call."""
    name = word(node.nodes("word")[0])
    return Call(name, arguments(node), name.begin, node.end)


def arguments(node: Node) -> tuple[Argument, ...]:
    """What stands in the brackets of a call."""
    found: list[Argument] = []
    for args in node.nodes("args"):
        for arg in args.nodes():
            if arg.kind == "named":
                name, value = arg.nodes()
                found.append(Argument(expression(value), word(name)))
            else:
                found.append(Argument(expression(arg)))
    return tuple(found)
