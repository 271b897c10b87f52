"""``--query``: what an expression does, as exact fractions for programs to read.

A question is an expression and a stretch of cycles. Answers are bounded, and one bad line never ends the run.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from pattern_dsl import ProgramError, compile_expression
from pattern_dsl.diagnostic import Diagnostic, report
from pattern_dsl.source import Source
from pattern_engine.event import Event, Value
from pattern_engine.meaning import MeaningError
from pattern_engine.pattern import Pattern
from pattern_engine.time import Span
from pattern_server.arguments import Options
from pattern_server.patience import SECONDS, OutOfPatience, patience
from pattern_server.reading import MOST_BYTES
from pattern_server.trouble import PROGRAM, Trouble
from pattern_server.writing import written

MOST_ANSWER = 1_900_000
"""An answer has at most this many bytes; a longer one is an error."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(/[0-9]{1,18})?")

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class Refusal(Exception):
    """A question that gets no events: a stable *code*, a text, and the place in the code where it went wrong."""

    def __init__(self, code: str, text: str, span: tuple[int, int] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.span = span

    def __str__(self) -> str:
        return self.text


def answer_questions(options: Options) -> int:
    """Answer the question of the command line, or those on standard input."""
    if options.query == "-":
        _answer_lines()
        return 0
    code = options.query or ""
    try:
        answer = _answered(code, options.begin or "0", options.end or "1")
    except ProgramError as error:
        text = "".join(f"{report(diagnostic, error.source).rstrip()}\n" for diagnostic in error.diagnostics[:20])
        sys.stderr.write(text)
        raise Trouble(PROGRAM) from error
    except Refusal as refusal:
        if refusal.span is None:
            raise Trouble(PROGRAM, f"cannot answer: {refusal}") from refusal
        mistake = Diagnostic(refusal.code, "error", *refusal.span, refusal.text)
        sys.stderr.write(f"{report(mistake, Source('<expression>', code)).rstrip()}\n")
        raise Trouble(PROGRAM) from refusal
    with written("-") as stream:
        stream.write(f'{{"haps":{answer}}}\n'.encode())
    return 0


def _answer_lines() -> None:
    if sys.stdin is None:
        raise Trouble(PROGRAM, "cannot read <stdin>: standard input is closed")
    with written("-") as stream:
        for line in _lines():
            stream.write(answer_line(line).encode("utf-8", "backslashreplace") + b"\n")
            stream.flush()


def _lines() -> Iterator[bytes]:
    """The lines of standard input that are not blank; one that is too long is cut, which makes it malformed."""
    stdin = sys.stdin.buffer
    while line := stdin.readline(MOST_BYTES):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stdin.readline(MOST_BYTES)
        if line.strip():
            yield line


def answer_line(line: bytes) -> str:
    """The answer, a JSON object on one line, to a question ``{"id","code","begin","end"}``."""
    name: Json = None
    try:
        request = _request(line)
        name = request.get("id")
        code = request.get("code")
        if not isinstance(code, str):
            raise Refusal("request", 'a question needs "code", a text')
        haps = _answered(code, request.get("begin", "0"), request.get("end", "1"))
    except ProgramError as error:
        first = next(d for d in error.diagnostics if d.severity == "error")
        return _refused(name, Refusal(first.code, first.message, (first.begin, first.end)))
    except Refusal as refusal:
        return _refused(name, refusal)
    return f'{{"id":{json.dumps(name)},"haps":{haps}}}'


def _request(line: bytes) -> dict[str, Json]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refusal("request", f"this line is not JSON: {error}") from error
    if not isinstance(request, dict):
        raise Refusal("request", 'a question is an object {"id","code","begin","end"}')
    return request


def _refused(name: Json, refusal: Refusal) -> str:
    span = None if refusal.span is None else list(refusal.span)
    error = {"code": refusal.code, "message": refusal.text, "span": span}
    return json.dumps({"id": name, "error": error}, separators=(",", ":"))


def _answered(code: str, begin: Json, end: Json) -> str:
    """The haps of *code* as a JSON list. Raises ``Refusal``, or ``ProgramError`` for code with mistakes."""
    first, last = _time(begin), _time(end)
    if last < first:
        raise Refusal("request", f"end {last} comes before begin {first}")
    try:
        with patience():
            return _haps(compile_expression(code), first, last)
    except OutOfPatience as error:
        raise Refusal("limit", f"more than {SECONDS} s of work: ask for less") from error
    except MeaningError as error:
        raise Refusal("PS211", str(error), error.origin or (0, len(code))) from error
    except (ArithmeticError, RecursionError, MemoryError, ValueError) as error:
        raise Refusal("PS211", str(error) or type(error).__name__, (0, len(code))) from error


def _haps(pattern: Pattern, begin: Fraction, end: Fraction) -> str:
    """Cycle by cycle, so that a long answer is noticed early."""
    size, found = 2, []
    for span in _cycles(begin, end):
        for event in sorted(pattern.query(span.begin, span.end), key=_order):
            found.append(_hap(event))
            size += len(found[-1].encode("utf-8", "backslashreplace")) + 1
            if size > MOST_ANSWER:
                raise Refusal("limit", f"more than {MOST_ANSWER:,} bytes of events: ask for less")
    return f"[{','.join(found)}]"


def _time(text: Json) -> Fraction:
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
        raise Refusal("request", f"a time is a whole number or a fraction such as 3/4, not {str(text)[:40]!r}")
    number, _, divisor = text.strip().partition("/")
    if divisor and int(divisor) == 0:
        raise Refusal("request", f"a time cannot be divided by zero: {text.strip()}")
    return Fraction(int(number), int(divisor or 1))


def _cycles(begin: Fraction, end: Fraction) -> Iterator[Span]:
    """The cycles of a stretch; patterns cut their events there too, so asking this way changes no answer."""
    place = begin
    while True:
        border = min(Fraction(place // 1 + 1), end)
        yield Span(place, border)
        place = border
        if place >= end:
            return


def _order(event: Event) -> tuple[Fraction, Fraction, Fraction, str]:
    whole = event.whole or event.part
    return event.part.begin, event.part.end, whole.begin, str(event.value)


def _hap(event: Event) -> str:
    whole = "null" if event.whole is None else _span(event.whole)
    onset = "true" if event.has_onset else "false"
    value = json.dumps(json_value(event.value), ensure_ascii=False, separators=(",", ":"))
    return f'{{"whole":{whole},"part":{_span(event.part)},"onset":{onset},"value":{value}}}'


def _span(span: Span) -> str:
    begin, end = span.begin, span.end
    return f'["{begin.numerator}/{begin.denominator}","{end.numerator}/{end.denominator}"]'


def json_value(value: Value) -> Json:
    """*value* as JSON: whole fractions are numbers, others ``{"frac":"n/d"}``, what is no finite number null."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return value.numerator
        return {"frac": f"{value.numerator}/{value.denominator}"}
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, tuple):
        return [json_value(item) for item in value]
    if isinstance(value, Mapping):
        return {name: json_value(value[name]) for name in sorted(value)}
    return value
