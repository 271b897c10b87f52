"""The pages of this folder are the specification of the language, and each example in them is a test.

A ``pattern`` block is a program or an expression; the block after it says what is expected. A block ``pattern`` with
a name, such as ``pattern fills.pattern``, is a text that the programs after it on the page may import.

``events``  the notes of the first bar (``events 0 4`` for other bars), one a line, see ``noted``
``first 8`` the first so many notes of eight bars, or of the whole if it ends
``seconds 0 2`` when the notes of those bars sound, in seconds
``query``   the events of an expression in its first cycle (``query 0 2``), as ``Event`` writes them
``errors``  the diagnostics, one a line: line:column code severity marked text: message
``formatted`` the text in its one form, which is also that of itself
``rest``    what is played of a text with mistakes after another version of it
``program`` facts of the program: timeline, key, seed, title, length, muted and solo parts, params, outputs

A block with nothing in it expects nothing. A program expected to sound has no errors; its warnings are asked for
with ``errors`` after the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from pattern_dsl import ProgramError, check, compile_expression
from pattern_dsl.formatting import formatted
from pattern_dsl.source import Source
from pattern_engine.event import show_value
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Destination, Knob, Program

HERE = Path(__file__).parent


class Pages(dict[str, str]):
    """The texts that the programs of a page import."""

    def text(self, path: str) -> str:
        if path not in self:
            raise LookupError(f"there is no {path}")
        return self[path]

    def has_folder(self, path: str) -> bool:
        return True


@dataclass(frozen=True)
class Case:
    """A program of a page and one block that says what is expected of it."""

    place: str
    text: str
    kind: str
    expected: list[str]
    library: Pages

    @property
    def meant(self) -> Program:
        """The program that the text means. Raises ``ProgramError`` if it has errors."""
        snapshot = check(self.text, library=self.library)
        if snapshot.program is None:
            raise ProgramError(snapshot.source, snapshot.diagnostics)
        return snapshot.program


def cases() -> Iterator[Case]:
    for page in sorted(HERE.glob("*.md")):
        text, heading, block, start = "", "", None, 0
        library = Pages()
        for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
            if not line.startswith("```"):
                if block is not None:
                    block.append(line)
            elif block is None:
                heading, block, start = line[3:].strip(), [], number
            else:
                if heading == "pattern":
                    text = "\n".join(block)
                elif heading.startswith("pattern "):
                    library[heading.removeprefix("pattern ")] = "\n".join(block)
                elif heading:
                    rows = block if heading == "formatted" else [row.rstrip() for row in block if row.strip()]
                    yield Case(f"{page.stem}:{start}", text, heading, rows, library)
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
    return [noted(note) for note in perform(case.meant).notes(*spans(case.kind))]


def first(case: Case) -> list[str]:
    meant = case.meant
    end = Fraction(8) if meant.length is None else meant.length
    return [noted(note) for note in perform(meant).notes(meant.start, end)][: int(case.kind.split()[1])]


def seconds(case: Case) -> list[str]:
    meant = case.meant
    notes = perform(meant).notes(*spans(case.kind))
    return [f"{meant.timeline.micros(note.begin) / 1_000_000:.6g}  {note.note}" for note in notes]


def query(case: Case) -> list[str]:
    found = compile_expression(case.text).query(*spans(case.kind))
    found.sort(key=lambda event: (event.part.begin, event.whole.begin if event.whole else event.part.begin))
    return [str(event) for event in found]


def errors(case: Case) -> list[str]:
    source = Source("", case.text)
    rows = []
    for found in check(case.text, library=case.library).diagnostics:
        line, column = source.line_column(found.begin)
        marked = f"{case.text[found.begin : found.end]!r}"
        rows.append(f"{line}:{column} {found.code} {found.severity} {marked}: {found.message}")
    return rows


def turned(knob: Knob) -> str:
    """A param on one line: ``cutoff 900 in 200..6000 log cc 74``."""
    controller = "" if knob.controller is None else f" cc {knob.controller}"
    return f"{knob.name} {knob.value:g} in {knob.low:g}..{knob.high:g} {knob.curve}{controller}"


def told(destination: Destination) -> str:
    """An output on one line: ``juce 'Surge XT' ch=2``."""
    named = [f"{name}={value!r}" for name, value in destination.named]
    return " ".join([destination.name, *map(repr, destination.values), *named])


def program(case: Case) -> list[str]:
    meant = case.meant
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
        "knobs": "; ".join(map(turned, meant.knobs)) or None,
        "takes over": f"at {meant.takeover.at}, fading over {meant.takeover.fade} bars",
        "outputs": "; ".join(map(told, meant.outputs)) or None,
        "routes": "; ".join(f"{part.key} {told(one)}" for part in meant.parts for one in part.route) or None,
        "solo": ", ".join(part.key for part in meant.parts if part.solo) or None,
    }
    asked = [row.split(":")[0] for row in case.expected]
    return [f"{name}: {facts[name]}" for name in asked]


def in_one_form(case: Case) -> list[str]:
    once = formatted(case.text)
    assert formatted(once) == once
    return once.removesuffix("\n").split("\n")


def rest(case: Case) -> list[str]:
    snapshot = check(case.text, loop=True, library=case.library)
    partial = snapshot.partial
    if partial is None:
        return ["nothing"]
    lost = ["lost"] if partial.lost else []
    spoilt = [f"spoilt {one.key}" for one in snapshot.spoilt]
    return [*lost, *spoilt, *(f"plays {part.key}" for part in partial.program.parts)]


READERS: dict[str, Callable[[Case], list[str]]] = {
    "events": events,
    "first": first,
    "seconds": seconds,
    "query": query,
    "errors": errors,
    "formatted": in_one_form,
    "program": program,
    "rest": rest,
}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.place) for case in cases()])
def test_the_language_is_as_specified(case: Case) -> None:
    assert READERS[case.kind.split()[0]](case) == case.expected
