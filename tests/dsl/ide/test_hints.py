"""Hints: what a text does not say, shown where it would."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.ide.hints import hints
from pattern_engine.performance import perform
from pattern_engine.program import Program

sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, edit, prefixes

SHOWN = [
    ("melody {\n  piano C4 0.0;\n  piano E4 4.5;\n}", "melody‹2 bars› {\n  piano C4 0.0;\n  piano E4 4.5;\n}"),
    ("mute  melody { piano C4 0.0; }", "mute  melody‹1 bar› { piano C4 0.0; }"),
    ("mute melody a { piano C4 0.0; }", "mute melody a‹1 bar› { piano C4 0.0; }"),
    ("melody len 2 bars { piano C4 0.0; }", "melody len 2 bars { piano C4 0.0; }"),
    ('melody { piano "c4 e4"; }', 'melody { piano "c4 e4"; }'),
    ('key A minor; melody { piano d"0 2 <4 -1>"; }', 'key A minor; melody { piano d"0 2 <4 -1>"‹A4 C5 E5 G4›; }'),
    ('harmony { piano r"I vi V7"; } key Eb major;', 'harmony { piano r"I vi V7"‹Eb Cm Bb7›; } key Eb major;'),
    (
        'melody { piano d"0 1 2 3 4 5 6 7 8 9"; }',
        'melody { piano d"0 1 2 3 4 5 6 7 8 9"‹C4 D4 E4 F4 G4 A4 B4 C5 …›; }',
    ),
    (
        'section a { key D minor; melody { piano d"0"; } }',
        'section a‹8 bars› { key D minor; melody { piano d"0"‹D4›; } }',
    ),
    (
        'melody m { piano "c4"; } section a { m; } section b 4 bars { m; } form a b a;',
        'melody m { piano "c4"; } section a‹8 bars› { m; } section b‹from bar 9› 4 bars { m; } form a b a;‹= 20 bars›',
    ),
    ('rhythm { synth "HiHat*16"; }', 'rhythm { synth "HiHat*16"‹≤ 16 a bar›; }'),
    ('rhythm { synth "Kick*4"; }', 'rhythm { synth "Kick*4"; }'),
    ('melody { piano "c4".euclid(3, 8); }', 'melody { piano "c4".euclid(‹k:›3, ‹n:›8); }'),
    ('melody { piano "c4".euclid(k=3, n=8); }', 'melody { piano "c4".euclid(k=3, n=8); }'),
    ('def euclid(p, a, b) = p; melody { piano "c4".euclid(3, 8); }',) * 2,
    ('melody { piano "c4".fast(2); }',) * 2,
    ('melody { piano cat("c4", "e4"); }',) * 2,
]
"""Texts, and the same with each hint between angles where it is shown."""


def with_hints(text: str) -> str:
    for hint in reversed(hints(Document.of(text), 0, len(text))):
        text = f"{text[: hint.at]}‹{hint.label}›{text[hint.at :]}"
    return text


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_a_hint_says_what_the_text_does_not(text: str, shown: str) -> None:
    assert with_hints(text) == shown


def heard(program: Program) -> list[object]:
    notes = perform(program).notes(min(program.start, Fraction(0)), Fraction(4))
    return [note._replace(origin=()) for note in notes]


@pytest.mark.parametrize("text", [*SONGS.values(), *(case[0] for case in SHOWN)])
def test_what_a_hint_writes_into_the_text_changes_nothing(text: str) -> None:
    before = check(text)
    assert before.program is not None
    for hint in hints(Document.of(text), 0, len(text)):
        if hint.edit is not None:
            after = check(fixed(text, Fix("", (hint.edit,))))
            assert after.program is not None, (hint, after.diagnostics)
            assert heard(after.program) == heard(before.program)
            assert (after.program.length, after.program.placed) == (before.program.length, before.program.placed)


@pytest.mark.parametrize("song", SONGS)
def test_hints_of_a_stretch_are_those_that_lie_in_it(song: str) -> None:
    document = Document.of(SONGS[song])
    everything = hints(document, 0, len(SONGS[song]))
    assert [hint.at for hint in everything] == sorted(hint.at for hint in everything)
    assert all(hint.label and hint.tooltip for hint in everything)
    for begin in range(0, len(SONGS[song]), 101):
        wanted = tuple(hint for hint in everything if begin <= hint.at <= begin + 90)
        assert hints(document, begin, begin + 90) == wanted


def test_hints_of_a_song_cut_anywhere_lie_in_it() -> None:
    for text in prefixes(10, 80):
        assert all(0 <= hint.at <= len(text) for hint in hints(Document.of(text), 0, len(text)))


@pytest.mark.parametrize("seed", range(4))
def test_hints_after_edits_are_those_of_the_text_read_anew(seed: int) -> None:
    random = Random(seed)
    document = Document.of(random.choice([*SONGS.values()]))
    for _ in range(15):
        document = document.edited(*edit(document.text, random))
        length = len(document.text)
        assert hints(document, 0, length) == hints(Document.of(document.text), 0, length)
