"""Expressions: a pattern as data, before anything is asked of it.

The language compiles text to these; a program carries them between processes and compares them to see what
an edit changed. Places in the text do not take part in comparison, so moved text is unchanged music.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TypeAlias

from pattern_engine.event import Value


@dataclass(frozen=True, slots=True)
class Atom:
    """One value for the whole of every cycle, and where it stands in the text."""

    value: Value
    origin: tuple[int, int] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """A word of the vocabulary applied to arguments; a method's receiver is its first argument."""

    word: str
    args: tuple[Argument, ...]
    named: tuple[tuple[str, Argument], ...] = ()
    origin: tuple[int, int] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """A function value such as ``.rev().fast(2)``: steps applied in order, each still lacking its receiver."""

    steps: tuple[Apply, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """A parameter of a function around it: what it is applied to comes here."""

    name: str


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function value such as ``x => x.add(7)``: a body with holes named by the parameters."""

    parameters: tuple[str, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Table:
    """Expressions under keys: ``{kick: "c2", 3: "e2"}``. Keys are as values are written."""

    entries: tuple[tuple[str, Argument], ...]


Expression: TypeAlias = "Atom | Apply | Hole"
Argument: TypeAlias = "Expression | Chain | Lambda | Table | tuple[Argument, ...]"

CALLS = 20_000
"""Calls that may be inside each other while the deepest expression the language accepts is read, sent or played."""


def make_room() -> None:
    """Let Python nest ``CALLS`` calls; its own limit is a guard against endless recursion, and there is none here."""
    if sys.getrecursionlimit() < CALLS:
        sys.setrecursionlimit(CALLS)
