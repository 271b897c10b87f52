"""Performing: how the values of parts become notes, and that one part's trouble is not the others'."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import compile_program
from pattern_engine.expression import Apply, Atom
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform, reader
from pattern_engine.program import Part, Program


def notes(text: str, begin: int = 0, end: int = 1) -> list[NoteEvent]:
    return perform(compile_program(text)).notes(Fraction(begin), Fraction(end))


@pytest.mark.parametrize(
    ("role", "sound", "word", "key"),
    [
        ("melody", "piano", "c4", 60),
        ("melody", "piano", "eb", 63),
        ("melody", "piano", "C", 60),
        ("melody", "synth", "Kick", 36),
        ("melody", "synth", "c4", 60),
        ("rhythm", "synth", "hh", 42),
        ("rhythm", "synth", "x", 36),
        ("rhythm", "synth", "HIHAT", 42),
        ("harmony", "piano", "c4", 60),
        ("contrast", "./samples/808/", "sd", 38),
        ("contrast", "./samples/flute/", "d", 62),
    ],
)
def test_a_word_is_read_as_its_block_and_instrument_want(role: str, sound: str, word: str, key: int) -> None:
    assert [midi for _, midi, _ in reader(role, sound)(word, 4)] == [key]  # type: ignore[arg-type]  # a role


def test_a_chord_symbol_sounds_all_its_tones() -> None:
    assert [note.midi for note in notes('harmony { piano "Am7"; }')] == [57, 60, 64, 67]


def test_numbers_are_keys_and_may_lie_between_them() -> None:
    assert [(note.note, note.midi) for note in notes('melody { piano "60 61.5"; }')] == [("C4", 60), ("D4-50", 61.5)]


def test_what_is_set_reaches_the_note() -> None:
    [note] = notes('melody { piano "c".octave(5).vel(0.3).legato(0.5).pan(0.1).lpf(800); }')
    assert (note.midi, note.velocity, note.end, note.controls) == (72, 0.3, Fraction(1, 2), {"pan": 0.1, "lpf": 800})


def test_dur_counts_beats() -> None:
    [note] = notes('meter 3/4; melody { piano "c4".dur(1); }')
    assert note.end == Fraction(1, 3)


def test_velocity_stays_between_0_and_1() -> None:
    assert [note.velocity for note in notes('melody { piano "c4 c4".vel("2 -1"); }')] == [1.0, 0.0]


@pytest.mark.parametrize("name", ["rhythm/beat/kick", "rhythm/beat", "beat", "kick"])
def test_a_part_is_named_by_its_key_or_any_piece_of_it(name: str) -> None:
    program = compile_program('rhythm beat { kick: synth "Kick"; }\nmelody { piano "c4"; }')
    alone = perform(program, solo=[name]).notes(Fraction(0), Fraction(1))
    without = perform(program, muted=[name]).notes(Fraction(0), Fraction(1))
    assert [note.part for note in alone] == ["rhythm/beat/kick"]
    assert [note.part for note in without] == ["melody/1/1"]


def test_a_part_in_trouble_is_silent_and_the_others_play() -> None:
    broken = Apply("add", (Atom("nonsense"), Atom(1)))
    program = Program(
        (Part("melody/1/1", "melody", "piano", broken), Part("melody/1/2", "melody", "piano", Atom("c4")))
    )
    performance = perform(program)
    assert [note.part for note in performance.notes(Fraction(0), Fraction(1))] == ["melody/1/2"]
    assert list(performance.troubles) == ["melody/1/1"]


def test_notes_are_given_where_they_begin() -> None:
    text = 'melody { piano "c4".slow(2); }'
    assert [len(notes(text, bar, bar + 1)) for bar in range(4)] == [1, 0, 1, 0]


def test_asked_bar_by_bar_or_at_once_the_notes_are_the_same() -> None:
    text = (
        'rhythm { synth "Kick(3,8) <Snare Clap>*2".every(3, .rev()).off(1/8, .vel(0.4)); synth Crash 1 every 3 beats; }'
    )
    single = [note for bar in range(6) for note in notes(text, bar, bar + 1)]
    assert sorted(map(str, single)) == sorted(map(str, notes(text, 0, 6)))
