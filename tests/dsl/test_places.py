"""Where notes come from: the letters in the text that made them, whatever was done to them since."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_dsl import check
from pattern_engine.expression import Apply, Argument, Atom, Chain, Hole, Lambda, Table
from pattern_engine.performance import perform
from pattern_engine.places import places

NOTES = st.sampled_from(("c4", "e4", "fs4", "bb3", "g4", "a#5"))


def groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Mini-notation around mini-notation."""
    several = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        several.map(lambda steps: f"[{' '.join(steps)}]"),
        several.map(lambda steps: f"<{'  '.join(steps)}>"),
        several.map(lambda steps: f"[{', '.join(steps)}]"),
        st.tuples(inner, st.sampled_from(("*2", "*<2 3>", "/2", "!2", "@3", "?", "(3,8)", "(<3 5>,8,1)"))).map("".join),
    )


STEPS = st.recursive(st.one_of(NOTES, st.just("~")), groups, max_leaves=6)
MUSIC = st.lists(STEPS, min_size=1, max_size=4).map(" ".join)
CHANGES = st.lists(
    st.sampled_from(
        (
            ".rev()",
            ".every(4, .rev())",
            ".off(1/8, .rev())",
            ".fast(2)",
            '.slow("<1 2>")',
            ".ply(2)",
            ".euclid(3, 8)",
            ".jux(.rev())",
            '.vel("0.5 0.8")',
            ".superimpose(x => x.late(1/4))",
            ".degradeBy(0.3)",
            ".chunk(4, .fast(2))",
        )
    ),
    max_size=3,
).map("".join)
COMMENTS = st.sampled_from(("", "// 🎹 ünd 音\r\n", "/* a\n\n\tb */ ", "// c4 e4\r"))
BLOCKS = st.tuples(COMMENTS, MUSIC, CHANGES).map(lambda one: f'{one[0]}melody {{ piano "{one[1]}"{one[2]}; }}\n')


@settings(max_examples=120, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=3).map("".join))
def test_every_note_comes_from_the_letters_that_name_it(text: str) -> None:
    program = check(text).program
    assert program is not None
    known = {part.key: set(places(part.music)) for part in program.parts}
    for note in perform(program).notes(Fraction(0), Fraction(4)):
        assert note.note in {text[begin:end] for begin, end in note.origin}
        assert set(note.origin) <= known[note.part]


@pytest.mark.parametrize(
    ("block", "written"),
    [
        ('melody { piano "c4 <e4 g4>"; }', {"c4", "e4", "g4"}),
        ("melody { piano C4 0.0; piano E4 0.5 dur 1/2 vel 0.7; }", {"C4", "E4"}),
        ('melody { piano d"0 2 4"; }', {"0", "2", "4"}),
        ('rhythm { drums x"x..x"; }', {"x"}),
        ('melody { piano "c4".add("<0 7>"); }', {"c4", "0", "7"}),
        ("melody { piano riff; }", {"c5", "d5"}),
        ('melody { piano "c4 $riff"; }', {"c4", "c5", "d5"}),
        ('melody { piano "c4".twice(); }', {"c4", "b5"}),
        ('melody { piano "c4".pan(place); }', {"c4", "0.25"}),
        ('harmony { piano "<C Am>"; }', {"C", "Am"}),
        ('rhythm { drums "bd:3 sd"; }', {"bd", "sd", "3"}),
        ('melody { piano "c4*2"; } section a 1 bar { melody { piano "e4"; } } form a a;', {"e4"}),
    ],
)
def test_notes_come_from_where_their_values_are_written(block: str, written: set[str]) -> None:
    text = f'let riff = "c5 d5";\nparam place = 0.25 in 0..1;\ndef twice(p) = cat(p, "b5");\n{block}\n'
    snapshot = check(text)
    assert snapshot.program is not None, snapshot.diagnostics
    notes = perform(snapshot.program).notes(Fraction(0), Fraction(4))
    assert {text[begin:end] for note in notes for begin, end in note.origin} == written


def test_places_are_those_of_every_atom_once_and_in_order() -> None:
    shared = Apply("seq", (Atom("c", (5, 6)), Atom("d", (7, 8))))
    music: tuple[Argument, ...] = (
        shared,
        Apply("fast", (shared,), (("by", Atom(2, (20, 21))),), (30, 34)),
        Chain((Apply("add", (Atom(7, (1, 2)),)),)),
        Lambda(("x",), Apply("off", (Hole("x"), Atom(3, (9, 10))))),
        Table((("kick", Atom("e", (3, 4))), ("none", Atom("f")))),
    )
    assert places(music) == ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (20, 21))


def test_music_that_shares_much_is_looked_through_once() -> None:
    music: Argument = Atom("c4", (0, 2))
    for _ in range(200):
        music = Apply("cat", (music, music))
    assert places(music) == ((0, 2),)


@pytest.mark.parametrize(
    ("block", "lit"),
    [
        ('melody { piano "c4 e4".vel("0.7 0.5").room(0.35).add("7"); }', {"c4", "e4", "0.7", "0.5"}),
        ("melody { piano C4 0.0 vel 0.7; }", {"C4"}),
        ('melody { piano cat("c4", "e4"); }', {"c4", "e4"}),
        ("rhythm { drums Kick.euclid(3, 8); }", {"Kick"}),
        ('melody { piano d"0 2".scale("C minor"); }', {"0", "2"}),
    ],
)
def test_what_is_given_once_and_for_all_is_left_out_on_demand(block: str, lit: set[str]) -> None:
    program = check(block).program
    assert program is not None
    assert {block[begin:end] for part in program.parts for begin, end in places(part.music, constant=False)} == lit
