"""Live: starts the player, follows what it reports, and brings in what is saved and what is pressed meanwhile."""

from __future__ import annotations

import time
from contextlib import ExitStack
from fractions import Fraction
from typing import BinaryIO

from pattern_dsl.headers import QUANTA
from pattern_engine.heard import TransportAsked
from pattern_engine.journal import History, Journal
from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.player_client import Player
from pattern_engine.player_wire import (
    Ended,
    Failed,
    Play,
    Played,
    Position,
    Replay,
    Report,
    SetMix,
    Silenced,
    Started,
    Swap,
    Swapped,
    Warned,
)
from pattern_engine.program import Program
from pattern_engine.scheduler import Mix
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline
from pattern_server.arguments import Options
from pattern_server.evaluating import Reader, Version, read_version
from pattern_server.keys import Keys
from pattern_server.stage import Stage
from pattern_server.trouble import OUTPUT, PROGRAM, Trouble
from pattern_server.watching import SETTLED, Watch
from pattern_server.writing import written


def play(
    version: Version, stretch: tuple[Time, Time | None], outputs: tuple[str, ...], options: Options, watch: Watch | None
) -> int:
    """Play *version* through *outputs* from bar to bar of *stretch*, until it ends or Ctrl-C, following *watch*.

    Returns 1 if a part fell silent, else 0. Raises ``Trouble`` if an output fails.
    """
    begin, end = stretch
    bars = None if end is None or options.bars is None else end - begin
    name = "standard input" if options.file == "-" else options.file
    count = len(version.program.parts)
    said = f"{name}: {count} part{'' if count == 1 else 's'} to {', '.join(outputs)}"
    author, text = _signed(options, "", version.text)
    first = Play(version.program, begin, bars, Mix(), author, text)
    return _perform(first, Stage.of_program(version.program), (outputs, said), options, (version, watch))


def replay(journal: Journal, outputs: tuple[str, ...], options: Options) -> int:
    """Play *journal* as it was heard, through *outputs*. Raises ``Trouble`` if an output fails."""
    said = f"{options.replay}: {len(journal.cues)} events to {', '.join(outputs)}"
    first = Replay(journal.cues, journal.begin)
    return _perform(first, Stage.of_journal(journal), (outputs, said), options, (None, None))


def _perform(
    first: Play | Replay,
    stage: Stage,
    announced: tuple[tuple[str, ...], str],
    options: Options,
    source: tuple[Version | None, Watch | None],
) -> int:
    """Open the outputs, say so, start with *first* and follow the music to its end."""
    with ExitStack() as open_things:
        listing = open_things.enter_context(written("-")) if options.events else None
        lookahead = (options.lookahead or 300) * 1000
        player = open_things.enter_context(
            Player(announced[0], lookahead, watched=listing is not None, record=options.record)
        )
        concert = Concert(player, stage, options, listing)
        open_things.callback(stage.line.clear)
        try:
            lines = player.open()
        except OutputError as error:
            raise Trouble(OUTPUT, str(error)) from error
        for line in (announced[1], *lines):
            stage.line.note(line)
        concert.keys = open_things.enter_context(Keys(player.wake))
        if source[1] is not None:
            open_things.callback(source[1].close)
        concert.source(*source)
        player.send(first)
        return concert.follow()


