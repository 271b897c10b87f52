"""The road between bars and microseconds: a bijection, whatever the tempo, the meter and the swing."""

import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_engine.timeline import Meter, MeterMark, Swing, SwingMark, TempoMark, Timeline

F = Fraction
DAY = 24 * 3600 * 1_000_000

bpms = st.fractions(min_value=20, max_value=400, max_denominator=1000)
places = st.integers(min_value=-4, max_value=40).map(Fraction)
lengths = st.fractions(min_value=F(1, 8), max_value=20, max_denominator=16)
tempo_marks = st.one_of(
    st.builds(TempoMark, at=places, bpm=bpms, to_bpm=st.none(), bars=st.none()),
    st.builds(TempoMark, at=places, bpm=bpms, to_bpm=bpms, bars=lengths),
)
meters = st.builds(Meter, beats=st.integers(1, 15), unit=st.sampled_from([1, 2, 4, 8, 16]), groups=st.just(()))
meter_marks = st.builds(MeterMark, at=places, meter=meters)
swings = st.builds(
    Swing,
    amount=st.fractions(min_value=F(1, 10), max_value=F(9, 10), max_denominator=60),
    unit=st.sampled_from([F(1, 4), F(1, 2), F(1)]),
)


def in_order(marks):
    return tuple(sorted(marks, key=lambda mark: mark.at))


timelines = st.builds(
    Timeline,
    tempos=st.lists(tempo_marks, min_size=1, max_size=4).map(in_order),
    meters=st.lists(meter_marks, min_size=1, max_size=3).map(in_order),
    swing=st.none() | swings,
    swings=st.lists(st.builds(SwingMark, at=places, swing=st.none() | swings), max_size=2).map(in_order),
    repeat=st.none() | st.integers(41, 50),
)
cycles = st.fractions(min_value=-20, max_value=200, max_denominator=10_000)


def test_by_default_a_bar_is_two_seconds():
    assert Timeline().micros(F(1)) == 2_000_000
    assert Timeline().beat(F(1)) == 4
    assert Timeline().bpm(F(7)) == 120.0
    assert Timeline().meter(F(7)) == Meter(4, 4)


@given(bpms, meters, cycles, st.integers(-DAY, DAY), st.none() | st.integers(41, 50))
def test_where_all_bars_are_alike_the_shorter_way_leads_to_the_same_place(bpm, meter, cycle, micros, repeat):
    even = Timeline((TempoMark(bpm=bpm),), (MeterMark(F(3), meter),), repeat=repeat)
    uneven = even._replace(swings=(SwingMark(F(10**9), Swing(F(2, 3))),))
    assert even.beat(cycle) == uneven.beat(cycle)
    assert even.micros(cycle) == uneven.micros(cycle)
    assert even.cycle(micros) == uneven.cycle(micros)


def test_a_moment_between_two_microseconds_is_the_even_one():
    even = Timeline((TempoMark(bpm=F(120)),))
    halves = [F(2 * number + 1, 4_000_000) for number in range(-4, 4)]
    assert [even.micros(at) for at in halves] == [round(at * 2_000_000) for at in halves]
    assert [even.micros(at) for at in halves] == [-4, -2, -2, 0, 0, 2, 2, 4]


def test_meters_begin_again():
    """Four bars of 7/8, two of 4/4, and so on: 22 crotchets each time round."""
    marks = (MeterMark(F(0), Meter(7, 8, (3, 2, 2))), MeterMark(F(4), Meter(4, 4)))
    timeline = Timeline(meters=marks, repeat=6)
    assert [timeline.beat(F(bar)) for bar in (0, 4, 6, 7, 12)] == [0, 14, 22, F(51, 2), 44]
    assert str(timeline.meter(F(9))) == "7/8"
    assert str(timeline.meter(F(11))) == "4/4"
    assert timeline.cycle_at_beat(F(44)) == 12
    assert [mark.at for mark in timeline.meters_until(F(11))] == [0, 4, 6, 10]
    assert timeline.micros(timeline.cycle(123_456_789)) == 123_456_789


