"""Cues to JUCE programs over WebSocket: a server on 127.0.0.1 that speaks the messages of ``contract``.

Who connects shows a token, as ``Authorization: Bearer …`` or as a first frame ``Hello``; the token is made at each
start and lies in a file only its owner can read. A slow client loses its oldest messages, never anybody's time.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.outputs.juce_frames import batches, frame
from pattern_engine.outputs.output import Cue, OutputError

if TYPE_CHECKING:
    from websockets.http11 import Request, Response
    from websockets.sync.server import Server, ServerConnection

HOST = "127.0.0.1"
HELLO_WITHIN = 5.0
"""Seconds a client has to show the token."""

QUEUE = 512
"""Messages that wait for one client at most."""

_KEPT = 50_000
_POLICY = 1008


class JuceOutput:
    """A WebSocket server for any number of clients. The player's thread may touch it; its own threads serve them."""

    def __init__(self, port: int = 8081, clock: Clock | None = None, runtime: Path | None = None) -> None:
        """Listen on *port* (0: any free one); the token's file goes to *runtime*, by default the user's own folder."""
        self.name = f"juce:{port}"
        self.port = port
        self.token_file: Path | None = None
        self._clock = clock or MonotonicClock()
        self._runtime = runtime
        self._token = secrets.token_urlsafe(24)
        self._epoch = time.time_ns() // 1000
        self._lock = threading.Lock()
        self._clients: list[_Client] = []
        self._waiting: deque[Cue] = deque(maxlen=_KEPT)
        self._generation = 0
        self._server: Server | None = None

    @property
    def clients(self) -> int:
        """How many clients have shown the token and are connected."""
        return len(self._clients)

    @property
    def dropped(self) -> int:
        """How many messages present clients have lost by being slow."""
        with self._lock:
            return sum(client.dropped for client in self._clients)

    def open(self) -> str | None:
        """Start to listen and write the token down. Raises ``OutputError`` when the port is taken."""
        import logging

        from websockets.sync.server import serve

        from pattern_engine.outputs import contract  # noqa: F401  what reads clients' frames is loaded before the music

        quiet = logging.Logger("juce", logging.CRITICAL + 1)
        options = {"compression": None, "process_request": self._admit, "logger": quiet, "close_timeout": 1}
        try:
            self._server = serve(self._serve, HOST, self.port, **options)  # type: ignore[arg-type]
            self.port = self._server.socket.getsockname()[1]
            self.token_file = _write_token(self._runtime or _runtime_folder(), self.port, self._token)
        except OSError as error:
            self.close()
            raise OutputError(f"juce: cannot listen on {HOST}:{self.port} ({error}); try juce:PORT") from error
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"JUCE on ws://{HOST}:{self.port}, token in {self.token_file}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Queue *cues* for every client, in batches."""
        now = self._clock.now()
        with self._lock:
            while self._waiting and self._waiting[0].at < now:
                self._waiting.popleft()
            self._waiting.extend(cues)
            self._generation = max(self._generation, cues[-1].generation) if cues else self._generation
            if self._clients:
                self._tell(("EventBatch", batch) for batch in batches(cues))

    def cancel(self, generation: int, since: int) -> None:
        """Tell every client to forget what *generation* or earlier plays at *since* or later."""
        with self._lock:
            kept = [cue for cue in self._waiting if cue.at < since or cue.generation > generation]
            self._waiting = deque(kept, maxlen=_KEPT)
            self._tell([("Cancel", f'"generation":{generation},"since":{since}')])

    def hush(self) -> None:
        """Tell every client to be silent now."""
        with self._lock:
            self._waiting.clear()
            self._tell([("TransportCommand", f'"command":"hush","at":{self._clock.now()}')])

    def close(self) -> None:
        """Let clients have what waits for them, disconnect them, stop listening, remove the token."""
        with self._lock:
            leaving, self._clients = self._clients, []
        for client in leaving:
            client.leave()
        if self._server is not None:
            self._server.shutdown()
            self._server = None
        if self.token_file is not None:
            self.token_file.unlink(missing_ok=True)
            self.token_file = None

    def _tell(self, messages: Iterable[tuple[str, str]]) -> None:
        for kind, body in messages:
            for client in self._clients:
                client.put(kind, body)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse foreign pages (Host, Origin) and wrong tokens before there is a connection."""
        names = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        origin = request.headers.get("Origin")
        if not names.issuperset(request.headers.get_all("Host")):
            return connection.respond(HTTPStatus.FORBIDDEN, "wrong Host\n")
        if origin is not None and origin not in {f"http://{name}" for name in names}:
            return connection.respond(HTTPStatus.FORBIDDEN, "wrong Origin\n")
        shown = request.headers.get_all("Authorization")
        if shown and not all(text.startswith("Bearer ") and self._knows(text[7:]) for text in shown):
            return connection.respond(HTTPStatus.UNAUTHORIZED, "wrong token\n")
        return None

    def _knows(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self._token.encode())

    def _serve(self, connection: ServerConnection) -> None:
        """One client, from handshake to farewell, in a thread of its own."""
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            if not self._greeted(connection):
                connection.close(_POLICY, "show the token first")
                return
            client = _Client(connection, self._epoch)
            with self._lock:
                self._catch_up(client)
                self._clients.append(client)
            try:
                for text in connection:
                    self._answer(client, text)
            finally:
                with self._lock:
                    self._clients = [other for other in self._clients if other is not client]
                client.leave()

    def _greeted(self, connection: ServerConnection) -> bool:
        from pattern_engine.outputs.contract import Hello, read_message

        if connection.request is not None and "Authorization" in connection.request.headers:
            return True
        try:
            hello = read_message(connection.recv(timeout=HELLO_WITHIN))
        except (TimeoutError, ValueError):
            return False
        return isinstance(hello, Hello) and self._knows(hello.token)

    def _catch_up(self, client: _Client) -> None:
        """Where we are, and every note that is not yet due."""
        from pattern_engine.outputs.contract import PROTOCOL

        now = self._clock.now()
        due = [cue for cue in self._waiting if cue.at >= now]
        where = f'"now":{now},"generation":{self._generation},"waiting":{len(due)}'
        client.put("SessionUpdate", f'"protocol":{PROTOCOL},{where}')
        for batch in batches(due):
            client.put("EventBatch", batch)

    def _answer(self, client: _Client, text: str | bytes) -> None:
        from pattern_engine.outputs.contract import Ack, ClockPing, ClockPong, Refused, Resync, read_message

        came = self._clock.now()
        try:
            message = read_message(text)
        except ValueError as error:
            reason = " ".join(str(error).split())[:500]
            client.connection.send(Refused(reason=reason).model_dump_json())
            return
        match message:
            case ClockPing(t0=t0):
                client.connection.send(ClockPong(t0=t0, t1=came, t2=self._clock.now()).model_dump_json())
            case Ack(seq=seq):
                client.acknowledged = max(client.acknowledged, seq)
            case Resync():
                with self._lock:
                    client.clear()
                    self._catch_up(client)
            case _:
                client.connection.send(Refused(reason=f"{message.type} is not taken from clients").model_dump_json())


class _Client:
    """One connected client and what waits for it. Any thread may touch it."""

    def __init__(self, connection: ServerConnection, epoch: int) -> None:
        self.connection = connection
        self.acknowledged = 0
        self.dropped = 0
        self._epoch = epoch
        self._seq = 0
        self._queue: deque[str] = deque()
        self._ready = threading.Condition()
        self._leaving = False
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def put(self, kind: str, body: str) -> None:
        """Queue a message under the next number; the oldest one gives way if too many wait."""
        with self._ready:
            self._seq += 1
            self._queue.append(frame(kind, self._epoch, self._seq, body))
            if len(self._queue) > QUEUE:
                self._queue.popleft()
                self.dropped += 1
            self._ready.notify()

    def clear(self) -> None:
        """Forget what waits: what follows stands in for it."""
        with self._ready:
            self._queue.clear()

    def leave(self) -> None:
        """Send what waits, for a second at most, and close the connection."""
        with self._ready:
            self._leaving = True
            self._ready.notify()
        self._writer.join(timeout=1.0)
        self.connection.close()

    def _write(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            while True:
                with self._ready:
                    self._ready.wait_for(lambda: self._queue or self._leaving)
                    if not self._queue:
                        return
                    text = self._queue.popleft()
                self.connection.send(text)


def _runtime_folder() -> Path:
    """The folder for what belongs to this user's running programs and to nobody else."""
    if sys.platform == "win32":
        return Path(tempfile.gettempdir()) / "pattern-studio"
    own = Path(f"/run/user/{os.getuid()}")
    if own.is_dir() and os.access(own, os.W_OK):
        return own / "pattern-studio"
    return Path(tempfile.gettempdir()) / f"pattern-studio-{os.getuid()}"


def _write_token(folder: Path, port: int, token: str) -> Path:
    """Write *token* where only its owner reads it. Raises ``OSError`` if *folder* belongs to somebody else."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    file = folder / f"juce-{port}.token"
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(token + "\n")
    return file
