"""The compiler: from a text to the program it means, with everything that is wrong with it on the way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from pattern_dsl.amounts import said_twice
from pattern_dsl.blocks import Blocks
from pattern_dsl.density import Loads
from pattern_dsl.diagnostic import SILENT, Diagnostic, ProgramError, nearest, of_fault
from pattern_dsl.headers import Headers
from pattern_dsl.parser import parse
from pattern_dsl.quick import quick
from pattern_dsl.snapshot import Snapshot
from pattern_dsl.source import Source
from pattern_dsl.syntax import Block, Header, Import, Item, Let, Placed, items
from pattern_dsl.terms import Terms
from pattern_engine.expression import Expression, make_room
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.pattern import Pattern
from pattern_engine.program import Program

PACKS = ("keys", "drums", "strings", "guitars", "basses", "synths", "bells", "gm")
"""Instrument packs an import can name; an instrument is found by its own name in any of them."""


def check(text: str, name: str = "<text>", *, loop: bool = False) -> Snapshot:
    """Read *text* (called *name* in messages): its diagnostics, and the program it means if none is an error.

    *loop* makes a text of placed notes alone begin again at its end.
    """
    make_room()
    source = Source(name, text)
    root, faults = parse("pattern", text)
    problems = [of_fault(fault) for fault in faults]
    program = _program(items(root), problems, loop)
    if faults:  # a bracket or a comma that is missing can make a number a receiver
        problems = [problem for problem in problems if problem.code != "PS207"]
    problems = sorted(dict.fromkeys(problems), key=lambda problem: (problem.begin, problem.code))
    failed = any(problem.severity == "error" for problem in problems)
    return Snapshot(source, tuple(problems), None if failed else program)


def compile_program(text: str, name: str = "<text>", *, loop: bool = False) -> Program:
    """The program *text* means. Raises ``ProgramError`` with every diagnostic if it has errors."""
    snapshot = check(text, name, loop=loop)
    if snapshot.program is None:
        raise ProgramError(snapshot.source, [p for p in snapshot.diagnostics if p.severity == "error"])
    return snapshot.program


def compile_expression(code: str) -> Pattern:
    """The pattern an expression of the language means, words as written. Raises ``ProgramError`` if it has errors.

    >>> [str(event) for event in compile_expression('"bd sd".fast(2)').query(0, "1/2")]
    ['[ 0/1 → 1/4 | bd ]', '[ 1/4 → 1/2 | sd ]']
    """
    return _compiled(code)


@lru_cache(maxsize=256)
def _compiled(code: str) -> Pattern:
    """Patterns are values, so all who ask for the same expression may share one."""
    make_room()
    meaning = _string_alone(code) or _expression(code)
    try:
        return pattern_of(meaning)
    except MeaningError as error:
        begin, end = error.origin or (0, len(code))
        problem = Diagnostic("PS310", "error", begin, end, str(error), None, SILENT)
        raise ProgramError(Source("<expression>", code), [problem]) from error


def forget() -> None:
    """Drop the memory of expressions already compiled."""
    _compiled.cache_clear()


def _string_alone(code: str) -> Expression | None:
    """What *code* means if it is one string, written as most are, and not too much; else None."""
    if len(code) < 2 or code[0] != '"' or code.find('"', 1) != len(code) - 1 or "\\" in code or "\n" in code:
        return None
    meaning = quick(code[1:-1], 1)
    return None if meaning is None or Loads().of(meaning).refusal else meaning


def _expression(code: str) -> Expression:
    """What *code* means. Raises ``ProgramError`` if it has errors or is too much."""
    prefix = "let it = "
    source = Source("<expression>", code)
    root, faults = parse("pattern", f"{prefix}{code}\n;", -len(prefix))
    if faults:
        raise ProgramError(source, [_inside(of_fault(fault), code) for fault in faults])
    found = items(root)
    if len(found) != 1 or not isinstance(found[0], Let):
        problem = Diagnostic("PS002", "error", 0, len(code), "one expression is expected", None, SILENT)
        raise ProgramError(source, [problem])
    terms = Terms({})
    meaning = terms.expression(found[0].value)
    problems = [problem for problem in terms.problems if problem.severity == "error"]
    refusal = Loads().of(meaning).refusal
    problems += [Diagnostic("PS308", "error", 0, len(code), refusal, None, SILENT)] if refusal else []
    if problems:
        raise ProgramError(source, problems)
    return meaning


def _inside(problem: Diagnostic, code: str) -> Diagnostic:
    return replace(problem, begin=max(0, min(problem.begin, len(code))), end=max(0, min(problem.end, len(code))))


def _program(found: list[Item], problems: list[Diagnostic], loop: bool) -> Program:
    """The program that items mean; *problems* grows."""
    headers = Headers(problems)
    imports: dict[str, str] = {}
    for item in found:
        if isinstance(item, Header):
            headers.read(item)
        elif isinstance(item, Import):
            problems += _module_problems(item)
            imports |= {used.text: original.text for original, used in item.names}
    blocks = Blocks(headers, imports, problems)
    patterned = any(item.goes_on for item in found if isinstance(item, Block))
    for item in found:
        if isinstance(item, Let):
            blocks.let(item, blocks.lets)
        elif isinstance(item, Block):
            blocks.read(item, looping=loop or patterned)
            for statement in item.statements:
                if isinstance(statement, Placed) and len(statement.tails) > 1:
                    problems += said_twice(statement)
    return Program(
        tuple(blocks.parts),
        headers.timeline(),
        None if loop or patterned else blocks.placed or Fraction(0),
        blocks.placed,
        headers.key,
        headers.seed,
        headers.title,
        tuple(sorted(imports.items())),
        blocks.start,
    )


def _module_problems(item: Import) -> list[Diagnostic]:
    module, place = item.module.text, (item.module.begin, item.module.end)
    if module in PACKS or not item.module.closed:
        return []
    hint = nearest(module, PACKS) or f"packs are {', '.join(PACKS)}"
    if module.isidentifier():
        message = f"there is no pack called {module}; its instruments are looked for by name"
        return [Diagnostic("PS108", "warning", *place, message, hint)]
    message = f"there is no module {module[:40]!r}"
    return [Diagnostic("PS108", "error", *place, message, hint, SILENT)]
