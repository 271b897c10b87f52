"""Reports: diagnostics for programs to read, as JSON, as annotations of GitHub, as SARIF 2.1.0.

Lines and columns count from 1. Columns are code points, except in SARIF, where they are UTF-16 code units.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.fix import Fix, Related
from pattern_dsl.source import Source

MOST_CHARACTERS = 200_000
"""Diagnostics stop here; whoever has this many reads the first ones."""

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | bool | None"

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def bounded(diagnostics: Sequence[Diagnostic], form: Callable[[Diagnostic], str]) -> str:
    """*diagnostics* in their *form* one after the other, as many as fit, and how many did not."""
    shown: list[str] = []
    size = 0
    for number, diagnostic in enumerate(diagnostics):
        shown.append(f"{form(diagnostic)}\n")
        size += len(shown[-1])
        if size > MOST_CHARACTERS:
            return "".join([*shown[:-1], f"… and {len(diagnostics) - number} more\n"])
    return "".join(shown)


def as_json(diagnostics: Sequence[Diagnostic], source: Source) -> str:
    """One object: the file, how many errors and diagnostics there are, and the first of them."""
    kept = list(_fitting(_record(diagnostic, source) for diagnostic in diagnostics))
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    head = json.dumps({"file": source.name, "errors": errors, "total": len(diagnostics)}, ensure_ascii=False)
    return f'{head[:-1]}, "diagnostics": [{",".join(kept)}]}}\n'


def _fitting(records: Iterator[Plain]) -> Iterator[str]:
    """*records* as JSON, as many as fit."""
    size = 0
    for record in records:
        written = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        size += len(written)
        if size > MOST_CHARACTERS:
            return
        yield written


def _record(diagnostic: Diagnostic, source: Source) -> Plain:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "effect": diagnostic.effect,
        **_place(diagnostic.begin, diagnostic.end, source),
        "related": [{"message": one.message, **_place(one.begin, one.end, source)} for one in diagnostic.related],
        "fixes": [
            {
                "title": fix.title,
                "safe": fix.safe,
                "edits": [{"text": edit.text, **_place(edit.begin, edit.end, source)} for edit in fix.edits],
            }
            for fix in diagnostic.fixes
        ],
    }


def _place(begin: int, end: int, source: Source) -> dict[str, Plain]:
    line, column = source.line_column(begin)
    end_line, end_column = source.line_column(end)
    return {
        "begin": begin,
        "end": end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


_LEVELS = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}


def as_github(diagnostics: Sequence[Diagnostic], source: Source) -> str:
    """A workflow command a line, from which GitHub makes annotations."""
    return bounded(diagnostics, lambda diagnostic: _annotation(diagnostic, source))


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


def as_sarif(diagnostics: Sequence[Diagnostic], source: Source) -> str:
    """A log of one run: a rule for each code, a result for each diagnostic that fits."""
    from pattern_dsl.catalogue import CATALOGUE

    index = {entry.code: number for number, entry in enumerate(CATALOGUE)}
    rules: Plain = [
        {
            "id": entry.code,
            "shortDescription": {"text": entry.title},
            "fullDescription": {"text": entry.meaning},
            "help": {"text": f"{entry.help} Sound: {entry.effect}."},
            "defaultConfiguration": {"level": _SARIF_LEVELS[entry.severity]},
        }
        for entry in CATALOGUE
    ]
    artifact = _Artifact(source)
    results = ",".join(_fitting(artifact.result(one, index[one.code]) for one in diagnostics))
    tool = {"driver": {"name": "pattern-run", "rules": rules}}
    head = json.dumps({"columnKind": "utf16CodeUnits", "tool": tool}, ensure_ascii=False)
    schema = '"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"'
    return f'{{{schema}, "runs": [{head[:-1]}, "results": [{results}]}}]}}\n'


_SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}


class _Artifact:
    """A text as SARIF speaks of it. Made and dropped by ``as_sarif``."""

    def __init__(self, source: Source) -> None:
        from urllib.parse import quote

        name = quote(source.name.replace("\\", "/"))
        self.location: Plain = {"uri": f"file://{name}" if name.startswith("/") else name}
        self.source = source
        self.astral = [found.start() for found in _ASTRAL.finditer(source.text)]

    def result(self, diagnostic: Diagnostic, rule: int) -> Plain:
        hint = f"; {diagnostic.hint}" if diagnostic.hint else ""
        return {
            "ruleId": diagnostic.code,
            "ruleIndex": rule,
            "level": _SARIF_LEVELS[diagnostic.severity],
            "message": {"text": f"{diagnostic.message}{hint}"},
            "locations": [self.at(diagnostic.begin, diagnostic.end)],
            "relatedLocations": [self.related(one, number) for number, one in enumerate(diagnostic.related)],
            "fixes": [self.fix(fix) for fix in diagnostic.fixes],
        }

    def at(self, begin: int, end: int) -> dict[str, Plain]:
        return {"physicalLocation": {"artifactLocation": self.location, "region": self.region(begin, end)}}

    def related(self, related: Related, number: int) -> Plain:
        return {"id": number, "message": {"text": related.message}, **self.at(related.begin, related.end)}

    def fix(self, fix: Fix) -> Plain:
        replacements: list[Plain] = [
            {"deletedRegion": self.region(edit.begin, edit.end), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
        ]
        change: Plain = {"artifactLocation": self.location, "replacements": replacements}
        return {"description": {"text": fix.title}, "artifactChanges": [change]}

    def region(self, begin: int, end: int) -> Plain:
        line, column = self.spot(begin)
        end_line, end_column = self.spot(end)
        return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}

    def spot(self, offset: int) -> tuple[int, int]:
        """Line and column of *offset*, a sign beyond the first plane counted as two."""
        line, column = self.source.line_column(offset)
        pairs = bisect_left(self.astral, offset) - bisect_left(self.astral, offset - column + 1)
        return line, column + pairs


FORMS: dict[str, Callable[[Sequence[Diagnostic], Source], str]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""The forms by name."""
