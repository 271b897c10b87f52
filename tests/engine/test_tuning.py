"""Tunings: exact where the facts are exact, and heard as they are written."""

from __future__ import annotations

import io
from fractions import Fraction
from math import log2

import mido
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_dsl import ProgramError, compile_program
from pattern_engine.export.midi_file import write_midi
from pattern_engine.outputs.juce_frames import sound
from pattern_engine.outputs.output import Cue
from pattern_engine.performance import perform
from pattern_engine.synth.mixer import Mixer
from pattern_engine.theory.pitch import hertz, key_of, midi_of
from pattern_engine.theory.scale import table
from pattern_engine.theory.tuning import cents_of, equal, tuning, tunings

RATE = 48000
ROWS = table("tunings.tsv")


def notes(music: str) -> list[float]:
    program = compile_program(f"melody {{ organ {music}; }}")
    performance = perform(program)
    found = performance.notes(Fraction(0), Fraction(1))
    assert performance.troubles == {}
    return [note.midi for note in found if note.midi is not None]


@pytest.mark.parametrize(
    "text", ["9" * 400, "1/1 " + "9" * 400, "1/0 2/1", "1e999999999 2", "0 0/3", "9" * 400 + "edo"]
)
def test_numbers_that_are_none_make_no_tuning(text: str) -> None:
    with pytest.raises(ValueError, match="no tuning called"):
        tuning(text)


@pytest.mark.parametrize("value", ["3:0", "0:3", "1e300:1e-300", "3:1e-999", "-3:2"])
def test_what_is_no_ratio_is_refused_in_words(value: str) -> None:
    with pytest.raises(ProgramError, match="no ratio of frequencies"):
        notes(f'"{value}".tune("just")')


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_tuning_has_the_cents_of_the_table_by_each_of_its_names(row: list[str]) -> None:
    name, aliases, _, period, size, cents, _ = row
    held = tuning(name)
    assert all(tuning(alias) == held or tuning(alias).cents == held.cents for alias in aliases.split(",") if alias)
    if period == "none":
        assert held.above(1) == float(cents.split()[-1])
        return
    assert len(held.cents) == int(size)
    assert held.period == pytest.approx(1200 * log2(Fraction(period)))
    written = cents.split()
    if "k*1200" in cents:
        written = [str(1200 * step / int(size)) for step in range(int(size))]
    assert held.cents == pytest.approx([float(step) for step in written], abs=0.0006)


@pytest.mark.parametrize("row", [row for row in ROWS if row[2] == "just"], ids=lambda row: row[0])
def test_just_tunings_are_their_ratios_exactly(row: list[str]) -> None:
    ratios = [Fraction(text) for text in row[6].partition(";")[0].split()]
    held = tuning(row[0])
    for degree, ratio in enumerate(ratios):
        assert held.hertz(degree, 69) == pytest.approx(440 * float(ratio), abs=1e-6)


@given(some.integers(1, 300), some.integers(-600, 600))
def test_equal_steps_come_round_to_octaves(steps: int, degree: int) -> None:
    held = equal(steps)
    assert held.above(degree + steps) == pytest.approx(held.above(degree) + 1200)
    assert held.above(degree) == pytest.approx(1200 * degree / steps)


@given(some.sampled_from(sorted(tunings())), some.floats(-40, 40))
def test_a_tuning_rises(name: str, degree: float) -> None:
    held = tuning(name)
    assert held.above(degree) < held.above(degree + 0.5)


@pytest.mark.parametrize("steps", [17, 19, 22, 31, 41, 53, 72])
@pytest.mark.parametrize("name", ["C4", "D#4", "Eb4", "B#3", "Cb5", "F##2", "Abb6", "G", "bb4"])
def test_a_note_in_an_equal_division_is_so_many_fifths(steps: int, name: str) -> None:
    fifth, octaves = round(steps * log2(1.5)), {"c": 0, "d": -1, "e": -2, "f": 1, "g": 0, "a": -1, "b": -2}
    fifths = {"f": -1, "c": 0, "g": 1, "d": 2, "a": 3, "e": 4, "b": 5}[name[0].lower()]
    signs = name[1:].strip("-0123456789")
    sharps = signs.count("#") - signs.count("b")
    octave = int(name[-1]) if name[-1].isdigit() else 4
    natural = fifths * fifth + octaves[name[0].lower()] * steps + (octave - 4) * steps
    assert equal(steps).degree_of(name) == natural + sharps * (7 * fifth - 4 * steps)


