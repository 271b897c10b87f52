"""Editors over TCP: messages framed as on standard input and output.

The first one is ``initialize``, and shows the token: as ``Authorization: Bearer …`` in its header, or, for editors that
write the headers themselves, as ``initializationOptions.patternStudio.token``.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, NoReturn

from pattern_engine.outputs.admission import HOST
from pattern_server.lsp.editor import within
from pattern_server.lsp.serving import Full, Reception
from pattern_server.lsp.wire import INVALID_REQUEST, body_of, framed

GREET_WITHIN = 10.0
"""Seconds an editor has to show the token."""

LARGEST_GREETING = 1_048_576
"""Bytes of the first message, header and all, at most: whoever sends it is not known yet."""

_END = b"\r\n\r\n"
_HEADER = re.compile(rb"^([A-Za-z-]+)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


class TcpDoor:
    """A socket that listens. Thread: the one that made it."""

    def __init__(self, reception: Reception, listener: socket.socket) -> None:
        self.port: int = listener.getsockname()[1]
        self._reception = reception
        self._listener = listener

    def receive(self) -> NoReturn:
        """Receive editors until an exception ends it."""
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=attend, args=(connection, self._reception), daemon=True).start()


@contextmanager
def listen_tcp(reception: Reception, port: int) -> Iterator[TcpDoor]:
    """A door at *port* (0: any free one). Raises ``OSError`` if it is taken."""
    with socket.create_server((HOST, port)) as listener:
        yield TcpDoor(reception, listener)


class Greeting(NamedTuple):
    """The first message of a connection: its header, its body, and what has come after it."""

    header: bytes
    body: bytes
    rest: bytes

    def tokens(self) -> list[str]:
        """The tokens that are shown: those in the header, else the one in the body."""
        shown = [value for name, value in _HEADER.findall(self.header) if name.lower() == b"authorization"]
        if shown:
            return [value.decode("latin-1").removeprefix("Bearer ") for value in shown]
        token = within(self._message(), "params", "initializationOptions", "patternStudio", "token")
        return [token] if isinstance(token, str) else []

    def asked(self) -> object:
        """The id of the request, if it is one."""
        return within(self._message(), "id")

    def _message(self) -> object:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Stranger(Exception):
    """Who connects is not let in; the text says why."""


def attend(connection: socket.socket, reception: Reception) -> None:
    """One connection from its first byte to its last, in a thread of its own."""
    with connection, suppress(OSError):  # whichever side has gone first
        connection.settimeout(GREET_WITHIN)
        greeting: Greeting | None = None
        try:
            greeting = _greeting(connection)
            tokens = greeting.tokens()
            if not tokens or not all(reception.knows(token) for token in tokens):
                raise Stranger("wrong token" if tokens else "show the token in the first message")
            connection.settimeout(None)
            _exchange(connection, reception, greeting)
        except (Stranger, Full) as reason:
            error = {"code": INVALID_REQUEST, "message": str(reason)}
            asked = None if greeting is None else greeting.asked()
            connection.sendall(framed(body_of({"jsonrpc": "2.0", "id": asked, "error": error})))


def _exchange(connection: socket.socket, reception: Reception, greeting: Greeting) -> None:
    """Between the editor and its server until one of them ends. Raises ``Full``."""

    def hear(said: Iterator[bytes]) -> None:
        with suppress(OSError):  # the editor has gone
            for data in said:
                connection.sendall(data)
            connection.shutdown(socket.SHUT_RDWR)

    with reception.server(hear) as server:
        server.say(greeting.body)
        server.write(greeting.rest)
        while data := connection.recv(65_536):
            server.write(data)


def _greeting(connection: socket.socket) -> Greeting:
    """The first message. Raises ``Stranger`` if it is none, or too long, or late."""
    held = bytearray()
    begin = length = None
    while begin is None or length is None or len(held) < begin + length:
        try:
            data = connection.recv(65_536)
        except TimeoutError as error:
            raise Stranger(f"nothing was said for {GREET_WITHIN:.0f} s") from error
        held += data
        if begin is None and _END in held:
            begin = held.index(_END) + len(_END)
            length = _length(bytes(held[:begin]))
        if not data or len(held) > LARGEST_GREETING or (length or 0) > LARGEST_GREETING:
            raise Stranger(f"the first message has a header and at most {LARGEST_GREETING} bytes")
    whole = begin + length
    return Greeting(bytes(held[:begin]), bytes(held[begin:whole]), bytes(held[whole:]))


def _length(header: bytes) -> int:
    """The length that *header* says. Raises ``Stranger`` if it does not."""
    lengths = [value for name, value in _HEADER.findall(header) if name.lower() == b"content-length"]
    if len(lengths) != 1 or not lengths[0].isdigit():
        raise Stranger("the first message has one Content-Length")
    return int(lengths[0])
