"""``--capture``: a keyboard is played, a program comes out; what cannot be heard is one line."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_dsl.take import Take
from pattern_engine.clock import ManualClock, MonotonicClock
from pattern_engine.heard import ControllerMoved, KeyStruck
from pattern_server import capturing
from pattern_server.capturing import Listening


def test_a_take_of_some_bars_ends_by_itself_and_late_ends_do_not_count() -> None:
    listening = Listening(Take(bars=2), ManualClock(9_000_000), lambda: None)
    listening.hear(ControllerMoved(64, 1.0, 1, 0))
    listening.hear(KeyStruck(60, 0.0, 1, 1))
    listening.hear(KeyStruck(60, 0.5, 1, 1_000_000))
    assert listening.wait() == 1_000_000 + 2 * 4 * 500_000
    assert [key.velocity for key in listening.keys] == [0.5]


def test_it_waits_for_the_first_note_and_for_whoever_ends_it() -> None:
    clock = ManualClock(5)
    listening = Listening(Take(), clock, lambda: None)
    ended: list[int] = []
    waiting = threading.Thread(target=lambda: ended.append(listening.wait()))
    waiting.start()
    listening.hear(KeyStruck(60, 0.5, 1, 5))
    clock.wait(700)
    listening.end()
    waiting.join(20)
    assert ended == [700]


def test_nothing_played_is_nothing_waited_for() -> None:
    listening = Listening(Take(bars=1), ManualClock(3), lambda: None)
    listening.end()
    assert listening.wait() == 3


def test_a_signal_ends_it_at_whatever_moment_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capturing, "LOOK", 0.0005)
    musician = threading.main_thread().ident
    assert musician is not None
    before = signal.getsignal(signal.SIGUSR1)
    try:
        for number in range(3000):
            begun = threading.Event()
            listening = Listening(Take(), MonotonicClock(), begun.set)
            signal.signal(signal.SIGUSR1, listening.end)

            def interrupt(begun: threading.Event = begun, number: int = number) -> None:
                begun.wait()
                until = time.perf_counter() + number % 100 * 1e-6
                while time.perf_counter() < until:
                    pass
                signal.pthread_kill(musician, signal.SIGUSR1)

            hand = threading.Thread(target=interrupt)
            hand.start()
            listening.hear(KeyStruck(60, 0.5, 1, MonotonicClock().now()))
            listening.wait()
            hand.join()
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--capture midi", "--capture listens to midiin"),
        ("--capture midiin?clock", "--capture listens to midiin"),
        ("--capture --bars 4001", "a take has at most 4,000 bars"),
        ("--capture --quantise 1/7", "expected 1/4, 1/8, 1/12, 1/16, 1/24, 1/32"),
        ("--capture --meter 4/5", "expected a meter"),
        ("--capture --seed 3", "--seed has no meaning with --capture"),
        ("--meter 3/4 song.pattern", "--meter goes with --capture"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run: Callable, line: str, said: str) -> None:
    outcome = run(*line.split())
    assert outcome.code == 2
    assert said in outcome.err


def test_a_port_that_is_not_there_is_one_line(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "no such server")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    outcome = run("--capture", "midiin:no such keyboard")
    assert (outcome.code, outcome.out) == (3, b"")
    assert outcome.err.startswith("pattern-run: midi: ")
    assert outcome.err.count("\n") == 1


def test_a_keyboard_on_a_real_port_becomes_a_program(
    jack: str, command: tuple[str, ...], run: Callable, tmp_path: Path
) -> None:
    pytest.importorskip("rtmidi", reason="MIDI ports need python-rtmidi, which the extra midi brings")
    import mido

    backend = mido.Backend("mido.backends.rtmidi/UNIX_JACK")
    arguments = [*command, "--capture", "midiin:keys", "--quantise", "1/4", "--tempo", "60"]
    there = {**os.environ, "MIDO_BACKEND": "mido.backends.rtmidi/UNIX_JACK"}
    with (
        backend.open_output("keys", virtual=True, client_name="pianist of the test") as keys,
        subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=there) as capturing,
    ):
        assert capturing.stderr is not None
        try:
            assert b"Bar 1 begins with the first note; Ctrl-C ends it." in capturing.stderr.readline()
            keys.send(mido.Message("note_on", note=60, velocity=100))
            assert capturing.stderr.readline() == b"Bar 1 has begun.\n"
            capturing.send_signal(signal.SIGINT)
            out, err = capturing.communicate(timeout=60)
        finally:
            capturing.kill()
    assert (capturing.returncode, err) == (0, b"")
    take = tmp_path / "take.pattern"
    take.write_bytes(out)
    assert b'piano "c4 ~@3".vel(0.79).legato(1);' in out
    assert run(take, "--check").code == 0
