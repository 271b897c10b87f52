"""A snapshot: one version of a text and what can be known about it."""

from __future__ import annotations

from dataclasses import dataclass

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.source import Source
from pattern_engine.program import Program


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A text, its diagnostics in order of place, and the program it means; None while it has errors."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    program: Program | None
