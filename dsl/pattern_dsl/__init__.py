"""The Pattern language: from text to meaning. It knows the engine; it refuses to know servers and editors."""

from __future__ import annotations

from pattern_dsl import compiler, mini
from pattern_dsl.compiler import check, compile_expression, compile_program
from pattern_dsl.diagnostic import Diagnostic, ProgramError, report
from pattern_dsl.snapshot import Snapshot


def clear_caches() -> None:
    """Forget every parse and memo. Answers stay the same; the next ones take longer."""
    compiler.forget()
    mini.forget()


__all__ = [
    "Diagnostic",
    "ProgramError",
    "Snapshot",
    "check",
    "clear_caches",
    "compile_expression",
    "compile_program",
    "report",
]
