"""The command: how it is called, started and ended."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path

import pytest
from lsp_client import COMMAND, Outside

from pattern_server.lsp.wire import framed

ROOT = Path(__file__).parents[3]


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_the_command_is_installed_under_its_name() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, _, function = scripts["pattern-lsp"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_it_says_its_version_and_how_it_is_called() -> None:
    assert call("--version").stdout == f"pattern-lsp {metadata.version('pattern-studio')}\n"
    assert call("--help").stdout.startswith("usage: pattern-lsp")
    assert call("song.pattern").returncode == 2


@pytest.mark.parametrize("arguments", [(), ("--stdio",)])
def test_it_speaks_on_standard_input_and_output(start: Callable[..., Outside], arguments: tuple[str, ...]) -> None:
    client = start(*COMMAND, *arguments)
    client.initialize()
    assert client.end() == 0


def test_without_an_editor_it_ends_in_silence() -> None:
    done = call()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_an_editor_that_takes_no_answers_and_goes_leaves_no_server() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        server.stdout.close()
        server.stdin.write(framed(b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'))
        server.stdin.flush()
        assert server.wait(60) == 1
        assert server.stderr.read() == b""
