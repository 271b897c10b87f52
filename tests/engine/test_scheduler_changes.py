"""Changes of what a scheduler plays: swaps, jumps, loops, nudges, and what a receiver is told to forget."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_performances import F, Pulse, Score, at_tempo, played

from pattern_engine.scheduler import Cancel, Place, Scheduler, Take
from pattern_engine.timeline import Timeline


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
    scheduler.swap(Take(Pulse(), at_tempo(60)), Place(here, 1_250_000))
    assert scheduler.cycle(1_250_000) == here == F(5, 8)
    assert [cue.at for cue in scheduler.advance(3_000_000)] == [1_750_000, 2_750_000]
    assert scheduler.timeline(2_000_000).bpm(F(0)) == 60.0


def test_until_a_planned_swap_the_old_tempo_counts():
    scheduler = Scheduler(Take(Pulse(), Timeline()))
    scheduler.advance(2_500_000)
    cancel = scheduler.swap(Take(Pulse(), at_tempo(240)), scheduler.place(F(1)))
    assert cancel == Cancel(0, 2_000_000)
    assert scheduler.cycle(1_000_000) == F(1, 2)
    assert scheduler.cycle(2_500_000) == F(3, 2)
    assert scheduler.place(F(1, 2)).at == 1_000_000
    assert scheduler.place(F(2)).at == 3_000_000


def test_slower_from_the_next_bar_on_repeats_nothing():
    scheduler = Scheduler(Take(Pulse(F(1, 16)), Timeline()))
    heard = scheduler.advance(1_900_000)
    scheduler.swap(Take(Pulse(F(1, 16)), at_tempo(30)), scheduler.place(F(1)))
    heard += played(scheduler, 8_000_000, since=1_900_000)
    assert [cue.note.begin for cue in heard] == [F(number, 16) for number in range(28)]
    assert all(before.at < after.at for before, after in pairwise(heard))


def test_the_last_of_two_swaps_for_one_bar_counts():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    scheduler.swap(Take(Pulse(note="D4"), Timeline()), scheduler.place(F(1)))
    scheduler.swap(Take(Pulse(note="E4"), Timeline()), scheduler.place(F(1)))
    assert [cue.note.note for cue in scheduler.advance(3_000_000)] == ["C4"] * 4 + ["E4"] * 2


def test_a_change_holds_for_what_was_planned_too():
    scheduler = Scheduler(Take(Pulse(note="C4"), Timeline()))
    scheduler.swap(Take(Pulse(note="D4"), Timeline()), scheduler.place(F(1)))
    scheduler.change(lambda take: Take(take.performance, at_tempo(60), take.mix, take.end), scheduler.place(F(1, 2)))
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


def crotchets(name, beats=range(64)):
    return [(F(beat, 4), name) for beat in beats]


def test_a_part_that_is_added_recalls_nothing_and_sounds_at_once():
    scheduler = Scheduler(Take(Score(a=crotchets("c")), Timeline()))
    first = scheduler.advance(2_000_000)
    both = Score(a=crotchets("c"), b=[(at + F(1, 8), "d") for at, _ in crotchets("d")])
    assert scheduler.swap(Take(both, Timeline()), scheduler.boundary("now", 600_000)) is None
    second = scheduler.advance(2_000_000)
    assert [(cue.note.part, cue.at) for cue in second] == [("b", 750_000), ("b", 1_250_000), ("b", 1_750_000)]
    third = scheduler.advance(3_000_000)
    assert [cue.at for cue in first + third if cue.note.part == "a"] == [500_000 * number for number in range(6)]


def test_a_part_that_changes_recalls_and_what_is_the_same_comes_again_just_so():
    scheduler = Scheduler(Take(Score(a=crotchets("c"), b=crotchets("d")), Timeline()))
    first = scheduler.advance(2_000_000)
    cancel = scheduler.swap(
        Take(Score(a=crotchets("c"), b=crotchets("e")), Timeline()), scheduler.boundary("now", 600_000)
    )
    assert cancel == Cancel(0, 600_000)
    second = scheduler.advance(2_000_000)
    recalled = [cue for cue in first if cue.at >= 600_000]
    same = [cue._replace(id=0, generation=0) for cue in second if cue.note.part == "a"]
    assert same == [cue._replace(id=0, generation=0) for cue in recalled if cue.note.part == "a"]
    assert [(cue.at, cue.note.note) for cue in second if cue.note.part == "b"] == [
        (1_000_000, "e"), (1_500_000, "e"),
    ]  # fmt: skip


def test_another_place_in_the_text_is_no_change():
    scheduler = Scheduler(Take(Score(a=crotchets("c")), Timeline()))
    scheduler.advance(2_000_000)
    moved = Score(a=crotchets("c"))
    moved.notes = lambda begin, end: [
        note._replace(origin=((9, 10),)) for note in Score(a=crotchets("c")).notes(begin, end)
    ]
    assert scheduler.swap(Take(moved, Timeline()), scheduler.boundary("now", 600_000)) is None
    assert scheduler.advance(2_000_000) == []


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_after_any_swaps_a_receiver_holds_what_the_newest_take_says(data):
    """Cues and cancels, obeyed as they come, leave exactly the notes of each take between its swap and the next."""
    pool = [F(number, 16) for number in range(96)]
    takes = [
        Score(**{part: [(at, name) for at in sorted(data.draw(st.sets(st.sampled_from(pool), max_size=12)))]
                 for part, name in (("a", f"a{number // 2}"), ("b", f"b{number}"))})
        for number in range(4)
    ]  # fmt: skip
    scheduler, receiver = Scheduler(Take(takes[0], Timeline())), {}
    expected, since, now = [], F(0), 0
    for before, after in pairwise(takes):
        now += data.draw(st.integers(1, 900_000))
        ahead = now + data.draw(st.sampled_from([50_000, 300_000, 1_000_000]))
        receiver |= {cue.id: cue for cue in scheduler.advance(ahead)}
        scheduler.settle(now)
        place = scheduler.boundary(data.draw(st.sampled_from(["now", "beat", "bar"])), now)
        if place.cycle < since:
            continue
        cancel = scheduler.swap(Take(after, Timeline()), place)
        if cancel is not None:
            receiver = {
                key: cue for key, cue in receiver.items() if cue.generation > cancel.generation or cue.at < cancel.since
            }
        expected += before.notes(since, place.cycle)
        since, now = place.cycle, max(now, place.at)
    receiver |= {cue.id: cue for cue in scheduler.advance(20_000_000)}
    expected += takes[-1].notes(since, F(10))
    assert sorted((cue.at, cue.note) for cue in receiver.values()) == sorted(
        (Timeline().micros(note.begin), note) for note in expected
    )


def test_a_loop_goes_round_until_it_is_left():
    take = Take(Score(a=[(F(beat, 2), f"n{beat}") for beat in range(32)]), Timeline(), loop=(F(1), F(2)))
    scheduler = Scheduler(take)
    heard = played(scheduler, 8_000_000)
    assert [(cue.at, cue.note.note) for cue in heard] == [
        (0, "n0"), (1_000_000, "n1"), (2_000_000, "n2"), (3_000_000, "n3"), (4_000_000, "n2"), (5_000_000, "n3"),
        (6_000_000, "n2"), (7_000_000, "n3"),
    ]  # fmt: skip
    assert scheduler.cycle(6_500_000) == F(5, 4)
    scheduler.change(lambda take: take._replace(loop=None), scheduler.boundary("now", 8_000_000))
    assert [cue.note.note for cue in played(scheduler, 11_000_000, since=8_000_000)] == ["n2", "n3", "n4"]


def test_the_next_bar_line_of_a_loop_is_its_beginning():
    scheduler = Scheduler(Take(Pulse(), Timeline(), loop=(F(4), F(6))), begin=F(4))
    assert scheduler.boundary("bar", 3_500_000) == Place(F(4), 4_000_000)
    assert scheduler.boundary(2, 4_000_001) == Place(F(4), 8_000_000)


def test_a_jump_goes_on_elsewhere_without_a_gap():
    take = Take(Score(a=[(F(bar), f"bar {bar}") for bar in range(20)]), Timeline())
    scheduler = Scheduler(take)
    heard = scheduler.advance(1_500_000)
    assert scheduler.swap(take, scheduler.boundary("bar", 1_400_000), begin=F(9)) is None
    heard += scheduler.advance(6_000_000)
    assert [(cue.at, cue.note.note) for cue in heard] == [(0, "bar 0"), (2_000_000, "bar 9"), (4_000_000, "bar 10")]
    assert scheduler.cycle(3_000_000) == F(19, 2)


@pytest.mark.parametrize("late", [-30_000, 30_000])
def test_a_nudge_moves_everything_and_leaves_nothing_out(late):
    scheduler = Scheduler(Take(Pulse(F(1, 16)), Timeline()))
    heard = scheduler.advance(700_000)
    cancel = scheduler.change(lambda take: take, scheduler.boundary("beat", 500_000), late)
    heard = [cue for cue in heard if cancel is None or cue.at < cancel.since]
    heard += scheduler.advance(3_000_000)
    assert [cue.note.begin for cue in heard] == [F(number, 16) for number in range(len(heard))]
    assert [cue.at for cue in heard] == [
        125_000 * number + (late if number >= 4 else 0) for number in range(len(heard))
    ]


def test_a_swap_where_a_loop_begins_again_loses_nothing_before_it():
    notes = Score(a=[(F(beat, 4), f"n{beat}") for beat in range(32)])
    scheduler = Scheduler(Take(notes, Timeline(), loop=(F(1), F(2))), begin=F(1))
    heard = scheduler.advance(600_000)
    place = scheduler.boundary("bar", 500_000)
    assert place == Place(F(1), 2_000_000)
    scheduler.swap(Take(notes, Timeline()), place)
    heard += scheduler.advance(4_600_000)
    assert [cue.note.note for cue in heard] == ["n4", "n5", "n6", "n7", "n4", "n5", "n6", "n7", "n8", "n9"]


def test_a_jump_planned_for_the_same_bar_is_replaced():
    take = Take(Score(a=[(F(bar), f"bar {bar}") for bar in range(20)]), Timeline())
    scheduler = Scheduler(take)
    scheduler.swap(take, scheduler.boundary("bar", 100_000), begin=F(9))
    scheduler.swap(take, scheduler.boundary("bar", 200_000), begin=F(5))
    assert [cue.note.note for cue in scheduler.advance(4_100_000)] == ["bar 0", "bar 5", "bar 6"]


def test_a_loop_is_left_though_its_next_round_was_sent():
    notes = Score(a=[(F(beat, 4), f"n{beat}") for beat in range(32)])
    scheduler = Scheduler(Take(notes, Timeline(), loop=(F(1), F(2))), begin=F(1))
    heard = scheduler.advance(2_600_000)
    cancel = scheduler.change(lambda take: take._replace(loop=None), scheduler.boundary("now", 1_700_000))
    assert cancel == Cancel(0, 1_700_000)
    heard = [cue for cue in heard if cue.at < cancel.since] + scheduler.advance(3_100_000)
    assert [cue.note.note for cue in heard] == ["n4", "n5", "n6", "n7", "n8", "n9", "n10"]
