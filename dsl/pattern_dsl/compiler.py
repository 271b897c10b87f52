"""The compiler: from a text to the program it means, with everything that is wrong with it on the way."""

from __future__ import annotations

from functools import lru_cache

from pattern_dsl.chunks import MOST
from pattern_dsl.density import Loads
from pattern_dsl.diagnostic import SILENT, Diagnostic, ProgramError, of_fault
from pattern_dsl.document import Document, located, mended, settled, settled_program
from pattern_dsl.modules import Library
from pattern_dsl.parser import parse
from pattern_dsl.quick import quick
from pattern_dsl.scope import MOST_CALLS, TOO_MANY_CALLS, Calls, in_key
from pattern_dsl.snapshot import Snapshot
from pattern_dsl.source import Source
from pattern_dsl.statements import Let
from pattern_dsl.syntax import items
from pattern_dsl.terms import Terms
from pattern_engine.expression import Expression, make_room
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.pattern import Pattern
from pattern_engine.program import Program


def check(
    text: str, name: str = "<text>", *, loop: bool = False, library: Library | None = None, advice: bool = False
) -> Snapshot:
    """Read *text* (called *name* in messages): its diagnostics, and the program it means if none is an error.

    *loop* makes a text that would end begin again. *library* reads what it imports. *advice* asks for remarks on
    what is no mistake and yet worth a look, too.
    """
    make_room()
    source = Source(name, text)
    document = Document.of(text, library)
    problems: list[Diagnostic] = []
    reading = document.reading(problems)
    program = reading.program(loop)
    if advice:
        from pattern_dsl.remarks import remarks  # who plays a text without mistakes pays for none of this

        problems += remarks(reading, text)
    found = mended(settled(document, problems), reading.found, text, advice=advice)
    if not _spoilt(found):
        return Snapshot(source, found, program)
    from pattern_dsl.partial import partial  # as above

    return Snapshot(source, found, None, *partial(reading, document.chunks, problems, program))


def recheck(document: Document, name: str = "<text>", *, loop: bool = False) -> Snapshot:
    """What ``check`` finds in the text of *document*, with the modules that it has read.

    Found out anew is only what has changed since this was asked of the document it was edited from.
    """
    make_room()
    problems: list[Diagnostic] = []
    with document.recall.exactly():
        reading = document.reading(problems)
        program = reading.program(loop)
        if reading.blocks.calls.made > MOST_CALLS or any(problem.message == TOO_MANY_CALLS for problem in problems):
            return check(document.text, name, loop=loop, library=document.shelf.library)  # they are counted in order
        program = settled_program(program, document)
        lying = document.lying() if problems else document
    source = Source(name, document.text)
    if not problems:
        return Snapshot(source, mended((), [], source.text), program)
    items = [item for chunk in lying.chunks.pieces[:MOST] for item in chunk.read()[0]]
    found = mended(settled(document, problems), items, source.text)
    if not _spoilt(found):
        return Snapshot(source, found, program)
    from pattern_dsl.partial import partial

    problems = located(problems, document.chunks.places())
    return Snapshot(source, found, None, *partial(reading.placed(items, problems), lying.chunks, problems, program))


def _spoilt(problems: tuple[Diagnostic, ...]) -> bool:
    return any(problem.severity == "error" for problem in problems)


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
        problem = Diagnostic("PS211", "error", begin, end, str(error), None, SILENT)
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
    terms = Terms({}, Calls())
    meaning = in_key(terms.expression(found[0].value), "C major")
    problems = [problem for problem in terms.problems if problem.severity == "error"]
    refusal = Loads().of(meaning).refusal
    problems += [Diagnostic("PS308", "error", 0, len(code), refusal, None, SILENT)] if refusal else []
    if problems:
        raise ProgramError(source, problems)
    return meaning


def _inside(problem: Diagnostic, code: str) -> Diagnostic:
    return problem._replace(begin=max(0, min(problem.begin, len(code))), end=max(0, min(problem.end, len(code))))
