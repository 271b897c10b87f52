"""Chord symbols in arpeggios: they are spelled out, and what else stands there is left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import compile_program
from pattern_engine.performance import perform
from pattern_engine.theory.chord import Chord
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
