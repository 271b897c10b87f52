"""The parser driver: reads a text by the tables of a grammar. It never raises and always gives a tree.

Words are soft keywords: one is a keyword only in a state that can take it. After a mistake the driver tries,
in this order, to insert a word, to leave one out, and to skip to a place where reading can go on.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from pattern_dsl.tree import Fault, Node, Token, Tree
from pattern_grammar import table_text

DEEPEST = 200
"""Brackets that may stand inside each other."""

_OPEN, _CLOSE = {"LBRACE", "LPAR", "LSQB", "LESSTHAN"}, {"RBRACE", "RPAR", "RSQB", "MORETHAN"}
_INSERTED = (
    *(("SEMICOLON",), ("RPAR",), ("RSQB",), ("RBRACE",), ("MORETHAN",), ("NUMBER",), ("NAME",), ("STRING",), ("WORD",)),
    *(("RPAR", "SEMICOLON"), ("NAME", "SEMICOLON"), ("NAME", "RPAR"), ("RSQB", "RPAR"), ("RPAR", "RPAR")),
)
"""What may be missing, likeliest first."""
_LOOKAHEAD = 3


_ITEM = re.compile(
    r"^(?:(?:melody|rhythm|harmony|contrast)(?=(?:\s+\w+)?(?:\s+len\s[^;{}]*)?\s*\{)"
    r"|(?:tempo|meter|seed|swing)(?=\s+\d)|title(?=\s*\")|key(?=\s+[A-G][#b]?\s*(?:[A-Za-z]+\s*)?;)"
    r"|import(?=[^;{}]*\sfrom\s))",
    re.MULTILINE,
)
"""A new item at the beginning of a line, in no other reading a statement: it ends a block left open before it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The tables of one grammar, ready to be driven."""

    words: re.Pattern[str]
    kinds: tuple[str, ...]
    keywords: dict[str, str]
    ignored: frozenset[str]
    rules: tuple[tuple[str, int, str, str], ...]
    states: tuple[dict[str, int], ...]
    start: int
    end: int


@cache
def grammar(name: str) -> Grammar:
    """The grammar called ``pattern`` or ``mini``."""
    data = json.loads(table_text(name))
    kinds = tuple(kind for kind, _ in data["lexemes"])
    pattern = "|".join(f"(?P<{kind}>{_ungrouped(expression)})" for kind, expression in data["lexemes"])
    rules = tuple((kind, size, inline, head) for (kind, size, inline), head in zip(data["rules"], data["heads"], strict=True))
    return Grammar(
        re.compile(pattern),
        kinds,
        data["keywords"],
        frozenset(data["ignored"]),
        rules,
        tuple(data["states"]),
        data["start"],
        data["end"],
    )


def _ungrouped(expression: str) -> str:
    """*expression* without capturing groups, so that the last group matched names the terminal."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", expression)


def lex(rules: Grammar, text: str, offset: int = 0) -> tuple[list[Token], list[Fault]]:
    """The words of *text* without blanks and comments, and what is none. An open string ends with its line."""
    tokens: list[Token] = []
    faults: list[Fault] = []
    position, length = 0, len(text)
    scan = rules.words.match
    while position < length:
        found = scan(text, position)
        if found is None:
            stop = position + 1
            if text[position] == '"':
                stop = text.find("\n", position)
                stop = length if stop < 0 else stop
                faults.append(Fault("open string", offset + position, offset + stop, text[position:stop], ('"',)))
                tokens.append(Token("STRING", text[position:stop], offset + position, offset + stop))
            else:
                faults.append(Fault("unknown", offset + position, offset + stop, text[position]))
            position = stop
            continue
        kind = found.lastgroup or ""
        if kind not in rules.ignored:
            tokens.append(Token(kind, found.group(), offset + position, offset + found.end()))
        position = found.end()
    return tokens, faults


def parse(name: str, text: str, offset: int = 0) -> tuple[Node, list[Fault]]:
    """The tree of *text* read by the grammar called *name*, and its faults in order of place.

    *offset* is added to every place, for a text that lies inside another.
    """
    rules = grammar(name)
    tokens, faults = lex(rules, text, offset)
    too_deep = _too_deep(tokens)
    if too_deep is not None:
        return Node("start", ()), [*faults, Fault("too deep", too_deep.begin, too_deep.end, too_deep.text)]
    end = Token("$END", "", offset + len(text), offset + len(text))
    items = frozenset(found.start() + offset for found in _ITEM.finditer(text)) if name == "pattern" else frozenset[int]()
    reading = _Reading(rules, [*tokens, end], items)
    root = reading.run()
    return root, sorted([*faults, *reading.faults], key=lambda fault: fault.begin)


def _too_deep(tokens: list[Token]) -> Token | None:
    depth = 0
    for token in tokens:
        if token.kind in _OPEN:
            depth += 1
            if depth > DEEPEST:
                return token
        elif token.kind in _CLOSE:
            depth -= 1
    return None


