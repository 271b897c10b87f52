"""Pitches, scales and chords: facts, and that names and keys lead back to each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_engine.theory.chord import chord_notes, qualities
from pattern_engine.theory.pitch import midi_of, name_of, pitch_class
from pattern_engine.theory.scale import named, scales


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("C4", 60), ("c4", 60), ("A4", 69), ("C-1", 0), ("G9", 127), ("c", 60), ("a", 69), ("Bb3", 58), ("bb4", 70)),
        *(("cs4", 61), ("ef4", 63), ("f4", 65), ("F##3", 55), ("Cx4", 62), ("Ebb4", 62), ("C♯4", 61), ("C10", 132)),
        *(("Kick", None), ("H4", None), ("", None), ("C4x", None), ("4", None), ("C#b4", None)),
    ],
)
def test_a_note_name_is_a_key(name: str, key: int | None) -> None:
    assert midi_of(name) == key


@given(some.integers(0, 127), some.booleans())
def test_the_name_of_a_key_leads_back_to_it(key: int, flats: bool) -> None:
    assert midi_of(name_of(key, flats)) == key


def test_a_letter_alone_lies_in_the_octave_that_is_set() -> None:
    assert [midi_of("e", octave) for octave in (-1, 3, 4, 5)] == [4, 52, 64, 76]
    assert pitch_class("Cb") == 11
    assert pitch_class("C4") is None


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("C major", [60, 62, 64, 65, 67, 69, 71, 72]),
        ("A minor", [69, 71, 72, 74, 76, 77, 79, 81]),
        ("Eb dorian", [63, 65, 66, 68, 70, 72, 73, 75]),
        ("D:mixolydian", [62, 64, 66, 67, 69, 71, 72, 74]),
    ],
)
def test_a_scale_goes_up_from_its_root(name: str, keys: list[int]) -> None:
    assert [named(name).midi(degree) for degree in range(8)] == keys


@pytest.mark.parametrize("name", sorted(scales()))
def test_every_scale_rises_within_an_octave_and_repeats_in_the_next(name: str) -> None:
    scale = named(f"C {name}")
    steps = scale.semitones
    assert steps[0] == 0
    assert all(low < high for low, high in zip(steps, [*steps[1:], 12.0001], strict=True))
    assert scale.midi(len(steps)) == 72
    assert scale.midi(-len(steps)) == 48


def test_an_unknown_scale_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean lydian"):
        named("C lidian")


@pytest.mark.parametrize(
    ("symbol", "keys"),
    [
        ("C", (60, 64, 67)),
        ("Am", (57, 60, 64)),
        ("C^7", (60, 64, 67, 71)),
        ("G7", (55, 59, 62, 65)),
        ("Bdim", (59, 62, 65)),
        ("C/E", (52, 60, 64, 67)),
        ("Eb", (63, 67, 70)),
        ("Xm", None),
        ("Cwhat", None),
    ],
)
def test_a_chord_symbol_has_its_tones(symbol: str, keys: tuple[int, ...] | None) -> None:
    found = chord_notes(symbol)
    assert (found and tuple(key for _, key in found)) == keys


@pytest.mark.parametrize("quality", sorted(qualities()))
def test_every_chord_stands_on_its_root(quality: str) -> None:
    keys = [key for key, _ in qualities()[quality]]
    assert keys[0] == 0
    assert len(set(keys)) == len(keys)
