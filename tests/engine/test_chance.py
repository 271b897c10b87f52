"""Chance: the same for the same seed, part and place; different elsewhere; and fair."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import pytest

from pattern_dsl import compile_program
from pattern_engine.chance import chance, stream_of
from pattern_engine.performance import perform

DRAWN = 'synth "HiHat*8".degradeBy(0.5);'


def onsets(text: str, key: str, bars: int = 8) -> list[Fraction]:
    return [
        note.begin for note in perform(compile_program(text)).notes(Fraction(0), Fraction(bars)) if note.part == key
    ]


def test_a_seed_gives_the_same_events_again_and_another_gives_others() -> None:
    text = f"rhythm a {{ {DRAWN} }}"
    assert onsets(text, "rhythm/a/1") == onsets(text, "rhythm/a/1")
    assert onsets(f"seed 1; {text}", "rhythm/a/1") != onsets(f"seed 2; {text}", "rhythm/a/1")


def test_parts_and_places_draw_for_themselves() -> None:
    text = f"rhythm a {{ {DRAWN} {DRAWN} }}"
    assert onsets(text, "rhythm/a/1") != onsets(text, "rhythm/a/2")


def test_an_edit_elsewhere_changes_no_draw() -> None:
    before = onsets(f"rhythm a {{ {DRAWN} }}", "rhythm/a/1")
    after = onsets(f'let x = "c4?";\nmelody {{ piano x; }}\nrhythm a {{ {DRAWN} synth "Kick?"; }}', "rhythm/a/1")
    assert before == after


def test_draws_are_the_same_in_another_process() -> None:
    text = f"seed 3; rhythm a {{ {DRAWN} synth irand(9).segment(4).degrade(); }}"
    code = (
        "import sys; from fractions import Fraction; from pattern_dsl import compile_program;"
        "from pattern_engine.performance import perform;"
        "print(*perform(compile_program(sys.stdin.read())).notes(Fraction(0), Fraction(8)), sep='\\n')"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert answers.pop().strip()


def test_draws_are_spread_evenly() -> None:
    stream = stream_of(7, "a part", 1)
    draws = [chance(stream, position, 16) for position in range(20_000)]
    assert all(0 <= draw < 1 for draw in draws)
    counts = [sum(low <= draw * 10 < low + 1 for draw in draws) for low in range(10)]
    assert all(1_800 < count < 2_200 for count in counts)
    ups = sum(a < b for a, b in pairwise(draws))
    assert 9_700 < ups < 10_300


def test_a_draw_belongs_to_its_place_however_finely_it_is_counted() -> None:
    assert chance(5, 3, 8) == chance(5, 6, 16) == chance(5, 300, 800)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_as_many_events_are_dropped_as_were_asked_to_be(share: float) -> None:
    text = f'rhythm a {{ synth "HiHat*16".degradeBy({share}); }}'
    kept = len(onsets(text, "rhythm/a/1", 200)) / (16 * 200)
    assert abs(kept - (1 - share)) < 0.03
