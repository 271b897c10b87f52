"""Diagnostics for programs: JSON with fixes, annotations that GitHub reads, SARIF that follows its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.catalogue import CATALOGUE
from pattern_server.reports import FORMS, as_github, as_json, as_sarif

TEXT = '// 𝄞\nmelody {\n  /* 𝄞 字 */ guitar "c1 e3".fsat(2);\n  guitar "c1";\n'


def spoken(form: str, text: str = TEXT, name: str = "song.pattern") -> str:
    snapshot = check(text, name, advice=True)
    return FORMS[form](snapshot.diagnostics, snapshot.source)


def test_json_has_ranges_fixes_and_related_places() -> None:
    found = json.loads(spoken("json"))["diagnostics"]
    assert [one["code"] for one in found] == ["PS102", "PS201", "PS001"]
    [edit] = found[0]["fixes"][0]["edits"]
    assert (edit["text"], TEXT[edit["begin"] : edit["end"]], edit["line"]) == ("fast", "fsat", 3)
    assert found[1]["fixes"][0] == {"title": "write c3", "safe": False, "edits": found[1]["fixes"][0]["edits"]}
    [related] = found[1]["related"]
    assert related["message"] == "guitar goes from E2 to E6"
    assert TEXT[related["begin"] : related["end"]] == "guitar"


def test_columns_of_sarif_count_utf_16_code_units() -> None:
    [run] = json.loads(spoken("sarif"))["runs"]
    assert run["columnKind"] == "utf16CodeUnits"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = TEXT.split("\n")[2].encode("utf-16-le")
    assert line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le") == "fsat"
    assert region["startLine"] == region["endLine"] == 3


def test_sarif_has_what_its_schema_requires() -> None:
    log = json.loads(spoken("sarif"))
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "pattern-run"
    assert [rule["id"] for rule in rules] == [entry.code for entry in CATALOGUE]
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning", "note"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        for place in (*result["locations"], *result["relatedLocations"]):
            assert place["physicalLocation"]["artifactLocation"]["uri"] == "song.pattern"
            assert_region(place["physicalLocation"]["region"])
        for fix in result["fixes"]:
            [change] = fix["artifactChanges"]
            assert change["artifactLocation"]["uri"] == "song.pattern"
            for replacement in change["replacements"]:
                assert_region(replacement["deletedRegion"])
                assert set(replacement["insertedContent"]) == {"text"}
    assert len({json.dumps(place) for result in run["results"] for place in result["relatedLocations"]}) == 1


def assert_region(region: dict[str, int]) -> None:
    assert min(region.values()) >= 1
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


@pytest.mark.parametrize(
    ("name", "uri"), [("a b#ä.pattern", "a%20b%23%C3%A4.pattern"), ("/x/100%.pattern", "file:///x/100%25.pattern")]
)
def test_names_of_files_are_addresses_in_sarif(name: str, uri: str) -> None:
    [run] = json.loads(spoken("sarif", name=name))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_what_github_would_misread_is_escaped() -> None:
    first = spoken("github", 'import x from "100%";', "a,b:c%.pattern").splitlines()[0]
    place, message = first.removeprefix("::").split("::", 1)
    assert place.startswith("error file=a%2Cb%3Ac%25.pattern,line=1,endLine=1,col=")
    assert "'100%25'" in message
    assert "%0A" in message  # what is wrong, and what to do, on lines of their own


@pytest.mark.parametrize("form", [as_json, as_github, as_sarif])
def test_many_mistakes_are_bounded(form: Callable) -> None:
    snapshot = check("melody {" + 'piano "c4".fasst();\n' * 4000 + "}", "song.pattern")
    assert 10_000 < len(form(snapshot.diagnostics, snapshot.source)) < 500_000


def test_the_command_writes_sarif(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('melody { piano "c4".fast(1); }', encoding="utf-8")
    outcome = run(path, "--check", "--output", "sarif")
    [result] = json.loads(outcome.text)["runs"][0]["results"]
    assert (outcome.code, result["ruleId"], result["level"]) == (0, "PS208", "note")


def test_spacing_is_said_to_those_who_ask(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('melody {\n  piano   "c4";\n  piano "e4";\n}\n', encoding="utf-8")
    assert run(path, "--check").err == ""
    outcome = run(path, "--check", "--spacing")
    assert outcome.err.startswith(f"{path}:2:1: hint[PS601]: ")
    assert outcome.err.count("PS601") == 1
    assert outcome.code == 0


def test_playing_says_no_remarks(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text('melody { guitar "c1".fast(1); }', encoding="utf-8")
    assert run(path, "--events").err == ""
    assert run(path, "--check").err.count("[PS") == 2
