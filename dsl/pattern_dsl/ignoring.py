"""Ignoring: comments that ask for a diagnostic to be left out, and what is said of those without use."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import AS_IT_IS
from pattern_dsl.fix import Fix
from pattern_dsl.lexer import grammar
from pattern_dsl.usage import removal

_ASKED = re.compile(r"//[ \t]*ps: ignore\b(.*)")
_CODE = re.compile(r"PS\d{3}")
_FAR = 2_000
"""Words of a statement or block in which a code is left out."""


@dataclass(slots=True)
class _Wish:
    """A comment, its codes (none means every code), and the stretch of text it is about. ``grants`` fills ``met``."""

    begin: int
    end: int
    codes: tuple[tuple[str, int], ...]
    first: int
    last: int
    met: set[str] = field(default_factory=set)

    def grants(self, problem: Diagnostic) -> bool:
        """Whether *problem* is to be left out; errors never are, for they keep the text from playing."""
        asked = not self.codes or any(problem.code == code for code, _ in self.codes)
        if problem.severity == "error" or not asked or not self.first <= problem.begin <= self.last:
            return False
        self.met.add(problem.code)
        return True


def heeded(problems: Sequence[Diagnostic], text: str, *, advice: bool) -> list[Diagnostic]:
    """*problems* without those that comments ask to ignore; with *advice*, what is said of comments without use."""
    wishes = list(_wishes(text))
    kept: list[Diagnostic] = []
    waiting = sorted(wishes, key=lambda wish: wish.first, reverse=True)
    near: list[_Wish] = []
    for problem in problems:
        while waiting and waiting[-1].first <= problem.begin:
            near.append(waiting.pop())
        near = [wish for wish in near if problem.begin <= wish.last]
        granted = [wish.grants(problem) for wish in near]  # each of them, for each is told whether it was of use
        if not any(granted):
            kept.append(problem)
    if advice:
        errors = [problem for problem in problems if problem.severity == "error"]
        for wish in wishes:
            kept += _useless(wish, errors, text)
        kept.sort(key=lambda problem: (problem.begin, problem.code))
    return kept


def _wishes(text: str) -> Iterator[_Wish]:
    """The comments that ask: for their own line, or alone on a line for the statement that comes next."""
    tokens = [found for found in grammar("pattern").words.finditer(text) if found.lastgroup]
    for index, found in enumerate(tokens):
        if found.lastgroup != "COMMENT":
            continue
        asked = _ASKED.match(found["COMMENT"])
        if asked is None:
            continue
        begin, end = found.span("COMMENT")
        codes = tuple((code[0], begin + asked.start(1) + code.start()) for code in _CODE.finditer(asked[1]))
        line = max(text.rfind(sign, 0, begin) for sign in "\r\n") + 1
        if text[line:begin].strip():
            yield _Wish(begin, end, codes, line, begin)
        else:
            yield _Wish(begin, end, codes, end, _end_of_next(tokens, index + 1, end))


def _end_of_next(tokens: Sequence[re.Match[str]], index: int, end: int) -> int:
    """Where what begins with the word at *index* ends: a statement at its semicolon, a block at its brace."""
    depth = 0
    for found in tokens[index : index + _FAR]:
        kind = found.lastgroup
        depth += (kind == "LBRACE") - (kind == "RBRACE")
        if depth < 0:
            return found.start(kind or 0)
        if not depth and kind in ("SEMICOLON", "RBRACE"):
            return found.end()
        end = found.end()
    return end


def _useless(wish: _Wish, errors: Sequence[Diagnostic], text: str) -> Iterator[Diagnostic]:
    """What is said of a comment none of whose codes is met, or of the codes that are not."""
    fix = Fix("remove the comment", (removal(text, wish.begin, wish.end),))
    if not wish.met:
        codes = ", ".join(code for code, _ in wish.codes)
        first, stop = (bisect_left(errors, at, key=lambda error: error.begin) for at in (wish.first, wish.last + 1))
        met = {error.code for error in errors[first:stop]}
        refused = any(code in met for code, _ in wish.codes)
        message = f"{codes} is an error, which cannot be ignored"
        if not refused:
            message = f"there is {f'no {codes}' if codes else 'nothing'} here to be ignored"
        yield Diagnostic("PS407", "hint", wish.begin, wish.end, message, "remove the comment", AS_IT_IS, (fix,))
        return
    for code, at in wish.codes:
        if code not in wish.met:
            message = f"there is no {code} here to be ignored"
            yield Diagnostic("PS407", "hint", at, at + len(code), message, f"remove {code}", AS_IT_IS)
