"""Mini-notation means what it means to Strudel: every case of ``strudel_mini.jsonl``, but for the exceptions below."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from pattern_dsl import ProgramError, compile_expression

_HEAD, *_LINES = Path(__file__).with_name("strudel_mini.jsonl").read_text(encoding="utf-8").splitlines()
CASES = {name: case for name, *case in map(json.loads, _LINES)}

EXCEPTIONS = {
    "mini-euclid-034": "a(3,8)?0 keeps every event: a draw at 0 is no special case here",
    "mini-euclid-046": "a rotation by one and a half steps is refused: a rhythm turns by whole steps",
    "mini-poly-027": "feet are allowed in braces, as in Tidal",
    "mini-ws-005": "a string ends with its line, so that an open quote damages one line",
    "mini-quirk-023": "a!0 is nothing at all: no events without length are left behind",
    "mini-quirk-024": "a@0 is nothing at all: no events without length are left behind",
}
"""Cases in which we differ, and why."""


def plain(value: object) -> object:
    """A value in a form in which equal numbers are equal, to nine digits."""
    match value:
        case bool() | str() | None:
            return (type(value).__name__, value)
        case list() | tuple():
            return tuple(map(plain, value))
        case {"frac": str(fraction)}:
            return plain(Fraction(fraction))
        case int() | float() | Fraction():
            return float(f"{float(value):.9g}") + 0.0
        case _:
            raise AssertionError(f"mini-notation makes no {value!r}")


Piece = tuple[tuple[Fraction, ...] | None, tuple[Fraction, ...], object]


def put_together(pieces: list[Piece]) -> Counter[Piece]:
    """Fragments of one event that touch count as one; how an answer is cut has no meaning."""
    groups: dict[tuple[object, object], list[tuple[Fraction, ...]]] = defaultdict(list)
    for whole, part, value in pieces:
        groups[whole, value].append(part)
    found: Counter[Piece] = Counter()
    for (whole, value), parts in groups.items():
        waiting = sorted(parts)
        while waiting:
            begin, end = waiting.pop(0)
            while after := [part for part in waiting if whole is not None and part[0] == end < part[1]]:
                waiting.remove(after[0])
                end = after[0][1]
            found[whole, (begin, end), value] += 1  # type: ignore[index]  # the whole comes back as it went in
    return found


def span(text: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, text.split()))


def same(name: str) -> bool:
    text, begin, end, events = CASES[name]
    try:
        answer = compile_expression(f'"{text}"').query(begin, end)
    except (ProgramError, ValueError):
        return events is None
    if events is None:
        return False
    ours: list[Piece] = [
        (
            event.whole and (event.whole.begin, event.whole.end),
            (event.part.begin, event.part.end),
            plain(event.value),
        )
        for event in answer
    ]
    theirs: list[Piece] = [
        (span(whole) if whole else None, span(part or whole), plain(value)) for whole, part, value in events
    ]
    return put_together(ours) == put_together(theirs)


@pytest.mark.parametrize("name", CASES)
def test_mini_notation_means_what_it_means_to_strudel(name: str) -> None:
    assert same(name) is (name not in EXCEPTIONS), EXCEPTIONS.get(name, CASES[name][0])
