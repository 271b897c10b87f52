"""Controls: each one does to the sound what its name says, and an onset stays an onset whatever they do."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.controls import Colour, Placing, colour, placing
from pattern_engine.synth.effects import CHUNK, Limiter, Reverb, room_seconds
from pattern_engine.synth.filters import biquad, crushed, driven, fast_length, filtered, shaped, softened
from pattern_engine.synth.mixer import Mixer

RATE = 48000


def play(
    instrument: str = "piano", midi: float = 60, length: int = 500_000, frames: int = RATE, **controls: Value
) -> NDArray[np.float64]:
    """One note at time 0 with these controls, shape (frames, 2)."""
    drum = instrument == "drums"
    note = NoteEvent("p", instrument, None, midi, Fraction(0), Fraction(1), 0.7, drum, controls)
    mixer = Mixer(RATE)
    mixer.add([Cue(0, 0, length, Fraction(0), note)])
    return mixer.render(frames).astype(np.float64)


def power(sound: NDArray[np.float64], low: float, high: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound.sum(axis=1))) ** 2
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(spectrum[(frequency >= low) & (frequency < high)].sum())


def rms(sound: NDArray[np.float64]) -> float:
    return float(np.sqrt((sound**2).mean()))


def test_gain_scales() -> None:
    assert np.abs(play(gain=0.5)[100:] * 2 - play()[100:]).max() < 1e-3
    assert np.abs(play(velocity=3, gain=2)).max() > 1.5 * np.abs(play()).max()


@pytest.mark.parametrize(
    ("pan", "left", "right"), [(0, 2**0.5, 0), (0.5, 1, 1), (1, 0, 2**0.5), (0.25, 1.3066, 0.5412)]
)
def test_pan_places_with_equal_power(pan: float, left: float, right: float) -> None:
    still, placed = play("bass", 40), play("bass", 40, pan=pan)
    assert rms(placed[:, :1]) == pytest.approx(left * rms(still[:, :1]), abs=1e-4)
    assert rms(placed[:, 1:]) == pytest.approx(right * rms(still[:, 1:]), abs=1e-4)


def test_low_pass_takes_the_highs_and_leaves_the_lows() -> None:
    open_, closed = play("pluck", 48), play("pluck", 48, lpf=600)
    assert power(closed, 2400, 20000) < power(open_, 2400, 20000) / 100
    assert power(closed, 0, 200) == pytest.approx(power(open_, 0, 200), rel=0.1)


def test_high_pass_takes_the_lows_and_leaves_the_highs() -> None:
    open_, closed = play("drums", 38), play("drums", 38, hpf=1500)
    assert power(closed, 0, 300) < power(open_, 0, 300) / 100
    assert power(closed, 6000, 9000) == pytest.approx(power(open_, 6000, 9000), rel=0.2)


def test_resonance_lifts_what_lies_at_the_cutoff() -> None:
    flat, peaked = play("drums", 38, lpf=1000), play("drums", 38, lpf=1000, lpq=8)
    assert power(peaked, 900, 1100) > 10 * power(flat, 900, 1100)


def test_a_filter_in_the_frequency_domain_is_the_recursion() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    sound = rng.random((1, 400)) - 0.5
    turn = np.exp(-2j * np.pi * np.arange(1025) / 2048)
    response = biquad("low", 2000 / RATE, 2.0, turn)
    impulse = np.fft.irfft(response, 2048)
    direct = np.convolve(sound[0], impulse)[:400]
    assert np.abs(filtered(sound, RATE, (2000, 2.0), None)[0] - direct).max() < 1e-4
    assert abs(response[0] - 1) < 1e-12
    assert abs(biquad("high", 2000 / RATE, 2.0, turn)[0]) < 1e-12


def test_a_filter_never_sounds_before_its_input() -> None:
    sound = np.zeros((1, 4000))
    sound[0, 2000] = 1
    for pair in ((40.0, 20.0), (500.0, 10.0), (12000.0, 0.7)):
        for answer in (filtered(sound, RATE, pair, None), filtered(sound, RATE, None, pair)):
            assert np.abs(answer[0, :2000]).max() < 2e-5
    assert np.abs(softened(sound, RATE, 1000)[0, :2000]).max() < 1e-9


@pytest.mark.parametrize(
    "controls",
    [
        {"lpf": 60, "lpq": 20},
        {"hpf": 9000},
        {"attack": 2.0},
        {"distort": 1, "crush": 2},
        {"shape": 0.9},
        {"pan": 0},
        {"pan": 1},
        {"room": 1, "delay": 1},
        {"sustain": 0, "decay": 0.01},
        {"release": 0},
    ],
)
def test_whatever_the_controls_the_first_sample_is_the_onset(controls: dict[str, Value]) -> None:
    for instrument, midi in (("piano", 60), ("pad", 72), ("bass", 28), ("drums", 42)):
        sound = play(instrument, midi, frames=2000, **controls)
        assert np.abs(sound[0]).max() >= 2 / 32768, instrument


def test_attack_delays_the_loudest_moment() -> None:
    slow = np.abs(play("organ", attack=0.4)).max(axis=1)
    assert slow[: RATE // 20].max() < 0.2 * slow.max()
    assert slow[RATE * 35 // 100 : RATE // 2].max() == slow.max()


def test_sustain_and_decay_shape_the_middle() -> None:
    full, less = play("organ"), play("organ", decay=0.1, sustain=0.25)
    assert rms(less[14400:19200]) == pytest.approx(0.25 * rms(full[14400:19200]), rel=0.1)


def test_release_is_how_long_the_end_takes() -> None:
    short, long = play("organ", length=200_000, release=0.01), play("organ", length=200_000, release=0.5)
    assert not short[round(0.215 * RATE) :].any()
    assert long[round(0.4 * RATE) : round(0.5 * RATE)].any()
    assert not long[round(0.705 * RATE) :].any()


def test_a_drum_rings_on_unless_its_release_is_asked_for() -> None:
    free, held = play("drums", 49, length=50_000), play("drums", 49, length=50_000, release=0.05)
    assert free[RATE // 2 :].any()
    assert not held[RATE // 5 :].any()


def test_delay_repeats_at_its_time_and_fades_by_its_feedback() -> None:
    dry = play("drums", 75, frames=2 * RATE)
    wet = play("drums", 75, frames=2 * RATE, delay=0.5, delaytime=0.3, delayfb=0.4)
    echoes = wet - dry
    first, second, length = 14400, 28800, 5000
    assert not echoes[:first].any()
    assert np.abs(echoes[first : first + length] - 0.5 * dry[:length]).max() < 1e-4
    assert np.abs(echoes[second : second + length] - 0.2 * dry[:length]).max() < 1e-4
    assert np.flatnonzero(echoes[first + 6000 :].any(axis=1))[0] + first + 6000 == second


def test_notes_with_different_delay_times_keep_their_own() -> None:
    mixer, notes = Mixer(RATE), []
    for index in range(40):
        controls: dict[str, Value] = {"delay": 0.5, "delaytime": 0.1 + index / 200, "delayfb": 0}
        notes.append(NoteEvent("p", "drums", None, 75, Fraction(0), Fraction(1), 0.2, True, controls))
    mixer.add([Cue(index, 0, 1000, Fraction(0), note) for index, note in enumerate(notes[:8])])
    sound = mixer.render(RATE)
    assert all(np.abs(sound[round((0.1 + k / 200) * RATE)]).max() > 0 for k in range(8))
    mixer.add([Cue(index, 1_100_000, 1000, Fraction(0), note) for index, note in enumerate(notes)])
    assert np.isfinite(mixer.render(2 * RATE)).all()


def test_a_room_goes_on_after_the_sound_and_a_larger_one_longer() -> None:
    def tail(size: float) -> float:
        return rms(play("drums", 37, frames=2 * RATE, room=0.8, size=size)[RATE : RATE * 5 // 4])

    assert not play("drums", 37, frames=2 * RATE)[RATE:].any()
    assert tail(0.9) > 5 * tail(0.4) > 0


def test_a_room_is_as_loud_as_what_it_is_fed_within_reason_and_decorrelated() -> None:
    wet = play("strings", 60, 1_500_000, 2 * RATE, room=1.0) - play("strings", 60, 1_500_000, 2 * RATE)
    ratio = rms(wet[RATE // 2 : RATE]) / rms(play("strings", 60, 1_500_000, 2 * RATE)[RATE // 2 : RATE])
    assert 0.2 < ratio < 1.5
    struck = play("drums", 37, frames=RATE, room=1.0)[12000:36000]
    assert abs(np.corrcoef(struck.T)[0, 1]) < 0.5


@pytest.mark.parametrize("rate", [22050, 44100, 48000, 96000])
def test_the_room_decays_in_the_time_it_says(rate: int) -> None:
    room = Reverb(rate)
    room.resize(0.5)
    impulse = np.zeros((2, CHUNK), dtype=np.float32)
    impulse[:, 0] = 1
    answer = [room.run(impulse)] + [room.run(None) for _ in range(round(1.5 * rate / CHUNK))]
    sound = np.concatenate(answer, axis=1).astype(np.float64)

    def level(seconds: float) -> float:
        return 20 * float(np.log10(rms(sound[:, round(seconds * rate) : round((seconds + 0.1) * rate)])))

    # Darkening makes it a little faster than the undamped 60 dB.
    expected = 60 * 0.6 / room_seconds(0.5)
    assert expected * 0.95 < level(0.2) - level(0.8) < expected * 1.9


@pytest.mark.parametrize("amount", [0.1, 0.5, 1.0])
def test_distortion_adds_harmonics_and_keeps_the_loudness(amount: float) -> None:
    clean, dirty = play("bass", 40), play("bass", 40, distort=amount)
    assert power(dirty, 800, 8000) / power(dirty, 0, 20000) > 1.5 * power(clean, 800, 8000) / power(clean, 0, 20000)
    assert 0.4 < rms(dirty) / rms(clean) < 1.6


def test_crush_leaves_few_levels() -> None:
    ramp = np.linspace(-1, 1, 5001)[None, :]
    assert len(np.unique(crushed(ramp, 3))) == 9
    assert np.abs(crushed(ramp, 16) - ramp).max() < 1e-4
    assert power(play("organ", crush=3), 5000, 20000) > 10 * power(play("organ"), 5000, 20000)


def test_shapers_keep_the_peak_and_silence() -> None:
    ramp = np.linspace(-0.5, 0.5, 101)[None, :]
    for bent in (driven(ramp, 0.7), shaped(ramp, 0.7)):
        assert np.abs(bent).max() == pytest.approx(0.5)
        assert (np.diff(bent) >= 0).all()
    nothing = np.zeros((2, 10))
    assert not np.concatenate((driven(nothing, 1), shaped(nothing, 0.9), crushed(nothing, 2))).any()


def test_the_limiter_holds_the_ceiling_from_the_very_first_sample() -> None:
    limiter = Limiter(RATE)
    time = np.arange(CHUNK * 8) / RATE
    loud = (4 * np.cos(2 * np.pi * 200 * time)).astype(np.float32) * np.ones((2, 1), dtype=np.float32)
    limited = np.concatenate([limiter.run(loud[:, at : at + CHUNK]) for at in range(0, len(time), CHUNK)], axis=1)
    assert np.abs(limited).max() <= 10 ** (-0.3 / 20)
    # After the onset it is a gain and no clipper: a sine stays nearly a sine.
    spectrum = np.abs(np.fft.rfft(limited[0, -2400:].astype(np.float64) * np.hanning(2400)))
    assert spectrum[30] < 0.03 * spectrum[10]


def test_controls_are_bounded_and_nonsense_is_ignored() -> None:
    assert placing({"gain": 9, "pan": -1, "delayfb": Fraction(7, 2)}) == Placing(gain=4.0, pan=0.0, delayfb=0.95)
    assert placing({"pan": "left", "room": None, "gain": float("nan")}) == Placing()
    assert colour({"lpf": 1, "crush": 99, "vowel": "a", "unit": "c"}) == Colour(lpf=20.0, crush=16.0, vowel="a")
    assert colour({}) == Colour()


@pytest.mark.parametrize("frames", [1, 16, 17, 21, 1000, 48000, 100_001])
def test_fast_lengths_hold_their_frames(frames: int) -> None:
    assert frames <= fast_length(frames) < 1.5 * max(frames, 12)
