"""The songs in ``examples/`` check clean, play without trouble, and sound as they were recorded.

A song that is meant to sound otherwise is recorded anew: ``python tests/test_examples.py``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.formatting import formatted
from pattern_engine.export.events import event_line
from pattern_engine.performance import perform

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.pattern"))
RECORDED = Path(__file__).with_name("examples.json")


def sounding(song: Path) -> dict[str, object]:
    """How many notes a song has, its first ones, and a digest of all of them."""
    program = check(song.read_text(encoding="utf-8"), song.name).program
    assert program is not None
    performance = perform(program)
    end = program.length if program.length is not None else program.placed or Fraction(8)
    lines = [event_line(note._replace(origin=()), program.timeline) for note in performance.notes(program.start, end)]
    assert performance.troubles == {}
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"notes": len(lines), "first": lines[:3], "digest": digest[:16]}


@pytest.mark.parametrize("song", EXAMPLES, ids=lambda song: song.stem)
def test_a_song_checks_clean_and_sounds_as_recorded(song: Path) -> None:
    found = check(song.read_text(encoding="utf-8"), song.name, advice=True).diagnostics
    assert [problem for problem in found if problem.severity in ("error", "warning")] == []
    assert sounding(song) == json.loads(RECORDED.read_text(encoding="utf-8"))[song.stem]


@pytest.mark.parametrize("song", EXAMPLES, ids=lambda song: song.stem)
def test_every_note_of_a_song_is_on_a_piano(song: Path) -> None:
    program = check(song.read_text(encoding="utf-8"), song.name).program
    assert program is not None
    notes = perform(program).notes(program.start, Fraction(16))
    assert [n for n in notes if not n.percussive and n.midi is not None and not 21 <= n.midi <= 108] == []


@pytest.mark.parametrize("song", EXAMPLES, ids=lambda song: song.stem)
def test_a_song_sounds_the_same_in_its_one_form(song: Path, tmp_path: Path) -> None:
    copy = tmp_path / song.name
    copy.write_text(formatted(song.read_text(encoding="utf-8")), encoding="utf-8")
    assert sounding(copy) == sounding(song)


def main() -> None:
    """Record how the songs sound now."""
    recorded = {song.stem: sounding(song) for song in EXAMPLES}
    RECORDED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
