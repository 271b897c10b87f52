"""From bars to cues, told the time by hand: no clocks here, and an hour of music is a loop."""

from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_engine.note import NoteEvent
from pattern_engine.scheduler import Cancel, Mix, Scheduler, Take, cues
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

F = Fraction
QUARTER = F(1, 4)


class Pulse:
    """A performance for tests: every part a note each *step* of a bar."""

    troubles: dict[str, str] = {}  # noqa: RUF012  nothing ever goes wrong here

    def __init__(self, step=QUARTER, parts=("melody/a/1",), note="C4"):
        self.step, self.parts, self.note = step, parts, note

    def notes(self, begin, end):
        onsets = range(ceil(begin / self.step), ceil(end / self.step))
        return [
            NoteEvent(part, "piano", self.note, 60, onset * self.step, (onset + 1) * self.step)
            for onset in onsets
            for part in self.parts
        ]


def at_tempo(bpm):
    return Timeline((TempoMark(bpm=F(bpm)),))


def played(scheduler, until, step=20_000, since=0):
    """All cues up to *until* in ticks, as the player asks for them."""
    found = []
    for now in range(since + step, until + step, step):
        found += scheduler.advance(min(now, until))
    return found


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


def test_a_swap_ahead_of_what_was_asked_cancels_nothing():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    heard = scheduler.advance(600_000)
    assert scheduler.swap(Take(Pulse(note="D4"), Timeline()), scheduler.boundary("bar", 300_000)) is None
    heard += scheduler.advance(3_000_000)
    assert [(cue.note.note, cue.generation) for cue in heard] == [("C4", 0)] * 4 + [("D4", 1)] * 2
    assert [cue.at for cue in heard] == [500_000 * number for number in range(6)]


def test_a_swap_behind_what_was_asked_says_what_to_cancel_and_asks_again():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    early = scheduler.advance(2_000_000)
    cancel = scheduler.swap(Take(Pulse(F(1, 8), note="D4"), Timeline()), scheduler.boundary("now", 700_000))
    assert cancel == Cancel(0, 700_000)
    late = scheduler.advance(2_000_000)
    assert [cue.at for cue in early if cue.at < cancel.since] == [0, 500_000]
    assert [cue.at for cue in late] == [750_000, 1_000_000, 1_250_000, 1_500_000, 1_750_000]
    assert {cue.generation for cue in late} == {1}
    assert [cue.id for cue in late] == [5, 6, 7, 8, 9]


def test_a_new_tempo_keeps_the_place_in_the_bar():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.advance(1_250_000)
    here = scheduler.cycle(1_250_000)
    scheduler.swap(Take(Pulse(), at_tempo(60)), here)
    assert scheduler.cycle(1_250_000) == here == F(5, 8)
    assert [cue.at for cue in scheduler.advance(3_000_000)] == [1_750_000, 2_750_000]
    assert scheduler.timeline(2_000_000).bpm(F(0)) == 60.0


def test_until_a_planned_swap_the_old_tempo_counts():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.advance(2_500_000)
    cancel = scheduler.swap(Take(Pulse(), at_tempo(240)), F(1))
    assert cancel == Cancel(0, 2_000_000)
    assert scheduler.cycle(1_000_000) == F(1, 2)
    assert scheduler.cycle(2_500_000) == F(3, 2)
    assert scheduler.moment(F(1, 2)) == 1_000_000
    assert scheduler.moment(F(2)) == 3_000_000


def test_slower_from_the_next_bar_on_repeats_nothing():
    scheduler = Scheduler(Take(Pulse(F(1, 16)), Timeline()))
    heard = scheduler.advance(1_900_000)
    scheduler.swap(Take(Pulse(F(1, 16)), at_tempo(30)), F(1))
    heard += played(scheduler, 8_000_000, since=1_900_000)
    assert [cue.note.begin for cue in heard] == [F(number, 16) for number in range(28)]
    assert all(before.at < after.at for before, after in pairwise(heard))


def test_the_last_of_two_swaps_for_one_bar_counts():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    scheduler.swap(Take(Pulse(note="D4"), Timeline()), F(1))
    scheduler.swap(Take(Pulse(note="E4"), Timeline()), F(1))
    assert [cue.note.note for cue in scheduler.advance(3_000_000)] == ["C4"] * 4 + ["E4"] * 2


def test_a_change_holds_for_what_was_planned_too():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    scheduler.swap(Take(Pulse(note="D4"), Timeline()), F(1))
    scheduler.change(lambda take: Take(take.performance, at_tempo(60), take.mix, take.end), F(1, 2))
    heard = scheduler.advance(5_000_000)
    assert [(cue.note.note, cue.at) for cue in heard] == [
        ("C4", 0), ("C4", 500_000), ("C4", 1_000_000), ("C4", 2_000_000), ("D4", 3_000_000), ("D4", 4_000_000),
    ]  # fmt: skip


def test_going_elsewhere_starts_again_and_cancels_the_rest():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.advance(1_000_000)
    assert scheduler.locate(Take(Pulse(), Timeline()), F(8), 700_000) == Cancel(0, 700_000)
    (cue,) = scheduler.advance(1_000_000)
    assert (cue.note.begin, cue.at, cue.generation, cue.id) == (8, 700_000, 1, 3)


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
    assert scheduler.boundary(quantum, now) == bar
    assert scheduler.moment(bar) >= now


def test_forgetting_the_past_changes_nothing_to_come():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.swap(Take(Pulse(), at_tempo(60)), F(1))
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
