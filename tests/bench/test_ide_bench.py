"""What an editor's questions cost after an edit: CPU time, and that a text ten times as long costs little more.

The peer in the same run is the text read anew.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sized
from itertools import count

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl.document import Document
from pattern_dsl.ide.folding import folding
from pattern_dsl.ide.hints import hints
from pattern_dsl.ide.symbols import symbols
from pattern_dsl.ide.tokens import tokens

PART = 'melody part{} {{\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()).vel("0.5 0.8");\n{}}}\n\n'
NOTES = "".join(f"  piano C4 {beat}.5 dur 1/2 vel 0.7;\n" for beat in range(16))
QUESTIONS: dict[str, Callable[[Document], Sized]] = {"tokens": tokens, "symbols": symbols, "folding": folding}


def song(lines: int) -> str:
    """A text of so many lines."""
    return "".join(PART.format(number, NOTES) for number in range(lines // 20))


class Typing:
    """A document that grows and shrinks by one step of a pattern, as one types it; made for one benchmark."""

    def __init__(self, lines: int, ask: Callable[[Document], Sized]) -> None:
        self.document = Document.of(song(lines))
        self.ask = ask
        self.place = self.document.text.index('part7 {\n  piano "') + len('part7 {\n  piano "')
        self.strokes = count()
        self.found: Sized = ask(self.document)
        self.typed()

    def typed(self) -> None:
        """Type it, or take it back, and ask."""
        new, end = ("d4 ", self.place) if next(self.strokes) % 2 == 0 else ("", self.place + 3)
        self.document = self.document.edited(self.place, end, new)
        self.found = self.ask(self.document)


def least(run: Callable[[], object], rounds: int) -> float:
    """The least CPU time of some runs, in seconds."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        run()
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.mark.benchmark(timer=time.process_time, min_rounds=20, max_time=0.3)
@pytest.mark.parametrize("lines", [1_000, 10_000])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_after_an_edit_costs_ten_milliseconds_at_most(
    question: str, lines: int, benchmark: BenchmarkFixture
) -> None:
    typing = Typing(lines, QUESTIONS[question])
    benchmark(typing.typed)
    assert len(typing.found) > lines // 25
    assert min(benchmark.stats.stats.data) < 0.010


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_edit_costs_a_small_part_of_the_text_read_anew(question: str) -> None:
    ask = QUESTIONS[question]
    typing = Typing(10_000, ask)
    edited = least(typing.typed, 20)
    fresh = least(lambda: ask(Document.of(typing.document.text)), 2)
    sys.stdout.write(f"{question}: {1000 * edited:.2f} ms after an edit, {1000 * fresh:.0f} ms anew\n")
    assert edited < fresh / 20


@pytest.mark.benchmark(timer=time.process_time, min_rounds=5, max_time=0.3)
@pytest.mark.parametrize("lines", [1_000, 10_000])
def test_hints_of_a_screen_after_an_edit(lines: int, benchmark: BenchmarkFixture) -> None:
    typing = Typing(lines, lambda document: hints(document, 2_000, 5_000))
    benchmark(typing.typed)
    assert len(typing.found) > 0
    assert min(benchmark.stats.stats.data) < 0.020
