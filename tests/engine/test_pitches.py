"""Note names in every format, intervals and frequencies, row by row."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_dsl import check, compile_expression
from pattern_engine.theory.notation import NOTATIONS, degree, frequency, german
from pattern_engine.theory.pitch import hertz, interval, midi_of, transposed
from pattern_engine.words.arpeggio import ORDERS


def rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize("row", rows("note_vectors.tsv"), ids=lambda row: row[0])
def test_a_note_has_its_key_and_its_frequency(row: list[str]) -> None:
    name, key, frequency_ = row
    assert midi_of(name) == int(key)
    assert hertz(int(key)) == pytest.approx(float(frequency_), abs=0.00006)


@pytest.mark.parametrize("row", rows("intervals.tsv"), ids=lambda row: row[0])
def test_an_interval_has_its_semitones_and_letters(row: list[str]) -> None:
    short, _, semitones, _ = row
    letters = int(short[:-1]) - 1
    assert interval(short) == (int(semitones), letters)
    assert interval(f"-{short}") == (-int(semitones), -letters)
    assert interval(f"{short[-1]}{short[:-1]}") == (int(semitones), letters)
    assert midi_of(transposed("C4", int(semitones), letters=letters) or "") == 60 + int(semitones)


@pytest.mark.parametrize(
    ("text", "found"),
    [("5m", None), ("4M", None), ("3P", None), ("0P", None), ("3", None), ("", None), ("5AA", (9, 4)), ("7d", (9, 6))],
)
def test_what_is_no_interval_is_none(text: str, found: tuple[int, int] | None) -> None:
    assert interval(text) == found


@given(some.sampled_from(["1P", "2m", "2M", "3m", "3M", "4P", "4A", "5d", "5P", "6m", "6M", "7m", "7M", "8P"]))
def test_an_interval_up_and_down_again_is_where_it_began(short: str) -> None:
    semitones, letters = interval(short) or (0, 0)
    for name in ("C4", "F#3", "Bb5", "E4"):
        up = transposed(name, semitones, letters=letters)
        assert up is not None
        assert transposed(up, -semitones, letters=-letters) == name


@pytest.mark.parametrize(
    ("form", "texts", "expected"),
    [
        ("english", "C4 C#4 Db5 F##3 Bbb2", [60, 61, 73, 55, 45]),
        ("english", "cs4 es5 css3", [61, 77, 50]),
        ("english", "cf4 ef4 cff4", [59, 63, 58]),
        ("english", "c e g bb", [60, 64, 67, 70]),
        ("english", "bb4 b4", [70, 71]),
        ("english", "C♯4 D♭5 F𝄪3", [61, 73, 55]),
        ("german", "H B Cis Des Es As Fis4 Heses Ases", [71, 70, 61, 61, 63, 68, 66, 69, 67]),
        ("helmholtz", "c' c'' C C, bb'", [60, 72, 36, 24, 70]),
        ("abc", "C, C c c'", [48, 60, 72, 84]),
        ("lilypond", "c' cis'' bes, ees as'", [60, 73, 46, 51, 68]),
    ],
)
def test_notes_are_read_as_each_notation_writes_them(form: str, texts: str, expected: list[int]) -> None:
    assert [NOTATIONS[form](text) for text in texts.split()] == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [("german", "Cs"), ("german", "Bis"), ("helmholtz", "cis'"), ("lilypond", "C'"), ("lilypond", "c#"), ("abc", "H")],
)
def test_what_a_notation_does_not_write_is_none(form: str, text: str) -> None:
    assert NOTATIONS[form](text) is None
    assert german("Kick") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(("0", (0, 0)), ("-1", (-1, 0)), ("7", (7, 0)), ("2#", (2, 1)), ("3b", (3, -1)), ("3f", (3, -1))),
        *(("^1", (0, 0)), ("^5", (4, 0)), ("^b3", (2, -1)), ("do", (0, 0)), ("ti", (6, 0)), ("c4", None), ("", None)),
    ],
)
def test_degrees_of_a_scale(text: str, found: tuple[int, int] | None) -> None:
    assert degree(text) == found


@pytest.mark.parametrize(("text", "key"), [("440hz", 69), ("261.63hz", 60), ("0hz", None), ("hz", None)])
def test_frequencies(text: str, key: float | None) -> None:
    assert frequency(text) == (None if key is None else pytest.approx(key, abs=0.001))


def values(text: str, end: int = 1) -> list[str]:
    found = compile_expression(text).query(0, end)
    return [str(event.value) for event in sorted(found, key=lambda event: event.part.begin)]


def test_solfege_and_altered_degrees_are_read_through_a_scale() -> None:
    assert values('"do re mi fa sol la ti".scale("Eb major")') == ["Eb4", "F4", "G4", "Ab4", "Bb4", "C5", "D5"]
    assert values('"0 2b 2# b3".scale("C major")') == ["C4", "Eb4", "E#4", "B3"]


def test_an_alteration_stays_when_a_degree_moves() -> None:
    assert values('"2b".scale("C major").scaleTranspose(1)') == ["Fb4"]
    assert values('"2 9".scale("C major").lowerDegree(2)') == ["Eb4", "Eb5"]
    assert values('"2".scale("C major").raiseDegree(2).lowerDegree(2)') == ["E4"]


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_an_order_plays_every_note_of_a_chord_and_no_other(name: str, size: int) -> None:
    assert set(ORDERS[name](size)) == set(range(size))


def test_a_roll_staggers_by_height_not_by_the_order_in_the_text() -> None:
    found = compile_expression('"[g4,c4,e4]".roll(1/2)').query(0, 1)
    begins = {str(event.value): event.whole.begin for event in found if event.whole}
    assert begins == {"c4": 0, "e4": Fraction(1, 6), "g4": Fraction(1, 3)}
    assert all(event.whole and event.whole.end == 1 for event in found)


@pytest.mark.parametrize("share", ["1/4", "-1/4", "1", "3/7"])
def test_a_roll_is_the_same_however_it_is_asked(share: str) -> None:
    pattern = compile_expression(f'"[c4,e4,g4] [d4,f4]".roll({share})')
    whole = pattern.query(0, 1)
    pieces = [event for index in range(8) for event in pattern.query(Fraction(index, 8), Fraction(index + 1, 8))]
    onsets = {(event.whole, str(event.value)) for event in whole if event.has_onset}
    assert {(event.whole, str(event.value)) for event in pieces if event.has_onset} == onsets
    assert sum(e.part.duration for e in pieces) == sum(e.part.duration for e in whole)


@pytest.mark.parametrize("species", [1, 2, 3])
def test_a_second_voice_obeys_the_rules(species: int) -> None:
    text = '"0 1 3 2 4 3 1 0".scale("D dorian")'
    cantus = compile_expression(text).query(0, 1)
    voice = compile_expression(f"{text}.against({species})").query(0, 1)
    many = {1: 1, 2: 2, 3: 4}[species]
    assert len(voice) == many * len(cantus)
    strong = [(midi_of(str(low.value)) or 0, midi_of(str(voice[many * i].value)) or 0) for i, low in enumerate(cantus)]
    intervals = [high - low for low, high in strong]
    assert all(one > 0 and one % 12 in {0, 3, 4, 7, 8, 9} for one in intervals)
    assert intervals[0] % 12 in (0, 7)
    assert intervals[-1] % 12 in (0, 7)
    for (low, high), (low_after, high_after) in pairwise(strong):
        parallel = (high - low) % 12 == (high_after - low_after) % 12 and (high - low) % 12 in (0, 7)
        assert not (parallel and low != low_after)
        assert abs(high_after - high) <= 9


def test_a_second_voice_is_the_same_in_every_loop_and_known_by_its_place() -> None:
    text = '"<0 1 2> 4".scale("C major").against()'
    pattern = compile_expression(text)
    once = [str(event.value) for event in pattern.query(0, 3)]
    assert [str(event.value) for event in pattern.query(30, 33)] == once
    assert all(text[begin:end] in ("0", "1", "2", "4") for e in pattern.query(0, 3) for begin, end in e.origin[:1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"c4 d4".against()', "write .scale"),
        ('"0 1".scale("C major").against(4)', "1, 2 and 3"),
        ('"c4".scaleTranspose(1)', "write .scale"),
        ('"c4".raiseDegree(1)', "write .scale"),
        ('"c4".transpose("5m")', "no interval"),
        ('"c4".tune("nonsense")', "no tuning"),
        ('"c4".edo(5000)', "1 to 1000"),
        ('"0".of("Kick")', "no chord symbol"),
        ('"[c4,e4]".arp("sideways")', "orders are up"),
        ('chord("C").mode("beside")', "below, duck"),
        ('"c4".notation("klingon")', "no notation"),
        ('"0".toScale([])', "list of semitones"),
    ],
)
def test_what_a_word_cannot_do_it_says(text: str, said: str) -> None:
    found = check(f"melody {{ piano {text}; }}")
    assert found.program is None
    assert said in " ".join(problem.message for problem in found.diagnostics)
