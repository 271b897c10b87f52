"""Voices and drums one at a time: in tune, on the sample, balanced, clean at both ends, kind to the ear."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.kit import HITS, nearest_key
from pattern_engine.synth.loudness import loudness
from pattern_engine.synth.mixer import Mixer, end_of, sample_of
from pattern_engine.synth.partials import Partials, harmonics, noise, ring
from pattern_engine.synth.struck import Stroke
from pattern_engine.synth.voices import VOICES

RATE = 48000
CEILING = 10 ** (-0.3 / 20)
PITCHED = [name for name, row in INSTRUMENTS.items() if row.kind == "pitched"]
SEMITONE = 2 ** (1 / 12)


def cue(instrument: str, midi: float, at: int = 0, length: int = 500_000, velocity: float = 0.8) -> Cue:
    drum = instrument == "drums"
    note = NoteEvent("p", instrument, None, midi, Fraction(0), Fraction(1), velocity, drum)
    return Cue(0, at, length, Fraction(0), note)


def play(*cues: Cue, rate: int = RATE) -> NDArray[np.float64]:
    """All of the sound of *cues*, shape (frames, 2)."""
    mixer = Mixer(rate)
    mixer.add(cues)
    return mixer.render(max(end_of(one, rate) for one in cues) + 64).astype(np.float64)


def first_sound(sound: NDArray[np.float64]) -> int:
    """The first frame that a 16-bit file would hold as something other than zero."""
    return int(np.flatnonzero(np.rint(np.abs(sound).max(axis=1) * 32767))[0])


EVERYTHING = [(name, midi) for name in PITCHED for midi in (INSTRUMENTS[name].low, 60, INSTRUMENTS[name].high)]
EVERYTHING += [("drums", key) for key in HITS]


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("velocity", [0.1, 1.0])
def test_the_first_sample_of_every_sound_is_its_onset(rate: int, velocity: float) -> None:
    for index, (name, midi) in enumerate(EVERYTHING):
        at = 7_001 * index + 333
        sound = play(cue(name, midi, at, 120_000, velocity), rate=rate)
        onset = sample_of(at, rate)
        assert first_sound(sound) == onset, (name, midi)
        assert np.abs(sound[onset]).max() >= 2 / 32768, (name, midi)
        assert not sound[:onset].any(), (name, midi)


def test_no_sound_alone_reaches_the_ceiling_or_is_faint() -> None:
    for name, midi in EVERYTHING:
        peak = np.abs(play(cue(name, midi, 0, 500_000, 1.0))).max()
        assert 0.02 < peak <= CEILING, (name, midi, peak)


def test_no_sound_ends_with_a_click_or_leaves_anything_behind() -> None:
    for name, midi in EVERYTHING:
        sound = play(cue(name, midi, 0, 137_000, 1.0))
        assert not sound[-60:].any(), (name, midi)
        steps = np.abs(np.diff(sound[-64 - RATE // 1000 :], axis=0))
        assert steps.max() < 0.0005, (name, midi, steps.max())


def test_offsets_are_small() -> None:
    for name, midi in EVERYTHING:
        sound = play(cue(name, midi, 0, 500_000, 1.0))
        assert abs(sound.mean()) < 0.01 * np.abs(sound).max(), (name, midi)


@pytest.mark.parametrize("name", PITCHED)
def test_pitch_is_right_over_the_range(name: str) -> None:
    row = INSTRUMENTS[name]
    for midi in range(row.low, row.high + 1, 6):
        hz = 440 * 2 ** ((midi - 69) / 12)
        sound = play(cue(name, midi, 0, 1_000_000)).mean(axis=1)[4800 : 4800 + RATE]
        size = 1 << 19
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
        frequency = np.fft.rfftfreq(size, 1 / RATE)
        near = (frequency > hz / SEMITONE) & (frequency < hz * SEMITONE)
        found = frequency[near][spectrum[near].argmax()]
        assert abs(1200 * np.log2(found / hz)) < 11, (midi, found, hz)
        # The fundamental, or at the bottom a low harmonic, is the strongest thing there is.
        strongest = frequency[spectrum.argmax()] / hz
        assert abs(strongest - round(strongest)) < 0.03, (midi, strongest)
        assert round(strongest) <= (1 if midi >= 60 else 6), (midi, strongest)


def test_fractions_of_a_key_are_microtones() -> None:
    sound = play(cue("organ", 69.5, 0, 1_000_000)).mean(axis=1)[4800 : 4800 + RATE]
    found = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19)).argmax() * RATE / (1 << 19)
    assert abs(found - 440 * 2 ** (0.5 / 12)) < 0.3


def momentary(name: str, midi: int) -> float:
    """The loudest 400 ms of a one-second note in LUFS-like decibels."""
    sound = play(cue(name, midi, 0, 1_000_000, 1.0)).T
    step = RATE // 10
    levels = [loudness(sound[:, begin : begin + 4 * step], RATE) for begin in range(0, 6 * step, step)]
    return 20 * float(np.log10(max(levels)))


def test_instruments_are_equally_loud_within_three_decibels() -> None:
    levels = {name: momentary(name, 60) for name in PITCHED}
    assert max(levels.values()) - min(levels.values()) < 3, levels
    for name in PITCHED:
        row = INSTRUMENTS[name]
        over_range = [momentary(name, midi) for midi in (row.low, (row.low + row.high) // 2, row.high)]
        assert max(over_range) - min(over_range) < 4, (name, over_range)


def test_the_kit_is_balanced_as_drummers_expect() -> None:
    level = {key: momentary("drums", key) for key in (36, 38, 42, 45, 49)}
    assert level[36] > level[38] > level[42]
    assert level[36] - level[42] < 16
    assert max(level.values()) - momentary("piano", 60) < 6


@pytest.mark.parametrize("name", PITCHED)
def test_harder_is_louder_and_never_darker(name: str) -> None:
    soft, hard = (play(cue(name, 60, 0, 500_000, velocity)) for velocity in (0.3, 0.9))
    assert 4 < np.sqrt((hard**2).mean() / (soft**2).mean()) < 8
    assert centroid(hard) > centroid(soft) * 1.02


@pytest.mark.parametrize("key", [36, 38, 39, 42, 45, 46, 49, 51, 70])
def test_a_drum_struck_harder_is_brighter(key: int) -> None:
    soft, hard = (play(cue("drums", key, 0, 500_000, velocity)) for velocity in (0.2, 1.0))
    assert centroid(hard) > centroid(soft) * 1.015


@pytest.mark.parametrize("name", PITCHED)
def test_high_notes_hold_nothing_but_their_own_partials_and_a_little_noise(name: str) -> None:
    """What aliases lies between partials: a thousandth of the power at most is further than a semitone from one.

    The breath of the flute is there as well, five times as much.
    """
    row = INSTRUMENTS[name]
    sound = play(cue(name, row.high, 0, 1_000_000, 1.0)).mean(axis=1)[9600:48_000]
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    harmonic = np.fft.rfftfreq(len(sound), 1 / RATE) / (440 * 2 ** ((row.high - 69) / 12))
    inharmonic = {"bell": (2.756, 4.2, 5.404, 8.93), "marimba": (3.93,), "vibraphone": (), "epiano": (6.27,)}
    distance = np.abs(harmonic - np.maximum(np.round(harmonic), 1)) / np.maximum(harmonic, 1)
    for ratio in inharmonic.get(name, ()):
        distance = np.minimum(distance, np.abs(harmonic / ratio - 1))
    assert power[distance > SEMITONE - 1].sum() < (0.005 if name == "flute" else 0.001) * power.sum()


def test_a_piano_struck_hard_is_clearly_brighter() -> None:
    soft, hard = (play(cue("piano", 60, 0, 500_000, velocity)) for velocity in (0.2, 1.0))
    assert centroid(hard) > 1.3 * centroid(soft)


def centroid(sound: NDArray[np.float64]) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    return float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())


def share_above(sound: NDArray[np.float64], hz: float) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    return float(power[np.fft.rfftfreq(len(sound), 1 / RATE) > hz].sum() / power.sum())


def test_nothing_pitched_is_harsh_and_no_cymbal_is_only_hiss() -> None:
    for name in PITCHED:
        assert share_above(play(cue(name, 72, 0, 500_000, 1.0)), 6000) < 0.02, name
    for key in HITS:
        assert share_above(play(cue("drums", key, 0, 500_000, 1.0)), 10000) < 0.3, key


def test_a_struck_string_dies_away_by_itself_and_a_held_voice_does_not() -> None:
    for name, dies in {"piano": True, "guitar": True, "bass": True, "bell": True, "organ": False, "pad": False}.items():
        sound = play(cue(name, 60, 0, 3_000_000))
        early, late = (np.sqrt((sound[at : at + 9600] ** 2).mean()) for at in (14400, 130000))
        assert (late < early / 2.5) == dies, (name, early, late)


def test_a_key_outside_the_kit_is_the_nearest_drum() -> None:
    assert [nearest_key(key) for key in (0, 26.6, 36, 36.4, 87, 88, 127)] == [27, 27, 36, 36, 87, 87, 87]
    assert sorted(HITS) == list(range(27, 88))


def test_every_instrument_has_a_voice() -> None:
    assert {row.voice for row in INSTRUMENTS.values()} <= VOICES.keys()


def test_partials_are_the_sum_they_say_they_are() -> None:
    partials = Partials(
        np.array([440.0, 1234.5, 30000.0]),
        np.array([2.0, 9.0, 0.0]),
        np.array([[1.0 + 0j, 0.5j], [0.25 - 0.1j, 0.0], [1.0, 1.0]]),
    )
    time = np.arange(30001) / RATE
    for channel in range(2):
        parts = [
            (
                partials.amplitude[k, channel] * np.exp((2j * np.pi * partials.frequency[k] - partials.decay[k]) * time)
            ).real
            for k in range(2)
        ]
        assert np.abs(ring(partials, 30001, RATE)[channel] - sum(parts)).max() < 1e-3
    assert ring(partials, 1, RATE).shape == (2, 1)
    assert ring(partials, 0, RATE).shape == (2, 0)


def test_harmonics_stop_at_the_top_and_are_never_none() -> None:
    assert list(harmonics(100, 350, 10)) == [1, 2, 3]
    assert list(harmonics(100, 9000, 4)) == [1, 2, 3, 4]
    assert list(harmonics(5000, 3000, 4)) == [1]


def test_noise_is_white_repeatable_and_its_own_for_every_key() -> None:
    first = noise("a", 5000, 2)
    assert np.array_equal(first, noise("a", 5000, 2))
    assert np.array_equal(first[:, :100], noise("a", 100, 2))
    assert abs(np.corrcoef(first[0], noise("b", 5000)[0])[0, 1]) < 0.05
    assert abs(first).max() <= 1


def test_a_longer_tone_begins_with_the_shorter_one() -> None:
    for name, voice in VOICES.items():
        short, long = (voice.tone(Stroke(57, 0.7, frames, RATE)) for frames in (9000, 40000))
        assert np.abs(long[:, :9000] - short).max() < 2e-3 * np.abs(long).max(), name
