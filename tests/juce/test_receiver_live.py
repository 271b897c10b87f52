"""The receiver over real sockets: the real server, a server that misbehaves, signals, restarts."""

from __future__ import annotations

import json
import signal
import socket
import threading
from contextlib import ExitStack, contextmanager
from fractions import Fraction

import pytest
from receiving import message, sound
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from pattern_engine.clock import MonotonicClock
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.contract import ParameterChange, Resync, SessionUpdate, read_message
from pattern_engine.outputs.juce import JuceOutput
from pattern_engine.outputs.osc import OscOutput, bundle
from pattern_engine.outputs.osc import message as osc_message
from pattern_engine.outputs.output import Cue

SOON = 300_000
LATER = 3_600_000_000


def cue(number, at, generation=0):
    note = NoteEvent("melody/m/1", "piano", "E4", 64, Fraction(0), Fraction(1, 4))
    return Cue(number, at, 250_000, Fraction(number), note, generation)


@contextmanager
def served(folder, port=0):
    output = JuceOutput(port, runtime=folder)
    output.open()
    try:
        yield output
    finally:
        output.close()


@pytest.fixture
def output(tmp_path):
    with served(tmp_path / "run") as opened:
        yield opened


def joined(start, output, *options):
    receiver = start(f"ws://127.0.0.1:{output.port}", "--token-file", output.token_file, *options)
    receiver.until_said("connected to")
    receiver.until_status(connected=True)
    return receiver


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_notes_are_played_when_they_are_due_and_none_is_late(start, output):
    receiver = joined(start, output)
    now = MonotonicClock().now()
    output.send([cue(number, now + SOON + number * 10_000) for number in range(40)])
    status = receiver.until_status(events=40, played=40)
    assert (status["late"], status["dropped"], status["gaps"], status["malformed"]) == (0, 0, 0, 0)
    assert status["peak"] > 0.05


def test_a_cancel_drops_what_waits(start, output):
    receiver = joined(start, output)
    far = MonotonicClock().now() + LATER
    output.send([cue(number, far + number * 1000, generation=number % 2) for number in range(20)])
    receiver.until_status(queued=20)
    output.cancel(0, far + 10_000)
    receiver.until_status(queued=15, cancelled=5)
    output.hush()
    assert receiver.until_status(queued=0)["cancelled"] == 20


def test_a_receiver_that_was_killed_gets_what_is_not_yet_due(start, output):
    far = MonotonicClock().now() + LATER
    first = joined(start, output)
    output.send([cue(number, far + number) for number in range(10)])
    first.until_status(queued=10)
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = joined(start, output)
    assert second.until_status(queued=10)["gaps"] == 0


def test_forty_thousand_waiting_notes_are_taken_whole(start, output):
    far = MonotonicClock().now() + LATER
    output.send([cue(number, far + number) for number in range(40_000)])
    receiver = joined(start, output)
    status = receiver.until_status(queued=40_000)
    assert (status["dropped"], status["gaps"]) == (0, 0)


def test_a_server_that_begins_again_is_found_with_its_new_token_and_the_old_notes_are_dropped(start, tmp_path):
    port, folder = free_port(), tmp_path / "run"
    far = MonotonicClock().now() + LATER
    with ExitStack() as first:
        output = first.enter_context(served(folder, port))
        receiver = joined(start, output)
        output.send([cue(number, far + number) for number in range(10)])
        receiver.until_status(queued=10)
    receiver.until_said("lost")
    assert receiver.until_status(connected=False)["queued"] == 10
    with served(folder, port) as output:
        status = receiver.until_status(connected=True, queued=0)
        assert status["cancelled"] == 10
        output.send([cue(1, far)])
        receiver.until_status(connected=True, queued=1)
    assert sum("trying again" in line for line in receiver.said) == 1


def test_a_server_that_is_not_there_is_said_once_and_waited_for(start, tmp_path):
    port, folder = free_port(), tmp_path / "run"
    folder.mkdir()
    (folder / f"juce-{port}.token").write_text("old\n")
    receiver = start(f"ws://127.0.0.1:{port}", "--token-file", folder / f"juce-{port}.token")
    receiver.until_said(f"cannot reach ws://127.0.0.1:{port} (Connection refused); trying until it is there")
    receiver.until_status(connected=False)
    receiver.until_status(connected=False)
    with served(folder, port):
        receiver.until_status(connected=True)
    assert (
        sum("cannot reach" in line for line in receiver.said[: receiver.said.index(receiver.until_said("connected"))])
        == 1
    )


@pytest.mark.parametrize("option", ["--token", "--token-file"])
def test_a_wrong_token_is_said_and_ends_it(start, output, tmp_path, option):
    (tmp_path / "guess").write_text("guess\n")
    shown = "guess" if option == "--token" else tmp_path / "guess"
    receiver = start(f"ws://127.0.0.1:{output.port}", option, shown)
    assert receiver.ended() == 2
    assert f"pattern-receiver: wrong token for ws://127.0.0.1:{output.port}" in receiver.said[-1]
    assert output.clients == 0


def test_the_right_token_on_the_command_line_is_taken(start, output):
    start(f"127.0.0.1:{output.port}", "--token", output.token_file.read_text().strip()).until_said("connected to")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_cleanly(start, output, number, code):
    receiver = joined(start, output)
    output.send([cue(1, MonotonicClock().now() + SOON)])
    receiver.until_status(events=1)
    assert receiver.end(number) == code
    assert not [line for line in receiver.said if "pattern-receiver:" in line]


