"""Remedies: fixes for what the compiler says, made from a diagnostic and the text it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice

from pattern_dsl.atoms import DEGREES, NUMERALS
from pattern_dsl.diagnostic import Diagnostic, is_slip, meant
from pattern_dsl.fitting import is_grid, is_out_of_order, lacks_dot
from pattern_dsl.fix import Edit, Fix, Related, clamped
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.mending import PLAIN_SIGNS
from pattern_dsl.syntax import Item
from pattern_dsl.turning import unspread
from pattern_dsl.usage import removal, said_before
from pattern_dsl.walking import walked
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.words import WORDS

_NEAR = 120
"""Signs around a mistake that are looked at."""

_LINE = 1000
"""Signs of a line before a mistake that are looked at."""

_MOST_QUOTES = 16
"""Quotes of a line that are mended at once."""

_IN_LINE = re.compile(r"[ \t]*(?!//)[^\s};]")
_LINE_END = re.compile(r"[\r\n]")
_QUOTE = re.compile("['`“”„‘’]")
_RANGE = re.compile(r"goes from (\S+) (?:to (\S+)|up), not (\S+)")
_SHARE = re.compile(r"per cent are (\S+)")
_ALONE = re.compile(r"([A-Za-z]+)[ \t]*(-?\d+(?:\.\d+|/\d+)?(?![\w/,]|\.\d)|\"[^\"\\\n]*\")")
_CONTROL = re.compile(r"#[ \t]*" + _ALONE.pattern)
_RECEIVER = re.compile(r"[\w\")\]]\s*\Z")
_AFTER = re.compile(r"[ \t]*(?:[;)}#.\r\n]|\Z)")
_HEAD = re.compile(r"(?:[{;:]|\bmute|\bsolo)\s*\Z")
_BRACKETED = re.compile(r"\(\s*(\"[^\"\\\n]*\")\s*\)")
_SECOND = re.compile(r"\s*,\s*(-?[\d./]+|\"[^\"\\\n]*\")\s*\)")
_DECIMAL = re.compile(r"(?<=\()(\d+),(\d+)\Z")
_NUMBER = re.compile(r'[\d.]+|"[\d.]+"')
_TOUCHED = re.compile(r"[\"\w]\Z")
_DEGREES = re.compile(r'"(?:(?<![\d.])-?[12]?\d(?![\d.])|[^\w"\\\r\n])*"')
_LETTERED = {NUMERALS: "r", DEGREES: "d"}
_GERMAN = re.compile(r"[hH](\d?)")


def remedied(problems: Iterable[Diagnostic], found: list[Item], text: str) -> list[Diagnostic]:
    """*problems* with their fixes and the other places they are about."""
    kept = _outside_quotes(sorted(problems, key=lambda problem: problem.begin), text)
    codes = {problem.code for problem in kept}
    before = said_before(walked(found), text) if "PS404" in codes else {}
    opened = _opened([problem.begin for problem in kept if problem.code == "PS003"], text)
    made: list[Diagnostic] = []
    for problem in kept:
        if problem.code == "PS404" and problem.begin in before:
            related, fixes = before[problem.begin]
            made.append(problem._replace(related=(related,), fixes=fixes))
        elif problem.code == "PS003" and problem.begin in opened:
            at = opened[problem.begin]
            made.append(problem._replace(related=(Related(at, at + 1, "the block is opened here"),)))
        else:
            made.append(_remedied(problem, text))
    return made


def _outside_quotes(problems: list[Diagnostic], text: str) -> list[Diagnostic]:
    """*problems* without what is said of words between two foreign quotes, which are no program."""
    kept: list[Diagnostic] = []
    opened: int | None = None  # where the foreign quote stands that waits for its partner
    waiting: list[Diagnostic] = []
    for problem in problems:
        if problem.code == "PS004" and PLAIN_SIGNS.get(text[problem.begin]) == '"':
            if opened is None or {*text[opened : problem.begin]} & {*"\r\n"}:
                kept += waiting
                opened = problem.begin
            else:
                opened = None
            waiting = []
            kept.append(problem)
        else:
            (kept if opened is None else waiting).append(problem)
    return kept + waiting


def _remedied(problem: Diagnostic, text: str) -> Diagnostic:
    if problem.code == "PS211":
        return unspread(problem, text)
    if problem.fixes:
        return _doubtful(problem, text) if problem.code == "PS001" else problem
    fix = _near(problem, text)
    if fix is None and problem.code in _REMEDIES:
        fix = _REMEDIES[problem.code](problem, text)
    return problem if fix is None else problem._replace(fixes=(fix,))


def _near(problem: Diagnostic, text: str) -> Fix | None:
    """Write the name that was meant."""
    name = meant(problem.hint)
    if name is None:
        return None
    quoted = text[problem.begin : problem.begin + 1] == '"' != name[0]
    new = f'"{name}"' if quoted else name
    sure = problem.severity == "error" and is_slip(text[problem.begin : problem.end], name)
    return Fix(f"write {name}", (Edit(problem.begin, problem.end, new),), sure)


def _doubtful(problem: Diagnostic, text: str) -> Diagnostic:
    """*problem* with a fix that is not sure, if it writes a semicolon in the middle of a line."""
    (fix, *_) = problem.fixes
    after = _IN_LINE.match(text, problem.begin)
    if fix.edits[0].text != ";" or after is None:
        return problem
    return problem._replace(fixes=tuple(one._replace(safe=False) for one in problem.fixes))


def _opened(places: list[int], text: str) -> dict[int, int]:
    """Where the innermost brace is that is open at each of *places*, which are in order."""
    found: dict[int, int] = {}
    opened: list[int] = []
    waiting = places[::-1]
    for token in lex(grammar("pattern"), text)[0] if places else ():
        while waiting and token.begin >= waiting[-1]:
            place = waiting.pop()
            if opened:
                found[place] = opened.pop()  # it is closed there
        if token.kind == "LBRACE":
            opened.append(token.begin)
        elif token.kind == "RBRACE" and opened:
            opened.pop()
    return found


def _plain_sign(problem: Diagnostic, text: str) -> Fix | None:
    """Write the signs of a keyboard; quotes come in pairs, so all around on a line."""
    right = PLAIN_SIGNS.get(text[problem.begin])
    if right is None:
        return _as_method(problem, text)
    if right != '"':
        return Fix(f"write {right.strip() or 'a blank'}", (Edit(problem.begin, problem.end, right),))
    line = text[max(0, problem.begin - _NEAR) : problem.begin]
    begin = problem.begin - len(_LINE_END.split(line)[-1])
    end = problem.begin + len(_LINE_END.split(text[problem.begin : problem.begin + _NEAR])[0])
    quotes = [quote.start() for quote in islice(_QUOTE.finditer(text, begin, end), _MOST_QUOTES + 1)]
    if len(quotes) > _MOST_QUOTES:
        quotes = [problem.begin]
    elif len(quotes) % 2:  # one that has no partner is a slip of the finger
        return Fix(f"remove {text[problem.begin]}", (Edit(problem.begin, problem.begin + 1, ""),), safe=False)
    return Fix('write "', tuple(Edit(at, at + 1, '"') for at in quotes))


def _respelt(problem: Diagnostic, text: str) -> Fix | None:
    """Say what a string holds, numerals or degrees; German H is B."""
    if problem.hint in _LETTERED:
        return _lettered(problem, text, _LETTERED[problem.hint])
    found = _GERMAN.fullmatch(text, problem.begin, problem.end)
    if found is None:
        return None
    new = ("b" if found[0][0] == "h" else "B") + found[1]
    return Fix(f"write {new}", (Edit(problem.begin, problem.end, new),), problem.severity == "error")


def _lettered(problem: Diagnostic, text: str, letter: str) -> Fix | None:
    """Write *letter* before the string, which has none yet, where *problem* stands; degrees are small numbers only."""
    before = _LINE_END.split(text[max(0, problem.begin - _LINE) : problem.begin])[-1]
    at = problem.begin - len(before) + before.rfind('"')
    if len(before) == _LINE or before.count('"') % 2 == 0 or _TOUCHED.search(text, max(0, at - 1), at):
        return None
    if letter == "d" and not _DEGREES.match(text, at):
        return None
    return Fix(f"write {letter} before the string", (Edit(at, at, letter),), problem.severity == "error")


def _within(problem: Diagnostic, text: str) -> Fix | None:
    """Write the nearest number of the range that is told, or the share that so much per cent are."""
    share = _SHARE.search(problem.hint or "")
    if share is not None:
        if _NUMBER.fullmatch(text, problem.begin, problem.end) is None:  # it is a name, which others may use
            return None
        return Fix(f"write {share[1]}", (Edit(problem.begin, problem.end, share[1]),), safe=False)
    found = _RANGE.search(problem.message)
    if found is None:
        return None
    low, high, number = float(found[1]), float(found[2] or "inf"), float(found[3])
    return clamped(problem.begin, problem.end, max(low, min(number, high)))


def _as_pattern(problem: Diagnostic, text: str) -> Fix | None:
    """Make a pattern of a number."""
    number = text[problem.begin : problem.end]
    return Fix(f"write pure({number})", (Edit(problem.begin, problem.end, f"pure({number})"),))


def _one_less(problem: Diagnostic, text: str) -> Fix | None:
    """Leave out an argument that is too much, with the comma before it; write 0,5 as 0.5."""
    before = text[max(0, problem.begin - _NEAR) : problem.begin]
    kept = before.rstrip()
    decimal = _DECIMAL.search(text, max(0, problem.begin - _NEAR), problem.end)
    if decimal is not None and text[problem.end : problem.end + 1] == ")":
        new = f"{decimal[1]}.{decimal[2]}"
        return Fix(f"write {new}", (Edit(*decimal.span(), new),), safe=False)
    if problem.end == problem.begin or not kept.endswith(","):
        return None
    comma = problem.begin - len(before) + len(kept) - 1
    return Fix("remove it", (Edit(comma, problem.end, ""),), safe=False)


def _usual(problem: Diagnostic, text: str) -> Fix | None:
    """Write the nearest tempo that is usual."""
    try:
        tempo = float(text[problem.begin : problem.end])
    except ValueError:
        return None
    new = "400" if tempo > 400 else "20"
    return Fix(f"write {new}", (Edit(problem.begin, problem.end, new),), safe=False)


def _rest(problem: Diagnostic, text: str) -> Fix | None:
    """A rest in the string that is empty; a grid begins with its letter and has rests of its own."""
    if text[problem.begin : problem.end].strip():
        return None
    return Fix("write a rest", (Edit(problem.begin, problem.end, "~"),))


def _as_method(problem: Diagnostic, text: str) -> Fix | None:
    """Write a control of Tidal, ``# room 0.3``, as a method."""
    found = _CONTROL.match(text, problem.begin)
    word = WORDS.get(found[1]) if found is not None else None
    if found is None or word is None or not word.is_method:
        return None
    if not _RECEIVER.search(text, max(0, problem.begin - _NEAR), problem.begin) or not _AFTER.match(text, found.end()):
        return None  # it begins a comment rather
    return _method(found, _blank_before(text, problem.begin))