def test_twelve_steps_are_the_keys_whatever_they_are_called() -> None:
    for name in ("C4", "Eb4", "D#4", "B#3", "a2"):
        assert tuning("werckmeister3").degree_of(name) == (midi_of(name) or 0) - 60


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wreckmeister3", "did you mean werckmeister3"),
        ("0edo", "1 to 1000 steps"),
        ("9/0 1", "no tuning"),
        ("-3/2 2/1", "no tuning"),
        ("", "no tuning"),
    ],
)
def test_what_is_no_tuning_is_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        tuning(name)


def test_names_have_no_place_in_a_tuning_of_five_steps() -> None:
    with pytest.raises(ValueError, match="write its degrees as numbers"):
        tuning("slendroJust").degree_of("c4")


@given(some.floats(0, 127))
def test_hertz_lead_back_to_the_key(midi: float) -> None:
    assert key_of(hertz(midi)) == pytest.approx(midi)


@pytest.mark.parametrize("frequency", [0, -1, float("inf"), float("nan")])
def test_no_pitch_has_no_key(frequency: float) -> None:
    with pytest.raises(ValueError, match="no pitch"):
        key_of(frequency)


def test_words_tune() -> None:
    fifth = cents_of(Fraction(3, 2)) / 100
    assert notes('"0 7".tune("just")') == pytest.approx([60, 60 + fifth])
    assert notes('"0 1".tune([1, 3/2], "a4")') == pytest.approx([69, 69 + fifth])
    assert notes('"c4 c#4 db4".edo(31)') == pytest.approx([60, 60 + 24 / 31, 60 + 36 / 31])
    assert notes('freq("c4 g4".tune("just").toFreq())') == pytest.approx([60, 60 + fifth])
    assert notes('"440hz 261.6256hz"') == pytest.approx([69, 60], abs=1e-5)
    assert notes('"a4".freq("220")') == [57]


def peak(sound_: np.ndarray) -> float:
    """The frequency of the strongest partial, between the lines of the spectrum."""
    window = np.blackman(len(sound_))
    spectrum = np.log(np.abs(np.fft.rfft(sound_ * window, 4 * len(sound_))) + 1e-12)
    at = int(spectrum.argmax())
    below, here, above = spectrum[at - 1 : at + 2]
    return float((at + 0.5 * (below - above) / (below - 2 * here + above)) * RATE / (4 * len(sound_)))


@pytest.mark.parametrize("instrument", ["organ", "piano"])
@pytest.mark.parametrize("music", ['"7".tune("just")', '"10".edo(31)', '"5".tune("pyth")', '"3".tune("bp")', '"431hz"'])
def test_a_tuned_note_sounds_at_its_pitch(instrument: str, music: str) -> None:
    [note] = perform(compile_program(f"melody {{ {instrument} {music}; }}")).notes(Fraction(0), Fraction(1))
    mixer = Mixer(RATE)
    mixer.add([Cue(0, 0, 1_500_000, Fraction(0), note)])
    heard = mixer.render(RATE)[RATE // 5 :].astype(np.float64).mean(axis=1)
    found = peak(heard)
    wanted = hertz(note.midi or 0)
    harmonic = max(1, round(found / wanted))
    assert abs(1200 * log2(found / harmonic / wanted)) < 2


def test_a_tuned_note_is_sent_with_its_fraction() -> None:
    [note] = perform(compile_program('melody { organ "7".tune("just"); }')).notes(Fraction(0), Fraction(1))
    assert sound(Cue(0, 0, 1, Fraction(0), note))["midi"] == pytest.approx(67.01955, abs=1e-5)


def test_a_midi_file_bends_tuned_notes_to_their_pitch() -> None:
    program = compile_program('melody { organ "[0,4,7] 0".tune("just"); }')
    target = io.BytesIO()
    assert write_midi(perform(program).notes(Fraction(0), Fraction(1)), program, target) == (0, 0, 1)
    target.seek(0)
    bends, heard = dict[int, float](), list[float]()
    for message in mido.MidiFile(file=target).tracks[1]:
        if message.type == "pitchwheel":
            bends[message.channel] = message.pitch / 4096
        elif message.type == "note_on":
            heard.append(message.note + bends.get(message.channel, 0))
    just = tuning("just")
    assert sorted(heard) == pytest.approx(sorted(just.midi(degree) for degree in (0, 4, 7, 0)), abs=0.0002)