class Misbehaving:
    """A server that sends what a test wants and keeps what it is sent."""

    def __init__(self):
        self.connection = None
        self.heard = []

    def serve(self, connection):
        self.connection = connection
        connection.send(json.dumps(message("SessionUpdate", 1, protocol=1, now=0, generation=0, waiting=0)))
        try:
            for text in connection:
                self.heard.append(read_message(text))
                if isinstance(self.heard[-1], Resync):
                    again = message("SessionUpdate", 9, protocol=1, now=0, generation=0, waiting=2)
                    connection.send(json.dumps(again))
                    connection.send(json.dumps(message("EventBatch", 10, events=[sound(1, LATER), sound(2, LATER)])))
        except ConnectionClosed:
            return


@pytest.fixture
def misbehaving():
    server = Misbehaving()
    with serve(server.serve, "127.0.0.1", 0, compression=None) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        server.port = listening.socket.getsockname()[1]
        yield server
        listening.shutdown()
        thread.join()


def test_a_gap_is_asked_for_and_no_note_comes_twice(start, misbehaving):
    receiver = start(f"127.0.0.1:{misbehaving.port}", "--token", "any")
    receiver.until_status(connected=True)
    far = MonotonicClock().now() + LATER
    misbehaving.connection.send(json.dumps(message("EventBatch", 2, events=[sound(1, far)])))
    receiver.until_status(queued=1)
    misbehaving.connection.send(json.dumps(message("EventBatch", 4, events=[sound(3, far)])))
    status = receiver.until_status(queued=2)
    assert (status["gaps"], status["events"], status["cancelled"]) == (1, 4, 2)
    asked = [item for item in misbehaving.heard if isinstance(item, Resync)]
    assert asked == [Resync(epoch=1, from_seq=2)]


def test_frames_that_are_no_messages_harm_nothing(start, misbehaving):
    receiver = start(f"127.0.0.1:{misbehaving.port}", "--token", "any")
    receiver.until_status(connected=True)
    far = MonotonicClock().now() + LATER
    frames = ["", "hello", "[]", '{"type":"EventBatch","epoch":1,"seq":2}', b"\x00\xff", "[" * 100_000, '{"type":3}']
    for frame in frames:
        misbehaving.connection.send(frame)
    misbehaving.connection.send(json.dumps(message("Firework", 2)))
    misbehaving.connection.send(json.dumps(message("EventBatch", 3, more=1, events=[sound(1, far, colour="red"), {}])))
    change = ParameterChange(epoch=1, seq=4, name="gain", value=0.5, at=0)
    misbehaving.connection.send(change.model_dump_json())
    status = receiver.until_status(queued=1)
    assert (status["malformed"], status["unknown"], status["gaps"]) == (len(frames) + 1, 1, 0)
    assert status["connected"] is True


def test_what_comes_in_is_recorded_as_it_came(start, output, tmp_path):
    record = tmp_path / "record.jsonl"
    receiver = joined(start, output, "--record", record)
    far = MonotonicClock().now() + LATER
    output.send([cue(number, far + number) for number in range(3)])
    receiver.until_status(events=3)
    receiver.end()
    first, second = [read_message(line) for line in record.read_text().splitlines()]
    assert isinstance(first, SessionUpdate)
    assert [event.at for event in second.events] == [far, far + 1, far + 2]


def osc_receiver(start, *options):
    receiver = start("--osc", "0", *options)
    return receiver, int(receiver.until_said("OSC on 127.0.0.1:").rpartition(":")[2])


def test_osc_notes_are_played_when_they_are_due_and_lost_packets_are_counted(start):
    receiver, port = osc_receiver(start)
    sender = OscOutput("127.0.0.1", port)
    sender.open()
    now = MonotonicClock().now()
    sender.send([cue(number, now + SOON + number * 10_000) for number in range(40)])
    status = receiver.until_status(played=40)
    assert (status["late"], status["gaps"], status["malformed"]) == (0, 0, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as raw:
        raw.sendto(bundle(1, [osc_message("/pattern/seq", [1000])]), ("127.0.0.1", port))
        raw.sendto(b"#bundle\0torn", ("127.0.0.1", port))
        raw.sendto(osc_message("/pattern/event", [1, "two"]), ("127.0.0.1", port))
        raw.sendto(osc_message("/else/where", [1]), ("127.0.0.1", port))
    assert receiver.until_status(malformed=2, unknown=1)["gaps"] > 900
    sender.close()


def test_osc_cancel_and_hush_drop_what_waits(start):
    receiver, port = osc_receiver(start)
    sender = OscOutput("127.0.0.1", port)
    sender.open()
    far = MonotonicClock().now() + LATER
    sender.send([cue(number, far + number * 1000, generation=number % 2) for number in range(20)])
    receiver.until_status(queued=20)
    sender.cancel(0, far + 10_000)
    receiver.until_status(queued=15, cancelled=5)
    sender.hush()
    receiver.until_status(queued=0)
    sender.close()


def test_an_osc_port_that_is_taken_is_said(start):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        receiver = start("--osc", taken.getsockname()[1])
        assert receiver.ended() == 3
    assert "cannot listen for OSC on 127.0.0.1" in receiver.said[-1]