def _dotted(problem: Diagnostic, text: str) -> Fix | None:
    """Write a control that stands alone behind a string as a method: ``"c4" room 0.3``."""
    found = _ALONE.match(text, problem.begin)
    begin = _blank_before(text, problem.begin)
    follows = "a bar:beat" in problem.message or "a method" in problem.message  # where music stands
    word = WORDS.get(found[1]) if found is not None and follows else None
    return _method(found, begin) if found is not None and word is not None and word.is_method else None


def _method(found: re.Match[str], begin: int) -> Fix:
    """Write the name and the value that were *found* as a method, from *begin* on."""
    new = f".{found[1]}({found[2]})"
    return Fix(f"write {new}", (Edit(begin, found.end(), new),))


def _blank_before(text: str, place: int) -> int:
    """Where the blanks before *place* begin."""
    before = text[max(0, place - _NEAR) : place]
    return place - len(before) + len(before.rstrip(" \t"))


def _uncalled(problem: Diagnostic, text: str) -> Fix | None:
    """Write what an instrument plays behind it: ``piano("c4")`` is ``piano "c4"``."""
    found = _BRACKETED.match(text, problem.end)
    if found is None or text[problem.begin : problem.end] not in INSTRUMENTS:
        return None
    if not _HEAD.search(text, max(0, problem.begin - _NEAR), problem.begin):
        return None
    return Fix("write it without brackets", (Edit(problem.end, found.end(), f" {found[1]}"),))


