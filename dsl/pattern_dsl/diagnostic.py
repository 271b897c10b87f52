"""Diagnostics: what is wrong with a text, exactly where, what to do, and what it does to the sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from pattern_dsl.dialects import SIGNS, told_of_beginning
from pattern_dsl.entry import DEFAULT_VOICE as DEFAULT_VOICE
from pattern_dsl.entry import SILENT as SILENT
from pattern_dsl.entry import STEP_SILENT as STEP_SILENT
from pattern_dsl.entry import Severity as Severity
from pattern_dsl.fix import Fix, Related
from pattern_dsl.mending import AFTER_ROOT, PLAIN_SIGNS, of_kind
from pattern_dsl.outline import HEADERS
from pattern_dsl.source import Source
from pattern_dsl.tree import Fault


class Diagnostic(NamedTuple):
    """One mistake: a stable *code*, the smallest range that shows it (code points), what, help and effect.

    ``fixes`` are ways to mend it, the best first; ``related`` are other places it is about.
    """

    code: str
    severity: Severity
    begin: int
    end: int
    message: str
    hint: str | None = None
    effect: str | None = None
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()

    def moved(self, by: int) -> Diagnostic:
        """The same, with what mends it, in a text in which it stands so many signs further on."""
        if not by:
            return self
        fixes = tuple(fix.moved(by) for fix in self.fixes)
        related = tuple(one._replace(begin=one.begin + by, end=one.end + by) for one in self.related)
        return self._replace(begin=self.begin + by, end=self.end + by, fixes=fixes, related=related)


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
    for begin, _, message in diagnostic.related:
        lines.append(f"{gutter} = line {':'.join(map(str, source.line_column(begin)))}: {message}")
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
    "TOWARDS": "->",
    "TURNED": "<-",
    "REACHING": "..",
    "BY_SECONDS": "seconds",
    "BARS": "a unit (bars, beats or cycles)",
}

_BINDINGS = {"LET", "DEF", "PARAM", "SECTION", "FORM", "OUT", "HUSH", "PANIC", "GOTO"}
_OTHER_ITEMS = {"RHYTHM", "HARMONY", "CONTRAST", "MUTE", "SOLO", "$END"} | _BINDINGS
_HEADERS = {name.upper() for name in HEADERS}
_ATTRIBUTES = {"AT", "EVERY", "FOR", "WITH", "ONCE", "LOOP"}
_SIGNS = {"PLUS", "MINUS", "STAR", "PERCENT", "COMMA", "DOT"}
_MARKS = {"SLASH", "COPIES", "MAYBE", "COLON", "UPTO", "LPAR", "LONGER", "FOOT", "VBAR"}
_LOGIC = {"ARROW", "QUESTION", "EQUALS", "DIFFERS", "BELOW", "ABOVE", "UPMOST", "ATLEAST", "AND", "OR"}

_GROUPS = (
    ({"NUMBER", "STRING", "NAME", "LPAR"}, "a value", {"LSQB", "MINUS", "NOTE", "DOT", "LBRACE", "NOT"}),
    ({"MELODY", "IMPORT"}, "a block or header", _OTHER_ITEMS | _HEADERS),
    ({"MELODY", "TEMPO"}, "a part, block or header", _OTHER_ITEMS | _HEADERS | {"NAME", "NOTE"}),
    ({"LEN", "REPLACES"}, "an attribute such as len", _ATTRIBUTES),
    ({"BARS", "BEATS"}, "bars, beats or cycles", {"BAR", "BEAT", "CYCLE", "CYCLES"}),
    ({"MELODY"}, "melody, rhythm, harmony or contrast", {"RHYTHM", "HARMONY", "CONTRAST"}),
    ({"STAR", "WEIGHT"}, "a mark such as *2", _MARKS),
    ({"WORD", "LSQB"}, "a step", {"REST", "INSERT", "LESSTHAN", "LBRACE", "LONGER", "COUNTED"}),
    ({"PLUS", "STAR"}, "an operator", {"MINUS", "SLASH", "PERCENT"} | _LOGIC),
    ({"NAME", "NOTE"}, "a name", {"MUTE", "SOLO", "LET"}),
)
"""Kinds of words that are one thing together: all of the first set are expected; the second set joins them."""


def of_fault(fault: Fault, offset: int = 0, *, mini: bool = False) -> Diagnostic:
    """The diagnostic for a fault the parser met in a text or, *mini*, in a string that begins at *offset*."""
    begin, end = fault.begin + offset, fault.end + offset
    code, message, hint = _told(fault)
    if mini and code in ("PS001", "PS002"):
        code, message = "PS010", message.replace("the text ends", "the string ends")
    return Diagnostic(code, "error", begin, end, message, hint, SILENT, of_kind(fault, begin, end))


def _told(fault: Fault) -> tuple[str, str, str | None]:
    """Code, message and hint of a fault."""
    found = fault.found[:40]
    match fault.kind:
        case "missing":
            wanted = " and ".join(_SPOKEN.get(kind, kind) for kind in fault.wanted)
            code = "PS003" if fault.wanted == ("RBRACE",) and found.isalpha() else "PS001"
            return code, f"{wanted} is missing here, {f'before {found!r}' if found else 'the text ends'}", None
        case "open string":
            return "PS001", "the text in quotes is not closed", 'write " before the end of the line'
        case "open comment":
            return "PS001", "the comment is not closed", "write */ at its end"
        case "unknown":
            right = PLAIN_SIGNS.get(found)
            hint = f"write {'a blank' if right == ' ' else right}" if right else SIGNS.get(found)
            return "PS004", f"{found!r} (U+{ord(found):04X}) has no meaning here", hint
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
            return "PS008", f"{found[:20]}… is too {much} a number", _NUMBERS
        case "unexpected":
            wanted = _choice(fault.wanted)
            message = f"{found!r} is not expected here" if found else "the text ends too early"
            return "PS002", message + (f"; expected {wanted}" if wanted else ""), _instead(fault.wanted, found)
        case _:
            return _told_of_habit(fault, found)


def _instead(wanted: tuple[str, ...], found: str) -> str | None:
    """What is to be written where *found* stands, which is not *wanted*."""
    if set(wanted) == _AFTER_PART:
        return "a section names parts; notes stand in a block inside it: melody { … }"
    if found in _ARITHMETIC and "SEMICOLON" in wanted:
        return f"a pattern is changed by methods: .{_ARITHMETIC[found]}(2)"
    if found == "->" and "MELODY" in wanted:
        return "a block says where it goes before its brace: melody -> midi { … }"
    if found.lower() in ("bpm", "cps", "cpm"):
        return "a tempo counts beats a minute: tempo 120;"
    if found.lower() in ("time", "timesig", "timesignature"):
        return "it is called meter here: meter 3/4;"
    if found == ":" and set(wanted) == AFTER_ROOT:
        return "a key is written with a blank: key C minor;"
    if found == "=" and wanted:
        return _ASSIGNED["LBRACE" in wanted]
    if found in (";", ",", ".", "}") and {"LBRACE", "REPLACES"} <= {*wanted}:
        return "a section names blocks that have a name: rhythm beat { … }, and in the section beat;"
    if found == ";" and "MELODY" in wanted:
        return "one semicolon ends a statement; a block ends with its brace"
    return "statements stand in a block: melody { … }" if "MELODY" in wanted else None


def _told_of_habit(fault: Fault, found: str) -> tuple[str, str, str | None]:
    """Code, message and hint of what is written otherwise in other languages."""
    meant = fault.wanted[0][:40] if fault.wanted else ""
    match fault.kind:
        case "no zero":
            return "PS002", "a number begins with a digit", f"write {meant}"
        case "comma":
            return "PS002", f"decimals are written with a point: {meant}", f"write {meant}"
        case "percent":
            return "PS002", f"per cent are written as a decimal: {meant}", f"write {meant}"
        case "negative":
            return "PS002", f"{found} is below zero; only a number from 0 up can stand here", None
        case "unquoted":
            return "PS001", "notes that repeat stand in quotes", f"write {meant}"
        case "bar line":
            return "PS001", "| chooses between two sides, and one is empty", "a cycle is a bar and needs no bar line"
        case "apart":
            return "PS001", f"notes that sound together are joined with commas: {meant}", f"write {meant}"
        case "misspelt":
            return "PS002", f"there is no {found} here", f"did you mean {meant}?"
        case "roleless":
            either = f"write rhythm {found} {{ … }} for drums, melody {found} {{ … }} for notes"
            named = f"write {meant} {{ … }}" if " " in meant else f"write {meant}, not {found}"
            hint = named if meant else either
            return "PS002", "a block begins with melody, rhythm, harmony or contrast", hint
        case _:
            return "PS002", *told_of_beginning(found)


_ARITHMETIC = {"+": "add", "-": "sub", "*": "fast", "/": "slow"}
"""What is meant by signs behind a pattern."""

_ASSIGNED = (
    "headers have no equals sign: tempo 120;",
    'what repeats stands in a block: melody { piano "c4 e4"; }; a name is given with let: let riff = "c4 e4";',
)
"""What is said of an equals sign: behind a header, and behind the role of a block."""

_AFTER_PART = {"SEMICOLON", "COMMA", "DOT"}
"""What only the name of a part in a section wants after it."""

_METER = ("SLASH",)
"""What only the middle of a meter wants."""

_LONGEST_NUMBER = 60
"""Signs a number may have."""

_NUMBERS = f"numbers have at most 15 digits before the point, and {_LONGEST_NUMBER} signs in all"

_TELLING = 4
"""Letters that a name needs to be known for another by."""

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


def meant(hint: str | None) -> str | None:
    """The name that a hint made by ``nearest`` asks for.

    >>> meant(nearest("fsat", ["fast", "slow"]))
    'fast'
    """
    if hint is None or not hint.startswith("did you mean "):
        return None
    return hint[len("did you mean ") : -1]


def is_slip(name: str, other: str) -> bool:
    """Whether *name* is *other* but for one slip of a finger, and long enough to tell it by.

    >>> is_slip("rythm", "rhythm"), is_slip("play", "ply"), is_slip("f", "of")
    (True, False, False)
    """
    from rapidfuzz.distance import OSA

    return min(len(name), len(other)) >= _TELLING and OSA.distance(name.lower(), other.lower()) <= 1


def closest(name: str, names: Iterable[str]) -> str | None:
    """The closest of *names*, or None if none is close. Two letters that have changed places are one slip.

    >>> closest("lfp", ["lp", "lpf", "hpf"]), closest("roomm", ["zoom", "room"])
    ('lpf', 'room')
    """
    from rapidfuzz.distance import OSA, Indel
    from rapidfuzz.process import extractOne

    if len(name) > _LONGEST_NAME:
        return None
    known, low = list(names), name.lower()
    letters = sorted(low)
    same = next((other for other in known if other.lower() == low), None)
    if same is not None:
        return same
    for other in known:
        if len(other) == len(low) and sorted(other.lower()) == letters and OSA.distance(low, other.lower()) == 1:
            return other
    found = extractOne(name, known, scorer=Indel.normalized_similarity, processor=str.lower, score_cutoff=0.59)
    return found[0] if found else None
