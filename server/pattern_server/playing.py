"""Live: starts the player, follows what it reports, and brings in what is saved meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from typing import BinaryIO

from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.player_client import Player
from pattern_engine.player_wire import Ended, Failed, Played, Position, Report, Silenced, Started, Swapped, Warned
from pattern_engine.program import Program
from pattern_engine.scheduler import Quantum
from pattern_engine.time import Time
from pattern_server.arguments import Options
from pattern_server.evaluating import evaluate
from pattern_server.status_line import StatusLine, describe
from pattern_server.trouble import OUTPUT, PROGRAM, Trouble
from pattern_server.writing import written

_LOOK = 0.05
"""Seconds between two looks at a watched file; a change counts when two looks see the same."""

_QUANTA: dict[str, Quantum] = {"now": "now", "beat": "beat", "bar": "bar", "section": "bar"}


def play(
    program: Program,
    stretch: tuple[Time, Time | None],
    outputs: tuple[str, ...],
    options: Options,
    watch: Watch | None = None,
) -> int:
    """Play *program* through *outputs* from bar to bar of *stretch*, until it ends or Ctrl-C, following *watch*.

    Returns 1 if a part fell silent, else 0. Raises ``Trouble`` if an output fails.
    """
    begin, end = stretch
    bars = None if end is None or options.bars is None else end - begin
    with ExitStack() as open_things:
        listing = open_things.enter_context(written("-")) if options.events else None
        player = open_things.enter_context(
            Player(outputs, (options.lookahead or 300) * 1000, watched=listing is not None)
        )
        concert = Concert(player, program, options, listing)
        concert.watch = watch
        open_things.callback(concert.line.clear)
        try:
            lines = player.open()
        except OutputError as error:
            raise Trouble(OUTPUT, str(error)) from error
        concert.announce(outputs, lines)
        player.play(program, begin, bars)
        return concert.follow()


class Concert:
    """One performance as its listener sees it. Only the command's main thread may touch it."""

    def __init__(self, player: Player, program: Program, options: Options, listing: BinaryIO | None) -> None:
        self.line = StatusLine()
        self.watch: Watch | None = None
        self._player = player
        self._program = program
        self._options = options
        self._listing = listing
        self._position: Position | None = None
        self._code = 0
        self._zero = 0

    def announce(self, outputs: tuple[str, ...], lines: tuple[str, ...]) -> None:
        """Say what is going to be heard, and where."""
        parts = len(self._program.parts)
        name = "standard input" if self._options.file == "-" else self._options.file
        self.line.note(f"{name}: {parts} part{'' if parts == 1 else 's'} to {', '.join(outputs)}")
        for line in lines:
            self.line.note(line)

    def follow(self) -> int:
        """Show what the player reports until the music ends; returns 1 if a part fell silent, else 0."""
        while True:
            report = self._player.poll(_LOOK if self.watch else None)
            if isinstance(report, Ended):
                self._say_goodbye()
                return self._code
            if isinstance(report, Failed):
                raise Trouble(OUTPUT, report.text)
            if report is not None:
                self._hear(report)
            if self.watch and self.watch.changed():
                self._swap()

    def _hear(self, report: Report) -> None:
        match report:
            case Position():
                self._position = report
                self.line.show(describe(report, self._program.timeline))
            case Started(cycle, at):
                self._zero = at - self._program.timeline.micros(cycle)
            case Played(cues):
                self._list(cues)
            case Swapped(_, cycle):
                self.line.note(f"changed from bar {cycle // 1 + 1} on")
            case Silenced(text):
                self._code = PROGRAM
                self.line.note(f"pattern-run: {text}")
            case Warned(text):
                self.line.note(f"pattern-run: {text}")
            case _:
                pass

    def _list(self, cues: tuple[Cue, ...]) -> None:
        if self._listing is None:
            return
        from pattern_engine.export.events import event_line, event_text

        line = event_line if self._options.events == "json" else event_text
        self.line.clear()
        for cue in cues:
            text = line(cue.note, self._program.timeline, (cue.at - self._zero, cue.length))
            self._listing.write(text.encode("utf-8", "backslashreplace") + b"\n")
        self._listing.flush()

    def _swap(self) -> None:
        """Play what was saved; if it cannot be played, say why and go on with what there is."""
        self.line.clear()
        try:
            program = evaluate(self._options)
        except Trouble as trouble:
            if trouble.text:
                self.line.note(f"pattern-run: {trouble.text}")
            self.line.note("the music goes on as it was")
            return
        self._program = program
        self._player.swap(program, _QUANTA[self._options.swap or "bar"])

    def _say_goodbye(self) -> None:
        position = self._position
        if position is not None:
            self.line.note(f"played {position.sent} event{'' if position.sent == 1 else 's'}, {position.late} late")


class Watch:
    """Whether a file was saved since this was made. Only one thread may touch it."""

    def __init__(self, file: str) -> None:
        from pathlib import Path

        self._path = Path(file)
        self._known = self._pending = self._look()

    def changed(self) -> bool:
        """Whether the file is another one than when this last said so, and has stopped changing."""
        seen = self._look()
        settled = seen == self._pending
        self._pending = seen
        if seen is None or seen == self._known or not settled:
            return False
        self._known = seen
        return True

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:  # between two versions, or gone: what plays goes on
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
