"""Scores: how heard places become written ones, and lengths become signs. No file and no music21 is needed."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_engine.export.quantising import NEAR, is_written, onsets_written
from pattern_engine.export.score import score_of
from pattern_engine.export.signs import Head, is_value, signs_of
from pattern_engine.note import NoteEvent
from pattern_engine.program import Program
from pattern_engine.time import Span
from pattern_engine.timeline import Meter, MeterMark, Timeline

F = Fraction
C = (Head(60, "C4"),)


def signs(text, length=4, cell=1):
    """Signs of notes and rests (~) given as lengths: ``1 1/2 ~1/2 2``."""
    place, segments = F(0), []
    for word in text.split():
        heads = () if word.startswith("~") else C
        end = place + F(word.lstrip("~"))
        segments.append((place, end, heads, False, False))
        place = end
    assert place == length
    return signs_of(segments, F(length), F(cell))


def shown(found):
    """``value`` of each sign, ``r`` for rests, ``-`` where it is tied on, its tuplet in front."""
    return " ".join(
        ("" if s.ratio is None else f"{s.ratio[0]}:{s.ratio[1]}/")
        + ("" if s.heads else "r")
        + str(s.value)
        + ("-" if s.tied[1] else "")
        for s in found
    )


@pytest.mark.parametrize(
    ("lengths", "written"),
    [
        ("1 1 1 1", "1 1 1 1"),
        ("~4", "r4"),
        ("5/2 3/2", "2- 1/2 3/2"),
        ("1/2 1 1 1 1/2", "1/2 1 1 1 1/2"),
        ("1/3 1/3 1/3 1 2", "3:2/1/2 3:2/1/2 3:2/1/2 1 2"),
        ("2/3 1/3 ~3", "3:2/1 3:2/1/2 r3"),
        ("4/3 4/3 4/3", "3:2/2 3:2/2 3:2/2"),
        ("2/3 2/3 2/3 2", "3:2/1 3:2/1 3:2/1 2"),
        ("4/5 4/5 4/5 4/5 4/5", "5:4/1 5:4/1 5:4/1 5:4/1 5:4/1"),
        ("1 1/7 6/7 2", "1 7:4/1/4 7:4/3/2 2"),
    ],
)
def test_lengths_become_signs(lengths, written):
    assert shown(signs(lengths)) == written


@pytest.mark.parametrize(
    ("lengths", "length", "cell", "written"),
    [
        ("3/2 3/2", 3, "1/2", "3/2 3/2"),
        ("3/5 3/5 3/5 3/5 3/5", 3, 1, "5:3/1 5:3/1 5:3/1 5:3/1 5:3/1"),
        ("1/2 1/6 1/6 1/6 2", 3, "1/2", "1/2 3:2/1/4 3:2/1/4 3:2/1/4 2"),
        ("7/2", "7/2", "1/2", "7/2"),
        ("5", 5, 1, "4- 1"),
    ],
)
def test_other_meters(lengths, length, cell, written):
    assert shown(signs(lengths, F(length), F(cell))) == written


def test_tuplets_know_their_edges():
    assert [s.edge for s in signs("1/3 1/3 1/3 1/5 1/5 3/5 ~2")] == ["start", "", "stop", "start", "", "stop", ""]


cuts = st.lists(
    st.one_of(*(st.integers(1, 4 * parts - 1).map(lambda n, p=parts: F(n, p)) for parts in (1, 2, 4, 8, 3))), max_size=9
)


@settings(deadline=None)
@given(cuts)
def test_signs_fill_their_bar_and_can_all_be_written(places):
    edges = [F(0), *sorted(set(places)), F(4)]
    kinds = [{p.denominator for p in edges if n < p < n + 1} for n in range(4)]
    if any(3 in kind and 8 in kind for kind in kinds):  # a beat holds thirds and their eighths, or eighths
        return
    segments = [(a, b, C if i % 3 else (), False, False) for i, (a, b) in enumerate(pairwise(edges))]
    found = signs_of(segments, F(4), F(1))
    place = F(0)
    for sign in found:
        assert sign.begin == place
        ratio = F(*sign.ratio) if sign.ratio else F(1)
        assert sign.value == sign.length * ratio
        assert is_value(sign.value)
        place += sign.length
    assert place == 4
    assert {s.begin for s in found} >= {a for a, *_ in segments}


METERS = [
    (F(4), F(1)),
    (F(3), F(1)),
    (F(3), F(1, 2)),
    (F(7, 2), F(1, 2)),
    (F(6), F(3, 2)),
    (F(1, 2), F(1, 2)),
    (F(1, 4),) * 2,
]
"""Lengths of bars and their cells."""


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(METERS))
def test_whatever_is_between_the_notes_can_be_written_and_no_note_is_lost(data, meter):
    length, cell = meter
    places = data.draw(st.lists(st.fractions(0, length, max_denominator=240), min_size=1, max_size=20))
    edges = sorted({F(0), *places, length})
    keys = [(Head(n),) if n % 3 else () for n in range(len(edges) - 1)]
    found = signs_of([(a, b, k, False, False) for (a, b), k in zip(pairwise(edges), keys, strict=True)], length, cell)
    place = F(0)
    for sign in found:
        assert sign.begin == place
        assert is_value(sign.value)
        place += sign.length
    assert place == length
    assert {head for key in keys for head in key} == {head for sign in found for head in sign.heads}


@given(st.lists(st.fractions(0, F(399, 100), max_denominator=997), max_size=12))
def test_no_onset_moves_further_than_is_said(places):
    for place, found in onsets_written(places, F(1)).items():
        assert abs(found - place) <= NEAR
        assert found == place or not is_written(place, F(1))
        assert is_written(found, F(1))


def laid(*shapes, meter=None, bars=2):
    notes = [NoteEvent("melody/1/1", "piano", None, 60 + i, F(a), F(b)) for i, (a, b) in enumerate(shapes)]
    program = Program(timeline=Timeline(meters=(MeterMark(meter=meter or Meter()),)))
    return score_of(notes, program, Span(F(0), F(bars)))


def voices(score):
    return [[shown(voice) for voice in bar] for bar in score.staves[0].voices]


def test_overlapping_notes_stand_in_voices():
    assert voices(laid((0, 1), (F(1, 4), F(1, 2)), bars=1)) == [["4", "r1 1 r2"]]


def test_notes_that_begin_and_end_together_are_a_chord():
    score = laid((0, F(1, 2)), (0, F(1, 2)), (0, F(1, 4)), bars=1)
    assert voices(score) == [["2 r2", "1 r3"]]
    assert len(score.staves[0].voices[0][0][0].heads) == 2


def test_a_note_is_tied_over_the_bar_line():
    assert voices(laid((F(3, 4), F(3, 2)))) == [["r3 1-"], ["2 r2"]]


def test_legato_is_the_step_and_a_short_rest_is_none():
    assert voices(laid((0, F(19, 80)), (F(1, 4), F(9, 20)), (F(1, 2), F(5, 8)), bars=1)) == [["1 1 1/2 r3/2"]]


def test_a_bar_without_notes_rests():
    assert voices(laid((1, 2), bars=3)) == [["r4"], ["4"], ["r4"]]


def test_what_sounds_on_beyond_the_end_has_further_bars():
    assert len(laid((0, F(5, 2)), bars=1).bars) == 3
    assert len(laid((0, F(101, 100)), bars=1).bars) == 1
