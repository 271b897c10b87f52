"""The harness itself: what tests in an extension host say is what comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from window import Window


def written(folder: Path, test: str) -> tuple[Path, Path]:
    """An extension with one command, and a module that tests it."""
    folder.mkdir()
    manifest = {
        "name": "tiny",
        "version": "0.0.1",
        "publisher": "test",
        "engines": {"vscode": "^1.100.0"},
        "main": "./main.cjs",
        "activationEvents": ["onCommand:tiny.answer"],
    }
    (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "main.cjs").write_text(
        "exports.activate = () => require('vscode').commands.registerCommand('tiny.answer', () => 42);",
        encoding="utf-8",
    )
    module = folder / "test.cjs"
    module.write_text(f"const vscode = require('vscode');\nexports.run = async () => {{ {test} }};", encoding="utf-8")
    return folder, module


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("test", "code"),
    [
        pytest.param("console.log('answer', await vscode.commands.executeCommand('tiny.answer'));", 0, id="passes"),
        pytest.param("throw new Error('answer 42, but wrong');", 1, id="fails"),
    ],
)
def test_a_module_in_the_extension_host_decides(
    window: Callable[[], Window], tmp_path: Path, test: str, code: int
) -> None:
    told = window().host_tests(*written(tmp_path / "tiny", test), folder=tmp_path)
    assert told.exit == code, told
    assert "answer 42" in " ".join(told.logged), told
