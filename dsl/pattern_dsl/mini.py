"""Mini-notation: what a plain string means, as an expression whose operators are words of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from pattern_dsl.diagnostic import SILENT, Diagnostic, of_fault
from pattern_dsl.parser import parse
from pattern_dsl.tree import Fault, Node, Token
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Expression

Steps = list[tuple[Fraction, Expression]]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Node, tuple[Fault, ...]]:
    root, faults = parse("mini", text)
    return root, tuple(faults)


def mini(text: str, offset: int, lets: Mapping[str, Argument]) -> tuple[Expression, list[Diagnostic]]:
    """What *text*, which begins at *offset* of the source, means; and what is wrong with it.

    ``$name`` inserts the expression that *lets* holds under that name.
    """
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
        inner: Argument = meaning
        while isinstance(inner, Apply) and inner.word in ("fast", "slow"):
            inner = inner.args[0]
        is_group = isinstance(inner, Apply) and inner.word in ("seq", "cat", "stack", "timecat", "euclid", "upto")
        alone = len(node.nodes("step")) == 1 and total == 1
        return _weighted([(Fraction(1), meaning)], self.place(node)) if alone and is_group else meaning

    def layers(self, node: Node) -> Expression:
        if node.kind == "sequence":
            return self.sequence(node)[0]
        parts = tuple(self.sequence(child)[0] for child in node.nodes())
        return Apply({"stack": "stack", "choice": "randcat", "feet": "seq"}[node.kind], parts, (), self.place(node))

    def sequence(self, node: Node) -> tuple[Expression, Fraction]:
        """A sequence and the number of steps it is written in."""
        steps = [self.step(child) for child in node.nodes("step")]
        total = sum((weight for weight, _ in steps), Fraction(0))
        place = self.place(node)
        tied = len(node.tokens("LONGER"))
        if tied:
            weight, last = steps[-1]
            steps[-1] = (weight + tied, last)
            total += tied
            return Apply("late", (_weighted(steps, place), Atom(Fraction(tied) / total)), (), place), total
        if all(weight == 1 for weight, _ in steps):
            return (steps[0][1] if len(steps) == 1 else Apply("seq", tuple(e for _, e in steps), (), place)), total
        return _weighted(steps, place), total

    def step(self, node: Node) -> tuple[Fraction, Expression]:
        term, *marks = node.nodes()
        value = self.term(term)
        weight = Fraction(1)
        place = self.place(node)
        more = [self.copies(mark) - 1 for mark in marks if mark.kind == "copies"]
        copies, copied = sum(more, 1.0), 0
        for mark in marks:
            text = mark.tokens()[0].text
            match mark.kind:
                case "weight":
                    weight += (self.counted(text[1:], mark) if text[1:] else 2) - 1
                case "longer":
                    weight += 1
                case "copies":
                    if not copied:  # all copies are made where the first are asked for: a!2*2 ! is a!3*2
                        whole = Atom(int(copies) if copies == int(copies) else copies)
                        value = Apply("fast", (Apply("repeatCycles", (value, whole), (), place), whole), (), place)
                    copied += 1
                    weight = Fraction(sum(more[:copied], 1.0)).limit_denominator(1000)
                case _:
                    value = self.marked(value, mark, place)
        return weight, value

    def copies(self, mark: Node) -> float:
        """The number of copies a mark asks for; two if it says none."""
        text = mark.tokens()[0].text[1:]
        return float(self.counted(text, mark)) if text else 2.0

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

    def marked(self, value: Expression, mark: Node, place: tuple[int, int]) -> Expression:
        if mark.kind == "maybe":
            share, _, seed = mark.tokens()[0].text[1:].partition(":")
            named = (("seed", Atom(int(seed))),) if seed else ()
            return Apply("degradeBy", (value, Atom(float(share or 0.5))), named, place)
        operands = tuple(self.step(n)[1] if n.kind == "step" else self.term(n) for n in mark.nodes())
        if mark.kind in ("faster", "slower") and any(_not_positive(operand) for operand in operands):
            self.pointless(mark)
        word = {"faster": "fast", "slower": "slow", "tagged": "tagged", "upto": "upto", "euclid": "euclid"}[mark.kind]
        return Apply(word, (value, *operands), (), place)

    def term(self, node: Node) -> Expression:
        place = self.place(node)
        match node.kind:
            case "atom":
                return Atom(_atom(node.tokens()[0].text), place)
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

    def turns(self, node: Node, place: tuple[int, int]) -> Expression:
        voices: list[Argument] = []
        for sequence in [node] if node.kind == "sequence" else node.nodes():
            voice, steps = self.sequence(sequence)
            if isinstance(voice, Apply) and voice.word == "seq" and steps == len(voice.args):
                voices.append(Apply("cat", voice.args, (), place))
            else:
                voices.append(Apply("slow", (voice, Atom(_plain(steps))), (), place))
        return (
            voices[0] if len(voices) == 1 and isinstance(voices[0], Apply) else Apply("stack", tuple(voices), (), place)
        )

    def meter(self, node: Node, place: tuple[int, int]) -> Expression:
        layers, *pace = node.nodes()
        read = [self.sequence(child) for child in ([layers] if layers.kind == "sequence" else layers.nodes())]
        beats: Expression = self.term(pace[0]) if pace else Atom(_plain(read[0][1]))
        voices: list[Argument] = []
        if pace and _not_positive(beats):
            self.pointless(pace[0])
        for voice, steps in read:
            factor: Argument
            if isinstance(beats, Atom) and isinstance(beats.value, int | float | Fraction):
                factor = Atom(_plain(Fraction(beats.value) / steps))
            else:
                factor = Apply("div", (beats, Atom(_plain(steps))), (), place)
            voices.append(Apply("fast", (voice, factor), (), place))
        return (
            voices[0] if len(voices) == 1 and isinstance(voices[0], Apply) else Apply("stack", tuple(voices), (), place)
        )


def _not_positive(operand: Expression) -> bool:
    return isinstance(operand, Atom) and isinstance(operand.value, int | float) and operand.value <= 0


def _weighted(steps: Steps, place: tuple[int, int]) -> Expression:
    return Apply("timecat", tuple((Atom(weight), step) for weight, step in steps), (), place)


def _plain(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number


def _atom(text: str) -> Value:
    """A word of a string: a number if it reads as one, else itself."""
    if text[0].isalpha() or "_" in text:
        return text
    try:
        return int(text)
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            return text
        return value if value - value == 0 else text


def forget() -> None:
    """Drop the memory of strings already parsed."""
    _parsed.cache_clear()
