"""Columns hold the same onsets as events, in order, for periodic and other patterns alike."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import compile_expression
from pattern_engine.columns import columns

CODES = [
    '"bd*2 [sd cp]*2 <hh oh>(3,8) [~ rim]"',
    '"<a b c d e>*3"',
    '"a*16?"',
    "sine.range(0, 10).segment(8)",
    '"a b".slow(3).off(1/8, .fast(2))',
    "silence",
    "rand",
    '"a b c".shuffle(3).sometimes(.fast(2))',
    "walk(2, 0, 7).fast(3)",
    '"a*8".fadeIn(20)',
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("begin", "end"), [(0, 1), (0, 50), (-7, 13), (1000, 1001)])
def test_columns_are_the_onsets_of_the_events(code: str, begin: int, end: int) -> None:
    pattern = compile_expression(code)
    found = columns(pattern, begin, end)
    ours = [
        (Fraction(int(start), found.ticks), Fraction(int(stop), found.ticks), str(found.values[index]))
        for start, stop, index in zip(found.begin, found.end, found.which, strict=True)
    ]
    events = [event for event in pattern.query(begin, end) if event.has_onset and event.whole]
    theirs = [(event.whole.begin, event.whole.end, str(event.value)) for event in events if event.whole]
    assert sorted(ours) == sorted(theirs)
    assert [start for start, _, _ in ours] == sorted(start for start, _, _ in ours)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError, match="64 bits"):
        columns(compile_expression('"a b c"'), 0, 1 << 61)
