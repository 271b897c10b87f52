"""Hands on what plays: knobs, transport, tempo, a clock outside."""

import pytest
from playing_room import LOUD, F, Room, velocities

from pattern_dsl import compile_program
from pattern_engine.heard import ControllerMoved, KeyStruck, KnobTurned, TempoHeard
from pattern_engine.knobs import set_to, still_turned, swept_to, turned_by
from pattern_engine.player_wire import Hush, Knobs, Position, SetTempo
from pattern_engine.program import Knob
from pattern_engine.taps import Taps


def test_a_knob_is_heard_at_the_next_note_and_leaves_other_parts_alone():
    room = Room(LOUD)
    room.until(600_000)
    room.hand(KnobTurned("loud", 0.9, room.clock.now()))
    room.until(2_100_000)
    assert velocities(room, "/a/") == [0.5, 0.5, 0.9, 0.9, 0.9]
    assert room.heard("/b/") == [(500 * number, "e4") for number in range(5)]
    assert room.told(Knobs) == [Knobs((("loud", 0.9),))]


def test_many_turns_between_two_ticks_are_one_change():
    room = Room(LOUD)
    room.until(800_000)
    before = len(room.output.cancels)
    for step in range(100):
        room.hand(ControllerMoved(7, step / 99, 1, room.clock.now()))
    room.until(1_100_000)
    assert velocities(room, "/a/") == [0.5, 0.5, 1.0]
    assert len(room.output.cancels) == before + 1


def test_a_controller_that_turns_nothing_and_keys_change_nothing():
    room = Room(LOUD)
    room.until(600_000)
    room.hand(ControllerMoved(8, 1.0, 1, room.clock.now()))
    room.hand(KnobTurned("nobody", 1.0, room.clock.now()))
    room.hand(KeyStruck(60, 1.0, 1, room.clock.now()))
    room.until(1_100_000)
    assert velocities(room, "/a/") == [0.5, 0.5, 0.5]
    assert room.told(Knobs) == []


def test_a_turned_knob_survives_a_swap_until_the_text_says_another_value():
    room = Room(LOUD)
    room.hand(KnobTurned("loud", 0.9, room.clock.now()))
    room.until(600_000)
    room.swap(LOUD.replace("e4", "g4"))
    room.until(1_100_000)
    assert velocities(room, "/a/")[-1] == 0.9
    room.swap(LOUD.replace("0.5", "0.25"))
    room.until(1_600_000)
    assert velocities(room, "/a/")[-1] == 0.25
    assert room.told(Knobs) == [Knobs((("loud", 0.9),)), Knobs()]


def test_what_a_swap_does_to_no_knob_is_not_told():
    room = Room(LOUD)
    room.hand(KnobTurned("loud", 0.9, room.clock.now()))
    room.until(600_000)
    room.swap(LOUD.replace("e4", "g4"))
    assert room.told(Knobs) == [Knobs((("loud", 0.9),))]


@pytest.mark.parametrize(
    ("curve", "low", "high", "sweep", "value"),
    [
        ("lin", 0.0, 2.0, 0.25, 0.5),
        ("log", 100.0, 10_000.0, 0.5, 1000.0),
        ("log", 0.0, 4.0, 0.5, 2.0),
        ("int", 0.0, 9.0, 0.5, 4),
        ("toggle", 0.0, 1.0, 0.49, 0),
        ("toggle", 0.0, 1.0, 0.5, 1),
        ("lin", 0.0, 1.0, 7.0, 1),
    ],
)
def test_a_sweep_goes_through_a_range_as_its_curve_says(curve, low, high, sweep, value):
    assert swept_to(Knob("k", low, low, high, curve), sweep) == pytest.approx(value)


def test_knobs_keep_to_their_range_and_know_their_controllers():
    program = compile_program("param a = 1 in 0..4 <- cc(1); param b = 2 in 0..4; param c = 0 in 0..8 <- cc(1);")
    assert set_to(program.knobs[0], 9.0) == 4
    assert turned_by(program, 1, 0.5) == {"a": 2, "c": 4}
    assert still_turned({"a": 3.0, "b": 9.0, "gone": 1.0}, program, program) == {"a": 3, "b": 4}


def test_a_knob_turned_during_a_fade_is_heard():
    room = Room('melody b { piano "e4*4"; }')
    room.until(100_000)
    room.swap(LOUD, "now", fade=F(1))
    room.until(3_000_000)
    room.hand(KnobTurned("loud", 0.75, room.clock.now()))
    room.until(4_000_000)
    assert velocities(room, "/a/")[-1] == 0.75


def test_stop_and_play_go_on_where_it_stopped():
    room = Room('melody a { piano "<c4 d4 e4 f4>"; }')
    room.until(2_500_000)
    room.ask("stop")
    room.until(9_000_000)
    assert room.heard() == [(0, "c4"), (2000, "d4")]
    position = room.told(Position)[-1]
    assert (position.moving, position.cycle) == (False, F(5, 4))
    room.ask("play")
    room.until(11_000_000)
    assert [name for _, name in room.heard()] == ["c4", "d4", "e4"]
    assert room.heard()[-1][0] == 9000 + 10 + 1500


