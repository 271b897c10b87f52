"""What may stand behind the words of a statement or an item, by its first word and the last."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pattern_dsl.ide.context_tokens import FLAGS, Before
from pattern_dsl.outline import HEADERS, ROLES
from pattern_dsl.tree import Token

Kind: TypeAlias = Literal[
    "nothing",  # a comment, a number, a new name, plain text
    "item",  # an item of the text begins
    "section item",  # or one of a section
    "statement",  # a statement of a block begins
    "player",  # behind mute, solo or a label: who plays
    "source",  # behind an instrument: what it plays
    "note",  # a further note of a placed statement
    "tail",  # behind a placed note
    "attribute",  # between a block's name and its brace
    "unit",  # behind an amount
    "takeover",  # when the next version of the text takes over, or how
    "moment",  # the moment when
    "follows",  # only the words of ``wanted`` may stand here
    "method",  # behind a dot
    "value",  # in an expression
    "field",  # a name in a table
    "string",
    "key",
    "scale",
    "tuning",
    "output",  # where notes go
    "setting",  # what an output is told
    "input",  # what a param is turned by
    "import",  # a name to be imported
    "pack",  # where it is imported from
    "section",  # the name of a section
    "part",  # the name of a block or label
]
"""What may stand at the caret."""


def behind(held: Before) -> tuple[Kind, tuple[str, ...]]:
    """What may stand behind the words of the statement, and which words if only some."""
    last = held.behind()
    if last is not None and last.kind == "DOT":
        return "method", ()
    if is_routed(held.statement, held.role):
        return _behind_route(held), ()
    if held.nest:
        return _in_brackets(held), ()
    if last is None:
        return ("statement" if held.role in ROLES else "section item" if held.role else "item"), ()
    first = held.statement[0].text
    if first in ("let", "def", "param"):
        return _behind_binding(held.statement)
    if held.role in ROLES:
        return _in_block(held.statement)
    if first in _ITEMS:
        return _ITEMS[first](held.statement)
    if first in HEADERS:
        return _behind_header(held.statement)
    if first in (*ROLES, *FLAGS):
        return _behind_role(held.statement)
    return ("part" if held.role and last.kind == "COMMA" else "nothing"), ()


def is_routed(statement: tuple[Token, ...], role: str) -> bool:
    """Whether *statement* has come to where notes go."""
    first = statement[0].text if statement else ""
    return (first == "out" and role not in ROLES) or any(token.kind == "TOWARDS" for token in statement)


def _behind_route(held: Before) -> Kind:
    """What may stand behind an arrow or ``out``: an output, or what it is told."""
    last = held.statement[-1]
    if held.nest:
        return "setting" if last.kind in ("LPAR", "COMMA") else "nothing"
    return "output" if last.kind in ("TOWARDS", "COMMA") or len(held.statement) == 1 else "nothing"


def _in_brackets(held: Before) -> Kind:
    """What may stand inside brackets: a value where one begins, or the name of a section in a form."""
    first, last, opener = held.statement[0].text, held.statement[-1], held.statement[held.nest[-1]]
    if first == "form":
        return "section" if last.kind in ("NAME", "NOTE", "LPAR", "RPAR", "NUMBER") else "nothing"
    formals = first == "def" and not any(token.kind == "RPAR" for token in held.statement) and len(held.nest) == 1
    if (formals and last.kind in ("LPAR", "COMMA")) or first == "meter":
        return "nothing"
    if opener.kind == "LBRACE" and last.kind in ("LBRACE", "COMMA"):
        return "field"
    return "value" if last.kind in _BEFORE_VALUE or last.text in ("and", "or", "not") else "nothing"


_BEFORE_VALUE = frozenset(
    [
        "LPAR",
        "LSQB",
        "COMMA",
        "EQUAL",
        "COLON",
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
        "PERCENT",
        "ARROW",
        "QUESTION",
        "EQUALS",
        "DIFFERS",
        "BELOW",
        "ABOVE",
        "UPMOST",
        "ATLEAST",
        "REACHING",
    ]
)
_UNITS = ("bar", "bars", "beat", "beats", "cycle", "cycles")
_TAILS = ("dur", "vel", "every", "for")
_ATTRIBUTES = ("len", "at", "every", "for", "replaces", "with", "once", "loop")
_Found: TypeAlias = "tuple[Kind, tuple[str, ...]]"
_NONE: _Found = ("nothing", ())


def _behind_binding(statement: tuple[Token, ...]) -> _Found:
    last = statement[-1]
    if last.kind in _BEFORE_VALUE or last.text in ("and", "or", "not"):
        return ("value", ()) if any(token.kind == "EQUAL" for token in statement) else _NONE
    if statement[0].text == "param" and last.kind == "TURNED":
        return "input", ()
    if statement[0].text == "param" and last.kind in ("NUMBER", "RPAR", "STRING"):
        reached = any(token.text == "in" for token in statement)
        return "follows", ("lin", "log", "int", "toggle") if reached else ("in",)
    return _NONE


def _in_block(statement: tuple[Token, ...]) -> _Found:
    """What may stand in a statement of a block, outside brackets."""
    last = statement[-1]
    if len(statement) == 1 and last.text in FLAGS:
        return "player", ()
    if last.kind == "COLON":
        return "player", ()
    rest = unflagged(statement)
    if len(rest) == 1 and last.kind in ("NAME", "NOTE"):
        return "source", ()
    if last.kind == "COMMA":
        return "note", ()
    if last.kind in ("NUMBER", "BARBEAT", "SECONDS"):
        measured = len(rest) > 1 and rest[-2].text in ("every", "for")
        return ("unit", _UNITS) if measured else ("tail", _TAILS)
    if last.text in _UNITS and len(rest) > 3:
        return "tail", _TAILS
    return ("value", ()) if last.text in _TAILS and len(rest) > 3 else _NONE


def _behind_header(statement: tuple[Token, ...]) -> _Found:
    last, count = statement[-1], len(statement)
    header = statement[0].text
    texts = [token.text for token in statement]
    if header == "key":
        return ("key" if count == 1 else "scale"), ()
    if header == "tuning":
        if count == 1:
            return "tuning", ()
        return ("key", ()) if last.text == "on" else ("follows", ("on",)) if count == 2 else _NONE
    if header == "swap":
        return _behind_swap(statement)
    if last.kind != "NUMBER":
        return ("follows", ("beats", "seconds")) if header == "times" and count == 1 else _NONE
    if header == "tempo":
        words = _UNITS if "over" in texts else ("over",) if "to" in texts else ("to",)
        return ("unit" if "over" in texts else "follows"), words
    if header == "swing":
        return ("follows", ("on",)) if "on" not in texts else _NONE
    return ("unit", _UNITS) if header == "cycle" else _NONE


def _behind_swap(statement: tuple[Token, ...]) -> _Found:
    last, count = statement[-1], len(statement)
    if count == 1:
        return "takeover", ("at", "with")
    if last.text == "at":
        return "moment", ()
    if last.kind == "NUMBER":
        return "unit", ("bar", "bars")
    faded = any(token.text == "with" for token in statement)
    return ("takeover", ("with",)) if not faded else ("takeover", ()) if last.text == "with" else _NONE


def _behind_role(statement: tuple[Token, ...]) -> _Found:
    """What may stand between the type of a block and its brace, or behind ``mute`` and ``solo``."""
    last = statement[-1]
    if last.text in FLAGS:
        return "part", tuple(sorted(ROLES))
    if not any(token.text in ROLES for token in statement):
        return _NONE
    if last.kind == "NUMBER":
        return ("attribute", _ATTRIBUTES) if statement[-2].text == "at" else ("unit", _UNITS)
    if last.text == "replaces":
        return "part", ()
    if last.text in ("len", "at", "every", "for", "with"):
        return _NONE
    return "attribute", _ATTRIBUTES


def _behind_import(statement: tuple[Token, ...]) -> _Found:
    last, count = statement[-1], len(statement)
    if last.text == "from" and count > 1:
        return "pack", ()
    if count == 1 or last.kind == "COMMA":
        return "import", ()
    if last.kind == "STRING":
        return ("follows", ("as",)) if count == 2 else _NONE
    if last.text == "as":
        return _NONE
    return "follows", ("from",) if last.kind == "STAR" or statement[-2].text == "as" else ("as", "from")


def _behind_section(statement: tuple[Token, ...]) -> _Found:
    if statement[-1].kind == "NUMBER":
        return "unit", _UNITS
    return ("follows", ("with",)) if len(statement) > 1 and statement[-1].text != "with" else _NONE


def _behind_form(statement: tuple[Token, ...]) -> _Found:
    return ("section" if statement[-1].kind != "STAR" else "nothing"), ()


def _behind_goto(statement: tuple[Token, ...]) -> _Found:
    return ("section" if len(statement) == 1 else "nothing"), ()


_ITEMS = {"import": _behind_import, "section": _behind_section, "form": _behind_form, "goto": _behind_goto}


def unflagged(statement: tuple[Token, ...]) -> tuple[Token, ...]:
    """*statement* without what stands before its instrument: a flag, and a label."""
    if len(statement) > 1 and statement[0].text in FLAGS and statement[1].kind in ("NAME", "NOTE"):
        statement = statement[1:]
    if len(statement) > 1 and statement[1].kind == "COLON":
        statement = statement[2:]
    return statement
