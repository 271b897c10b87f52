"""Expressions: a pattern as data, before anything is asked of it.

The language compiles text to these; a program carries them between processes and compares them to see what
an edit changed. Places in the text do not take part in comparison, so moved text is unchanged music. The classes are
written out, since ``dataclasses`` would be a tenth of the time to the first note.
"""

from __future__ import annotations

import sys
from typing import Final, TypeAlias

from pattern_engine.event import Value


class Atom:
    """One value for the whole of every cycle, and where it stands in the text."""

    __slots__ = __match_args__ = ("value", "origin")

    def __init__(self, value: Value, origin: tuple[int, int] | None = None) -> None:
        self.value: Final = value
        self.origin: Final = origin

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Atom({self.value!r})"


class Apply:
    """A word of the vocabulary applied to arguments; a method's receiver is its first argument."""

    __slots__ = __match_args__ = ("word", "args", "named", "origin")

    def __init__(
        self,
        word: str,
        args: tuple[Argument, ...],
        named: tuple[tuple[str, Argument], ...] = (),
        origin: tuple[int, int] | None = None,
    ) -> None:
        self.word: Final = word
        self.args: Final = args
        self.named: Final = named
        self.origin: Final = origin

    def to(self, args: tuple[Argument, ...], named: tuple[tuple[str, Argument], ...] | None = None) -> Apply:
        """The same word applied to other arguments; *named* stay as they are if they are not given."""
        return Apply(self.word, args, self.named if named is None else named, self.origin)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Apply):
            return False
        return self.word == other.word and self.args == other.args and self.named == other.named

    def __hash__(self) -> int:
        return hash((self.word, self.args, self.named))

    def __repr__(self) -> str:
        named = [f"{name}={value!r}" for name, value in self.named]
        return f"{self.word}({', '.join([*map(repr, self.args), *named])})"


class Chain:
    """A function value such as ``.rev().fast(2)``: steps applied in order, each still lacking its receiver."""

    __slots__ = __match_args__ = ("steps",)

    def __init__(self, steps: tuple[Apply, ...]) -> None:
        self.steps: Final = steps

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chain) and self.steps == other.steps

    def __hash__(self) -> int:
        return hash(self.steps)

    def __repr__(self) -> str:
        return f"Chain{self.steps!r}"


class Hole:
    """A parameter of a function around it: what it is applied to comes here."""

    __slots__ = __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hole) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Hole({self.name!r})"


class Lambda:
    """A function value such as ``x => x.add(7)``: a body with holes named by the parameters."""

    __slots__ = __match_args__ = ("parameters", "body")

    def __init__(self, parameters: tuple[str, ...], body: Expression) -> None:
        self.parameters: Final = parameters
        self.body: Final = body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lambda) and self.parameters == other.parameters and self.body == other.body

    def __hash__(self) -> int:
        return hash((self.parameters, self.body))

    def __repr__(self) -> str:
        return f"Lambda({self.parameters!r}, {self.body!r})"


class Table:
    """Expressions under keys: ``{kick: "c2", 3: "e2"}``. Keys are as values are written."""

    __slots__ = __match_args__ = ("entries",)

    def __init__(self, entries: tuple[tuple[str, Argument], ...]) -> None:
        self.entries: Final = entries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(self.entries)

    def __repr__(self) -> str:
        return f"Table({self.entries!r})"


Expression: TypeAlias = "Atom | Apply | Hole"
Argument: TypeAlias = "Expression | Chain | Lambda | Table | tuple[Argument, ...]"

CALLS = 20_000
"""Calls that may be inside each other while the deepest expression the language accepts is read, sent or played."""


def make_room() -> None:
    """Let Python nest ``CALLS`` calls; its own limit is a guard against endless recursion, and there is none here."""
    if sys.getrecursionlimit() < CALLS:
        sys.setrecursionlimit(CALLS)
