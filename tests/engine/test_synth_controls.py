"""Every control that says the built-in sounds obey it is heard, and in the right direction; no other says so."""

from __future__ import annotations

import wave
from pathlib import Path

import heard_colours
import heard_places
import heard_shapes
import numpy as np
import pytest
from measured_sound import RATE, note, pitch, play, render

from pattern_engine.event import Value
from pattern_engine.synth.controls import OBEYED
from pattern_engine.words.sound import CONTROLS


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder of two sounds in a bank and outside it, told apart by their pitch."""
    for name, hz in (("808_bd", 200), ("bd1", 400), ("bd2", 800)):
        time = np.arange(RATE // 4) / RATE
        data = np.rint(20000 * np.cos(2 * np.pi * hz * time)).astype("<i2")
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, len(data), "NONE", ""))
            file.writeframes(data.tobytes())
    return f"{tmp_path}/"


IN_A_FOLDER: dict[str, tuple[dict[str, Value], float]] = {"bank": ({"bank": "808"}, 200), "n": ({"n": 1}, 800)}


@pytest.mark.parametrize("name", IN_A_FOLDER)
def test_controls_of_folders_choose_the_file(name: str, folder: str) -> None:
    controls, hz = IN_A_FOLDER[name]
    assert pitch(play(folder, None, word="bd"), 0.02, 0.2) == pytest.approx(400, rel=0.01)
    assert pitch(play(folder, None, word="bd", **controls), 0.02, 0.2) == pytest.approx(hz, rel=0.01)


HEARD = heard_shapes.HEARD | heard_colours.HEARD | heard_places.HEARD


@pytest.mark.parametrize("name", HEARD)
def test_a_control_is_heard(name: str) -> None:
    HEARD[name]()


def test_exactly_the_controls_that_are_heard_say_so() -> None:
    claimed = {name for name, control in CONTROLS.items() if control.built_in}
    assert claimed == HEARD.keys() | IN_A_FOLDER.keys() == OBEYED | {"nudge"}


@pytest.mark.parametrize("name", sorted(CONTROLS.keys() - OBEYED - {"nudge"}))
def test_other_controls_change_nothing(name: str) -> None:
    value: Value = "x" if CONTROLS[name].unit == "" and CONTROLS[name].low < -1e9 else 1
    changed = render((0, note("pluck", 60, **{name: value})), seconds=0.3)
    assert np.array_equal(changed, render((0, note("pluck", 60)), seconds=0.3))
