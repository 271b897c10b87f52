"""What outputs cost: CPU time beside a peer's in the same run, and what a WebSocket client really receives."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from pattern_engine.clock import MonotonicClock
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import juce, osc
from pattern_engine.outputs.juce import JuceOutput
from pattern_engine.outputs.midi_channels import Channels
from pattern_engine.outputs.midi_queue import MidiQueue
from pattern_engine.outputs.output import Cue
from pattern_engine.outputs.superdirt import play_message

F = Fraction
EXACT = 15_625
"""Microseconds whose fraction of a second a float holds exactly, so that both encoders write the same time tag."""


def cues(count: int, start: int = 0, step: int = EXACT) -> list[Cue]:
    """Notes as a song has them: a few keys and places, two controls, one of which never stands still."""
    return [
        Cue(
            number,
            start + number * step,
            250_000,
            F(number, 4),
            NoteEvent(
                "melody/hook/1",
                "piano",
                "E4",
                60 + number % 12,
                F(number, 16),
                F(number + 1, 16),
                0.75,
                controls={"pan": number % 97 / 128, "room": 0.25},
            ),
        )
        for number in range(count)
    ]


def spent(work: Callable[[], object], times: int = 7) -> float:
    """CPU seconds of the quickest of several goes."""
    found: list[float] = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def ours(ticks: list[list[Cue]]) -> list[bytes]:
    return [
        packet
        for number, tick in enumerate(ticks)
        for packet in osc.packets([osc.event_element(cue, osc.time_tag(cue.at)) for cue in tick], number)
    ]


def reference(ticks: list[list[Cue]]) -> list[bytes]:
    """The same packets by python-osc."""
    made: list[bytes] = []
    for number, tick in enumerate(ticks):
        outer = OscBundleBuilder(IMMEDIATELY)
        sequence = OscMessageBuilder("/pattern/seq")
        sequence.add_arg(number)
        outer.add_content(sequence.build())
        for cue in tick:
            note = cue.note
            event = OscMessageBuilder("/pattern/event")
            head = (cue.id, cue.generation, note.part, note.instrument, note.note)
            for value in (*head, float(note.midi or 0), note.velocity, cue.length / 1_000_000):
                event.add_arg(value)
            for name, control in note.controls.items():
                event.add_arg(name)
                event.add_arg(control)
            inner = OscBundleBuilder(cue.at / 1_000_000)
            inner.add_content(event.build())
            outer.add_content(inner.build())
        made.append(outer.build().dgram)
    return made


ENCODERS = """
from test_outputs_bench import cues, ours, reference, spent
notes = cues(1000, 1_000_000)
ticks = [notes[at : at + 8] for at in range(0, 1000, 8)]
quick = slow = float("inf")
for _ in range(25):  # in turn and often, so that both meet the machine's quiet moments
    quick = min(quick, spent(lambda: ours(ticks), 3))
    slow = min(slow, spent(lambda: reference(ticks), 1))
print(quick, slow)
"""


def test_osc_is_written_twenty_times_cheaper_than_python_osc_does_and_byte_for_byte_alike() -> None:
    """Measured in a process that does nothing else, as the player is one.

    Where objects lie in the heap of a long test run weighs by a fifth on what costs so little.
    """
    notes = cues(1000, 1_000_000)
    ticks = [notes[at : at + 8] for at in range(0, 1000, 8)]
    assert ours(ticks) == reference(ticks)
    command = [sys.executable, "-c", ENCODERS]
    told = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout
    quick, slow = map(float, told.split())
    sys.stdout.write(
        f"OSC: {quick * 1000:.2f} µs an event, python-osc {slow * 1000:.1f} µs: {slow / quick:.1f} times\n"
    )
    assert slow / quick >= 20


def test_a_superdirt_message_costs_less_than_python_osc_takes_for_an_event() -> None:
    notes = cues(1000)
    quick = spent(lambda: [osc.bundle(1, [play_message(cue)]) for cue in notes])
    slow = spent(lambda: reference([[cue] for cue in notes]), 2)
    sys.stdout.write(f"SuperDirt: {quick * 1000:.1f} µs a note, python-osc {slow * 1000:.1f} µs\n")
    assert quick < slow


CLIENT = """
import sys
from websockets.sync.client import connect
head = {"Authorization": "Bearer " + sys.argv[2]}
seen, wanted = 0, int(sys.argv[3])
with connect(sys.argv[1], additional_headers=head, compression=None, max_size=None) as client:
    print(client.recv()[:0], flush=True)
    while seen < wanted:
        seen += client.recv(timeout=60).count('"id":')
    print(seen, flush=True)
