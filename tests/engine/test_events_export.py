"""Notes as lines, exactly as the page of the command says."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pattern_engine.export.events import event_line, event_text, place
from pattern_engine.note import NoteEvent
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

F = Fraction
NOTE = NoteEvent("melody/hook/1", "piano", "E4", 64, F(1, 4), F(3, 8), 0.8, False, {"pan": 0.2}, ((34, 36),))


def test_the_line_of_the_manual():
    assert event_line(NOTE, Timeline()) == (
        '{"part":"melody/hook/1","instrument":"piano","note":"E4","midi":64,"begin":"1/4","end":"3/8","beat":1.0,'
        '"time":0.5,"duration":0.25,"velocity":0.8,"controls":{"pan":0.2},"origin":[[34,36]]}'
    )


def test_what_does_not_apply_is_absent_but_midi_is_null():
    line = json.loads(event_line(NoteEvent("rhythm/1/1", "kit", None, None, F(0), F(1)), Timeline()))
    assert line == {
        "part": "rhythm/1/1", "instrument": "kit", "midi": None, "begin": "0/1", "end": "1/1",
        "beat": 0.0, "time": 0.0, "duration": 2.0, "velocity": 1.0,
    }  # fmt: skip


def test_whole_keys_are_integers_and_microtones_are_not():
    def key(midi):
        return event_line(NoteEvent("p", "i", "x", midi, F(0), F(1)), Timeline()).split('"midi":')[1].split(",")[0]

    assert [key(midi) for midi in (64, 64.0, 64.5)] == ["64", "64", "64.5"]


def test_time_follows_tempo_and_swing_and_beat_does_not():
    timeline = Timeline((TempoMark(bpm=F(60)),), swing=Swing(F(2, 3)))
    line = json.loads(event_line(NoteEvent("p", "i", "C4", 60, F(1, 8), F(1, 4)), timeline))
    assert (line["beat"], line["time"], line["duration"]) == (0.5, 0.666667, 0.333333)


def test_controls_become_json_and_text_stays_text():
    controls = {"n": 3, "room": F(1, 3), "s": ("bd", 2), "on": True, "bad": float("inf"), "name": "größer"}
    line = event_line(NoteEvent("p", "i", "C4", 60, F(0), F(1), controls=controls), Timeline())
    assert '"name":"größer"' in line
    assert json.loads(line)["controls"] == {
        "n": 3, "room": 1 / 3, "s": ["bd", 2], "on": True, "bad": None, "name": "größer",
    }  # fmt: skip


@given(st.fractions(-9, 99), st.fractions(0, 9), st.floats(0, 1))
def test_begin_and_end_come_back_exactly(begin, length, velocity):
    note = NoteEvent("p", "i", "C4", 60, begin, begin + length, velocity)
    line = json.loads(event_line(note, Timeline()))
    assert (F(line["begin"]), F(line["end"]), line["velocity"]) == (begin, begin + length, velocity)
    assert line["begin"] == f"{begin.numerator}/{begin.denominator}"


def test_the_readable_line():
    assert event_text(NOTE, Timeline()) == (
        "      1:2      0.500s  melody/hook/1        piano      E4         0.250s  vel 0.80  pan:0.2"
    )
    assert event_text(NoteEvent("p", "i", None, None, F(0), F(1)), Timeline()).endswith("vel 1.00")


def test_readable_lines_stand_in_columns():
    short = event_text(NoteEvent("melody/a/1", "bass", "C2", 36, F(9), F(10)), Timeline())
    assert short.index("vel") == event_text(NOTE, Timeline()).index("vel")


def test_places_are_counted_from_one_in_the_meter():
    timeline = Timeline(meters=(MeterMark(F(0), Meter()), MeterMark(F(2), Meter(6, 8))))
    assert [place(cycle, timeline) for cycle in (F(0), F(5, 8), F(17, 8), F(-1, 4))] == [
        "1:1",
        "1:3.5",
        "3:1.75",
        "0:4",
    ]
