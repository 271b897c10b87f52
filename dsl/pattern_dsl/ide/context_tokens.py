"""The words of a text before the caret: what is still open there, and where the statement began.

Half-typed text is the usual case: whatever is not closed is open, whatever is closed twice is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import ROLES, items_at_margin
from pattern_dsl.tree import Fault, Token

_COMMENT = re.compile(r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)")
_OPENERS = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "LBRACE"}
_WHOLE = frozenset({"STRING", "RPAR", "RSQB", "NUMBER", "BARBEAT", "SECONDS"})
"""After one of these no name stands in a statement, unless it is one of these:"""

_GOING_ON = frozenset(
    [
        "dur",
        "vel",
        "every",
        "for",
        "len",
        "at",
        "with",
        "once",
        "loop",
        "replaces",
        "to",
        "over",
        "on",
        "in",
        "as",
        "from",
        "lin",
        "log",
        "int",
        "toggle",
        "and",
        "or",
        "not",
        "x",
        "bar",
        "bars",
        "beat",
        "beats",
        "cycle",
        "cycles",
    ]
)
FLAGS = ("mute", "solo")


class Quote(NamedTuple):
    """The string that the caret is in: its letter, where that or the quote stands, and what is between it and there."""

    letter: str
    begin: int
    text: str


class Around(NamedTuple):
    """A brace that is open: the words before it, and whether a block (its type), a section, or nothing known."""

    kind: str
    head: tuple[Token, ...]


class Before(NamedTuple):
    """What stands before the caret in its item.

    ``statement`` are the words of the statement so far, ``nest`` those of them, by number, that are brackets still
    open; ``around`` are the open braces of blocks and sections; ``earlier`` are the words between the outermost of
    them and the statement.
    """

    chunk: int
    begin: int
    statement: tuple[Token, ...]
    nest: tuple[int, ...]
    around: tuple[Around, ...]
    earlier: tuple[Token, ...]
    quote: Quote | None = None
    comment: bool = False

    @property
    def role(self) -> str:
        """The type of the block that the caret is in, or "section", or "" at the top of the text."""
        return self.around[-1].kind if self.around else ""

    def behind(self, count: int = 1) -> Token | None:
        """The word so many words before the caret, in the statement."""
        return self.statement[-count] if len(self.statement) >= count else None


class Open(NamedTuple):
    """A call whose bracket is open.

    ``at`` counts the arguments before the caret's, ``named`` is what that is given by, if it says so, and
    ``given`` are the names in use. ``begins`` says that the argument has no word yet but the one at the caret.
    """

    name: Token
    is_method: bool
    at: int
    named: str | None
    given: tuple[str, ...]
    begins: bool
    bare: bool = True  # the caret is in the argument itself, not in a list or table in it


def chunk_at(document: Document, offset: int) -> int:
    """The number of the chunk that holds *offset*; 0 in an empty text."""
    return max(0, bisect_right(document.chunks.starts, offset) - 1)


def before(document: Document, offset: int) -> Before:
    """What stands before *offset* (code points), read from the beginning of its item only."""
    number = chunk_at(document, offset)
    pieces, starts = document.chunks.pieces, document.chunks.starts
    if not pieces:
        return Before(0, 0, (), (), (), ())
    start = starts[number]
    text = pieces[number].text[: offset - start]
    tokens, faults = _lexed(text, start)
    quote = _quote(text, start, tokens, faults)
    if quote is not None:
        tokens = [token for token in tokens if token.end <= quote.begin]
    done = tokens[-1].end - start if tokens else 0
    comment = quote is None and any(
        found.end() == len(text) and not (found[0].endswith("*/") and len(found[0]) > 3)
        for found in _COMMENT.finditer(text, done)
    )
    return _Walk(tokens, text, start).before(number)._replace(quote=quote, comment=comment)


_LONG = 8_000
"""Signs of an item after which only its head and its end are read, if nothing between them matters."""

_NEAR = 2_000
_HEAD = re.compile(rf"\s*(?:(?:{'|'.join(FLAGS)})\s+)?(?:{'|'.join(sorted(ROLES))})\b[^{{}};\"]*\{{")
_MATTERS = re.compile(r"[{}]|\"\"\"|/\*|\blet\b")


def _lexed(text: str, start: int) -> tuple[list[Token], list[Fault]]:
    """The words of *text*. Of a long block, statements far above are left out: they end where a semicolon does."""
    head = _HEAD.match(text) if len(text) > _LONG else None
    if head is not None:
        cut = max(text.rfind(";\n", 0, len(text) - _NEAR), text.rfind(";\r", 0, len(text) - _NEAR)) + 1
        if cut > head.end() and _MATTERS.search(text, head.end(), cut) is None:
            tokens, faults = lex(grammar("pattern"), text[cut:], start + cut)
            return [*lex(grammar("pattern"), head[0], start)[0][:-1], *tokens[:-1]], faults
    tokens, faults = lex(grammar("pattern"), text, start)
    return tokens[:-1], faults


def _quote(text: str, start: int, tokens: list[Token], faults: list[Fault]) -> Quote | None:
    """The string that is open at the end of *text*."""
    for fault in faults:
        begin = fault.begin - start
        quotes = 3 if text.startswith('"""', begin) else 1
        if fault.kind != "open string" or (quotes == 1 and re.search(r"[\r\n]", text[begin:])):
            continue
        lettered = any(one.kind == "STRING" and one.begin == fault.begin - 1 for one in tokens)
        letter = text[begin - 1] if lettered else ""
        return Quote(letter, fault.begin - len(letter), text[begin + quotes :])
    return None