def test_groups_make_up_the_bar():
    with pytest.raises(ValueError, match="do not make 7 beats"):
        Meter(7, 8, (3, 3, 2))


def test_swing_can_change_at_a_bar():
    swing = Swing(F(2, 3))
    timeline = Timeline(swings=(SwingMark(F(1), swing), SwingMark(F(2), None)))
    assert [timeline.played_beat(F(n, 8)) for n in (1, 9, 17)] == [F(1, 2), 4 + F(2, 3), F(17, 2)]


def test_a_pickup_lies_before_zero():
    assert Timeline().micros(F(-1, 4)) == -500_000
    assert Timeline().cycle(-500_000) == F(-1, 4)


@settings(deadline=None)
@given(timelines, st.integers(min_value=-60_000_000, max_value=DAY))
def test_every_microsecond_comes_back(timeline, micros):
    assert timeline.micros(timeline.cycle(micros)) == micros


@settings(deadline=None)
@given(timelines, cycles, cycles)
def test_later_never_sounds_earlier(timeline, one, other):
    early, late = sorted((one, other))
    assert timeline.micros(early) <= timeline.micros(late)


@settings(deadline=None)
@given(timelines)
def test_bar_zero_is_zero(timeline):
    assert timeline.micros(F(0)) == 0
    assert timeline.beat(F(0)) == 0


@settings(deadline=None)
@given(timelines, cycles)
def test_beats_and_bars_are_one_place(timeline, cycle):
    assert timeline.cycle_at_beat(timeline.beat(cycle)) == cycle


@settings(deadline=None)
@given(timelines, st.integers(-8, 60))
def test_a_bar_has_the_beats_of_its_meter(timeline, bar):
    assert timeline.beat(F(bar + 1)) - timeline.beat(F(bar)) == timeline.meter(F(bar)).crotchets


@settings(deadline=None)
@given(bpms, meters, cycles, cycles)
def test_at_one_tempo_durations_add_up_exactly(bpm, meter, one, other):
    timeline = Timeline((TempoMark(bpm=bpm),), (MeterMark(meter=meter),))
    exact = (one + other) * meter.crotchets * 60_000_000 / bpm
    assert timeline.micros(one + other) == round(exact)
    assert abs(timeline.micros(one) + timeline.micros(other) - exact) <= 1


@settings(deadline=None)
@given(timelines)
def test_a_timeline_is_a_value(timeline):
    copy = pickle.loads(pickle.dumps(timeline))
    assert copy == timeline
    assert hash(copy) == hash(timeline)
    assert copy.micros(F(7, 3)) == timeline.micros(F(7, 3))


@settings(max_examples=40, deadline=None)
@given(bpms, bpms, st.integers(1, 16), st.fractions(0, 1, max_denominator=32))
def test_a_ramp_is_the_integral_of_the_beats_lengths(bpm, to_bpm, bars, part):
    timeline = Timeline((TempoMark(F(0), bpm, to_bpm, F(bars)),))
    beats, goal = float(4 * bars), float(4 * bars * part)
    slope = (float(to_bpm) - float(bpm)) / beats
    steps = 2000
    middles = ((step + 0.5) * goal / steps for step in range(steps))
    summed = sum(60e6 / (float(bpm) + slope * middle) for middle in middles) * goal / steps
    assert timeline.micros(bars * part) == pytest.approx(summed, rel=1e-5, abs=2)


def test_a_ramp_is_linear_in_beats_and_then_stays():
    timeline = Timeline((TempoMark(F(0), F(96), F(132), F(16)),))
    assert timeline.bpm(F(-3)) == 96.0
    assert timeline.bpm(F(0)) == 96.0
    assert timeline.bpm(F(8)) == 114.0
    assert timeline.bpm(F(16)) == 132.0
    assert timeline.bpm(F(40)) == 132.0
    assert timeline.micros(F(41)) - timeline.micros(F(40)) == pytest.approx(4 * 60e6 / 132, abs=1)


