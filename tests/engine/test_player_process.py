"""The player as a process: real pipes, real sockets, real signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from fractions import Fraction
from itertools import pairwise

import pytest
from pythonosc.osc_bundle import OscBundle

from pattern_engine.clock import MonotonicClock
from pattern_engine.expression import Apply, Atom
from pattern_engine.outputs.output import OutputError
from pattern_engine.player_client import Player
from pattern_engine.player_wire import (
    Ended,
    Failed,
    Open,
    Play,
    Played,
    Position,
    Started,
    Swapped,
    Warned,
    frame,
)
from pattern_engine.program import Destination, Part, Program
from pattern_engine.scheduler import Mix
from pattern_engine.timeline import TempoMark, Timeline

F = Fraction
OSTINATO = Apply("fast", (Atom("C4"), Atom(8)))
PROGRAM = Program(
    parts=(Part("melody/a/1", "melody", "piano", OSTINATO),),
    timeline=Timeline((TempoMark(bpm=F(480)),)),
)


def finished(player):
    return list(player.reports())


def test_a_process_plays_and_ends():
    with Player(["none"]) as player:
        assert player.open() == ()
        player.play(PROGRAM, bars=F(1))
        reports = finished(player)
        code = player.stop()
    kinds = [type(report) for report in reports]
    assert kinds[0] is Started
    assert kinds[-1] is Ended
    assert code == 0
    heard = [cue for report in reports if isinstance(report, Played) for cue in report.cues]
    assert [cue.note.begin for cue in heard] == [F(number, 8) for number in range(8)]
    assert [cue.at - reports[0].at for cue in heard] == [62_500 * number for number in range(8)]
    assert not [report for report in reports if isinstance(report, Warned | Failed)]


def test_a_process_plays_over_osc_and_the_time_tags_are_the_onsets():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        with Player([f"osc:127.0.0.1:{listening.getsockname()[1]}"], watched=False) as player:
            player.open()
            player.play(PROGRAM, bars=F(1))
            packets = []
            while sum(bundle.num_contents - 1 for bundle in packets) < 8:
                packets.append(OscBundle(listening.recv(2000)))
            assert isinstance(finished(player)[-1], Ended)
    tags = [int.from_bytes(inner.dgram[8:16], "big") for bundle in packets for inner in list(bundle)[1:]]
    steps = [(late - early) * 1_000_000 / 2**32 for early, late in pairwise(tags)]
    assert steps == pytest.approx([62_500] * 7, abs=200)


def test_a_process_swaps_sets_the_tempo_mutes_and_hushes():
    with Player(["none"]) as player:
        player.open()
        player.play(PROGRAM)
        player.swap(PROGRAM._replace(title="next"), "beat")
        player.set_tempo(F(300))
        player.set_mix(Mix(muted=frozenset({"a"})))
        for report in player.reports():
            if isinstance(report, Position) and report.bpm == 300.0 and report.parts == 0:
                break
        player.hush()
        assert player.stop() == 0


def test_an_output_that_cannot_be_opened_ends_the_process_with_3():
    with Player(["none", "fax"]) as player:
        with pytest.raises(OutputError, match="unknown output 'fax'"):
            player.open()
        assert player.stop() == 3


def test_a_lookahead_out_of_range_is_refused():
    with pytest.raises(ValueError, match="50 to 1000 ms, not 20 ms"):
        Player(["none"], lookahead=20_000)


def test_a_process_that_dies_is_reported():
    with Player(["none"]) as player:
        player.open()
        os.kill(player.pid, signal.SIGKILL)
        assert finished(player) == [Failed("the player process ended without a word")]
        player.hush()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to interrupt on Windows")
def test_an_interrupt_leaves_the_time_to_fall_silent():
    with Player(["none"]) as player:
        player.open()
        player.play(PROGRAM)
        assert isinstance(next(player.reports()), Started)
        os.kill(player.pid, signal.SIGINT)
        player.swap(PROGRAM, "now")
        assert any(isinstance(report, Swapped) for report in player.reports())
        os.kill(player.pid, signal.SIGTERM)
        assert isinstance(finished(player)[-1], Ended)


def test_when_the_parent_is_gone_the_process_hushes_and_ends():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        command = [sys.executable, "-m", "pattern_engine.player"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert child.stdin is not None
        child.stdin.write(frame(Open((f"osc:127.0.0.1:{listening.getsockname()[1]}",))) + frame(Play(PROGRAM)))
        child.stdin.flush()
        listening.recv(2000)
        child.stdin.close()
        while b"/pattern/hush" not in listening.recv(2000):
            pass
        assert child.wait(10) == 0
        child.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_whoever_is_told_to_end_recalls_what_was_sent_and_hushes():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        with Player([f"osc:127.0.0.1:{listening.getsockname()[1]}"], lookahead=1_000_000) as player:
            player.open()
            player.play(PROGRAM)
            listening.recv(2000)
            os.kill(player.pid, signal.SIGTERM)
            seen = b""
            while b"/pattern/hush" not in seen:
                seen += listening.recv(2000)
            assert isinstance(finished(player)[-1], Ended)
    assert seen.index(b"/pattern/cancel") < seen.index(b"/pattern/hush")
    assert b"/pattern/event" not in seen[seen.index(b"/pattern/cancel") :]


def test_a_part_with_an_output_of_its_own_goes_there_and_nowhere_else():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        own = Destination("osc", ("127.0.0.1", listening.getsockname()[1]))
        program = PROGRAM._replace(
            parts=(PROGRAM.parts[0], PROGRAM.parts[0]._replace(key="melody/b/1", route=(own,))),
        )
        with Player(["none"]) as player:
            player.open()
            player.play(PROGRAM)
            player.swap(program, "beat")
            seen = listening.recv(2000)
            assert b"melody/b/1" in seen
            assert b"melody/a/1" not in seen


def test_an_output_that_a_swap_wants_and_that_cannot_be_opened_is_a_warning():
    lost = PROGRAM._replace(parts=(PROGRAM.parts[0]._replace(route=(Destination("fax", ("911",)),)),))
    with Player(["none"]) as player:
        player.open()
        player.play(PROGRAM)
        player.swap(lost, "beat")
        player.swap(lost._replace(title="again"), "bar")
        warned, swapped, heard = [], 0, 0
        for report in player.reports():
            warned += [report.text] if isinstance(report, Warned) else []
            swapped += isinstance(report, Swapped)
            heard += len(report.cues) if isinstance(report, Played) and swapped == 2 else 0
            if heard > 20:
                break
    (line,) = warned
    assert line.startswith("unknown output 'fax:911'")
    assert line.endswith("what goes there plays where everything plays")


HEAVY = {"numpy", "asyncio", "pydantic", "websockets", "pythonosc", "mido", "miniaudio", "multiprocessing"}


def test_neither_end_of_the_pipe_imports_what_it_does_not_need():
    parent = "import sys, pattern_engine.player_client; print(*sys.modules)"
    child = "import sys, pattern_engine.player, pattern_engine.performance as p; p.perform; print(*sys.modules)"
    for code in (parent, child):
        loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        assert HEAVY.isdisjoint(loaded)


def test_the_monotonic_clock_waits_until_then():
    clock = MonotonicClock()
    until = clock.now() + 2000
    clock.wait(until)
    assert clock.now() >= until
    assert abs(clock.now() - time.monotonic_ns() // 1000) < 1_000_000
