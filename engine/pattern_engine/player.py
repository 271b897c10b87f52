"""The player: the process that makes music sound. It asks, encodes and sends, and nothing else may slow it down.

Run as ``python -m pattern_engine.player`` by ``player_client.Player``; commands come in on stdin, reports go out on
stdout (``player_wire``). It receives programs, never text. Only this module waits: 20 ms ticks on absolute deadlines.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from math import floor
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pattern_engine.clock import MonotonicClock
from pattern_engine.heard import Heard, TransportAsked
from pattern_engine.outputs.output import Output, OutputError
from pattern_engine.performance import Performance, perform
from pattern_engine.playback import TICK, Playback
from pattern_engine.player_outputs import make_output
from pattern_engine.player_wire import (
    Command,
    Ended,
    Failed,
    Hush,
    Open,
    Opened,
    Play,
    Played,
    Position,
    Replay,
    Report,
    Stop,
    Swap,
    Warned,
    frame,
    read_command,
)
from pattern_engine.program import Program
from pattern_engine.rack import Rack, address

if TYPE_CHECKING:
    from pattern_engine.recorder import Recorder
    from pattern_engine.replaying import Replaying

PATIENCE = 2.0
"""Seconds that a change waits for its sounds to be loaded."""

_LOOK = 0.2
"""Seconds a wait for commands lasts before it is begun again: a signal that comes as it begins is heeded in between."""

_UNREAD = 512
_NONE: Mapping[str, Output] = {}


class Ready(NamedTuple):
    """Commands to obey one after another: the *performance* of the first one's program, and the outputs that were
    opened for it, by the texts they have. With them the first *obeyed* commands of the parent are; 0 for no more.
    """

    commands: tuple[Command, ...]
    performance: Performance | None = None
    opened: Mapping[str, Output] = _NONE
    obeyed: int = 0


class Post:
    """Takes reports and writes them from its own thread, so that a parent that does not read never stops the music.

    Any thread may touch it. Of what nobody reads only the first few hundred are kept; the rest is counted in ``lost``.
    With each position goes how many commands were *obeyed*, which the loop that plays writes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()
        self.lost = 0
        self.obeyed = 0

    def report(self, report: Report) -> None:
        """Queue *report*; positions and played cues are dropped when too much waits."""
        if self._waiting.qsize() >= _UNREAD and isinstance(report, Played | Position):
            self.lost += 1
            return
        if isinstance(report, Position):
            report = report._replace(obeyed=self.obeyed)
        self._waiting.put(frame(report))

    def warn(self, text: str) -> None:
        """Queue a warning."""
        self.report(Warned(text))

    def close(self) -> None:
        """Give the reader a second to take the rest."""
        self._waiting.put(None)
        self._thread.join(timeout=1.0)

    def _write(self) -> None:
        try:
            while (data := self._waiting.get()) is not None:
                self._stream.write(data)
                self._stream.flush()
        except OSError:
            return  # the parent is gone; the end of stdin says so to the main thread


class Preparation:
    """What the commands of a parent need before they can be obeyed. Only one thread may touch it, not that of the loop,
    but for ``here``, the bar that sounds, which the loop that plays writes.

    It turns programs into performances, opens the outputs that parts have of their own, and has sounds loaded, all
    beside the loop that plays.
    """

    def __init__(self, rack: Rack, outputs: Mapping[str, Output], hear: Callable[[Heard], None], post: Post) -> None:
        """*outputs* are those in *rack*, by their texts, open when ``opened`` is set; *hear* is for others' news."""
        self._rack = rack
        self._known = set(outputs)
        self._hear = hear
        self._post = post
        self._last: Performance | None = None
        self.opened = threading.Event()
        self.here = Fraction(0)

    def _warn(self, text: str) -> None:
        self._post.report(Warned(text))

    def ready(self, command: Command) -> Ready:
        """*command* with everything it needs."""
        if not isinstance(command, Play | Swap):
            return Ready((command,))
        opened = self._opened(command.program)
        if isinstance(command, Play) or self._last is None:
            self._last = perform(command.program, edition=0 if self._last is None else self._last.edition + 1)
        else:
            self._last = self._last.followed_by(command.program)
        begin, bars = (command.begin, 1) if isinstance(command, Play) else (Fraction(floor(self.here)), 2)
        self._last.rehearse(begin, begin + bars)
        for line in self._missing(command.program):
            self._post.report(Warned(line))
        return Ready((command,), self._last, opened)

    def _opened(self, program: Program) -> dict[str, Output]:
        """The outputs that parts of *program* name and that are not open yet; what cannot be opened is warned about."""
        opened: dict[str, Output] = {}
        for text in dict.fromkeys(address(to) for part in program.parts for to in part.route):
            if text in self._known:
                continue
            self._known.add(text)
            try:
                output = make_output(text, self._hear, self._warn)
                line = output.open()
            except OutputError as error:
                self._post.report(Warned(f"{error}; what goes there plays where everything plays"))
                continue
            opened[text] = output
            if line:
                self._post.report(Warned(line))
        return opened

    def _missing(self, program: Program) -> list[str]:
        """What the outputs say is missing, if they say so soon."""
        self.opened.wait()
        if not self._rack.prepares:
            return []
        answers: SimpleQueue[list[str]] = SimpleQueue()
        threading.Thread(target=lambda: answers.put(self._rack.prepare(program)), daemon=True).start()
        try:
            return answers.get(timeout=PATIENCE)
        except Empty:
            return ["sounds are still being loaded: the change is heard without them at first"]


