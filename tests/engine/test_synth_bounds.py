"""Whatever is asked of it, the sound is finite, under the ceiling, the same again, and its memory has an end."""

from __future__ import annotations

import io
import wave
from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.export.wav import write_wav
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.controls import OBEYED
from pattern_engine.synth.mixer import Mixer
from pattern_engine.synth.recipes import recipe
from pattern_engine.synth.sounds import Sounds
from pattern_engine.words.sound import CONTROLS

RATE = 48000
CEILING = 10 ** (-0.3 / 20)
PLAYED = sorted(name for name, row in INSTRUMENTS.items() if row.kind == "pitched")
NUMBERS = sorted(OBEYED - {"vowel", "unit", "bank", "s", "note", "vel"})


def cue(number: int, name: str, midi: float, at: int, length: int, controls: dict[str, Value]) -> Cue:
    drum = name == "drums"
    note = NoteEvent("p", name, None, midi, Fraction(0), Fraction(1), 1.0, drum, controls)
    return Cue(number, at, length, Fraction(0), note)


@st.composite
def hostile(draw: st.DrawFn) -> Cue:
    """A note whose controls lie anywhere, at their bounds, far outside them, or are no numbers."""
    chosen = draw(st.lists(st.sampled_from(NUMBERS), max_size=8, unique=True))
    controls: dict[str, Value] = {"gain": draw(st.sampled_from([0.1, 1, 4, 1e9]))}
    for name in chosen:
        row = CONTROLS[name]
        bounds = [value for value in (row.low, row.high) if abs(value) < inf]
        anywhere = st.floats(-1e6, 1e6) | st.sampled_from([0, 1, *bounds]) | st.sampled_from([inf, -inf, float("nan")])
        controls[name] = draw(anywhere | st.floats(max(row.low, -1e3), min(row.high, 1e3)))
    if draw(st.booleans()):
        controls["vowel"] = draw(st.sampled_from(["a", "u", "", "xyz"]))
    name = draw(st.sampled_from([*PLAYED, "drums"]))
    at, length = draw(st.integers(-1000, 400_000)), draw(st.integers(0, 300_000))
    return cue(draw(st.integers(0, 1000)), name, draw(st.integers(-20, 150)), at, length, controls)


@settings(max_examples=60, deadline=None)
@given(st.lists(hostile(), min_size=1, max_size=4))
def test_every_sample_is_finite_and_under_the_ceiling(music: list[Cue]) -> None:
    mixer = Mixer(RATE)
    mixer.add(music)
    sound = mixer.render(RATE // 2)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= CEILING


def worst() -> list[Cue]:
    """Resonances at their most, feedback at its most, everything loud and at once."""
    peaks: dict[str, Value] = {"gain": 4, "postgain": 4, "overgain": 4, "amp": 4, "lpf": 261.6, "lpq": 50}
    rooms: dict[str, Value] = {"room": 1, "size": 1, "delay": 1, "delayfb": 0.99, "delaytime": 0.02}
    shapes: dict[str, Value] = {"distort": 10, "crush": 1, "bpf": 500, "bpq": 50, "fm": 32, "roomfade": 10}
    return [cue(n, name, 60, 1000 * n, 400_000, peaks | rooms | shapes) for n, name in enumerate((*PLAYED, "drums"))]


@pytest.mark.parametrize("rate", [44100, 48000])
def test_no_sample_of_a_file_is_over_the_ceiling(rate: int) -> None:
    target = io.BytesIO()
    write_wav(worst(), target, rate, 1_000_000)
    target.seek(0)
    with wave.open(target) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(int)
    assert 0.9 < np.abs(data).max() / 32768 <= CEILING


def stream(blocks: int) -> NDArray[np.float32]:
    mixer = Mixer(RATE)
    mixer.add(worst())
    return np.concatenate([mixer.render(512) for _ in range(blocks)])


def test_no_sample_of_a_stream_is_over_the_ceiling_and_it_is_the_same_again() -> None:
    sound = stream(200)
    assert 0.9 < np.abs(sound).max() <= CEILING
    assert np.array_equal(sound, stream(200))


def test_no_tail_becomes_denormal() -> None:
    """Numbers smaller than floats hold exactly slow a processor down; a tail ends before it gets there."""
    mixer = Mixer(RATE)
    mixer.add([cue(0, "drums", 37, 0, 1000, {"room": 1, "size": 0.3, "delay": 0.5, "delaytime": 0.05})])
    sound = np.abs(mixer.render(8 * RATE))
    assert not ((sound > 0) & (sound < np.finfo(np.float32).tiny)).any()
    assert not sound[-RATE:].any()


def test_memory_stays_within_its_limit_however_many_different_notes_are_played() -> None:
    limit = 8 << 20
    sounds = Sounds(RATE, limit)
    largest = 0
    for number in range(400):
        name = PLAYED[number % len(PLAYED)]
        one = cue(number, name, 40 + number * 0.1, 0, 1, {"lpf": 500 + number})
        largest = max(largest, sounds.sound(recipe(one.note, 4800, RATE)).nbytes)
        assert sounds.size <= limit + 2 * largest
    assert sounds.size > limit / 4


@pytest.mark.heavy
def test_twenty_minutes_of_different_notes_leave_no_more_behind_than_nine() -> None:
    import tracemalloc

    mixer = Mixer(RATE)
    tracemalloc.start()

    def minutes(first: int, count: int) -> int:
        for second in range(first * 60, (first + count) * 60):
            music = [
                cue(
                    n,
                    PLAYED[(second + n) % len(PLAYED)],
                    40 + (second * 7 + n) % 400 / 10,
                    second * 1_000_000,
                    100_000,
                    {},
                )
                for n in range(4)
            ]
            mixer.add(music)
            mixer.render(RATE)
        return tracemalloc.get_traced_memory()[0]

    minutes(0, 8)
    early = minutes(8, 1)
    late = minutes(9, 11)
    tracemalloc.stop()
    assert late < early + (16 << 20) < 300 << 20
