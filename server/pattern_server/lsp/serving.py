"""Serving at a port of this machine: editors that connect, each with a server process of its own.

One editor's long text, crash or music is then nobody else's, and what it is told is what it would be on standard input
and output, to the byte. Who connects shows a token that is made at each start. Every connection has its threads.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, NoReturn

from pattern_engine.outputs.admission import HOST, runtime_folder, write_token
from pattern_server.lsp.wire import framed
from pattern_server.trouble import OUTPUT, STOPPED, TERMINATED

if TYPE_CHECKING:
    from pattern_server.lsp.serving_tcp import TcpDoor
    from pattern_server.lsp.serving_web import WebDoor

COMMAND = (sys.executable, "-P", "-m", "pattern_server.lsp.server", "--stdio")
"""The server of one connection; nothing in the folder where it is started can take its place."""

MOST_EDITORS = 16
"""Editors that are connected at the same time."""

LOOK = 0.5
"""Seconds between two looks for signals."""

LEAVE_WITHIN = 5.0
"""Seconds that the server of a connection has to end when its editor has gone, and to let its music end."""


class Pipe:
    """The server process of one connection: messages in, bytes out. One thread writes, another reads."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, start_new_session=True, bufsize=0)

    def write(self, data: bytes) -> None:
        """Hand *data* on. Raises ``BrokenPipeError`` when the server has ended or is about to."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[_stream(self._process.stdin).write(rest) :]
        except ValueError as closed:
            raise BrokenPipeError("the server is ending") from closed

    def say(self, body: bytes) -> None:
        """Hand a message on. Raises ``BrokenPipeError`` when the server has ended or is about to."""
        self.write(framed(body))

    def heard(self) -> Iterator[bytes]:
        """What the server says, as it comes, until it ends."""
        with _stream(self._process.stdout) as source:
            while data := os.read(source.fileno(), 65_536):
                yield data

    def deafen(self) -> None:
        """No more is written: the server ends when it has answered what it was asked."""
        with suppress(OSError):  # it has ended already
            _stream(self._process.stdin).close()

    def end(self) -> int:
        """Wait for the end of the server, for a while; its exit code."""
        self.deafen()
        try:
            return self._process.wait(LEAVE_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Reception:
    """Where editors are received: the token, and the servers of those that are here. Any thread may touch it."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._pipes: set[Pipe] = set()
        self._is_open = True

    def knows(self, token: str) -> bool:
        """Whether *token* is the one."""
        return secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    @contextmanager
    def server(self, hear: Callable[[Iterator[bytes]], None]) -> Iterator[Pipe]:
        """A server for the time of a connection; *hear* is given what it says, in a thread of its own.

        Raises ``Full`` when there is no room for another.
        """
        with self._lock:
            if not self._is_open or len(self._pipes) >= MOST_EDITORS:
                raise Full(f"{len(self._pipes)} editors are connected, which is the most")
            pipe = Pipe()
            self._pipes.add(pipe)
        reader = threading.Thread(target=_heard, args=(pipe, hear), daemon=True)
        reader.start()
        try:
            yield pipe
        finally:
            pipe.end()
            reader.join(LEAVE_WITHIN)  # longer takes only who does not read
            with self._lock:
                self._pipes.discard(pipe)

    def shut(self) -> None:
        """Receive nobody any more, and end every server."""
        with self._lock:
            self._is_open = False
            pipes = [*self._pipes]
        for pipe in pipes:
            pipe.deafen()
        for pipe in pipes:
            pipe.end()


class Full(Exception):
    """There is no room for another editor; the text says why."""


def serve_at(way: Literal["tcp", "ws"], port: int) -> int:
    """Serve editors that connect to *port*, by *way* ``tcp`` or ``ws``, until Ctrl-C or SIGTERM; the exit code."""
    reception = Reception()
    file: Path | None = None
    signal.signal(signal.SIGTERM, _ended)
    try:
        with suppress(KeyboardInterrupt), _door(way, reception, port) as door:
            file = write_token(runtime_folder(), f"lsp-{door.port}", reception.token)
            sys.stderr.write(f"pattern-lsp on {way}://{HOST}:{door.port}/?token={reception.token}, token in {file}\n")
            sys.stderr.flush()
            with _ended_for_sure():
                door.receive()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        sys.stderr.write(f"pattern-lsp: cannot listen on {HOST}:{port}: {why}\n")
        return OUTPUT
    finally:
        if file is not None:
            file.unlink(missing_ok=True)
        reception.shut()
    return STOPPED


def _door(way: Literal["tcp", "ws"], reception: Reception, port: int) -> AbstractContextManager[TcpDoor | WebDoor]:
    if way == "tcp":
        from pattern_server.lsp.serving_tcp import listen_tcp

        return listen_tcp(reception, port)
    from pattern_server.lsp.serving_web import listen_web

    return listen_web(reception, port)


@contextmanager
def _ended_for_sure() -> Iterator[None]:
    """Let SIGTERM end the block whenever it comes.

    One that comes just before a wait begins would be seen when that ends, and what it raises where Python runs a
    destructor is ignored: so it is looked for again and again.
    """
    if sys.platform == "win32":
        yield
        return
    asked = False

    def look(number: int, _: object) -> None:
        nonlocal asked
        asked = asked or number == signal.SIGTERM
        if asked:
            _ended()

    signal.signal(signal.SIGTERM, look)
    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ended(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)


def _heard(pipe: Pipe, hear: Callable[[Iterator[bytes]], None]) -> None:
    said = pipe.heard()
    hear(said)
    for _ in said:  # the editor takes no more, and its server is not to wait for it
        pass


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # every stream of Pipe is a pipe
    return stream
