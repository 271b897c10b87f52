"""What music21 knows of chords, scales and numerals agrees with ours: pitches, spelling and bass."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from pattern_engine.theory.chord import chord_notes
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.scale import named

pytestmark = pytest.mark.heavy

ROOTS = ("C", "Eb", "F#", "Bb")

FIGURES = {
    "": "",
    "m": "m",
    "dim": "dim",
    "aug": "aug",
    "sus2": "sus2",
    "sus4": "sus",
    "5": "power",
    "6": "6",
    "m6": "m6",
    "^7": "maj7",
    "7": "7",
    "m7": "m7",
    "mM7": "mM7",
    "m7b5": "ø7",
    "dim7": "dim7",
    "aug7": "7+",
    "^9": "M9",
    "9": "9",
    "m9": "m9",
    "mM9": "mM9",
    "11": "11",
    "m11": "m11",
    "^11": "M11",
    "13": "13",
    "m13": "m13",
    "+M7": "+M7",
    "7sus4": "7sus4",
}
"""Our symbol and music21's for it."""

SCALES = {
    "major": "MajorScale",
    "minor": "MinorScale",
    "dorian": "DorianScale",
    "phrygian": "PhrygianScale",
    "lydian": "LydianScale",
    "mixolydian": "MixolydianScale",
    "locrian": "LocrianScale",
    "harmonicMinor": "HarmonicMinorScale",
    "wholeTone": "WholeToneScale",
    "diminished": "OctatonicScale",
    "diminished2": "OctatonicScale",
}

MODES = {"diminished": {"mode": 1}, "diminished2": {"mode": 2}}

NUMERALS = {
    "major": "I ii iii IV V vi vii° I6 I64 ii6 V6 V65 V43 V42 V7 vii°6 bVI bVII V/V V7/V V65/V vii°7/V iv V7/ii",
    "minor": "i ii° III iv v V VI VII vii° i6 i64 iv6 V65 V43 V7 V7/iv V7/III ii°6",
}


@pytest.fixture(scope="module")
def music21() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("music21", reason="music21 is the peer that is asked; the extra theory brings it")


def plain(pitches: Any) -> list[str]:
    return [pitch.name.replace("-", "b") for pitch in pitches]


def ours(symbol: str | None) -> list[str]:
    return [name.rstrip("-0123456789") for name, _ in chord_notes(symbol or "") or ()]


@pytest.mark.parametrize("symbol", FIGURES)
@pytest.mark.parametrize("root", ROOTS)
def test_chords_agree(music21: Any, root: str, symbol: str) -> None:
    theirs = music21.harmony.ChordSymbol(f"{root.replace('b', '-')}{FIGURES[symbol]}")
    assert sorted(ours(f"{root}{symbol}")) == sorted(plain(theirs.pitches))


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("root", ROOTS)
def test_scales_agree(music21: Any, root: str, name: str) -> None:
    kind = getattr(music21.scale, SCALES[name])
    theirs = kind(root.replace("b", "-"), **MODES.get(name, {}))
    scale = named(f"{root} {name}")
    classes = [int(scale.midi(degree)) % 12 for degree in range(len(scale.semitones))]
    pitches = theirs.getPitches(f"{root.replace('b', '-')}4")[: len(classes)]
    assert classes == [pitch.pitchClass for pitch in pitches]
    if len(classes) == 7:
        assert [str(scale.note(degree))[:-1] for degree in range(7)] == plain(pitches)


@pytest.mark.parametrize(
    ("mode", "numeral"), [(mode, numeral) for mode, row in NUMERALS.items() for numeral in row.split()]
)
@pytest.mark.parametrize("tonic", ROOTS)
def test_numerals_agree(music21: Any, tonic: str, mode: str, numeral: str) -> None:
    key = music21.key.Key(tonic.replace("b", "-"), mode)
    theirs = music21.roman.RomanNumeral(numeral.replace("°", "o"), key)
    found = ours(chord_of(numeral, f"{tonic} {mode}"))
    assert set(found) == set(plain(theirs.pitches))
    assert found[0] == plain([theirs.bass()])[0]
