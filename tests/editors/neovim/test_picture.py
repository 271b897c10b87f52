"""The screen itself: lights, colours and the roll as a terminal shows them."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("PIL", reason="a picture needs Pillow, which the extra theory brings")

from terminal import Look, cells, font

LOUD, LIGHT = (255, 207, 77), (217, 164, 65)
ROLL = {(108, 182, 255), (240, 136, 62), (126, 231, 135), (210, 168, 255)}


def test_a_screen_is_read_with_its_colours() -> None:
    line = "\x1b[1m\x1b[38;2;1;2;3ma\x1b[48:5:196mb\x1b[0mc\x1b[7md\x1b[27;93;44me"
    looks = dict(cells(line))
    assert looks["a"] == Look((1, 2, 3), None, is_bold=True)
    assert looks["b"] == Look((1, 2, 3), (255, 0, 0), is_bold=True)
    assert looks["c"] == Look()
    assert looks["d"] == Look(is_swapped=True)
    assert looks["e"] == Look((245, 245, 67), (36, 114, 200))


@pytest.mark.plan("LIGHT-1", "ROLL-1")
def test_a_terminal_shows_lights_and_the_roll(binary: str, tmp_path: Path) -> None:
    from screenshot import take

    if shutil.which("tmux") is None:
        pytest.skip("a screen needs tmux, which .ci/debian.txt brings")
    try:
        font(Look())
    except FileNotFoundError as missing:
        pytest.skip(f"a picture needs {missing}")
    image = take(binary, tmp_path)
    seen = Counter(image.get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata())
    cell = 10 * 21
    assert seen[LOUD] + seen[LIGHT] > 2 * cell
    assert all(seen[colour] > cell for colour in ROLL), {colour: seen[colour] for colour in ROLL}
    assert len([colour for colour, count in seen.items() if count > 40]) > 12
