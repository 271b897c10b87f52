"""Diagnostics: what is wrong with a text, exactly where, what to do, and what it does to the sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pattern_dsl.source import Source
from pattern_dsl.tree import Fault

Severity = Literal["error", "warning", "info", "hint"]

CODES = {
    "PS001": "something is missing",
    "PS002": "something is unexpected",
    "PS004": "a sign the language does not know",
    "PS006": "brackets inside brackets, too deep",
    "PS010": "mini-notation does not read",
    "PS012": "an empty pattern",
    "PS101": "an unknown instrument",
    "PS102": "an unknown method",
    "PS103": "an unknown argument name",
    "PS105": "an unknown name",
    "PS106": "an unknown key or scale",
    "PS108": "an unknown module",
    "PS110": "a word that is no note, drum or chord",
    "PS203": "a tempo that cannot be played",
    "PS204": "a header that makes no sense",
    "PS205": "an argument of the wrong kind",
    "PS206": "too few or too many arguments",
    "PS301": "a length or factor that is not positive",
    "PS308": "too many events",
    "PS310": "a word refuses its arguments",
    "PS403": "a name that reads as a note",
    "PS404": "a name used twice",
}
"""Every code and what it stands for."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: a stable *code*, the smallest range that shows it (code points), what, help and effect."""

    code: str
    severity: Severity
    begin: int
    end: int
    message: str
    hint: str | None = None
    effect: str | None = None


class ProgramError(Exception):
    """A text has errors; ``diagnostics`` says which, ``source`` is the text."""

    def __init__(self, source: Source, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(report(diagnostic, source) for diagnostic in diagnostics))
        self.source = source
        self.diagnostics = tuple(diagnostics)


def report(diagnostic: Diagnostic, source: Source) -> str:
    """The diagnostic as people read it: place, code, message, the line with carets below, hint and effect."""
    line, column = source.line_column(diagnostic.begin)
    text = source.line(line)
    shown, start = _window(text, column - 1)
    width = max(1, min(diagnostic.end - diagnostic.begin, len(shown) - start))
    pad = "".join("\t" if sign == "\t" else " " for sign in shown[:start])
    gutter = len(str(line))
    lines = [
        f"{source.name}:{line}:{column}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}",
        f"{line} | {shown}",
        f"{' ' * gutter} | {pad}{'^' * width}",
    ]
    lines += [f"{' ' * gutter} = help: {diagnostic.hint}"] if diagnostic.hint else []
    lines += [f"{' ' * gutter} = sound: {diagnostic.effect}"] if diagnostic.effect else []
    return "\n".join(lines)


def _window(text: str, column: int) -> tuple[str, int]:
    """At most 120 signs of a line around *column*, and where the column is in them."""
    clean = "".join(sign if sign.isprintable() or sign == "\t" else "�" for sign in text)
    if len(clean) <= 120:
        return clean, column
    begin = max(0, min(column - 60, len(clean) - 120))
    return clean[begin : begin + 120], column - begin


_SPOKEN = {
    "SEMICOLON": "a semicolon ;",
    "RPAR": "a closing bracket )",
    "RSQB": "a closing bracket ]",
    "RBRACE": "a closing brace }",
    "LBRACE": "an opening brace {",
    "MORETHAN": "a closing bracket >",
    "NUMBER": "a number",
    "NAME": "a name",
    "NOTE": "a note",
    "STRING": "a text in quotes",
    "WORD": "a step",
    "BARBEAT": "a bar:beat",
    "DOT": "a method",
    "$END": "the end",
}

_FAULTY_SIGNS = {"'": '"', "“": '"', "”": '"', "„": '"', "‘": '"', "’": '"', "\xa0": "a blank", "；": ";", "（": "("}


def of_fault(fault: Fault, text: str, offset: int = 0) -> Diagnostic:
    """The diagnostic for a fault the parser met; *text* is what was parsed, *offset* where it begins."""
    begin, end = fault.begin + offset, fault.end + offset
    found = f"not {fault.found[:40]!r}" if fault.found else "but the text ends"
    effect = "the last good version goes on"
    match fault.kind:
        case "missing":
            wanted = " and ".join(_SPOKEN.get(kind, kind) for kind in fault.wanted)
            code = "PS010" if "WORD" in fault.wanted or "MORETHAN" in fault.wanted else "PS001"
            return Diagnostic(code, "error", begin, end, f"{wanted} is missing here, {found}", None, effect)
        case "open string":
            message = "the text in quotes is not closed"
            return Diagnostic("PS001", "error", begin, end, message, 'write " before the end of the line', effect)
        case "unknown":
            right = _FAULTY_SIGNS.get(fault.found)
            hint = f"write {right}" if right else None
            name = f"{fault.found!r} (U+{ord(fault.found):04X})"
            return Diagnostic("PS004", "error", begin, end, f"{name} has no meaning here", hint, effect)
        case "too deep":
            return Diagnostic("PS006", "error", begin, end, "more than 200 brackets inside each other", None, effect)
        case _:
            wanted = _choice(fault.wanted)
            shown = repr(fault.found[:40]) if fault.found else "the end of the text"
            message = f"{shown} is not expected here" + (f"; expected {wanted}" if wanted else "")
            hint = "statements stand in a block: melody { … }" if "MELODY" in fault.wanted else None
            return Diagnostic("PS002", "error", begin, end, message, hint, effect)


def _choice(kinds: Iterable[str]) -> str:
    found = list(dict.fromkeys(_SPOKEN.get(kind, kind.lower() if kind.isalpha() else "") for kind in kinds))
    names = [name for name in found if name]
    if len(names) > 5:
        names = [*names[:4], "…"]
    return ", ".join(names)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A question naming the closest of *names*, or None if none is close."""
    from difflib import get_close_matches

    lower = {candidate.lower(): candidate for candidate in names}
    found = get_close_matches(name.lower(), list(lower), 1, 0.6)
    return f"did you mean {lower[found[0]]}?" if found else None
