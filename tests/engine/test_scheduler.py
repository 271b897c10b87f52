"""From bars to cues, told the time by hand: no clocks here, and an hour of music is a loop."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_performances import F, Pulse, at_tempo, played

from pattern_engine.note import NoteEvent
from pattern_engine.scheduler import Mix, Scheduler, Take, cues
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline


def test_cues_come_when_they_sound_and_only_once():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    assert [cue.at for cue in scheduler.advance(1_000_000)] == [0, 500_000]
    assert [cue.at for cue in scheduler.advance(1_000_000)] == []
    assert [cue.at for cue in scheduler.advance(1_000_001)] == [1_000_000]


def test_a_cue_says_when_how_long_and_on_which_beat():
    scheduler = Scheduler(Take(Pulse(), Timeline()), begin=F(2), at=5_000_000)
    first, second = scheduler.advance(6_000_000)
    assert (first.id, first.at, first.length, first.beat) == (1, 5_000_000, 500_000, 8)
    assert (second.id, second.at, second.beat) == (2, 5_500_000, 9)


def test_together_means_in_order_of_parts():
    scheduler = Scheduler(Take(Pulse(parts=("rhythm/b/1", "melody/a/1")), Timeline()))
    assert [cue.note.part for cue in scheduler.advance(600_000)] == ["melody/a/1", "rhythm/b/1"] * 2


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 900_000), min_size=1, max_size=30),
    st.sampled_from([F(1, 4), F(1, 7), F(3, 16), F(1, 99)]),
    st.fractions(min_value=30, max_value=300, max_denominator=97),
)
def test_how_often_it_is_asked_makes_no_difference(steps, step, bpm):
    take = Take(Pulse(step), Timeline((TempoMark(bpm=bpm),), swing=Swing(F(3, 5))))
    piecewise, now = [], 0
    scheduler = Scheduler(take)
    for ahead in steps:
        now += ahead
        piecewise += scheduler.advance(now)
    assert piecewise == Scheduler(take).advance(now)


def test_an_hour_of_quavers_at_150_is_exact():
    heard = played(Scheduler(Take(Pulse(F(1, 8)), at_tempo(150))), 3_600_000_000, step=100_000)
    assert len(heard) == 150 * 60 * 2
    assert [cue.at for cue in heard] == [200_000 * number for number in range(18_000)]
    assert [cue.id for cue in heard] == list(range(1, 18_001))


def test_an_hour_of_thirds_at_an_odd_tempo_never_drifts():
    heard = played(Scheduler(Take(Pulse(F(1, 3)), at_tempo(F(1271, 10)))), 3_600_000_000, step=250_000)
    exact = F(4 * 60_000_000 * 10, 1271 * 3)
    assert all(abs(cue.at - number * exact) <= F(1, 2) for number, cue in enumerate(heard))


def test_music_with_an_end_stops_there():
    scheduler = Scheduler(Take(Pulse(), Timeline(), end=F(2)), at=1_000_000)
    assert len(played(scheduler, 60_000_000)) == 8
    assert scheduler.end == 5_000_000
    assert Scheduler(Take(Pulse(), Timeline())).end is None


def test_nothing_plays_before_the_first_bar_of_all():
    scheduler = Scheduler(Take(Pulse(), Timeline()), at=100_000)
    scheduler.swap(Take(Pulse(note="D4"), Timeline()), scheduler.boundary("now", 0))
    assert [(cue.at, cue.note.note) for cue in scheduler.advance(150_000)] == [(100_000, "D4")]


@pytest.mark.parametrize(
    ("quantum", "now", "bar"),
    [
        ("now", 1_234_567, F(1_234_567, 1_500_000)),
        ("beat", 1_234_567, F(5, 6)),
        ("beat", 1_250_000, F(5, 6)),
        ("beat", 1_250_001, F(1)),
        ("bar", 1_234_567, F(1)),
        ("bar", 1_500_000, F(1)),
        ("bar", 1_500_001, F(2)),
        (4, 1_500_001, F(4)),
    ],
)
def test_boundaries_lie_at_or_after_now(quantum, now, bar):
    scheduler = Scheduler(Take(Pulse(), Timeline(meters=(MeterMark(meter=Meter(6, 8)),))))
    assert scheduler.boundary(quantum, now).cycle == bar
    assert scheduler.boundary(quantum, now).at >= now


def test_forgetting_the_past_changes_nothing_to_come():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.swap(Take(Pulse(), at_tempo(60)), scheduler.place(F(1)))
    scheduler.advance(2_500_000)
    scheduler.settle(2_200_000)
    assert scheduler.cycle(3_000_000) == F(5, 4)
    assert [cue.at for cue in scheduler.advance(4_000_001)] == [3_000_000, 4_000_000]


def test_mute_and_solo_hear_names_and_keys():
    parts = ("melody/hook/1", "rhythm/beat/hats", "rhythm/beat/kick")

    def heard(mix):
        scheduler = Scheduler(Take(Pulse(F(1), parts), Timeline(), mix))
        return [cue.note.part for cue in scheduler.advance(1)]

    assert heard(Mix()) == list(parts)
    assert heard(Mix(muted=frozenset({"rhythm/beat/kick"}))) == ["melody/hook/1", "rhythm/beat/hats"]
    assert heard(Mix(muted=frozenset({"beat"}))) == ["melody/hook/1"]
    assert heard(Mix(soloed=frozenset({"kick"}))) == ["rhythm/beat/kick"]
    assert heard(Mix(soloed=frozenset({"rhythm/beat"}), muted=frozenset({"hats"}))) == ["rhythm/beat/kick"]


def test_cues_for_files_are_in_order_of_time_then_part():
    notes = [NoteEvent(part, "piano", "C4", 60, begin, begin + 1) for part, begin in
             [("b", F(1)), ("a", F(1)), ("a", F(-1, 4)), ("b", F(0))]]  # fmt: skip
    found = cues(notes, Timeline())
    assert [(cue.id, cue.at, cue.note.part) for cue in found] == [
        (1, -500_000, "a"), (2, 0, "b"), (3, 2_000_000, "a"), (4, 2_000_000, "b"),
    ]  # fmt: skip
    assert [cue.length for cue in found] == [2_000_000] * 4


def test_a_section_is_a_boundary_and_comes_again():
    take = Take(Pulse(), Timeline(), sections=(F(0), F(2), F(5)), again=F(6))
    assert [take.boundary("section", F(here)) for here in (0, 1, 2, 3, F(11, 2), 7, 9)] == [0, 2, 2, 5, 6, 8, 11]
    assert Take(Pulse(), Timeline()).boundary("section", F(7, 2)) == 4


def test_a_day_of_music_does_not_drift_by_a_microsecond():
    scheduler = Scheduler(Take(Pulse(F(1)), at_tempo(125)), at=12_345)
    for now in range(0, 24 * 3600 * 1_000_000 + 1, 10_000_000):
        for cue in scheduler.advance(now):
            assert cue.at == 12_345 + 1_920_000 * cue.note.begin
        scheduler.settle(now)
        scheduler.sounded(now)
    assert cue.note.begin == 24 * 3600 / 1.92 - 1  # at 125 bpm a bar is 1.92 s


def test_a_day_at_a_tempo_that_divides_nothing_stays_within_half_a_microsecond():
    scheduler = Scheduler(Take(Pulse(F(1)), at_tempo("126.3")))
    exact, seen = F(4 * 60_000_000 * 10, 1263), 0
    for now in range(0, 24 * 3600 * 1_000_000, 20_000_000):
        for cue in scheduler.advance(now):
            assert abs(cue.at - exact * cue.note.begin) <= F(1, 2)
            seen += 1
        scheduler.sounded(now)
    assert seen > 45_000
