"""Mini-notation: what a plain string means, as an expression whose operators are words of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from pattern_dsl.diagnostic import SILENT, Diagnostic, of_fault
from pattern_dsl.notation import (
    HALF,
    Mark,
    Place,
    Step,
    in_meter,
    in_steps,
    in_turns,
    marked,
    not_positive,
    sequence,
    value_of,
    weighted,
)
from pattern_dsl.parser import parse
from pattern_dsl.quick import quick
from pattern_dsl.tree import Fault, Node, Token
from pattern_engine.expression import Apply, Argument, Atom, Expression


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Node, tuple[Fault, ...]]:
    root, faults = parse("mini", text)
    return root, tuple(faults)


def mini(text: str, offset: int, lets: Mapping[str, Argument]) -> tuple[Expression, list[Diagnostic]]:
    """What *text*, which begins at *offset* of the source, means; and what is wrong with it.

    ``$name`` inserts the expression that *lets* holds under that name.
    """
    known = quick(text, offset)
    return by_tables(text, offset, lets) if known is None else (known, [])


def by_tables(text: str, offset: int, lets: Mapping[str, Argument]) -> tuple[Expression, list[Diagnostic]]:
    """As ``mini``, read by the tables of the grammar, which know all of the notation and every mistake."""
    root, faults = _parsed(text)
    reading = _Reading(offset, lets)
    problems = [of_fault(fault, offset, mini=True) for fault in faults]
    if faults:
        return Apply("silence", ()), problems
    layers = root.nodes()
    if not layers:
        place = (offset, offset + len(text))
        problems.append(Diagnostic("PS012", "warning", *place, "an empty pattern is silent", "write ~ for a rest"))
        return Apply("silence", ()), problems
    return reading.whole(layers[0]), reading.problems


class _Reading:
    """One reading of one string; made and dropped by ``mini``."""

    def __init__(self, offset: int, lets: Mapping[str, Argument]) -> None:
        self.offset = offset
        self.lets = lets
        self.problems: list[Diagnostic] = []

    def place(self, tree: Node | Token) -> tuple[int, int]:
        return self.offset + tree.begin, self.offset + tree.end

    def whole(self, node: Node) -> Expression:
        """A whole string: what it is written in are the steps of its sequence, not those inside a group."""
        if node.kind == "sequence":
            return self.in_steps(node)
        if node.kind == "stack":
            return Apply("stack", tuple(self.in_steps(child) for child in node.nodes()), (), self.place(node))
        return self.layers(node)

    def in_steps(self, node: Node) -> Expression:
        meaning, total = self.sequence(node)
        return in_steps(meaning, self.place(node)) if len(node.nodes("step")) == 1 == total else meaning

    def layers(self, node: Node) -> Expression:
        if node.kind == "sequence":
            return self.sequence(node)[0]
        parts = tuple(self.sequence(child)[0] for child in node.nodes())
        return Apply({"stack": "stack", "choice": "randcat", "feet": "seq"}[node.kind], parts, (), self.place(node))

    def sequence(self, node: Node) -> tuple[Expression, Fraction | int]:
        """A sequence and the number of steps it is written in."""
        steps = [self.step(child) for child in node.nodes("step")]
        place = self.place(node)
        tied = len(node.tokens("LONGER"))
        if not tied:
            return sequence(steps, place)
        weight, last = steps[-1]
        steps[-1] = (weight + tied, last)
        total = sum(weight for weight, _ in steps)
        return Apply("late", (weighted(steps, place), Atom(Fraction(tied) / total)), (), place), total

    def step(self, node: Node) -> Step:
        term, *marks = node.nodes()
        value = self.term(term)
        if not marks:
            return 1, value
        return marked(value, [self.mark(mark) for mark in marks], self.place(node))

    def mark(self, mark: Node) -> Mark:
        text = mark.tokens()[0].text
        match mark.kind:
            case "weight" | "copies":
                return mark.kind, self.counted(text[1:], mark) if text[1:] else Fraction(2)
            case "longer":
                return "weight", Fraction(2)
            case "maybe":
                share, _, seed = text[1:].partition(":")
                return "degradeBy", (Atom(float(share)) if share else HALF, *([Atom(int(seed))] if seed else []))
            case _:
                operands = tuple(self.step(n)[1] if n.kind == "step" else self.term(n) for n in mark.nodes())
                if mark.kind in ("faster", "slower") and any(not_positive(operand) for operand in operands):
                    self.pointless(mark)
                return {"faster": "fast", "slower": "slow"}.get(mark.kind, mark.kind), operands

    def counted(self, text: str, mark: Node) -> Fraction:
        """The number in a weight or copies."""
        count, _, parts = text.partition("/")
        found = Fraction(count) / (int(parts or 1) or 1)
        if not found or (parts and not int(parts)):
            self.pointless(mark)
        return found

    def pointless(self, at: Node) -> None:
        place = self.place(at)
        self.problems.append(
            Diagnostic("PS301", "warning", *place, "nothing is left of this step", "write ~ for a rest")
        )

    def term(self, node: Node) -> Expression:
        place = self.place(node)
        match node.kind:
            case "atom":
                return Atom(value_of(node.tokens()[0].text), place)
            case "rest":
                return Apply("silence", (), (), place)
            case "insert":
                return self.insert(node.tokens()[0])
            case "group":
                return self.layers(node.nodes()[0])
            case "turns":
                return self.turns(node.nodes()[0], place)
            case _:
                return self.meter(node, place)

    def insert(self, token: Token) -> Expression:
        name = token.text[1:]
        held = self.lets.get(name)
        if isinstance(held, Atom | Apply):
            return held
        hint = "define it before: let " + name + ' = "…";'
        self.problems.append(
            Diagnostic("PS105", "error", *self.place(token), f"no pattern is called {name} here", hint, SILENT)
        )
        return Apply("silence", ())

    def turns(self, node: Node, place: Place) -> Expression:
        return in_turns([self.sequence(child) for child in _voices(node)], place)

    def meter(self, node: Node, place: Place) -> Expression:
        layers, *pace = node.nodes()
        voices = [self.sequence(child) for child in _voices(layers)]
        beats = self.term(pace[0]) if pace else None
        if beats is not None and not_positive(beats):
            self.pointless(pace[0])
        return in_meter(voices, beats, place)


def _voices(layers: Node) -> list[Node]:
    return [layers] if layers.kind == "sequence" else layers.nodes()


def forget() -> None:
    """Drop the memory of strings already parsed."""
    _parsed.cache_clear()
    value_of.cache_clear()
