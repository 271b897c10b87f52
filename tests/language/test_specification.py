"""The pages of this folder are the specification of the language, and each example in them is a test.

A ``pattern`` block is a program or an expression; the block after it says what is expected:

``events``  the notes of the first bar (``events 0 4`` for other bars), one a line, see ``noted``
``query``   the events of an expression in its first cycle (``query 0 2``), as ``Event`` writes them
``errors``  the diagnostics, one a line: line:column code severity marked text: message
``formatted`` the text in its one form, which is also that of itself
``program`` facts of the program: timeline, key, seed, title, length, muted and solo parts

A block with nothing in it expects nothing. A program expected to sound has no errors; its warnings are asked for
with ``errors`` after the events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from pattern_dsl import check, compile_expression, compile_program
from pattern_dsl.formatting import formatted
from pattern_dsl.source import Source
from pattern_engine.event import show_value
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A program of a page and one block that says what is expected of it."""

    place: str
    text: str
    kind: str
    expected: list[str]


def cases() -> Iterator[Case]:
    for page in sorted(HERE.glob("*.md")):
        text, heading, block, start = "", "", None, 0
        for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
            if not line.startswith("```"):
                if block is not None:
                    block.append(line)
            elif block is None:
                heading, block, start = line[3:].strip(), [], number
            else:
                if heading == "pattern":
                    text = "\n".join(block)
                elif heading:
                    rows = block if heading == "formatted" else [row.rstrip() for row in block if row.strip()]
                    yield Case(f"{page.stem}:{start}", text, heading, rows)
                block = None


def noted(note: NoteEvent) -> str:
    """A note on one line: ``0/1 → 1/8  piano C4 60 vel 0.8 pan:0.2``."""
    begin, end = (f"{time.numerator}/{time.denominator}" for time in (note.begin, note.end))
    midi = "-" if note.midi is None else f"{note.midi:g}"
    controls = f" {show_value(note.controls)}" if note.controls else ""
    return f"{begin} → {end}  {note.instrument} {note.note} {midi} vel {note.velocity:.4g}{controls}"


def spans(heading: str) -> tuple[Fraction, Fraction]:
    begin, end = heading.split()[1:] or ("0", "1")
    return Fraction(begin), Fraction(end)


def events(case: Case) -> list[str]:
    return [noted(note) for note in perform(compile_program(case.text)).notes(*spans(case.kind))]


def query(case: Case) -> list[str]:
    found = compile_expression(case.text).query(*spans(case.kind))
    found.sort(key=lambda event: (event.part.begin, event.whole.begin if event.whole else event.part.begin))
    return [str(event) for event in found]


def errors(case: Case) -> list[str]:
    source = Source("", case.text)
    rows = []
    for found in check(case.text).diagnostics:
        line, column = source.line_column(found.begin)
        marked = f"{case.text[found.begin : found.end]!r}"
        rows.append(f"{line}:{column} {found.code} {found.severity} {marked}: {found.message}")
    return rows


def program(case: Case) -> list[str]:
    meant = compile_program(case.text)
    swing = meant.timeline.swing
    facts = {
        "bar 1 lasts": f"{meant.timeline.micros(Fraction(1)) / 1_000_000:g} s",
        "meter": str(meant.timeline.meter(Fraction(0))),
        "swing": swing and f"{swing.amount} of pairs of {swing.unit} beats",
        "key": meant.key,
        "seed": meant.seed or None,
        "title": meant.title,
        "length": None if meant.length is None else f"{meant.length} bars",
        "parts": ", ".join(part.key for part in meant.parts) or None,
        "muted": ", ".join(part.key for part in meant.parts if part.muted) or None,
        "solo": ", ".join(part.key for part in meant.parts if part.solo) or None,
    }
    asked = [row.split(":")[0] for row in case.expected]
    return [f"{name}: {facts[name]}" for name in asked]


def in_one_form(case: Case) -> list[str]:
    once = formatted(case.text)
    assert formatted(once) == once
    return once.removesuffix("\n").split("\n")


READERS = {"events": events, "query": query, "errors": errors, "formatted": in_one_form, "program": program}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.place) for case in cases()])
def test_the_language_is_as_specified(case: Case) -> None:
    assert READERS[case.kind.split()[0]](case) == case.expected