def test_hush_lets_the_bars_go_on():
    room = Room('melody a { piano "<c4 d4 e4 f4>"; }')
    room.until(2_500_000)
    room.playback.obey(Hush(), None)
    room.until(5_500_000)
    room.ask("play")
    room.until(6_500_000)
    assert room.heard() == [(0, "c4"), (2000, "d4"), (6000, "f4")]


def test_seek_loop_and_out_of_it():
    room = Room('melody a { piano "<c4 d4 e4 f4 g4 a4>"; }')
    room.until(500_000)
    room.ask("seek", 3)
    room.until(600_000)
    room.ask("loop", 2)
    room.until(9_000_000)
    assert [name for _, name in room.heard()] == ["c4", "f4", "g4", "f4", "g4", "f4"]
    room.ask("loop", 0)
    room.until(13_000_000)
    assert [name for _, name in room.heard()][-3:] == ["f4", "g4", "a4"]


def test_bars_that_were_asked_for_are_played_though_the_place_changes():
    room = Room('melody a { piano "<c4 d4 e4 f4 g4 a4>"; }', bars=F(3))
    room.until(500_000)
    room.ask("seek", 4)
    room.until(12_000_000)
    assert not room.playback.running
    assert [name for _, name in room.heard()] == ["c4", "g4", "a4", "c4"]


def test_tempo_by_hand_by_tapping_and_as_a_ramp():
    room = Room('melody a { piano "c4*4"; }')
    room.ask("tempo", 60)
    room.until(300_000)
    assert room.told(Position)[-1].bpm == 60
    for _ in range(3):
        room.run(400_000)
        room.ask("tap")
    room.run(200_000)
    assert room.told(Position)[-1].bpm == 150
    room.playback.obey(SetTempo(F(90), F(1)), None)
    room.run(600_000)
    assert 90 < room.told(Position)[-1].bpm < 150
    room.run(2_000_000)
    assert room.told(Position)[-1].bpm == 90


def test_taps_far_apart_begin_anew():
    taps = Taps().at(0).at(500_000).at(1_000_000)
    assert taps.bpm == 120
    assert taps.at(9_000_000).bpm is None
    assert Taps().at(5).at(5).bpm is None


def test_a_nudge_is_heard_from_the_next_beat_on():
    room = Room('melody a { piano "c4*4"; }')
    room.until(600_000)
    room.ask("nudge", 20_000)
    room.until(2_100_000)
    assert room.heard() == [(0, "c4"), (500, "c4"), (1020, "c4"), (1520, "c4"), (2020, "c4")]


def test_a_clock_outside_is_followed_in_tempo_and_beat():
    room = Room('melody a { piano "c4*4"; }')
    room.until(1_000_000)
    for _ in range(12):
        room.hand(TempoHeard(125.0, room.clock.now() + 60_000))
        room.run(480_000)
    room.run(100_000)
    assert room.told(Position)[-1].bpm == 125
    last = room.heard()[-4:]
    beats = [(at - 1060) / 480 for at, _ in last]
    assert [beat - round(beat) for beat in beats] == pytest.approx([0] * 4, abs=0.015)


def test_a_clock_that_is_steady_disturbs_nothing():
    room = Room('melody a { piano "c4*4"; }')
    room.until(1_000_000)
    before = list(room.output.cancels)
    room.hand(TempoHeard(120.1, room.zero + 1_001_000))
    room.until(2_000_000)
    assert room.output.cancels == before


def test_a_change_while_it_is_stopped_waits_for_play():
    room = Room('melody a { piano "<c4 d4 e4 f4>"; }', bars=F(8))
    room.until(2_500_000)
    room.ask("stop")
    room.until(3_000_000)
    room.swap('melody a { piano "<c5 d5 e5 f5>"; }')
    room.until(30_000_000)
    assert [name for _, name in room.heard()] == ["c4", "d4"]
    assert room.playback.running, "whoever has stopped is not over"
    room.ask("play")
    room.until(32_000_000)
    assert [name for _, name in room.heard()] == ["c4", "d4", "e5"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300, 1e300, 0.0, -1, None])
@pytest.mark.parametrize("command", ["play", "stop", "seek", "tempo", "nudge", "tap", "loop", "hush", "panic"])
def test_no_hand_from_outside_stops_the_player(command, value):
    room = Room(LOUD)
    room.until(600_000)
    room.ask(command, value)
    room.hand(KnobTurned("loud", value or 0.0, room.clock.now()))
    room.hand(ControllerMoved(7, value or 0.0, 1, room.clock.now()))
    room.hand(TempoHeard(value or 0.0, room.clock.now()))
    room.until(1_600_000)
    room.ask("play")
    room.ask("tempo", 120)
    room.ask("seek", 2)
    heard = len(room.output.cues)
    room.run(2_500_000)
    assert len(room.output.cues) > heard
