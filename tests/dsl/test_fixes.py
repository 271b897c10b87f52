"""Fixes of slips: each takes its mistake away, brings none on other lines, and leaves alone what was right."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from pattern_dsl import Diagnostic, check
from pattern_dsl.catalogue import CATALOGUE
from pattern_dsl.chunks import Chunks
from pattern_dsl.fix import fixed
from pattern_dsl.snapshot import Snapshot
from pattern_dsl.source import Source
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Block
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Program

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.pattern"))
GUESSED = ("PS102", "PS105")
"""A name that is near may not be the one that was meant, and then its own mistakes lie where its music comes from."""

SIGNS = "abcdefgnorst0123459.,;:()[]<>{}\"'*~ "


def slip(text: str, random: Random) -> tuple[str, Block, int]:
    """*text* with one sign of one statement left out, doubled, turned with the next or mistyped; the block; where."""
    blocks = [item for piece in Chunks.of(text).pieces for item in piece.read()[0] if isinstance(item, Block)]
    block = random.choice([one for one in blocks if any(not isinstance(s, Let) for s in one.statements)])
    statement = random.choice([one for one in block.statements if not isinstance(one, Let)])
    at = random.randrange(statement.begin, statement.end - 1)
    two = text[at : at + 2]
    new = random.choice((two[1], two[0] + two, two[::-1], random.choice(SIGNS) + two[1]))
    return text[:at] + new + text[at + 2 :], block, at


def heard(program: Program, without: Block) -> dict[str, list[NoteEvent]]:
    """What the parts of every other block play in the first bars."""
    name = without.name.text if without.name else None
    notes: dict[str, list[NoteEvent]] = {}
    for note in perform(program).notes(min(program.start, Fraction(0)), Fraction(4)):
        role, block, _ = note.part.split("/", 2)
        if role != without.role or block.rpartition(".")[2] != name:
            notes.setdefault(note.part, []).append(note._replace(origin=()))
    return notes


def said_so(problems: tuple[Diagnostic, ...], problem: Diagnostic) -> int:
    """How often something is said."""
    return sum((one.code, one.message) == (problem.code, problem.message) for one in problems)


def brought(before: tuple[Diagnostic, ...], after: Snapshot, line: int) -> list[tuple[str, str]]:
    """What is said after a fix and was not said before, but for what the mistake had hidden on its own *line*."""
    known = {(problem.code, problem.message) for problem in before}
    return [
        (problem.code, problem.message)
        for problem in after.diagnostics
        if problem.severity in ("error", "warning")
        and (problem.code, problem.message) not in known
        and after.source.line_column(problem.begin)[0] != line
    ]


def slips(song: Path, seeds: range) -> int:
    """Slip, press every fix of every mistake alone, and listen; how many fixes there were."""
    text = song.read_text(encoding="utf-8")
    right = check(text).program
    assert right is not None
    pressed = 0
    for seed in seeds:
        wrong, block, at = slip(text, Random(f"{song.stem} {seed}"))
        line = Source("", wrong).line_column(at)[0]
        problems = check(wrong).diagnostics
        for problem in problems:
            for fix in problem.fixes:
                after = check(fixed(wrong, fix))
                pressed += 1
                said = (problem.code, problem.message, fix.title, wrong)
                assert said_so(after.diagnostics, problem) < said_so(problems, problem), said
                if problem.code not in GUESSED:
                    assert brought(problems, after, line) == [], said
                if after.program is not None and block.name is not None:
                    assert heard(after.program, block) == heard(right, block), said
    return pressed


@pytest.mark.parametrize("song", EXAMPLES, ids=lambda song: song.stem)
def test_a_fix_leaves_alone_what_was_right(song: Path) -> None:
    assert slips(song, range(8)) > 0


@pytest.mark.heavy
@pytest.mark.parametrize("song", EXAMPLES, ids=lambda song: song.stem)
def test_many_fixes_leave_alone_what_was_right(song: Path) -> None:
    assert slips(song, range(8, 120)) > 0


BESIDE = 'melody beside_it { piano "c4 [e4 g4] <a4 b4>"; }\n'


@pytest.mark.parametrize("entry", [entry for entry in CATALOGUE if entry.code != "PS007"], ids=lambda entry: entry.code)
def test_a_fix_leaves_the_part_beside_its_mistake_alone(entry) -> None:
    text = f"{BESIDE}{entry.example}"
    (alone,) = [part.music for part in check(BESIDE).program.parts]
    for problem in check(text, advice=True).diagnostics:
        for fix in problem.fixes:
            after = check(fixed(text, fix), advice=True).program
            if after is not None:
                assert alone in [part.music for part in after.parts]
