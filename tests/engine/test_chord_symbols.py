"""Chord symbols are moved and spelled out as chords, and what else stands there is left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_dsl import ProgramError, compile_program
from pattern_engine.performance import perform
from pattern_engine.theory.chord import Chord, chord_notes, qualities, symbol_of
from pattern_engine.words.harmony import named, spelled_out


def sounding(text: str, bars: int = 1) -> list[tuple[Fraction, float | None]]:
    """Onset and key of every note."""
    return [(note.begin, note.midi) for note in perform(compile_program(text)).notes(Fraction(0), Fraction(bars))]


@pytest.mark.parametrize(
    "value", ["c4", "f", "x", "C4", "Kick", 3, None, True, {"s": "bd"}, {"note": "c4", "value": "Am"}]
)
def test_what_is_no_symbol_is_left_alone(value: object) -> None:
    assert named(value) is value or named(value) == value  # type: ignore[arg-type]
    assert not isinstance(named(value), Chord)  # type: ignore[arg-type]
    assert spelled_out(value) == [value]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("harmonic", "plain"),
    [
        ('harmony { piano "<Am F>".arp("up"); }', 'melody { piano "<[a3,c4,e4] [f4,a4,c5]>".arp("up"); }'),
        ('harmony { piano "Am*2 F".roll(1/2); }', 'melody { piano "[a3,c4,e4]*2 [f4,a4,c5]".roll(1/2); }'),
        ('harmony { piano "F".every(2, .arp("down")); }', 'melody { piano "[f4,a4,c5]".every(2, .arp("down")); }'),
        (
            'harmony { piano "Am F".apply(x => x.arpeggiate()); }',
            'melody { piano "[a3,c4,e4] [f4,a4,c5]".arpeggiate(); }',
        ),
        ('harmony { piano "Am, c5".arp("0 3"); }', 'melody { piano "a3 c5"; }'),
        ('harmony { piano "C".octave(5).arp("0 2"); }', 'melody { piano "c5 g5"; }'),
        ('harmony { piano "C".arp("0 2").add(12); }', 'melody { piano "c5 g5"; }'),
        ('harmony { piano "C".voicing().arp("0 2"); }', 'melody { piano "e4 c5"; }'),
        ('melody { piano chord("Am").arp("0 2"); }', 'melody { piano "a3 e4"; }'),
        ('melody { piano "C E".arp("0*2"); }', 'melody { piano "c4 e4"; }'),
        ('melody { piano "c\'maj7".arp("3 0"); }', 'melody { piano "b4 c4"; }'),
        ('harmony { piano "F".add(12); }', 'melody { piano "[f5,a5,c6]"; }'),
        (
            'harmony { piano "F Am7/G".add("<2 -1>").sub(1); }',
            'melody { piano "<[[f#4,a#4,c#5] [g#3,a#3,c#4,f4,g#4]] [[eb4,g4,bb4] [f3,g3,bb3,d4,f4]]>"; }',
        ),
        ('harmony { piano "Am".transpose("3m"); }', 'melody { piano "[c4,eb4,g4]"; }'),
        ('harmony { piano "Am c4".up("<1 -1>"); }', 'melody { piano "<[[a4,c5,e5] c5] [[a2,c3,e3] c3]>"; }'),
        ('harmony { piano "C".octave(5).up(1); }', 'melody { piano "[c6,e6,g6]"; }'),
        ('harmony { piano "F".off(1/2, .add(12)); }', 'melody { piano "[f4,a4,c5]".off(1/2, .add(12)); }'),
        ('harmony { piano "F".apply(x => x.sub(12)); }', 'melody { piano "[f3,a3,c4]"; }'),
        ('harmony { piano "C".chromaticise(2); }', 'melody { piano "[c4,e4,g4] [db4,f4,ab4]"; }'),
        (
            'harmony { piano "F F".add("0 12").chromaticise(2); }',
            'melody { piano "[f4,a4,c5] [gb4,bb4,db5] [f5,a5,c6] [gb5,bb5,db6]"; }',
        ),
        (
            'harmony { piano "F*4".mask("F*4".add("0 12 0 12").ne("F".add(12))); }',
            'melody { piano "[f4,a4,c5] ~ [f4,a4,c5] ~"; }',
        ),
        ('harmony { piano "F".add(0.5).arp("0 1 2"); }', 'melody { piano "65.5 69.5 72.5"; }'),
        ('harmony { piano "Am".offadd(1/2, 12); }', 'melody { piano "[a3,c4,e4]".offadd(1/2, 12); }'),
        ('harmony { piano "Am".sequenceBy("0 2", 2); }', 'melody { piano "[a3,c4,e4]".sequenceBy("0 2", 2); }'),
        ('harmony { piano chord("F").add(chord(12)); }', 'melody { piano "[f5,a5,c6]"; }'),
        ('melody { piano "c e".octave(5).add("12 0".vel(0.4)); }', 'melody { piano "c6 e5"; }'),
        ('harmony { piano "F".octave(5).add(12); }', 'melody { piano "[f6,a6,c7]"; }'),
        ('harmony { piano "C E".add(12).toMidi(); }', 'melody { piano "72 76"; }'),
        ('harmony { piano note("C E G".up(1)); }', 'melody { piano "c5 e5 g5"; }'),
        ('harmony { piano "C E".add(12).mirror("c5"); }', 'melody { piano "c5 g#4"; }'),
        ('harmony { piano "C E".add(12).scale("C major"); }', 'melody { piano "c5 e5"; }'),
        ('harmony { piano "C##o".add(-6).voicing(); }', 'melody { piano "[d4,g#4,b4]"; }'),
        ('melody { piano "c".octave("<x 5>").up(1); }', 'melody { piano "<c5 c6>"; }'),
        ('harmony { piano "F".sub(3).arp("0 1 2"); }', 'melody { piano "d4 f#4 a4"; }'),
        ('harmony { piano "Am".add(3).inv(1); }', 'melody { piano "[eb4,g4,c5]"; }'),
        ('harmony { piano "I IV".roman("C major").add(12); }', 'melody { piano "[c5,e5,g5] [f5,a5,c6]"; }'),
        ('melody { piano chord("Am").add(2); }', 'melody { piano "[b3,d4,f#4]"; }'),
        ('melody { piano "c\'maj7".sub(0.5); }', 'melody { piano "[59.5,63.5,66.5,70.5]"; }'),
        ('melody { piano "c5\'maj7".transpose(2); }', 'melody { piano "[d5,f#5,a5,c#6]"; }'),
    ],
)
def test_a_chord_sounds_as_its_notes_would(harmonic: str, plain: str) -> None:
    assert sorted(sounding(harmonic, 2), key=str) == sorted(sounding(plain, 2), key=str)


def test_an_arpeggio_of_chords_moves_no_draw() -> None:
    def onsets(method: str) -> set[Fraction]:
        text = f'seed 5; harmony {{ piano "C*16".degradeBy(0.5){method}; }}'
        return {at for at, _ in sounding(text, 4)}

    assert onsets(".roll(0)") == onsets("")
    assert len(onsets("")) in range(16, 48)


@pytest.mark.parametrize(
    ("harmonic", "plain"),
    [
        ('"7 14 5".scale("C major")', '"c5 c6 a4"'),
        ('"c4 a4".up(1)', '"c5 a5"'),
        ('"[c4,e4]".transpose(12).up(1)', '"[c6,e6]"'),
        ('"60 72 81".toNote()', '"c4 c5 a5"'),
        ('"Am7".root(6)', '"a6"'),
        ('"0 1".of("Am7").up(1)', '"e5 g5"'),
        ('"c5".snap("C major")', '"c5"'),
    ],
)
def test_a_note_that_a_word_names_is_no_chord(harmonic: str, plain: str) -> None:
    assert sounding(f"harmony {{ piano {harmonic}; }}") == sounding(f"melody {{ piano {plain}; }}")


@pytest.mark.parametrize("change", ["up(1)", "add(12)", "transpose(12)", "add(12).sub(0)"])
def test_a_note_moves_from_the_octave_that_it_sounds_in(change: str) -> None:
    assert sounding(f'melody {{ piano "c e5".octave(5).{change}; }}') == sounding('melody { piano "c6 e6"; }')


ROOTS = st.sampled_from([f"{letter}{sign}" for letter in "CDEFGABcdefgab" for sign in ("", "#", "b", "##", "bb")])
SHIFTS = st.integers(-40, 40)


@given(ROOTS, st.sampled_from(sorted(qualities())), st.sampled_from(["", "/E", "/Bb"]), SHIFTS, SHIFTS)
def test_a_moved_chord_is_spelled_as_what_sounds(root: str, quality: str, bass: str, first: int, second: int) -> None:
    symbol = f"{root}{quality}{bass}"
    written = chord_notes(symbol)
    if written is None:
        return
    moved = Chord(symbol).moved(first).moved(second)
    assert [key for _, key in moved.notes()] == [key + first + second for _, key in written]
    read, before = chord_notes(moved), symbol_of(symbol)
    assert read is not None and before is not None and (found := symbol_of(moved)) is not None
    assert found.quality == before.quality
    assert {key % 12 for _, key in read} <= {key % 12 for _, key in moved.notes()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"C#m7".sub(1)', ["C4", "Eb4", "G4", "Bb4"]),
        ('"B##7#9".sub(6)', ["G3", "B3", "D4", "F4", "A#4"]),
        ('"Db".add(2)', ["Eb4", "G4", "Bb4"]),
        ('"C".transpose("2A")', ["D#4", "F##4", "A#4"]),
        ('"C/E".add(1)', ["F3", "Db4", "F4", "Ab4"]),
        ('"C#b5/E".sub(1)', ["D#3", "C4", "E4", "Gb4"]),
    ],
)
def test_a_moved_chord_is_spelled_from_its_root(text: str, names: list[str]) -> None:
    notes = perform(compile_program(f"harmony {{ piano {text}; }}")).notes(Fraction(0), Fraction(1))
    assert [note.note for note in notes] == names


@pytest.mark.parametrize("word", ["add", "transpose", "sub", "up"])
def test_a_chord_is_not_moved_out_of_the_world(word: str) -> None:
    far = f'melody {{ piano "c\'maj7".{word}("1e308").{word}("1e308"); }}'
    with pytest.raises(ProgramError, match="a chord is moved by 10000 semitones at most"):
        compile_program(far)
