"""A mistake in one of three blocks while music plays: the others change, and it goes on until it is mended in phase."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from threading import Timer

import pytest

from pattern_dsl import check
from pattern_engine.journal import Journal, read_journal
from pattern_engine.program import Program
from pattern_server.keeping import kept

LIMIT = 40
"""Seconds after which a test has failed."""

LEAD = 'melody lead {\n  piano "c4 e4 g4 b4";\n}\n'
SONG = f"""tempo 480;
rhythm beat {{ synth "Kick*2"; }}
{LEAD}melody low {{ bass "c2*2"; }}
"""
CHANGED = SONG.replace("Kick", "Snare").replace("c2", "d2")
MENDED = CHANGED.replace("c4 e4 g4 b4", "d4 f4 a4 c5")

MISTAKES = {
    "a text without an end": LEAD.replace('b4"', "b4"),
    "a brace without an end": LEAD.replace("}\n", ""),
    "no brace at all": LEAD.replace("{", ""),
    "a semicolon that is missing": LEAD.replace(";", "\n  piano").replace("}", ";}"),
    "a method that there is not": LEAD.replace(";", ".fst(2);"),
    "a step that is no note": LEAD.replace("e4", "h4"),
    "a bracket in the notes": LEAD.replace("e4", "[e4"),
    "a misspelt role": LEAD.replace("melody", "meldy"),
    "a name in two pieces": LEAD.replace("lead", "le ad"),
    "a word of another language": LEAD.replace("melody", "loop"),
    "a wrong argument": LEAD.replace(";", '.fast("x");'),
}


@contextmanager
def watched(command: tuple[str, ...], song: Path, target: Path) -> Iterator[subprocess.Popen[str]]:
    """The command playing *song* and recording it to *target*."""
    fast = ("--to", "none", "--events", "json", "--swap", "beat", "--lookahead", "100", "--record", str(target))
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, str(song), "--watch", *fast], stdout=pipe, stderr=pipe, text=True) as running:
        guard = Timer(LIMIT, running.kill)
        guard.start()
        try:
            yield running
        finally:
            guard.cancel()
            running.kill()


def heard(notes: Iterator[str], wanted: str) -> None:
    """Wait until *wanted* sounds."""
    assert any(note == wanted for note in notes), f"{wanted} was never heard"


def notes_of(journal: Journal, part: str, generation: int) -> list[tuple[Fraction, str]]:
    """What *part* played in one generation: where, and which note."""
    cues = [cue.note for cue in journal.cues if cue.note.part.startswith(part) and cue.generation == generation]
    return [(note.begin, note.note) for note in cues]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_two_blocks_change_and_the_third_goes_on(command: tuple[str, ...], tmp_path: Path, mistake: str) -> None:
    song, target = tmp_path / "song.pattern", tmp_path / "set.jsonl"
    song.write_text(SONG, encoding="utf-8")
    with watched(command, song, target) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        notes = (json.loads(line)["note"] for line in running.stdout)
        heard(notes, "b4")
        song.write_text(CHANGED.replace(LEAD, MISTAKES[mistake]), encoding="utf-8")
        heard(notes, "Snare")
        heard(notes, "b4")
        song.write_text(MENDED, encoding="utf-8")
        heard(notes, "c5")
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        running.wait()
    assert "keeps playing its last good version" in said
    with target.open(encoding="utf-8", newline="") as lines:
        journal = read_journal(lines)
    first, second, third = [change.number for change in journal.changes][:3]
    assert {note for _, note in notes_of(journal, "rhythm/beat", first)} == {"Kick"}
    assert {note for _, note in notes_of(journal, "rhythm/beat", second)} == {"Snare"}
    assert {note for _, note in notes_of(journal, "melody/low", second)} == {"d2"}
    lead = [note for number in (first, second, third) for note in notes_of(journal, "melody/lead", number)]
    assert [begin for begin, _ in lead] == [Fraction(number, 4) for number in range(len(lead))]
    mended = len(lead) - len(notes_of(journal, "melody/lead", third))
    assert [note for _, note in lead[:mended]] == (["c4", "e4", "g4", "b4"] * mended)[:mended]
    assert [note for _, note in lead[mended:]] == (["d4", "f4", "a4", "c5"] * len(lead))[mended : len(lead)]


def program(text: str) -> Program:
    """What *text*, which has no mistakes, means."""
    found = check(text, loop=True).program
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "text", "effects"),
    [
        (SONG, SONG.replace('b4"', "b4"), ["block lead keeps playing its last good version (line 3)"]),
        (SONG.replace(LEAD, ""), SONG.replace('b4"', "b4"), ["block lead is silent until it is mended (line 3)"]),
        (
            SONG,
            SONG.replace("Kick*2", "Kick*").replace("c2*2", "c2*"),
            [
                "block beat keeps playing its last good version (line 2)",
                "block low keeps playing its last good version (line 6)",
            ],
        ),
        (
            SONG,
            'let a = "c4 [";\n' + SONG.replace('"c2*2"', "a").replace('"Kick*2"', "a"),
            ["blocks beat and low keep playing their last good versions (lines 3 and 7)"],
        ),
        (SONG, SONG.replace("480", "4800"), ["the tempo stays as it was"]),
        (SONG.replace("lead ", ""), SONG.replace("lead ", "").replace("g4", "[g4"), ["block melody 1 keeps playing"]),
        (SONG, SONG.replace("tempo", "meter 4/0; tempo"), ["all of the music goes on as it was"]),
        (SONG, SONG.replace("rhythm beat", "loop beat"), ["block beat keeps playing its last good version"]),
    ],
)
def test_each_mistake_says_what_it_does_to_the_sound(before: str, text: str, effects: list[str]) -> None:
    found = kept(check(text, loop=True), program(before))
    said = [problem.effect or "" for problem in found.diagnostics if problem.severity == "error"]
    assert len(said) == len(effects)
    assert all(told.startswith(effect) for told, effect in zip(said, effects, strict=True)), said


def test_a_form_that_changed_waits_for_its_blocks() -> None:
    song = 'melody a { piano "c4"; }\nmelody b { piano "e4"; }\nsection v 2 bars { a, b; }\nform v*2;\n'
    wrong = song.replace('"e4"', '"e4 ["')
    assert kept(check(wrong, loop=True), program(song)).program == program(song)
    found = kept(check(wrong.replace("v*2", "v*3"), loop=True), program(song))
    assert found.program is None
    assert "the form is another one" in (found.diagnostics[0].effect or "")


def test_a_file_that_is_faulty_from_the_start_is_not_played(spawn: Callable, tmp_path: Path) -> None:
    song = tmp_path / "song.pattern"
    song.write_text(SONG.replace('b4"', "b4"), encoding="utf-8")
    for how in (["--watch"], ["--check"]):
        done = spawn(song, *how, "--to", "none") if how == ["--watch"] else spawn(song, *how)
        assert done.code == 1
        assert "= sound: this text does not play until this is mended" in done.err


def test_undo_goes_back_to_what_was_accepted(command: tuple[str, ...], tmp_path: Path) -> None:
    """A save of which nothing new can be played is no change: there is nothing to take back, and nothing in the set."""
    song, target = tmp_path / "song.pattern", tmp_path / "set.jsonl"
    song.write_text(SONG, encoding="utf-8")
    with watched(command, song, target) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        notes = (json.loads(line)["note"] for line in running.stdout)
        heard(notes, "b4")
        song.write_text(SONG.replace("e4", "[e4"), encoding="utf-8")
        assert any("keeps playing" in line for line in running.stderr)
        song.write_text(MENDED, encoding="utf-8")
        heard(notes, "c5")
        running.send_signal(signal.SIGINT)
        running.communicate()
    with target.open(encoding="utf-8", newline="") as lines:
        assert len(read_journal(lines).changes) == 2
