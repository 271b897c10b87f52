"""What a player says ahead of time of what sounds: early enough, once, and taken back when it does not hold."""

from fractions import Fraction
from itertools import pairwise

import pytest

from pattern_dsl import compile_program
from pattern_engine.clock import ManualClock
from pattern_engine.heard import KnobTurned, TransportAsked
from pattern_engine.herald import MOST_TOLD
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.performance import perform
from pattern_engine.playback import GUARD, START, TICK, Playback
from pattern_engine.player_wire import Open, Play, Played, Position, Recalled, SetMix, Started, Swap, Swapped, Watch
from pattern_engine.rack import Rack
from pattern_engine.scheduler import Mix

F = Fraction
AHEAD = 150_000
PIECE = 'melody a { piano "c4*8".every(2, .rev()); }\nmelody b { piano "<e4 g4>(3,8)".off(1/8, .fast(2)); }\n'


class Room:
    """A text being played, its clock moved by hand, with every report and the moment it came."""

    def __init__(self, text, ahead=AHEAD):
        self.clock = ManualClock(5_000_000)
        self.output = RecordingOutput()
        self.reports = []
        settings = Open(("recording",), 300_000, ahead=ahead)
        rack = Rack([self.output], self.report)
        self.playback = Playback(rack, self.report, self.clock, settings)
        self.last = perform(compile_program(text, loop=True))
        self.playback.obey(Play(self.last.program), self.last)
        self.zero = self.clock.now() + START

    def report(self, report):
        self.reports.append((self.clock.now(), report))

    def until(self, moment):
        """Run to *moment*, counted in microseconds from the first bar."""
        while self.clock.now() < self.zero + moment:
            self.playback.tick()
            self.clock.wait(self.clock.now() + TICK)

    def swap(self, text, quantum="now", **more):
        self.last = self.last.followed_by(compile_program(text, loop=True))
        self.playback.obey(Swap(self.last.program, quantum, **more), self.last)

    def told(self, kind):
        return [report for _, report in self.reports if isinstance(report, kind)]

    def lit(self):
        """Every cue that was told and not taken back: a watcher's view of the music."""
        held = []
        for _, report in self.reports:
            if isinstance(report, Recalled):
                held = [cue for cue in held if cue.at < report.since]
            elif isinstance(report, Played):
                held += report.cues
        return sorted(held, key=lambda cue: (cue.at, cue.id))

    def leads(self):
        return [cue.at - came for came, report in self.reports if isinstance(report, Played) for cue in report.cues]

    def sent(self):
        return sorted(self.output.cues, key=lambda cue: (cue.at, cue.id))


def test_cues_are_told_before_they_sound_every_second_tick_and_each_once():
    room = Room(PIECE)
    room.until(8_000_000)
    heard = [cue for cue in room.sent() if cue.at < room.zero + 8_000_000]
    assert [cue for cue in room.lit() if cue.at < room.zero + 8_000_000] == heard
    assert len(heard) > 60
    leads = [lead for lead in room.leads() if lead != START]  # those of the first moment cannot be earlier
    assert min(leads) >= AHEAD - 2 * TICK
    assert max(leads) < AHEAD
    moments = [came for came, report in room.reports if isinstance(report, Played)]
    assert min(later - earlier for earlier, later in pairwise(moments)) >= 2 * TICK


def test_telling_ahead_changes_nothing_of_what_is_sent():
    early, never = Room(PIECE), Room(PIECE, ahead=0)
    for room in (early, never):
        room.until(1_100_000)
        room.swap(PIECE.replace("c4", "d4"), "bar")
        room.until(5_000_000)
    assert early.sent() == never.sent()
    assert not never.told(Recalled)
    assert [cue.id for cue in early.lit() if cue.at < early.zero + 4_900_000] == [
        cue.id for cue in never.lit() if cue.at < never.zero + 4_900_000
    ]


def test_a_change_now_takes_back_what_was_told_and_tells_the_new_at_once():
    room = Room('melody a { piano "c4*32"; }')
    room.until(1_000_000)
    asked = room.clock.now()
    room.swap('melody a { piano "e4*32"; }')
    (swapped,) = room.told(Swapped)
    assert room.told(Recalled) == [Recalled(swapped.at)]
    assert swapped.at == asked + GUARD
    known = len(room.reports)
    room.playback.tick()
    came, report = next((came, one) for came, one in room.reports[known:] if isinstance(one, Played))
    assert came == asked
    assert {cue.note.note for cue in report.cues} == {"e4"}
    room.until(3_000_000)
    assert [cue.note.note for cue in room.lit()] == ["c4" if cue.at < swapped.at else "e4" for cue in room.lit()]
    assert [(cue.at, cue.note.note) for cue in room.lit()] == [
        (cue.at, cue.note.note) for cue in room.sent() if cue.at <= room.lit()[-1].at
    ]


