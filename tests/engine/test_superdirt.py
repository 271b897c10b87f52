"""SuperDirt: what a UDP peer reads, and what a real scsynth makes of our bundles."""

from __future__ import annotations

import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import IO

import pytest
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage

from pattern_dsl import compile_program
from pattern_engine.clock import ManualClock, MonotonicClock, WallOffset
from pattern_engine.note import NoteEvent
from pattern_engine.outputs import osc, superdirt
from pattern_engine.outputs.output import Cue, Output, OutputError
from pattern_engine.outputs.superdirt import SuperDirtOutput, buses_in, parameters
from pattern_engine.performance import perform
from pattern_engine.scheduler import cues
from pattern_engine.words.sound import CONTROLS

F = Fraction


def heard(text: str, bars: int = 1) -> list[dict[str, object]]:
    """What SuperDirt is told of the first bars of a program."""
    program = compile_program(text)
    return [parameters(cue) for cue in cues(perform(program).notes(F(0), F(bars)), program.timeline)]


def close_to(wanted: dict[str, object], told: dict[str, object]) -> bool:
    return {name: told.get(name) for name in wanted} == pytest.approx(wanted)


def test_every_note_says_where_it_lies() -> None:
    first, second = heard('tempo 90; melody { lead "c4 e4".legato(1); }')
    assert close_to({"cps": 90 / 240, "cycle": 0.0, "delta": 4 / 3, "_id_": "melody/1/1"}, first)
    assert close_to({"cps": 90 / 240, "cycle": 0.5, "delta": 4 / 3}, second)
    assert list(first)[:5] == ["_id_", "cps", "cycle", "delta", "s"]


def test_on_a_ramp_the_tempo_is_that_of_the_note() -> None:
    told = heard('tempo 60 to 120 over 4 bars; melody { lead "c4 e4 g4 b4"; }', 5)
    tempos = [float(str(one["cps"])) * 240 for one in told]
    assert tempos == sorted(tempos)
    assert 60 < tempos[0] < 62
    assert tempos[-1] == pytest.approx(120, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('melody { piano "c4"; }', {"s": "superpiano", "note": 0.0}),
        ('melody { bass "c2"; }', {"s": "supersaw", "note": -24.0}),
        ('melody { superhoover "e4"; }', {"s": "superhoover", "note": 4.0}),
        ('melody { piano "c4".s("arpy"); }', {"s": "arpy", "note": 0.0}),
        ('melody { piano note("60.5"); }', {"note": 0.5}),
        ('rhythm { kit "bd"; }', {"s": "bd"}),
        ('rhythm { kit "Kick"; }', {"s": "bd"}),
        ('rhythm { kit "hh:3"; }', {"s": "hh", "n": 3}),
        ('rhythm { kit "bd".bank("RolandTR909"); }', {"s": "RolandTR909bd"}),
        ('rhythm { kit "bd".lpf(800).lpq(7).hpf(90).orbit(2); }', {"cutoff": 800, "resonance": 7, "hcutoff": 90}),
        ('rhythm { kit "bd".vel(1); }', {"gain": 1.0, "velocity": 1.0}),
        ('rhythm { kit "bd".vel(0.25).gain(1.2); }', {"gain": 0.6, "velocity": 0.25}),
        ('rhythm { kit "bd".delay(0.5).delaytime(1/8).delayfb(0.4); }', {"delaytime": 0.125, "delayfeedback": 0.4}),
        ('rhythm { kit "bd".cut(1).vowel("a"); }', {"cut": 1, "vowel": "a"}),
    ],
)
def test_sounds_and_controls_have_their_names_there(text: str, told: dict[str, object]) -> None:
    (found,) = heard(text)
    assert close_to(told, found), found


def test_drums_have_no_pitch_and_what_is_not_for_superdirt_is_not_sent() -> None:
    (found,) = heard('rhythm { kit "bd".ccn(7).ccv(0.5).sustain(0.5); }')
    assert {"note", "midinote", "ccn", "ccv", "sustain"} & found.keys() == set()


