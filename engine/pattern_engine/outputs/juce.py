"""Cues to JUCE programs over WebSocket: a server on 127.0.0.1 that speaks the messages of ``contract``.

Who connects shows a token, as ``Authorization: Bearer …`` or as a first frame ``Hello``; the token is made at each
start and lies in a file only its owner can read. A slow client loses its oldest messages, never anybody's time.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from pattern_engine.clock import Clock, MonotonicClock, WallOffset
from pattern_engine.heard import Heard, KnobTurned
from pattern_engine.outputs.admission import HOST, runtime_folder, stranger, write_token
from pattern_engine.outputs.juce_client import Client
from pattern_engine.outputs.juce_frames import batches
from pattern_engine.outputs.output import Cue, OutputError, Situation, unheard

if TYPE_CHECKING:
    from websockets.http11 import Request, Response
    from websockets.sync.server import Server, ServerConnection

    from pattern_engine.outputs import contract
    from pattern_engine.outputs.juce_requests import Parameters

HELLO_WITHIN = 5.0
"""Seconds a client has to show the token."""

LARGEST = 65_536
"""Bytes in a frame from a client; a larger one ends its connection."""

_KEPT = 50_000
_POLICY = 1008


class JuceOutput:
    """A WebSocket server for any number of clients. The player's thread may touch it; its own threads serve them."""

    def __init__(
        self,
        port: int = 8081,
        clock: Clock | None = None,
        runtime: Path | None = None,
        hear: Callable[[Heard], None] = unheard,
    ) -> None:
        """Listen on *port* (0: any free one); the token's file goes to *runtime*, by default the user's own folder.

        *hear* is given, by any thread, what clients turn, play and ask of the transport.
        """
        self.name = f"juce:{port}"
        self.port = port
        self.token_file: Path | None = None
        self._clock = clock or MonotonicClock()
        self._runtime = runtime
        self._hear = hear
        self._situation = Situation()
        self._parameters: Parameters | None = None
        self._token = secrets.token_urlsafe(24)
        self._epoch = time.time_ns() // 1000
        self._lock = threading.Lock()
        self._clients: list[Client] = []
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

        from pattern_engine.outputs.juce_requests import Parameters  # what reads frames is loaded before the music

        self._parameters = self._parameters or Parameters()
        quiet = logging.Logger("juce", logging.CRITICAL + 1)
        options = {"compression": None, "process_request": self._admit, "logger": quiet, "close_timeout": 1}
        options["max_size"] = LARGEST
        try:
            self._server = serve(self._serve, HOST, self.port, **options)  # type: ignore[arg-type]
            self.port = self._server.socket.getsockname()[1]
            self.token_file = write_token(self._runtime or runtime_folder(), f"juce-{self.port}", self._token)
        except OSError as error:
            self.close()
            raise OutputError(f"juce: cannot listen on {HOST}:{self.port} ({error}); try juce:PORT") from error
        threading.Thread(target=_accept, args=(self._server,), daemon=True).start()
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

    def inform(self, situation: Situation) -> None:
        """What clients should know of the music: it is in the first message to each, and changes are told to all."""
        with self._lock:
            before, self._situation = self._situation, situation
            now = self._clock.now()
            if situation.bpm is not None and situation.bpm != before.bpm:
                self._tell([("TransportCommand", f'"command":"tempo","bpm":{situation.bpm},"at":{now}')])
            for name, value in situation.knobs.items():
                if before.knobs.get(name) != value:
                    self._show(name, value, now)

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

    def _show(self, name: str, value: float, now: int) -> None:
        """Tell everybody of a knob, unless it was a client that set it so or somebody has turned it since."""
        if self._parameters is not None:
            known = self._parameters.known().get(name)
            if (known is None or known.value != value) and self._parameters.put(name, value, now):
                self._tell([("ParameterChange", _change(name, value, now))])

    def _tell(self, messages: Iterable[tuple[str, str]], but: Client | None = None) -> None:
        for kind, body in messages:
            for client in self._clients:
                if client is not but:
                    client.put(kind, body)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse foreign pages (Host, Origin) and wrong tokens before there is a connection."""
        foreign = stranger(request.headers.get_all("Host"), request.headers.get("Origin"), self.port)
        if foreign is not None:
            return connection.respond(HTTPStatus.FORBIDDEN, f"{foreign}\n")
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
            client = Client(connection, self._epoch)
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

    def _catch_up(self, client: Client) -> None:
        """Where we are, and every note that is not yet due."""
        from pattern_engine.outputs.contract import PROTOCOL

        now = self._clock.now()
        due = [cue for cue in self._waiting if cue.at >= now]
        known = {} if self._parameters is None else self._parameters.known()
        knobs = json.dumps({name: turned.value for name, turned in known.items()})
        music = f'"bpm":{json.dumps(self._situation.bpm)},"knobs":{knobs}'
        where = f'"now":{now},"generation":{self._generation},"waiting":{len(due)}'
        client.put("SessionUpdate", f'"protocol":{PROTOCOL},{where},{music}')
        for batch in batches(due):
            client.put("EventBatch", batch)

    def _answer(self, client: Client, text: str | bytes) -> None:
        """Do what one frame asks; what is not understood or not taken is refused, and the connection stays."""
        from pattern_engine.outputs.contract import Refused, read_message
        from pattern_engine.outputs.juce_requests import Refusal

        now = self._clock.now()
        try:
            self._obey(client, read_message(text), now)
        except (ValueError, Refusal) as error:
            client.say(Refused(reason=" ".join(str(error).split())[:500]).model_dump_json())

    def _obey(self, client: Client, message: contract.Message | contract.StrudelEvent, now: int) -> None:
        from pattern_engine.outputs import contract, juce_requests

        match message:
            case contract.ClockPing(t0=t0):
                client.say(contract.ClockPong(t0=t0, t1=now, t2=self._clock.now()).model_dump_json())
            case contract.Ack(seq=seq):
                client.acknowledged = max(client.acknowledged, seq)
            case contract.Resync():
                with self._lock:
                    client.clear()
                    self._catch_up(client)
            case contract.TransportCommand():
                self._hear(juce_requests.asked(message, now))
            case contract.ParameterChange():
                self._turn(client, juce_requests.turned(message, now))
            case contract.MIDIEvent():
                for heard in juce_requests.played(message, now):
                    self._hear(heard)
            case contract.StrudelEvent():
                event = juce_requests.strudel_sound(message, WallOffset(self._clock).micros)
                with self._lock:
                    self._tell([("AudioEvent", f'"event":{event.model_dump_json()}')], but=client)
            case _:
                raise juce_requests.Refusal(f"{message.type} is not taken from clients")

    def _turn(self, client: Client, knob: KnobTurned) -> None:
        """Pass a turned parameter on to the music and the other clients; if a later hand was on it, say where it is."""
        with self._lock:
            if self._parameters is None:
                return
            counts = self._parameters.put(*knob)
            if counts:
                self._tell([("ParameterChange", _change(*knob))], but=client)
            else:
                client.put("ParameterChange", _change(knob.name, *self._parameters.known()[knob.name]))
        if counts:
            self._hear(knob)


def _accept(server: Server) -> None:
    """Let clients in until the server is closed."""
    with suppress(OSError, ValueError):  # it was closed before this thread came to listen
        server.serve_forever()


def _change(name: str, value: float, at: int) -> str:
    return f'"name":{json.dumps(name)},"value":{json.dumps(value)},"at":{at}'
