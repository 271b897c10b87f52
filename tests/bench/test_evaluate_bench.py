"""From the command of an editor to the first changed note at an OSC receiver, beside what a change costs by itself.

There are notes every 16 ms, so that what is measured is not the rhythm. A note arrives the lookahead of the player
before it sounds; heard ``now`` it is as soon as it has arrived, for what was sent before is taken back.

And what an evaluation costs in a text that is long, after an edit of one line, beside checking that text from nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from lsp_client import URI
from playing_client import Receiver, Stage

from pattern_dsl import check
from pattern_server.garbage import uncollected
from pattern_server.lsp.documents import Documents
from pattern_server.lsp.evaluation import whole

if not Path("/proc/self/schedstat").exists():
    pytest.skip("CPU time of the threads of another process is not known here", allow_module_level=True)

LOOKAHEAD = 300
TEXT = "tempo 240;\n" + "\n".join(f'melody m{part} {{ piano "c4*64"; }}' for part in range(4)) + "\n"
ROUNDS = 60


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.socket.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    client = Stage(cwd=tmp_path)
    yield client
    client.kill()


def test_a_change_now_arrives_as_soon_as_it_is_read_and_sent(stage: Stage, receiver: Receiver) -> None:
    stage.greet(outputs=[receiver.output], lookahead=LOOKAHEAD, notifications=["evaluated"])
    stage.play(TEXT)
    receiver.part("melody/m0/1", 60)
    waits, spent = [], []
    versions = count(2)
    for _ in range(ROUNDS):
        version = next(versions)
        note, midi = ("d4", 62) if version % 2 == 0 else ("c4", 60)
        stage.change(version, (1, 19, 1, 21, note))
        stage.diagnostics(version)
        receiver.drain()
        cpu, began = stage.cpu(), time.perf_counter()
        stage.do("evaluateBlock", uri=URI, position={"line": 1, "character": 3}, at="now")
        receiver.part("melody/m0/1", midi)
        waits.append((time.perf_counter() - began) * 1000)
        assert stage.evaluated()["ok"]
        spent.append((stage.cpu() - cpu) * 1000)
    own = []
    for _ in range(ROUNDS):
        began = time.process_time()
        check(TEXT, loop=True)
        own.append((time.process_time() - began) * 1000)
    for what, found in (("until the note arrives", waits), ("CPU of the server", spent), ("CPU of reading", own)):
        found.sort()
        p50, p95 = found[len(found) // 2], found[len(found) * 95 // 100]
        sys.stdout.write(f"{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (lookahead {LOOKAHEAD} ms)\n")
    assert spent[len(spent) // 2] < 12 * own[len(own) // 2]


PART = 'melody part{} {{\n  piano "c4 [e4 g4]*2 <a4 b4>".every(4, .rev()).vel("0.5 0.8");\n{}}}\n\n'
NOTES = "".join(f"  piano C4 {beat}.5 dur 1/2 vel 0.7;\n" for beat in range(16))
EDITS = {
    "a note is another": ("d4", False, 0.1),
    "a note more, and all below moves": ("c4 d4", False, 0.2),
    "a mistake": ("qq", True, 0.15),
}
"""What is written for ``c4``, whether that is wrong, and the share of a check from nothing that it may cost."""


class Evaluating:
    """A text that is played, in the middle of which a line is edited and edited back; made for one benchmark."""

    def __init__(self, lines: int) -> None:
        self.documents = Documents("utf-16")
        text = "tempo 120;\n" + "".join(PART.format(number, NOTES) for number in range(lines // 20))
        opened = {"uri": URI, "languageId": "pattern", "version": 1, "text": text}
        self.text = self.documents.open({"textDocument": opened})
        self.line = text[: text.index(f"part{lines // 40} ")].count("\n") + 1
        self.versions = count(2)
        self.last = whole(self.text, None).sounding
        self.spent("c4 e4", False)  # the first time that something moves, it is found out where all of it comes from

    def edit(self, old: str, new: str) -> None:
        """Write *new* where *old* is in that line; an editor is told at once what is wrong with it."""
        version = next(self.versions)
        start, end = {"line": self.line, "character": 9}, {"line": self.line, "character": 9 + len(old)}
        change = {"range": {"start": start, "end": end}, "text": new}
        document = {"uri": URI, "version": version}
        self.text = self.documents.change({"textDocument": document, "contentChanges": [change]})
        self.text.document.diagnostics()

    def evaluated(self, is_wrong: bool) -> float:
        """CPU seconds of an evaluation of the text as it stands."""
        began = time.process_time()
        outcome = whole(self.text, self.last)
        spent = time.process_time() - began
        assert outcome.sounding is not None
        assert bool(outcome.errors) == is_wrong
        self.last = outcome.sounding
        return spent

    def spent(self, new: str, is_wrong: bool) -> float:
        """CPU seconds of an evaluation after an edit, which is undone."""
        self.edit("c4", new)
        spent = self.evaluated(is_wrong)
        self.edit(new, "c4")
        self.evaluated(is_wrong=False)
        return spent

    def from_nothing(self) -> float:
        """CPU seconds of a check of all of the text."""
        text = self.text.document.text
        began = time.process_time()
        with uncollected():
            check(text, loop=True)
        return time.process_time() - began


@pytest.mark.parametrize("lines", [1_000, 10_000])
def test_an_evaluation_after_an_edit_of_a_line_is_a_small_part_of_a_check_from_nothing(lines: int) -> None:
    evaluating = Evaluating(lines)
    fresh = min(evaluating.from_nothing() for _ in range(3))
    for edit, (new, is_wrong, most) in EDITS.items():
        spent = min(evaluating.spent(new, is_wrong) for _ in range(10))
        told = f"{spent * 1000:.1f} ms CPU, {spent / fresh:.1%} of {fresh * 1000:.0f} ms"
        sys.stdout.write(f"{edit}, {lines:,} lines: {told}\n")
        assert spent < most * fresh
