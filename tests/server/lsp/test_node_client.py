"""A client that others wrote: the parts of VS Code's own, in node. Its checks are in ``node/client.mjs``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from recording import RECORDER, held, sessions

NODE = shutil.which("node")
CLIENT = Path(__file__).parent / "node" / "client.mjs"


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict], Path]:
    """What the client found, and the folder where all that was said is kept."""
    if NODE is None or not (CLIENT.parent / "node_modules").exists():
        pytest.skip("no second client: needs node, and `npm ci` in tests/server/lsp/node")
    folder = tmp_path_factory.mktemp("sessions")
    command = [NODE, str(CLIENT), *RECORDER, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder


def test_vs_codes_own_client_finds_nothing_wrong(checks: tuple[list[dict], Path]) -> None:
    found, _ = checks
    assert len(found) >= 30
    assert [check for check in found if check["error"]] == []


def test_all_that_is_said_between_them_is_the_protocol(checks: tuple[list[dict], Path]) -> None:
    kept = sessions(checks[1])
    assert len(kept) == 4
    for client, server in kept:
        held(client, server)
        assert server
    assert sum(len(server) for _, server in kept) > 50


def test_the_checker_of_sessions_finds_what_is_wrong() -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}
    held([asked], [{"jsonrpc": "2.0", "id": 1, "result": None}])
    for wrong in ({"id": 1, "result": 5}, {"method": "window/logMessage", "params": {"type": 9, "message": ""}}):
        with pytest.raises(AssertionError):
            held([asked], [{"jsonrpc": "2.0"} | wrong])
    with pytest.raises(AssertionError):
        held([asked | {"method": "textDocument/hover"}], [])


def test_the_recorder_ends_as_the_server_does(tmp_path: Path) -> None:
    body = b'{"jsonrpc":"2.0","method":"exit"}'
    message = b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    done = subprocess.run([*RECORDER, str(tmp_path)], input=message, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"")
    assert sessions(tmp_path) == [([{"jsonrpc": "2.0", "method": "exit"}], [])]
