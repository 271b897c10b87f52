"""The recording output, which is public: it keeps what a receiver would still play."""

from fractions import Fraction

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue, Output
from pattern_engine.outputs.recording import RecordingOutput


def cue(number, at, generation=0):
    note = NoteEvent("melody/a/1", "piano", "C4", 60, Fraction(0), Fraction(1))
    return Cue(number, at, 1000, Fraction(0), note, generation)


def test_it_keeps_cues_in_the_order_they_came():
    output: Output = RecordingOutput("left")
    assert output.open() == "left"
    output.send([cue(1, 10), cue(2, 20)])
    output.send([cue(3, 15)])
    assert [kept.id for kept in output.cues] == [1, 2, 3]


def test_a_cancelled_cue_is_forgotten_if_old_and_still_to_come():
    output = RecordingOutput()
    output.send([cue(1, 10), cue(2, 20), cue(3, 30, generation=1)])
    output.cancel(0, 20)
    assert [kept.id for kept in output.cues] == [1, 3]
    assert output.cancels == [(0, 20)]


def test_closing_twice_keeps_the_cues():
    output = RecordingOutput()
    output.open()
    output.send([cue(1, 10)])
    output.hush()
    output.close()
    output.close()
    assert (len(output.cues), output.hushes, output.is_open) == (1, 1, False)
