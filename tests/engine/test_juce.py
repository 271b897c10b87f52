"""The WebSocket contract: real connections, every frame read back through the models."""

import json
import socket
import stat
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from pattern_engine.clock import ManualClock
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import juce, juce_client
from pattern_engine.outputs.contract import (
    PROTOCOL,
    SCHEMA,
    Ack,
    Cancel,
    ClockPing,
    ClockPong,
    EventBatch,
    Hello,
    Refused,
    Resync,
    SessionUpdate,
    TransportCommand,
    read_message,
    schema_text,
)
from pattern_engine.outputs.juce_frames import BATCH_EVENTS, BATCH_MICROS, batches, frame
from pattern_engine.outputs.output import Cue, OutputError

F = Fraction
LATER = 3_600_000_000


def cue(number, at, generation=0, **changes):
    fields = {
        "part": "melody/hook/1",
        "instrument": "piano",
        "note": "E4",
        "midi": 64,
        "begin": F(1, 4),
        "end": F(1, 2),
    }
    return Cue(number, at, 250_000, F(1, 3), NoteEvent(**{**fields, **changes}), generation)


@pytest.fixture
def clock():
    return ManualClock(LATER)


@pytest.fixture
def output(tmp_path, clock):
    server = juce.JuceOutput(0, clock, tmp_path / "run")
    server.open()
    yield server
    server.close()


def token(output):
    return output.token_file.read_text().strip()


def joined(output, **options):
    """A connection that showed its token in the header."""
    headers = {"Authorization": f"Bearer {token(output)}", **options.pop("headers", {})}
    address = f"ws://{juce.HOST}:{output.port}"
    return connect(address, additional_headers=headers, compression=None, max_size=None, **options)


def received(connection, kind):
    message = read_message(connection.recv(timeout=10))
    assert isinstance(message, kind), message
    return message


def test_a_client_hears_where_we_are_and_then_the_notes(output):
    with joined(output) as client:
        update = received(client, SessionUpdate)
        assert (update.seq, update.protocol, update.now, update.waiting) == (1, PROTOCOL, LATER, 0)
        output.send(
            [cue(1, LATER + 10, controls={"pan": F(1, 4), "n": ("bd", 3), "x": float("nan")}), cue(2, LATER + 20)]
        )
        batch = received(client, EventBatch)
        assert (batch.seq, batch.epoch) == (2, update.epoch)
        first, second = batch.events
        assert (first.id, first.at, first.length, first.beat) == (1, LATER + 10, 250_000, float(F(1, 3)))
        assert first.controls == {"pan": 0.25, "n": ["bd", 3], "x": None}
        assert (second.part, second.instrument, second.note, second.midi) == ("melody/hook/1", "piano", "E4", 64.0)


def test_cancel_and_hush_arrive_in_order(output):
    with joined(output) as client:
        received(client, SessionUpdate)
        output.send([cue(1, LATER + 10)])
        output.cancel(3, LATER + 5)
        output.hush()
        messages = [received(client, kind) for kind in (EventBatch, Cancel, TransportCommand)]
        assert [message.seq for message in messages] == [2, 3, 4]
        assert (messages[1].generation, messages[1].since) == (3, LATER + 5)
        assert (messages[2].command, messages[2].at) == ("hush", LATER)


def test_who_comes_late_gets_what_is_not_yet_due(output, clock):
    output.send([cue(number, LATER + number * 1000, generation=2) for number in range(1, 11)])
    output.cancel(2, LATER + 9000)
    clock.wait(LATER + 4500)
    with joined(output) as client:
        update = received(client, SessionUpdate)
        assert (update.waiting, update.generation) == (4, 2)
        assert [event.id for event in received(client, EventBatch).events] == [5, 6, 7, 8]


def test_after_a_resync_everything_to_come_is_sent_again(output):
    with joined(output) as client:
        epoch = received(client, SessionUpdate).epoch
        output.send([cue(1, LATER + 10)])
        received(client, EventBatch)
        client.send(Resync(epoch=epoch, from_seq=1).model_dump_json())
        assert received(client, SessionUpdate).waiting == 1
        assert [event.id for event in received(client, EventBatch).events] == [1]


def test_the_clock_answers_with_its_own_time(output):
    with joined(output) as client:
        received(client, SessionUpdate)
        client.send(ClockPing(t0=-5).model_dump_json())
        assert received(client, ClockPong) == ClockPong(t0=-5, t1=LATER, t2=LATER)


def test_what_is_not_taken_or_not_understood_is_refused_and_the_connection_stays(output):
    with joined(output) as client:
        received(client, SessionUpdate)
        for text in ("{", '{"type":"Fax"}', '{"type":"ClockPing"}', "[]"):
            client.send(text)
            reason = received(client, Refused).reason
            assert reason.isprintable()
            assert reason
        client.send(Cancel(epoch=1, seq=1, generation=1, since=0).model_dump_json())
        assert received(client, Refused).reason == "Cancel is not taken from clients"
        client.send(Ack(seq=1).model_dump_json())
        client.send(ClockPing(t0=1).model_dump_json())
        received(client, ClockPong)


def test_the_token_may_come_as_the_first_frame(output):
    with connect(f"ws://{juce.HOST}:{output.port}", compression=None) as client:
        client.send(Hello(token=token(output)).model_dump_json())
        received(client, SessionUpdate)
        assert output.clients == 1