def _left_out(problem: Diagnostic, text: str) -> Fix | None:
    return Fix("remove it", (removal(text, problem.begin, problem.end),))


def _unlettered(problem: Diagnostic, text: str) -> Fix | None:
    letter = text[problem.begin : problem.end]
    return Fix(f"remove {letter}", (Edit(problem.begin, problem.end, ""),), safe=False)


def _argument(problem: Diagnostic, text: str) -> Fix | None:
    """Write the dot that makes a function of a call, two arguments the other way round, or a grid."""
    second = _SECOND.match(text, problem.end) if is_out_of_order(problem.hint) else None
    if second is not None:
        new = f"{second[1]}, {text[problem.begin : problem.end]}"
        return Fix(f"write {new}", (Edit(problem.begin, second.end(1), new),))
    if is_grid(problem.hint):
        return Fix("write x before the string", (Edit(problem.begin, problem.begin, "x"),), safe=False)
    return Fix("write a dot", (Edit(problem.begin, problem.begin, "."),)) if lacks_dot(problem.hint) else None


_REMEDIES: dict[str, Callable[[Diagnostic, str], Fix | None]] = {
    "PS105": _uncalled,
    "PS002": _dotted,
    "PS201": _respelt,
    "PS202": _within,
    "PS004": _plain_sign,
    "PS005": _unlettered,
    "PS012": _rest,
    "PS106": _respelt,
    "PS110": _respelt,
    "PS203": _usual,
    "PS205": _argument,
    "PS206": _one_less,
    "PS207": _as_pattern,
    "PS408": _left_out,
}
