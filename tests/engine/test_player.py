"""What the player does with orders and time: a clock moved by hand, an output that remembers."""

import io
import os
from fractions import Fraction
from math import ceil

import pytest

from pattern_engine.clock import ManualClock
from pattern_engine.expression import Atom
from pattern_engine.heard import TransportAsked
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import OutputError
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.playback import GUARD, START, TICK, Playback
from pattern_engine.player import Post
from pattern_engine.player_outputs import NoOutput, make_output
from pattern_engine.player_wire import (
    Ended,
    Hush,
    Open,
    Play,
    Played,
    Position,
    SetLookahead,
    SetMix,
    SetTempo,
    Silenced,
    Started,
    Swap,
    Swapped,
    Warned,
    frame,
    read_command,
    read_report,
)
from pattern_engine.program import Part, Program
from pattern_engine.rack import Rack
from pattern_engine.scheduler import Mix
from pattern_engine.timeline import TempoMark, Timeline

F = Fraction
TWO_BARS = F(2)


class Crotchets:
    """A performance for tests: one note a crotchet, and a list of what is wrong with it."""

    edition = 0

    def __init__(self, note="C4", parts=("melody/a/1",)):
        self.note, self.parts, self.troubles = note, parts, {}

    def notes(self, begin, end):
        return [
            NoteEvent(part, "piano", self.note, 60, F(beat, 4), F(beat + 1, 4))
            for beat in range(ceil(begin * 4), ceil(end * 4))
            for part in self.parts
        ]


class Broken(RecordingOutput):
    """An output whose every send fails."""

    def send(self, cues):
        raise ConnectionError("cable pulled")


