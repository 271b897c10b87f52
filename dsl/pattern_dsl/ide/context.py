"""Context: what may stand where the caret is, on text that is half typed.

It is found from the words before the caret in its own item; the rest of the text is not read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.context_items import Kind, behind, is_routed, unflagged
from pattern_dsl.ide.context_names import instruments
from pattern_dsl.ide.context_slots import Slot, slot_of, slot_of_route, slot_of_statement
from pattern_dsl.ide.context_tokens import Before, Open, Quote, before, calls_of
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import ROLES
from pattern_dsl.tree import Token
from pattern_engine.instruments import INSTRUMENTS


class Receiver(NamedTuple):
    """What stands before the dot: what it begins with, None for a function, and the methods behind that."""

    root: Token | None
    methods: tuple[str, ...] = ()


class Context(NamedTuple):
    """Where the caret is. ``begin`` to ``end`` is the word there, ``typed`` as much of it as lies before the caret.

    ``calls`` are the open ones, the innermost last. ``instrument`` plays the statement; "" where the block's own does.
    """

    kind: Kind
    offset: int
    begin: int
    end: int
    typed: str
    before: Before
    calls: tuple[Open, ...] = ()
    receiver: Receiver | None = None
    slot: Slot | None = None
    wanted: tuple[str, ...] = ()
    instrument: str = ""

    @property
    def call(self) -> Open | None:
        """The innermost open call."""
        return self.calls[-1] if self.calls else None


_WORD = re.compile(r"[\w#]*")
_NUMBERED = re.compile(r"(?:^|[\s\[<({,|])[A-Za-z]\w*:(\d*)\Z")
_ATOM = re.compile(r"[\w#'^°øΔ♯♭+]*")


def context_at(document: Document, offset: int) -> Context:
    """What may stand at *offset* (code points)."""
    held = before(document, offset)
    pieces = document.chunks.pieces
    after = pieces[held.chunk].text if pieces else ""
    place = offset - held.begin
    if held.comment:
        return Context("nothing", offset, offset, offset, "", held)
    if held.quote is not None:
        return _in_string(document, held, held.quote, offset, after[place : place + 64])
    last = held.behind()
    typed = ""
    if last is not None and last.end == offset and last.kind in ("NAME", "NOTE"):
        typed = last.text
        held = held._replace(statement=held.statement[:-1])
    found = _WORD.match(after, place)
    end = held.begin + found.end() if found and typed else offset
    context = Context(
        "nothing",
        offset,
        offset - len(typed),
        end,
        typed,
        held,
        calls_of(held),
        None,
        None,
        (),
        _sound(document, player_of(held)),
    )
    if last is not None and last.end == offset and last.kind in ("NUMBER", "BARBEAT", "SECONDS"):
        return context
    kind, wanted = behind(held)
    receiver = _receiver(held.statement) if kind == "method" else None
    if receiver is not None and receiver.root is not None and receiver.root.kind in ("NUMBER", "BARBEAT", "SECONDS"):
        kind = "nothing"
    return context._replace(kind=kind, wanted=wanted, receiver=receiver)


def _in_string(document: Document, held: Before, quote: Quote, offset: int, after: str) -> Context:
    """What may stand in a string: an atom where one can begin or goes on, a plain text as a whole."""
    calls, player = calls_of(held), _sound(document, player_of(held))
    statement = held.statement
    slot = (
        slot_of(calls[-1], quote.letter, held.role, player)
        if calls
        else slot_of_statement(statement, quote.letter, held.role, player)
    )
    if is_routed(statement, held.role):
        slot = slot_of_route(calls[-1] if calls else None)
    at, typed = offset, ""
    kind: Kind = "nothing"
    number = _NUMBERED.search(quote.text) if slot.content in ("drums", "notes", "sounds") else None
    if number is not None:
        typed, kind, at, slot = number[1], "string", offset - len(number[1]), Slot("samples")
    elif slot.whole:
        typed = re.split(r"[\r\n]", quote.text)[-1].lstrip()  # what is replaced lies in one line
        if slot.content == "scales":  # the root is one word, the scale another
            typed = typed.rpartition(" ")[2]
        kind, at = "string", offset - len(typed)
    elif slot.content not in ("nothing", "grid"):
        behind = slot.content == "numerals" and quote.text.endswith("/")  # V/ and the degree that it leads to
        found = "" if behind else _atom(quote.text)
        if found is not None:
            typed, kind, at = found, "string", offset - len(found)
    whole = slot.whole and slot.content != "scales"
    rest = re.match(r"[^\"\r\n]*", after) if whole else _ATOM.match(after) if typed else None
    end = offset + (rest.end() if rest and kind == "string" else 0)
    return Context(kind, offset, at, end, typed, held, calls, None, slot, (), player)


def _atom(text: str) -> str | None:
    """The atom at the end of *text*, "" where one can begin; None behind marks, which want numbers."""
    if text.endswith("$"):
        return "$"
    tokens = lex(grammar("mini"), text)[0][:-1]
    depth = sum((token.kind == "LPAR") - (token.kind == "RPAR") for token in tokens)
    if depth > 0:
        return None
    typed = ""
    if tokens and tokens[-1].end == len(text) and tokens[-1].kind in ("WORD", "INSERT"):
        typed = tokens.pop().text
    mark = tokens[-1] if tokens else None
    if typed[:1].isdigit() or typed[:1] == "-" or (mark and mark.kind in ("STAR", "SLASH", "COLON", "PERCENT", "UPTO")):
        return None
    if (
        mark
        and not typed
        and mark.end == len(text)
        and mark.kind in ("COPIES", "WEIGHT", "MAYBE", "RPAR", "LONGER", "WORD")
    ):
        return None
    return typed


def player_of(held: Before) -> str:
    """The instrument of the statement *held* ends in, as it is written; "" where the block's own plays."""
    statement = unflagged(held.statement)
    if held.role not in ROLES or not statement or statement[0].kind not in ("NAME", "NOTE"):
        return ""
    after = statement[1] if len(statement) > 1 else None
    if after is not None and after.kind not in ("STRING", "NAME", "NOTE", "LSQB"):
        return ""
    return statement[0].text if statement[0].text != "let" else ""


