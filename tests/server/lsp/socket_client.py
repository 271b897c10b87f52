"""Clients that connect to a server at a port: over TCP and over WebSocket. They hold messages to the protocol, too."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from lsp_client import COMMAND, PATIENCE, Talk
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

_SAID = re.compile(r"pattern-lsp on (ws|tcp)://127\.0\.0\.1:(\d+)/\?token=([\w-]+), token in (.+)\n")


class Port:
    """A server that listens at a free port. Made for one test."""

    def __init__(self, way: str) -> None:
        command = [*COMMAND, f"--{way}", "0"]
        self.way = way
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = _SAID.fullmatch(self.process.stderr.readline())
        assert said is not None
        self.number, self.token, self.file = int(said[2]), said[3], Path(said[4])
        self.url = f"ws://127.0.0.1:{self.number}/"
        self.clients: list[Talk] = []

    def connected(self) -> OverTcp | OverWeb:
        """A further client that has shown the token, or shows it when it greets."""
        self.clients.append(OverTcp(self) if self.way == "tcp" else OverWeb(f"{self.url}?token={self.token}"))
        return self.clients[-1]

    def servers(self) -> set[int]:
        """The processes that serve connections."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return {int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()}

    def stop(self, signal: int) -> int:
        """Send it a signal; the exit code."""
        self.process.send_signal(signal)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End it, whatever it does."""
        for client in self.clients:
            client.hang_up()
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)


class Connected(Talk):
    """What both have in common: messages are read when they are waited for."""

    def next(self) -> dict:
        """The next message. Raises ``EOFError`` when the server has closed the connection."""
        raise AssertionError("a client says how it reads")

    def await_(self, fits: Callable[[dict], bool]) -> dict:
        """The first message that *fits*; those before it are let go."""
        while not fits(message := self.took(self.next())):
            pass
        return message

    def answer(self, number: object) -> dict:
        return self.await_(lambda message: message.get("id") == number and "method" not in message)

    def end(self) -> None:
        """Say goodbye, and wait for the end."""
        self.request("shutdown")
        self.notify("exit")
        try:
            late = self.next()
        except EOFError:
            return
        raise AssertionError(f"after exit: {late}")


class OverTcp(Connected):
    """An editor over TCP, which shows the token in the header of its first message unless *header* says another."""

    def __init__(self, port: Port, header: str | None = None) -> None:
        super().__init__()
        self.socket = socket.create_connection(("127.0.0.1", port.number), PATIENCE)
        self.stream = self.socket.makefile("rb")
        self.header = f"Authorization: Bearer {port.token}\r\n" if header is None else header

    def put(self, message: Mapping[str, object]) -> None:
        body = json.dumps(message).encode()
        self.socket.sendall(f"{self.header}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.header = ""

    def next(self) -> dict:
        line = self.stream.readline()
        if not line:
            raise EOFError
        name, _, length = line.partition(b": ")
        assert name == b"Content-Length", line
        assert self.stream.readline() == b"\r\n"
        return json.loads(self.stream.read(int(length)))

    def hang_up(self) -> None:
        self.stream.close()
        self.socket.close()


class OverWeb(Connected):
    """An editor over WebSocket."""

    def __init__(self, url: str, **options: object) -> None:
        super().__init__()
        self.held = ExitStack()
        self.connection = self.held.enter_context(connect(url, max_size=None, **options))

    def put(self, message: Mapping[str, object]) -> None:
        self.connection.send(json.dumps(message))

    def next(self) -> dict:
        try:
            return json.loads(self.connection.recv(PATIENCE))
        except ConnectionClosed as closed:
            raise EOFError from closed

    def hang_up(self) -> None:
        self.held.close()


def refused_start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to fail."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE)


ON_LINUX = sys.platform == "linux"
