"""What an editor hears that has not read for a while."""

from __future__ import annotations

import os
import threading

import pytest

from pattern_server.lsp.sending import MOST_UNREAD, Mouth

LIGHTS = {"method": "patternStudio/lights", "params": {"now": 1.0, "on": [["x" * 4_000, 0, 1, 1]]}}


@pytest.mark.parametrize(
    ("method", "params", "is_heard"),
    [
        ("transport", {"state": "playing", "bar": 9}, False),
        ("transport", {"state": "stopped", "bar": 9}, True),
        ("transport", {"state": "hushed", "bar": 9}, True),
        ("transport", {"state": "playing", "bar": 9, "knobs": []}, True),
        ("lights", {"on": [[7, 0, 1, 1]]}, False),
        ("lights", {"on": [], "clear": 0}, True),
        ("evaluated", {"bar": 9}, True),
    ],
)
def test_nothing_is_left_out_that_is_not_said_again(method: str, params: dict, is_heard: bool) -> None:
    source, target = os.pipe()
    mouth = Mouth(target, lambda: None)
    for _ in range(4 * MOST_UNREAD):  # a pipe holds some of them
        mouth.send(LIGHTS)
    mouth.send({"method": f"patternStudio/{method}", "params": params})
    came: list[bytes] = []
    reader = threading.Thread(target=lambda: came.extend(iter(lambda: os.read(source, 65_536), b"")))
    reader.start()
    mouth.close()
    os.close(target)
    reader.join()
    os.close(source)
    told = b"".join(came)
    assert (b'"bar"' in told or b'"clear"' in told or b"[[7" in told) == is_heard
