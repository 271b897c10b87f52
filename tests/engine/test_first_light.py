"""The README's piece: what is written to the WAV begins on the samples that the events say."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_dsl import compile_program
from pattern_engine.export.wav import write_wav
from pattern_engine.outputs.output import Cue
from pattern_engine.performance import perform
from pattern_engine.scheduler import cues

PIECE = Path(__file__).parents[2] / "examples" / "first_light.pattern"


def samples(music: list[Cue], rate: int) -> NDArray[np.int16]:
    target = io.BytesIO()
    write_wav(music, target, rate, 10_000_000)
    target.seek(0)
    with wave.open(target) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_every_onset_lies_on_its_sample(rate: int) -> None:
    """Without the notes from a moment on, the sound is the same up to the sample of that moment, and there differs."""
    program = compile_program(PIECE.read_text(encoding="utf-8"))
    music = cues(perform(program).notes(Fraction(0), Fraction(4)), program.timeline)
    whole = samples(music, rate)
    moments = sorted({cue.at for cue in music})
    assert len(moments) > 30
    for at in moments[::4]:
        before = samples([cue for cue in music if cue.at < at], rate)
        length = min(len(before), len(whole))
        differing = np.flatnonzero((whole[:length] != before[:length]).any(axis=1))
        assert differing[0] == round(Fraction(at * rate, 1_000_000)), at


def test_the_events_and_the_file_agree(tmp_path: Path) -> None:
    """The first sound of the file is the first event, and times in the list are those of the cues."""
    run = [sys.executable, "-m", "pattern_server.run", str(PIECE), "--bars", "4"]
    listed = subprocess.run([*run, "--events", "json"], check=True, capture_output=True, text=True).stdout
    events = [json.loads(line) for line in listed.splitlines()]
    subprocess.run([*run, "--wav", str(tmp_path / "x.wav")], check=True)
    with wave.open(str(tmp_path / "x.wav")) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert np.flatnonzero(sound.any(axis=1))[0] == round(events[0]["time"] * 48_000)
    program = compile_program(PIECE.read_text(encoding="utf-8"))
    music = cues(perform(program).notes(Fraction(0), Fraction(4)), program.timeline)
    assert [event["time"] for event in events] == [cue.at / 1_000_000 for cue in music]