def test_no_two_controls_have_one_name_there() -> None:
    names = [row.osc for row in CONTROLS.values() if row.osc]
    assert sorted(names) == sorted(set(names))


@pytest.fixture
def dirt() -> Iterator[socket.socket]:
    """Somebody who listens where SuperDirt would."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        yield listening


def opened(dirt: socket.socket, clock: ManualClock | MonotonicClock, **more: int) -> SuperDirtOutput:
    output = SuperDirtOutput("127.0.0.1", dirt.getsockname()[1], clock, **more)
    output.open()
    return output


def cue(at: int, note: NoteEvent | None = None) -> Cue:
    return Cue(1, at, 500_000, F(0), note or NoteEvent("melody/1/1", "piano", "C4", 60, F(0), F(1, 4)))


def test_it_is_an_output_and_works_without_an_answer(dirt: socket.socket) -> None:
    clock = MonotonicClock()
    output: Output = opened(dirt, clock, latency=20_000)
    assert OscMessage(dirt.recv(2000)).address == "/dirt/handshake"
    now = clock.now()
    output.send([cue(now + 300_000), cue(now + 400_000)])
    for later in (300_000, 400_000):
        bundle = OscBundle(dirt.recv(2000))
        message = bundle.content(0)
        values = dict(zip(message.params[::2], message.params[1::2], strict=True))
        assert (message.address, values["s"], values["note"]) == ("/dirt/play", "superpiano", 0.0)
        wanted = now + later + 20_000 + WallOffset(clock).micros
        assert abs(bundle.timestamp - wanted / 1_000_000) < 0.01
    output.cancel(1, 0)
    output.hush()
    output.close()
    output.close()
    output.send([cue(now)])


def test_the_handshake_is_tried_every_two_seconds_until_it_is_answered(dirt: socket.socket) -> None:
    clock = ManualClock()
    output = opened(dirt, clock)
    data, sender = dirt.recvfrom(2000)
    asked = [data]
    for _ in range(5):
        clock.wait(clock.now() + 1_000_000)
        output.listen()
    dirt.setblocking(False)
    asked += [dirt.recv(2000) for _ in range(2)]
    with pytest.raises(BlockingIOError):
        dirt.recv(2000)
    assert {OscMessage(one).address for one in asked} == {"/dirt/handshake"}
    dirt.sendto(b"who is there?", sender)
    reply = ["&serverHostname", "127.0.0.1", "&serverPort", 57110, "&controlBusIndices", 4, 5, 6]
    dirt.sendto(osc.message("/dirt/handshake/reply", reply), sender)
    until = time.monotonic() + 5
    while output.buses is None and time.monotonic() < until:
        output.listen()
    assert output.buses == (4, 5, 6)
    clock.wait(clock.now() + 9_000_000)
    output.listen()
    with pytest.raises(BlockingIOError):
        dirt.recv(2000)
    output.close()


def test_an_answer_without_buses_is_an_answer_and_anything_else_is_none() -> None:
    assert buses_in(osc.message("/dirt/handshake/reply", ["&serverPort", 57110])) == ()
    assert buses_in(osc.message("/status.reply", [1])) is None
    assert buses_in(b"\0\0\0") is None


def test_a_host_that_does_not_exist_is_said() -> None:
    with pytest.raises(OutputError, match=r"superdirt:no such host:9.*check host and port"):
        SuperDirtOutput("no such host", 9).open()


def test_what_leaves_late_is_told_once(dirt: socket.socket) -> None:
    told: list[str] = []
    output = SuperDirtOutput("127.0.0.1", dirt.getsockname()[1], ManualClock(50_000), tell=told.append)
    output.open()
    for _ in range(3):
        output.send([cue(10_000)])
    output.close()
    (line,) = told
    assert "late, the first by 40 ms" in line


def pascal(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def synth_definition(name: str) -> bytes:
    """A compiled SynthDef (SCgf 2) that plays a constant 0 on bus 0: DC into Out."""
    dc = pascal("DC") + struct.pack(">biih", 2, 1, 1, 0) + struct.pack(">iib", -1, 0, 2)
    out = pascal("Out") + struct.pack(">biih", 2, 2, 0, 0) + struct.pack(">iiii", -1, 0, 0, 0)
    constants = struct.pack(">if", 1, 0.0)
    return (
        b"SCgf"
        + struct.pack(">ih", 2, 1)
        + pascal(name)
        + constants
        + struct.pack(">iii", 0, 0, 2)
        + dc
        + out
        + bytes(2)
    )


@pytest.fixture
def scsynth(jack: str) -> Iterator[tuple[socket.socket, IO[bytes]]]:
    """A socket connected to a running scsynth, and what it prints."""
    if shutil.which("scsynth") is None:
        pytest.skip("no scsynth here: it comes with the Debian package supercollider-server")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    with (
        tempfile.TemporaryFile() as printed,
        subprocess.Popen(["scsynth", "-u", str(port), "-R", "0"], stdout=printed, stderr=printed) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client,
    ):
        try:
            client.connect(("127.0.0.1", port))
            client.settimeout(0.2)
            if not answers(client):
                pytest.skip("scsynth does not start here")
            client.settimeout(5)
            yield client, printed
            client.send(osc.message("/quit", []))  # JACK would wait for one that is just gone
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
        finally:
            server.kill()


def answers(client: socket.socket) -> bool:
    """Whether scsynth says within 20 s that it runs."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            client.send(osc.message("/status", []))
            if OscMessage(client.recv(2000)).address == "/status.reply":
                return True
        except (TimeoutError, ConnectionError):
            continue
    return False