def _sound(document: Document, player: str) -> str:
    """The instrument that *player* is: an import may call it otherwise."""
    if not player or player in INSTRUMENTS:
        return player
    held = instruments(document).get(player)
    return held[0] if held is not None else player


def _receiver(statement: tuple[Token, ...]) -> Receiver:
    """What stands before the dot at the end of *statement*."""
    at = len(statement) - 2
    methods: list[str] = []
    while at >= 0:
        token = statement[at]
        if token.kind in ("RPAR", "RSQB", "RBRACE"):
            at = _opener(statement, at)
            named = at > 0 and statement[at].kind == "LPAR" and statement[at - 1].kind in ("NAME", "NOTE")
            if not named:
                return Receiver(token, tuple(reversed(methods)))
            at -= 1
            token = statement[at]
        elif token.kind not in ("NAME", "NOTE", "STRING", "NUMBER"):
            break
        if at == 0 or statement[at - 1].kind != "DOT":
            return Receiver(token, tuple(reversed(methods)))
        methods.append(token.text)
        at -= 2
    return Receiver(None, tuple(reversed(methods)))


def _opener(statement: tuple[Token, ...], closer: int) -> int:
    """The number of the bracket that the one at *closer* closes; 0 if there is none."""
    depth = 0
    for number in range(closer, -1, -1):
        kind = statement[number].kind
        depth += (kind in ("RPAR", "RSQB", "RBRACE")) - (kind in ("LPAR", "LSQB", "LBRACE"))
        if depth == 0:
            return number
    return 0
