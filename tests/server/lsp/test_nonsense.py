"""Nonsense: whatever comes as parameters, it is answered by a result of the protocol or refused, and nothing fails."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest
from lsp_client import COMMAND, URI, Inside, Outside, Refusal, span

from pattern_server.lsp.features import FEATURES
from pattern_server.lsp.syncing import NOTIFICATIONS
from pattern_server.lsp.wire import framed

SONG = 'let riff = "c4 [e4 g4]"; // 🎵\nmelody lead {\n  piano riff.fast(2);\n}\n'
ATOMS = [None, True, 0, -1, 2**31, 10**30, 1.5, "", "x", URI, "file:///\ud800", [], {}, [[]], [{}], span(3, 4, 0, 2)]
NAMES = ["textDocument", "position", "range", "context", "newName", "options", "command", "contentChanges", "settings"]
NAMES += [
    "text",
    "version",
    "data",
    "label",
    "query",
    "ch",
    "color",
    "positions",
    "previousResultId",
    "changes",
    "files",
]
METHODS = sorted({feature.method for feature in FEATURES} - {"workspace/executeCommand"})  # those would play


def value(dice: random.Random, depth: int) -> object:
    kind = dice.random()
    if depth == 0 or kind < 0.5:
        return dice.choice(ATOMS)
    if kind < 0.6:
        return [value(dice, depth - 1) for _ in range(dice.randrange(3))]
    return {dice.choice(NAMES): value(dice, depth - 1) for _ in range(dice.randrange(5))}


def params(dice: random.Random) -> dict:
    """Parameters of which some are right, so that others are looked at, too."""
    place = {"line": dice.randrange(6), "character": dice.randrange(40)}
    right = {"textDocument": {"uri": URI}, "position": place, "range": {"start": place, "end": place}}
    drawn = {dice.choice(NAMES): value(dice, 2) for _ in range(dice.randrange(4))}
    named = {"textDocument": {"uri": dice.choice([one for one in ATOMS if isinstance(one, str)])}}
    return named | drawn | {name: one for name, one in right.items() if dice.random() < 0.7}


@pytest.mark.parametrize("seed", range(4))
def test_nonsense_is_refused_or_answered(seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(seed)
    client = Inside()
    client.open(SONG)
    for _ in range(250):
        if dice.random() < 0.2:
            told = {"method": dice.choice([*NOTIFICATIONS]), "params": params(dice)}
            client.put({"jsonrpc": "2.0"} | told)
            continue
        try:
            client.request(dice.choice(METHODS), params(dice), is_right=False)
        except Refusal as refusal:
            assert refusal.code in (-32602, -32803)
    assert capfd.readouterr().err == ""


HOVER = b'{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///x"},%b}}'
BODIES = {
    "a batch": (b'[{"jsonrpc":"2.0","id":5,"method":"x"}]', -32600),
    "null": (b"null", -32600),
    "nothing": (b"", -32700),
    "no UTF-8": (b'{"jsonrpc":"2.0","id":5,"method":"\xff"}', -32700),
    "too deep": (b"[" * 100_000 + b"]" * 100_000, -32700),
    "half an id": (b'{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}', -32600),
    "no id": (b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', -32600),
    "a long id": (b'{"jsonrpc":"2.0","id":1%b,"method":"textDocument/hover","params":{}}' % (b"0" * 400), -32602),
    "a line that is no number": (HOVER % b'"position":{"line":NaN,"character":0}', -32602),
    "a line of too many digits": (HOVER % b'"position":{"line":%b,"character":0}' % (b"9" * 5_000), -32700),
    "half a sign": (b'{"jsonrpc":"2.0","id":3,"method":"\\ud800"}', -32601),
    "a device": (HOVER.replace(b"/x", b"/dev/zero") % b'"position":{"line":0,"character":0}', -32602),
    "a long path": (HOVER.replace(b"/x", b"/" + b"x" * 70_000) % b'"position":{"line":0,"character":0}', -32602),
}


def test_what_is_hardly_a_message_is_answered_and_the_next_one_is_understood(start: Callable[..., Outside]) -> None:
    client = start(*COMMAND)
    client.initialize()
    refused = partial(client.await_, lambda message: "error" in message)
    for name, (body, code) in BODIES.items():
        client.raw(framed(body))
        assert refused()["error"]["code"] == code, name
    assert client.end() == 0
    assert client.errors == []
