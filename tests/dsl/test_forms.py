"""Forms that begin again: every part comes round with the form, and upbeats lead back to its beginning."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import compile_program
from pattern_engine.performance import perform

SONG = """melody x { piano "c4"; piano B3 0:4; }
section a 1 bar { x; }
section b 1 bar { x.up(1); }
form a b;
"""


def heard(loop: bool, begin: int, end: int) -> list[tuple[Fraction, str]]:
    """When which notes begin."""
    notes = perform(compile_program(SONG, loop=loop)).notes(Fraction(begin), Fraction(end))
    return [(note.begin, note.note) for note in notes]


def test_a_form_that_is_played_once_has_each_upbeat_before_its_section() -> None:
    once = [(Fraction(-1, 4), "B3"), (Fraction(0), "c4"), (Fraction(3, 4), "B4"), (Fraction(1), "C5")]
    assert heard(False, -1, 9) == once


def test_a_form_that_begins_again_has_the_first_upbeat_at_its_end() -> None:
    turn = [(Fraction(0), "c4"), (Fraction(3, 4), "B4"), (Fraction(1), "C5"), (Fraction(7, 4), "B3")]
    assert heard(True, -1, 0) == [(Fraction(-1, 4), "B3")]
    for number in range(4):
        assert heard(True, 2 * number, 2 * number + 2) == [(begin + 2 * number, note) for begin, note in turn]


def test_a_section_with_a_seed_draws_what_it_would_in_any_text() -> None:
    def drawn(outer: int, inner: str) -> list[Fraction]:
        text = f'seed {outer}; melody x {{ piano "c4?*16"; }} section a 1 bar {{ {inner} x; }} form a;'
        return [note.begin for note in perform(compile_program(text)).notes(Fraction(0), Fraction(1))]

    assert drawn(1, "") != drawn(2, "")
    assert drawn(1, "seed 7;") == drawn(2, "seed 7;") != drawn(1, "seed 8;")


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("melody { piano C4 0 dur 6; }", 2),
        ('melody { piano C4 0 dur 6; } rhythm { synth "Kick*4"; }', 2),
        ('melody { piano "<c4 d4 e4 f4>"; piano C5 0 dur 4; }', None),
        ('rhythm beat { synth "Kick*4"; } contrast fill every 4 bars replaces beat { synth Crash 0; }', None),
    ],
)
def test_placed_notes_end_what_has_no_patterns_beside_them_in_its_block(text: str, bars: int | None) -> None:
    assert compile_program(text).placed == bars
