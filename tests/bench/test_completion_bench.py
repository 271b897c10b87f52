"""What completion, hover and signature cost after a keystroke: CPU time, and that a longer text costs the same."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl.document import Document
from pattern_dsl.ide.completion import completions
from pattern_dsl.ide.hover import hover
from pattern_dsl.ide.signature import signature

PART = 'melody part{} {{\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()).vel("0.5 0.8");\n{}}}\n\n'
NOTES = "".join(f"  piano C4 {beat}.5 dur 1/2 vel 0.7;\n" for beat in range(16))
TYPED = {"a method": "\n  piano d4.f", "a note": '\n  piano "c4 e', "an argument": "\n  piano d4.every(4, .f"}


def song(lines: int) -> str:
    """A text of so many lines, with names to be found at its beginning."""
    parts = [PART.format(number, NOTES) for number in range(lines // 20)]
    return "".join(['key A minor;\nlet riff = "c4 e4";\ndef lift(p, n = 2) = p.up(n);\n', *parts])


class Typing:
    """A document in whose middle something is typed, and a question asked there; made for one benchmark."""

    def __init__(self, lines: int, typed: str, asked: Callable[[Document, int], object]) -> None:
        document = Document.of(song(lines))
        document.diagnostics()
        before = f"part{lines // 40} {{"
        place = document.text.index(before) + len(before)
        self.document = document.edited(place, place, typed[:-1])
        self.place = place + len(typed) - 1
        self.sign = typed[-1]
        self.asked = asked
        self.answer = self.typed()

    def typed(self) -> object:
        """Type the last sign and ask."""
        document = self.document.edited(self.place, self.place, self.sign)
        return self.asked(document, self.place + 1)


@pytest.mark.benchmark(timer=time.process_time, min_rounds=20, max_time=0.3)
@pytest.mark.parametrize("lines", [1_000, 10_000])
@pytest.mark.parametrize("asked", [completions, hover, signature], ids=lambda asked: asked.__name__)
@pytest.mark.parametrize("what", TYPED)
def test_an_answer_after_a_keystroke_costs_at_most_five_milliseconds(
    what: str, asked: Callable[[Document, int], object], lines: int, benchmark: BenchmarkFixture
) -> None:
    typing = Typing(lines, TYPED[what], asked)
    benchmark(typing.typed)
    if asked is completions:
        assert completions(typing.document, typing.place).items
    assert min(benchmark.stats.stats.data) < 0.005


def test_ten_times_as_many_lines_cost_less_than_two_and_a_half_times_as_much() -> None:
    def least(lines: int) -> float:
        typing = Typing(lines, TYPED["a method"], completions)
        spent = []
        for _ in range(40):
            began = time.process_time()
            typing.typed()
            spent.append(time.process_time() - began)
        return min(spent)

    ratio = least(10_000) / least(1_000)
    sys.stdout.write(f"10,000 lines: {ratio:.2f} × 1,000 lines\n")
    assert ratio < 2.5
