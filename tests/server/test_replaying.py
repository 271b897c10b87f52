"""``--record`` and ``--replay`` as a user meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def test_what_is_replayed_is_what_was_heard(spawn: Callable, groove: Path, tmp_path: Path) -> None:
    live = ("--bars", "2", "--tempo", "480", "--to", "none", "--events", "json")
    heard = spawn(groove, *live, "--record", "set.jsonl")
    again = spawn("--replay", "set.jsonl", "--to", "none", "--events", "json", "--record", "again.jsonl")
    assert (heard.code, again.code) == (0, 0)
    assert again.out == heard.out
    assert len(heard.out.splitlines()) == 24
    assert again.err.splitlines() == ["set.jsonl: 24 events to none", "played 24 events, 0 late"]
    told = [
        [line for line in (tmp_path / name).read_text().splitlines() if '"type":"cue"' in line]
        for name in ("set.jsonl", "again.jsonl")
    ]
    assert told[0] == told[1]


def test_from_a_bar_in_another_meter_and_with_a_pickup(spawn: Callable, tmp_path: Path) -> None:
    path = tmp_path / "song.pattern"
    path.write_text("tempo 700; meter 6/8;\nmelody { piano B3 0:6; piano C4 0; piano E4 1:4; piano G4 2:1; }\n")
    for begin in ((), ("--from", "2")):
        heard = spawn(path, *begin, "--to", "none", "--events", "json", "--record", "set.jsonl")
        assert spawn("--replay", "set.jsonl", "--to", "none", "--events", "json").out == heard.out != b""


def test_a_torn_recording_is_played_without_its_last_line(spawn: Callable, groove: Path, tmp_path: Path) -> None:
    spawn(groove, "--bars", "1", "--tempo", "480", "--to", "none", "--record", "set.jsonl")
    target = tmp_path / "set.jsonl"
    target.write_bytes(target.read_bytes()[:-30])
    outcome = spawn("--replay", "set.jsonl", "--to", "none", "--events", "json")
    assert outcome.code == 0
    assert outcome.err.splitlines()[0] == ("pattern-run: set.jsonl breaks off in its last line, which is left out")
    assert len(outcome.out.splitlines()) == 11


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "cannot read set.jsonl: No such file or directory"),
        (b"tempo 90;\n", "cannot read set.jsonl: line 1 is no line of a journal"),
        (b"\xff\xfe\x00", "cannot read set.jsonl: it is not text"),
        (b"", "cannot read set.jsonl: this is no journal"),
    ],
)
def test_what_is_no_recording_is_one_line(spawn: Callable, tmp_path: Path, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / "set.jsonl").write_bytes(data)
    outcome = spawn("--replay", "set.jsonl", "--to", "none")
    assert outcome.code == 1
    (line,) = outcome.err.splitlines()
    assert line.startswith(f"pattern-run: {said}")


def test_a_recording_that_cannot_be_written_is_one_line(spawn: Callable, groove: Path) -> None:
    outcome = spawn(groove, "--bars", "1", "--to", "none", "--record", "nowhere/set.jsonl")
    assert outcome.code == 3
    assert outcome.err.splitlines()[-1] == "pattern-run: cannot record to nowhere/set.jsonl: No such file or directory"
