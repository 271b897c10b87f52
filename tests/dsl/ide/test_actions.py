"""Actions: what they make of a text, and that it sounds as it did."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.ide.actions import Action, actions
from pattern_engine.performance import perform
from pattern_engine.program import Program

sys.path.insert(0, str(Path(__file__).parent))

from marked import ROOT, SONGS, prefixes

CHANGED = [
    ('melody { piano "c4 ‸e4".fast(2); }', "name it riff", 'let riff = "c4 e4";\nmelody { piano riff.fast(2); }'),
    ('rhythm { synth "Kick‸*4"; }', "name it hits", 'let hits = "Kick*4";\nrhythm { synth hits; }'),
    (
        'let riff = 1; melody { piano "c‸4"; }',
        "name it riff_2",
        'let riff = 1; let riff_2 = "c4";\nmelody { piano riff_2; }',
    ),
    (
        'melody { piano ‸cat("c4", "e4")‸.fast(2); }',
        "name it riff",
        'let riff = cat("c4", "e4");\nmelody { piano riff.fast(2); }',
    ),
    ('let n = "c4"; melody { let k = "e4"; piano "c4 $‸k"; }', "name it riff", None),
    ('import piano from "ke‸ys"; melody { piano "0".scale("C mi‸nor"); }', "name it riff", None),
    (
        'let ri‸ff = "c4 e4";\nmelody { piano riff.fast(2); }',
        "put riff where it is used",
        'melody { piano "c4 e4".fast(2); }',
    ),
    (
        "let n = 2;\nmelody { piano c4.fast(‸n); piano e4.slow(n); }",
        "put n where it is used",
        "melody { piano c4.fast(2); piano e4.slow(2); }",
    ),
    ('let ri‸ff = "c4";\nmelody { piano "e4 $riff"; }', "put riff where it is used", None),
    ("let x‸ = 1 + 1;\nmelody { piano c4.fast(x); }", "put x where it is used", None),
    ("mel‸ody { piano c4; }", "name the block theme", "melody theme { piano c4; }"),
    ("rhythm ‸{ synth Kick 0; }", "name the block groove", "rhythm groove { synth Kick 0; }"),
    ("melody a‸ { piano c4; }", "name the block theme", None),
    ("melody { pia‸no c4; }", "label it piano_part", "melody { piano_part: piano c4; }"),
    ("melody { mute pia‸no c4; }", "label it piano_part", "melody { piano_part: mute piano c4; }"),
    ("melody { a: pia‸no c4; }", "label it piano_part", None),
    (
        'key A minor; melody { piano "a4 [c5 ‸e5]*2 ~".fast(2); }',
        "write degrees of the key",
        'key A minor; melody { piano d"0 [2 4]*2 ~".fast(2); }',
    ),
    ('melody { piano "c4‸ eb4"; }', "write degrees of the key", None),
    ('melody { piano "c4‸ e4?"; }', "write degrees of the key", None),
    ('melody { piano "c4‸ e4".add(7); }', "write degrees of the key", None),
    ('melody { piano "c4‸ 64"; }', "write degrees of the key", None),
    (
        'key Eb major; melody { piano d"0 <1‸ 2>(3,8) -1@2"; }',
        "write notes",
        'key Eb major; melody { piano "Eb4 <F4 G4>(3,8) D4@2"; }',
    ),
    ('melody { piano d"0‸ 2b"; }', "write notes", None),
    ('melody a { piano d"0‸"; } section s { key D minor; a; } form s;', "write notes", None),
    ('melody { piano "c4‸ eb [g4 b]"; }', "move a semitone up", 'melody { piano "c#4 e [g#4 c5]"; }'),
    ('melody { piano "c4‸ Eb"; }', "move an octave down", 'melody { piano "c3 Eb3"; }'),
    (
        "melody {\n  piano C4‸ 0.0;\n  piano E4 0.5;\n  piano G4 1.5 dur 1;\n}",
        "write one phrase",
        'melody {\n  piano "C4 E4 ~ G4@2" 0 dur 2.5 vel 1.legato(1);\n}',
    ),
    ("melody { piano C4‸ 0.0; guitar E4 0.5; }", "write one phrase", None),
    ("melody { piano C4‸ 0.0 dur 1; piano E4 0.5; }", "write one phrase", None),
    (
        'melody {\n  piano "C4 E4@2 ~" 1‸ dur 2 vel 0.5.legato(1);\n}',
        "write notes at their times",
        "melody {\n  piano C4 1 dur 0.5 vel 0.5;\n  piano E4 1.5 dur 1 vel 0.5;\n}",
    ),
    ('melody { piano "c4@‸3*2 e4"; }', "sort the marks", 'melody { piano "c4*2@3 e4"; }'),
    ('melody { piano "c4@‸3!2 e4"; }', "sort the marks", None),
    ("melody { vio‸lin c4; }", "import violin: Violin", 'import strings as violin from "gm";\nmelody { violin c4; }'),
    ("melody { pia‸no c4; }", "mute it", "melody { mute piano c4; }"),
    ("melody { a: mute pia‸no c4; }", "unmute it", "melody { a: piano c4; }"),
    ("mu‸te melody { piano c4; }", "unmute the block", "melody { piano c4; }"),
    (
        'let a = 1;\r\n/// the tune\r\nmelody { piano "c4‸"; }',
        "name it riff",
        'let a = 1;\r\nlet riff = "c4";\r\n/// the tune\r\nmelody { piano riff; }',
    ),
    ('melody { ol‸in "c4"; }', "import olin: Violin", None),
    ("rhythm { mute Ki‸ck 0.5; }", "mute it", "rhythm { mute mute Kick 0.5; }"),
]
"""A text with a caret, or a stretch between two; an action by its title; what it makes, None if it is not offered."""


def offered(marked: str) -> tuple[str, tuple[Action, ...]]:
    text, places, at = marked.replace("‸", ""), [], 0
    for piece in marked.split("‸")[:-1]:
        at += len(piece)
        places.append(at)
    return text, actions(Document.of(text), places[0], places[-1])


def check_action(marked: str, title: str, wanted: str | None) -> None:
    text, found = offered(marked)
    made = [fixed(text, Fix("", action.edits)) for action in found if action.title == title]
    assert made == ([] if wanted is None else [wanted])


@pytest.mark.parametrize(("marked", "title", "wanted"), CHANGED)
def test_an_action_makes_of_a_text_what_its_title_says(marked: str, title: str, wanted: str | None) -> None:
    check_action(marked, title, wanted)


def heard(program: Program, like: Program) -> list[tuple[Fraction, Fraction, str, float, str, str]]:
    """What sounds in the first bars, whoever plays it; parts are called as those of *like*, on which chance hangs."""
    if len(program.parts) == len(like.parts):
        parts = tuple(part._replace(key=other.key) for part, other in zip(program.parts, like.parts, strict=True))
        program = program._replace(parts=parts)
    performance = perform(program)
    notes = performance.notes(min(program.start, Fraction(0)), Fraction(3))
    assert not performance.troubles
    sounds = [
        (
            note.begin,
            note.end,
            str(note.midi),
            round(note.velocity, 9),
            note.played_by,
            str(sorted(note.controls.items())),
        )
        for note in notes
    ]
    return sorted(sounds)


def check_keeps(text: str, random: Random, tries: int) -> int:
    """Do what is offered at some places of *text*: it sounds the same where it should; how often that was."""
    program = check(text).program
    assert program is not None
    before = heard(program, program)
    done = 0
    seen: set[tuple[object, ...]] = set()
    document = Document.of(text)
    for _ in range(tries):
        begin = random.randint(0, len(text))
        for action in actions(document, begin, begin):
            if action.edits in seen:
                continue
            seen.add(action.edits)
            made = check(fixed(text, Fix("", action.edits)))
            assert made.program is not None, (action, made.diagnostics)
            if action.keeps:
                assert heard(made.program, program) == before, action
                done += 1
    return done


OTHERS = [
    "times seconds; tempo 90; melody { piano C4 0.0; piano E4 0.5; piano G4 2 dur 1/3; }",
    "meter 7/8; rhythm { synth Kick 0; synth Snare 0.5 dur 1; synth HiHat 3.25; }",
    'meter 3/4; cycle 2 bars; melody { piano "c4 e4@2"; piano "c4 [e4 ~] g4@2" 1 dur 3 vel 0.5.legato(1); }',
    'key F# minor; melody { piano "f#4 [a4 c#5]*2 <b4 c#5>".rev().every(2, .fast(2)); lead d"0 -3 <4 9>!2"; }',
    'let a = "c4 e4"; let b = a.fast(2); melody { let c = b.rev(); piano c; x: piano b.add(a); guitar c; }',
    'tuning "19edo"; melody { piano "c4 e4@2*2" ; piano C4 1:2; piano E4 2:1; }',
]


@pytest.mark.parametrize("text", OTHERS)
def test_actions_on_a_text_keep_what_is_heard(text: str) -> None:
    assert check_keeps(text, Random(text), 120) > 0


@pytest.mark.parametrize("song", SONGS)
def test_actions_on_a_song_keep_what_is_heard(song: str) -> None:
    assert check_keeps(SONGS[song], Random(song), 25) > 0


def test_actions_on_the_specification_keep_what_is_heard() -> None:
    random = Random(1)
    done = 0
    for page in sorted((ROOT / "tests" / "language").glob("*.md")):
        written = page.read_text(encoding="utf-8")
        for text in re.findall(r"^```pattern\n(.*?)^```$", written, re.MULTILINE | re.DOTALL)[::4]:
            if check(text).program is not None:
                done += check_keeps(text, random, 3)
    assert done > 30


def test_a_phrase_and_its_notes_are_turned_into_each_other() -> None:
    text = "melody {\n  piano C4 0 dur 0.5 vel 1;\n  piano E4 0.5 dur 1 vel 1;\n}"
    (phrase,) = [one for one in actions(Document.of(text), 12, 12) if one.title == "write one phrase"]
    there = fixed(text, Fix("", phrase.edits))
    (notes,) = [one for one in actions(Document.of(there), 12, 12) if one.title == "write notes at their times"]
    assert fixed(there, Fix("", notes.edits)) == text


def test_degrees_and_notes_are_turned_into_each_other() -> None:
    text = 'key F minor; melody { piano "F4 [Ab4 C5]*2 Db5"; }'
    at = text.index("Ab4")
    (there,) = [one for one in actions(Document.of(text), at, at) if one.title == "write degrees of the key"]
    made = fixed(text, Fix("", there.edits))
    (back,) = [one for one in actions(Document.of(made), at, at) if one.title == "write notes"]
    assert fixed(made, Fix("", back.edits)) == text


def test_actions_at_any_place_of_a_song_cut_anywhere_raise_nothing() -> None:
    random = Random(3)
    for text in prefixes(9, 40):
        document = Document.of(text)
        for _ in range(6):
            begin = random.randint(0, len(text))
            end = min(len(text), begin + random.choice((0, 0, 3, 12)))
            for action in actions(document, begin, end):
                assert [*action.edits] == sorted(action.edits)
                assert all(0 <= one.begin <= one.end <= len(text) for one in action.edits)


def test_there_is_nothing_to_do_outside_a_text() -> None:
    with pytest.raises(ValueError, match="a stretch from 0 to 4 of a text of 3 signs"):
        actions(Document.of("abc"), 0, 4)
