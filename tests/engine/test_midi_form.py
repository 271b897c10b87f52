"""MIDI files of music with a form: tempo maps, marks, keys, controllers, many instruments; read back by mido."""

import io
from fractions import Fraction
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_dsl import compile_program
from pattern_engine.export.conductor import tempo_map, ticks_for
from pattern_engine.export.general_midi import NAMES, program_of
from pattern_engine.export.midi_file import DRUM_CHANNEL, PPQ, write_midi
from pattern_engine.expression import Apply
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Mark, Part, Program
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

F = Fraction


def note(begin, end, midi=60, part="melody/a/1", **more):
    return NoteEvent(part, more.pop("instrument", "piano"), "x", midi, F(begin), F(end), **more)


def read(notes, timeline=None, **more):
    parts = dict.fromkeys((one.part, one.instrument) for one in notes)
    program = Program(
        tuple(Part(key, key.partition("/")[0], name, Apply("silence", ())) for key, name in parts),
        timeline or Timeline(),
        **more,
    )
    target, again = io.BytesIO(), io.BytesIO()
    written = write_midi(notes, program, target)
    assert write_midi(notes, program, again) == written
    assert target.getvalue() == again.getvalue()
    target.seek(0)
    file = mido.MidiFile(file=target)
    file.written = written
    return file


def timed(track):
    now, found = 0, []
    for message in track:
        now += message.time
        found.append((now, message))
    return found


def onsets(file):
    """When each note on sounds, in seconds, by mido's own reading of the tempo map."""
    now, found = 0.0, []
    for message in file:
        now += message.time
        if message.type == "note_on":
            found.append(now)
    return found


def same_times(timeline, notes):
    """Every note on within a millisecond of the timeline's moment, counted from the bar the file begins with."""
    file = read(notes, timeline)
    start = min(0, min(one.begin.__floor__() for one in notes))
    wanted = sorted((timeline.micros(one.begin) - timeline.micros(F(start))) / 1e6 for one in notes)
    assert onsets(file) == pytest.approx(wanted, abs=1e-3)
    return file


def test_a_long_ramp_keeps_the_time_with_few_events():
    timeline = Timeline((TempoMark(F(0), F(96), F(132), F(16)),))
    file = same_times(timeline, [note(F(i, 12), F(i + 1, 12)) for i in range(20 * 12)])
    assert sum(message.type == "set_tempo" for message in file.tracks[0]) < 90


def test_hundreds_of_bars_at_a_tempo_that_no_number_of_microseconds_is():
    timeline = Timeline((TempoMark(bpm=F(1271, 10)),))
    file = same_times(timeline, [note(bar, bar + 1) for bar in range(0, 6000, 7)])
    assert sum(message.type == "set_tempo" for message in file.tracks[0]) < 30


def test_a_very_slow_tempo_has_finer_ticks():
    timeline = Timeline((TempoMark(bpm=F(7)),))
    assert same_times(timeline, [note(F(i, 7), F(i + 1, 7)) for i in range(14)]).ticks_per_beat > PPQ
    assert same_times(Timeline((TempoMark(bpm=F(55)),)), [note(F(1, 7), 1)]).ticks_per_beat == PPQ