class _Reading:
    """One pass over one text; made, run once and dropped by ``parse``."""

    def __init__(self, rules: Grammar, tokens: list[Token], items: frozenset[int]) -> None:
        self.rules = rules
        self.items = items
        self.tokens = tokens
        self.states = [rules.start]
        self.values: list[Tree | list[Tree]] = []
        self.faults: list[Fault] = []
        self.at = 0
        self.quiet_until = -1

    def run(self) -> Node:
        rules, states, values, tokens = self.rules, self.states, self.values, self.tokens
        table, keywords = rules.states, rules.keywords
        while True:
            token = tokens[self.at]
            row = table[states[-1]]
            action = row.get(token.kind)
            if token.kind == "NAME":
                action = row.get(keywords.get(token.text, "NAME"), action)
            if token.begin in self.items and self._takes(self.states, [("RBRACE", "")]):
                self._insert(("RBRACE",))
            elif action is None:
                if not self._recovered():
                    return self._remains()
            elif action >= 0:
                if token.kind == "$END":
                    return self._remains()
                states.append(action)
                values.append(token)
                self.at += 1
            else:
                self._reduce(-1 - action)
            if states[-1] == rules.end:
                return self._remains()

    def _remains(self) -> Node:
        flat: list[Tree] = []
        for value in self.values:
            flat += value if isinstance(value, list) else [value]
        if len(flat) == 1 and isinstance(flat[0], Node) and flat[0].kind == "start":
            return flat[0]
        return Node("start", tuple(flat))

    def _reduce(self, number: int) -> None:
        kind, size, inline, head = self.rules.rules[number]
        children: list[Tree] = []
        if size:
            parts = self.values[-size:]
            del self.values[-size:], self.states[-size:]
            if isinstance(parts[0], list):
                children = parts[0]  # a list grows in place: repetition is left-recursive
                parts = parts[1:]
            for part in parts:
                if isinstance(part, list):
                    children += part
                else:
                    children.append(part)
        made: Tree | list[Tree]
        if inline == "list":
            made = children
        elif inline == "single" and len(children) == 1:
            made = children[0]
        else:
            made = Node(kind, tuple(children))
        self.values.append(made)
        self.states.append(self.rules.states[self.states[-1]][head])

    def _takes(self, states: list[int], kinds: list[tuple[str, str]]) -> bool:
        """Whether words of these (kind, text) can be read one after another from *states*."""
        table, keywords, rules = self.rules.states, self.rules.keywords, self.rules.rules
        states = list(states)
        for kind, text in kinds:
            while True:
                row = table[states[-1]]
                action = row.get(kind)
                if kind == "NAME":
                    action = row.get(keywords.get(text, "NAME"), action)
                if action is None or states[-1] == self.rules.end:
                    return kind == "$END" and states[-1] == self.rules.end
                if action >= 0:
                    states.append(action)
                    break
                _, size, _, head = rules[-1 - action]
                if size:
                    del states[-size:]
                states.append(table[states[-1]][head])
        return True

    def _ahead(self, at: int) -> list[tuple[str, str]]:
        return [(token.kind, token.text) for token in self.tokens[at : at + _LOOKAHEAD]]

    def _recovered(self) -> bool:
        token = self.tokens[self.at]
        wanted = tuple(kind for kind in self.rules.states[self.states[-1]] if kind.isupper() or kind == "$END")
        for kinds in _INSERTED:
            if self._takes(self.states, [*((kind, "") for kind in kinds), *self._ahead(self.at)]):
                self._insert(kinds)
                return True
        if token.kind != "$END" and self._takes(self.states, self._ahead(self.at + 1)):
            self._report(Fault("unexpected", token.begin, token.end, token.text, wanted))
            del self.tokens[self.at]
            return True
        return self._skipped(token, wanted)

    def _insert(self, kinds: tuple[str, ...]) -> None:
        """Supply what is missing, at the end of the word before."""
        token = self.tokens[self.at]
        place = self.tokens[self.at - 1].end if self.at else token.begin
        self._report(Fault("missing", place, place, token.text, kinds))
        self.tokens[self.at : self.at] = [Token(kind, "", place, place) for kind in kinds]

    def _skipped(self, token: Token, wanted: tuple[str, ...]) -> bool:
        """Leave out what cannot be read, up to a word from which some state on the stack can go on."""
        self._report(Fault("unexpected", token.begin, token.end, token.text, wanted))
        at = self.at
        while True:
            if (at > 0 and self.tokens[at - 1].kind in ("SEMICOLON", "RBRACE")) or self.tokens[at].kind in ("RBRACE", "$END"):
                for depth in range(len(self.states), 0, -1):
                    if self._takes(self.states[:depth], self._ahead(at)[: 1 if self.tokens[at].kind == "RBRACE" else 2]):
                        del self.states[depth:], self.values[depth - 1 :], self.tokens[self.at : at]
                        self.quiet_until = self.at + 1
                        return True
            if self.tokens[at].kind == "$END":
                return self._closed(at)
            at += 1

    def _closed(self, at: int) -> bool:
        """At the end of the text inside an open bracket: close the innermost that can be closed."""
        for depth in range(len(self.states), 0, -1):
            for kind in ("RBRACE", "RSQB", "MORETHAN", "RPAR"):
                if kind in self.rules.kinds and self._takes(self.states[:depth], [(kind, "")]):
                    end = self.tokens[at].end
                    del self.states[depth:], self.values[depth - 1 :], self.tokens[self.at : at]
                    self.tokens.insert(self.at, Token(kind, "", end, end))
                    return True
        return False

    def _report(self, fault: Fault) -> None:
        if self.at > self.quiet_until:
            self.faults.append(fault)
        self.quiet_until = self.at
