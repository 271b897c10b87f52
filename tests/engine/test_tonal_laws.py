"""The laws of patterns, on words whose values must be notes of a scale or chords and so are seldom drawn by chance."""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pattern_dsl import compile_expression
from pattern_engine.event import Event, show_value

DEGREES = ('"0 1 3 <2 4>".scale("D dorian")', '"<0 1 2> [4 2]".late(1/8).scale("C major")')
CHORDS = ('"<Am7 Dm7> G7".late(1/8)', '"C [F^7/A G\'i]"')
STACKS = ('"[c4,e4,g4] [d4,f4]".late(1/8)', '"<[c4,e4,g4,b4] [a3,c4]>"')
METHODS = {
    DEGREES: (
        *('.scaleTranspose("<1 -2>")', '.raiseDegree("<1 2>")', ".lowerDegree(3, 2)", '.expandPitch("<2 3>")'),
        *(".against(1)", ".against(2)", ".against(3)", '.mirror("e4")', ".invertMotif()", ".toFreq()"),
        *('.tune("<just 31edo>")', '.edo("<19 31>")', '.transpose("3m")', '.chromaticise("<3 -2>")'),
    ),
    CHORDS: (
        *(".voicing()", '.voicing("<open drop2>")', '.inv("<1 -1>").voicing()', '.mode("<root:c3 above>").voicing()'),
        *(".open()", '.drop("<1 2>")', '.root("<2 3>")', '.anchor("<g4 c5>").voicing()'),
    ),
    STACKS: (
        *(".roll()", '.roll("<1/2 -1/3>")', ".arpWith(.rev().fast(2))", ".arpWith(.iter(2))"),
        *('.arp("<pinkyup disconverge>")', '.arp("0 [2 1]")'),
    ),
}
TEXTS = [f"{base}{method}" for bases, methods in METHODS.items() for base in bases for method in methods]
TEXTS += ['"0 1 2 <3 5>".of("<Am7 D7>")', '"0 [1 3]".of("Am7 [D7 G7]", "open")', "power([3, 1, 2], 2)"]

Merged = dict[tuple[object, str], Fraction]


def merged(events: list[Event], back: int = 0) -> Merged:
    """How long each event sounds in the span asked for, by its whole and value, *back* cycles earlier."""
    found: Merged = defaultdict(Fraction)
    for event in events:
        whole = event.whole and (event.whole.begin - back, event.whole.end - back)
        found[whole, show_value(event.value)] += event.part.duration
    return dict(found)


@settings(max_examples=8, deadline=None)
@given(cuts=some.lists(some.fractions(0, 4, max_denominator=24), min_size=1, max_size=3, unique=True))
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_asked_in_pieces_is_what_is_asked_at_once(text: str, cuts: list[Fraction]) -> None:
    pattern = compile_expression(text)
    edges = [Fraction(0), *sorted(cut for cut in cuts if 0 < cut < 4), Fraction(4)]
    pieces = [event for begin, end in itertools.pairwise(edges) for event in pattern.query(begin, end)]
    assert merged(pieces) == merged(pattern.query(0, 4))


@pytest.mark.parametrize("text", TEXTS)
def test_what_repeats_is_exact_after_a_long_time(text: str) -> None:
    pattern = compile_expression(text)
    assert 0 < pattern.period <= 12
    far = 10**9 // pattern.period * pattern.period
    assert merged(pattern.query(far, far + 4), far) == merged(pattern.query(0, 4))


@pytest.mark.parametrize("text", TEXTS)
def test_what_sounds_is_known_by_its_place_in_the_text(text: str) -> None:
    events = compile_expression(text).query(0, 2)
    assert events
    if not text.startswith("power"):
        for event in events:
            assert event.origin
            assert all(0 <= begin < end <= len(text) for begin, end in event.origin)