def test_ramps_up_and_down_through_meters_with_swing_and_a_pickup():
    timeline = Timeline(
        (
            TempoMark(F(0), F(60), F(180), F(4)),
            TempoMark(F(5), F(100)),
            TempoMark(F(6), F(200), F(40), F(3)),
            TempoMark(F(15, 2), F(133)),
        ),
        (MeterMark(F(0), Meter(7, 8)), MeterMark(F(2), Meter(4, 4)), MeterMark(F(6), Meter(3, 4))),
        Swing(F(3, 5), F(1, 2)),
    )
    notes = [note(F(i, 12), F(i + 1, 12)) for i in range(-6, 160)]
    file = same_times(timeline, notes)
    meters = [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"]
    assert meters == [(7, 8), (7, 8), (4, 4), (3, 4)]


bpm = st.fractions(20, 300, max_denominator=100)
marks = st.lists(
    st.builds(
        lambda at, bpm, goal, bars: TempoMark(at, bpm, goal, bars if goal else None),
        st.fractions(0, 12, max_denominator=4),
        bpm,
        st.none() | bpm,
        st.fractions(F(1, 4), 8, max_denominator=4),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(marks, st.sampled_from([Meter(4, 4), Meter(7, 8), Meter(6, 8)]))
def test_every_tempo_line_is_kept_to_a_millisecond(tempos, meter):
    timeline = Timeline(tuple(sorted(tempos, key=lambda mark: mark.at)), (MeterMark(meter=meter),))
    ticks = ticks_for(timeline, F(0))
    end = ticks.at(timeline.beat(F(20)))
    steps = tempo_map(ticks, end)
    assert [tick for tick, _ in steps] == sorted({tick for tick, _ in steps})
    assert steps[0][0] == 0
    now, following = F(0), 0
    for place in range(0, end, end // 97):
        while following + 1 < len(steps) and steps[following + 1][0] <= place:
            now += F(steps[following + 1][0] - steps[following][0], ticks.ppq) * steps[following][1]
            following += 1
        heard = now + F(place - steps[following][0], ticks.ppq) * steps[following][1]
        assert abs(heard - timeline.micros(timeline.cycle_at_beat(F(place, ticks.ppq)))) < 400


def test_meters_that_come_again_are_written_each_time():
    meters = (MeterMark(F(0), Meter(7, 8, (3, 2, 2))), MeterMark(F(4), Meter(4, 4)))
    timeline = Timeline((TempoMark(F(0), F(96), F(132), F(8)),), meters, repeat=6)
    file = same_times(timeline, [note(F(i, 3), F(i + 1, 3)) for i in range(3 * 20)])
    found = [
        (tick, m.numerator, m.denominator, m.clocks_per_click)
        for tick, m in timed(file.tracks[0])
        if "time_s" in m.type
    ]
    wanted = [(timeline.beat(mark.at) * PPQ, mark.meter) for mark in timeline.meters_until(F(20))]
    clicks = {7: 12, 4: 24}
    assert found == [(tick, meter.beats, meter.unit, clicks[meter.beats]) for tick, meter in wanted]
    assert len(found) == 7


@pytest.mark.parametrize(
    ("groups", "unit", "click"),
    [((3, 3, 2), 8, 12), ((3, 3), 8, 36), ((2, 2), 4, 48), ((2, 3), 4, 24), ((3, 2), 16, 6)],
)
def test_an_additive_meter_clicks_what_its_groups_are_made_of(groups, unit, click):
    timeline = Timeline(meters=(MeterMark(meter=Meter(sum(groups), unit, groups)),))
    (meter,) = [m for m in read([note(0, 1)], timeline).tracks[0] if m.type == "time_signature"]
    assert (meter.numerator, meter.denominator, meter.clocks_per_click) == (sum(groups), unit, click)


SONGS = {
    "a round": (Path(__file__).parents[2] / "examples" / "frere_jacques.pattern").read_text(encoding="utf-8"),
    "twelve bars of blues with swing": (Path(__file__).parents[2] / "examples" / "twelve_bar.pattern").read_text(
        encoding="utf-8"
    ),
    "a ramp": 'tempo 96 to 132 over 8 bars; melody { piano "c4 d4 [e4 f4] g4*3"; }',
    "a pickup": "tempo 90; meter 3/4; melody { piano G4 0:3; piano A4 0:3.5; piano C5 1:1 dur 3; piano E5 2:1 dur 3; }",
    "additive meters": 'meter (3+2+2)/8 x 4, 4/4 x 2; swing 0.6 on 1/8; melody { piano "c4 d4 e4 f4 g4 a4 b4"; }',
}


@pytest.mark.parametrize("name", SONGS)
def test_a_song_in_the_file_is_the_song_that_is_heard(name):
    program = compile_program(SONGS[name])
    timeline = program.timeline
    start = min(program.start, F(0))
    notes = [one for one in perform(program).notes(start, F(16)) if one.midi is not None]
    target = io.BytesIO()
    assert write_midi(notes, program, target).left_out == 0
    target.seek(0)
    file = mido.MidiFile(file=target)
    first = F(start.__floor__())
    zero = timeline.beat(first)
    wanted = sorted(
        (round((timeline.played_beat(n.begin) - zero) * PPQ), n.midi, max(1, round(n.velocity * 127))) for n in notes
    )
    found = sorted(
        (tick, m.note, m.velocity) for track in file.tracks[1:] for tick, m in timed(track) if m.type == "note_on"
    )
    assert found == wanted
    moments = sorted((timeline.micros(n.begin) - timeline.micros(first)) / 1e6 for n in notes)
    assert onsets(file) == pytest.approx(moments, abs=1e-3)
    meters = {tick: (m.numerator, m.denominator) for tick, m in timed(file.tracks[0]) if m.type == "time_signature"}
    for bar in range(int(first), 16):
        written = meters[max(tick for tick in meters if tick <= (timeline.beat(F(bar)) - zero) * PPQ)]
        assert written == (timeline.meter(F(bar)).beats, timeline.meter(F(bar)).unit)


def test_sections_are_markers_and_may_have_a_key():
    sections = (Mark("intro", F(0)), Mark("bridge", F(2), "E major"), Mark("Küste", F(3)))
    file = read([note(0, 4)], Timeline(meters=(MeterMark(meter=Meter(3, 4)),)), key="A minor", marks=sections)
    events = timed(file.tracks[0])
    assert [(tick, m.key) for tick, m in events if m.type == "key_signature"] == [(0, "Am"), (5760, "E"), (8640, "Am")]
    marked = [(tick, m.text.encode("latin1").decode()) for tick, m in events if m.type == "marker"]
    assert marked == [(0, "intro"), (5760, "bridge"), (8640, "Küste")]


def test_a_pickup_moves_the_markers_too():
    file = read([note(F(-1, 4), 0), note(0, 1)], marks=(Mark("verse", F(0)),))
    assert [tick for tick, m in timed(file.tracks[0]) if m.type == "marker"] == [4 * PPQ]


def controllers(file):
    found = timed(file.tracks[1])
    return [(tick, m.control, m.value) for tick, m in found if m.type == "control_change"]


def test_pan_and_gain_are_controllers_that_go_back():
    file = read([note(0, 1, controls={"pan": 0.25, "gain": 0.8}), note(1, 2, controls={"pan": 0.25}), note(2, 3)])
    assert controllers(file) == [(0, 10, 32), (0, 7, 80), (3840, 7, 100), (7680, 10, 64)]
    kinds = [m.type for tick, m in timed(file.tracks[1]) if tick == 0 and not m.is_meta]
    assert kinds[-1] == "note_on"


def test_the_pedal_and_any_controller():
    file = read(
        [note(0, 1, controls={"pedal": True, "ccn": 74, "ccv": 0.5}), note(1, 2, controls={"ccn": 200, "ccv": 1})]
    )
    assert controllers(file) == [(0, 64, 127), (0, 74, 64), (3840, 64, 0)]


def test_controls_that_are_no_numbers_are_passed_over():
    held = {"pan": "left", "gain": float("nan"), "ccn": (1, 2), "ccv": None}
    assert controllers(read([note(0, 1, controls=held)])) == []


def test_programs_follow_the_name_of_the_instrument():
    names = {"piano": 0, "violin": 40, "gm_church_organ": 19, "nonsense": 0}
    assert {name: program_of(name) for name in names} == names
    assert len(NAMES) == 128
    file = read([note(0, 1, instrument="cello"), note(1, 2, instrument="cello", controls={"prog": 70})])
    assert [m.program for m in file.tracks[1] if m.type == "program_change"] == [42, 70]


def test_sixteen_sounds_take_a_second_port():
    names = ["piano", "bass", "cello", "violin", "viola", "flute", "oboe", "tuba", "harp", "sitar", "banjo", "koto"]
    names += ["ocarina", "recorder", "clarinet", "bassoon", "trumpet"]
    notes = [note(0, 1, part=f"melody/{name}/1", instrument=name) for name in names]
    file = read([*notes, note(0, 1, 36, "rhythm/r/1", percussive=True, instrument="drums")])
    assert file.written.ports == 2
    seats = []
    for track in file.tracks[1:]:
        (port,) = [m.port for m in track if m.type == "midi_port"]
        seats += [(port, m.channel) for m in track if m.type == "note_on"]
    assert len(set(seats)) == len(seats) == 18
    assert seats.count((0, DRUM_CHANNEL)) == 1
    programs = [m.program for track in file.tracks for m in track if m.type == "program_change"]
    assert programs == [program_of(name) for name in names]


def test_equal_notes_of_two_tracks_on_one_channel_are_not_torn():
    first = note(0, 1, 36, "rhythm/a/1", percussive=True, instrument="drums")
    file = read([first, note(F(1, 2), 2, 36, "rhythm/b/1", percussive=True, instrument="drums")])
    offs = [[tick for tick, m in timed(track) if m.type == "note_off"] for track in file.tracks[1:]]
    assert offs == [[1920], [7680]]


def test_compound_meters_click_in_dotted_crotchets():
    timeline = Timeline(meters=(MeterMark(meter=Meter(12, 8)),))
    (meter,) = [m for m in read([note(0, 1)], timeline).tracks[0] if m.type == "time_signature"]
    assert (meter.numerator, meter.denominator, meter.clocks_per_click) == (12, 8, 36)
