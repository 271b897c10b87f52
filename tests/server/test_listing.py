"""Lists and the doctor: for people a table, for programs JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.theory.catalogue import CATALOGUE
from pattern_engine.theory.chord import qualities
from pattern_engine.theory.scale import scales
from pattern_engine.theory.tuning import tuning
from pattern_engine.words import WORDS
from pattern_server.destinations import OUTPUTS


def test_all_words(run: Callable) -> None:
    words = json.loads(run("--words", "--json").text)["words"]
    assert [word["name"] for word in words] == list(dict.fromkeys(word.name for word in WORDS.values()))
    text = run("--words").text
    assert all(word["signature"] in text for word in words)


def test_one_word_by_any_of_its_names(run: Callable) -> None:
    fast = json.loads(run("--words", "density", "--json").text)
    assert (fast["name"], fast["family"]) == ("fast", "tempo")
    assert run("--words", "fast").text.splitlines()[0] == fast["signature"]


def test_a_word_that_does_not_exist(run: Callable) -> None:
    outcome = run("--words", "fasst")
    assert outcome.code == 2
    assert outcome.err.startswith("pattern-run: no word 'fasst': perhaps fast, ")


@pytest.mark.parametrize("kind", CATALOGUE)
def test_names_of_theory(run: Callable, kind: str) -> None:
    rows = json.loads(run("--names", kind, "--json").text)[kind]
    assert [row["name"] for row in rows] == [row.name for row in CATALOGUE[kind]()]
    text = run("--names", kind).text
    assert all(alias in text for row in rows for alias in row["aliases"])


def test_everything_listed_is_known() -> None:
    assert all(name in scales() for row in CATALOGUE["scales"]() for name in [row.name.lower()])
    assert all(name in qualities() for row in CATALOGUE["chords"]() for name in (row.name, *row.aliases))
    assert all(tuning(name) for row in CATALOGUE["tunings"]() for name in (row.name, *row.aliases))
    assert len(CATALOGUE["scales"]()) == 101
    assert len(CATALOGUE["chords"]()) == 100


def test_a_list_that_does_not_exist(run: Callable) -> None:
    outcome = run("--names", "fish")
    assert outcome.code == 2
    assert "there are scales, chords" in outcome.err


def test_instruments(run: Callable) -> None:
    found = json.loads(run("--instruments", "--json").text)
    assert [row["name"] for row in found["instruments"]] == list(INSTRUMENTS)
    assert [row["key"] for row in found["drums"]] == [drum.key for drum in DRUMS]
    assert "Kick BD bd" in run("--instruments").text


def test_outputs(run: Callable) -> None:
    found = json.loads(run("--outputs", "--json").text)
    assert [row["name"] for row in found["outputs"]] == [row.name for row in OUTPUTS]
    assert {"sound_devices", "midi_outputs", "midi_inputs"} <= found.keys()
    text = run("--outputs").text
    assert all(f"\n{what}:" in text for what in ("sound devices", "MIDI outputs", "MIDI inputs"))


def test_the_doctor_is_content_here(run: Callable) -> None:
    outcome = run("--doctor", "--json")
    report = json.loads(outcome.text)
    assert (outcome.code, report["healthy"]) == (0, True)
    about = [finding["about"] for finding in report["findings"]]
    assert {"Python", "packages", "sound", "MIDI", "port 8081", "this folder", "instances"} <= set(about)
    assert {finding["state"] for finding in report["findings"]} <= {"fine", "note"}
    assert len(run("--doctor").text.splitlines()) == len(about)


def test_the_doctor_sees_a_port_that_is_taken() -> None:
    import socket

    from pattern_server.machine import port_is_free

    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as taken:
            taken.bind(("127.0.0.1", 0))
            if kind is socket.SOCK_STREAM:
                taken.listen()
            port = taken.getsockname()[1]
            assert not port_is_free(port, kind)
        assert port_is_free(port, kind)


@pytest.mark.parametrize("package", ["numpy", "no-such-package-anywhere"])
def test_packages_are_seen_without_importing_them(package: str) -> None:
    from pattern_server.machine import installed, requirements

    assert (installed(package) is None) == (package != "numpy")
    assert "numpy" in requirements()[""]
