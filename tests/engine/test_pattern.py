"""Joins and applications: whose rhythm counts when patterns choose patterns. Cases from Strudel's semantics."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import compile_expression
from pattern_engine.event import Event
from pattern_engine.joins import apply_both, apply_left, join_inner, join_outer, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern, TooCoarse, divided
from pattern_engine.time import exact
from pattern_engine.words.making import atom, seq


def steps(*values: str) -> Pattern:
    return seq(*map(atom, values))


def shown(pattern: Pattern, begin: str = "0", end: str = "1") -> list[str]:
    events = pattern.query(begin, end)
    return [str(event) for event in sorted(events, key=lambda event: (event.part.begin, str(event.value)))]


CHOICES = {"x": steps("a", "b"), "y": steps("c", "d", "e")}


def chosen(value: object) -> Pattern:
    return CHOICES[str(value)]


def test_inner_takes_the_rhythm_of_what_is_chosen_cut_where_the_choice_changes() -> None:
    assert shown(join_inner(steps("x", "y"), chosen)) == [
        "[ 0/1 → 1/2 | a ]",
        "[ 1/3 → 2/3 (1/2 → 2/3) | d ]",
        "[ 2/3 → 1/1 | e ]",
    ]


def test_outer_takes_the_rhythm_of_the_choice() -> None:
    assert shown(join_outer(steps("x", "y"), chosen)) == [
        "[ 0/1 → 1/2 | a ]",
        "[ 1/2 → 1/1 (1/2 → 2/3) | d ]",
        "[ 1/2 → 1/1 (2/3 → 1/1) | e ]",
    ]


def test_squeeze_fits_a_whole_cycle_into_each_choice() -> None:
    assert shown(join_squeeze(steps("x", "y"), chosen)) == [
        "[ 0/1 → 1/4 | a ]",
        "[ 1/4 → 1/2 | b ]",
        "[ 1/2 → 2/3 | c ]",
        "[ 2/3 → 5/6 | d ]",
        "[ 5/6 → 1/1 | e ]",
    ]


@pytest.mark.parametrize(("from_zero", "third"), [(True, "a"), (False, "b")])
def test_reset_restarts_the_current_cycle_and_restart_the_first(from_zero: bool, third: str) -> None:
    turns = compile_expression('"<a b>"')
    found = join_trigger(steps("x", "x"), lambda _: turns, from_zero)
    assert [event.value for event in found.query(1, 2)] == [third, third]


def test_left_reads_the_right_one_over_each_of_its_events() -> None:
    both = apply_left(steps("a", "b"), steps("1", "2", "3"), lambda left, right: f"{left}{right}")
    assert shown(both) == [
        "[ 0/1 → 1/2 (0/1 → 1/3) | a1 ]",
        "[ 0/1 → 1/2 (1/3 → 1/2) | a2 ]",
        "[ 1/2 → 1/1 (1/2 → 2/3) | b2 ]",
        "[ 1/2 → 1/1 (2/3 → 1/1) | b3 ]",
    ]


def test_both_make_an_event_of_each_overlap() -> None:
    both = apply_both(steps("a", "b"), steps("1", "2", "3"), lambda left, right: f"{left}{right}")
    assert shown(both) == [
        "[ 0/1 → 1/3 | a1 ]",
        "[ 1/3 → 1/2 | a2 ]",
        "[ 1/2 → 2/3 | b2 ]",
        "[ 2/3 → 1/1 | b3 ]",
    ]


def test_an_answer_is_exact_however_the_cycle_is_divided() -> None:
    pattern = steps("a", "b", "c", "d", "e", "f", "g")
    assert shown(pattern, "1/11", "1/5") == ["[ 0/1 → 1/7 (1/11 → 1/7) | a ]", "[ 1/7 → 2/7 (1/7 → 1/5) | b ]"]


def test_a_tick_is_never_rounded() -> None:
    assert divided(12, 3) == 4
    with pytest.raises(TooCoarse) as caught:
        divided(12, 8)
    assert caught.value.factor == 2


def test_a_point_in_time_holds_what_sounds_there() -> None:
    assert [str(event.value) for event in steps("a", "b").query("1/2", "1/2")] == ["b"]


def test_origins_of_all_who_had_a_say_are_kept() -> None:
    [first, *_] = compile_expression('"a b".fast("1 2")').query(0, "1/2")
    assert set(first.origin) == {(1, 2), (12, 13)}


def test_only_the_fragment_with_the_beginning_has_the_onset() -> None:
    events = compile_expression('"a".slow(2)').query(0, 2)
    assert sorted((event.part.begin, event.has_onset) for event in events) == [(0, True), (1, False)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [(0.1, "1/10"), (1 / 3, "1/3"), ("3/8", "3/8"), (2, "2"), ("0.125", "1/8"), (1e-9, "1/1000000000")],
)
def test_a_number_is_taken_as_it_was_meant(written: float | str, meant: str) -> None:
    assert exact(written) == Fraction(meant)


def test_an_event_reads_as_one_line() -> None:
    event: Event = compile_expression('"bd:3*8"').query(0, "1/8")[0]
    assert str(event) == "[ 0/1 → 1/8 | bd:3 ]"
