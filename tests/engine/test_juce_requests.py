"""What clients of the WebSocket ask for: over real connections, with their clocks not to be trusted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from pattern_engine.clock import ManualClock, MonotonicClock
from pattern_engine.heard import ControllerMoved, Heard, KeyStruck, KnobTurned, TransportAsked
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import contract, juce, juce_client
from pattern_engine.outputs.contract import read_message
from pattern_engine.outputs.juce_requests import MOST, PAST, SKEW, Parameters, Refusal, bounded
from pattern_engine.outputs.output import Cue, Informed, Situation

NOW = 3_600_000_000


class Room:
    """A server, and what was heard there."""

    def __init__(self, folder: Path, clock: ManualClock | MonotonicClock) -> None:
        self.heard: SimpleQueue[Heard] = SimpleQueue()
        self.output = juce.JuceOutput(0, clock, folder, self.heard.put)
        self.output.open()

    @contextmanager
    def join(self, **options: float) -> Iterator[ClientConnection]:
        assert self.output.token_file is not None
        headers = {"Authorization": f"Bearer {self.output.token_file.read_text().strip()}"}
        address = f"ws://{juce.HOST}:{self.output.port}"
        with connect(address, additional_headers=headers, compression=None, max_size=None, **options) as client:
            assert isinstance(read(client), contract.SessionUpdate)
            yield client

    def next(self) -> Heard:
        return self.heard.get(timeout=10)


def read(client: ClientConnection) -> contract.Message | contract.StrudelEvent:
    return read_message(client.recv(timeout=10))


def say(client: ClientConnection, kind: str, **fields: object) -> None:
    client.send(json.dumps({"type": kind, "epoch": 1, "seq": 1, "at": NOW, **fields}))


def settled(client: ClientConnection) -> list[contract.Message | contract.StrudelEvent]:
    """What came up to the answer to a ping."""
    client.send(contract.ClockPing(t0=1).model_dump_json())
    came = []
    while not isinstance(message := read(client), contract.ClockPong):
        came.append(message)
    return came


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, ManualClock(NOW))
    yield made
    made.output.close()


@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({"command": "play"}, TransportAsked("play", None, NOW)),
        ({"command": "stop"}, TransportAsked("stop", None, NOW)),
        ({"command": "hush"}, TransportAsked("hush", None, NOW)),
        ({"command": "seek", "bar": "9/2"}, TransportAsked("seek", 4.5, NOW)),
        ({"command": "loop", "bars": "4"}, TransportAsked("loop", 4.0, NOW)),
        ({"command": "tempo", "bpm": 97.5}, TransportAsked("tempo", 97.5, NOW)),
        ({"command": "play", "at": NOW + 10**9}, TransportAsked("play", None, NOW + SKEW)),
        ({"command": "play", "at": 0}, TransportAsked("play", None, NOW - PAST)),
    ],
)
def test_the_transport_is_asked(room: Room, fields: dict[str, object], heard: Heard) -> None:
    with room.join() as client:
        say(client, "TransportCommand", **fields)
        assert room.next() == heard


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("TransportCommand", {"command": "seek"}, "seek needs bar"),
        ("TransportCommand", {"command": "seek", "bar": "1/0"}, "seek needs bar"),
        ("TransportCommand", {"command": "loop", "bars": "-1"}, "loop needs bars"),
        ("TransportCommand", {"command": "tempo"}, "tempo needs bpm"),
        ("TransportCommand", {"command": "tempo", "bpm": 0}, "greater than 0"),
        ("TransportCommand", {"command": "jump"}, "command"),
        ("MIDIEvent", {"data": [0xF8]}, "F8 is neither"),
        ("MIDIEvent", {"data": []}, "at least 1"),
        ("ParameterChange", {"name": "cutoff", "value": float("nan")}, "finite"),
        ("AudioEvent", {"event": {}}, "Field required"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    room: Room, kind: str, fields: dict[str, object], reason: str
) -> None:
    with room.join() as client:
        say(client, kind, **fields)
        refused = read(client)
        assert isinstance(refused, contract.Refused)
        assert reason in refused.reason
        assert settled(client) == []
    assert room.heard.empty()


def test_midi_is_heard(room: Room) -> None:
    with room.join() as client:
        say(client, "MIDIEvent", data=[0xB1, 74, 127])
        say(client, "MIDIEvent", data=[0x90, 60, 127])
        assert room.next() == ControllerMoved(74, 1.0, 2, NOW)
        assert room.next() == KeyStruck(60, 1.0, 1, NOW)


def test_of_two_hands_on_one_parameter_the_later_counts_whoever_is_read_first(room: Room) -> None:
    with room.join() as one, room.join() as other:
        say(one, "ParameterChange", name="cutoff", value=900.0, at=NOW - 10)
        assert room.next() == KnobTurned("cutoff", 900.0, NOW - 10)
        say(other, "ParameterChange", name="cutoff", value=400.0, at=NOW - 20)
        told = settled(other)
        assert [(m.value, m.at) for m in told if isinstance(m, contract.ParameterChange)] == [(900.0, NOW - 10)] * 2
        assert settled(one) == []
        say(other, "ParameterChange", name="cutoff", value=500.0, at=NOW)
        assert room.next() == KnobTurned("cutoff", 500.0, NOW)
        (change,) = settled(one)
        assert isinstance(change, contract.ParameterChange)
        assert (change.name, change.value, change.at) == ("cutoff", 500.0, NOW)
    assert room.heard.empty()


def test_a_clock_that_runs_ahead_holds_a_parameter_for_no_longer_than_the_bound(room: Room) -> None:
    with room.join() as client:
        say(client, "ParameterChange", name="cutoff", value=1.0, at=NOW + 10**12)
        assert room.next() == KnobTurned("cutoff", 1.0, NOW + SKEW)
        say(client, "ParameterChange", name="cutoff", value=2.0, at=NOW + SKEW)
        assert room.next() == KnobTurned("cutoff", 2.0, NOW + SKEW)


def test_there_is_room_for_so_many_parameters_and_no_more() -> None:
    parameters = Parameters()
    for number in range(MOST):
        assert parameters.put(str(number), 1.0, 0)
    with pytest.raises(Refusal, match="4096 parameters already"):
        parameters.put("one more", 1.0, 0)
    assert parameters.put("7", 2.0, 1)


@given(st.permutations(range(8)), st.integers(-(2**60), 2**60))
def test_parameters_end_where_the_last_hand_left_them(order: list[int], base: int) -> None:
    parameters = Parameters()
    for number in order:
        parameters.put("p", float(number), base + number)
    assert parameters.known()["p"] == (7.0, base + 7)
    assert NOW - PAST <= bounded(base, NOW) <= NOW + SKEW


def test_who_joins_is_told_the_tempo_and_the_knobs_and_everybody_their_changes(room: Room) -> None:
    output: Informed = room.output
    assert isinstance(output, juce.JuceOutput)
    with room.join() as early:
        output.inform(Situation(120.0, {"cutoff": 900.0}))
        output.inform(Situation(120.0, {"cutoff": 900.0}))
        tempo, knob = settled(early)
        assert isinstance(tempo, contract.TransportCommand)
        assert isinstance(knob, contract.ParameterChange)
        assert (tempo.command, tempo.bpm, knob.name, knob.value) == ("tempo", 120.0, "cutoff", 900.0)
        say(early, "ParameterChange", name="size", value=0.5)
        settled(early)
        output.inform(Situation(120.0, {"cutoff": 900.0, "size": 0.5}))
        assert settled(early) == []
        early.send(contract.Resync(epoch=1, from_seq=1).model_dump_json())
        update = read(early)
        assert isinstance(update, contract.SessionUpdate)
        assert (update.bpm, update.knobs) == (120.0, {"cutoff": 900.0, "size": 0.5})


def test_strudel_s_notes_go_on_to_the_others(room: Room) -> None:
    args = ["cps", 0.5, "cycle", 3, "delta", 0.25, "s", "piano", "note", 62, "pan", 0.25, "velocity", 0.5]
    with room.join() as strudel, room.join() as player:
        moment = time.time() * 1000 + 100
        strudel.send(json.dumps({"address": "/dirt/play", "args": args, "timestamp": moment, "port": 57120}))
        heard = read(player)
        assert isinstance(heard, contract.AudioEvent)
        event = heard.event
        assert (event.instrument, event.midi, event.length, event.velocity) == ("piano", 62.0, 250_000, 0.5)
        assert (event.beat, event.controls, event.percussive) == (12.0, {"pan": 0.25}, False)
        assert abs(event.at - NOW - 100_000) < 5_000_000
        assert settled(strudel) == []
        strudel.send(json.dumps({"address": "/dirt/play", "args": ["s", "bd"], "timestamp": moment}))
        drum = read(player)
        assert isinstance(drum, contract.AudioEvent)
        assert (drum.event.instrument, drum.event.midi, drum.event.percussive) == ("bd", None, True)
        strudel.send(json.dumps({"address": "/fax", "args": [], "timestamp": 1}))
        assert isinstance(read(strudel), contract.Refused)


def test_a_frame_of_ten_megabytes_ends_its_connection_and_no_other(room: Room) -> None:
    with room.join() as large, room.join() as other:
        with pytest.raises(ConnectionClosed) as closed:
            large.send("x" * 10_000_000)
            large.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        assert settled(other) == []


def cue(number: int, at: int) -> Cue:
    return Cue(number, at, 1000, Fraction(0), NoteEvent("melody/1/1", "piano", "E4", 64, Fraction(0), Fraction(1)))


def test_a_client_that_never_reads_costs_the_others_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(juce_client, "QUEUE", 64)
    with room.join(close_timeout=0.1), room.join() as reader:
        seen = 0
        for tick in range(3000):  # a minute of 1000 notes a second
            room.output.send([cue(tick * 20 + more, NOW + tick * 20_000 + more * 1000) for more in range(20)])
            batch = read(reader)
            assert isinstance(batch, contract.EventBatch)
            seen += len(batch.events)
        assert seen == 60_000
        assert room.output.dropped > 0


CLIENT = """
import sys
from websockets.sync.client import connect
with connect(sys.argv[1], additional_headers={"Authorization": "Bearer " + sys.argv[2]}, compression=None) as client:
    for _ in range(2):
        print(client.recv(), flush=True)
    client.recv()
"""


def test_a_client_that_was_killed_comes_back_to_what_is_not_yet_due(tmp_path: Path) -> None:
    clock = MonotonicClock()
    room = Room(tmp_path, clock)
    assert room.output.token_file is not None
    command = [
        sys.executable,
        "-c",
        CLIENT,
        f"ws://{juce.HOST}:{room.output.port}",
        room.output.token_file.read_text().strip(),
    ]
    now = clock.now()
    room.output.send([cue(1, now - 1), cue(2, now + 10**9), cue(3, now + 10**9 + 5)])
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            assert client.stdout is not None
            update, batch = (read_message(client.stdout.readline()) for _ in range(2))
            os.kill(client.pid, signal.SIGKILL)
        assert isinstance(update, contract.SessionUpdate)
        assert isinstance(batch, contract.EventBatch)
        assert (update.waiting, [event.id for event in batch.events]) == (2, [2, 3])
    room.output.close()
