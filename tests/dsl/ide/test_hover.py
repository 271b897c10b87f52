"""Hover: what is said about what is at the caret, which ``¦`` marks, and from where to where it is that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.ide.hover import hover
from pattern_dsl.ide.hover_roll import roll
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.modules import NoLibrary
from pattern_dsl.phrases import text as text_of
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.performance import perform
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS


class Fills(NoLibrary):
    """A library of one text."""

    def text(self, path: str) -> str:
        return 'let riff = "c4 e4";'


def check_hover(marked: str, at: str, *said: str) -> None:
    """What is hovered is *at*, and everything *said* is said about it."""
    text = marked.replace("¦", "")
    found = hover(Document.of(text, Fills()), marked.index("¦"))
    assert found is not None
    assert text[found.begin : found.end] == at
    assert [line for line in said if line not in found.text] == [], found.text


PLACES: list[tuple[str, str, Sequence[str]]] = [
    ('melody { pi¦ano "c4"; }', "piano", ("A grand piano", "pitched", "A0 … C8")),
    ('rhythm { ¦synth "Kick"; }', "synth", ("Kind: drums", "Words: Kick, Snare, HiHat")),
    ('melody { theremi¦n "c4"; }', "theremin", ("a default voice plays it",)),
    ('import piano as keys from "keys"; melody { keys¦ "c4"; }', "keys", ("piano: A grand", 'Imported from "keys"')),
    ('import pia¦no from "keys";', "piano", ("A grand piano",)),
    ('melody { piano "c4 ¦e4"; }', "e4", ("MIDI key 64", "329.63 Hz", "Degree 2 of C major, the third")),
    ('melody { piano "e¦b4"; }', "eb4", ("MIDI key 63", "Not in C major")),
    ('key Eb major; melody { piano "b¦b4"; }', "bb4", ("Degree 4 of Eb major, the fifth", 'd"4"')),
    (
        'key C major; section a { key A minor; melody { piano "a4¦ e4"; } }',
        "a4",
        ("Degree 0 of A minor, the tonic",),
    ),
    ('tuning "19edo" on A4; melody { piano "c#¦4"; }', "c#4", ("tuned to 19edo on A4", "273.83 Hz")),
    ("melody { piano C¦4 0.0; }", "C4", ("MIDI key 60", "261.63 Hz")),
    ("melody { piano E4,G¦4 1.0; }", "G4", ("MIDI key 67",)),
    ("rhythm { synth Ki¦ck 0; }", "Kick", ("Bass Drum 1", "key 36")),
    ('rhythm { synth "bd [~ s¦d]"; }', "sd", ("Acoustic Snare", "key 38", "`Snare`")),
    ('melody { synth "Cow¦bell"; }', "Cowbell", ("key 56",)),
    ('harmony { piano "Am¦7 G"; }', "Am7", ("A C E G",)),
    ('melody { piano chord("E¦b^7").voicing(); }', "Eb^7", ("Eb G Bb D",)),
    ('key Eb major; harmony { piano r"I i¦i7"; }', "ii7", ("Fm7 in Eb major", "notes F Ab C Eb")),
    ('key Eb major; harmony { piano r"V7/¦V"; }', "V7/V", ("F7 in Eb major", "F A C Eb")),
    ('section b { key A minor; harmony { piano r"¦V"; } }', "V", ("in A minor",)),
    ('key D dorian; melody { piano d"0 ¦2"; }', "2", ("F4 in D dorian",)),
    ('melody { piano "c4".fa¦st(2); }', "fast", (".fast(factor: time)", WORDS["fast"].help, WORDS["fast"].example)),
    ('melody { piano "c4".every(4, .re¦v()); }', "rev", (".rev()", "Family: tempo")),
    ('melody { piano "c4".lp¦f(800); }', "lpf", ("Range 20 … 20000 Hz", "MIDI controller 74", "`cutoff`")),
    ('melody { piano "c4".cut¦off(800); }', "cutoff", (".lpf(value", "Range 20 … 20000 Hz")),
    ('melody { piano "c4".lpf(8¦00); }', "800", ("`value: pattern`", "Range 20 … 20000 Hz")),
    ('melody { piano "c4".pan(¦0.5); }', "0.5", ("Range 0 … 1", "0.5 unless something is said")),
    ('melody { piano "c4".vel("0.2 0¦.9"); }', "0.9", ("`value: pattern` of `.vel", "Range 0 … 2")),
    ('melody { piano "c4".euclid(3, ¦8); }', "8", ("`n: count`", WORDS["euclid"].help)),
    ('melody { piano "c4".euclid(3, n¦=8); }', "n", ("`n: count`",)),
    ('melody { piano "c4".vel(si¦ne); }', "sine", (WORDS["sine"].help,)),
    ('melody { piano "0 2".scale("C mi¦nor"); }', "C minor", ("C D Eb F G Ab Bb",)),
    ('/// the hook\nlet riff = "c4 e4";\nmelody { piano ri¦ff; }', "riff", ('let riff = "c4 e4";', "the hook")),
    ('let riff = "c4 e4"; melody { piano "$ri¦ff g4"; }', "$riff", ('let riff = "c4 e4";',)),
    ('/// twice\nlet ri¦ff = "c4";', "riff", ('let riff = "c4";', "twice")),
    ("/// up\ndef li¦ft(p, n = 2) = p.up(n);", "lift", ("def lift(p, n = 2) = p.up(n);", "up")),
    ('def lift(p, n = 2) = p.up(n); melody { piano "c4".¦lift(); }', "lift", ("def lift(p, n = 2) = p.up(n);",)),
    ("def lift(p, ¦n = 2) = p.up(n);", "n", ("a parameter of this definition",)),
    ('melody { let ri¦ff = "c4"; piano riff; }', "riff", ('let riff = "c4";',)),
    ("def lift(p, n = 2) = p.up(¦n);", "n", ("a parameter of this definition",)),
    ('melody { piano "c4".every(2, x => ¦x.rev()); }', "x", ("a parameter of this function",)),
    ('param cut = 900 in 200..6000 log; melody { piano "c4".lpf(c¦ut); }', "cut", ("900 in 200..6000 log",)),
    ('import "fills.pattern" as fi¦lls; melody { piano fills.riff; }', "fills", ('import "fills.pattern" as fills',)),
    ('import ri¦ff from "fills.pattern";', "riff", ('import riff from "fills.pattern"',)),
    ('import piano as ke¦ys from "keys";', "keys", ("piano: A grand piano",)),
    ('import "fills.pattern" as fills; melody { piano fills.ri¦ff; }', "riff", ("of `fills.pattern`",)),
    (
        '/// boom\nrhythm dru¦ms len 2 bars { synth "Kick"; kit "HiHat"; }',
        "drums",
        ("rhythm block, len 2 bars", "2 statements by synth, kit", "boom"),
    ),
    ('rhythm drums { synth "Kick"; } section a { dru¦ms; }', "drums", ("rhythm block",)),
    ('rhythm d { kick: synth "Kick"; } section a { ki¦ck; }', "kick", ("a part of d",)),
    ('rhythm drums { synth "Kick"; } contrast replaces dr¦ums { synth Crash 0; }', "drums", ("rhythm block",)),
    ("section ver¦se 8 bars { key A minor; drums; }", "verse", ("section, 8 bars", "Plays drums", "key A minor")),
    ("section verse 8 bars { drums; } form ve¦rse*2;", "verse", ("section, 8 bars",)),
    ("te¦mpo 120;", "tempo", ("Crotchets a minute",)),
    ("tempo 1¦20;", "120", ("Crotchets a minute",)),
    ("key C mi¦nor;", "minor", ("C minor", "C D Eb F G Ab Bb")),
    ("key ¦C minor;", "C", ("root and scale",)),
    ("mel¦ody { }", "melody", ("A block of notes",)),
    ("melody x le¦n 2 bars { }", "len", ("How long the block is",)),
    ("melody { piano C4 0.0 d¦ur 1; }", "dur", ("How long the note sounds",)),
    ("melody { piano C4 ¦0.0; }", "0.0", ("in beats from the start",)),
    ('melody { mu¦te piano "c4"; }', "mute", ("silent",)),
    ("melody { l¦et a = 1; }", "let", ("a name",)),
    ('def f(p) = p.up(1); section a 2 bars wi¦th .f() { x; }', "with", ("Methods that change",)),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "at", "said"), PLACES, ids=[row[0] for row in PLACES])
def test_what_is_said(marked: str, at: str, said: Sequence[str]) -> None:
    check_hover(marked, at, *said)


NOTHING = [
    "// tem¦po 120;",
    "melody { /* pi¦ano */ }",
    "melody {¦ }",
    'melody { piano "c4" ¦ ; }',
    'title "Ni¦ght";',
    'title ¦"Night";',
    'melody { piano "c4".nonsen¦se(); }',
    "melody { piano nonsen¦se; }",
    'melody { piano "c4 [¦  e4]"; }',
    "¦",
]


@pytest.mark.parametrize("marked", NOTHING)
def test_nothing_is_said_about_comments_blanks_and_plain_text(marked: str) -> None:
    assert hover(Document.of(marked.replace("¦", "")), marked.index("¦")) is None


def test_only_what_stands_right_above_is_said_of_a_name() -> None:
    for above, said in (("/// one\n/// two\n", True), ("/// one\n/// two\n\n", False), ("/// one\n// two\n", False)):
        found = hover(Document.of(f"tempo 90;\r\n{above}def f(p) = p;"), len(f"tempo 90;\r\n{above}def "))
        assert found is not None
        assert ("one\ntwo" in found.text) == said


def rolled(marked: str) -> list[str]:
    """The roll that is shown for the string whose quote the caret is on."""
    found = hover(Document.of(marked.replace("¦", "")), marked.index("¦"))
    assert found is not None
    block = re.search(r"```text\n(.*?)\n```", found.text, re.DOTALL)
    assert block is not None
    return block[1].split("\n")


def test_a_string_is_shown_as_one_bar_from_high_to_low() -> None:
    assert rolled('melody { piano ¦"c4 e4 [g4 e4] ~"; }') == [
        "    1   2   3   4",
        "g4  ........x-......",
        "e4  ....x---..x-....",
        "c4  x---............",
    ]


def test_chords_are_shown_as_they_come() -> None:
    assert rolled('harmony { piano ¦r"I V"; }')[1:] == ["C  x-------........", "G  ........x-------"]


def test_a_roll_says_that_chance_draws_anew() -> None:
    for string, said in (('"c4? e4"', True), ('"c4 | e4"', True), ('"c4 e4"', False)):
        found = hover(Document.of(f"melody {{ piano {string}; }}"), 15)
        assert found is not None
        assert ("chance" in found.text) == said


def test_a_string_of_drums_is_shown_as_they_come() -> None:
    assert rolled('rhythm { synth "Kick*2, ~ Snare, HiHat*8"¦; }') == [
        "       1   2   3   4",
        "Kick   x-------x-------",
        "Snare  ........x-------",
        "HiHat  x-x-x-x-x-x-x-x-",
    ]


def test_triplets_get_steps_of_their_own_and_beats_where_they_fit() -> None:
    assert rolled('melody { piano ¦"c4 e4 g4"; }') == [
        "g4  ..........x----",
        "e4  .....x----.....",
        "c4  x----..........",
    ]


def test_degrees_are_shown_as_the_notes_of_the_key() -> None:
    assert rolled('key D dorian; melody { piano ¦d"0 2"; }')[1:] == ["F4  ........x-------", "D4  x-------........"]


def test_a_grid_is_shown_as_it_is_written() -> None:
    assert rolled('rhythm { synth Kick.struct(¦x"x..xx..x..x.x..."); }')[1] == "x  x..xx..x..x.x..."


def test_what_is_inserted_is_shown() -> None:
    assert rolled('let a = "c4 e4"; melody { piano ¦"$a g4"; }')[1:] == [
        "g4  ........x-------",
        "e4  ....x---........",
        "c4  x---............",
    ]


def test_a_string_that_cannot_be_played_is_not_shown() -> None:
    for broken in ('"c4 [e4"', '"c4*99999"', '"$nobody"', 'r"what"'):
        found = hover(Document.of(f"melody {{ piano {broken}; }}"), 15)
        assert found is None or "```text" not in found.text


@pytest.mark.parametrize(
    "string", ['"c4 e4 g4*2"', '"<c4 e4> [g4 a4 b4]"', 'd"0 4 7"', '"c4(3,8) ~ e4@3"', '"c4 e4 g4 b4 d5 e5 f5"']
)
def test_every_beginning_in_a_roll_is_an_onset_that_is_played(string: str) -> None:
    text = f"melody {{ piano {string}; }}"
    program = check(text).program
    assert program is not None
    played = {note.begin for note in perform(program).notes(Fraction(0), Fraction(1))}
    shown = roll(text_of(lex(grammar("pattern"), string)[0][0]), "C major", {})
    rows = [line.split("  ", 1)[1] for line in shown.split("\n") if not line.startswith(" ")]
    found = {Fraction(at, len(row)) for row in rows for at, sign in enumerate(row) if sign == "x"}
    assert found == played


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_every_control_tells_its_range(name: str) -> None:
    marked = f'melody {{ piano "c4".{name}(1); }}'
    found = hover(Document.of(marked), marked.index(f".{name}(") + 1)
    assert found is not None
    assert CONTROLS[name].help.rstrip(".") in found.text
    assert (f"{CONTROLS[name].unit}." in found.text) or not CONTROLS[name].unit


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_instrument_is_told(name: str) -> None:
    found = hover(Document.of(f'melody {{ {name} "c4"; }}'), 10)
    assert found is not None
    assert INSTRUMENTS[name].help in found.text
