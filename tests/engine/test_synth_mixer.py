"""The mixer: sample-exact, the same however it is cut, deterministic, limited, and able to forget."""

import hashlib
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.effects import CHUNK
from pattern_engine.synth.mixer import Mixer, end_of, sample_of

RATE = 48000
CEILING = 10 ** (-0.3 / 20)


def cue(instrument: str, midi: float | None, at: int = 0, length: int = 200_000, **controls: Value) -> Cue:
    velocity = controls.pop("velocity", 0.8)
    assert isinstance(velocity, float)
    generation = controls.pop("generation", 0)
    assert isinstance(generation, int)
    word = controls.pop("word", None)
    note = NoteEvent(
        "p",
        instrument,
        word if isinstance(word, str) else None,
        midi,
        Fraction(0),
        Fraction(1),
        velocity,
        instrument == "drums",
        controls,
    )
    return Cue(0, at, length, Fraction(0), note, generation)


def a_little_music() -> list[Cue]:
    """Every voice, drums, both sends and the colours, over three seconds."""
    names = [name for name, row in INSTRUMENTS.items() if row.kind == "pitched"]
    cues = [cue(name, 48 + 3 * (index % 9), 121_003 * index, 400_000) for index, name in enumerate(names)]
    cues += [cue("drums", key, 97_000 * index) for index, key in enumerate((36, 42, 38, 42, 49, 46, 45))]
    cues.append(cue("piano", 67, 600_000, room=0.4, size=0.6, delay=0.5, delaytime=0.2, delayfb=0.6))
    cues.append(cue("lead", 60, 900_000, lpf=800, lpq=4, distort=0.4, pan=0.2, room=0.2))
    cues.append(cue("pad", 60, 1_000_000, orbit=1, lpf=500, lpenv=3, vib=5, unison=3, phaser=1, cut=1, room=0.3))
    cues.append(cue("drums", 36, 1_100_000, duck=1, speed=0.8, cut=1))
    cues.append(cue("drums", 38, 1_200_000, crush=5, hpf=300, delay=0.3, delaytime=Fraction(1, 3)))
    return cues


def digest(rate: int = RATE) -> str:
    """What three seconds of that music come to, byte for byte."""
    mixer = Mixer(rate)
    mixer.add(a_little_music())
    return hashlib.sha256(mixer.render(3 * rate).tobytes()).hexdigest()


@pytest.mark.parametrize("name", [name for name, row in INSTRUMENTS.items() if row.kind == "pitched"])
def test_nothing_cancels_itself_when_heard_in_mono(name: str) -> None:
    mixer = Mixer(RATE)
    mixer.add([cue(name, 69, 0, 1_000_000)])
    pieces = mixer.render(RATE).reshape(20, -1, 2)[4:18]
    for piece in pieces:
        assert np.sqrt((piece.mean(axis=1) ** 2).mean()) > 0.3 * np.sqrt((piece**2).mean())


def blocks(mixer: Mixer, sizes: list[int]) -> NDArray[np.float32]:
    return np.concatenate([mixer.render(size) for size in sizes])


@given(st.integers(-(10**12), 10**12), st.sampled_from([8000, 44100, 48000, 96000]))
def test_moments_become_samples_as_exact_fractions_round(microseconds: int, rate: int) -> None:
    assert sample_of(microseconds, rate) == round(Fraction(microseconds * rate, 1_000_000))


def test_halves_go_to_the_even_sample() -> None:
    assert [sample_of(us, 500_000) for us in (1, 3, 5, 7, -1)] == [0, 2, 2, 4, 0]


