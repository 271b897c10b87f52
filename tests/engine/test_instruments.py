"""The tables of instruments and drums: what they hold, and that reading them costs next to nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pattern_engine.instruments import DRUMS, INSTRUMENTS, drum_key, instrument

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from sounds_page import page  # noqa: E402


@pytest.mark.parametrize(
    ("name", "kind", "low", "high"),
    [
        ("piano", "pitched", 24, 96),
        ("guitar", "pitched", 40, 88),
        ("synth", "drums", 24, 96),
        ("drums", "drums", 27, 87),
    ],
)
def test_the_instruments_everyone_starts_with(name: str, kind: str, low: int, high: int) -> None:
    row = INSTRUMENTS[name]
    assert (row.name, row.kind, row.low, row.high) == (name, kind, low, high)


def test_every_row_is_filed_under_its_own_name_and_has_help() -> None:
    for name, row in INSTRUMENTS.items():
        assert row.name == name
        assert row.low < row.high
        assert row.help.endswith(".")
        assert bool(row.words) == (row.kind == "drums")


def test_the_kit_is_the_same_under_both_names() -> None:
    assert INSTRUMENTS["kit"].words == INSTRUMENTS["drums"].words
    assert INSTRUMENTS["synth"].words[:5] == ("Kick", "Snare", "HiHat", "Crash", "Tom")


def test_every_word_of_a_kit_is_a_drum() -> None:
    assert all(drum_key(word) is not None for word in INSTRUMENTS["synth"].words)
    assert len(set(INSTRUMENTS["synth"].words)) == len(INSTRUMENTS["synth"].words) == len(DRUMS)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Kick", 36),
        ("bd", 36),
        ("BD", 36),
        ("kick", 36),
        ("KICK", 36),
        ("Snare", 38),
        ("sn", 38),
        ("sd", 38),
        ("HiHat", 42),
        ("hh", 42),
        ("oh", 46),
        ("Crash", 49),
        ("Tom", 45),
        ("CH", 42),  # as written: the closed hat
        ("ch", 63),  # as written: the open high conga
        ("Shaker", 70),
        ("Triangle", 81),
        ("Conga", 63),
        ("Clave", 75),
        ("WoodBlock", 76),
    ],
)
def test_words_mean_keys(word: str, key: int) -> None:
    assert drum_key(word) == key


@pytest.mark.parametrize("word", ["", "C4", "kik", "drum", " bd"])
def test_other_words_mean_nothing(word: str) -> None:
    assert drum_key(word) is None


def test_the_drums_are_the_keys_27_to_87_in_order() -> None:
    assert [drum.key for drum in DRUMS] == list(range(27, 88))


def test_an_unknown_instrument_sounds_like_the_piano_and_keeps_its_name() -> None:
    row = instrument("kazoo")
    assert (row.name, row.kind, row.voice) == ("kazoo", "pitched", "piano")
    assert "kazoo" not in INSTRUMENTS
    assert instrument("bell") is INSTRUMENTS["bell"]


def test_reading_the_table_does_not_load_numpy() -> None:
    code = (
        "import sys, pattern_engine.instruments, pattern_engine.synth, pattern_engine.outputs.audio;"
        "print('numpy' in sys.modules, 'miniaudio' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "False"]


def test_the_page_of_sounds_says_what_is_measured() -> None:
    """Words to the letter; numbers to within what another processor's arithmetic may change."""
    found = [re.split(r"([\d.]+)", line) for line in page().splitlines()]
    said = [re.split(r"([\d.]+)", line) for line in (ROOT / "docs" / "sounds.md").read_text().splitlines()]
    assert [line[::2] for line in found] == [line[::2] for line in said]
    numbers = [(float(one), float(other)) for a, b in zip(found, said, strict=True) for one, other in _numbers(a, b)]
    assert len(numbers) > 400
    assert [pair for pair in numbers if abs(pair[0] - pair[1]) > 0.15 + 0.03 * abs(pair[0])] == []


def _numbers(found: list[str], said: list[str]) -> list[tuple[str, str]]:
    pairs = zip(found[1::2], said[1::2], strict=True)
    return [(one, other) for one, other in pairs if one.strip(".") and other.strip(".")]
