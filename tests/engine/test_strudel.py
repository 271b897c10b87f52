"""Mini-notation and words mean what they mean to Strudel, in every case of two files, but for the exceptions below."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pattern_dsl import ProgramError, compile_expression


def cases(file: str, quote: str = "") -> dict[str, list[object]]:
    """The cases of a file by name: an expression of the language, begin, end and events."""
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").split("\n")[1:-1]
    return {name: [f"{quote}{text}{quote}", *rest] for name, text, *rest in map(json.loads, lines)}


CASES: dict[str, Any] = cases("strudel_mini.jsonl", '"') | cases("strudel_words.jsonl")

EXCEPTIONS = {
    "mini-euclid-034": "a(3,8)?0 keeps every event: a draw at 0 is no special case here",
    "mini-euclid-046": "a rotation by one and a half steps is refused: a rhythm turns by whole steps",
    "mini-poly-027": "feet are allowed in braces, as in Tidal",
    "mini-ws-005": "a string ends with its line, so that an open quote damages one line",
    "mini-quirk-023": "a!0 is nothing at all: no events without length are left behind",
    "mini-quirk-024": "a@0 is nothing at all: no events without length are left behind",
    "fn-arith-059": "a note without an octave lies in octave 4",
    **dict.fromkeys(
        [f"tonal-{number:03}" for number in (4, 5, 6, 9, 11, 13, 14, 17, 25, 37, 51, 54)],
        "a scale without an octave lies in octave 4",
    ),
    "tonal-024": "diminished begins with the semitone, and a scale without an octave lies in octave 4",
    **dict.fromkeys(
        [f"tonal-{number:03}" for number in (39, 42, 44, 45, 49, 50)],
        "voicings are our own: close or dropped, each near the one before",
    ),
    "fn-deep-003": "every counts cycles before 0 too, where Strudel is silent",
    "fn-quirk-001": "a negative linger holds the last part of the cycle, where Strudel is silent",
    "fn-quirk-004": "every counts cycles before 0 too, where Strudel is silent",
    "fn-quirk-020": "a timecat without any weight is silence, where Strudel divides by zero",
    "span-neg-014": "chance is drawn from a stream of our own",
    **dict.fromkeys(
        ["gen-fn-035", "gen-fn-059", "gen-fn-075", "gen-fn-090"],
        "linger moves the whole of an event that crosses a bar line with its part, where Strudel parts them",
    ),
}
"""Cases in which we differ, and why."""


def plain(value: object) -> object:
    """A value in a form in which equal numbers are equal, to nine digits."""
    match value:
        case bool() | None:
            return (type(value).__name__, value)
        case str():
            return ("str", str(value))
        case list() | tuple():
            return tuple(map(plain, value))
        case {"frac": str(fraction)}:
            return plain(Fraction(fraction))
        case dict():
            return tuple(sorted((name, plain(item)) for name, item in value.items()))
        case int() | float() | Fraction():
            return float(f"{float(value):.9g}") + 0.0
        case _:
            raise AssertionError(f"no pattern holds {value!r}")


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
        answer = compile_expression(text).query(begin, end)
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
def test_it_means_what_it_means_to_strudel(name: str) -> None:
    assert same(name) is (name not in EXCEPTIONS), EXCEPTIONS.get(name, CASES[name][0])
