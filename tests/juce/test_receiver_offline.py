"""Rendering recorded streams: to the sample, and the same every time."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
from receiving import first_difference, message, samples, sound

from pattern_engine.synth.mixer import sample_of

INSTRUMENTS = ["piano", "pad", "bass", "strings", "pluck", "organ", "bell", "lead", "sine", "what is this"]


def notes():
    """Twenty notes at odd moments, each with its own instrument, drums and effects between them."""
    made = []
    for number in range(20):
        at = 3_000_000_017 + number * 61_237
        drum = {"instrument": "kit", "percussive": True, "note": "x", "midi": 35 + number}
        controls = {"room": 0.3, "delay": 0.2, "pan": number / 20, "lpf": 800 + 200 * number}
        pitched = {"instrument": INSTRUMENTS[number // 2], "midi": 40 + 2 * number, "controls": controls}
        made.append(sound(number + 1, at, **(drum if number % 2 else pitched)))
    return made


@pytest.mark.parametrize("rate", [48000, 44100, 96000])
def test_twenty_of_twenty_onsets_are_at_their_sample(render, rate):
    whole, origin = notes(), 3_000_000_000
    options = ("--origin", str(origin), "--sample-rate", str(rate))
    full = render([message("EventBatch", 1, events=whole)], *options)
    found = [
        first_difference(full, render([message("EventBatch", 1, events=whole[:place] + whole[place + 1 :])], *options))
        for place in range(20)
    ]
    assert found == [sample_of(note["at"] - origin, rate) for note in whole]


@pytest.mark.parametrize("block", [16, 333, 4096])
def test_the_block_changes_no_sample(render, block):
    stream = [message("EventBatch", 1, events=notes())]
    seconds = ("--seconds", "4")
    assert np.array_equal(render(stream, "--block", str(block), *seconds), render(stream, *seconds))


def test_the_first_note_is_sample_zero_unless_told_otherwise(render):
    stream = [message("EventBatch", 1, events=[sound(1, 77_000_000)])]
    assert np.flatnonzero(render(stream).any(axis=1))[0] == 0
    later = render(stream, "--origin", "76500000", "--seconds", "1")
    assert np.flatnonzero(later.any(axis=1))[0] == 24_000
    assert len(later) == 48_000


def test_a_cancel_takes_what_its_generation_plays_from_then_on(render):
    old = [sound(number, number * 100_000, generation=0) for number in range(10)]
    new = [sound(20, 700_000, generation=1, midi=72)]
    batches = [message("EventBatch", 1, events=old), message("EventBatch", 2, events=new)]
    cancelled = render([*batches, message("Cancel", 3, generation=0, since=300_000)], "--seconds", "2")
    wanted = render([message("EventBatch", 1, events=old[:3] + new)], "--seconds", "2")
    assert np.array_equal(cancelled, wanted)


def test_a_hush_silences_and_what_comes_after_it_sounds(render):
    held = sound(1, 0, length=5_000_000, instrument="organ", controls={"room": 1, "delay": 1})
    stream = [
        message("EventBatch", 1, events=[held, sound(2, 1_500_000)]),
        message("TransportCommand", 2, command="hush", at=500_000),
        message("EventBatch", 3, events=[sound(3, 1_000_000)]),
    ]
    heard = np.abs(render(stream)).max(axis=1)
    assert heard[:24_000].max() > 0.05
    assert heard[24_500:48_000].max() < 1e-3
    assert heard[48_000:60_000].max() > 0.05
    assert heard[80_000:].max() < 1e-3


def test_an_update_stands_for_what_follows_it(render):
    """After a resync the notes not yet due come again; they sound once."""
    first, second = sound(1, 100_000), sound(2, 900_000)
    once = render([message("EventBatch", 1, events=[first, second])], "--origin", "0")
    stream = [
        message("EventBatch", 1, events=[first, second]),
        message("SessionUpdate", 3, protocol=1, now=500_000, generation=0, waiting=1),
        message("EventBatch", 4, events=[second]),
    ]
    assert np.array_equal(render(stream, "--origin", "0"), once)


def test_parameters_change_at_their_moment_and_the_last_writer_wins(render):
    held = message("EventBatch", 1, events=[sound(1, 0, length=3_000_000, instrument="organ")])
    down = message("ParameterChange", 2, name="gain", value=0.0, at=1_000_000)
    stale = message("ParameterChange", 3, name="master.gain", value=1.0, at=900_000)
    up = message("ParameterChange", 4, name="gain", value=1.0, at=2_000_000)
    strange = message("ParameterChange", 5, name="wobble", value=1.0, at=0)
    heard = np.abs(render([held, down, stale, up, strange])).max(axis=1)
    plain = np.abs(render([held])).max(axis=1)
    assert np.array_equal(heard[:43_200], plain[:43_200])
    assert heard[52_000:96_000].max() < 1e-3
    assert heard[100_000:140_000].max() > 0.5 * plain[100_000:140_000].max()


@pytest.mark.parametrize(
    ("controls", "brighter"),
    [({"lpf": 400}, False), ({"hpf": 2000}, True), ({"lpf": 400, "lpq": 12}, False), ({"crush": 3}, True)],
)
def test_filters_change_the_colour(render, controls, brighter):
    def brightness(changes):
        heard = render([message("EventBatch", 1, events=[sound(1, 0, instrument="saw", controls=changes)])])[:12_000, 0]
        spectrum = np.abs(np.fft.rfft(heard))
        return (spectrum * np.arange(len(spectrum))).sum() / spectrum.sum()

    assert (brightness(controls) > brightness({})) == brighter


def test_pan_gain_velocity_and_envelope_are_obeyed(render):
    def sides(**changes):
        heard = render([message("EventBatch", 1, events=[sound(1, 0, instrument="organ", **changes)])])
        return np.abs(heard[:12_000]).max(axis=0)

    middle = sides()
    assert middle[0] == pytest.approx(middle[1], rel=1e-3)
    assert sides(controls={"pan": 0})[1] < 1e-3
    assert sides(controls={"pan": 1})[0] < 1e-3
    assert sides(controls={"gain": 0.5}) == pytest.approx(middle / 2, rel=1e-3)
    assert (sides(velocity=0.3) < middle / 2).all()
    slow = render([message("EventBatch", 1, events=[sound(1, 0, instrument="organ", controls={"attack": 0.2})])])
    assert np.abs(slow[:2_400]).max() < 0.5 * np.abs(slow[8_000:11_000]).max()


def test_echo_and_room_ring_on(render):
    def after(controls):
        hit = sound(1, 0, instrument="kit", percussive=True, midi=37, controls=controls)
        return np.abs(render([message("EventBatch", 1, events=[hit])], "--seconds", "2")).max(axis=1)

    dry, echo, room = after({}), after({"delay": 1, "delaytime": 0.5, "delayfb": 0.5}), after({"room": 1})
    assert dry[20_000:].max() < 1e-4
    assert echo[20_000:24_000].max() < 1e-4 < 0.05 < echo[24_000:26_000].max()
    assert echo[48_000:50_000].max() == pytest.approx(echo[24_000:26_000].max() / 2, rel=0.05)
    assert room[20_000:30_000].max() > 1e-3


def test_lines_that_are_no_messages_are_counted_and_passed_over(program, tmp_path):
    stream, target = tmp_path / "in.jsonl", tmp_path / "out.wav"
    lines = [
        "hello",
        "",
        json.dumps(message("EventBatch", 1, events=[sound(1, 0), {"id": 2}])),
        '{"type":"EventBatch"}',
    ]
    stream.write_text("\n".join(lines))
    done = subprocess.run([program, "--render", stream, target], capture_output=True, text=True, check=True)
    assert "1 notes" in done.stderr
    assert done.stderr.endswith("; passed over what could not be read: 3\n")
    assert len(samples(target))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--render", "absent.jsonl", "out.wav"], 1, "cannot read absent.jsonl: No such file or directory"),
        (["--render", "empty.jsonl", "out.wav"], 1, "empty.jsonl holds nothing to play"),
        (["--render", "good.jsonl", "absent/out.wav"], 3, "cannot write "),
        (["--render", "good.jsonl"], 2, "--render needs more after it"),
        (["--frobnicate"], 2, "what is '--frobnicate'?"),
        (["--osc", "seven"], 2, "--osc takes a number from 0 to 65535, not 'seven'"),
        (["--seconds", "3"], 2, "--origin and --seconds go with --render"),
        (["--device", "gramophone"], 2, "no device called 'gramophone'"),
        (["--record", "absent/x.jsonl", "--device", "null"], 3, "cannot write absent/x.jsonl"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(program, tmp_path, words, code, said):
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "good.jsonl").write_text(json.dumps(message("EventBatch", 1, events=[sound(1, 0)])))
    done = subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == code
    assert done.stderr.startswith(f"pattern-receiver: {said}")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.rglob("*.wav*"))


def test_the_same_stream_gives_the_same_bytes(program, tmp_path):
    stream = tmp_path / "in.jsonl"
    stream.write_text(json.dumps(message("EventBatch", 1, events=notes())))
    for name in ("one.wav", "other.wav"):
        subprocess.run([program, "--render", stream, tmp_path / name], check=True, capture_output=True)
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "other.wav").read_bytes()


def test_the_programs_own_tests_pass(program):
    done = subprocess.run([program.with_name("receiver-tests")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