def calls_of(held: Before) -> tuple[Open, ...]:
    """The open calls of the statement, the outermost first."""
    found: list[Open] = []
    statement = held.statement
    for number in held.nest:
        opener = statement[number]
        name = statement[number - 1] if number else None
        if opener.kind != "LPAR" or name is None or name.kind not in ("NAME", "NOTE") or name.end != opener.begin:
            if found:
                found[-1] = found[-1]._replace(bare=False)
            continue
        if number > 1 and statement[number - 2].text == "def":
            continue
        found.append(_opened(statement, number, name))
    return tuple(found)


def _opened(statement: tuple[Token, ...], opener: int, name: Token) -> Open:
    """The call whose bracket is word *opener* of the statement."""
    depth, arguments = 0, [opener + 1]
    for number in range(opener + 1, len(statement)):
        kind = statement[number].kind
        depth += (kind in ("LPAR", "LSQB", "LBRACE")) - (kind in ("RPAR", "RSQB", "RBRACE"))
        if kind == "COMMA" and depth == 0:
            arguments.append(number + 1)
    names = [
        statement[first].text
        if len(statement) > first + 1
        and statement[first + 1].kind == "EQUAL"
        and statement[first].kind in ("NAME", "NOTE")
        else None
        for first in arguments
    ]
    is_method = opener > 1 and statement[opener - 2].kind == "DOT"
    given = tuple(one for one in names if one is not None)
    return Open(name, is_method, len(arguments) - 1, names[-1], given, arguments[-1] >= len(statement))


class _Walk:
    """One walk over the words before the caret. Made and dropped by ``before``."""

    def __init__(self, tokens: list[Token], text: str, start: int) -> None:
        self.tokens = tokens
        self.text = text
        self.start = start
        self.nest: list[int] = []
        self.around: list[tuple[Around, int]] = []  # and the number of its first word
        self.begin = 0  # of the statement
        end = start + len(text)
        self.margin = items_at_margin([*tokens, Token("$END", "", end, end)], text, start)

    def before(self, chunk: int) -> Before:
        """What is open after the last word."""
        for number, token in enumerate(self.tokens):
            self.step(number, token)
        first = self.around[0][1] if self.around else 0
        return Before(
            chunk,
            self.start,
            tuple(self.tokens[self.begin :]),
            tuple(number - self.begin for number in self.nest),
            tuple(around for around, _ in self.around),
            tuple(self.tokens[first : self.begin]),
        )

    def step(self, number: int, token: Token) -> None:
        """Take in one word. An item at the margin ends a block left open before it."""
        kind = token.kind
        if token.begin in self.margin and not (self.around and self.around[0][0].kind == "section"):
            self.around.clear()
            self.ends(number - 1)
        if kind == "SEMICOLON":
            self.ends(number)
        elif kind in ("LPAR", "LSQB"):
            self.nest.append(number)
        elif kind == "LBRACE":
            opened = "" if self.nest else self.opened(number)
            if opened:
                self.around.append((Around(opened, tuple(self.tokens[self.begin : number])), number + 1))
                self.ends(number)
            else:
                self.nest.append(number)
        elif kind in _OPENERS:
            self.closes(number, _OPENERS[kind])
        elif kind in ("NAME", "NOTE") and self.begins_anew(number, token):
            self.ends(number - 1)

    def opened(self, number: int) -> str:
        """What a brace opens: a block of some type, a section, or "" for a table."""
        head = [token.text for token in self.tokens[self.begin : number]]
        head = head[1:] if head[:1] and head[0] in FLAGS else head
        outer = self.around[-1][0].kind if self.around else "section"
        if not head or outer != "section":
            return ""
        return head[0] if head[0] in ROLES or (head[0] == "section" and not self.around) else ""

    def closes(self, number: int, opener: str) -> None:
        """A bracket is closed, and with it whatever is open inside it."""
        for depth in range(len(self.nest) - 1, -1, -1):
            if self.tokens[self.nest[depth]].kind == opener:
                del self.nest[depth:]
                return
        if opener == "LBRACE":
            if self.around:
                self.around.pop()
            self.ends(number)

    def begins_anew(self, number: int, token: Token) -> bool:
        """Whether a name begins a statement although the one before has no semicolon: it is the first of its line."""
        if number <= self.begin or token.text in _GOING_ON or self.tokens[number - 1].kind not in _WHOLE:
            return False
        gap = self.text[self.tokens[number - 1].end - self.start : token.begin - self.start]
        return "\n" in gap or "\r" in gap

    def ends(self, number: int) -> None:
        """The statement ends with word *number*."""
        self.begin = number + 1
        self.nest.clear()
