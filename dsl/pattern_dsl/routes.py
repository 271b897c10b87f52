"""Routes: where the text says that notes go."""

from __future__ import annotations

from fractions import Fraction

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.phrases import Name, Negative, Number, Term, Text
from pattern_dsl.statements import Destination as Written
from pattern_engine.program import Destination, Plain


def destinations(written: tuple[Written, ...], problems: list[Diagnostic]) -> tuple[Destination, ...]:
    """What the text says, as plain values; *problems* grows by what is no plain value."""
    return tuple(_destination(one, problems) for one in written)


def _destination(written: Written, problems: list[Diagnostic]) -> Destination:
    values: list[Plain] = []
    named: list[tuple[str, Plain]] = []
    for given in written.arguments:
        value = _plain(given.term)
        if value is None:
            term = given.term
            message = f"{written.name.text} is told texts and numbers"
            problems.append(Diagnostic("PS205", "error", term.begin, term.end, message, 'write midi("Port", ch=2)'))
        elif given.name is None:
            values.append(value)
        else:
            named.append((given.name.text, value))
    return Destination(written.name.text, tuple(values), tuple(named))


def _plain(term: Term) -> Plain | None:
    match term:
        case Text(text=text, closed=True):
            return text
        case Number(value=Fraction() as value):
            return int(value) if value.denominator == 1 else float(value)
        case Negative(term=Number(value=Fraction() as value)):
            return -int(value) if value.denominator == 1 else -float(value)
        case Name(text=("true" | "false") as text):
            return text == "true"
        case Name(text=text):
            return text
        case _:
            return None
