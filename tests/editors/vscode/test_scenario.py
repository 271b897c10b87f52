"""A musician's half hour in VS Code: what is seen on the screen, and what an Open Sound Control receiver hears."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest
from hearing import Heard, Receiver
from packing import Packed
from window import Told, Window

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LOOKAHEAD = 300
BAR = 4 * 60 / 130
EARLY = 0.05
"""Seconds: a light that comes so much before its note still belongs to it."""

QUICK = """tempo 120; swap at now;
melody quick { lead "c4*32"; }
melody steady { bass "c2*4"; }
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    listening = Receiver()
    yield listening
    listening.close()


@pytest.mark.heavy
def test_a_session(
    window: Callable[..., Window],
    extension: Packed,
    receiver: Receiver,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "songs"
    folder.mkdir()
    (folder / "quick.pattern").write_text(QUICK, encoding="utf-8")
    file = Path(shutil.copy(ROOT / "examples" / "warehouse.pattern", folder))
    pictures = str(ROOT / "docs" / "pictures") if os.environ.get("PATTERN_STUDIO_PICTURES") == "1" else None
    settings = {"patternStudio.outputs": [receiver.output], "patternStudio.lookahead": LOOKAHEAD}
    told = window(extension.vsix, settings).play(HERE / "scenario.cjs", file, pictures=pictures)
    with capsys.disabled():
        sys.stdout.writelines(f"{line}\n" for line in summary(told))
    assert told.exit == 0, str(told)
    heard = sorted(receiver.heard, key=lambda one: one.due)
    the_music_never_stopped(told, heard)
    a_change_begins_with_a_bar(told, heard)
    a_knob_is_heard_while_it_is_turned(told, heard)
    with capsys.disabled():
        sys.stdout.writelines(f"{line}\n" for line in figures(told, heard))


def summary(told: Told) -> list[str]:
    """A line for each step, with its seconds."""
    return ["", *(f"{line['seconds']:6.1f} s  {line['step']}" for line in told.lines if "seconds" in line)]


def moments(told: Told, name: str) -> list[float]:
    """When the scenario came to a mark, in seconds of Unix time."""
    return [float(str(line["at"])) for line in told.lines if line.get("mark") == name]


def the_music_never_stopped(told: Told, heard: list[Heard]) -> None:
    """Between the mistake and the mending the bass comes at every beat."""
    [begin], [end] = moments(told, "mistaken"), moments(told, "mended")
    bass = [one.due for one in heard if one.part == "melody/sub/1" and begin < one.due < end]
    assert len(bass) > 4
    assert {round((b - a) / (BAR / 4), 2) for a, b in pairwise(bass)} == {1.0}


def a_change_begins_with_a_bar(told: Told, heard: list[Heard]) -> None:
    """What was mended is heard with the beginning of a bar, after it was saved, and what it replaces until then."""
    [saved] = moments(told, "mended")
    kick = [one for one in heard if one.part == "rhythm/drums/kick"]
    changed = [one.note for one in kick].index("Rim")
    bars = (kick[changed].due - kick[0].due) / BAR
    assert kick[changed].due > saved
    assert abs(bars - round(bars)) < 0.01
    assert {one.note for one in kick[:changed]} == {"Kick"}


def a_knob_is_heard_while_it_is_turned(told: Told, heard: list[Heard]) -> None:
    """The cutoff was what the text says, and rises."""
    [turned] = moments(told, "turned")
    cutoffs = [(one.came, one.controls["lpf"]) for one in heard if one.part == "melody/acid/1"]
    assert {value for came, value in cutoffs if came < turned} == {900}
    assert max(float(str(value)) for came, value in cutoffs) > 1500


def spread(name: str, seconds: list[float]) -> str:
    """The middle and the 95th percentile of some times, in milliseconds."""
    cut = quantiles(seconds, n=20, method="inclusive")
    return f"{name}: p50 {1000 * cut[9]:.0f} ms, p95 {1000 * cut[18]:.0f} ms of {len(seconds)}"


def figures(told: Told, heard: list[Heard]) -> Iterator[str]:
    """How long it takes from the key to the first changed note, and from a note to its light."""
    pressed = [(float(str(line["at"])), f"c{line['octave']}") for line in told.lines if line.get("mark") == "evaluated"]
    first = [
        min(one for one in heard if one.part.startswith("melody/quick") and one.note == note and one.came > at)
        for at, note in pressed
    ]
    assert len(first) >= 10
    came = [one.came - at for one, (at, _) in zip(first, pressed, strict=True)]
    due = [one.due - at for one, (at, _) in zip(first, pressed, strict=True)]
    yield spread(f"key pressed to first changed note at the receiver, lookahead {LOOKAHEAD} ms", came)
    yield spread("key pressed to the moment that note sounds", due)
    steady = [one.due for one in heard if one.part.startswith("melody/steady")]
    for name in ("lit", "lit while typing"):
        [lit] = [line["values"] for line in told.lines if line.get("figure") == name]
        assert isinstance(lit, list)
        late = [min(at - moment for moment in steady if moment < at + EARLY) for at in lit if at > steady[0]]
        assert len(late) >= 10
        yield spread(f"note sounds to its letters {name} on the screen", late)
