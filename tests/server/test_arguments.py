"""What the command line accepts, and what it says about the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pattern_server.arguments import read_arguments

README = Path(__file__).parents[2] / "server" / "README.md"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "give it a file"),
        ("a b", "one file at a time: b is too much"),
        ("--nonsense a", "unrecognized arguments"),
        ("a --bars 0", "whole number from 1 on"),
        ("a --bars 1.5", "whole number from 1 on"),
        ("a --bars ٣", "whole number from 1 on"),
        ("a --from 0", "whole number from 1 on"),
        ("a --tempo 0", "1 to 1000 beats"),
        ("a --tempo nan", "1 to 1000 beats"),
        ("a --tempo fast", "1 to 1000 beats"),
        ("a --lookahead 20", "50 to 1000 milliseconds"),
        ("a --seed -1", "argument --seed"),
        ("a --swap tomorrow", "expected now, beat, bar, section or a number of bars"),
        ("a --watch --swap 0", "a number of bars up to 1024, not '0'"),
        ("a --fade 4", "--fade goes with --watch"),
        ("a --fade 0 --watch", "expected 1 to 1024 bars"),
        ("a --events --record x", "--record is for playing"),
        ("a --record a", "a is the source"),
        ("a --replay x", "--replay takes no file"),
        ("--replay x --tempo 90", "--tempo has no meaning with --replay"),
        ("a --swap bar", "--swap goes with --watch"),
        ("a --events=xml", "invalid choice"),
        ("a --rate 44100", "--rate goes with --wav"),
        ("a --stems d", "--stems goes with --wav"),
        ("a --wav x --rate 7", "8000 to 192000"),
        ("a --midi x --wav x", "cannot both write x"),
        ("a --midi a", "a is the source"),
        ("a --midi ./x --wav x", "cannot both write ./x"),
        ("a --midi ./a", "./a is the source"),
        ("./a --wav b/../a", "b/../a is the source"),
        ("a --musicxml x --wav x", "--musicxml and --wav cannot both write x"),
        ("a --musicxml a", "a is the source"),
        ("a --musicxml - --events", "cannot share standard output"),
        ("a --midi - --wav -", "cannot share standard output"),
        ("a --midi - --wav /dev/stdout", "cannot share standard output"),
        ("a --events --wav -", "cannot share standard output"),
        ("a --events --loop", "--loop is for playing"),
        ("a --wav x --lookahead 50", "--lookahead is for playing"),
        ("- --watch", "standard input is read once"),
        ("--check", "--check needs a file"),
        ("a --check --doctor", "two questions"),
        ("a --check --bars 3", "--bars has no meaning with --check"),
        ("a --check --from 3", "--from has no meaning with --check"),
        ("a --doctor", "--doctor takes no file"),
        ("a --query bd", "--query takes no file"),
        ("--query - --end 2", "reads begin and end from its lines"),
        ("a --output json", "--output goes with --check"),
        ("a --json", "--json goes with"),
        ("--format", "--format needs a file"),
        ("a b --check", "one file at a time: b is too much"),
        ("a --diff", "--diff goes with --format"),
        ("a --format --bars 2", "--bars has no meaning with --format"),
        ("a --format --diff --stdout", "choose one"),
        ("a --format --check", "two questions"),
        ("a --begin 1", "--begin goes with --query"),
    ],
)
def test_a_line_that_makes_no_sense_is_wrong_usage(run: Callable, line: str, said: str) -> None:
    outcome = run(*line.split())
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == b""


def test_values_that_look_like_options() -> None:
    options = read_arguments(["--query", "-1", "--begin", "-1/2", "--end", "3/2"])
    assert (options.task, options.query, options.begin, options.end) == ("query", "-1", "-1/2", "3/2")


@pytest.mark.parametrize(
    ("line", "events", "file"),
    [
        ("--events a", "text", "a"),
        ("a --events", "text", "a"),
        ("--events json a", "json", "a"),
        ("a --events text --bars 2", "text", "a"),
        ("--events --bars 2 a", "text", "a"),
    ],
)
def test_events_need_not_say_their_form(line: str, events: str, file: str) -> None:
    options = read_arguments(line.split())
    assert (options.events, options.file, options.task) == (events, file, "perform")


@pytest.mark.parametrize(
    ("line", "renders", "plays"),
    [
        ("a", False, True),
        ("a --to none", False, True),
        ("a --wav x", True, False),
        ("a --events", True, False),
        ("a --events --to none", True, True),
        ("a --midi x --wav y --to synth,none", True, True),
        ("a --watch --events", True, True),
    ],
)
def test_rendering_replaces_playing_unless_an_output_is_named(line: str, renders: bool, plays: bool) -> None:
    options = read_arguments(line.split())
    assert (options.renders, options.plays) == (renders, plays)


@pytest.mark.parametrize("line", ["--format a b --diff", "a --format b --diff", "--diff a b --format"])
def test_many_files_can_be_formatted(line: str) -> None:
    options = read_arguments(line.split())
    assert (options.task, options.files, options.diff) == ("format", ["a", "b"], True)


def test_outputs_and_parts_may_be_lists() -> None:
    options = read_arguments(["a", "--to", "synth,none", "--to", "juce:9000", "--solo", "x,y", "--mute", "z"])
    assert (options.to, options.solo, options.mute) == (["synth", "none", "juce:9000"], ["x", "y"], ["z"])


@pytest.mark.parametrize("option", ["--midi", "--wav"])
def test_the_source_is_never_a_target_through_whatever_links(
    run: Callable, song: Path, tmp_path: Path, option: str
) -> None:
    before = song.read_bytes()
    soft, hard = tmp_path / "soft", tmp_path / "hard"
    soft.symlink_to(song)
    hard.hardlink_to(song)
    for source, target in ((song, soft), (soft, song), (song, hard)):
        outcome = run(source, option, target)
        assert (outcome.code, f"{target} is the source" in outcome.err) == (2, True)
    assert song.read_bytes() == before


def test_two_files_that_are_one_through_a_linked_folder(run: Callable, song: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    outcome = run(song, "--midi", tmp_path / "x", "--wav", tmp_path / "link" / "x")
    assert (outcome.code, "cannot both write" in outcome.err) == (2, True)
    assert not (tmp_path / "x").exists()


def test_the_chapter_names_every_option(run: Callable) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    options = {word.strip(",[]") for word in outcome.text.split() if word.startswith("--")}
    chapter = README.read_text(encoding="utf-8")
    assert not {option for option in options - {"--help"} if f"`{option}" not in chapter}


def test_the_version_is_the_distribution_s(run: Callable) -> None:
    from importlib.metadata import version

    outcome = run("--version")
    assert (outcome.code, outcome.text) == (0, f"pattern-run {version('pattern-studio')}\n")


@pytest.mark.parametrize("output", ["sinth", "osc", "osc:host", "osc:h:0", "juce:x", "none:1", "midi:p?ch=17", ""])
def test_an_output_that_does_not_exist(run: Callable, song: Path, output: str) -> None:
    outcome = run(song, "--to", output or " ")
    assert outcome.code == 2
    assert "output" in outcome.err
    assert outcome.err.count("\n") == 1
