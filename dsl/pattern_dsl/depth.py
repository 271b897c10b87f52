"""Depth: what is nested too deep is left out before the parser sees it, so that no reader of trees runs out of room."""

from __future__ import annotations

from pattern_dsl.tree import Fault, Token

DEEPEST = 200
"""Brackets that may stand inside each other, and methods, operators or marks that may follow each other."""

_OPEN = frozenset({"LPAR", "LSQB", "LESSTHAN", "LBRACE"})
_CLOSE = frozenset({"RPAR", "RSQB", "MORETHAN", "RBRACE"})
_ENDS = frozenset({"SEMICOLON", "LBRACE", "RBRACE"})
_BEFORE_TABLE = frozenset({"LPAR", "LSQB", "COMMA", "EQUAL", "COLON", "ARROW", "QUESTION"})
_LOGIC = frozenset({"and", "or", "not"})
_OPERATORS = frozenset({"PLUS", "MINUS", "STAR", "SLASH", "PERCENT", "COLON", "UPTO", "COMMA"})
_LINKS = {
    "pattern": (_OPERATORS | {"DOT", "ARROW", "QUESTION"}) - {"COLON", "COMMA"},
    "mini": (_OPERATORS | {"MAYBE", "COPIES", "LPAR"}) - {"COMMA"},
}


def shallow(grammar: str, tokens: list[Token]) -> tuple[list[Token], list[Fault]]:
    """*tokens* without the statements that are nested too deep, and a fault for each of those.

    A string of mini-notation is one statement.
    """
    if grammar == "mini":
        deep = _too_deep(tokens, grammar)
        return ([tokens[-1]], [deep]) if deep else (tokens, [])
    kept: list[Token] = []
    faults: list[Fault] = []
    begin = tables = 0
    for index, token in enumerate(tokens):
        if token.kind not in _ENDS and token.kind != "$END":
            continue
        opening = token.kind == "LBRACE" and opens_table(tokens[max(0, index - 1) : index])
        if opening or (token.kind == "RBRACE" and tables):
            tables += 1 if opening else -1
            continue
        tables = 0
        deep = _too_deep(tokens[begin:index], grammar) if index - begin > DEEPEST else None
        if deep:
            faults.append(deep)
        else:
            kept += tokens[begin:index]
        if not deep or token.kind != "SEMICOLON":
            kept.append(token)
        begin = index + 1
    return kept, faults


def opens_table(before: list[Token]) -> bool:
    """Whether a brace after these words begins a table; any other begins a block."""
    return bool(before) and before[-1].kind in _BEFORE_TABLE


def _too_deep(tokens: list[Token], grammar: str) -> Fault | None:
    """Where brackets inside brackets, or links one after another, are more than ``DEEPEST``."""
    links = _LINKS[grammar]
    levels = [[0, 0]]  # for each open bracket: links in a row so far, and the most there were
    before = ""
    for token in tokens:
        kind, level = token.kind, levels[-1]
        begins = kind == "COMMA" or (grammar == "mini" and before not in _OPERATORS and kind not in links)
        if begins and kind not in _CLOSE:
            level[:] = [0, max(level)]
        if kind in links or (kind == "NAME" and token.text in _LOGIC):
            level[0] += 1
        if kind in _OPEN:
            levels.append([0, 0])
        elif kind in _CLOSE and len(levels) > 1:
            inner = levels.pop()
            levels[-1][0] = max(*inner, levels[-1][0])
        if len(levels) > DEEPEST + 1 or levels[-1][0] > DEEPEST:
            return Fault("too deep", token.begin, token.end, token.text)
        before = kind
    return None
