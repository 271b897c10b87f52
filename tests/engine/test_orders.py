"""Orders on their way to the player's loop: in order, but silence does not wait for what is being made ready."""

import os
import threading
from queue import SimpleQueue

import pytest

from pattern_dsl import compile_program
from pattern_engine.heard import TransportAsked
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.player import Orders, Preparation
from pattern_engine.player_wire import Hush, SetTempo, Stop, Swap, Warned, frame
from pattern_engine.rack import Rack

LOUD = Swap(compile_program('melody { organ "c4"; }'))
LOUDER = Swap(compile_program('melody { organ "c5"; }'))
PANIC = TransportAsked("panic", None, 1)
PLAY = TransportAsked("play", None, 2)
WAIT = 20


class Loading(RecordingOutput):
    """An output that has sounds to load, and takes as long as the test wants."""

    def __init__(self):
        super().__init__()
        self.began, self.may_end = threading.Event(), threading.Event()

    def prepare(self, program):
        self.began.set()
        self.may_end.wait(WAIT)
        return ()


class Desk:
    """A post that keeps what it is given."""

    def __init__(self):
        self.reports = []

    def report(self, report):
        self.reports.append(report)


class Line:
    """A parent's pipe, and what reaches the loop of what is written to it."""

    def __init__(self):
        source, target = os.pipe()
        self.source, self.target = os.fdopen(source, "rb"), os.fdopen(target, "wb")
        self.output, desk = Loading(), Desk()
        preparation = Preparation(
            Rack([self.output], lambda text: desk.report(Warned(text))), {}, SimpleQueue().put, desk
        )
        preparation.opened.set()
        self.commands = SimpleQueue()
        orders = Orders(self.commands, preparation)
        self.threads = [
            threading.Thread(target=orders.read, args=(self.source,)),
            threading.Thread(target=orders.prepare),
        ]
        for thread in self.threads:
            thread.start()

    def say(self, *commands):
        for command in commands:
            self.target.write(frame(command))
        self.target.flush()

    def heard(self):
        """The next commands that the loop obeys, and how many of the parent's are obeyed with them."""
        ready = self.commands.get(timeout=WAIT)
        return ready.commands, ready.obeyed

    def close(self):
        self.output.may_end.set()
        self.target.close()
        for thread in self.threads:
            thread.join(WAIT)
        self.source.close()


@pytest.fixture
def line():
    made = Line()
    yield made
    made.close()


@pytest.mark.parametrize("silence", [PANIC, TransportAsked("hush", None, 1), Hush()], ids=("panic", "asked", "hush"))
def test_silence_does_not_wait_for_a_change_that_is_being_made_ready(line, silence):
    line.say(LOUD)
    assert line.output.began.wait(WAIT)
    line.say(silence)
    assert line.heard() == ((silence,), 0)
    line.output.may_end.set()
    assert line.heard() == ((LOUD, silence), 1)
    assert line.heard() == ((), 2)


def test_all_that_came_before_the_silence_is_silenced_and_nothing_that_came_after(line):
    line.say(LOUD)
    assert line.output.began.wait(WAIT)
    line.say(PLAY, LOUDER, PANIC, SetTempo(90), PLAY, LOUD)
    assert line.heard() == ((PANIC,), 0)
    line.output.may_end.set()
    heard = [line.heard() for _ in range(7)]
    assert heard == [
        ((LOUD, PANIC), 1),
        ((PLAY, PANIC), 2),
        ((LOUDER, PANIC), 3),
        ((), 4),
        ((SetTempo(90),), 5),
        ((PLAY,), 6),
        ((LOUD,), 7),
    ]


def test_two_silences_stay_in_their_order(line):
    line.say(LOUD)
    assert line.output.began.wait(WAIT)
    line.say(Hush(), LOUDER, PANIC)
    assert [line.heard(), line.heard()] == [((Hush(),), 0), ((PANIC,), 0)]
    line.output.may_end.set()
    heard = [line.heard() for _ in range(4)]
    assert heard == [((LOUD, Hush(), PANIC), 1), ((PANIC,), 2), ((LOUDER, PANIC), 3), ((), 4)]


def test_the_end_comes_after_all_that_was_asked_for(line):
    line.say(LOUD, Stop())
    line.output.may_end.set()
    line.target.close()
    assert [line.heard(), line.heard(), line.heard()] == [((LOUD,), 1), ((Stop(),), 2), ((Stop(),), 0)]
