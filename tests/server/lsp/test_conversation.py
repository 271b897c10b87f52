"""The conversation: what may be said when, and that every request is answered once."""

from __future__ import annotations

import json

import pytest
from lsp_client import URI, Inside, Refusal

from pattern_server.lsp.conversation import Conversation, Promise
from pattern_server.lsp.wire import CANCELLED, Plain, Refused

HOVER = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}


class Bare:
    """Work that fails or answers as it is told."""

    def __init__(self) -> None:
        self.requests = {"right": lambda params: params, "wrong": lambda _: 1 / 0}
        self.notifications = {"bad": lambda _: 1 / 0}

    def greeted(self, _: Plain) -> Plain:
        return {}


def talk(*messages: object, wait: bool = False) -> list[dict]:
    """What a server answers to *messages*, which come all at once if *wait*."""
    said: list[dict] = []
    conversation = Conversation(Bare(), lambda message: said.append(json.loads(json.dumps(message))))
    for message in messages:
        conversation.hear(message if isinstance(message, bytes) else json.dumps(message).encode())
        while conversation.waiting and not wait:
            conversation.step()
    while conversation.waiting:
        conversation.step()
    return said


def request(number: object, method: str, params: object = None) -> dict:
    return {"jsonrpc": "2.0", "id": number, "method": method} | ({} if params is None else {"params": params})


INITIALIZE = request(0, "initialize", {"capabilities": {}})


def codes(said: list[dict]) -> list[int | None]:
    return [answer["error"]["code"] if "error" in answer else None for answer in said if "id" in answer]


def test_before_initialize_there_are_no_answers() -> None:
    assert codes(talk(request(1, "right"), request(2, "shutdown"))) == [-32002, -32002]


def test_initialize_comes_once() -> None:
    assert codes(talk(INITIALIZE, INITIALIZE)) == [None, -32600]


def test_after_shutdown_there_are_no_answers() -> None:
    assert codes(talk(INITIALIZE, request(1, "shutdown"), request(2, "right"), request(3, "shutdown"))) == [
        None,
        None,
        -32600,
        -32600,
    ]


def test_unknown_requests_are_refused_and_unknown_notifications_passed_over() -> None:
    note = {"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": "off"}}
    assert codes(talk(INITIALIZE, request(1, "music/play"), note, request(2, "$/what"))) == [None, -32601, -32601]


@pytest.mark.parametrize("params", [[], [1], 5, "text", True])
def test_parameters_without_names_are_refused(params: object) -> None:
    assert codes(talk(INITIALIZE, request(1, "right", params))) == [None, -32602]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b"5", -32600),
        (b"null", -32600),
        ({"id": 1, "method": "right"}, -32600),
        ({"jsonrpc": "1.0", "id": 1, "method": "right"}, -32600),
        ({"jsonrpc": "2.0", "id": 1}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "right"}, -32600),
        ({"jsonrpc": "2.0", "id": True, "method": "right"}, -32600),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "right"}, -32600),
        ({"jsonrpc": "2.0", "id": [], "method": "right"}, -32600),
    ],
)
def test_what_is_no_message_is_refused_and_the_next_one_answered(message: object, code: int) -> None:
    assert codes(talk(INITIALIZE, message, request("a", "right"))) == [None, code, None]


def test_answers_to_our_own_requests_are_taken() -> None:
    assert talk({"jsonrpc": "2.0", "id": "x", "result": None}, {"jsonrpc": "2.0", "id": "y", "error": {}}) == []


def test_a_cancelled_request_that_waits_is_answered_and_not_done() -> None:
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 2}}
    said = talk(INITIALIZE, request(1, "right"), request(2, "right"), cancel, wait=True)
    assert sorted((answer["id"], "error" in answer) for answer in said) == [(0, False), (1, False), (2, True)]
    assert said[0]["error"]["code"] == -32800


