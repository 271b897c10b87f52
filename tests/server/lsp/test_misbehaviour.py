"""A client that misbehaves: what a server of the protocol must bear. Some scenes are played to ruff's server too.

That they are borne there shows that they are fair.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import COMMAND, URI, Outside, Refusal

Scene = Callable[[Outside], None]
RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")


def code_of(client: Outside, method: str, params: object = None) -> int:
    with pytest.raises(Refusal) as refusal:
        client.request(method, params, is_right=False)
    return refusal.value.code


def goodbye(client: Outside) -> None:
    client.request("shutdown")
    client.notify("exit")
    assert client.over() == 0


def asks_before_initialize(client: Outside) -> None:
    assert code_of(client, "textDocument/hover", {}) == -32002
    client.initialize()
    goodbye(client)


def asks_the_unknown(client: Outside) -> None:
    client.initialize()
    assert code_of(client, "music/play", {}) == -32601
    goodbye(client)


def tells_the_unknown(client: Outside) -> None:
    client.initialize()
    client.put({"jsonrpc": "2.0", "method": "$/music", "params": {}})
    client.put({"jsonrpc": "2.0", "method": "music/plays", "params": {}})
    goodbye(client)


def asks_wrongly(client: Outside) -> None:
    client.initialize()
    assert code_of(client, "textDocument/codeAction", {"textDocument": 5}) == -32602
    goodbye(client)


def initializes_twice(client: Outside) -> None:
    client.initialize()
    assert code_of(client, "initialize", {"capabilities": {}}) == -32600
    goodbye(client)


def asks_after_shutdown(client: Outside) -> None:
    client.initialize()
    client.request("shutdown")
    assert code_of(client, "textDocument/hover", {}) == -32600
    client.notify("exit")
    assert client.over() == 0


def leaves_without_shutdown(client: Outside) -> None:
    client.initialize()
    client.notify("exit")
    assert client.over() == 1


def hangs_up(client: Outside) -> None:
    client.initialize()
    client.process.stdin.close()
    assert client.over() == 1


def writes_small_headers(client: Outside) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"capabilities": {}}}).encode()
    client.asked["a"] = "initialize"
    client.raw(b"content-length: %d\r\n\r\n%b" % (len(body), body))
    assert "result" in client.answer("a")
    client.notify("initialized", {})
    goodbye(client)


def sends_no_json(client: Outside) -> None:
    client.initialize()
    client.raw(b"Content-Length: 9\r\n\r\n{no json}")
    assert client.answer(None)["error"]["code"] == -32700
    goodbye(client)


def sends_no_header(client: Outside) -> None:
    client.initialize()
    client.raw(b"Content-What: 2\r\n\r\n{}")
    goodbye(client)


def cancels(client: Outside) -> None:
    client.initialize()
    client.notify("$/cancelRequest", {"id": 99})
    number = client.ask("textDocument/codeAction", {"textDocument": 5}, is_right=False)
    client.notify("$/cancelRequest", {"id": number})
    assert client.answer(number)["error"]["code"] in (-32800, -32602)
    goodbye(client)


def edits_what_is_not_open(client: Outside) -> None:
    client.initialize()
    client.change(2, "text", uri=URI)
    goodbye(client)


SCENES: list[Scene] = [
    asks_before_initialize,
    asks_the_unknown,
    tells_the_unknown,
    asks_wrongly,
    initializes_twice,
    asks_after_shutdown,
    leaves_without_shutdown,
    hangs_up,
    writes_small_headers,
    sends_no_json,
    sends_no_header,
    cancels,
    edits_what_is_not_open,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_server_bears_a_client_that(scene: Scene, start: Callable[..., Outside]) -> None:
    scene(start(*COMMAND))


FAIR = [
    asks_before_initialize,
    asks_the_unknown,
    tells_the_unknown,
    asks_after_shutdown,
    writes_small_headers,
    edits_what_is_not_open,
]
"""What ruff bears, too. It dies of text that is no message, and lets those wait for ever who ask wrongly."""


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed; the extra test brings it")
@pytest.mark.parametrize("scene", FAIR, ids=lambda scene: scene.__name__)
def test_ruff_bears_a_client_that(scene: Scene, start: Callable[..., Outside]) -> None:
    scene(start(str(RUFF), "server", is_checked=False))
