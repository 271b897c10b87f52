"""Voices: what the statements and blocks of a text are while it is not known where in time they are played."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from pattern_dsl.scope import Bound
from pattern_dsl.statements import Placed, Played
from pattern_dsl.syntax import Block
from pattern_engine.expression import Expression
from pattern_engine.program import Part


class Voice(NamedTuple):
    """A part whose music still has the key to be filled in, and what it is called by.

    ``block`` and ``label`` are its names, ``placed`` says that it is notes at a time.
    """

    part: Part
    block: str
    label: str | None
    placed: bool

    def called(self, name: str) -> bool:
        """Whether *name* means it: its block's name or its own."""
        return name in (self.block, self.label)


class Heard(NamedTuple):
    """A statement without mistakes: what its block is, which sound plays it, and its music."""

    statement: Placed | Played
    role: str
    sound: str
    music: Expression


class Laid(NamedTuple):
    """A block as it was read: its voices, its length in bars, and what names stood for before it."""

    block: Block
    voices: tuple[Voice, ...]
    length: Fraction
    scope: Mapping[str, Bound] = {}