@pytest.mark.parametrize("at", [0, 1, 10_666, 10_667, 170_645, 170_667, 999_999])
@pytest.mark.parametrize("block", [64, 512, 1000])
def test_notes_start_on_their_sample_inside_a_block(at: int, block: int) -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("pluck", 60, at)])
    sound = blocks(mixer, [block] * (60_000 // block))
    assert np.flatnonzero(sound.any(axis=1))[0] == sample_of(at, RATE)


def test_the_origin_is_the_moment_of_sample_zero() -> None:
    mixer = Mixer(RATE, origin=5_000_000)
    mixer.add([cue("drums", 36, 5_250_000)])
    assert np.flatnonzero(mixer.render(RATE).any(axis=1))[0] == 12_000


def test_how_it_is_cut_into_blocks_changes_nothing() -> None:
    renders = []
    for sizes in ([96_000], [512] * 187 + [256], [333] * 288 + [96], [1, 4095, 64, 91_840]):
        mixer = Mixer(RATE)
        mixer.add(a_little_music())
        renders.append(blocks(mixer, sizes))
    assert all(np.array_equal(renders[0], other) for other in renders[1:])


def test_cues_may_come_late_as_long_as_they_come_before_their_time() -> None:
    at_once, bit_by_bit = Mixer(RATE), Mixer(RATE)
    at_once.add(a_little_music())
    pieces = []
    for begin in range(0, 3_000_000, 100_000):
        bit_by_bit.add([one for one in a_little_music() if begin <= one.at < begin + 100_000])
        pieces.append(bit_by_bit.render(4800 if begin else 4800 - CHUNK))
    late = np.concatenate(pieces)
    assert np.abs(at_once.render(len(late)) - late).max() < 1e-6


def test_a_cue_whose_time_has_passed_sounds_at_once() -> None:
    mixer = Mixer(RATE)
    mixer.render(10_000)
    mixer.add([cue("drums", 36, 1000)])
    assert np.flatnonzero(mixer.render(2 * CHUNK).any(axis=1))[0] < CHUNK


def test_every_run_and_every_process_gives_the_same_bytes() -> None:
    assert digest() == digest()
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import test_synth_mixer as t; print(t.digest())"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == digest()


def test_what_was_forgotten_and_made_again_is_the_same() -> None:
    from pattern_engine.synth.recipes import recipe
    from pattern_engine.synth.sounds import Sounds

    small, large = Sounds(RATE, 1000), Sounds(RATE)
    recipes = [recipe(one.note, 9600, RATE) for one in a_little_music()]
    for made in recipes * 2:
        assert np.array_equal(small.sound(made), large.sound(made))
    assert large.sound(recipes[0]) is large.sound(recipes[0])


def test_sixty_four_loud_notes_at_once_stay_under_the_ceiling() -> None:
    mixer = Mixer(RATE)
    names = ("piano", "bass", "lead", "strings", "drums", "organ", "bell", "pluck")
    loud = [cue(names[k % 8], 36 + k % 40, 0, 900_000, velocity=1.0, gain=2, room=0.5, delay=0.5) for k in range(64)]
    mixer.add(loud)
    sound = mixer.render(2 * RATE)
    assert 0.9 < np.abs(sound).max() <= CEILING
    assert np.isfinite(sound).all()
    # A gain that fell smoothly leaves no flat tops: hardly any sample lies on the ceiling itself.
    assert (np.abs(sound) > 0.999 * np.abs(sound).max()).mean() < 0.05


def test_the_limiter_leaves_quiet_music_alone() -> None:
    one, both = Mixer(RATE), Mixer(RATE)
    one.add([cue("piano", 60, velocity=0.5)])
    both.add([cue("piano", 60, velocity=0.5), cue("bass", 40, 500_000, velocity=0.5)])
    assert np.array_equal(one.render(20_000), both.render(20_000))


def test_the_tail_dies_to_silence() -> None:
    music = a_little_music()
    mixer = Mixer(RATE)
    mixer.add(music)
    end = max(end_of(one, RATE) for one in music)
    mixer.render(end)
    assert np.abs(mixer.render(RATE // 2)).max() < 1e-3
    mixer.render(8 * RATE)
    assert not mixer.render(4800).any()


def test_cancel_forgets_what_has_not_begun_of_older_generations() -> None:
    mixer, wanted = Mixer(RATE), Mixer(RATE)
    early, late = cue("piano", 60, 0, generation=1), cue("drums", 36, 500_000, generation=1)
    newer = cue("bell", 72, 600_000, generation=2)
    mixer.add([early, late, newer])
    wanted.add([early, newer])
    start = mixer.render(1024)
    mixer.cancel(1, 400_000)
    assert np.array_equal(np.concatenate((start, mixer.render(60_000))), wanted.render(61_024))


def test_cancel_keeps_what_sounds_before_its_moment() -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("drums", 36, 200_000), cue("drums", 38, 400_000)])
    mixer.cancel(0, 400_000)
    sound = mixer.render(RATE)
    assert sound[9600:].any()
    mixer.cancel(0, 0)
    assert not mixer.render(RATE).any()


def test_hush_is_silent_within_a_chunk_and_does_not_click() -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("organ", 60, 0, 5_000_000, delay=0.5, room=0.8), cue("piano", 60, 300_000)])
    mixer.render(12_000)
    mixer.hush()
    fading = mixer.render(2 * CHUNK)
    assert np.abs(np.diff(fading, axis=0)).max() < 0.02
    assert not mixer.render(RATE).any()


def test_after_a_hush_the_next_note_sounds() -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("pad", 60, 0, 2_000_000)])
    mixer.render(5000)
    mixer.hush()
    mixer.add([cue("drums", 36, 400_000)])
    sound = mixer.render(RATE)
    assert np.flatnonzero(sound[2 * CHUNK :].any(axis=1))[0] + 2 * CHUNK == 19_200 - 5000


def test_silence_costs_no_sound() -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("piano", 60, velocity=0.0), cue("piano", 60, gain=0)])
    assert mixer.render(0).shape == (0, 2)
    assert not mixer.render(9600).any()


@pytest.mark.parametrize(
    ("instrument", "word"), [("drums", "Kick"), ("synth", "bd"), ("Kick", None), ("piano", "nonsense")]
)
def test_a_note_without_a_key_is_a_drum(instrument: str, word: str | None) -> None:
    mixer = Mixer(RATE)
    mixer.add([cue(instrument, None, word=word)])
    assert mixer.render(4800).any()


def test_the_drum_synth_plays_notes_too() -> None:
    mixer = Mixer(RATE)
    mixer.add([cue("synth", 69, 0, 1_000_000)])
    sound = mixer.render(RATE).mean(axis=1)[4800:28800]
    found = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))).argmax() * RATE / len(sound)
    assert abs(found - 440) < 4