@pytest.mark.parametrize("first", [Hello(token="guess").model_dump_json(), Ack(seq=0).model_dump_json(), "hello"])
def test_a_first_frame_without_the_token_ends_the_connection(output, first):
    with connect(f"ws://{juce.HOST}:{output.port}", compression=None) as client:
        client.send(first)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=10)
        assert closed.value.rcvd.code == 1008
    assert output.clients == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer guess"}, 401),
        ({"Authorization": "Bearer ü"}, 401),
        ({"Authorization": "Basic guess"}, 401),
        ({"Authorization": ""}, 401),
        ({"Origin": "https://example.org"}, 403),
        ({"Host": "example.org"}, 403),
    ],
)
def test_strangers_are_refused_before_there_is_a_connection(output, headers, status):
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://{juce.HOST}:{output.port}", additional_headers=headers, compression=None),
    ):
        pass
    assert refused.value.response.status_code == status


@pytest.mark.parametrize("form", ["{}", "bearer {}", "Bearer  {}", "Bearer {} x", "Basic {}"])
def test_the_token_is_shown_as_bearer_and_not_otherwise(output, form):
    headers = {"Authorization": form.format(token(output))}
    with pytest.raises(InvalidStatus) as refused, joined(output, headers=headers):
        pass
    assert refused.value.response.status_code == 401


def test_a_name_that_was_made_to_mean_this_machine_is_refused(output):
    with socket.create_connection((juce.HOST, output.port)) as rebound:
        with pytest.raises(InvalidStatus) as refused, connect("ws://example.org", sock=rebound, compression=None):
            pass
        assert refused.value.response.status_code == 403


def test_a_page_of_this_machine_may_connect(output):
    with joined(output, origin=f"http://localhost:{output.port}") as client:
        received(client, SessionUpdate)


def test_the_token_is_for_its_owner_and_goes_with_the_server(tmp_path):
    output = juce.JuceOutput(0, runtime=tmp_path / "run")
    line = output.open()
    file = output.token_file
    assert line == f"JUCE on ws://127.0.0.1:{output.port}, token in {file}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    output.close()
    output.close()
    assert not file.exists()


def test_a_port_that_is_taken_is_said(output, tmp_path):
    with pytest.raises(OutputError, match=rf"juce: cannot listen on 127.0.0.1:{output.port} .*; try juce:PORT"):
        juce.JuceOutput(output.port, runtime=tmp_path / "other").open()


def test_a_slow_client_loses_its_oldest_messages_and_no_time(output, clock, monkeypatch):
    monkeypatch.setattr(juce_client, "QUEUE", 8)
    with joined(output, max_queue=1, close_timeout=0.1) as client:
        epoch = received(client, SessionUpdate).epoch
        number = 0
        while not output.dropped:
            number += 200
            output.send([cue(number + more, LATER + number, note="E4" * 200) for more in range(200)])
        clock.wait(LATER + number + 1)
        client.send(Resync(epoch=epoch, from_seq=1).model_dump_json())
        seqs = [1]
        while not isinstance(message := read_message(client.recv(timeout=10)), SessionUpdate):
            seqs.append(message.seq)
        assert seqs == sorted(seqs)
        assert message.seq > len(seqs) + 1
        assert message.waiting == 0


def test_closing_sends_what_waits(tmp_path):
    output = juce.JuceOutput(0, runtime=tmp_path)
    output.open()
    with joined(output) as client:
        received(client, SessionUpdate)
        output.hush()
        output.close()
        received(client, TransportCommand)
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=10)


def test_closing_at_once_is_no_mistake(tmp_path):
    for _ in range(50):
        output = juce.JuceOutput(0, runtime=tmp_path)
        output.open()
        output.close()


def test_every_client_has_its_own_numbers(output):
    with joined(output) as one:
        received(one, SessionUpdate)
        output.send([cue(1, LATER + 10)])
        with joined(output) as other:
            assert received(other, SessionUpdate).seq == 1
            assert received(one, EventBatch).seq == 2
            assert received(other, EventBatch).seq == 2


cues = st.lists(st.integers(0, 10**6), max_size=500).map(
    lambda moments: [cue(number, at) for number, at in enumerate(sorted(moments))]
)


@settings(deadline=None, max_examples=30)
@given(cues)
def test_batches_hold_every_note_once_and_are_short(notes):
    read = [read_message(frame("EventBatch", 1, number + 1, body)) for number, body in enumerate(batches(notes))]
    assert [event.id for batch in read for event in batch.events] == [note.id for note in notes]
    for batch in read:
        assert 0 < len(batch.events) <= BATCH_EVENTS
        assert batch.events[-1].at - batch.events[0].at <= BATCH_MICROS


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.fractions() | st.text(),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text(), plain, max_size=4), st.none() | st.floats(0, 127), st.floats(0, 1))
def test_whatever_a_pattern_sets_the_contract_can_read(controls, midi, velocity):
    (body,) = batches([cue(1, 10, controls=controls, midi=midi, velocity=velocity, note=None)])
    batch = read_message(frame("EventBatch", 1, 1, body))
    assert batch.events[0].controls.keys() == controls.keys()
    assert batch.events[0].midi == midi


def test_the_committed_schema_is_fresh():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run python -m pattern_engine.outputs.contract"
    assert "EventBatch" in json.loads(schema_text())["$defs"]