@pytest.mark.parametrize("params", [{"id": 9}, {"id": None}, {}, None, []])
def test_cancelling_what_does_not_wait_does_nothing(params: object) -> None:
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": params}
    assert codes(talk(INITIALIZE, request(1, "right"), cancel, request(2, "right"))) == [None, None, None]


def test_a_mistake_of_ours_is_one_line_for_the_editor_and_all_of_it_for_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = talk(INITIALIZE, request(1, "wrong"), request(2, "right"))
    assert codes(said) == [None, -32603, None]
    assert said[1]["error"] == {"code": -32603, "message": "wrong failed: ZeroDivisionError"}
    assert "Traceback" in capsys.readouterr().err


def test_a_mistake_in_a_notification_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    said = talk(INITIALIZE, {"jsonrpc": "2.0", "method": "bad"}, request(2, "right"))
    assert said[1]["method"] == "window/logMessage"
    assert "ZeroDivisionError" in said[1]["params"]["message"]
    assert "Traceback" in capsys.readouterr().err


def test_a_mistake_in_what_another_thread_reports_is_told_and_the_talk_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said: list[dict] = []
    conversation = Conversation(Bare(), said.append)

    def news() -> None:
        raise KeyError("token")

    conversation.heed(news)
    assert [message["method"] for message in said] == ["window/logMessage"]
    assert "what was reported failed: KeyError" in said[0]["params"]["message"]
    assert "KeyError: 'token'" in capsys.readouterr().err
    assert conversation.state == "new"


@pytest.mark.parametrize(("messages", "code"), [((), 1), (("shutdown",), 0)])
def test_exit_says_whether_shutdown_came_before(messages: tuple[str, ...], code: int) -> None:
    client = Inside()
    for method in messages:
        client.request(method)
    client.notify("exit")
    assert (client.conversation.state, client.conversation.code) == ("over", code)


def test_exit_is_heard_before_initialize() -> None:
    client = Inside(greet=False)
    client.notify("exit")
    assert (client.conversation.state, client.conversation.code) == ("over", 1)


def test_initialize_needs_capabilities() -> None:
    client = Inside(greet=False)
    with pytest.raises(Refusal) as refusal:
        client.request("initialize", {}, is_right=False)
    assert refusal.value.code == -32602
    assert client.initialize()["serverInfo"]["name"] == "pattern-lsp"


class Slow(Bare):
    """Work whose answer comes when it is kept, or cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.promise = Promise(lambda: self.promise.keep(Refused(CANCELLED, "cancelled")))
        self.requests = {"slow": lambda _: self.promise}


@pytest.fixture
def slow() -> tuple[Slow, Conversation, list[dict]]:
    """A request that was asked and is not answered yet."""
    said: list[dict] = []
    work = Slow()
    conversation = Conversation(work, lambda message: said.append(json.loads(json.dumps(message))))
    for message in (INITIALIZE, request(1, "slow")):
        conversation.hear(json.dumps(message).encode())
        conversation.step()
    assert [answer["id"] for answer in said] == [0]
    return work, conversation, said


def test_a_promise_is_kept_once(slow: tuple[Slow, Conversation, list[dict]]) -> None:
    work, _, said = slow
    work.promise.keep("done")
    work.promise.keep("done again")
    assert said[1:] == [{"jsonrpc": "2.0", "id": 1, "result": "done"}]


def test_a_promise_that_is_cancelled_is_answered(slow: tuple[Slow, Conversation, list[dict]]) -> None:
    _, conversation, said = slow
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}}
    conversation.hear(json.dumps(cancel).encode())
    conversation.hear(json.dumps(cancel).encode())
    assert codes(said[1:]) == [CANCELLED]


def test_a_promise_to_somebody_who_has_gone_is_dropped(slow: tuple[Slow, Conversation, list[dict]]) -> None:
    work, conversation, said = slow
    conversation.close()
    work.promise.keep("done")
    assert len(said) == 1