def awaited(client: socket.socket, fits: Callable[[OscMessage], bool]) -> OscMessage:
    while not fits(found := OscMessage(client.recv(2000))):
        pass
    return found


def test_scsynth_takes_bundles_300_ms_ahead_and_none_is_late(scsynth: tuple[socket.socket, IO[bytes]]) -> None:
    client, printed = scsynth
    client.send(osc.message("/notify", [1]))
    client.send(osc.message("/d_recv", [synth_definition("constant")]))
    awaited(client, lambda m: m.address == "/done" and m.params[0] == "/d_recv")
    clock = MonotonicClock()
    timing = osc.Timing(clock)
    start = clock.now() + 300_000
    onsets = {number: start + (number - 1000) * 5000 for number in range(1000, 1100)}
    for number, at in onsets.items():
        client.send(osc.bundle(timing.tag(at), [osc.message("/s_new", ["constant", number, 0, 0])]))
    early = []
    for number in onsets:
        went = awaited(client, lambda m: m.address == "/n_go")
        assert went.params[0] == number
        early.append(onsets[number] - clock.now())
    assert max(early) < 150_000  # some periods of JACK's, which the server runs ahead; never at once
    client.send(osc.message("/quit", []))
    printed.seek(0)
    assert not re.search(rb"\blate\b|FAILURE", printed.read())


def test_scsynth_calls_a_bundle_late_that_is(scsynth: tuple[socket.socket, IO[bytes]]) -> None:
    client, printed = scsynth
    clock = MonotonicClock()
    past = osc.Timing(clock).tag(clock.now() - 500_000)
    client.send(osc.bundle(past, [osc.message("/status", [])]))
    awaited(client, lambda m: m.address == "/status.reply")
    printed.seek(0)
    assert b"late" in printed.read()


def test_the_sounds_are_for_instruments_there_are() -> None:
    from pattern_engine.instruments import INSTRUMENTS

    assert set(superdirt.SOUNDS) == {name for name, row in INSTRUMENTS.items() if row.program is not None}