def test_the_next_mark_cuts_a_ramp_short():
    timeline = Timeline((TempoMark(F(0), F(60), F(120), F(4)), TempoMark(F(2), F(240))))
    assert timeline.bpm(F(199, 100)) == pytest.approx(89.85)
    assert timeline.bpm(F(2)) == 240.0
    assert timeline.micros(F(3)) - timeline.micros(F(2)) == 1_000_000


def test_of_two_marks_at_one_place_the_last_counts():
    tempos = (TempoMark(F(0), F(60)), TempoMark(F(0), F(120)))
    metres = (MeterMark(F(0), Meter(3, 4)), MeterMark(F(0), Meter(4, 4)))
    assert Timeline(tempos, metres).micros(F(1)) == 2_000_000


def test_meters_change_the_length_of_bars():
    timeline = Timeline(meters=(MeterMark(F(0), Meter(6, 8)), MeterMark(F(2), Meter(3, 8)), MeterMark(F(3), Meter())))
    assert [timeline.beat(F(bar)) for bar in range(5)] == [0, 3, 6, F(15, 2), F(23, 2)]
    assert timeline.meter(F(5, 2)) == Meter(3, 8)


def test_swing_puts_the_odd_quaver_at_two_thirds_of_the_beat():
    timeline = Timeline(swing=Swing(F(2, 3), F(1, 2)))
    quavers = [timeline.micros(F(quaver, 8)) for quaver in range(5)]
    assert quavers == [0, 333_333, 500_000, 833_333, 1_000_000]
    assert timeline.beat(F(1, 8)) == F(1, 2)
    assert timeline.played_beat(F(1, 8)) == F(2, 3)


@settings(deadline=None)
@given(swings, st.integers(0, 15), st.integers(-3, 9))
def test_swing_moves_the_second_of_a_pair_and_never_the_first(swing, pair, bar):
    timeline = Timeline(meters=(MeterMark(meter=Meter(8, 4)),), swing=swing)
    line = timeline.beat(F(bar))
    first = line + pair * 2 * swing.unit
    if first + 2 * swing.unit <= line + 8:
        assert timeline.played_beat(timeline.cycle_at_beat(first)) == first
        second = timeline.cycle_at_beat(first + swing.unit)
        assert timeline.played_beat(second) == first + 2 * swing.unit * swing.amount


def test_half_a_pair_at_the_end_of_the_bar_stays_straight():
    timeline = Timeline(meters=(MeterMark(meter=Meter(7, 8)),), swing=Swing(F(2, 3)))
    assert timeline.played_beat(F(13, 14)) == F(13, 4)
    assert timeline.played_beat(F(8, 7)) == F(7, 2) + F(2, 3)


def test_a_day_has_no_drift():
    timeline = Timeline((TempoMark(bpm=F(127)),))
    bars = 24 * 60 * 127 // 4
    assert timeline.micros(F(bars)) == DAY
    lines = [timeline.micros(F(bar)) for bar in range(bars - 3, bars + 1)]
    assert {after - before for before, after in pairwise(lines)} <= {1_889_763, 1_889_764}


@settings(deadline=None)
@given(timelines, bpms)
def test_another_tempo_keeps_meters_and_swing(timeline, bpm):
    other = timeline.with_tempo(bpm)
    assert (other.meters, other.swing) == (timeline.meters, timeline.swing)
    assert other.beat(F(17, 3)) == timeline.beat(F(17, 3))
    assert other.bpm(F(30)) == float(bpm)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TempoMark(bpm=F(0)),
        lambda: TempoMark(to_bpm=F(-1), bars=F(1)),
        lambda: TempoMark(to_bpm=F(90)),
        lambda: TempoMark(to_bpm=F(90), bars=F(0)),
        lambda: Meter(4, 0),
        lambda: Meter(0, 4),
        lambda: Swing(F(1)),
        lambda: Swing(F(1, 2), F(0)),
        lambda: Timeline(tempos=()),
        lambda: Timeline(meters=()),
        lambda: Timeline(tempos=(TempoMark(F(2)), TempoMark(F(1)))),
        lambda: Timeline().with_tempo(F(0)),
    ],
)
def test_what_cannot_be_played_is_no_timeline(wrong):
    with pytest.raises(ValueError, match=r"must|needs"):
        wrong()
