"""``--check`` and every other place where diagnostics are shown: for people, for programs, for a forge."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pattern_dsl import Snapshot, check
from pattern_dsl.diagnostic import Diagnostic, report
from pattern_dsl.source import Source
from pattern_server.arguments import Options
from pattern_server.patience import HANG, OutOfPatience, patience
from pattern_server.reading import read_source
from pattern_server.trouble import PROGRAM, Trouble
from pattern_server.writing import say

MOST_CHARACTERS = 200_000
"""Diagnostics stop here; whoever has this many reads the first ones."""


def check_file(options: Options) -> int:
    """Show the diagnostics of a file; 1 if there are errors."""
    snapshot = checked(options)
    if options.output in (None, "text"):
        show(snapshot.diagnostics, snapshot.source)
    else:
        say(_FORMS[options.output](snapshot.diagnostics, snapshot.source))
    errors = sum(diagnostic.severity == "error" for diagnostic in snapshot.diagnostics)
    if errors:
        raise Trouble(PROGRAM)
    return 0


def checked(options: Options) -> Snapshot:
    """The file of *options*, read and checked: what ``--check`` says is what is played. Raises ``Trouble``."""
    text, name = read_source("-" if options.file is None else options.file)
    try:
        with patience(HANG), uncollected():
            return check(text, name, loop=options.loop or options.watch)
    except OutOfPatience as error:
        limit = f"more than {HANG} s of CPU time, which is a limit of time and not of the language"
        raise Trouble(PROGRAM, f"cannot check {name}: it takes {limit}") from error


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles: reading makes a great many values and no cycle, and the search is a quarter of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def show(diagnostics: Sequence[Diagnostic], source: Source) -> None:
    """Write *diagnostics* to standard error, each with excerpt and caret."""
    if sys.stderr is None:
        return
    sys.stderr.write(_bounded(diagnostics, lambda diagnostic: report(diagnostic, source).rstrip()))


def _bounded(diagnostics: Sequence[Diagnostic], form: Callable[[Diagnostic], str]) -> str:
    """*diagnostics* in their *form* one after the other, as many as fit, and how many did not."""
    shown: list[str] = []
    size = 0
    for number, diagnostic in enumerate(diagnostics):
        shown.append(f"{form(diagnostic)}\n")
        size += len(shown[-1])
        if size > MOST_CHARACTERS:
            return "".join([*shown[:-1], f"… and {len(diagnostics) - number} more\n"])
    return "".join(shown)


def _as_json(diagnostics: tuple[Diagnostic, ...], source: Source) -> str:
    kept: list[str] = []
    size = 0
    for diagnostic in diagnostics:
        record = json.dumps(_record(diagnostic, source), ensure_ascii=False, separators=(",", ":"))
        size += len(record)
        if size > MOST_CHARACTERS:
            break
        kept.append(record)
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    head = json.dumps({"file": source.name, "errors": errors, "total": len(diagnostics)}, ensure_ascii=False)
    return f'{head[:-1]}, "diagnostics": [{",".join(kept)}]}}\n'


def _record(diagnostic: Diagnostic, source: Source) -> dict[str, str | int | None]:
    line, column = source.line_column(diagnostic.begin)
    end_line, end_column = source.line_column(diagnostic.end)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "effect": diagnostic.effect,
        "begin": diagnostic.begin,
        "end": diagnostic.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


_LEVELS = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}


def _as_github(diagnostics: tuple[Diagnostic, ...], source: Source) -> str:
    return _bounded(diagnostics, lambda diagnostic: _annotation(diagnostic, source))


def _annotation(diagnostic: Diagnostic, source: Source) -> str:
    line, column = source.line_column(diagnostic.begin)
    end_line, end_column = source.line_column(diagnostic.end)
    place = f"file={_escaped(source.name, ':,')},line={line},endLine={end_line}"
    if line == end_line:
        place += f",col={column},endColumn={end_column}"
    message = diagnostic.message if diagnostic.hint is None else f"{diagnostic.message}\n{diagnostic.hint}"
    return f"::{_LEVELS[diagnostic.severity]} {place},title={diagnostic.code}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


_FORMS: dict[str, Callable[[tuple[Diagnostic, ...], Source], str]] = {"json": _as_json, "github": _as_github}
