"""Every diagnostic as people read it: its code, the smallest range, carets below it, help, effect on the sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from pattern_dsl import Diagnostic, ProgramError, check, compile_expression, compile_program, report
from pattern_dsl.catalogue import CODES
from pattern_dsl.diagnostic import SILENT, of_fault
from pattern_dsl.fix import fixed
from pattern_dsl.lexer import grammar
from pattern_dsl.source import Source
from pattern_dsl.tree import Fault
from pattern_grammar.build import GRAMMARS

CASES = {
    "PS001": ("tempo 120", ""),
    "PS002": ("tempo tempo 120 120;", "120"),
    "PS004": ("melody { piano C4 0; § }", "§"),
    "PS005": ('melody { piano q"c4"; }', "q"),
    "PS006": (f'melody {{ piano "c4".vel({"(" * 201}1{")" * 201}); }}', "("),
    "PS007": ("melody { }" * 30_001, "m"),
    "PS010": ('melody { piano "c4 [e4"; }', ""),
    "PS012": ('melody { piano "  "; }', "  "),
    "PS101": ('melody { paino "c4"; }', "paino"),
    "PS102": ('melody { piano "c4".fsat(2); }', "fsat"),
    "PS103": ('melody { piano "c4".add(2, hwo="mix"); }', "hwo"),
    "PS105": ("melody { piano rif; }", "rif"),
    "PS106": ("key C minr;", "minr"),
    "PS108": ('import piano from "kys";', '"kys"'),
    "PS111": ('rhythm { synth "Kick".euclidOff(3, 8, 2); }', "euclidOff"),
    "PS110": ('rhythm { synth "Kick Snar"; }', "Snar"),
    "PS109": ('import "a.pattern" as a;', '"a.pattern"'),
    "PS112": ("def f(p) = p.f();", "f"),
    "PS202": ('melody { piano "c4".pan(3); }', "3"),
    "PS203": ("tempo 2000;", "2000"),
    "PS210": ("meter 0/4;", "0/4"),
    "PS205": ('melody { piano "c4".fast(.rev()); }', ".rev()"),
    "PS206": ('melody { piano "c4".fast(); }', "fast"),
    "PS207": ("let x = 5.fast(2);", "5"),
    "PS301": ("melody { piano C4 0 dur 0; }", "0"),
    "PS008": ("melody { piano C4 1234567890123456; }", "1234567890123456"),
    "PS308": ('rhythm { synth "Kick*5000"; }', '"Kick*5000"'),
    "PS402": ("section a { }", "a"),
    "PS211": ('melody { piano "0".scale("C foo"); }', "scale"),
    "PS307": ('rhythm { synth "Kick(9,8)"; }', "Kick(9,8)"),
    "PS403": ('let e4 = "c4";', "e4"),
    "PS404": ("tempo 90; tempo 91;", "tempo 91;"),
    "PS405": ("def f(p, p) = p.rev();", "p"),
    "PS408": ("hush;", "hush;"),
    "PS503": ('import kit from "./no such/";', '"./no such/"'),
}


def test_every_case_is_of_a_code_that_the_catalogue_has() -> None:
    assert CASES.keys() <= CODES.keys()


@pytest.mark.parametrize("code", CASES)
def test_a_diagnostic_marks_what_is_wrong_and_nothing_else(code: str) -> None:
    text, marked = CASES[code]
    problems = [problem for problem in check(text, library=Circle()).diagnostics if problem.code == code]
    assert [text[problem.begin : problem.end] for problem in problems] == [marked]


_NO_ERRORS = ("PS101", "PS012", "PS108", "PS202", "PS402", "PS404", "PS408", "PS503")


class Circle:
    """A library whose every text imports itself."""

    def text(self, path: str) -> str:
        return f'import "{path}" as a;'

    def has_folder(self, path: str) -> bool:
        return False


@pytest.mark.parametrize("code", [code for code in CASES if code not in _NO_ERRORS])
def test_an_error_says_what_it_does_to_the_sound(code: str) -> None:
    problem = next(problem for problem in check(CASES[code][0], library=Circle()).diagnostics if problem.code == code)
    assert problem.severity == "error"
    assert problem.effect


def shown(text: str, number: int = 0) -> str:
    snapshot = check(text, "song.pattern")
    return report(snapshot.diagnostics[number], snapshot.source)


def test_a_report_has_place_code_excerpt_caret_help_and_effect() -> None:
    assert shown('melody {\n  piano "c4".fsat(2);\n}') == (
        "song.pattern:2:14: error[PS102]: there is no method fsat\n"
        '2 |   piano "c4".fsat(2);\n'
        "  |              ^^^^\n"
        "  = help: did you mean fast?\n"
        "  = sound: this text does not play until this is mended"
    )


def test_carets_stand_below_tabs_and_wide_signs() -> None:
    assert shown('rhythm {\n\tsynth "🥁 Kick";\n}').split("\n")[1:3] == ['2 | \tsynth "🥁 Kick";', "  | \t       ^^"]
    assert shown('// 字 🎵\nmelody { piano "c4 h4"; } // 字').split("\n")[1:3] == [
        '2 | melody { piano "c4 h4"; } // 字',
        "  |                    ^^",
    ]
    assert shown('melody { /* 字字 */ piano "h4"; }').split("\n")[2] == "  |" + " " * 28 + "^^"


def test_what_is_missing_has_one_caret_where_it_belongs() -> None:
    assert shown("tempo 120\nseed 1;").split("\n")[:3] == [
        "song.pattern:1:10: error[PS001]: a semicolon ; is missing here, before 'seed'",
        "1 | tempo 120",
        "  |          ^",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = end.join(["melody {", '  piano "c4";', '  piano "h4";', "}"])
    assert shown(text).split("\n")[:3] == [
        "song.pattern:3:10: error[PS110]: h4 is no note",
        '3 |   piano "h4";',
        "  |          ^^",
    ]


def test_of_a_long_line_the_place_is_shown() -> None:
    text = f'melody {{ {" " * 5000}piano "h4"; {"x" * 5000} C4 0; }}'
    lines = shown(text).split("\n")
    assert len(lines[1]) < 130
    assert lines[1][lines[2].index("^") :].startswith("h4")


def test_signs_that_do_not_print_are_shown_as_such() -> None:
    assert "\x00" not in shown("melody { piano\x00 C4 0; }")


@pytest.mark.parametrize(
    ("found", "wanted"), [("‘", '"'), ("“", '"'), ("；", ";"), ("（", "("), ("\u00a0\u2011", None)]
)
def test_a_sign_from_a_text_processor_has_a_replacement(found: str, wanted: str | None) -> None:
    problem = next(p for p in check(f"melody {{ piano C4 0; {found} }}").diagnostics if p.code == "PS004")
    assert problem.hint == (f"write {wanted}" if wanted else None)


@pytest.mark.parametrize(
    "text",
    [
        '# room 2 of the house\nmelody { piano "c4"; }',
        "tempo 120; # gain 1 is loud",
        'melody { piano "c4"; # pan 1 means right\n}',
        'let a = piano("c4 e4");',
        'import "x.pattern" fast 2;',
        "swap at 4 bars with xfade(2) gain 3;",
        "melody { piano V 0; }",
        'rhythm { drums "bd"; }\nmelody { piano V 0; }',
        'harmony { pad "C ii"; }',
        'harmony { pad """ii V I"""; }',
        'melody { piano "c4" # room 0,5; }',
    ],
)
def test_what_may_mean_something_else_has_no_fix(text: str) -> None:
    problems = check(text).diagnostics
    assert problems
    assert [problem.fixes for problem in problems if problem.fixes] == []


@pytest.mark.parametrize(
    "text",
    [
        'tuning "slendroJust"; harmony { pad "Cm7 Fm7"; }',
        'melody { piano "c4*64".spaceOut([1, 1/2, 1/4, 1/8, 1/64]); }',
        'melody { piano "c4".spaceOut([1, 1/1000000]); }',
        'melody { piano "c4*64".spaceOut([8, 4, 1/100]); }',
    ],
)
def test_what_can_be_played_is_no_mistake(text: str) -> None:
    assert [problem for problem in check(text).diagnostics if problem.severity != "info"] == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('melody { piona "c4"; }', "did you mean piano?"),
        ('melody { piano "c4".degradeby(0.5); }', "did you mean degradeBy?"),
        ('let riff = "c4"; melody { piano rif; }', "did you mean riff?"),
        ('rhythm { synth "Snar"; }', "did you mean Snare?"),
        ("key C minr;", "did you mean minor?"),
        ('melody { piano "c4".add(2, hwo="mix"); }', "did you mean how?"),
        ('import piano from "kys";', "did you mean keys?"),
    ],
)
def test_a_misspelt_name_has_a_nearest_one(text: str, hint: str) -> None:
    assert [problem.hint for problem in check(text).diagnostics] == [hint]


@pytest.mark.parametrize("text", [text for text, _ in CASES.values()])
def test_every_error_has_the_same_effect_for_it_holds_wherever_it_is_shown(text: str) -> None:
    for problem in check(text).diagnostics:
        assert (problem.effect == SILENT) == (problem.severity == "error")


def test_a_step_that_is_silent_says_so_only_if_the_rest_plays() -> None:
    effects = [problem.effect for problem in check("melody { piano Foo 0; }").diagnostics]
    assert effects == ["this step is silent"]


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_word_of_a_grammar_has_a_name_that_people_know(name: str) -> None:
    kinds = {kind for row in grammar(name).states for kind in row if kind.isupper()} - {"$END"}
    for kind in kinds:
        problem = of_fault(Fault("unexpected", 0, 1, "x", (kind,)))
        spoken = problem.message.removeprefix("'x' is not expected here; expected ")
        assert spoken.upper() != kind or kind in grammar(name).keywords.values() or kind == "SECONDS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("melody { piano C4 0 foo; }", "a semicolon ;, dur, every or for"),
        ("melody { piano C4 5 5; }", "a semicolon ;, dur, every or for"),
        ("melody a 5 { }", "an attribute such as len, an opening brace { or ->"),
        ("section a { melody { } 5 } form a;", "a part, block or header or a closing brace }"),
        ("let x 5;", "an equals sign ="),
        ("meter 4;", "/ and a number: meter 4/4;"),
        ("melody len 2 x { }", "bars, beats or cycles or /"),
        ('melody { piano "c4".fast(2 3); }', "an operator, a closing bracket ), a comma or a method"),
    ],
)
def test_what_is_expected_is_what_could_stand_there_and_at_most_four_things(text: str, expected: str) -> None:
    assert [problem.message.split("expected ")[-1] for problem in check(text).diagnostics] == [expected]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("melodi { piano C4 0; }", "did you mean melody?"),
        ("Melody { piano C4 0; }", "did you mean melody?"),
        ("mute rythm { synth Kick 0; }", "did you mean rhythm?"),
        ("temp 120;", "did you mean tempo?"),
        ("tempo 120,5;", "write 120.5"),
        ("melody { piano C4 .5; }", "write 0.5"),
        ("melody { piano C4 0 dur .5; }", "write 0.5"),
        ('melody { piano "c4".pan(.5); }', "write 0.5"),
        ("melody { piano C4 E4 G4 0.0; }", "write C4,E4,G4"),
        ("melody { mute piano C4,E4 G4 1:2; }", "write C4,E4,G4"),
        ('melody { piano q"0 2"; }', 'strings are "c4 e4 g4", d"0 2 4 7", r"I vi ii V7", x"x..x..x.", n"0 0.5 1"'),
        ("section a { rythm { synth Kick 0; } } form a;", "did you mean rhythm?"),
        ("swing 60% on 1/8;", "write 0.6"),
        ("swing 60%;", "write 0.6"),
        ("let x = 5.fast(2);", "write pure(5).fast(…), or the number in quotes"),
    ],
)
def test_a_habit_of_another_language_is_read_as_it_was_meant(text: str, hint: str) -> None:
    assert [problem.hint for problem in check(text).diagnostics] == [hint]


@pytest.mark.parametrize("word", ["var", "const", "function", "return"])
@pytest.mark.parametrize("rest", [" a { piano C4 0; }", " a b;", "", " x = 2;", " a { melody { piano C4 0; } }"])
def test_a_word_that_other_languages_have_is_said_once_and_left_out(word: str, rest: str) -> None:
    text = f"{word}{rest}\nmelody {{ piano nobody; }}"
    messages = [problem.message for problem in check(text).diagnostics]
    assert messages == [f"the language has no {word}", "nothing is called nobody here"]


@pytest.mark.parametrize(
    "text",
    [
        'melody { x "c4"; a: x "c4"; piano"c4"; }',
        'melody { let x = 7; piano "c4".late(x%2).late(7%2).late(7 % 2); }',
        "rhythm { mute Kick Snare 1; Synth Kick 0; C4 E4 1; let Tom 2; }",
        'melody { piano C4 5 .pan(0.2); piano C4 5.pan(0.2); piano pure(5).fast(2).add("c4"); }',
        'melody { piano "c4".euclid(3,8); piano ["c4", "e4"].vel(1); }',
        "harmony { piano C4 0.30000000000000004; piano C4 000000000000000001.5; piano C4 0.3333333333333333; }",
        f"melody {{ piano C4 0.{'1' * 58}; piano C4 {'0' * 30}2:1.{'3' * 20}; }}",
    ],
)
def test_what_only_looks_like_a_mistake_is_none(text: str) -> None:
    assert [problem for problem in check(text).diagnostics if problem.severity == "error"] == []


def test_a_number_too_large_in_a_quotient_is_said_once() -> None:
    problems = check('melody { piano "c4".late(1/99999999999999999999999); }').diagnostics
    assert [problem.code for problem in problems] == ["PS008"]


def test_a_program_with_errors_raises_with_all_of_them() -> None:
    with pytest.raises(ProgramError) as caught:
        compile_program('melody { piano "c4".fsat(2); piano "h4"; paino C4 0; }')
    assert [problem.code for problem in caught.value.diagnostics] == ["PS102", "PS110"]
    assert "PS102" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('"c4', [("PS001", 0, 3)]),
        ('"c4 [e4"', [("PS010", 7, 7)]),
        ('"c4".fsat()', [("PS102", 5, 9)]),
        ("", [("PS001", 0, 0)]),
        ('"a"; "b"', [("PS002", 5, 8)]),
        ('"a*9999"', [("PS308", 0, 8)]),
        ('"a(9,8)"', [("PS211", 1, 7)]),
    ],
)
def test_places_in_an_expression_are_those_of_the_expression(code: str, expected: list[tuple[str, int, int]]) -> None:
    with pytest.raises(ProgramError) as caught:
        compile_expression(code)
    found = [(problem.code, problem.begin, problem.end) for problem in caught.value.diagnostics]
    assert found[: len(expected)] == expected


def test_a_source_knows_its_lines() -> None:
    source = Source("x", "ab\r\ncd\re\n")
    assert [source.line_column(offset) for offset in (0, 4, 7, 9)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert [source.line(number) for number in (1, 2, 3, 4)] == ["ab", "cd", "e", ""]
    assert "^" in report(Diagnostic("PS001", "error", 9, 9, "x"), source)


def test_a_section_does_not_say_again_that_a_part_has_a_mistake() -> None:
    text = 'melody keys { piano "c4".fats(2); }\nsection a { keys; }\nform a;\n'
    assert [problem.code for problem in check(text).diagnostics] == ["PS102"]


EIGHT = [
    ("PS203", "error", "2000", "a tempo of 2000 cannot be played"),
    ("PS108", "warning", '"kys"', "there is no pack called kys; its instruments are looked for by name"),
    ("PS102", "error", "fsat", "there is no method fsat"),
    ("PS010", "error", "", "a closing bracket ] is missing here, the string ends"),
    ("PS101", "warning", "paino", "no instrument is called paino; a default voice plays it"),
    ("PS105", "error", "rif", "nothing is called rif here"),
    ("PS202", "warning", "3", "pan goes from 0 to 1, not 3"),
    ("PS205", "error", ".rev()", "fast expects a time as its factor, not a function"),
]


@pytest.mark.parametrize("around", [0, 50])
def test_each_of_eight_mistakes_is_said_once_in_its_place(around: int) -> None:
    part = 'melody part{} {{\n  piano "c4 [e4 g4]*2";\n  piano C4 0.5 dur 1/2;\n}}\n'
    before = "".join(part.format(number) for number in range(around))
    text = Path(__file__).with_name("eight_mistakes.pattern").read_text(encoding="utf-8")
    text = text.replace("melody wrong", f"{before}melody wrong") + before.replace("part", "after")
    found = [(p.code, p.severity, text[p.begin : p.end], p.message) for p in check(text).diagnostics]
    assert found == EIGHT
    places = [problem.begin for problem in check(text).diagnostics]
    assert places == sorted({*places})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("section intro { rhythm; }", "a section names blocks that have a name"),
        ('melody { piano "c4"; } -> midi;', "before its brace: melody -> midi"),
        ("tempo 120 bpm;", "tempo 120;"),
        ("tempo = 120;", "headers have no equals sign"),
        ('melody { piano "c4" * 2; }', ".fast(2)"),
        ('section a { piano "c4"; }', "notes stand in a block inside it"),
        ('melody { piano("c4", 2); }', "piano is an instrument"),
        ('melody { piano "c4".lfp(300); }', "did you mean lpf?"),
        ('melody { piano "c4".Amp(1); }', "did you mean amp?"),
    ],
)
def test_a_hint_says_how_it_is_written_here(text: str, hint: str) -> None:
    assert hint in " ".join(str(problem.hint) for problem in check(text).diagnostics)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('melody { piano "c4 e4.rev();\n}', 'melody { piano "c4 e4".rev();\n}'),
        ('melody { piano "c4(3,8) e4 .fast(2);\n}', 'melody { piano "c4(3,8) e4" .fast(2);\n}'),
        ('melody { piano c4.struct("t ~ t).vel(0.5);\n}', 'melody { piano c4.struct("t ~ t").vel(0.5);\n}'),
        ('melody { piano "c4 e4;\n}', 'melody { piano "c4 e4";\n}'),
        ("melody { piano c4'.rev(); }", "melody { piano c4.rev(); }"),
        ("melody { piano 'c4 e4'.rev(); }", 'melody { piano "c4 e4".rev(); }'),
        ('harmony { pad "ii V I"; }', 'harmony { pad r"ii V I"; }'),
        ('key H minor; melody { piano d"0"; }', 'key B minor; melody { piano d"0"; }'),
        ('melody { piano "c4 e4" room 0.3; }', 'melody { piano "c4 e4".room(0.3); }'),
        ('melody { piano("c4 e4").fast(2); }', 'melody { piano "c4 e4".fast(2); }'),
        ('melody { piano "c4" # fast 3/2; }', 'melody { piano "c4".fast(3/2); }'),
        ('melody { piano "c4" fast 2/3 ; }', 'melody { piano "c4".fast(2/3) ; }'),
        ('/* 5" */ let x = .5; title "x";', '/* 5" */ let x = 0.5; title "x";'),
        ('melody { piano "c4" # room 0.3; }', 'melody { piano "c4".room(0.3); }'),
        ('melody { piano "c4"  # gain "0.5 1"; }', 'melody { piano "c4".gain("0.5 1"); }'),
        ('melody { piano "c4 e4 |"; }', 'melody { piano "c4 e4 "; }'),
    ],
)
def test_a_slip_is_mended_as_it_was_meant(text: str, mended: str) -> None:
    problem = next(problem for problem in check(text).diagnostics if problem.fixes)
    assert fixed(text, problem.fixes[0]) == mended
    assert [one for one in check(mended).diagnostics if one.severity == "error"] == []
