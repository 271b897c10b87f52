"""Remarks: what is no mistake and yet worth a look. Made on the way of a check, from what was read and compiled."""

from __future__ import annotations

from itertools import chain

from pattern_dsl.diagnostic import Diagnostic, meant
from pattern_dsl.hearing import hearing
from pattern_dsl.idle import idle
from pattern_dsl.programs import Reading
from pattern_dsl.turning import turning
from pattern_dsl.usage import usage
from pattern_dsl.walking import walked

MOST = 10_000
"""Remarks of one text."""


def remarks(reading: Reading, text: str) -> list[Diagnostic]:
    """Every remark on a *text* that was read."""
    walk = walked(reading.found)
    walk.names.update(name for problem in reading.problems if (name := meant(problem.hint)))  # misspelt, and so used
    found = chain(usage(walk, reading.found, text), idle(walk), turning(walk), hearing(reading))
    return [remark for _, remark in zip(range(MOST), found, strict=False)]
