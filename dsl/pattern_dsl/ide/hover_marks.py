"""What is said about the marks of strings: repeating, weighing, turns, chance, and steps of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pattern_dsl.lexer import grammar, lex
from pattern_dsl.phrases import Text
from pattern_dsl.tree import Token

MARKS: Mapping[str, str] = MappingProxyType(
    {
        "STAR": "Faster: what stands before it is played so many times in its place.",
        "SLASH": "Slower: what stands before it takes so many cycles.",
        "COPIES": "Copies: as many steps of the same.",
        "WEIGHT": "Weight: the step is so many times as long as its neighbours.",
        "MAYBE": "Chance: the step is left out with this probability, 0.5 unless it says otherwise.",
        "COLON": "The number of a sound among those of its name, from 0.",
        "UPTO": "All the whole numbers from one to the other.",
        "PERCENT": "So many steps of the braces fill a cycle.",
        "REST": "A rest.",
        "LONGER": "The step before it lasts one step longer.",
        "FOOT": "Parts the string into feet of the same length.",
        "VBAR": "One of these is drawn by chance in each cycle.",
        "COMMA": "These sound together.",
        "LSQB": "A group: its steps share the length of one.",
        "RSQB": "A group: its steps share the length of one.",
        "LESSTHAN": "Turns: one step of these in each cycle.",
        "MORETHAN": "Turns: one step of these in each cycle.",
        "LBRACE": "Steps that keep their length: rows of different lengths run against each other.",
        "RBRACE": "Steps that keep their length: rows of different lengths run against each other.",
        "LPAR": "Euclid: so many hits spread as evenly as can be over so many steps, perhaps turned.",
        "RPAR": "Euclid: so many hits spread as evenly as can be over so many steps, perhaps turned.",
        "COUNTED": "The steps that are counted where several rows are lined up.",
    }
)
"""What each mark means, by the kind of its token."""

_NUMBERED = ("STAR", "SLASH", "COLON", "PERCENT", "UPTO")
_GRID = {"x": "A hit.", "X": "A hit.", ".": "A rest.", "-": "A rest.", "~": "A rest.", "|": "Parts bars; no step."}


def mark_at(term: Text, offset: int) -> tuple[int, int, str] | None:
    """The mark of a string at *offset*, or whose number stands there: from where to where, and what it means."""
    if term.kind == "x":
        sign = term.text[offset - term.at : offset - term.at + 1]
        return (offset, offset + 1, f"`{sign}` — {_GRID[sign]}") if sign in _GRID else None
    tokens = lex(grammar("mini"), term.text, term.at)[0][:-1]
    at = next((n for n, token in enumerate(tokens) if token.begin <= offset < token.end), None)
    if at is None:
        return None
    first = last = tokens[at]
    if first.kind in _NUMBERED and at + 1 < len(tokens):
        last = tokens[at + 1]
    elif first.kind == "WORD" and at and tokens[at - 1].kind in _NUMBERED:
        first = tokens[at - 1]
    kind = "LPAR" if first.kind in ("WORD", "COMMA") and _depth(tokens[:at]) > 0 else first.kind
    if kind not in MARKS:
        return None
    written = term.text[first.begin - term.at : last.end - term.at]
    return first.begin, last.end, f"`{written}` — {MARKS[kind]}"


def _depth(tokens: list[Token]) -> int:
    """How many round brackets are open behind *tokens*."""
    return sum((token.kind == "LPAR") - (token.kind == "RPAR") for token in tokens)
