"""Dialects: who writes as other languages do is told how it is written here, and what is told can be written."""

import re

import pytest

from pattern_dsl import check
from pattern_dsl.dialects import BEGINNINGS, METHODS, ROLES_BY_NAME, SIGNS, SOUNDING, SUBSTITUTES
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.words import WORDS

ITEM = re.compile(r"(?:(?:mute )?(?:melody|rhythm|tempo(?= \d)|let|def|import|section) [^{;]*?(?:\{.*?; \}|;))")
SONG = 'melody bass { bass "c2"; } rhythm drums { synth "bd"; } '


@pytest.mark.parametrize("hint", sorted({*BEGINNINGS.values()}))
def test_what_is_to_be_written_can_be_written(hint: str) -> None:
    items = ITEM.findall(hint)
    assert items
    for item in items:
        found = [problem for problem in check(SONG + item).diagnostics if problem.severity == "error"]
        assert (item, found) == (item, [])


@pytest.mark.parametrize("beginning", [*BEGINNINGS, "d12", "p3"])
def test_an_item_of_another_language_is_told_of_once(beginning: str) -> None:
    (problem,) = check(f"{beginning} $ x # y (3) >> z\n").diagnostics
    assert problem.message == f"the language has no {beginning}"
    assert problem.hint in BEGINNINGS.values()


@pytest.mark.parametrize("word", sorted(SOUNDING))
def test_a_word_that_sounds_only_in_a_block_says_so(word: str) -> None:
    assert word in WORDS
    (problem,) = check(f'{word}("c4 e4").fast(2)\nmelody {{ piano C4 0; }}').diagnostics
    assert problem.message == f"{word} is played in a block"


@pytest.mark.parametrize(("name", "word"), METHODS.items())
def test_a_method_of_another_language_is_a_method_here(name: str, word: str) -> None:
    assert name not in WORDS
    (problem,) = check(f'melody {{ piano "c4".{name}(1); }}').diagnostics
    assert problem.hint == f"did you mean {word}?"
    assert [fix.edits[0].text for fix in problem.fixes] == [word]
    assert WORDS[word].is_method


@pytest.mark.parametrize(("name", "role"), ROLES_BY_NAME.items())
def test_a_block_without_a_role_is_read_as_what_its_name_says(name: str, role: str) -> None:
    for written, right in (
        (f"{name} {{ kit x 0; }}", f"{role} {name} {{ kit x 0; }}"),
        (f"{name} main {{ kit x 0; }}", f"{role} main {{ kit x 0; }}"),
    ):
        (problem,) = check(written).diagnostics
        assert problem.message == "a block begins with melody, rhythm, harmony or contrast"
        ((edit,),) = [fix.edits for fix in problem.fixes]
        assert f"{written[: edit.begin]}{edit.text}{written[edit.end :]}" == right
        assert check(right).diagnostics == ()


@pytest.mark.parametrize(("name", "like"), SUBSTITUTES.items())
def test_an_instrument_of_another_language_has_one_that_is_near(name: str, like: str) -> None:
    assert like in INSTRUMENTS
    assert name not in INSTRUMENTS
    (problem,) = check(f"melody {{ {name} C4 0; }}").diagnostics
    assert (problem.code, problem.hint) == ("PS101", f"did you mean {like}?")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('rhythm { synth "bd"; } $', SIGNS["$"]),
        ("# gain", SIGNS["#"]),
        ("chorus { bass C2 0; }", "write rhythm chorus { … } for drums, melody chorus { … } for notes"),
        ("bassline { bass C2 0; }", "write melody bassline { … }"),
        ("drums main { kit x 0; }", "write rhythm, not drums"),
        ('rhythm { Kick "x*4"; }', 'Kick is a drum: write drums "Kick*4";'),
        ('melody { piano "c4"; };', "one semicolon ends a statement; a block ends with its brace"),
        ('melody { piano "c4".gain(60%); }', "write 0.6"),
        ("tempo = 120;", "headers have no equals sign: tempo 120;"),
        ('melody { piano "c4 e4" + 12; }', "a pattern is changed by methods: .add(2)"),
        ("melody { piano c4 e4 g4; }", 'write "c4 e4 g4"'),
        ('melody { piano "c4".every(4, fast(2)); }', "write .fast(…)"),
        ('melody { piano "c4".off(1/8, add(7)); }', "write .add(…)"),
        ('melody { piano "c4".fast(); }', 'write .fast(factor: time): synth "Kick Snare".fast(2);'),
        ('tuning "pelog";', "pattern-run --names tunings lists them"),
        ("key C klezmer;", "pattern-run --names scales lists them"),
    ],
)
def test_a_habit_has_its_hint(text: str, hint: str) -> None:
    assert check(text).diagnostics[0].hint == hint


@pytest.mark.parametrize(
    "call", ["every(4, fast(2))", "off(1/8, add(7))", "jux(every(2, fast(2)))", "superimpose(up(1))", "every(4, rev())"]
)
def test_a_call_where_a_function_is_wanted_lacks_its_dot_only(call: str) -> None:
    text = f'melody {{ piano "c4 e4".{call}; }}'
    while problems := check(text).diagnostics:
        ((edit,),) = [fix.edits for fix in problems[-1].fixes if fix.safe]
        text = f"{text[: edit.begin]}{edit.text}{text[edit.end :]}"
    assert text.count(".") - f".{call}".count(".") == text.count("(") - 1


@pytest.mark.parametrize(
    "text",
    [
        'melody { piano d"0 2 4; }\nmelody { piano "c4"; }',
        'rhythm { synth "Kick"fast(2); }',
        "tuning 19edo;",
        'melody { "c4".piano(); }',
        'melody { piano.play("c4"); }',
        'def f(p) { p.rev() }\nmelody { piano "c4".f(); }',
        "rhythm { synth Kick Snare Kick; }",
    ],
)
def test_what_is_not_sure_is_no_safe_fix(text: str) -> None:
    assert not [
        fix for problem in check(text).diagnostics for fix in problem.fixes if fix.safe and fix.edits[0].text != '"'
    ]
