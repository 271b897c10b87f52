"""Outputs together: what they are called, what they load before a change, and that none is another's trouble."""

import threading
from queue import SimpleQueue

import pytest

from pattern_dsl import compile_program
from pattern_engine import player
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.player import Preparation
from pattern_engine.player_wire import Hush, Swap, Warned
from pattern_engine.program import Destination
from pattern_engine.rack import Rack, address, routes


class Sampler(RecordingOutput):
    """An output that loads what the program's instruments need, when it is let."""

    def __init__(self, missing=(), gate=None):
        super().__init__("sampler")
        self.missing, self.gate, self.loaded = missing, gate, []

    def prepare(self, program):
        if self.gate is not None:
            self.gate.wait()
        self.loaded.append([part.instrument for part in program.parts])
        return self.missing


class Jammed(RecordingOutput):
    """An output that cannot load."""

    def prepare(self, program):
        raise MemoryError("no room")


class Server(RecordingOutput):
    """An output with clients."""

    clients = 3


class Desk:
    """A post that keeps what it is given."""

    def __init__(self):
        self.reports = []

    def report(self, report):
        self.reports.append(report)


def prepared(*outputs):
    desk, heard = Desk(), SimpleQueue()
    rack = Rack(outputs, lambda text: desk.report(Warned(text)))
    preparation = Preparation(rack, {}, heard.put, desk)
    preparation.opened.set()
    return preparation, desk.reports


PROGRAM = compile_program('melody { organ "c4"; }')


def test_sounds_are_loaded_before_a_change_is_accepted():
    sampler = Sampler()
    preparation, reports = prepared(sampler)
    ready = preparation.ready(Swap(PROGRAM))
    assert sampler.loaded == [["organ"]]
    assert ready.performance is not None
    assert reports == []
    assert preparation.ready(Hush()).performance is None


def test_what_is_missing_is_said_and_the_change_goes_on():
    preparation, reports = prepared(Sampler(("no sound organ",)), Jammed("old"), RecordingOutput())
    assert preparation.ready(Swap(PROGRAM)).performance is not None
    assert reports == [Warned("old: no room; the other outputs play on"), Warned("no sound organ")]


def test_a_change_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(player, "PATIENCE", 0.01)
    gate = threading.Event()
    sampler = Sampler(gate=gate)
    preparation, reports = prepared(sampler)
    assert preparation.ready(Swap(PROGRAM)).performance is not None
    gate.set()
    assert reports == [Warned("sounds are still being loaded: the change is heard without them at first")]


def test_a_second_version_takes_over_what_is_the_same():
    preparation, _ = prepared()
    first = preparation.ready(Swap(PROGRAM)).performance
    second = preparation.ready(Swap(compile_program('melody { organ "c4"; piano "e4"; }'))).performance
    assert second.line_of(PROGRAM.parts[0]).voices[0] is first.line_of(PROGRAM.parts[0]).voices[0]


@pytest.mark.parametrize(
    ("destination", "text"),
    [
        (Destination("juce"), "juce"),
        (Destination("juce", ("Surge XT",), (("ch", 2),)), "juce"),
        (Destination("juce", (8082,)), "juce:8082"),
        (Destination("osc", ("10.0.0.5:9000", "/notes")), "osc:10.0.0.5:9000/notes"),
        (Destination("osc", ("10.0.0.5", 9000)), "osc:10.0.0.5:9000"),
        (Destination("midi", ("Port A",), (("ch", 4),)), "midi:Port A"),
        (Destination("superdirt"), "superdirt"),
        (Destination("osc", ("10.0.0.5:57120", "/dirt/play")), "superdirt:10.0.0.5:57120"),
        (Destination("kazoo", ("loud", 3)), "kazoo:loud:3"),
        (Destination("synth"), "synth"),
    ],
)
def test_a_destination_is_the_output_that_the_command_line_calls_so(destination, text):
    assert address(destination) == text


def test_only_parts_with_outputs_of_their_own_have_routes():
    program = compile_program('melody a { piano "c4"; }\nmelody b -> juce { piano "e4"; }')
    assert routes(program) == {"melody/b/1": (Destination("juce"),)}


def test_clients_are_counted_and_everything_is_closed_once():
    shared, own = Server("juce"), RecordingOutput("own")
    rack = Rack([shared, RecordingOutput()], print)
    rack.open()
    rack.add({"juce": shared, "own": own})
    assert rack.clients == 3
    rack.hush()
    assert (shared.hushes, own.hushes) == (1, 1)
    rack.close()
    assert not shared.is_open
