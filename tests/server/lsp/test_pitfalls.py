"""What goes wrong in language servers, one by one, and that it does not here. Real processes where that matters.

The numbers that are missing are of texts: test_pitfalls_of_texts.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import COMMAND, URI, Inside, Outside, Refusal

from pattern_server.lsp.features import FEATURES

Start = Callable[..., Outside]

WRONG = "melody { pianoo C4 0; }\n"


def codes(diagnostics: list[dict]) -> list[str]:
    return [problem["code"] for problem in diagnostics]


OF_A_TEXT = {
    "textDocument/codeLens",
    "textDocument/diagnostic",
    "textDocument/documentColor",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/formatting",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
}
"""Requests that need nothing but a text."""


@pytest.mark.parametrize(
    "params",
    [
        None,
        {},
        {"textDocument": {"uri": URI}},
        {"textDocument": {"uri": 5}, "position": {"line": 0, "character": 0}},
        {"textDocument": URI, "position": {"line": 0, "character": 0}},
        {"textDocument": {"uri": URI}, "position": {"line": -1, "character": 0}},
        {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 1.5}},
        {"textDocument": {"uri": URI}, "position": {"line": True, "character": 0}},
        {"textDocument": {"uri": URI}, "position": [0, 0]},
        {"textDocument": {"uri": "file:///not/here"}, "position": {"line": 0, "character": 0}},
    ],
)
def test_04_wrong_parameters_are_answered(params: object) -> None:
    client = Inside()
    client.open(WRONG)
    found = isinstance(params, dict) and isinstance(params.get("textDocument"), dict)
    known = found and params["textDocument"].get("uri") == URI
    for method in {feature.method for feature in FEATURES} - (OF_A_TEXT if known else set()):
        with pytest.raises(Refusal) as refusal:
            client.request(method, params, is_right=False)
        assert refusal.value.code == -32602, method


def test_04_what_an_editor_can_do_that_nobody_knows_is_passed_over() -> None:
    odd = {"general": {"positionEncodings": 5}, "textDocument": {"publishDiagnostics": []}, "workspace": "all"}
    client = Inside(greet=False)
    result = client.request("initialize", {"capabilities": odd | {"music": True}, "trace": "loud"}, is_right=False)
    assert result["capabilities"]["positionEncoding"] == "utf-16"
    client.open(WRONG)
    assert codes(client.published(1)) == ["PS101"]


def test_05_there_is_a_time_for_everything(start: Start) -> None:
    client = start()
    with pytest.raises(Refusal, match="-32002"):
        client.about("textDocument/diagnostic")
    with pytest.raises(Refusal, match="-32002"):
        client.request("textDocument/hover", ["no", "names"], is_right=False)
    client.initialize()
    with pytest.raises(Refusal, match="-32600"):
        client.initialize()
    client.request("shutdown")
    with pytest.raises(Refusal, match="-32600"):
        client.about("textDocument/diagnostic")
    client.notify("exit")
    assert client.over() == 0


@pytest.mark.parametrize("is_greeted", [True, False])
def test_06_exit_without_shutdown_is_a_failure(start: Start, is_greeted: bool) -> None:
    client = start()
    if is_greeted:
        client.initialize()
    client.notify("exit")
    assert client.over() == 1


@pytest.mark.parametrize(("is_down", "code"), [(True, 0), (False, 1)])
def test_06_so_is_the_end_of_input(start: Start, is_down: bool, code: int) -> None:
    client = start()
    client.initialize()
    if is_down:
        client.request("shutdown")
    client.process.stdin.close()
    assert client.over() == code


def test_07_headers_are_read_in_any_case_and_found_again_after_nonsense(start: Start) -> None:
    client = start()
    client.raw(b"Content-Length: many\r\n\r\n{}nonsense\n")
    body = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}).encode()
    client.asked[7] = "initialize"
    client.raw(b"content-type: x\r\ncoNTent-lengTH:   %d\r\n\r\n%b" % (len(body), body))
    assert "result" in client.answer(7)
    assert client.end() == 0


def test_08_what_waits_behind_is_seen_before_it_is_done(start: Start) -> None:
    client = start()
    client.initialize()
    client.open("melody { pianoo C4 0; }\n" * 2_000)
    asked = [client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}}) for _ in range(40)]
    for number in asked[1:]:
        client.notify("$/cancelRequest", {"id": number})
    answers = {}
    while len(answers) < len(asked):
        answer = client.await_(lambda message: message.get("id") in asked)
        answers[answer["id"]] = answer.get("error", {}).get("code")
    assert set(answers.values()) <= {None, -32800}
    assert answers[asked[-1]] == -32800
    assert client.end() == 0


def test_09_and_10_and_11_an_answer_is_about_the_text_as_it_was_when_it_was_asked(start: Start) -> None:
    client = start()
    client.initialize()
    client.open(WRONG)
    asked = []
    for version in range(2, 30):
        asked.append(client.ask("textDocument/documentHighlight", {"textDocument": {"uri": URI}, **here(0, 5)}))
        client.change(version, f'let riff{version} = "c4";\n' + "\n" * version)
        asked.append(client.ask("textDocument/documentHighlight", {"textDocument": {"uri": URI}, **here(0, 5)}))
    found = [client.answer(number)["result"] for number in asked[1::2]]
    ends = [[one["range"]["end"]["character"] for one in lit] for lit in found]
    assert ends == [[8 + len(str(version))] for version in range(2, 30)]
    assert client.end() == 0


def here(line: int, character: int) -> dict:
    return {"position": {"line": line, "character": character}}


PRINTING = """
import os, sys
import pattern_server.lsp.features as features, pattern_server.lsp.server as server
def loud(workspace, params):
    print("a library prints this")
    os.write(1, b"and C code prints this")
    return []
