"""Every diagnostic as people read it: its code, the smallest range, carets below it, help, effect on the sound."""

from __future__ import annotations

import pytest

from pattern_dsl import Diagnostic, ProgramError, check, compile_expression, compile_program, report
from pattern_dsl.diagnostic import CODES, SILENT, of_fault
from pattern_dsl.lexer import grammar
from pattern_dsl.source import Source
from pattern_dsl.tree import Fault
from pattern_grammar.build import GRAMMARS

CASES = {
    "PS001": ("tempo 120", ""),
    "PS002": ("tempo tempo 120 120;", "120"),
    "PS004": ("melody { piano C4 0; § }", "§"),
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
    "PS109": ('rhythm { synth "Kick".euclidOff(3, 8, 2); }', "euclidOff"),
    "PS110": ('rhythm { synth "Kick Snar"; }', "Snar"),
    "PS202": ('melody { piano "c4".pan(3); }', "3"),
    "PS203": ("tempo 2000;", "2000"),
    "PS204": ("meter 0/4;", "meter 0/4;"),
    "PS205": ('melody { piano "c4".fast(.rev()); }', ".rev()"),
    "PS206": ('melody { piano "c4".fast(); }', "fast"),
    "PS207": ("let x = 5.fast(2);", "5"),
    "PS301": ("melody { piano C4 0 dur 0; }", "0"),
    "PS302": ("melody { piano C4 1234567890123456; }", "1234567890123456"),
    "PS308": ('rhythm { synth "Kick*5000"; }', '"Kick*5000"'),
    "PS310": ('rhythm { synth "Kick(9,8)"; }', "Kick(9,8)"),
    "PS403": ('let e4 = "c4";', "e4"),
    "PS404": ("tempo 90; tempo 91;", "tempo 91;"),
}


def test_every_code_has_a_case() -> None:
    assert sorted(CASES) == sorted(CODES)


@pytest.mark.parametrize("code", CASES)
def test_a_diagnostic_marks_what_is_wrong_and_nothing_else(code: str) -> None:
    text, marked = CASES[code]
    problems = [problem for problem in check(text).diagnostics if problem.code == code]
    assert [text[problem.begin : problem.end] for problem in problems] == [marked]


@pytest.mark.parametrize("code", [code for code in CASES if code not in ("PS101", "PS012", "PS108", "PS202", "PS404")])
def test_an_error_says_what_it_does_to_the_sound(code: str) -> None:
    problem = next(problem for problem in check(CASES[code][0]).diagnostics if problem.code == code)
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
        ("melody { piano C4 0 foo; }", "a semicolon ;, dur, every or vel"),
        ('melody { piano "c4" 5; }', "a semicolon ; or a method"),
        ("let x 5;", "an equals sign ="),
        ("meter 4;", "/ and a number: meter 4/4;"),
        ("melody len 2 { }", "bars, beats or cycles or /"),
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
        ('melody { piano d"0 2"; }', 'write "0 2"'),
        ('melody { x"c4"; }', 'write "c4"'),
        ("let x = 5.fast(2);", "write pure(5).fast(…), or the number in quotes"),
    ],
)
def test_a_habit_of_another_language_is_read_as_it_was_meant(text: str, hint: str) -> None:
    assert [problem.hint for problem in check(text).diagnostics] == [hint]


@pytest.mark.parametrize("word", ["def", "section", "form", "out", "hush", "param"])
@pytest.mark.parametrize("rest", [" a { piano C4 0; }", " a b;", "", " x = 2;", " a { melody { piano C4 0; } }"])
def test_a_word_that_other_languages_have_is_said_once_and_left_out(word: str, rest: str) -> None:
    text = f"{word}{rest}\nmelody {{ piano nobody; }}"
    messages = [problem.message for problem in check(text).diagnostics]
    assert messages == [f"the language has no {word}", "nothing is called nobody here"]


@pytest.mark.parametrize(
    "text",
    [
        'melody { x "c4"; a: x "c4"; piano"c4"; }',
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
    assert [problem.code for problem in problems] == ["PS302"]


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
        ('"a(9,8)"', [("PS310", 1, 7)]),
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
