"""Real programs with mistakes in them: each is answered soon, in little room, and says what is wrong in words.

What a mutant is, and all that is asked of its answer, is in ``mutants``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from mutants import MEGABYTES, MISTAKES, SECONDS, corpus, mutant, timed

HERE = Path(__file__).parent

SONG = 'let a = "c4 e4*2";\nmelody { piano a.every(4, .rev()); piano C4 0.5; }\n'

FEW, MANY, BLOCKS = 400, 100_000, 10

HANDS = 2
"""Processes that look at mutants at the same time."""


@pytest.mark.parametrize("share", range(10))
def test_a_few_mutants_are_answered(share: int) -> None:
    answers = [timed(number) for number in range(share, FEW, 10)]
    assert [flaw for _, found in answers for flaw in found] == []
    assert max(taken for taken, _ in answers) < SECONDS


def test_mutants_are_many_and_the_same_each_time() -> None:
    made = [mutant(number) for number in range(FEW)]
    assert made == [mutant(number) for number in range(FEW)]
    assert len({held.after for held in made}) > 0.95 * FEW
    assert len(corpus()) > 500


@pytest.mark.parametrize("mistake", dict.fromkeys(MISTAKES), ids=lambda mistake: mistake.__name__)
def test_each_mistake_changes_a_program(mistake: Callable[[str, Random], str]) -> None:
    assert any(mistake(SONG, Random(number)) != SONG for number in range(10))


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(BLOCKS))
def test_many_mutants_are_answered_within_bounds_of_time_and_memory(block: int) -> None:
    size = MANY // BLOCKS // HANDS
    begins = [FEW + (block * HANDS + hand) * size for hand in range(HANDS)]
    at_work = [
        subprocess.Popen([sys.executable, HERE / "mutants.py", str(begin), str(begin + size)], stdout=subprocess.PIPE)
        for begin in begins
    ]
    answers = [json.loads(process.communicate()[0]) for process in at_work]
    for told in answers:
        sys.stdout.write(f"{told['seconds']} s, {told['megabytes']} MB, worst {told['worst'][:3]}\n")
    assert [flaw for told in answers for flaw in told["flaws"]] == []
    assert max(told["worst"][0][0] for told in answers) < SECONDS
    assert max(told["megabytes"] for told in answers) < MEGABYTES