features.FEATURES = [features.Feature("textDocument/definition", loud)]
sys.exit(server.main([]))
"""


def test_14_what_is_printed_does_not_come_into_the_stream(start: Start) -> None:
    client = start(sys.executable, "-c", PRINTING)
    client.initialize()
    client.open(WRONG)
    for _ in range(5):
        assert client.at("textDocument/definition", 0, 0) == []
    assert client.end() == 0
    assert b"".join(client.errors).count(b"a library prints this") == 5
    assert b"".join(client.errors).count(b"and C code prints this") == 5


@pytest.mark.skipif(os.name != "posix", reason="on Windows the end of input tells that the editor has gone")
def test_15_the_server_ends_soon_after_the_editor_though_the_pipe_stays_open(start: Start) -> None:
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    client = start()
    client.initialize(process=editor.pid)
    client.open(WRONG)
    assert codes(client.diagnostics(1)) == ["PS101"]
    editor.send_signal(signal.SIGKILL)  # and nobody waits for it: it stays as a zombie
    assert client.process.wait(20) == 1
    editor.stdin.close()
    editor.wait()


def test_15_an_editor_that_cannot_be_seen_is_not_missed(start: Start) -> None:
    client = start()
    client.initialize(process=2**22 + 5)
    client.open(WRONG)
    assert codes(client.diagnostics(1)) == ["PS101"]
    assert client.end() == 0


def test_16_neither_the_protocol_library_nor_numpy_nor_asyncio_is_loaded() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pattern_server.lsp.server, pattern_server.lsp.features, pattern_server.lsp.syncing\n"
            "print(sorted({'pygls', 'lsprotocol', 'cattrs', 'numpy', 'asyncio', 'pydantic'} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "[]\n"


def test_17_a_large_answer_comes_whole(start: Start) -> None:
    client = start()
    client.initialize()
    client.open('let riff = "c4";\nmelody {\n' + "  piano riff;\n" * 3_000 + "}\n")
    lit = client.at("textDocument/documentHighlight", 0, 5)
    assert len(lit) == 3_001
    assert client.end() == 0


def test_18_an_error_shows_nothing_of_the_machine() -> None:
    client = Inside()
    client.service.requests = {"textDocument/definition": lambda _: Path("/secret/place").read_bytes()}
    with pytest.raises(Refusal) as refusal:
        client.at("textDocument/definition", 0, 0)
    assert (refusal.value.code, refusal.value.message) == (-32603, "textDocument/definition failed: FileNotFoundError")
    assert "data" not in client.heard[-1]["error"]


def test_19_a_burst_of_small_questions_is_answered_in_order(start: Start) -> None:
    client = start()
    client.initialize()
    client.open(WRONG)
    asked = [client.ask("textDocument/definition", {"textDocument": {"uri": URI}, **here(0, 0)}) for _ in range(500)]
    answered: list[object] = []
    while len(answered) < len(asked):
        answered.append(client.await_(lambda message: message.get("id") in asked)["id"])
    assert answered == asked
    assert client.end() == 0


def test_20_nothing_listens_unless_it_is_told_to_and_then_on_this_machine_only() -> None:
    loaded = "import sys, pattern_server.lsp.server, pattern_server.lsp.features; sys.exit('socket' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
    done = subprocess.run([*COMMAND, "--tcp", "0.0.0.0:0"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"on this machine only" in done.stderr


def test_21_a_mistake_of_ours_in_a_notification_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    client = Inside()
    client.service.notifications = {"textDocument/didSave": lambda _: [][0]}
    client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    assert client.heard[-1]["method"] == "window/logMessage"
    assert "IndexError" in client.heard[-1]["params"]["message"]
    assert "Traceback" in capsys.readouterr().err
