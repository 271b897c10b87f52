"""What it costs to read, check and format a text. CPU time; the figures are printed, the benchmark compares nothing."""

from __future__ import annotations

import sys
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pattern_dsl import check
from pattern_dsl.formatting import formatted

TEXTS = {
    "10 lines": 'tempo 120;\nmelody {\n  piano "c4 [e4 g4]*2".every(4, .rev());\n  piano "c3*2".vel(0.5);\n}\n' * 2,
    "1,000 statements": "melody {\n" + "  piano C4 0.5 vel 0.7;\n" * 1_000 + "}\n",
    "1,000 patterns": "rhythm {\n"
    + '  synth "Kick*2 [~ Snare]*2 <HiHat Clap>(3,8)".every(4, .rev());\n' * 1_000
    + "}\n",
}


@pytest.mark.benchmark(timer=time.process_time, min_rounds=3, max_time=0.3)
@pytest.mark.parametrize("name", TEXTS)
def test_check(name: str, benchmark: BenchmarkFixture) -> None:
    assert benchmark(check, TEXTS[name]).program is not None


UNTIDY = {
    "10,000 lines of notes": "melody {\n" + "piano C4  0.5 vel 0.7 ;\n" * 10_000 + "}\n",
    "4,000 lines of patterns": "rhythm {\n" + '  synth "Kick*2  [~ Snare]" .every(4,.rev());\n' * 4_000 + "}\n",
}


@pytest.mark.benchmark(timer=time.process_time, min_rounds=3, max_time=0.3)
@pytest.mark.parametrize("name", UNTIDY)
def test_format(name: str, benchmark: BenchmarkFixture) -> None:
    tidy = benchmark(formatted, UNTIDY[name])
    assert formatted(tidy) == tidy != UNTIDY[name]


def test_remarks_cost_less_than_a_fifth_of_a_check() -> None:
    def spent(advice: bool) -> float:
        begin = time.process_time()
        for _ in range(5):
            check(TEXTS["10 lines"], advice=advice)
        return time.process_time() - begin

    spent(True)
    pairs = [(spent(False), spent(True)) for _ in range(60)]
    plain, asked = min(plain for plain, _ in pairs), min(asked for _, asked in pairs)
    sys.stdout.write(f"remarks: {asked / plain:.2f} x a check without them\n")
    assert asked < 1.2 * plain
