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
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from queue import Empty, SimpleQueue
from types import MappingProxyType
from typing import BinaryIO, TypeAlias

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.player_outputs import Rack, make_output
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
    Report,
    SetMix,
    SetTempo,
    Silenced,
    Started,
    Stop,
    Swap,
    Swapped,
    Warned,
    frame,
    read_command,
)
from pattern_engine.program import Program
from pattern_engine.scheduler import Cancel, Mix, Performance, Scheduler, Take
from pattern_engine.time import Time
from pattern_engine.timeline import TempoMark, Timeline

TICK = 20_000
"""Microseconds between two looks at the clock."""

START = 100_000
"""Microseconds from the order to play to the first bar, so that the first notes are on time everywhere."""

GUARD = 10_000
"""Microseconds a change "now" lies ahead, so that its first notes are not late."""

_POSITION_EVERY = 5
_UNREAD = 512

Ready: TypeAlias = tuple[Command, Performance | None]
"""A command, with the performance of its program."""


class Silence:
    """The performance of nothing. Any thread may touch it."""

    troubles: Mapping[str, str] = MappingProxyType({})

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """No notes."""
        return []


class Playback:
    """One piece of music being played. Only the player's main thread may touch it.

    It is told when to look (``tick``) and reads the time from *clock*; it waits for nothing.
    """

    def __init__(self, rack: Rack, report: Callable[[Report], None], clock: Clock, settings: Open) -> None:
        self._rack = rack
        self._report = report
        self._clock = clock
        self._settings = settings
        self._scheduler = Scheduler(Take(Silence(), Timeline()), at=clock.now())
        self._program = Program()
        self._tempo: tuple[tuple[TempoMark, ...], Fraction] | None = None
        self._bars: Time | None = None
        self._ahead: deque[Cue] = deque()
        self._position = Position(Fraction(0), 0.0)
        self._ticks = 0
        self._told: set[str] = set()
        self.running = False

    def obey(self, command: Command, performance: Performance | None) -> None:
        """Do what *command* says. ``Open`` and ``Stop`` are for whoever owns the rack."""
        match command:
            case Play() if performance is not None:
                self._play(command, performance)
            case Swap() if performance is not None:
                self._swap(command, performance)
            case SetTempo(bpm):
                self._tempo = (self._program.timeline.tempos, bpm)
                self._change(lambda take: replace(take, timeline=take.timeline.with_tempo(bpm)))
            case SetMix(mix):
                self._change(lambda take: replace(take, mix=mix))
            case Hush():
                silent = replace(self._scheduler.newest, performance=Silence())
                self._recall(self._scheduler.swap(silent, self._soon()))
                self._rack.hush()

    def tick(self, lost: int = 0) -> None:
        """Send what sounds within the lookahead and report what sounds now. *lost* is how many reports were."""
        now = self._clock.now()
        cues = self._scheduler.advance(now + self._settings.lookahead)
        if cues:
            self._rack.send(cues)
            self._count(cues)
            self._ahead.extend(cues)
        self._scheduler.settle(now)
        self._report_played(now)
        self._ticks += 1
        end = self._scheduler.end
        self.running = end is None or now < end or bool(self._ahead)
        if self._ticks % _POSITION_EVERY == 1:
            self._report_position(now, lost)
        if self._ticks % _POSITION_EVERY == 1 or not self.running:
            self._report_troubles()

    def _play(self, command: Play, performance: Performance) -> None:
        self._program, self._tempo = command.program, None
        self._told.clear()
        self._bars = None if command.bars is None else command.begin + command.bars
        take = Take(performance, command.program.timeline, command.mix, self._end())
        at = self._clock.now() + min(START, self._settings.lookahead)
        cancel = self._scheduler.locate(take, command.begin, at)
        self._recall(cancel if self.running else None)
        self.running = True
        self._report(Started(command.begin, at))

    def _swap(self, command: Swap, performance: Performance) -> None:
        asked = self._clock.now()
        self._program = command.program
        self._told.clear()
        timeline = command.program.timeline
        if self._tempo is not None and self._tempo[0] == timeline.tempos:
            timeline = timeline.with_tempo(self._tempo[1])
        else:
            self._tempo = None
        cycle = self._scheduler.boundary(command.quantum, asked + GUARD)
        take = Take(performance, timeline, self._scheduler.newest.mix, self._end())
        self._recall(self._scheduler.swap(take, cycle))
        at = self._scheduler.moment(cycle)
        self._report(Swapped(self._scheduler.generation, cycle, at, asked))

    def _change(self, how: Callable[[Take], Take]) -> None:
        self._recall(self._scheduler.change(how, self._soon()))

    def _soon(self) -> Time:
        return self._scheduler.boundary("now", self._clock.now() + GUARD)

    def _end(self) -> Time | None:
        return self._program.length if self._bars is None else self._bars

    def _recall(self, cancel: Cancel | None) -> None:
        if cancel is not None:
            self._rack.cancel(cancel.generation, cancel.since)
            self._ahead = deque(cue for cue in self._ahead if cue.at < cancel.since)

    def _count(self, cues: list[Cue]) -> None:
        """Keep the account of how early cues left."""
        now = self._clock.now()
        past = self._position
        leads = [cue.at - now for cue in cues]
        late = sum(lead < 0 for lead in leads)
        least = min(leads) if past.lead is None else min(past.lead, *leads)
        self._position = past._replace(sent=past.sent + len(cues), late=past.late + late, lead=least)

    def _report_played(self, now: int) -> None:
        played: list[Cue] = []
        while self._ahead and self._ahead[0].at <= now + TICK // 2:
            played.append(self._ahead.popleft())
        if played and self._settings.watched:
            self._report(Played(tuple(played)))

    def _report_troubles(self) -> None:
        """Each part once: it may find a new reason in every bar."""
        for part, trouble in self._scheduler.newest.performance.troubles.items():
            if part not in self._told:
                self._told.add(part)
                self._report(Silenced(trouble))

    def _report_position(self, now: int, lost: int) -> None:
        cycle = self._scheduler.cycle(now)
        bpm = self._scheduler.timeline(now).bpm(cycle)
        parts = _heard(self._program, self._scheduler.newest.mix)
        self._report(self._position._replace(cycle=cycle, bpm=bpm, parts=parts, lost=lost))
        self._position = self._position._replace(lead=None)


