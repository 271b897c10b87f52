"""Chords: every symbol and alias, spelling, dialects, modifiers; roman numerals in every row; voicings."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_dsl import compile_expression, compile_program
from pattern_engine.performance import perform
from pattern_engine.theory.chord import chord_notes, qualities, symbol_of
from pattern_engine.theory.pitch import midi_of
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.scale import table
from pattern_engine.theory.voicing import MODES, STYLES, Place, led, voicings

ROOTS = ("C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B")
CHORDS = table("chords.tsv")


def names(symbol: str) -> list[str]:
    return [name for name, _ in chord_notes(symbol) or ()]


def keys(symbol: str) -> list[int]:
    return [key for _, key in chord_notes(symbol) or ()]


def kind(name: str) -> str:
    return name.rstrip("-0123456789")


@pytest.mark.parametrize("row", CHORDS, ids=lambda row: row[0])
def test_every_chord_has_its_notes_by_every_symbol(row: list[str]) -> None:
    steps = [int(step) for step in row[2].split()]
    for root in ROOTS:
        for symbol in row[1].split(","):
            text = f"{root}{'' if symbol == '(none)' else symbol}"
            found = keys(text)
            base = (midi_of(root) or 0) % 12
            if symbol_of(text) is not None and symbol_of(text).root != root:  # type: ignore[union-attr]
                continue  # Cb5 is the fifth of Cb: an accidental belongs to the root
            assert [key - found[0] for key in found] == steps
            assert found[0] % 12 == base


@pytest.mark.parametrize("row", CHORDS, ids=lambda row: row[0])
def test_every_note_of_a_chord_is_spelled_as_its_formula_says(row: list[str]) -> None:
    degrees = [int(degree.lstrip("b#")) for degree in row[5].split()]
    symbol = row[0] if row[0] not in ("major",) else ""
    literal = f"c'{symbol}" if symbol else "C"
    for note, degree in zip(names(literal), degrees, strict=True):
        assert "CDEFGAB".index(note[0]) == (degree - degrees[0]) % 7


@pytest.mark.parametrize(
    ("symbol", "spelled"),
    [
        ("Cm7", "C Eb G Bb"),
        ("Ab7", "Ab C Eb Gb"),
        ("F#dim7", "F# A C Eb"),
        ("Ebm7b5", "Eb Gb Bbb Db"),
        ("Caug", "C E G#"),
        ("C7#9", "C E G Bb D#"),
        ("AbGer6", "Ab C Eb F#"),
        ("AbFr6", "Ab C D F#"),
        ("AbIt6", "Ab C F#"),
        ("C♯m", "C# E G#"),
    ],
)
def test_a_chord_is_spelled_as_musicians_write_it(symbol: str, spelled: str) -> None:
    assert [kind(name) for name in names(symbol)] == spelled.split()


@pytest.mark.parametrize(
    ("same", "steps"),
    [
        ("C^7 Cmaj7 CM7 CΔ7 CΔ Cma7 CMaj7 Cj7 c'maj7 c'major7", (0, 4, 7, 11)),
        ("C-7 Cm7 Cmin7 CMin7 C−7 c'min7 c'minor7", (0, 3, 7, 10)),
        ("Ch7 Cø Cø7 Cm7b5 C-7b5 Cm7♭5 Cm7(b5) c'm7f5", (0, 3, 6, 10)),
        ("Co7 C°7 Cdim7 c'dim7", (0, 3, 6, 9)),
        ("Co C° Cdim c'dim", (0, 3, 6)),
        ("C7b9 C7(b9) C7♭9 c'7f9", (0, 4, 7, 10, 13)),
        ("C6/9 C69 c'6by9 c'sixNine", (0, 4, 7, 9, 14)),
        ("C-^7 CmM7 Cm(maj7) c'minorMajor7", (0, 3, 7, 11)),
        ("C7sus4 C7sus", (0, 5, 7, 10)),
        ("C C^ CM Cmaj c'maj c'major", (0, 4, 7)),
    ],
)
def test_three_dialects_say_the_same(same: str, steps: tuple[int, ...]) -> None:
    for symbol in same.split():
        assert tuple(key - 60 for key in keys(symbol)) == steps, symbol


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("c'maj7'i", [64, 67, 71, 72]),
        ("c'maj7'iii", [71, 72, 76, 79]),
        ("c'major'o", [48, 55, 64]),
        ("c'maj7'd1", [59, 60, 64, 67]),
        ("c'maj7'd2", [55, 60, 64, 71]),
        ("c'major'5", [60, 64, 67, 72, 76]),
        ("c'maj7'2", [60, 64]),
        ("c'major'i'o", [52, 60, 67]),
        ("c'major'5'i", [64, 67, 72, 72, 76]),
        ("e3'min7", [52, 55, 59, 62]),
        ("ef'maj", [63, 67, 70]),
        ("cs5'min", [73, 76, 80]),
        ("c'7", [60, 64, 67, 70]),
        ("c'i", [64, 67, 72]),
        ("Am7'd2", [52, 57, 60, 67]),
        ("C^7/G", [55, 60, 64, 67, 71]),
        ("C6/9/E", [52, 60, 64, 67, 69, 74]),
    ],
)
def test_modifiers_change_what_is_before_them(symbol: str, expected: list[int]) -> None:
    assert keys(symbol) == expected


@pytest.mark.parametrize("text", ["Hm", "C'maj7'z", "c'nothing", "Cwhat", "", "'", "C/H", "c'maj7'", "Kick"])
def test_what_is_no_chord_is_none(text: str) -> None:
    assert chord_notes(text) is None


def test_a_literal_sounds_in_a_melody_and_a_control_in_small_letters() -> None:
    for music in ("\"c'maj7'i\"", 'chord("c\'maj7").inv(1)'):
        notes = perform(compile_program(f"melody {{ piano {music}; }}")).notes(Fraction(0), Fraction(1))
        assert [note.midi for note in notes] == [64, 67, 71, 72]


ROMANS = table("roman_numerals.tsv")


@pytest.mark.parametrize("row", ROMANS, ids=lambda row: f"{row[0]}-{row[1]}")
@pytest.mark.parametrize("tonic", ["C", "Eb", "F#", "A"])
def test_every_numeral_is_the_chord_of_the_table(row: list[str], tonic: str) -> None:
    mode, numeral, steps, triad, seventh, _ = row
    key = f"{tonic} {mode}"
    for written, quality in ((numeral, triad), (f"{numeral.rstrip('°')}{_sign(seventh)}", seventh)):
        symbol = symbol_of(chord_of(written, key) or "")
        assert symbol is not None
        assert ((midi_of(symbol.root) or 0) - (midi_of(tonic) or 0)) % 12 == int(steps)
        assert qualities()[symbol.quality] == qualities()[quality]


def _sign(seventh: str) -> str:
    return {"dim7": "°7", "halfDim7": "ø7"}.get(seventh, "7")


@pytest.mark.parametrize(
    ("numerals", "key", "chords"),
    [
        ("V6 V64 V65 V43 V42 V2", "C major", "G/B G/D G7/B G7/D G7/F G7/F"),
        ("I6 I64 ii65 iiø65 vii°6 vii°43", "C major", "C/E C/G Dm7/F Dm7b5/F Bdim/D Bdim7/F"),
        ("i6 iv6 V65 vii°65", "A minor", "Am/C Dm/F E7/G# G#dim7/B"),
        ("V/V V7/V V65/V vii°7/V V7/vi V7/ii", "C major", "D D7 D7/F# F#dim7 E7 A7"),
        ("V7/III V/iv", "A minor", "G7 A"),
        ("N6 Ger6 Fr6 It6", "A minor", "Bb/D FGer6 FFr6 FIt6"),
        ("Imaj7 IM7 IΔ7 iM7 iadd6 Iadd9 Vsus4 V7sus4 V9", "C major", "C^7 C^7 C^7 Cm^7 Cm6 Cadd9 Gsus4 G7sus4 G9"),
        ("i7 ii7 III7 IV7 v7 VII7", "D dorian", "Dm7 Em7 F^7 G7 Am7 C^7"),
        ("I7 II7 V7", "F lydian", "F^7 G7 C^7"),
        ("I7 v7 VII7", "G mixolydian", "G7 Dm7 F^7"),
        ("i7 III+ V7", "C harmonic minor", "CmM7 Ebaug G7"),
        ("bVI bVII ♭II #iv°", "C minor", "Ab Bb Db F#dim"),
    ],
)
def test_numerals_in_keys(numerals: str, key: str, chords: str) -> None:
    assert [chord_of(numeral, key) for numeral in numerals.split()] == chords.split()


@pytest.mark.parametrize("text", ["IIII", "V/", "/V", "iV", "V99", "", "Q", "V6/X", "I65432"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert chord_of(text, "C major") is None


@pytest.mark.parametrize("figure", ["6", "64", "65", "43", "42"])
def test_a_figure_says_which_note_is_lowest(figure: str) -> None:
    symbol = chord_of(f"V{figure}", "D major") or ""
    lowest = {"6": "C#", "64": "E", "65": "C#", "43": "E", "42": "G"}[figure]
    for voiced in voicings(symbol):
        assert kind(voiced[0][0]) == lowest
        assert len({key % 12 for _, key in voiced}) == len(voiced)


SYMBOLS = some.sampled_from(
    [f"{root}{quality}" for root in ROOTS for quality in ("", "m", "7", "m7", "^7", "m7b5", "o7", "6", "9", "sus4")]
)
PROGRESSIONS = some.lists(SYMBOLS, min_size=1, max_size=8)


@given(SYMBOLS, some.sampled_from(STYLES), some.integers(48, 84))
def test_a_voicing_is_the_chord_near_its_anchor(symbol: str, style: str, near: int) -> None:
    classes = {key % 12 for key in keys(symbol)}
    for voiced in voicings(symbol, Place(style, near)):
        found = [key for _, key in voiced]
        assert found == sorted(set(found))
        assert all(midi_of(name) == key for name, key in voiced)
        assert {key % 12 for key in found} <= classes
        assert style in ("rootless", "shell") or {key % 12 for key in found} == classes
        assert near - 12 < found[-1] <= near
        assert found[-1] - found[0] <= (12 if style in ("close", "rootless", "shell") else 24)


@given(PROGRESSIONS, some.sampled_from(STYLES), some.integers(55, 84))
def test_leading_moves_no_further_than_the_anchor_asks(symbols: list[str], style: str, near: int) -> None:
    voiced = led([(symbol, Place(style, near)) for symbol in symbols])
    for before, after in pairwise(voiced):
        assert near - 12 < after[-1][1] <= near + 5
        # No other voicing at hand is nearer to the one before in every voice.
        effort = _moves(before, after)
        others = [*voicings(symbols[voiced.index(after)], Place(style, near))]
        assert all(effort <= _moves(before, other) + 0.25 * 17 for other in others if len(other) == len(after))


def _moves(before: tuple[tuple[str, int], ...], after: tuple[tuple[str, int], ...]) -> float:
    old = [key for _, key in before]
    return sum(min(abs(key - one) for one in old) for _, key in after)


@given(PROGRESSIONS)
def test_the_loop_comes_round_to_the_same_voicings(symbols: list[str]) -> None:
    turns = " ".join(symbols)
    pattern = compile_expression(f'"<{turns}>".voicing()')
    count = len(symbols)
    first = [str(event.value) for event in pattern.query(0, count)]
    later = [str(event.value) for event in pattern.query(7 * count, 8 * count)]
    assert first == later
    one_by_one = [
        str(e.value) for cycle in range(count) for e in pattern.query(7 * count + cycle, 7 * count + cycle + 1)
    ]
    assert one_by_one == first


@given(SYMBOLS, some.sampled_from(MODES), some.integers(48, 80))
def test_a_mode_holds_the_voicing_to_the_anchor(symbol: str, mode: str, near: int) -> None:
    for voiced in voicings(symbol, Place("close", near, mode)):
        found = [key for _, key in voiced]
        if mode == "below":
            assert found[-1] <= near
        elif mode == "duck":
            assert near not in found
            assert all(key < near for key in found)
        elif mode == "above":
            assert near <= found[0] < near + 12
        else:
            assert near - 12 < found[0] <= near
            assert found[0] % 12 == keys(symbol)[0] % 12


def test_a_style_or_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="close, open"):
        voicings("C", Place("wide"))
    with pytest.raises(ValueError, match="below, duck"):
        voicings("C", Place(mode="beside"))


def test_what_is_played_is_what_is_exported() -> None:
    program = compile_program('harmony { piano "<Am7 Dm7 G7 C^7>".voicing("open"); }')
    at_once = perform(program).notes(Fraction(0), Fraction(8))
    piecewise = [note for bar in range(8) for note in perform(program).notes(Fraction(bar), Fraction(bar + 1))]
    assert at_once == piecewise
