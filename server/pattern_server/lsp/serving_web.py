"""Editors over WebSocket, in a browser for one: a message is a text frame, without a header.

The token is in the address that is opened (``/?token=…``) or in ``Authorization: Bearer …``. A page of another
machine, or of this one at another port, is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection
from websockets.sync.server import serve as served

from pattern_engine.outputs.admission import HOST, stranger
from pattern_server.lsp.serving import Full, Reception
from pattern_server.lsp.wire import MOST_BYTES, Frames

_UNSUPPORTED, _TRY_LATER = 1003, 1013


class WebDoor(NamedTuple):
    """A WebSocket server that listens. Thread: the one that made it."""

    server: Server
    port: int

    def receive(self) -> None:
        """Receive editors until an exception ends it."""
        self.server.serve_forever()


@contextmanager
def listen_web(reception: Reception, port: int) -> Iterator[WebDoor]:
    """A door at *port* (0: any free one). Raises ``OSError`` if it is taken."""
    quiet = logging.Logger("lsp", logging.CRITICAL + 1)
    attend, admit = partial(_attend, reception), partial(_admitted, reception)
    limits = {"max_size": MOST_BYTES, "compression": None, "close_timeout": 1}
    with served(attend, HOST, port, process_request=admit, logger=quiet, **limits) as door:  # type: ignore[arg-type]
        yield WebDoor(door, door.socket.getsockname()[1])


def _admitted(reception: Reception, connection: ServerConnection, request: Request) -> Response | None:
    """Refuse foreign pages and wrong tokens before there is a connection."""
    port: int = connection.socket.getsockname()[1]
    foreign = stranger(request.headers.get_all("Host"), request.headers.get("Origin"), port)
    if foreign is not None:
        return connection.respond(HTTPStatus.FORBIDDEN, f"{foreign}\n")
    shown = [text.removeprefix("Bearer ") for text in request.headers.get_all("Authorization")]
    shown += parse_qs(urlsplit(request.path).query).get("token", [])
    if not shown or not all(reception.knows(token) for token in shown):
        return connection.respond(HTTPStatus.UNAUTHORIZED, "wrong token\n" if shown else "show the token\n")
    return None


def _attend(reception: Reception, connection: ServerConnection) -> None:
    """One connection, from the handshake to its end, in a thread of its own."""

    def hear(said: Iterator[bytes]) -> None:
        frames = Frames()
        with suppress(ConnectionClosed):
            for data in said:
                for body in frames.feed(data):
                    connection.send(body.decode())
            connection.close()

    try:
        with reception.server(hear) as server, suppress(ConnectionClosed, BrokenPipeError):  # whichever has gone first
            for message in connection:
                if not isinstance(message, str):
                    connection.close(_UNSUPPORTED, "a message is a text frame")
                    break
                server.say(message.encode())
    except Full as reason:
        connection.close(_TRY_LATER, str(reason))
