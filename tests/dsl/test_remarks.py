"""Remarks: what is worth a look and what is not; how they are ignored; and that each mistake of a text is said once."""

from __future__ import annotations

import pytest

from pattern_dsl import check, report
from pattern_dsl.fix import Edit, Fix, fixed
from pattern_dsl.idle import NEUTRAL
from pattern_engine.performance import perform
from pattern_engine.ranges import range_of


def said(text: str) -> list[tuple[str, str]]:
    """The code and the marked text of every diagnostic."""
    return [(problem.code, text[problem.begin : problem.end]) for problem in check(text, advice=True).diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('melody { guitar "c1 e3 e9"; }', [("PS201", "c1"), ("PS201", "e9")]),
        ("melody { guitar E2,C1 0; }", [("PS201", "C1")]),
        ('melody { bass "g a g7".octave(2); }', [("PS201", "g7")]),
        ('melody { piano "0 2 4"; piano "60 c4 200"; bass n"0"; }', [("PS201", "0"), ("PS201", "200"), ("PS201", "0")]),
        ('melody { bass "g1".octave(2); bass d"0 2".octave(2).rev(); }', [("PS208", "octave"), ("PS208", "octave")]),
        ('melody { piano "c4?50 e4?200"; }', [("PS306", "?50"), ("PS306", "?200")]),
        ('import flute from "midi:1"; melody { flute "c3"; }', [("PS108", '"midi:1"'), ("PS201", "c3")]),
        (
            'melody { piano "c4".fast(1).slow(1).late(0); }',
            [("PS208", "fast(1)"), ("PS208", "slow(1)"), ("PS208", "late(0)")],
        ),
        ('melody { piano "c4".every(2, .fast(1)); }', [("PS208", "fast(1)")]),
        ('melody { piano "c4".gain(1); }', [("PS208", "gain(1)")]),
        ('melody { piano "c4".gain(0.5).gain(1); }', [("PS209", "gain(0.5)")]),
        ('melody { piano "c4".gain(0.5).pan(0.2).gain(0.8); }', [("PS209", "gain(0.5)")]),
        ('melody { piano "c4 <e4> [<g4> <a4 b4>]"; }', [("PS305", "<e4>"), ("PS305", "<g4>")]),
        ('rhythm { synth "Kick?0 Snare?1.0 HiHat?0.5"; }', [("PS306", "?0"), ("PS306", "?1.0")]),
        ('rhythm { synth "Kick(3,8,9)"; }', [("PS307", "9")]),
        ('rhythm { synth "Kick".euclid(9, 8); }', [("PS307", "euclid")]),
        ('melody { piano "[~ ~] <~ ~>"; }', [("PS309", '"[~ ~] <~ ~>"')]),
        ("melody len 2 bars { piano C4 7.5; piano C4 8; }", [("PS302", "8")]),
        ('import * from "keys"; import lead, pad from "synths"; melody { piano C4 0; pad C4 1; }', [("PS401", "lead")]),
        ('import "./song.pattern" as song; melody { piano C4 0; }', [("PS108", '"./song.pattern"'), ("PS401", "song")]),
        ('def higher(x) = x.add(2); melody { piano "c4"; }', [("PS402", "higher")]),
        ('def rev(x) = x.fast(2); melody { piano rev("c4"); }', [("PS403", "rev")]),
        (
            "melody m { piano C4 0; } section a { m; } section b { m; } form a;",
            [("PS402", "b")],
        ),
        ('rhythm { synth s("Kik Snare"); }', [("PS104", "Kik")]),
    ],
)
def test_what_is_worth_a_look(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'melody { guitar "c1".add(24); }',  # what a method makes of a note is not known here
        'tuning "19edo"; melody { piano "0 2 4"; }',  # degrees of the tuning
        'section a { tuning "19edo"; melody { piano "0 2 4"; } } form a;',
        'let round = arrange([4, "c4 e4"], [4, "g4"]); melody { piano round; }',
        'melody { piano "<0 1>".pick(["c e", "g a"]).octave(3); piano timecat([3, "c4"], [1, "g4"]); }',
        'melody { piano xfade("c4", "<0 0.5 1>", "g4"); piano "1 1".freq("440 660"); }',
        'melody { piano "0 2".apply(.scale("C minor")); piano "0 2".every(1, .scale("C minor")); }',
        'melody { piano "c\'maj7".octave(3); piano seq(note("c e"), d"0 2").octave(2); }',
        'let on = 2; let x = 7%on; melody { piano "c4".late(x); }',
        'melody { piano d"0 2"; piano "0 2".scale("C minor"); piano "c4".add("0 2"); piano "c4".pan("0 1"); }',
        'melody { piano octave(3); bass "g".octave(2); bass "g g1".octave(2); }',
        'rhythm { guitar "Kick"; } harmony { guitar "C1"; }',
        'melody { theremin "c1"; } // ps: ignore PS101',
        'melody { piano "c4".fast("1 2").gain("0.5 1").gain(0.8); }',
        'melody { piano "c4".gain(0.5).add(2).gain(0.8); }',
        'melody { piano "<c4 e4> <c4*2>!2"; }',
        'rhythm { synth "Kick(3,8,7) Kick(8,8) Snare?0.5 Snare?"; }',
        'melody { piano "~"; piano silence; }',
        "melody len 2 bars { piano C4 0:3; piano C4 7.9; }",
        'let riff = "c4"; let _draft = "e4"; melody { piano "$riff"; }',
        'let riff = "c4"; def higher(x) = x.add(2);',  # a text that others import
        'let n = 2; melody len n bars { piano "c4"; }',
        'let bass = "c4"; melody { piano bass; }',
        'out superdirt; rhythm { synth s("gabba"); }',
        'import boom from "vst:Boom"; // ps: ignore PS108\nrhythm { boom s("Kick"); }',
        'rhythm { synth x"x...x..."; synth "Kick . Snare Snare"; }',
        "melody m { piano C4 0; } section a { m; } form (a a)*2;",
        'melody { piano "{c4 e4 g4, c3 e3}"; }',
    ],
)
def test_what_is_not(text: str) -> None:
    assert said(text) == []