class Post:
    """Takes reports and writes them from its own thread, so that a parent that does not read never stops the music.

    Any thread may touch it. Of what nobody reads only the first few hundred are kept; the rest is counted in ``lost``.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()
        self.lost = 0

    def report(self, report: Report) -> None:
        """Queue *report*; positions and played cues are dropped when too much waits."""
        if self._waiting.qsize() >= _UNREAD and isinstance(report, Played | Position):
            self.lost += 1
        else:
            self._waiting.put(frame(report))

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


def serve(commands: SimpleQueue[Ready], post: Post, clock: MonotonicClock) -> int:
    """Play what *commands* say until one says ``Stop`` or the music ends; returns the exit code of the process."""
    settings, _ = commands.get()
    if not isinstance(settings, Open):
        return 0
    try:
        rack = Rack([make_output(text) for text in settings.outputs], lambda text: post.report(Warned(text)))
        post.report(Opened(rack.open()))
    except OutputError as error:
        post.report(Failed(str(error)))
        return 3
    try:
        _loop(commands, Playback(rack, post.report, clock, settings), post, clock)
        rack.hush()
    finally:
        rack.close()
    post.report(Ended())
    return 0


def _loop(commands: SimpleQueue[Ready], playback: Playback, post: Post, clock: MonotonicClock) -> None:
    """The one loop that waits: for a command, or for the next tick."""
    deadline = clock.now()
    while True:
        try:
            left = max(0, deadline - clock.now()) / 1_000_000
            command, performance = commands.get(timeout=left if playback.running else None)
        except Empty:
            deadline = max(deadline + TICK, clock.now())
        else:
            if isinstance(command, Stop):
                return
            playback.obey(command, performance)
            if isinstance(command, Play):
                gc.freeze()
        if playback.running:
            playback.tick(post.lost)
            if not playback.running:
                return


def _listen(stream: BinaryIO, commands: SimpleQueue[Ready], perform: Callable[[Program], Performance]) -> None:
    """Read commands and turn programs into performances beside the loop; the end of the stream is a ``Stop``."""
    try:
        while (command := read_command(stream)) is not None:
            performance = None
            if isinstance(command, Play | Swap):
                performance = perform(command.program)
            if isinstance(command, Play) and performance is not None:
                performance.notes(command.begin, command.begin + 1)  # what is asked first is slow; let it be now
            commands.put((command, performance))
    finally:
        commands.put((Stop(), None))


def _heard(program: Program, mix: Mix) -> int:
    solo = any(part.solo for part in program.parts)
    return sum(mix.lets(part.key) and not part.muted and (part.solo or not solo) for part in program.parts)


def main() -> int:
    """The process: stdin and stdout are the parent's, whatever else is printed goes to stderr."""
    from pattern_engine.performance import perform

    commands: SimpleQueue[Ready] = SimpleQueue()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: commands.put((Stop(), None)))
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.setswitchinterval(0.001)
    threading.Thread(target=_listen, args=(sys.stdin.buffer, commands, perform), daemon=True).start()
    post = Post(reports)
    code = serve(commands, post, MonotonicClock())
    post.close()
    return code


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # the thread that reads stdin cannot be woken
