"""Functions and tables are bounded like everything else, wherever what they ask for is hidden."""

from __future__ import annotations

from time import process_time

import pytest

from pattern_dsl import ProgramError, check, compile_expression
from pattern_engine.performance import perform


@pytest.mark.parametrize(
    "text",
    [
        '"a".apply(x => x.fast(5000))',
        '"a".apply(x => x.apply(y => y.fast(100)).fast(100))',
        '"a".map(x => "b".fast(5000))',
        '"a*100".squeezeJoin(x => "b*100")',
        '"100".innerJoin(x => "b".fast(x * 100))',
        '"a".pick({a: "c*5000", b: "d"})',
        '"0".pick(["c*5000", "d"])',
        '"a*100".echoWith(100, 1/8, x => x)',
        '"a".extend(5000)',
        '"a".fastspread((x, n) => "b*100".fast(n), [' + "50," * 50 + "50])",
        '"a".spread((x, n) => x.fast(n), [5000])',
    ],
)
def test_what_a_function_asks_for_is_bounded(text: str) -> None:
    with pytest.raises(ProgramError, match="PS308"):
        compile_expression(text)


def test_functions_in_functions_are_measured_once() -> None:
    lines = ["let step0 = x => x.add(1);"]
    lines += [f"let step{n} = x => x.apply(step{n - 1}).apply(step{n - 1});" for n in range(1, 60)]
    start = process_time()
    snapshot = check("\n".join(lines) + ' melody { piano "c4".apply(step59); }')
    assert "PS308" in {problem.code for problem in snapshot.diagnostics}
    assert process_time() - start < 5


def test_a_named_function_is_measured_with_the_numbers_it_is_given() -> None:
    snapshot = check('let f = x => "c4".fast(x); melody { piano "5000".innerJoin(f); }')
    assert [problem.code for problem in snapshot.diagnostics] == ["PS308"]
    assert check('let f = x => "c4".fast(x); melody { piano "5".innerJoin(f); }').diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "x => " * 2000 + "1",
        "not " * 2000 + "1",
        "1 and " * 2000 + "1",
        '"a".pick({a: ' * 2000 + "1",
        "{a: [" * 2000,
        "1 ? 2 : " * 2000 + "3",
        "(" + "a, " * 2000 + "b) => 1",
    ],
)
def test_what_is_too_deep_is_said_and_not_a_crash(text: str) -> None:
    codes = {problem.code for problem in check(f'let deep = {text}; melody {{ piano "c4"; }}').diagnostics}
    assert codes & {"PS006", "PS405", "PS002", "PS001"}


def test_a_table_damages_one_statement_only() -> None:
    snapshot = check('melody { piano "a".swap({a: "c4" ); piano "c4".fsat(2); } melody { piano E4 0; }')
    assert [problem.code for problem in snapshot.diagnostics][-1] == "PS102"


def test_decimal_commas_are_not_seen_in_tables() -> None:
    [*events] = compile_expression('"1 3".swap({1: 2,3: 4})').query(0, 1)
    assert [event.value for event in events] == [2, 4]
    assert check("let t = {1:2,3:4};").diagnostics == ()


def test_a_parameter_hides_what_is_called_so_outside() -> None:
    text = 'let x = "e4"; melody { piano "c4".every(1, x => x.up(1)); piano x; }'
    snapshot = check(text)
    assert snapshot.diagnostics == ()
    assert snapshot.program is not None
    assert [note.midi for note in perform(snapshot.program).notes(0, 1)] == [72, 64]  # type: ignore[arg-type]


def test_chance_in_a_function_is_the_same_however_often_it_is_asked() -> None:
    pattern = compile_expression('"0 1 2 3".outerJoin(x => "a b c d".degradeBy(0.5))')
    assert pattern.query(0, 8) == [event for cycle in range(8) for event in pattern.query(cycle, cycle + 1)]


def test_events_come_also_from_where_a_function_adds() -> None:
    [event] = compile_expression('"1".map(x => x + "2")').query(0, 1)
    assert set(event.origin) >= {(1, 2), (18, 19)}


@pytest.mark.parametrize(
    "text",
    [
        '"a".chop(5000)',
        '"a".soak(5000, x => x)',
        '"a".spin(5000)',
        '"a".distrib([3, 100000000])',
        '"a".bjork("3:100000000")',
        "euclidBool(3, 100000000)",
        '"a*100".substruct("1*100")',
        '"a"' + ".ghost()" * 100,
    ],
)
def test_words_that_count_are_bounded(text: str) -> None:
    with pytest.raises(ProgramError, match="PS308"):
        compile_expression(text)
