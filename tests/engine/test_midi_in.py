"""MIDI in: what messages mean, a clock with jitter, and a real port on a JACK bus."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pattern_engine.clock import ManualClock
from pattern_engine.heard import ControllerMoved, Heard, KeyStruck, TempoHeard, TransportAsked
from pattern_engine.outputs.midi_in import Hearing, MidiInput
from pattern_engine.outputs.output import Output, OutputError
from pattern_engine.outputs.tempo_follower import TempoFollower


@pytest.mark.parametrize(
    ("data", "heard"),
    [
        ([0xB0, 74, 127], [ControllerMoved(74, 1.0, 1, 9)]),
        ([0xBF, 1, 0], [ControllerMoved(1, 0.0, 16, 9)]),
        ([0x91, 60, 127], [KeyStruck(60, 1.0, 2, 9)]),
        ([0x91, 60, 0], [KeyStruck(60, 0.0, 2, 9)]),
        ([0x81, 60, 64], [KeyStruck(60, 0.0, 2, 9)]),
        ([0xFA], [TransportAsked("seek", 0.0, 9), TransportAsked("play", None, 9)]),
        ([0xFB], [TransportAsked("play", None, 9)]),
        ([0xFC], [TransportAsked("stop", None, 9)]),
        ([0xF2, 8, 1], [TransportAsked("seek", 8.5, 9)]),
        ([0xE0, 0, 64], []),
        ([0xF0, 1, 2, 0xF7], []),
        ([0xFE], []),
        ([], []),
    ],
)
def test_messages_mean(data: list[int], heard: list[Heard]) -> None:
    assert Hearing(follow=True).heard(data, 9) == heard


def test_a_clock_that_is_not_followed_is_not_heard() -> None:
    hearing = Hearing()
    for data in ([0xFA], [0xFB], [0xFC], [0xF2, 0, 0], *[[0xF8]] * 100):
        assert hearing.heard(data, 0) == []


def followed(moments: list[float]) -> list[TempoHeard]:
    follower = TempoFollower()
    return [tempo for at in moments if (tempo := follower.tick(round(at))) is not None]


def jittered(bpm: float, count: int, start: float = 0.0, spread: float = 3000.0) -> list[float]:
    """Moments of ticks, each up to *spread* microseconds early or late."""
    chance = random.Random(7)
    return [start + number * 60_000_000 / bpm / 24 + chance.uniform(-spread, spread) for number in range(count)]


@pytest.mark.parametrize("bpm", [40, 93.7, 120, 174, 300])
def test_a_clock_with_three_milliseconds_of_jitter_shows_its_tempo(bpm: float) -> None:
    tempos = followed(jittered(bpm, 24 * 40))
    assert len(tempos) == 39
    assert all(tempo.bpm == pytest.approx(bpm, rel=0.02) for tempo in tempos)
    settled = tempos[1:]
    assert all(tempo.bpm == pytest.approx(bpm, rel=0.007) for tempo in settled)
    for number, tempo in enumerate(settled, 2):
        assert tempo.at == pytest.approx(number * 60_000_000 / bpm, abs=2000)


def test_one_tick_tells_of_single_jitter_far_less_than_its_neighbours_do() -> None:
    moments = jittered(120, 24 * 10, spread=0)
    moments[100] += 15_000
    assert all(tempo.bpm == pytest.approx(120, rel=0.01) for tempo in followed(moments))


@pytest.mark.parametrize("bpm", [60, 100, 150])
def test_a_new_tempo_is_found_within_three_crotchets(bpm: float) -> None:
    before = jittered(120, 24 * 8)
    after = jittered(bpm, 24 * 8, start=24 * 8 * 60_000_000 / 120 / 24)
    tempos = followed(before + after)
    assert tempos[-1].bpm == pytest.approx(bpm, rel=0.01)
    change = after[0] + 3 * 60_000_000 / bpm
    assert all(tempo.bpm == pytest.approx(bpm, rel=0.03) for tempo in tempos if tempo.at >= change)


def test_after_a_gap_another_clock_begins() -> None:
    tempos = followed(jittered(120, 100) + jittered(90, 100, start=60_000_000))
    assert tempos[-1].bpm == pytest.approx(90, rel=0.01)
    assert all(abs(tempo.bpm - 120) < 2 or abs(tempo.bpm - 90) < 2 for tempo in tempos)


def test_a_start_is_the_first_of_a_crotchet() -> None:
    follower = TempoFollower()
    for number in range(10):
        follower.tick(number * 20_000)
    follower.start()
    found = [(number, follower.tick(10**6 + number * 20_000)) for number in range(100)]
    assert [number for number, tempo in found if tempo is not None] == [24, 48, 72, 96]
    assert found[24][1] == TempoHeard(125.0, 10**6 + 24 * 20_000)


@pytest.fixture
def bus(jack: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    pytest.importorskip("rtmidi", reason="MIDI ports need python-rtmidi, which the extra midi brings")
    import mido

    backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    for name in ("get_output_names", "get_input_names", "open_output"):
        monkeypatch.setattr(mido, name, getattr(backend, name))
    monkeypatch.setattr(mido, "backend", backend)
    yield jack


def test_hands_on_a_real_port_are_heard(bus: str) -> None:
    import mido

    came: list[Heard] = []
    all_there = threading.Event()

    def hear(heard: Heard) -> None:
        came.append(heard)
        if len(came) == 200:
            all_there.set()

    with mido.open_output("knobs", virtual=True, client_name="controller of the test") as knobs:
        listening: Output = MidiInput(hear, "KNOBS", ManualClock(77))
        with closing(listening):
            line = listening.open()
            assert line is not None
            assert "knobs" in line
            assert listening.open() is None
            for number in range(100):
                knobs.send(mido.Message("control_change", channel=2, control=number, value=number))
                knobs.send(mido.Message("note_on", note=number, velocity=127))
                knobs.send(mido.Message("clock"))
            assert all_there.wait(20)
            listening.close()
    assert came[::2] == [ControllerMoved(number, number / 127, 3, 77) for number in range(100)]
    assert came[1::2] == [KeyStruck(number, 1.0, 1, 77) for number in range(100)]


def test_a_port_is_closed_while_it_is_played_on(bus: str) -> None:
    code = Path(__file__).with_name("flooded_port.py")
    done = subprocess.run([sys.executable, code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    assert len(done.stdout.split()) == 12
    assert "0" not in done.stdout.split()


def test_a_port_that_is_not_there_is_said(bus: str) -> None:
    with pytest.raises(OutputError, match="no port 'nose'"):
        MidiInput(print, "nose").open()
