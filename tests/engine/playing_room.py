"""A text being played, its clock moved by hand, and texts to play."""

from fractions import Fraction

from pattern_dsl import compile_program
from pattern_engine.clock import ManualClock
from pattern_engine.heard import TransportAsked
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.performance import perform
from pattern_engine.playback import START, TICK, Playback
from pattern_engine.player_wire import Open, Play, Swap
from pattern_engine.rack import Rack

F = Fraction

LOUD = 'param loud = 0.5 in 0..1 <- cc(7);\nmelody a { piano "c4*4".vel(loud); }\nmelody b { piano "e4*4"; }'

FORM = """melody x { piano "c4*4"; }
melody y { piano "e4*4"; }
section verse 2 bars { x; }
section chorus 2 bars { y; }
form verse chorus;"""


class Room:
    """A text being played, its clock moved by hand."""

    def __init__(self, text, bars=None):
        self.clock = ManualClock(5_000_000)
        self.output = RecordingOutput()
        self.reports = []
        self.playback = Playback(
            Rack([self.output], self.reports.append), self.reports.append, self.clock, Open(("recording",))
        )
        self.last = perform(compile_program(text, loop=True))
        self.playback.obey(Play(self.last.program, F(0), bars), self.last)
        self.zero = self.clock.now() + START

    def run(self, micros):
        until = self.clock.now() + micros
        while self.clock.now() < until:
            self.playback.tick()
            self.clock.wait(self.clock.now() + TICK)

    def until(self, moment):
        """Run to *moment*, counted in microseconds from the first bar."""
        self.run(self.zero + moment - self.clock.now())

    def hand(self, heard):
        self.playback.obey(heard, None)

    def ask(self, command, value=None):
        self.hand(TransportAsked(command, value, self.clock.now()))

    def swap(self, text, quantum="now", **more):
        self.last = self.last.followed_by(compile_program(text, loop=True))
        self.playback.obey(Swap(self.last.program, quantum, **more), self.last)

    def told(self, kind):
        return [report for report in self.reports if isinstance(report, kind)]

    def heard(self, part=""):
        """What a receiver has: milliseconds from the first bar, and the notes' names."""
        cues = sorted((cue for cue in self.output.cues if part in cue.note.part), key=lambda cue: cue.at)
        return [((cue.at - self.zero) // 1000, cue.note.note) for cue in cues]


def velocities(room, part):
    return [cue.note.velocity for cue in sorted(room.output.cues, key=lambda cue: cue.at) if part in cue.note.part]
