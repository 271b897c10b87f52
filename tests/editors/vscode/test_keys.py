"""What is seen in a window of VS Code with other settings than ours: other keys and colours, and no trust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from packing import Packed
from window import Window

HERE = Path(__file__).parent
SONG = """title "Keys"; tempo 120;
rhythm drums {
  kick: synth "Kick*4";
}
melody tune { bell "c4 e4 g4 b4"; } // four notes
"""


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "songs" / "keys.pattern"
    path.parent.mkdir()
    path.write_text(SONG, encoding="utf-8")
    return path


@pytest.mark.heavy
def test_other_keys_and_colours(window: Callable[..., Window], extension: Packed, song: Path) -> None:
    colours = {"patternStudio.flashBackground": "#123456", "patternStudio.errorFlashBackground": "#654321"}
    settings = {
        "patternStudio.keymap": "strudel",
        "patternStudio.outputs": ["none"],
        "workbench.colorCustomizations": colours,
    }
    seen = {"flash": "rgb(18, 52, 86)", "mistake": "rgb(101, 67, 33)"}
    told = window(extension.vsix, settings).play(HERE / "keys.cjs", song, **seen)
    assert told.exit == 0, str(told)


@pytest.mark.heavy
def test_a_folder_that_is_not_trusted(window: Callable[..., Window], extension: Packed, song: Path) -> None:
    settings = {"security.workspace.trust.enabled": True, "patternStudio.outputs": ["none"]}
    told = window(extension.vsix, settings).play(HERE / "distrust.cjs", song)
    assert told.exit == 0, str(told)
