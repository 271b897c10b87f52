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
    "PS109": "a word that means something else elsewhere",
    "PS110": "a word that is no note, drum or chord",
    "PS203": "a tempo that cannot be played",
    "PS204": "a header that makes no sense",
    "PS202": "a number outside the range of its control",
    "PS205": "an argument of the wrong kind",
    "PS206": "too few or too many arguments",
    "PS207": "a method on something that is no pattern",
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


SILENT = "this text does not play until this is mended"
"""What an error does to the sound, whoever shows it."""

STEP_SILENT = "this step is silent"
"""What a word that cannot be played does to the sound."""

DEFAULT_VOICE = "a default voice plays it"
"""What an unknown instrument does to the sound."""

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
    "SLASH": "/",
    "PLUS": "+",
    "MINUS": "-",
    "STAR": "*",
    "PERCENT": "%",
    "VBAR": "|",
    "UPTO": "..",
    "REST": "a rest ~",
    "FOOT": "a point between spaces",
    "LONGER": "_",
    "COPIES": "!",
    "WEIGHT": "@",
    "MAYBE": "?",
    "INSERT": "$ and a name",
    "COUNTED": "^",
    "LESSTHAN": "an opening bracket <",
    "LPAR": "an opening bracket (",
    "LSQB": "an opening bracket [",
    "BARBEAT": "a bar:beat",
    "SECONDS": "seconds",
    "NOTE": "a note",
    "ARROW": "=>",
    "QUESTION": "?",
    "EQUALS": "==",
    "DIFFERS": "!=",
    "BELOW": "<",
    "ABOVE": ">",
    "UPMOST": "<=",
    "ATLEAST": ">=",
}

_OTHER_ITEMS = {"RHYTHM", "HARMONY", "CONTRAST", "MUTE", "SOLO", "LET", "$END"}
_HEADERS = {"TEMPO", "METER", "KEY", "SEED", "SWING", "TITLE"}
_SIGNS = {"PLUS", "MINUS", "STAR", "PERCENT", "COMMA", "DOT"}
_MARKS = {"SLASH", "COPIES", "MAYBE", "COLON", "UPTO", "LPAR", "LONGER", "FOOT", "VBAR"}
_LOGIC = {"ARROW", "QUESTION", "EQUALS", "DIFFERS", "BELOW", "ABOVE", "UPMOST", "ATLEAST", "AND", "OR"}

_GROUPS = (
    ({"NUMBER", "STRING", "NAME", "LPAR"}, "a value", {"LSQB", "MINUS", "NOTE", "DOT", "LBRACE", "NOT"}),
    ({"MELODY", "IMPORT"}, "a block or header", _OTHER_ITEMS | _HEADERS),
    ({"BARS", "BEATS"}, "bars, beats or cycles", {"BAR", "BEAT", "CYCLE", "CYCLES"}),
    ({"MELODY"}, "melody, rhythm, harmony or contrast", {"RHYTHM", "HARMONY", "CONTRAST"}),
    ({"STAR", "WEIGHT"}, "a mark such as *2", _MARKS),
    ({"WORD", "LSQB"}, "a step", {"REST", "INSERT", "LESSTHAN", "LBRACE", "LONGER", "COUNTED"}),
    ({"PLUS", "STAR"}, "an operator", {"MINUS", "SLASH", "PERCENT"} | _LOGIC),
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


def of_fault(fault: Fault, offset: int = 0, *, mini: bool = False) -> Diagnostic:
    """The diagnostic for a fault the parser met in a text or, *mini*, in a string that begins at *offset*."""
    begin, end = fault.begin + offset, fault.end + offset
    code, message, hint = _told(fault)
    if mini and code in ("PS001", "PS002"):
        code, message = "PS010", message.replace("the text ends", "the string ends")
    return Diagnostic(code, "error", begin, end, message, hint, SILENT)


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
            much = "long" if len(fault.found) > _LONGEST_NUMBER else "large"
            return "PS302", f"{found[:20]}… is too {much} a number", _NUMBERS
        case "unexpected":
            wanted = _choice(fault.wanted)
            message = f"{found!r} is not expected here" if found else "the text ends too early"
            hint = "statements stand in a block: melody { … }" if "MELODY" in fault.wanted else None
            return "PS002", message + (f"; expected {wanted}" if wanted else ""), hint
        case _:
            return _told_of_habit(fault, found)


def _told_of_habit(fault: Fault, found: str) -> tuple[str, str, str | None]:
    """Code, message and hint of what is written otherwise in other languages."""
    meant = fault.wanted[0][:40] if fault.wanted else ""
    match fault.kind:
        case "typed string":
            return "PS002", f"there are no {found}-strings: a text in quotes is a pattern as it is", f"write {meant}"
        case "no zero":
            return "PS002", "a number begins with a digit", f"write {meant}"
        case "comma":
            return "PS002", f"decimals are written with a point: {meant}", f"write {meant}"
        case "negative":
            return "PS002", f"{found} is below zero; only a number from 0 up can stand here", None
        case "apart":
            return "PS001", f"notes that sound together are joined with commas: {meant}", f"write {meant}"
        case "misspelt":
            return "PS002", f"there is no {found} here", f"did you mean {meant}?"
        case _:
            return "PS002", f"the language has no {found}", "a text is made of blocks, headers, lets and imports"


_METER = ("SLASH",)
"""What only the middle of a meter wants."""

_LONGEST_NUMBER = 60
"""Signs a number may have."""

_NUMBERS = f"numbers have at most 15 digits before the point, and {_LONGEST_NUMBER} signs in all"

_MOST_NAMED = 4
"""Things that are named at most where one of them is expected."""


def _choice(kinds: tuple[str, ...]) -> str:
    """What could stand in a place, as people say it: the likeliest few."""
    if kinds == _METER:
        return "/ and a number: meter 4/4;"
    left = dict.fromkeys(kinds)
    names: list[str] = []
    for needed, name, joined in _GROUPS:
        if needed <= left.keys():
            names.append(name)
            left = dict.fromkeys(kind for kind in left if kind not in needed | joined)
    names += [_SPOKEN.get(kind, kind.lower()) for kind in sorted(left, key=_likeliest)]
    names = names[:_MOST_NAMED]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _likeliest(kind: str) -> int:
    """The place of *kind* among what may be expected: ends, then keywords, then marks."""
    return 0 if kind in ("SEMICOLON", "RPAR", "RSQB", "RBRACE", "MORETHAN") else 2 if kind in _MARKS | _SIGNS else 1


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A question naming the closest of *names*, or None if none is close."""
    found = closest(name, names)
    return f"did you mean {found}?" if found else None


def closest(name: str, names: Iterable[str]) -> str | None:
    """The closest of *names*, or None if none is close."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extractOne

    if len(name) > _LONGEST_NAME:
        return None
    found = extractOne(name, list(names), scorer=Indel.normalized_similarity, processor=str.lower, score_cutoff=0.59)
    return found[0] if found else None