def test_a_change_at_the_bar_takes_nothing_back_before_it():
    room = Room('melody a { piano "c4*8"; }')
    room.until(1_000_000)
    room.swap('melody a { piano "e4*8"; }', "bar")
    room.until(4_000_000)
    bar = room.zero + 2_000_000
    assert room.told(Swapped)[0].at == bar
    assert room.told(Recalled) == []
    assert [cue.note.note for cue in room.lit() if cue.at < bar] == ["c4"] * 8
    assert {cue.note.note for cue in room.lit() if cue.at >= bar} == {"e4"}


def test_a_change_just_before_the_bar_takes_back_what_was_told_beyond_it():
    room = Room('melody a { piano "c4*32"; }')
    room.until(1_940_000)
    room.swap('melody a { piano "e4*32"; }', "bar")
    room.until(2_500_000)
    bar = room.zero + 2_000_000
    assert room.told(Recalled) == [Recalled(bar)]
    assert [cue.note.note for cue in room.lit()] == ["c4" if cue.at < bar else "e4" for cue in room.lit()]


@pytest.mark.parametrize(
    "act",
    [
        lambda room: room.playback.obey(SetMix(Mix(muted=frozenset({"a"}))), None),
        lambda room: room.playback.obey(TransportAsked("hush", None, 0), None),
        lambda room: room.playback.obey(TransportAsked("stop", None, 0), None),
        lambda room: room.playback.obey(KnobTurned("loud", 0.9, 0), None),
        lambda room: room.playback.obey(TransportAsked("tempo", 240, 0), None),
        lambda room: room.playback.obey(TransportAsked("seek", 2, 0), None),
    ],
    ids=["mute", "hush", "stop", "a knob", "tempo", "seek"],
)
def test_whatever_happens_what_is_lit_is_what_sounds(act):
    room = Room('param loud = 0.5 in 0..1;\nmelody a { piano "c4*32".vel(loud); }\nmelody b { piano "e4*8"; }')
    room.until(1_000_000)
    act(room)
    room.until(3_000_000)
    horizon = room.zero + 3_000_000
    assert len(room.told(Recalled)) == 1
    assert [cue for cue in room.lit() if cue.at < horizon] == [cue for cue in room.sent() if cue.at < horizon]


def test_panic_puts_out_what_sounds():
    room = Room('melody a { piano "c4"; }')
    room.until(500_000)
    room.playback.obey(TransportAsked("panic", None, 0), None)
    assert room.told(Recalled) == [Recalled(0)]
    room.until(4_000_000)
    assert len(room.told(Played)) == 1


def test_of_too_many_cues_the_loudest_are_told():
    parts = "\n".join(f'melody m{n} {{ piano "c4*20".vel({n / 700}); }}' for n in range(600))
    room = Room(parts)
    room.playback.tick()
    (report,) = room.told(Played)
    assert len(report.cues) == MOST_TOLD
    assert min(cue.note.velocity for cue in report.cues) == pytest.approx((600 - MOST_TOLD) / 700)
    assert list(report.cues) == sorted(report.cues, key=lambda cue: cue.at)


def test_notes_say_which_program_their_place_belongs_to():
    """Also where old and new sound together, and where a knob turned in between changes what was planned."""
    first = 'param loud = 0.5 in 0..1;\nmelody a { piano "c4*8".vel(loud); }\nmelody b { piano "e4*8"; }'
    second = first.replace("c4*8", "g4*8")
    room = Room(first)
    room.until(1_000_000)
    room.swap(second, "bar", fade=F(1))
    room.playback.obey(KnobTurned("loud", 0.9, 0), None)
    room.until(7_000_000)
    (started,), (swapped,) = room.told(Started), room.told(Swapped)
    assert (started.edition, swapped.edition) == (0, 1)
    assert (swapped.at - room.zero, swapped.over - room.zero) == (2_000_000, 4_000_000)
    editions = {(cue.note.note, cue.at >= swapped.at): set() for cue in room.lit()}
    for cue in room.lit():
        editions[cue.note.note, cue.at >= swapped.at].add(cue.note.edition)
    assert editions == {
        ("c4", False): {0},
        ("e4", False): {0},
        ("c4", True): {0},  # fading
        ("g4", True): {1},
        ("e4", True): {1},  # the same music, which is in the new text now
    }
    assert all(cue.at < swapped.over for cue in room.lit() if cue.note.note == "c4")
    sounding = [(came - swapped.at, report.edition) for came, report in room.reports if isinstance(report, Position)]
    assert {edition for away, edition in sounding if away < 0} == {0}
    assert {edition for away, edition in sounding if away >= 0} == {1}


def test_who_watches_later_is_told_from_then_on():
    room = Room(PIECE)
    room.playback.obey(Watch(False), None)
    room.until(1_000_000)
    assert room.told(Played) == []
    room.playback.obey(Watch(True), None)
    room.until(2_000_000)
    assert room.lit() == [cue for cue in room.sent() if cue.at >= room.lit()[0].at][: len(room.lit())]
    assert room.zero + 1_000_000 - TICK <= room.lit()[0].at <= room.zero + 1_250_000