class Concert:
    """One performance as its listener sees it. Only the command's main thread may touch it."""

    def __init__(self, player: Player, stage: Stage, options: Options, listing: BinaryIO | None) -> None:
        self.keys: Keys | None = None
        self._stage = stage
        self._player = player
        self._options = options
        self._listing = listing
        self._watch: Watch | None = None
        self._history: History[Program] = History()
        self._text = ""
        self._muted: frozenset[str] = frozenset()
        self._over = False
        self._code = 0
        self._zero = 0

    def source(self, version: Version | None, watch: Watch | None) -> None:
        """Where the music comes from: what plays first, and a watch over its files."""
        self._watch = watch
        if version is not None:
            self._history, self._text = History((version.program,), 0), version.text
        if version is not None and watch is not None:
            watch.over(version.files)
            watch.start(self._player.wake)

    def follow(self) -> int:
        """Show what the player reports until the music ends; returns 1 if a part fell silent, else 0."""
        while not self._over:
            report = self._player.poll(SETTLED if self._watch and self._watch.unsettled else None)
            if isinstance(report, Ended):
                break
            if isinstance(report, Failed):
                raise Trouble(OUTPUT, report.text)
            if report is not None:
                self._hear(report)
            while self.keys is not None and (key := self.keys.pressed()) is not None:
                self._obey(key)
            if self._watch and self._watch.changed():
                self._evaluate()
        self._stage.say_goodbye()
        return self._code

    def _hear(self, report: Report) -> None:
        match report:
            case Position():
                self._stage.show(report, self._muted, keys=self.keys is not None and self.keys.live)
            case Started(cycle, at):
                self._zero = at - self._stage.timeline.micros(cycle)
            case Played(cues):
                self._list(cues)
            case Swapped(_, cycle, at):
                self._stage.turn(at)
                self._stage.line.note(f"changed from bar {cycle // 1 + 1} on")
            case Silenced(text):
                self._code = PROGRAM
                self._stage.trouble(text)
            case Warned(text):
                self._stage.trouble(text)
            case _:
                pass

    def _list(self, cues: tuple[Cue, ...]) -> None:
        if self._listing is None:
            return
        from pattern_engine.export.events import event_line, event_text

        line = event_line if self._options.events == "json" else event_text
        self._stage.line.clear()
        for cue in cues:
            timeline: Timeline = self._stage.timeline_of(cue)
            text = line(cue.note, timeline, (cue.at - self._zero, cue.length))
            self._listing.write(text.encode("utf-8", "backslashreplace") + b"\n")
        self._listing.flush()

    def _evaluate(self) -> None:
        """Play what was saved; what has mistakes goes on as it was, which is said."""
        self._stage.line.clear()
        reader = Reader(self._options.file or "-")
        try:
            version = read_version(self._options, reader, self._history.present)
        except Trouble as trouble:
            self._stage.trouble(f"{trouble.text or 'there are mistakes'}; the music goes on as it was")
            if self._watch is not None:
                self._watch.over((*reader.files, *self._watch.files))
            return
        if self._watch is not None:  # what a mistake hides may still be imported
            self._watch.over((*version.files, *self._watch.files) if version.said else version.files)
        if not version.said or version.program != self._history.present:
            self._accept(version)
        if version.said:
            self._stage.keep(version.kept, f"there are mistakes: {version.said}")

    def _accept(self, version: Version) -> None:
        """*version* is what plays from now on, and what is gone back to."""
        self._history = self._history.accept(version.program)
        author, text = _signed(self._options, self._text, version.text)
        self._text = version.text
        self._swap(version.program, author, text)

    def _swap(self, program: Program, author: str, text: str) -> None:
        when = self._options.swap or program.takeover.at
        quantum = when if isinstance(when, int) else QUANTA[when]
        fade = program.takeover.fade if self._options.fade is None else Fraction(self._options.fade)
        self._stage.change(program)
        self._player.send(Swap(program, quantum, fade, author, text))

    def _obey(self, key: str) -> None:
        moving = self._stage.moving
        now = time.monotonic_ns() // 1000
        match key:
            case " ":
                self._player.send(TransportAsked("stop" if moving else "play", None, now))
            case "h":
                self._player.send(TransportAsked("hush" if moving else "play", None, now))
            case "p":
                self._player.send(TransportAsked("panic", None, now))
            case "t":
                self._player.send(TransportAsked("tap", None, now))
            case "u" | "r":
                self._go_back(key)
            case "q":
                self._over = True
            case _ if key.isdecimal() and 0 < int(key) <= len(self._stage.keys):
                self._muted ^= {self._stage.keys[int(key) - 1]}
                self._player.send(SetMix(Mix(muted=self._muted)))
            case _:
                pass

    def _go_back(self, key: str) -> None:
        """Undo the last change, or do it again."""
        history = self._history.undo() if key == "u" else self._history.redo()
        if history == self._history or history.present is None:
            self._stage.line.note(f"nothing to {'undo' if key == 'u' else 'redo'}")
            return
        self._history = history
        author, _ = _signed(self._options, "", "")
        self._swap(history.present, author, "undo" if key == "u" else "redo")


def _signed(options: Options, before: str, after: str) -> tuple[str, str]:
    """Who changes *before* into *after*, and how, as a journal wants it; nothing where there is no journal."""
    if options.record is None:
        return "", ""
    from difflib import unified_diff
    from getpass import getuser

    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), n=0)
    return getuser(), "".join(list(lines)[2:])