class Orders:
    """The commands of a parent on their way to the loop, in order; but silence overtakes what is not ready yet.

    What was asked for before the silence is obeyed when it is ready, and silenced at once: all ends as if it had been
    obeyed in order. Two threads touch it: one reads what comes, another makes it ready.
    """

    def __init__(self, commands: SimpleQueue[Ready], preparation: Preparation) -> None:
        """What is ready goes to *commands*."""
        self._commands = commands
        self._preparation = preparation
        self._line: SimpleQueue[Command | None] = SimpleQueue()
        self._silences: list[Command] = []  # that have overtaken others and are still in line
        self._lock = threading.Lock()
        self._obeyed = 0

    def begin(self, stream: BinaryIO) -> None:
        """Do both, each in a thread of its own, until *stream* ends."""
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()
        threading.Thread(target=self.prepare, daemon=True).start()

    def read(self, stream: BinaryIO) -> None:
        """Take what comes; the end of *stream* is a ``Stop``."""
        try:
            while (command := read_command(stream)) is not None:
                if _silences(command):
                    with self._lock:
                        self._silences.append(command)
                        self._commands.put(Ready((command,)))
                self._line.put(command)
        finally:
            self._line.put(None)

    def prepare(self) -> None:
        """Make one after the other ready, up to the end."""
        try:
            while (command := self._line.get()) is not None:
                self._obeyed += 1
                ready = Ready(()) if _silences(command) else self._preparation.ready(command)
                with self._lock:
                    if _silences(command):
                        del self._silences[0]
                    following = (*ready.commands, *self._silences)
                    self._commands.put(ready._replace(commands=following, obeyed=self._obeyed))
        finally:
            self._commands.put(Ready((Stop(),)))


def _silences(command: Command) -> bool:
    return isinstance(command, Hush) or (isinstance(command, TransportAsked) and command.command in ("hush", "panic"))


def serve(stream: BinaryIO, commands: SimpleQueue[Ready], post: Post, clock: MonotonicClock) -> int:
    """Play what the commands of *stream* say until one says ``Stop`` or the music ends; returns the exit code.

    *commands* takes them, and what the outputs hear, in the order they come.
    """
    settings = read_command(stream)
    if not isinstance(settings, Open):
        return 0

    def hear(heard: Heard) -> None:
        commands.put(Ready((heard,)))

    try:
        outputs = {text: make_output(text, hear, post.warn) for text in settings.outputs}
        rack = Rack(list(outputs.values()), post.warn)
        rack.add(outputs)  # a part may go to one of them alone
        preparation = Preparation(rack, outputs, hear, post)
        Orders(commands, preparation).begin(stream)
        lines = rack.open()
        try:
            recorder = _recorder(settings.record, post.warn)
        except OutputError:
            rack.close()
            raise
    except OutputError as error:
        post.report(Failed(str(error)))
        return 3
    post.report(Opened(lines))
    preparation.opened.set()
    try:
        _loop(commands, preparation, Hall(rack, post, clock, settings, recorder))
        rack.hush()
    finally:
        rack.close()
        if recorder is not None:
            recorder.close()
    post.report(Ended())
    return 0


class Hall(NamedTuple):
    """Where music is played: the outputs, who is told, the clock, what the parent asked for, who records."""

    rack: Rack
    post: Post
    clock: MonotonicClock
    settings: Open
    recorder: Recorder | None


def _loop(commands: SimpleQueue[Ready], preparation: Preparation, hall: Hall) -> None:
    """The one loop that waits: for a command, or for the next tick."""
    playback: Playback | Replaying = Playback(*_seat(hall))
    deadline = hall.clock.now()
    while True:
        try:
            left = max(0, deadline - hall.clock.now()) / 1_000_000
            ready = commands.get(timeout=left if playback.running else _LOOK)
        except Empty:
            deadline = max(deadline + TICK, hall.clock.now())
        else:
            hall.rack.add(ready.opened)
            for command in ready.commands:
                if isinstance(command, Stop):
                    playback.cut()
                    return
                if isinstance(command, Replay):
                    playback = _replaying(hall)
                playback.obey(command, ready.performance)
                if isinstance(command, Play):
                    gc.freeze()
            hall.post.obeyed = max(hall.post.obeyed, ready.obeyed)
        if playback.running:
            playback.tick(hall.post.lost)
            preparation.here = playback.here
            if not playback.running:
                return


def _seat(hall: Hall) -> tuple[Rack, Callable[[Report], None], MonotonicClock, Open, Recorder | None]:
    return hall.rack, hall.post.report, hall.clock, hall.settings, hall.recorder


def _recorder(file: str | None, warn: Callable[[str], None]) -> Recorder | None:
    if file is None:
        return None
    from pattern_engine.recorder import Recorder  # few record, and all start

    return Recorder(file, warn)


def _replaying(hall: Hall) -> Replaying:
    from pattern_engine.replaying import Replaying  # few replay, and all start

    return Replaying(*_seat(hall))


def _go_first() -> None:
    """Have the system run this before whatever parses, compiles and draws, where it lets its user say so."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(-10)


def main() -> int:
    """The process: stdin and stdout are the parent's, whatever else is printed goes to stderr."""
    commands: SimpleQueue[Ready] = SimpleQueue()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: commands.put(Ready((Stop(),))))
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.setswitchinterval(0.001)
    _go_first()
    post = Post(reports)
    code = serve(sys.stdin.buffer, commands, post, MonotonicClock())
    post.close()
    return code


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # the thread that reads stdin cannot be woken