class Room:
    """A playback with its clock, its output and everything it reported."""

    def __init__(self, *outputs, watched=True):
        self.clock = ManualClock(7_000_000)
        self.output = RecordingOutput()
        self.reports = []
        rack = Rack([self.output, *outputs], lambda text: self.reports.append(Warned(text)))
        self.playback = Playback(rack, self.reports.append, self.clock, Open(("recording",), 300_000, watched))

    def run(self, micros):
        until = self.clock.now() + micros
        while self.clock.now() < until:
            self.playback.tick()
            self.clock.wait(self.clock.now() + TICK)

    def told(self, kind):
        return [report for report in self.reports if isinstance(report, kind)]

    def moments(self):
        (started,) = self.told(Started)
        return [(cue.at - started.at) // 1000 for cue in self.output.cues]


def play(room, note="C4", **settings):
    room.playback.obey(Play(Program(), **settings), Crotchets(note))


def test_the_first_bar_sounds_a_moment_after_the_order():
    room = Room()
    play(room)
    room.run(2_000_000)
    assert room.told(Started) == [Started(F(0), 7_000_000 + START)]
    assert room.moments() == [0, 500, 1000, 1500, 2000]


def test_cues_leave_a_lookahead_early_and_none_is_late():
    room = Room()
    play(room)
    room.run(4_000_000)
    last = room.told(Position)[-1]
    assert (last.sent, last.late) == (9, 0)
    leads = [report.lead for report in room.told(Position) if report.lead is not None]
    assert leads[0] == START
    assert min(leads[1:]) >= 300_000 - TICK


def test_how_early_cues_leave_can_be_changed_while_it_plays():
    room = Room()
    play(room)
    for lookahead in (800_000, 60_000):
        room.run(1_000_000)
        room.playback.obey(SetLookahead(lookahead), None)
        room.run(2_000_000)
        leads = [report.lead for report in room.told(Position) if report.lead is not None]
        assert lookahead - TICK <= leads[-1] <= lookahead
    moments = room.moments()
    assert moments == [500 * number for number in range(len(moments))]


def test_played_reports_come_when_the_note_sounds():
    room = Room()
    play(room)
    seen = []
    for _ in range(200):
        known = len(room.told(Played))
        room.playback.tick()
        seen += [cue.at - room.clock.now() for report in room.told(Played)[known:] for cue in report.cues]
        room.clock.wait(room.clock.now() + TICK)
    assert len(seen) == 8
    assert all(abs(away) <= TICK // 2 for away in seen)


def test_who_does_not_watch_gets_positions_only():
    room = Room(watched=False)
    play(room)
    room.run(2_000_000)
    assert room.told(Played) == []
    assert len(room.told(Position)) == 20


def test_bars_end_the_music_after_the_last_note_was_due():
    room = Room()
    play(room, bars=TWO_BARS)
    room.run(START + 3_980_000)
    assert room.playback.running
    room.run(4 * TICK)
    assert not room.playback.running
    assert sum(len(report.cues) for report in room.told(Played)) == 8


def test_a_program_with_a_length_ends_by_itself():
    room = Room()
    room.playback.obey(Play(Program(length=F(1))), Crotchets())
    room.run(3_000_000)
    assert not room.playback.running
    assert room.moments() == [0, 500, 1000, 1500]


def test_from_a_bar_means_that_bar_sounds_first():
    room = Room()
    play(room, begin=F(3), bars=F(1))
    room.run(3_000_000)
    assert [cue.note.begin for cue in room.output.cues] == [3, F(13, 4), F(7, 2), F(15, 4)]


def test_a_swap_at_the_bar_is_in_phase():
    room = Room()
    play(room)
    room.run(1_000_000)
    room.playback.obey(Swap(Program(), "bar"), Crotchets("D4"))
    room.run(3_000_000)
    assert [cue.note.note for cue in room.output.cues] == ["C4"] * 4 + ["D4"] * (len(room.output.cues) - 4)
    assert room.moments() == [500 * number for number in range(len(room.output.cues))]
    (swapped,) = room.told(Swapped)
    assert (swapped.generation, swapped.cycle) == (2, 1)


def test_a_swap_now_recalls_what_was_sent():
    room = Room()
    play(room)
    room.run(START + 480_000)
    room.playback.obey(Swap(Program(), "now"), Crotchets("D4"))
    room.run(400_000)
    assert [(cue.note.note, cue.generation) for cue in room.output.cues] == [("C4", 1), ("D4", 2), ("D4", 2)]
    assert room.moments() == [0, 500, 1000]
    assert room.output.cancels[-1] == (1, room.told(Swapped)[0].at)
    assert room.told(Swapped)[0].at - room.told(Swapped)[0].asked == GUARD
    assert [cue.note.note for report in room.told(Played) for cue in report.cues] == ["C4", "D4"]


def test_a_tempo_set_by_hand_stays_until_the_text_has_another():
    room = Room()
    play(room)
    room.run(START + 500_000)
    room.playback.obey(SetTempo(F(60)), None)
    room.playback.obey(Swap(Program(), "now"), Crotchets())
    room.run(200_000)
    assert room.told(Position)[-1].bpm == 60.0
    other = Program(timeline=Timeline((TempoMark(bpm=F(90)),)))
    room.playback.obey(Swap(other, "now"), Crotchets())
    room.run(200_000)
    assert room.told(Position)[-1].bpm == 90.0


def test_a_new_tempo_goes_on_from_the_same_place():
    room = Room()
    play(room)
    room.run(START + 740_000)
    room.playback.obey(SetTempo(F(60)), None)
    room.run(2_000_000)
    assert [cue.note.begin for cue in room.output.cues] == [F(beat, 4) for beat in range(len(room.output.cues))]
    assert room.moments()[:4] == [0, 500, 1250, 2250]


def test_mute_takes_hold_of_what_was_already_sent():
    room = Room()
    parts = ("melody/a/1", "rhythm/b/1")
    program = Program(parts=tuple(Part(key, "melody", "piano", Atom("C4")) for key in parts))
    room.playback.obey(Play(program), Crotchets(parts=parts))
    room.run(START + 480_000)
    room.playback.obey(SetMix(Mix(muted=frozenset({"b"}))), None)
    room.run(1_000_000)
    assert [cue.note.part for cue in room.output.cues] == [*parts, *["melody/a/1"] * 3]
    assert room.told(Position)[-1].parts == 1


def test_hush_starts_nothing_more_and_the_next_swap_is_in_phase():
    room = Room()
    play(room)
    room.run(START + 600_000)
    room.playback.obey(Hush(), None)
    room.run(1_000_000)
    assert room.output.hushes == 0
    assert room.moments() == [0, 500]
    assert not room.told(Position)[-1].moving
    room.playback.obey(Swap(Program(), "bar"), Crotchets("D4"))
    room.run(1_000_000)
    assert room.moments()[2:] == [2000, 2500]
    assert room.told(Position)[-1].moving


def test_panic_cuts_what_sounds():
    room = Room()
    play(room)
    room.run(START + 600_000)
    room.playback.obey(TransportAsked("panic", None, 0), None)
    room.run(1_000_000)
    assert room.output.hushes == 1
    assert room.moments() == [0, 500]


def test_playing_again_starts_elsewhere_with_rising_ids():
    room = Room()
    play(room)
    room.run(600_000)
    before = room.output.cues[-1].id
    play(room, begin=F(8), bars=F(1))
    room.run(3_000_000)
    again = [cue for cue in room.output.cues if cue.generation == 2]
    assert [cue.note.begin for cue in again] == [8, F(33, 4), F(17, 2), F(35, 4)]
    assert again[0].id > before


def test_an_output_that_raises_is_warned_about_once_and_the_others_play_on():
    room = Room(Broken("left"), RecordingOutput("right"))
    play(room)
    room.run(3_000_000)
    assert room.told(Warned) == [Warned("left: cable pulled; the other outputs play on")]
    assert len(room.output.cues) == 7


def test_a_part_that_fails_is_told_once():
    room = Room()
    performance = Crotchets()
    performance.troubles["melody/b/1"] = "melody/b/1 is silent: it broke"
    room.playback.obey(Play(Program()), performance)
    room.run(1_000_000)
    performance.troubles["melody/b/1"] = "melody/b/1 is silent: it broke in another way"
    room.run(1_000_000)
    assert room.told(Silenced) == [Silenced("melody/b/1 is silent: it broke")]


def test_a_part_that_fails_in_the_last_bar_is_told_before_the_end():
    room = Room()
    performance = Crotchets()
    room.playback.obey(Play(Program(), bars=F(1)), performance)
    while room.playback.running:
        if room.clock.now() > 8_900_000:
            performance.troubles["melody/b/1"] = "melody/b/1 is silent: it broke"
        room.run(20_000)
    assert len(room.told(Silenced)) == 1


def test_a_part_that_fails_again_in_the_next_version_is_told_again():
    room = Room()
    performance = Crotchets()
    performance.troubles["melody/b/1"] = "melody/b/1 is silent: it broke"
    room.playback.obey(Play(Program()), performance)
    room.run(1_000_000)
    room.playback.obey(Swap(Program(), "now"), performance)
    room.run(1_000_000)
    assert len(room.told(Silenced)) == 2


def test_one_output_that_cannot_be_opened_closes_the_others():
    class Shut(NoOutput):
        def open(self):
            raise OutputError("shut")

    first = RecordingOutput()
    with pytest.raises(OutputError, match="shut"):
        Rack([first, Shut()], print).open()
    assert not first.is_open


@pytest.mark.parametrize("text", ["", "fax", "fax:1"])
def test_an_output_nobody_knows_is_said_with_those_there_are(text):
    with pytest.raises(OutputError, match=r"there are synth, juce\[:PORT\], osc:HOST:PORT"):
        make_output(text)


def test_outputs_are_named_as_they_are_asked_for():
    assert make_output("osc:127.0.0.1:9000").name == "osc:127.0.0.1:9000"
    assert make_output("osc:9000").name == "osc:127.0.0.1:9000"
    assert make_output("osc:[::1]:9000").name == "osc:::1:9000"
    assert make_output("juce").name == "juce:8081"
    assert make_output("none").name == "none"


def test_messages_come_back_from_the_wire_and_a_torn_one_is_the_end():
    commands = [Open(("none",)), Play(Program(), F(1), TWO_BARS), Swap(Program(), 4), Hush()]
    data = b"".join(frame(command) for command in commands)
    stream = io.BytesIO(data + frame(Hush())[:-1])
    assert [read_command(stream) for _ in commands] == commands
    assert read_command(stream) is None
    assert read_report(io.BytesIO(frame(Ended()))) == Ended()


def test_a_parent_that_does_not_read_never_stops_the_player():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb") as full:
        post = Post(full)
        for number in range(20_000):
            post.report(Position(F(number), 120.0))
        post.report(Ended())
        assert post.lost > 0
        while not isinstance(report := read_report(stream), Ended):
            assert isinstance(report, Position)
        post.close()
