"""An editor that plays, and a receiver that hears what its music sends. Both wait for what comes, up to a deadline."""

from __future__ import annotations

import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lsp_client import PATIENCE, URI, WHOLE, Outside
from pythonosc.osc_bundle import OscBundle

from pattern_server.lsp.settings import NOTIFICATIONS

LIVELY = {
    **WHOLE,
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "applyEdit": True,
        "codeLens": {"refreshSupport": True},
    },
    "window": {"workDoneProgress": True},
}
"""What an editor says that can do everything."""

SONG = 'tempo 240;\nmelody lead { piano "c4*4"; }\nmelody bass { piano "c2*2"; }\n'
"""Two blocks, at a bar a second: the first begins in line 1, its note in column 21."""

NOTE = (1, 21, 1, 23)
"""Where the note of the lead stands."""


class Heard(NamedTuple):
    """A note that was sent: by which part, and its key."""

    part: str
    midi: int
    generation: int


class Receiver:
    """A UDP socket to which music is sent."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.notes: list[Heard] = []
        self.commands: list[str] = []

    @property
    def output(self) -> str:
        return f"osc:127.0.0.1:{self.socket.getsockname()[1]}"

    def hear(self, fits: Callable[[Heard], bool]) -> Heard:
        """The next note that *fits*."""
        deadline = time.monotonic() + PATIENCE
        while True:
            before = len(self.notes)
            self._take(deadline)
            for note in self.notes[before:]:
                if fits(note):
                    return note

    def part(self, part: str, midi: int | None = None) -> Heard:
        """The next note of *part*, with this key if one is given."""
        return self.hear(lambda note: note.part == part and midi in (None, note.midi))

    def settles(self, *sounding: tuple[str, int], count: int = 12) -> None:
        """Wait until *count* notes one after another are of nothing but these parts and keys, and of all of them."""
        recent: list[tuple[str, int]] = []

        def settled(note: Heard) -> bool:
            recent.append((note.part, note.midi))
            return len(recent) >= count and set(recent[-count:]) == set(sounding)

        self.hear(settled)

    def drain(self) -> None:
        """Forget what has come already."""
        self.socket.setblocking(False)
        try:
            while self.socket.recv(65_536):
                pass
        except BlockingIOError:
            self.socket.setblocking(True)

    def falls_silent(self, seconds: float = 0.6) -> None:
        """Wait until nothing has come for so many *seconds*."""
        end = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < end:
                self._take(time.monotonic() + seconds)
        except TimeoutError:
            return
        raise AssertionError("it is not silent")

    def told(self, command: str) -> None:
        """Wait for a message that is no note: ``hush`` or ``cancel``."""
        deadline = time.monotonic() + PATIENCE
        while command not in self.commands:
            self._take(deadline)

    def _take(self, deadline: float) -> None:
        self.socket.settimeout(max(0.001, deadline - time.monotonic()))
        for inner in list(OscBundle(self.socket.recv(65_536)))[1:]:
            for message in inner:
                if message.address == "/pattern/event":
                    _, generation, part, _, _, midi, *_ = message.params
                    self.notes.append(Heard(part, int(midi), generation))
                else:
                    self.commands.append(message.address.rpartition("/")[2])


class Stage(Outside):
    """An editor that plays: it does commands and waits for what it is told."""

    def __init__(self, *command: str, cwd: object = None) -> None:
        super().__init__(*command, cwd=cwd)
        self.read: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()

    def greet(self, capabilities: dict | None = None, **settings: object) -> None:
        """Say hello as an editor that knows the settings and notifications of ours."""
        told = {"notifications": [*NOTIFICATIONS], **settings}
        capabilities = LIVELY if capabilities is None else capabilities
        params = {"processId": None, "rootUri": None, "capabilities": capabilities}
        self.request("initialize", params | ({"initializationOptions": {"patternStudio": told}} if told else {}))
        self.notify("initialized", {})

    def do(self, command: str, *given: object, **asked: object) -> object:
        """Do a command with one argument."""
        return self.request("workspace/executeCommand", self.order(command, *given, **asked))

    def order(self, command: str, *given: object, **asked: object) -> dict:
        return {"command": f"patternStudio.{command}", "arguments": [*given] or [asked]}

    def play(self, text: str = SONG, uri: str = URI, **asked: object) -> dict:
        """Open *text* and evaluate it; what is said of that."""
        self.open(text, uri)
        self.do("evaluateFile", uri=uri, **asked)
        return self.evaluated()

    def block(self, line: int, uri: str = URI, **asked: object) -> dict:
        """Evaluate the block in a line; what is said of that."""
        self.do("evaluateBlock", uri=uri, position={"line": line, "character": 3}, **asked)
        return self.evaluated()

    def save(self, uri: str = URI) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def evaluated(self) -> dict:
        return self.news("patternStudio/evaluated")

    def transport(self, fits: Callable[[dict], bool]) -> dict:
        return self.news("patternStudio/transport", fits)

    def news(self, method: str, fits: Callable[[dict], bool] = lambda _: True) -> dict:
        """What is said next by *method* that *fits*; each message is read once."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [message for message in self.heard if message.get("method") == method][self.read[method] :]
            for message in found:
                self.read[method] += 1
                if fits(message.get("params") or {}):
                    return message.get("params") or {}
            self.await_(lambda message: message.get("method") == method)
        raise AssertionError(f"no {method} that fits")

    def titles(self, uri: str = URI) -> list[tuple[int, str]]:
        """The lenses, by line."""
        found = self.about("textDocument/codeLens", uri)
        return [(lens["range"]["start"]["line"], lens["command"]["title"]) for lens in found]

    def player(self) -> int:
        """The number of the player's process, which is a child of the server's; of the older one if there are two."""
        return min(self.players())

    def players(self) -> set[int]:
        """The numbers of the processes that play: one for the music, one for auditions for as long as they sound."""
        tasks = f"/proc/{self.process.pid}/task"
        children = {int(one) for path in Path(tasks).glob("*/children") for one in path.read_text().split()}
        return {child for child in children if b"pattern_engine.player" in Path(f"/proc/{child}/cmdline").read_bytes()}


def main(output: str) -> None:
    """Be an editor: play, say which processes do, and end when told."""
    stage = Stage()
    stage.greet(outputs=[output])
    stage.play()
    sys.stdout.write(f"{stage.process.pid} {stage.player()}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    stage.end()


if __name__ == "__main__":
    main(sys.argv[1])