"""


@pytest.fixture
def output(tmp_path: Path) -> Iterator[JuceOutput]:
    server = JuceOutput(0, runtime=tmp_path)
    server.open()
    yield server
    server.close()


def address(output: JuceOutput) -> tuple[str, str]:
    assert output.token_file is not None
    return f"ws://{juce.HOST}:{output.port}", output.token_file.read_text().strip()


def test_fifty_thousand_events_a_second_go_over_a_websocket(output: JuceOutput) -> None:
    count = 100_000  # in 500 messages: fewer than wait for a client at most
    notes = cues(count, MonotonicClock().now() + 60_000_000, 20)
    command = [sys.executable, "-c", CLIENT, *address(output), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        client.stdout.readline()
        began, wall = time.process_time(), time.perf_counter()
        for at in range(0, count, 1000):
            output.send(notes[at : at + 1000])
        received = int(client.stdout.readline())
        passed, used = time.perf_counter() - wall, time.process_time() - began
    sys.stdout.write(
        f"WebSocket: {received} of {count} events in {passed:.2f} s, {used:.2f} s of the server's CPU:"
        f" {received / used:,.0f} events a CPU second\n"
    )
    assert received == count
    assert output.dropped == 0
    assert received / used >= 50_000


DEAF = """
import sys
from websockets.sync.client import connect
head = {"Authorization": "Bearer " + sys.argv[2]}
with connect(sys.argv[1], additional_headers=head, compression=None, max_queue=1, close_timeout=0) as client:
    print(client.recv()[:0], flush=True)
    sys.stdin.read()
"""


def minute(output: JuceOutput, program: str, clients: int) -> tuple[float, list[float]]:
    """CPU seconds of a minute of 1000 notes a second in ticks of 20, and how long each was sent, in wall seconds.

    *clients* processes that run *program* are connected.
    """
    notes = cues(60_000, MonotonicClock().now() + 300_000, 1000)
    waits: list[float] = []
    command = [sys.executable, "-c", program, *address(output), "60000"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(clients)
    ]
    for client in running:
        assert client.stdout is not None
        client.stdout.readline()
    began = time.thread_time()
    for at in range(0, 60_000, 20):
        before = time.perf_counter()
        output.send(notes[at : at + 20])
        waits.append(time.perf_counter() - before)
    used = time.thread_time() - began
    for client in running:
        with client:
            client.kill()
    return used, sorted(waits)


def test_a_client_that_never_reads_delays_no_note(output: JuceOutput) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.001)  # as in the player
    try:
        with_reader, _ = minute(output, CLIENT, 2)
        output.hush()  # forgets what waits
        with_deaf, waits = minute(output, DEAF, 2)
    finally:
        sys.setswitchinterval(usual)
    sys.stdout.write(
        f"a minute of notes to two clients that never read: send() took {waits[1500] * 1e6:.0f} µs in the middle,"
        f" {waits[2970] * 1e6:.0f} µs at p99, {waits[-1] * 1e3:.1f} ms at most; {with_deaf:.2f} s of CPU,"
        f" {with_reader:.2f} s to two that read\n"
    )
    assert with_deaf < 2 * with_reader


def test_midi_is_made_ten_times_faster_than_a_dense_song_needs() -> None:
    notes = cues(10_000, 0, 1000)

    def release() -> None:
        queue = MidiQueue(Channels(1))
        for at in range(0, 10_000, 20):
            queue.add(notes[at : at + 20])
            queue.due(at * 1000)
        queue.due(10**12)

    used = spent(release, 3)
    sys.stdout.write(
        f"MIDI: {used * 100:.1f} µs a note with its end, {10 / used:.0f} times faster than 1000 a second\n"
    )
    assert used < 0.1 * 10
