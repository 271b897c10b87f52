"""The extension in VS Code's own extension host: real window, real server, real player."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packing import Packed
from window import Window

HOST = Path(__file__).parent / "host"
SAID = "CHECK "


@pytest.mark.heavy
@pytest.mark.parametrize("module", ["reading", "playing", "lighting", "breaking"])
def test_the_extension_does_what_the_plan_says(
    window: Callable[..., Window], extension: Packed, tmp_path: Path, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    told = window().host_tests(extension.folder, HOST / f"{module}.cjs", folder=work, limit=300)
    checks = [json.loads(line.partition(SAID)[2]) for line in told.logged if SAID in line]
    with capsys.disabled():
        for check in checks:
            sys.stdout.write("  ".join(["", *(f"{key}: {value}" for key, value in check.items())]) + "\n")
    assert [check for check in checks if "error" in check] == []
    assert told.exit == 0, told
