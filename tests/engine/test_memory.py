"""What patterns remember is bounded for all of them together, and forgetting changes no answer."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from pattern_dsl import clear_caches, compile_expression
from pattern_engine import memory
from pattern_engine.memory import CYCLE_BYTES, HAP_BYTES, Ledger
from pattern_engine.pattern import Pattern


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger of its own for one test, with room for little."""
    ledger = Ledger(200_000)
    monkeypatch.setattr(memory, "LEDGER", ledger)
    monkeypatch.setattr("pattern_engine.pattern.LEDGER", ledger)
    clear_caches()
    return ledger


def kept(patterns: list[Pattern]) -> int:
    return sum(CYCLE_BYTES * cycles + HAP_BYTES * haps for cycles, haps in (p.remembered() for p in patterns))


def test_what_is_remembered_stays_under_the_bound(small: Ledger) -> None:
    patterns = [compile_expression(f'"{index} [a b c d]*8 <e f g h>".fast(2)') for index in range(60)]
    for pattern in patterns:
        for cycle in range(40):
            pattern.query(cycle, cycle + 1)
            assert small.held <= small.bound
    assert 0 < kept(patterns) <= small.bound
    assert any(pattern.remembered() == (0, 0) for pattern in patterns)


def test_forgetting_changes_no_answer(small: Ledger) -> None:
    pattern = compile_expression('"a <b c> [d e]*<2 3>".every(3, .rev())')
    before = [str(event) for event in pattern.query(0, 24)]
    pattern.forget()
    assert pattern.remembered() == (0, 0)
    assert [str(event) for event in pattern.query(0, 24)] == before


def test_what_nobody_holds_is_not_counted_for_long(small: Ledger) -> None:
    for index in range(400):
        Pattern(compile_expression(f'"{index} b*16"').haps, 1).query(0, 1)
    clear_caches()
    gc.collect()
    small.make_room()
    assert small.held < small.bound // 4


def test_the_figures_are_not_too_small() -> None:
    pattern = compile_expression('"<a b c d>*64 e".fast(4).late(1/8)')
    pattern.query(0, 1)
    gc.collect()
    tracemalloc.start()
    pattern.query(1, 3)
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    cycles, haps = pattern.remembered()
    assert taken <= CYCLE_BYTES * cycles + HAP_BYTES * haps
