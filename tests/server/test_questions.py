"""``--query``: exact answers, one for each question, whatever the questions are like."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from pattern_server import questions
from pattern_server.questions import MOST_ANSWER, answer_line, json_value


def ask(**question: object) -> dict[str, object]:
    answer = json.loads(answer_line(json.dumps(question).encode()))
    assert isinstance(answer, dict)
    return answer


def hap(whole: tuple[str, str] | None, part: tuple[str, str], value: object, onset: bool = True) -> dict[str, object]:
    return {"whole": list(whole) if whole else None, "part": list(part), "onset": onset, "value": value}


def test_a_question_on_the_command_line(run: Callable) -> None:
    outcome = run("--query", '"bd sd".fast(2)', "--begin", "1/4", "--end", "1")
    assert outcome.code == 0
    quarters = [("1/4", "1/2"), ("1/2", "3/4"), ("3/4", "1/1")]
    values = ["sd", "bd", "sd"]
    assert json.loads(outcome.text) == {"haps": [hap(q, q, v) for q, v in zip(quarters, values, strict=True)]}


def test_the_first_cycle_is_what_is_asked_for_by_default(run: Callable) -> None:
    assert json.loads(run("--query", '"bd"').text) == {"haps": [hap(("0/1", "1/1"), ("0/1", "1/1"), "bd")]}


def test_fragments_and_continuous_values() -> None:
    assert ask(id=1, code='"bd"', begin="1/2", end="3/4")["haps"] == [hap(("0/1", "1/1"), ("1/2", "3/4"), "bd", False)]
    assert ask(id=1, code="saw", begin="1/2", end="3/4")["haps"] == [hap(None, ("1/2", "3/4"), 0.5, False)]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, 1),
        (1.5, 1.5),
        ("bd", "bd"),
        (True, True),
        (None, None),
        (Fraction(4), 4),
        (Fraction(-1, 3), {"frac": "-1/3"}),
        (("bd", 3), ["bd", 3]),
        ({"pan": Fraction(1, 2), "gain": 1}, {"gain": 1, "pan": {"frac": "1/2"}}),
        (float("nan"), None),
        (float("-inf"), None),
    ],
)
def test_values_as_json(value: object, written: object) -> None:
    assert json.dumps(json_value(value)) == json.dumps(written)


def test_an_expression_with_a_mistake(run: Callable) -> None:
    outcome = run("--query", '"bd".fasst(2)')
    assert (outcome.code, outcome.out) == (1, b"")
    assert "error[PS102]" in outcome.err
    assert "^^^^^" in outcome.err
    answer = ask(id="x", code='"bd".fasst(2)', begin="0", end="1")
    assert answer["id"] == "x"
    assert (answer["error"]["code"], answer["error"]["span"]) == ("PS102", [5, 10])


@pytest.mark.parametrize("code", ['"1".add("x")', '"1".div(0)', '"0".scale("<c:foo>")'])
def test_a_value_that_makes_no_sense_when_it_comes_is_shown_in_the_code(run: Callable, code: str) -> None:
    outcome = run("--query", code)
    assert (outcome.code, outcome.out) == (1, b"")
    first, excerpt, caret, *_ = outcome.err.splitlines()
    assert first.startswith("<expression>:1:")
    assert "error[PS211]: " in first
    assert excerpt == f"1 | {code}"
    assert "^" in caret
    error = ask(id=1, code=code)["error"]
    begin, end = error["span"]
    assert error["code"] == "PS211"
    assert 0 <= begin < end <= len(code)


def test_an_error_without_a_place_marks_all_of_the_code(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ValueError("no number")

    monkeypatch.setattr(questions, "_haps", broken)
    assert ask(id=1, code='"bd"')["error"] == {"code": "PS211", "message": "no number", "span": [0, 4]}
    outcome = run("--query", '"bd"')
    assert outcome.code == 1
    assert outcome.err == '<expression>:1:1: error[PS211]: no number\n1 | "bd"\n  | ^^^^\n'


@pytest.mark.parametrize(
    "question",
    [
        {"code": '"bd"', "begin": "a", "end": "1"},
        {"code": '"bd"', "begin": "0", "end": "1/0"},
        {"code": '"bd"', "begin": "0", "end": 0.5},
        {"code": '"bd"', "begin": "0", "end": True},
        {"code": '"bd"', "begin": "0", "end": "9" * 5000},
        {"code": '"bd"', "begin": "2", "end": "1"},
        {"code": 5, "begin": "0", "end": "1"},
        {"begin": "0", "end": "1"},
        {"code": "", "begin": "0", "end": "1"},
        {"code": "\0", "begin": "0", "end": "1"},
        {"code": '"' + "[" * 10_000, "begin": "0", "end": "1"},
        {"code": "(" * 10_000, "begin": "0", "end": "1"},
        {"code": "\ud800", "begin": "0", "end": "1"},
    ],
    ids=lambda question: str(question)[:40],
)
def test_a_question_that_makes_no_sense_gets_an_error(question: dict[str, object]) -> None:
    answer = ask(id=[1], **question)
    assert answer["id"] == [1]
    assert set(answer["error"]) == {"code", "message", "span"}


def test_an_answer_is_bounded() -> None:
    line = json.dumps({"id": 1, "code": '"bd*64"', "begin": 0, "end": 1_000_000_000}).encode()
    answer = answer_line(line)
    assert len(answer) < MOST_ANSWER
    assert json.loads(answer)["error"]["code"] == "limit"


def test_silence_for_ever_is_bounded_too() -> None:
    assert ask(id=1, code='"~"', begin="0", end="999999999999999999")["error"]["code"] == "limit"


def test_a_bad_line_never_ends_the_run(spawn: Callable) -> None:
    good = '{"id": %d, "code": "\\"bd\\"", "begin": "0", "end": "1"}'
    bad = ["no json", "[1]", '"text"', "{", '{"id": 7}', "[" * 100_000, "\x00", "{" + " " * 1_100_000 + "}"]
    lines = [text for number, line in enumerate(bad) for text in (line, "", good % number)]
    outcome = spawn(
        "--query", "-", stdin=("\n".join(lines) + "\n").encode() + b'\xff\xfe{"id":1}\n' + (good % 99).encode()
    )
    assert (outcome.code, outcome.err) == (0, "")
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [a["id"] for a in answers if "haps" in a] == [*range(len(bad)), 99]
    assert [a["id"] for a in answers if "error" in a] == [None, None, None, None, 7, None, None, None, None]


def test_an_answer_comes_before_the_next_question(command: tuple[str, ...]) -> None:
    import subprocess

    with subprocess.Popen([*command, "--query", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(json.dumps({"id": number, "code": '"bd"'}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
