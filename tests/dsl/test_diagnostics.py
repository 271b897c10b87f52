"""Every diagnostic as people read it: its code, the smallest range, carets below it, help, effect on the sound."""

from __future__ import annotations

import pytest

from pattern_dsl import Diagnostic, ProgramError, check, compile_expression, compile_program, report
from pattern_dsl.diagnostic import CODES
from pattern_dsl.source import Source

CASES = {
    "PS001": ("tempo 120", ""),
    "PS002": ("tempo tempo 120 120;", "120"),
    "PS004": ("melody { piano C4 0; § }", "§"),
    "PS006": (f'melody {{ piano "c4".vel({"(" * 201}1{")" * 201}); }}', "("),
    "PS007": ("melody { }" * 20_001, "m"),
    "PS010": ('melody { piano "c4 [e4"; }', ""),
    "PS012": ('melody { piano "  "; }', "  "),
    "PS101": ('melody { paino "c4"; }', "paino"),
    "PS102": ('melody { piano "c4".fsat(2); }', "fsat"),
    "PS103": ('melody { piano "c4".add(2, hwo="mix"); }', "hwo"),
    "PS105": ("melody { piano rif; }", "rif"),
    "PS106": ("key C minr;", "minr"),
    "PS108": ('import piano from "kys";', '"kys"'),
    "PS110": ('rhythm { synth "Kick Snar"; }', "Snar"),
    "PS203": ("tempo 2000;", "2000"),
    "PS204": ("meter 0/4;", "meter 0/4;"),
    "PS205": ('melody { piano "c4".fast(.rev()); }', ".rev()"),
    "PS206": ('melody { piano "c4".fast(); }', "fast"),
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


@pytest.mark.parametrize("code", [code for code in CASES if code not in ("PS101", "PS012", "PS108", "PS404")])
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
        "  = sound: this part keeps its last good version"
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