def test_remarks_are_for_those_who_ask() -> None:
    text = 'melody { guitar "c1".fast(1); }'
    assert check(text).diagnostics == ()
    assert len(check(text, advice=True).diagnostics) == 2


@pytest.mark.parametrize("word", NEUTRAL)
def test_what_is_said_to_change_nothing_changes_nothing(word: str) -> None:
    programs = [
        check(f'melody {{ piano "c4 [e4 g4] <a4 b4>"{change}; }}').program
        for change in ("", f".{word}({NEUTRAL[word]})")
    ]
    plain, changed = (perform(program).notes(0, 4) for program in programs if program is not None)  # type: ignore[arg-type]
    assert [(n.begin, n.end, n.note) for n in plain] == [(n.begin, n.end, n.note) for n in changed]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('melody { guitar "c1"; }', 'melody { guitar "c3"; }'),
        ('melody { guitar "Bb8"; }', 'melody { guitar "Bb5"; }'),
        ('import lead, pad from "synths"; melody { pad C4 0; }', 'import pad from "synths"; melody { pad C4 0; }'),
        (
            'import piano, pad from "synths"; melody { piano C4 0; }',
            'import piano from "synths"; melody { piano C4 0; }',
        ),
        ('let riff = "c4";\nmelody { piano "c4"; }', 'melody { piano "c4"; }'),
        ('melody { piano "c4".every(2, .fast(1).rev()); }', 'melody { piano "c4".every(2, .rev()); }'),
        ("melody { piano ‘c4 e4’; }", 'melody { piano "c4 e4"; }'),
        ('melody { piano "h"; }', 'melody { piano "b"; }'),
        ("tempo 90;\nseed 1;\ntempo 91;\nmelody { piano C4 0; }", "seed 1;\ntempo 91;\nmelody { piano C4 0; }"),
        ("tempo 0.5;", "tempo 120;"),
        ('rhythm { synth "Kick".euclid(9, 8); }', 'rhythm { synth "Kick".euclid(8, 8); }'),
        ('melody { piano "0 2 4"; }', 'melody { piano d"0 2 4"; }'),
        ('melody { piano "c4".every(.rev(), 4); }', 'melody { piano "c4".every(4, .rev()); }'),
        (
            'melody { piano "c4".off( x => x.up(7) , "<1/8 1/4>" ); }',
            'melody { piano "c4".off( "<1/8 1/4>", x => x.up(7) ); }',
        ),
        ('melody { piano "c4".struct("x..x"); }', 'melody { piano "c4".struct(x"x..x"); }'),
        ('melody { piano "c4".degradeBy(50); }', 'melody { piano "c4".degradeBy(0.5); }'),
        ('melody { piano "c4".degradeBy(-1); }', 'melody { piano "c4".degradeBy(0); }'),
        ('melody { piano "c4?50"; }', 'melody { piano "c4?0.5"; }'),
        ('melody { piano "<0 2>*2 [4,7]"; }', 'melody { piano d"<0 2>*2 [4,7]"; }'),
        ('melody { piano "c4?100"; }', 'melody { piano "~"; }'),
        ('melody { piano "c4".degradeBy("50"); }', 'melody { piano "c4".degradeBy(0.5); }'),
        ('melody { piano "c4".euclid(3,8,2,1); }', 'melody { piano "c4".euclid(3,8,2); }'),
        ('melody { piano "c4".vel(0,5); }', 'melody { piano "c4".vel(0.5); }'),
        ('melody { piano "c4".lpf(100,25).rev(); }', 'melody { piano "c4".lpf(100.25).rev(); }'),
        ("section a 4 { melody { piano C4 0; } } form a;", "section a 4 bars { melody { piano C4 0; } } form a;"),
        ("key C:minor; melody { piano C4 0; }", "key C minor; melody { piano C4 0; }"),
        ("let x = c4 e4; melody { piano x; }", 'let x = "c4 e4"; melody { piano x; }'),
        ("swing 60%; melody { piano C4 0; }", "swing 0.6; melody { piano C4 0; }"),
    ],
)
def test_the_first_fix_is_what_a_musician_would_write(text: str, mended: str) -> None:
    assert fixed(text, check(text, advice=True).diagnostics[0].fixes[0]) == mended


