"""Songs from pattern-run, live into the receiver, recorded and rendered: every onset where the listing says."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys

import pytest
from receiving import first_difference, samples

from pattern_engine.outputs.contract import EventBatch, read_message
from pattern_engine.synth.mixer import sample_of

SONG = """tempo 120;
melody m { piano "<~ [c4 e4 g4 b4]>"; pluck "<~ [a5*3]>".pan(0.2); pad "<~ [c3,g3]>"; }
rhythm r { kit "<~ [bd hh sd cp]>".room(0.2); }
"""
RUN = [sys.executable, "-m", "pattern_server.run"]
RATE = 48000


@pytest.fixture
def song(tmp_path):
    file = tmp_path / "song.pattern"
    file.write_text(SONG)
    return file


def expected(song):
    """Onsets in samples after the first one, in order, as ``--events json`` lists them."""
    listed = subprocess.run([*RUN, song, "--bars", "2", "--events", "json"], capture_output=True, text=True, check=True)
    moments = sorted(round(json.loads(line)["time"] * 1_000_000) for line in listed.stdout.splitlines())
    return [sample_of(at - moments[0], RATE) for at in moments]


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def play(song, output, env=None):
    played = subprocess.run([*RUN, song, "--bars", "2", "--to", output], env=env, capture_output=True, check=False)
    assert played.returncode == 0, played.stderr


def onsets(program, record):
    """Where each recorded note is first heard: the first sample that is another without it."""
    batches = [item for line in record.read_text().splitlines() if isinstance(item := read_message(line), EventBatch)]
    notes = [note for batch in batches for note in batch.events]
    origin = min(note.at for note in notes)

    def rendered(kept, name):
        stream, target = record.with_name(f"{name}.jsonl"), record.with_name(f"{name}.wav")
        stream.write_text(EventBatch(epoch=1, seq=1, events=tuple(kept)).model_dump_json())
        command = [program, "--render", stream, target, "--origin", str(origin), "--seconds", "4"]
        subprocess.run(command, check=True, capture_output=True)
        return samples(target)

    full = rendered(notes, "full")
    return [
        first_difference(full, rendered([note for note in notes if note.id != left_out.id], "less"))
        for left_out in sorted(notes, key=lambda note: note.at)
    ]


def test_a_song_over_the_web_socket_sounds_where_the_listing_says(start, program, song, tmp_path):
    wanted, record, port = expected(song), tmp_path / "record.jsonl", free_port(socket.SOCK_STREAM)
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    receiver = start(f"ws://127.0.0.1:{port}", "--record", record, env=env)
    receiver.until_said("waiting for one")
    play(song, f"juce:{port}", env)
    status = receiver.until_status(events=len(wanted), connected=False)
    assert (status["late"], status["gaps"], status["malformed"]) == (0, 0, 0)
    receiver.end()
    assert onsets(program, record) == wanted


def test_a_song_over_osc_sounds_where_the_listing_says(start, program, song, tmp_path):
    wanted, record = expected(song), tmp_path / "record.jsonl"
    receiver = start("--osc", "0", "--record", record)
    port = receiver.until_said("OSC on ").rpartition(":")[2]
    play(song, f"osc:127.0.0.1:{port}")
    status = receiver.until_status(events=len(wanted))
    assert (status["late"], status["gaps"], status["malformed"]) == (0, 0, 0)
    receiver.end()
    assert onsets(program, record) == wanted


@pytest.fixture
def jack(tmp_path):
    """A JACK server without a card and without real-time priority: its environment, and its process."""
    for tool in ("jackd", "jack_lsp"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is missing: Debian package jackd2")
    env = {**os.environ, "JACK_DEFAULT_SERVER": f"pattern-{os.getpid()}", "TMPDIR": str(tmp_path)}
    name = env["JACK_DEFAULT_SERVER"]
    command = ["jackd", "--no-realtime", "--sync", "-n", name, "-d", "dummy", "-r", "48000", "-p", "1024"]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(1000):
            if server.poll() is not None or not subprocess.run(["jack_lsp"], env=env, capture_output=True).returncode:
                break
        if server.poll() is not None:
            pytest.skip("jackd does not run here")
        yield env, server
        server.terminate()


def test_with_jack_every_note_of_a_song_is_played_and_none_is_late(start, song, jack):
    env, _ = jack
    wanted, port = expected(song), free_port(socket.SOCK_STREAM)
    receiver = start(f"ws://127.0.0.1:{port}", "--device", "jack", env=env)
    receiver.until_said("playing on jack:")
    receiver.until_said("waiting for one")
    play(song, f"juce:{port}", env)
    status = receiver.until_status(played=len(wanted))
    assert status["late"] == 0
    assert status["peak"] > 0.05
    assert receiver.end() == 143


def test_a_jack_server_that_goes_is_said_and_ends_it(start, program, jack):
    env, server = jack
    receiver = start("--osc", "0", "--device", "jack", env=env)
    receiver.until_said("playing on jack:")
    listed = subprocess.run([program, "--list-devices"], env=env, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("jack:")]
    assert listed.stdout.endswith("null\n")
    receiver.until_status(events=0)
    server.terminate()
    assert receiver.ended() == 3
    assert receiver.said[-1].startswith("pattern-receiver: the audio device jack:")


def test_without_a_device_time_is_kept_in_silence_and_that_is_said(start, tmp_path):
    env = {**os.environ, "JACK_DEFAULT_SERVER": "absent"}
    receiver = start("--osc", "0", "--device", "auto", env=env)
    receiver.until_said("OSC on ")
    said = receiver.until_said("playing on ")
    if "playing on null" not in said:
        pytest.skip("this machine has a sound card")
    assert "time is kept in silence" in receiver.said[0]
    assert len(receiver.said) == 3
