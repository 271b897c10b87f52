"""The conversation with one editor: what may be said when, and that every request is answered once. No I/O.

It knows JSON-RPC and the life of a server: before ``initialize``, at work, after ``shutdown``, over. It refuses to
know what the requests mean.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple, Protocol, TypeAlias

from pattern_server.lsp.wire import (
    CANCELLED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NOT_INITIALIZED,
    PARSE_ERROR,
    Plain,
    Refused,
    Send,
)

Answer: TypeAlias = Callable[[Plain], object]
"""What a request or notification does with its parameters. Raises ``Refused``."""

Id: TypeAlias = "int | str"


class Work(Protocol):
    """What the server does between ``initialize`` and ``shutdown``."""

    requests: Mapping[str, Answer]
    notifications: Mapping[str, Answer]

    def greeted(self, params: Plain) -> Plain:
        """The result of ``initialize``. Raises ``Refused`` for parameters that are none."""


class Promise:
    """An answer that comes later: whoever works on it calls ``keep`` once. Thread: one."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        """*cancel* is called when nobody wants the answer any more; it is given all the same."""
        self.cancel = cancel
        self.keep: Callable[[object], None] = _unheard
        """Gives the answer: a result, or a ``Refused``."""


def _unheard(_: object) -> None:
    """Nobody has asked yet."""


class _Asked(NamedTuple):
    id: Id | None
    method: str
    params: object


class Conversation:
    """One client's messages in order. Thread: one. What is heard waits until ``step``, so that it can be cancelled."""

    def __init__(self, work: Work, send: Send) -> None:
        self.work = work
        self.send = send
        self.state: Literal["new", "at work", "shut down", "over"] = "new"
        self.code = 1
        self.waiting: deque[_Asked] = deque()
        self.promised: dict[Id, Promise] = {}

    def hear(self, body: bytes) -> None:
        """Take in one message. What is no request is answered with an error; a cancelled one is taken out."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, Refused(PARSE_ERROR, f"this is not JSON: {error}"))
            return
        asked = _asked(message)
        if isinstance(asked, Refused):
            self._refuse(_id(message), asked)
        elif asked is not None and asked.method == "$/cancelRequest":
            self._cancel(asked.params)
        elif asked is not None:
            self.waiting.append(asked)

    def step(self) -> None:
        """Do what has waited longest."""
        asked = self.waiting.popleft()
        if asked.id is None:
            self._note(asked)
            return
        try:
            result = self._answered(asked)
        except Refused as refused:
            self._refuse(asked.id, refused)
            return
        if isinstance(result, Promise):
            self.promised[asked.id] = result
            result.keep = partial(self._keep, asked.id)
        else:
            self.send({"jsonrpc": "2.0", "id": asked.id, "result": result})

    def heed(self, news: Callable[[], None]) -> None:
        """Do what another thread wants done between two messages; if it goes wrong, that is logged."""
        try:
            guarded(lambda _: news(), {}, "what was reported")
        except Refused as refused:
            self._log(str(refused))

    def close(self) -> None:
        """The other side has gone."""
        self.code = 0 if self.state == "shut down" else 1
        self.state = "over"

    def _keep(self, asked: Id, answer: object) -> None:
        """Give the answer that was promised to the request *asked*."""
        if self.promised.pop(asked, None) is None or self.state == "over":
            return
        if isinstance(answer, Refused):
            self._refuse(asked, answer)
        else:
            self.send({"jsonrpc": "2.0", "id": asked, "result": answer})

    def _cancel(self, params: object) -> None:
        wanted = params.get("id") if isinstance(params, dict) else None
        if isinstance(wanted, int | str) and wanted in self.promised:
            self.promised[wanted].cancel()
        found = next((asked for asked in self.waiting if asked.id is not None and asked.id == wanted), None)
        if found is not None:
            self.waiting.remove(found)
            self._refuse(found.id, Refused(CANCELLED, "cancelled"))

    def _answered(self, asked: _Asked) -> object:
        """The result of a request. Raises ``Refused``."""
        if self.state == "shut down":
            raise Refused(INVALID_REQUEST, f"{asked.method} after shutdown")
        if asked.method == "initialize":
            if self.state != "new":
                raise Refused(INVALID_REQUEST, "initialize comes once")
            greeting = self.work.greeted(_params(asked.params))
            self.state = "at work"
            return greeting
        if self.state == "new":
            raise Refused(NOT_INITIALIZED, f"{asked.method} before initialize")
        if asked.method == "shutdown":
            self.state = "shut down"
            return None
        if asked.method not in self.work.requests:
            raise Refused(METHOD_NOT_FOUND, f"there is no {asked.method}")
        return guarded(self.work.requests[asked.method], _params(asked.params), asked.method)

    def _note(self, asked: _Asked) -> None:
        """Do what a notification says, if now is the time; unknown ones are passed over."""
        if asked.method == "exit":
            self.close()
        elif self.state == "at work" and asked.method in self.work.notifications:
            try:
                guarded(self.work.notifications[asked.method], _params(asked.params), asked.method)
            except Refused as refused:
                self._log(f"{asked.method}: {refused}")

    def _log(self, message: str) -> None:
        params = {"type": 2, "message": message}
        self.send({"jsonrpc": "2.0", "method": "window/logMessage", "params": params})

    def _refuse(self, asked: Id | None, refused: Refused) -> None:
        error = {"code": refused.code, "message": str(refused)}
        self.send({"jsonrpc": "2.0", "id": asked, "error": error})


def guarded(answer: Answer, params: Plain, method: str) -> object:
    """What *answer* answers. A mistake of ours is told to the log in full and to the editor in a line.

    The editor keeps its server: whoever plays must not lose it to one question that goes wrong. Raises ``Refused``.
    """
    try:
        return answer(params)
    except Refused:
        raise
    except Exception as error:
        import traceback

        traceback.print_exc(file=sys.stderr)
        raise Refused(INTERNAL_ERROR, f"{method} failed: {type(error).__name__}") from error


def _asked(message: object) -> _Asked | Refused | None:
    """The request or notification in *message*, why it is none, or None for an answer to one of ours."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return Refused(INVALID_REQUEST, "this is no JSON-RPC 2.0 message")
    method = message.get("method")
    if method is None and ("result" in message or "error" in message):
        return None
    if not isinstance(method, str) or ("id" in message and _id(message) is None):
        return Refused(INVALID_REQUEST, "a request has a method, and an id that is a number or a string")
    return _Asked(_id(message), method, message.get("params"))


def _id(message: object) -> Id | None:
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, int | str) and not isinstance(found, bool) else None


def _params(params: object) -> Plain:
    if params is None:
        return {}
    if not isinstance(params, dict):
        raise Refused(INVALID_PARAMS, "parameters have names")
    return params
