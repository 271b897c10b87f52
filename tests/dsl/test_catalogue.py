"""The catalogue: every code has an example that gives it and nothing else, and every fix mends what it says."""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pattern_dsl import Diagnostic
from pattern_dsl.catalogue import CATALOGUE, CODES
from pattern_dsl.diagnostic import SILENT
from pattern_dsl.entry import Entry
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.untidy import untidy
from pattern_engine.performance import perform

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from diagnostics_page import page, seen  # noqa: E402

MARKED = {
    "PS001": "",
    "PS002": "melodi",
    "PS003": "",
    "PS004": "‘",
    "PS005": "z",
    "PS006": "[",
    "PS007": "m",
    "PS008": "1234567890123456",
    "PS010": "",
    "PS012": "  ",
    "PS101": "paino",
    "PS102": "fsat",
    "PS103": "hwo",
    "PS104": "Snar",
    "PS105": "rif",
    "PS106": "minr",
    "PS108": '"kys"',
    "PS109": '"./song.pattern"',
    "PS110": "h4",
    "PS111": "euclidOff",
    "PS112": "twice",
    "PS201": "c1",
    "PS202": "3",
    "PS203": "2000",
    "PS204": "0.5",
    "PS205": ".rev()",
    "PS206": "3",
    "PS207": "5",
    "PS208": "fast(1)",
    "PS209": "gain(0.5)",
    "PS210": "0/4",
    "PS211": "scale",
    "PS301": "0",
    "PS302": "6",
    "PS304": '"{Kick!11, Snare!7}%8"',
    "PS305": "<c4>",
    "PS306": "?1",
    "PS307": "Kick(9,8)",
    "PS308": '"Kick*5000"',
    "PS309": '"~ ~"',
    "PS311": '"c4/7 <d4 e4 f4 g4 a4>/11"',
    "PS401": "lead",
    "PS402": "riff",
    "PS403": "silence",
    "PS404": "tempo 91;",
    "PS405": "x",
    "PS407": "// ps: ignore PS201",
    "PS408": "hush;",
    "PS503": '"./sounds/"',
    "PS601": 'melody {piano   "c4 e4" ;}',
}

UNMENDED = {
    "PS006", "PS007", "PS008", "PS109", "PS111", "PS112", "PS205", "PS210", "PS211", "PS301", "PS304", "PS308",
    "PS311", "PS403", "PS405", "PS503",
}  # fmt: skip
"""Codes for which only the one who writes the text can say what was meant."""

SEVERITY_OF_EXAMPLE = {"PS108": "warning"}
"""Where the example is of a milder kind than most."""


@cache
def diagnosed(text: str) -> tuple[Diagnostic, ...]:
    return seen(text).diagnostics


def of(entry: Entry) -> list[Diagnostic]:
    return list(untidy(entry.example)) if entry.code == "PS601" else list(diagnosed(entry.example))


entries = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.code)


def test_codes_are_in_order_and_each_is_there_once() -> None:
    codes = [entry.code for entry in CATALOGUE]
    assert codes == sorted(set(codes)) == sorted(MARKED)
    assert {entry.code: entry.title for entry in CATALOGUE} == CODES


def test_the_sources_say_no_code_that_the_catalogue_lacks_and_all_that_it_has() -> None:
    rooms = [path for path in (ROOT / "dsl/pattern_dsl").glob("*.py") if path.stem not in ("mistakes", "oddities")]
    said = set(re.findall(r'"(PS\d{3})"', "".join(path.read_text(encoding="utf-8") for path in rooms)))
    assert said == set(CODES)


@entries
def test_an_example_gives_its_code_and_no_other(entry: Entry) -> None:
    found = of(entry)
    assert {problem.code for problem in found} == {entry.code}
    first = found[0]
    assert entry.example[first.begin : first.end] == MARKED[entry.code]
    assert first.severity == SEVERITY_OF_EXAMPLE.get(entry.code, entry.severity)


@entries
def test_an_entry_is_written_for_people(entry: Entry) -> None:
    assert entry.meaning.endswith(".")
    assert entry.help[-1] in ".;"
    assert not entry.effect.endswith(".")
    assert entry.title[0].islower()
    assert (entry.effect == SILENT) == (entry.severity == "error")


@entries
def test_a_message_is_one_sentence_without_jargon(entry: Entry) -> None:
    jargon = r"\b(token|parse\w*|syntax|AST|exception|None|NaN|null|float|int|str|regex|EOF|identifier|invalid)\b"
    for problem in of(entry):
        said = f"{problem.message}\n{problem.hint or ''}"
        assert not re.search(jargon, said), said
        assert not problem.message.endswith(".")
        assert len(problem.message) <= 120
        assert ". " not in problem.message


@entries
def test_places_lie_in_the_text(entry: Entry) -> None:
    size = len(entry.example)
    for problem in of(entry):
        places = [(problem.begin, problem.end), *((one.begin, one.end) for one in problem.related)]
        places += [(edit.begin, edit.end) for fix in problem.fixes for edit in fix.edits]
        assert all(0 <= begin <= end <= size for begin, end in places)
        assert hash(problem) == hash(problem)


def test_the_codes_without_a_fix_are_known() -> None:
    assert {entry.code for entry in CATALOGUE if not any(problem.fixes for problem in of(entry))} == UNMENDED


FIXES = [
    (entry, problem, fix)
    for entry in CATALOGUE
    if entry.code != "PS007"
    for problem in of(entry)
    for fix in problem.fixes
]


@pytest.mark.parametrize(("entry", "problem", "fix"), FIXES, ids=[f"{e.code} {f.title}" for e, _, f in FIXES])
def test_a_fix_mends_its_mistake_and_makes_no_other(entry: Entry, problem: Diagnostic, fix: Fix) -> None:
    text = fixed(entry.example, fix)
    after = list(untidy(text)) if entry.code == "PS601" else list(diagnosed(text))
    before = Counter(one.code for one in of(entry))
    left = Counter(one.code for one in after)
    assert left[problem.code] < before[problem.code]
    assert left <= before
    if problem.severity != "error" and fix.safe:
        assert heard(text) == heard(entry.example)


def heard(text: str) -> list[tuple[object, ...]]:
    program = seen(text).program
    assert program is not None
    notes = perform(program).notes(-1, 4)  # type: ignore[arg-type]
    return [(n.begin, n.end, n.instrument, n.note, n.midi, n.velocity, sorted(n.controls.items())) for n in notes]


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8") == page()
