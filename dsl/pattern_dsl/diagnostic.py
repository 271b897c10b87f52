"""Diagnostics: what is wrong with a text, exactly where, what to do, and what it does to the sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import combining, east_asian_width

from pattern_dsl.source import Source
from pattern_dsl.tree import Fault

Severity = Literal["error", "warning", "info", "hint"]

CODES = {
    "PS001": "something is missing",
    "PS002": "something is unexpected",
    "PS004": "a sign the language does not know",
    "PS006": "nested too deep",
    "PS007": "too long to be read",
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
    "PS302": "a number too large to be played",
    "PS308": "too much to play",
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


_LONGEST_NAME = 40
"""Signs of a name for which a nearest one is looked for."""


class ProgramError(Exception):
    """A text has errors; ``diagnostics`` says which, ``source`` is the text."""

    def __init__(self, source: Source, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(report(diagnostic, source) for diagnostic in diagnostics))
        self.source = source
        self.diagnostics = tuple(diagnostics)


def report(diagnostic: Diagnostic, source: Source) -> str:
    """The diagnostic as people read it: place, code, message, the line with carets below, hint and effect."""
    line, column = source.line_column(diagnostic.begin)
    before, marked, after = _excerpt(source.line(line), column - 1, diagnostic.end - diagnostic.begin)
    gutter = " " * len(str(line))
    lines = [
        f"{source.name}:{line}:{column}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}",
        f"{line} | {before}{marked}{after}",
        f"{gutter} | {_blanks(before)}{'^' * max(1, len(_blanks(marked)))}",
    ]
    lines += [f"{gutter} = help: {diagnostic.hint}"] if diagnostic.hint else []
    lines += [f"{gutter} = sound: {diagnostic.effect}"] if diagnostic.effect else []
    return "\n".join(lines)


_SHOWN = 120
"""Signs of a line that are shown at most."""


def _excerpt(text: str, column: int, length: int) -> tuple[str, str, str]:
    """What is shown of a line before, in and after the marked place."""
    begin = max(0, min(column - _SHOWN // 2, len(text) - _SHOWN))
    end = begin + _SHOWN
    stop = min(column + length, end)
    return _printable(text[begin:column]), _printable(text[column:stop]), _printable(text[stop:end])


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in text)


def _blanks(text: str) -> str:
    """Blanks as wide as *text* on a terminal; tabs stay tabs."""
    return "".join("\t" if sign == "\t" else " " * _width(sign) for sign in text)


def _width(sign: str) -> int:
    if combining(sign):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


_SPOKEN = {
    "SEMICOLON": "a semicolon ;",
    "RPAR": "a closing bracket )",
    "RSQB": "a closing bracket ]",
    "RBRACE": "a closing brace }",
    "LBRACE": "an opening brace {",
    "MORETHAN": "a closing bracket >",
    "NUMBER": "a number",
    "VALUE": "a value",
    "NAME": "a name",
    "STRING": "a text in quotes",
    "WORD": "a step",
    "DOT": "a method",
    "EQUAL": "an equals sign =",
    "COMMA": "a comma",
    "COLON": "a colon",
    "$END": "the end",
    "LPAR": "an opening bracket (",
    "LSQB": "an opening bracket [",
    "BARBEAT": "a bar:beat",
    "SECONDS": "seconds",
    "NOTE": "a note",
}

_OTHER_ITEMS = {"RHYTHM", "HARMONY", "CONTRAST", "MUTE", "SOLO", "LET", "$END"}
_HEADERS = {"TEMPO", "METER", "KEY", "SEED", "SWING", "TITLE"}
_MARKS = {"SLASH", "COPIES", "MAYBE", "COLON", "UPTO", "LPAR", "LONGER", "FOOT", "VBAR"}

_GROUPS = (
    ({"NUMBER", "STRING", "NAME", "LPAR"}, "a value", {"LSQB", "MINUS", "NOTE", "DOT"}),
    ({"MELODY", "IMPORT"}, "a block or header", _OTHER_ITEMS | _HEADERS),
    ({"BARS", "BEATS"}, "bars, beats or cycles", {"BAR", "BEAT", "CYCLE", "CYCLES"}),
    ({"MELODY"}, "melody, rhythm, harmony or contrast", {"RHYTHM", "HARMONY", "CONTRAST"}),
    ({"STAR", "WEIGHT"}, "a mark such as *2", _MARKS),
    ({"WORD", "LSQB"}, "a step", {"REST", "INSERT", "LESSTHAN", "LBRACE", "LONGER", "COUNTED"}),
    ({"PLUS", "STAR"}, "an operator", {"MINUS", "SLASH", "PERCENT"}),
    ({"NAME", "NOTE"}, "a name", {"MUTE", "SOLO", "LET"}),
)
"""Kinds of words that are one thing together: all of the first set are expected; the second set joins them."""

_FAULTY_SIGNS = {
    **dict.fromkeys("'“”„‘’", '"'),
    "\u00a0": "a blank",
    "；": ";",
    "（": "(",
    "）": ")",
    "，": ",",
    "—": "-",
    "–": "-",
}
_EFFECT = "the last good version goes on"


def of_fault(fault: Fault, offset: int = 0, *, mini: bool = False) -> Diagnostic:
    """The diagnostic for a fault the parser met in a text or, *mini*, in a string that begins at *offset*."""
    begin, end = fault.begin + offset, fault.end + offset
    code, message, hint = _told(fault)
    if mini and code in ("PS001", "PS002"):
        code, message = "PS010", message.replace("the text ends", "the string ends")
    return Diagnostic(code, "error", begin, end, message, hint, _EFFECT)


def _told(fault: Fault) -> tuple[str, str, str | None]:
    """Code, message and hint of a fault."""
    found = fault.found[:40]
    match fault.kind:
        case "missing":
            wanted = " and ".join(_SPOKEN.get(kind, kind) for kind in fault.wanted)
            return "PS001", f"{wanted} is missing here, {f'before {found!r}' if found else 'the text ends'}", None
        case "open string":
            return "PS001", "the text in quotes is not closed", 'write " before the end of the line'
        case "open comment":
            return "PS001", "the comment is not closed", "write */ at its end"
        case "unknown":
            right = _FAULTY_SIGNS.get(found)
            return "PS004", f"{found!r} (U+{ord(found):04X}) has no meaning here", f"write {right}" if right else None
        case "too deep":
            return (
                "PS006",
                "more than 200 brackets inside each other, or methods in a row",
                "name a piece of it with let",
            )
        case "too long":
            return "PS007", "the text is too long; from here on it is not read", "split it into several files"
        case "too large":
            return "PS302", f"{found[:20]}… is too large a number", "numbers have at most 15 digits"
        case "unexpected":
            wanted = _choice(fault.wanted)
            message = f"{found!r} is not expected here" if found else "the text ends too early"
            hint = "statements stand in a block: melody { … }" if "MELODY" in fault.wanted else None
            return "PS002", message + (f"; expected {wanted}" if wanted else ""), hint


def _choice(kinds: Iterable[str]) -> str:
    """What could stand in a place, as people say it."""
    left = dict.fromkeys(kinds)
    names: list[str] = []
    for needed, name, joined in _GROUPS:
        if needed <= left.keys():
            names.append(name)
            left = dict.fromkeys(kind for kind in left if kind not in needed | joined)
    names += [_SPOKEN.get(kind, kind.lower()) for kind in left]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A question naming the closest of *names*, or None if none is close."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extractOne

    if len(name) > _LONGEST_NAME:
        return None
    found = extractOne(name, list(names), scorer=Indel.normalized_similarity, processor=str.lower, score_cutoff=0.59)
    return f"did you mean {found[0]}?" if found else None
