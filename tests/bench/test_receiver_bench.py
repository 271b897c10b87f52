"""How much of a processor the JUCE receiver takes: CPU seconds beside those of the built-in synth in the same run."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.contract import read_message
from pattern_engine.outputs.juce_frames import batches, frame
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.mixer import Mixer
from pattern_engine.time import Time

ROOT = Path(__file__).parents[2]
SECONDS = 60


@pytest.fixture(scope="module")
def program() -> Path:
    """The receiver, from the cache."""
    build = subprocess.run([ROOT / ".ci" / "juce", "--cached"], capture_output=True, text=True, check=False)
    if build.returncode == 75:
        pytest.skip(build.stderr.strip().splitlines()[-1])
    assert build.returncode == 0, build.stderr
    return Path(build.stdout.strip())


def music() -> list[Cue]:
    """A minute of eight notes a second on four instruments, with room."""
    made = []
    for number in range(8 * SECONDS):
        instrument = ("piano", "bass", "pad", "pluck")[number % 4]
        midi = 48 + number * 7 % 24
        note = NoteEvent(f"m/{instrument}", instrument, "C4", midi, Time(0), Time(1), 0.7, controls={"room": 0.3})
        made.append(Cue(number + 1, number * 125_000, 400_000, Time(number, 2), note))
    return made


def spent(program: Path, stream: Path, *options: str) -> float:
    """CPU seconds of one render."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "--render", stream, stream.with_suffix(".wav"), *options], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_minute_takes_no_more_than_a_fiftieth_of_a_processor(program: Path, tmp_path: Path) -> None:
    cues, stream = music(), tmp_path / "minute.jsonl"
    stream.write_text("".join(frame("EventBatch", 1, seq, body) + "\n" for seq, body in enumerate(batches(cues), 1)))
    ours = spent(program, stream, "--seconds", str(SECONDS))
    began = time.process_time()
    mixer = Mixer()
    mixer.add(cues)
    mixer.render(SECONDS * mixer.rate)
    theirs = time.process_time() - began
    sys.stdout.write(f"a minute: receiver {ours:.2f} s, built-in synth {theirs:.2f} s of CPU\n")
    assert ours < SECONDS / 50
    assert ours < 2 * theirs


def test_more_than_fifty_thousand_notes_a_second_are_read(program: Path, tmp_path: Path) -> None:
    cues, stream = [cue._replace(at=cue.id * 20) for cue in music() * 100], tmp_path / "many.jsonl"
    lines = [frame("EventBatch", 1, seq, body) for seq, body in enumerate(batches(cues), 1)]
    stream.write_text("\n".join(lines))
    ours = spent(program, stream, "--seconds", "0")
    began = time.process_time()
    for line in lines:
        read_message(line)
    theirs = time.process_time() - began
    sys.stdout.write(f"{len(cues)} notes: receiver {ours:.2f} s, pydantic {theirs:.2f} s of CPU\n")
    assert len(cues) / ours > 50_000
    assert ours < 4 * theirs
    assert sum(len(json.loads(line)["events"]) for line in lines) == len(cues)
