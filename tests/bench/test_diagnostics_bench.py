"""What the diagnostics cost after an edit: CPU time, and that a text ten times as long costs the same."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl.document import Document

MISTAKES = (Path(__file__).parents[1] / "dsl" / "eight_mistakes.pattern").read_text(encoding="utf-8")
PART = 'melody part{} {{\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()).vel("0.5 0.8");\n{}}}\n\n'
NOTES = "".join(f"  piano C4 {beat}.5 dur 1/2 vel 0.7;\n" for beat in range(16))


def song(lines: int) -> str:
    """A text of so many lines with eight mistakes in the middle of it."""
    parts = [PART.format(number, NOTES) for number in range(lines // 20)]
    header, rest = MISTAKES.split("melody wrong", 1)
    return "".join([header, *parts[: len(parts) // 2], "melody wrong", rest, *parts[len(parts) // 2 :]])


class Typing:
    """A document that grows and shrinks by one step of a pattern, as one types it; made for one benchmark."""

    def __init__(self, lines: int, before: str) -> None:
        self.document = Document.of(song(lines))
        self.place = self.document.text.index(before) + len(before)
        self.strokes = count()
        self.found = self.document.diagnostics()
        self.typed()

    def typed(self) -> None:
        """Type it, or take it back, and ask what is wrong."""
        new, end = ("d4 ", self.place) if next(self.strokes) % 2 == 0 else ("", self.place + 3)
        self.document = self.document.edited(self.place, end, new)
        self.found = self.document.diagnostics()


PLACES = {"among the mistakes": 'wrong {\n  piano "', "far from them": 'part7 {\n  piano "'}


@pytest.mark.benchmark(timer=time.process_time, min_rounds=20, max_time=0.3)
@pytest.mark.parametrize("where", PLACES)
def test_eight_mistakes_in_ten_thousand_lines_are_said_within_three_milliseconds(
    where: str, benchmark: BenchmarkFixture
) -> None:
    typing = Typing(10_000, PLACES[where])
    benchmark(typing.typed)
    assert len({problem.begin for problem in typing.found}) >= 8
    assert min(benchmark.stats.stats.data) < 0.003


def test_ten_times_as_many_lines_cost_less_than_two_and_a_half_times_as_much() -> None:
    short, long = Typing(1_000, PLACES["far from them"]), Typing(10_000, PLACES["far from them"])

    def least(typing: Typing) -> float:
        spent = []
        for _ in range(40):
            began = time.process_time()
            typing.typed()
            spent.append(time.process_time() - began)
        return min(spent)

    ratio = least(long) / least(short)
    sys.stdout.write(f"10,000 lines: {ratio:.2f} × 1,000 lines\n")
    assert ratio < 2.5
