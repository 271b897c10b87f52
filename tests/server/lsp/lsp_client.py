"""Two clients: one that talks to the server in this process, one that starts it. Both hold messages to the protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import SimpleQueue

from meta_model import check_params, check_result
from own_messages import check_own

from pattern_server.lsp.conversation import Conversation
from pattern_server.lsp.service import Service
from pattern_server.lsp.wire import body_of

COMMAND = (sys.executable, "-m", "pattern_server.lsp.server")
PATIENCE = 60.0
URI = "file:///music/song.pattern"

WHOLE = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "tagSupport": {"valueSet": [1, 2]},
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
        },
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "rename": {"prepareSupport": True},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}
"""What an editor says that can do everything."""


class Refusal(Exception):
    """The server answered with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Talk:
    """What both clients share: numbering, checking, and the questions that tests ask most."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.asked: dict[object, str] = {}
        self.heard: list[dict] = []

    def put(self, message: Mapping[str, object]) -> None:
        raise AssertionError("a client says how it sends")

    def answer(self, number: object) -> dict:
        raise AssertionError("a client says how it waits")

    def await_(self, fits: Callable[[dict], bool]) -> dict:
        raise AssertionError("a client says how it waits")

    def diagnostics(self, version: int | None, uri: str = URI) -> list[dict]:
        """The next diagnostics that are published for a version of a text."""

        def fits(message: dict) -> bool:
            params = message.get("params", {})
            is_publication = message.get("method") == "textDocument/publishDiagnostics"
            return is_publication and params["uri"] == uri and params.get("version") == version

        return self.await_(fits)["params"]["diagnostics"]

    def took(self, message: dict) -> dict:
        """Hold a message from the server to the protocol."""
        assert message["jsonrpc"] == "2.0"
        if message.get("method", "").startswith("patternStudio/"):
            check_own(message["method"], message["params"])
        elif "method" in message:
            check_params(message["method"], message.get("params"), "serverToClient")
        elif "error" in message:
            assert "result" not in message
            assert isinstance(message["error"]["code"], int)
            assert isinstance(message["error"]["message"], str)
        else:
            check_result(self.asked[message["id"]], message["result"])
        self.heard.append(message)
        return message

    def notify(self, method: str, params: dict | None = None) -> None:
        check_params(method, params, "clientToServer")
        self.put({"jsonrpc": "2.0", "method": method} | ({} if params is None else {"params": params}))

    def ask(self, method: str, params: object = None, *, is_right: bool = True) -> object:
        """Send a request; its number."""
        if is_right:
            check_params(method, params, "clientToServer")
        number = next(self.numbers)
        self.asked[number] = method
        self.put({"jsonrpc": "2.0", "id": number, "method": method} | ({} if params is None else {"params": params}))
        return number

    def request(self, method: str, params: object = None, *, is_right: bool = True) -> object:
        """The result of a request. Raises ``Refusal``."""
        answer = self.answer(self.ask(method, params, is_right=is_right))
        if "error" in answer:
            raise Refusal(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]

    def initialize(
        self, capabilities: dict | None = None, process: int | None = None, folders: Sequence[str] = ()
    ) -> dict:
        params = {
            "processId": process,
            "rootUri": None,
            "capabilities": WHOLE if capabilities is None else capabilities,
        }
        if folders:
            params["workspaceFolders"] = [{"uri": uri, "name": uri.rpartition("/")[2]} for uri in folders]
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, text: str, uri: str = URI, version: int = 1) -> None:
        document = {"uri": uri, "languageId": "pattern", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, version: int, *changes: tuple[int, int, int, int, str] | str, uri: str = URI) -> None:
        """Change a text: all of it, or from one line and column to another."""
        made = [{"text": c} if isinstance(c, str) else {"range": span(*c[:4]), "text": c[4]} for c in changes]
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": made}
        self.notify("textDocument/didChange", params)

    def at(self, method: str, line: int, character: int, uri: str = URI, **more: object) -> object:
        """The answer to a question about a position."""
        position = {"line": line, "character": character}
        return self.request(method, {"textDocument": {"uri": uri}, "position": position} | more)

    def about(self, method: str, uri: str = URI, **more: object) -> object:
        """The answer to a question about a text."""
        return self.request(method, {"textDocument": {"uri": uri}} | more)

    def published(self, version: int | None, uri: str = URI) -> list[dict]:
        """The diagnostics that were last published for a version of a text."""
        return next(
            m["params"]["diagnostics"]
            for m in reversed(self.heard)
            if m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == uri
            and m["params"].get("version") == version
        )


class Inside(Talk):
    """The server in this process, without a wire: messages are JSON all the same."""

    def __init__(self, capabilities: dict | None = None, *, greet: bool = True) -> None:
        super().__init__()
        self.service = Service(lambda message: self.took(json.loads(body_of(message))), SimpleQueue().put)
        self.conversation = Conversation(self.service, self.service._send)
        if greet:
            self.greeting = self.initialize(capabilities)

    def put(self, message: Mapping[str, object]) -> None:
        self.conversation.hear(json.dumps(message).encode())
        while self.conversation.waiting:
            self.conversation.step()

    def answer(self, number: object) -> dict:
        return next(message for message in reversed(self.heard) if message.get("id") == number)

    def rest(self) -> None:
        """Nothing is typed for a while."""
        while self.service.restless():
            self.service.rest()


class Outside(Talk):
    """The server as a process of its own."""

    def __init__(self, *command: str, cwd: Path | None = None, is_checked: bool = True) -> None:
        super().__init__()
        self.process = subprocess.Popen(
            command or COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
        )
        self.is_checked = is_checked
        self.came: deque[dict] = deque()
        self.turn = threading.Condition()
        self.failure: Exception | None = None
        self.errors: list[bytes] = []
        self.readers = [threading.Thread(target=self._read), threading.Thread(target=self._drain)]
        for reader in self.readers:
            reader.start()

    def put(self, message: Mapping[str, object]) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def raw(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def answer(self, number: object) -> dict:
        return self.await_(lambda message: message.get("id") == number and "method" not in message)

    def await_(self, fits: Callable[[dict], bool]) -> dict:
        """The first message that *fits*; those before it are let go."""
        deadline = time.monotonic() + PATIENCE
        with self.turn:
            while True:
                while self.came:
                    message = self.came.popleft()
                    if self.is_checked:
                        self.took(message)
                    if fits(message):
                        return message
                if self.failure is not None:
                    raise self.failure
                left = deadline - time.monotonic()
                assert left > 0, f"no answer; the server said: {b''.join(self.errors).decode()}"
                self.turn.wait(left)

    def cpu(self) -> float:
        """CPU seconds that the server has spent, once it is asleep: what a thread at work spends is booked later."""
        deadline = time.monotonic() + PATIENCE
        while any(row[0] == "R" for row in self._tasks()) and time.monotonic() < deadline:
            time.sleep(0.0005)
        return sum(spent for _, spent in self._tasks())

    def _tasks(self) -> list[tuple[str, float]]:
        """For each thread of the server what it is doing, a letter, and the CPU seconds that are booked for it."""
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # it has ended since
                state = (task / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
                spent = (task / "schedstat").read_text(encoding="ascii").split()[0]
                found.append((state, int(spent) / 1e9))
        return found

    def end(self) -> int:
        """Say goodbye; the exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.over()

    def over(self) -> int:
        """Wait until the server has ended; its exit code."""
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        while self.is_checked and self.came:  # what nobody waited for is held to the protocol, too
            self.took(self.came.popleft())
        return code

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.over()

    def _read(self) -> None:
        """Read messages strictly as the protocol frames them; anything else is a failure."""
        try:
            while line := self.process.stdout.readline():
                name, _, length = line.partition(b": ")
                assert name == b"Content-Length", line
                assert self.process.stdout.readline() == b"\r\n"
                message = json.loads(self.process.stdout.read(int(length)))
                with self.turn:
                    self.came.append(message)
                    self.turn.notify_all()
        except (AssertionError, ValueError) as failure:
            self.failure = failure
        with self.turn:
            self.failure = self.failure or EOFError("the server has closed its output")
            self.turn.notify_all()

    def _drain(self) -> None:
        while data := os.read(self.process.stderr.fileno(), 65_536):
            self.errors.append(data)


def span(line: int, character: int, last: int, stop: int) -> dict:
    """A range."""
    return {"start": {"line": line, "character": character}, "end": {"line": last, "character": stop}}