def test_edits_of_a_fix_are_made_from_the_end_so_that_places_hold() -> None:
    assert fixed("abc", Fix("x", (Edit(0, 1, "xxx"), Edit(2, 3, "")))) == "xxxb"


def test_related_places_are_shown_with_their_line() -> None:
    snapshot = check('melody {\n  piano "c4";\n\nrhythm {\n  synth "Kick";\n}', "song.pattern")
    assert report(snapshot.diagnostics[0], snapshot.source).split("\n")[3] == "  = line 1:8: the block is opened here"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('melody { guitar "c1"; } // ps: ignore PS201', []),
        ('melody {\n  // ps: ignore PS201\n  guitar "c1";\n  guitar "d1";\n}', [("PS201", "d1")]),
        ('// ps: ignore PS201, PS208\nmelody { guitar "c1".fast(1); }\nmelody { guitar "d1"; }', [("PS201", "d1")]),
        ('melody { guitar "c1".fast(1); } // ps: ignore', []),
        ('melody { piano "c4"; } // ps: ignore', [("PS407", "// ps: ignore")]),
        ('melody { guitar "c1"; } // ps: ignore PS201 PS208', [("PS407", "PS208")]),
        ('melody { piano "c4".fsat(2); } // ps: ignore PS102', [("PS102", "fsat"), ("PS407", "// ps: ignore PS102")]),
        ('title "// ps: ignore PS201"; melody { guitar "c1"; }', [("PS201", "c1")]),
        ("// ps: ignore PS201", [("PS407", "// ps: ignore PS201")]),
    ],
)
def test_a_comment_leaves_a_code_out(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_who_does_not_ask_for_remarks_hears_nothing_of_useless_comments() -> None:
    assert check('melody { theremin "c4"; } // ps: ignore PS101, PS201').diagnostics == ()


EIGHT = (
    (
        """tempo 0;
key C minr;
melody {
  piano "c4 e4".fsat(2);
  piano "c4 [e4";
  paino C4 0;
  piano "h4";
  guitar "c1";
  piano "e4"
}
""",
        ["1:7 PS203", "2:7 PS106", "4:17 PS102", "5:16 PS010", "6:3 PS101", "7:10 PS110", "8:11 PS201", "9:13 PS001"],
    ),
    (
        """import lead from "synths";
let idle = "c4";
tempo 90;
tempo 91;
rhythm {
  synth "Kick(9,8)";
  synth "Snare?1 <Clap>";
  synth "Kick".gain(0.5).gain(0.6);
  synth "~ ~";
}
""",
        ["1:8 PS401", "2:5 PS402", "4:1 PS404", "6:10 PS307", "7:15 PS306", "7:18 PS305", "8:16 PS209", "9:9 PS309"],
    ),
    (
        """meter 0/4;
melody len 1 bar {
  piano C4 9;
  piano "c4".pan(3);
  piano "c4".fast(.rev());
  piano "c4".fast(1);
  piano ‘e4’;
  piano C4 0 dur 0;
}
""",
        ["1:7 PS210", "3:12 PS302", "4:18 PS202", "5:19 PS205", "6:14 PS208", "7:9 PS004", "7:12 PS004", "8:18 PS301"],
    ),
)


@pytest.mark.parametrize(("text", "expected"), EIGHT)
def test_eight_mistakes_are_eight_diagnostics_each_in_its_place(text: str, expected: list[str]) -> None:
    snapshot = check(text, advice=True)
    places = [(snapshot.source.line_column(problem.begin), problem.code) for problem in snapshot.diagnostics]
    assert [f"{line}:{column} {code}" for (line, column), code in places] == expected


def test_ranges_of_instruments_come_with_their_names() -> None:
    assert range_of("clarinet") == range_of("clarinetBb") == (50, 94)
    assert range_of("bass guitar") == range_of("bass_guitar") == (28, 67)
    assert range_of("piano") == (21, 108)
    assert range_of("pad") == (36, 96)
