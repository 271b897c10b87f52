"""The concert: the one music of this server, its player, what can be gone back to, and who listens. It never waits."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from pattern_dsl.document import Document
from pattern_engine.heard import TransportAsked
from pattern_engine.journal import History
from pattern_engine.player_wire import (
    Command,
    Ended,
    Failed,
    Goto,
    Knobs,
    Opened,
    Play,
    Position,
    Report,
    SetMix,
    Silenced,
    Started,
    Stop,
    Swap,
    Swapped,
    Warned,
    Watch,
)
from pattern_engine.program import Destination, Program, Quantum
from pattern_engine.time import Time
from pattern_server.destinations import outputs_of
from pattern_server.lsp.desk import Desk, Switch, bare
from pattern_server.lsp.evaluation import Outcome, Sounding
from pattern_server.lsp.wire import REQUEST_FAILED, Later, Refused

if TYPE_CHECKING:
    from pattern_server.lsp.band import Band, Room

State: TypeAlias = Literal["idle", "playing", "stopped", "hushed"]

Level: TypeAlias = Literal[1, 2, 3]
"""How much it matters what is said: an error, a warning, something to know."""


AUDITION = 60_000
"""Microseconds that the player of an audition is ahead: one note needs no more, and somebody waits for it."""


class Wish(NamedTuple):
    """How an evaluation is to be heard: from *at* on (None: as the text says), on *outputs* (none: as the text says),
    sent *lookahead* microseconds ahead; *watched* is for a player that starts.
    """

    at: Quantum | None = None
    outputs: tuple[str, ...] = ()
    lookahead: int = 300_000
    watched: bool = False


class Moment(NamedTuple):
    """When something is heard: clock time *at* (µs), and the bar, from 0, that sounds then."""

    at: int
    cycle: Time


class Listener(Protocol):
    """Somebody who is told what happens, in the thread of the concert."""

    def evaluated(self, outcome: Outcome, heard: Moment | None) -> None:
        """An evaluation is heard from a moment on; None: nothing new is."""

    def sent(self, sounding: Sounding) -> None:
        """The player was given *sounding*: a ``Started`` or ``Swapped`` for it follows."""

    def hear(self, report: Report) -> None:
        """The player reports."""

    def turned(self, *, always: bool) -> None:
        """The transport stands elsewhere; *always* if more than time has passed."""

    def renewed(self) -> None:
        """Which music plays, or whether it does, is another matter now."""

    def gone(self) -> None:
        """The player has ended."""

    def say(self, level: Level, text: str) -> None:
        """Something that the user should know."""


class Concert:
    """The music of one server. Thread: one, which *later* leads back to."""

    def __init__(self, later: Later) -> None:
        self.listeners: list[Listener] = []
        self.history: History[Sounding] = History()
        self.state: State = "idle"
        self.desk = Desk()
        self.blocks: Mapping[str, set[str]] = {}  # how the keys of what plays begin, by the texts that it is from
        self.position = Position(Fraction(0), 120.0)
        self.knobs: Mapping[str, float] = {}
        self.effects: tuple[Document, Mapping[tuple[int, str], str]] | None = None
        self._later = later
        self._band: Band | None = None
        self._extra: Band | None = None  # for auditions, as long as it lives
        self._tried: Program | None = None  # what it was given and does not play yet
        self._awaited: deque[Outcome | None] = deque()

    @property
    def sounding(self) -> Sounding | None:
        """What was evaluated and has a player; None before anything was, and when it has ended."""
        return self.history.present if self._band is not None else None

    @property
    def played(self) -> Sounding | None:
        """What is heard, or would be but for a stop: what a single block joins."""
        return self.sounding if self.state in ("playing", "stopped") else None

    def evaluate(self, outcome: Outcome, wish: Wish) -> None:
        """Have what *outcome* says played as is wished, or say that nothing new is."""
        self.effects = (outcome.text.document, outcome.effects)
        if outcome.sounding is None:
            self._tell(outcome, None)
            return
        known = self.sounding
        if known is not None and known.program == outcome.sounding.program:
            versions = self.history.versions[: self.history.at]
            self.history = History((*versions, outcome.sounding), len(versions))
        else:
            self.history = self.history.accept(outcome.sounding)
        self._perform(outcome.sounding, outcome, wish)

    def go_back(self, *, forth: bool, wish: Wish) -> None:
        """Play what was evaluated before, or what was gone back from. Raises ``Refused`` if there is nothing."""
        history = self.history.redo() if forth else self.history.undo()
        present = history.present
        if history == self.history or present is None:
            raise Refused(REQUEST_FAILED, f"there is nothing to {'redo' if forth else 'undo'}")
        self.history, self.effects = history, None
        own = [text for text in present.texts.values() if (text.uri, text.version) == (present.uri, present.version)]
        text = next(iter((*own, *present.texts.values())), None)
        message = "what was undone plays again" if forth else "what was evaluated before plays again"
        self._perform(present, None if text is None else Outcome(text, present, message), wish)

    def audition(self, program: Program, wish: Wish) -> None:
        """Play *program*, which is short, beside the music and at once: through a player of its own."""
        from pattern_server.lsp.band import Room

        room = Room(wish.outputs or ("synth",), AUDITION)
        if self._extra is not None and self._extra.room != room:
            self._extra.send(Stop())
            self._extra = None
        self._extra = self._extra or self._band_in(room, self._auditioned)
        self._tried = program
        self._extra.send(Play(program, bars=Fraction(4)))

    def order(self, command: Command) -> None:
        """Give *command* to the player. Raises ``Refused`` if there is none."""
        self._needed().send(command)

    def watch(self, on: bool) -> None:
        """Whether the player that is there, if one is, reports each note from now on."""
        if self._band is not None:
            self._band.send(Watch(on))

    def transport(self, command: Literal["play", "stop", "hush", "panic", "tap"], wish: Wish) -> None:
        """Play on, stop and so on; what has ended begins anew. Raises ``Refused`` before anything was evaluated."""
        if command == "play" and self._band is None and self.history.present is not None:
            self._perform(self.history.present, None, wish)
            return
        asked = TransportAsked(command, None, now())
        if command == "panic" and self._extra is not None:
            self._tried = None
            self._extra.send(asked)
            if self._band is None:
                return  # nothing else sounds
        self.order(asked)
        if command == "stop" and self.state == "hushed":
            return  # it stands already
        states: dict[str, State] = {"play": "playing", "stop": "stopped", "hush": "hushed", "panic": "hushed"}
        self._turn(states.get(command, self.state))

    def seek(self, bar: float) -> None:
        """Go on at *bar*, from 0. Raises ``Refused`` before anything was evaluated."""
        self.order(TransportAsked("seek", bar, now()))
        self._turn("playing")

    def goto(self, section: str) -> None:
        """Go on with *section* at the next bar. Raises ``Refused`` before anything was evaluated."""
        self.order(Goto(section, "bar"))
        self._turn("playing")

    def switch(self, switch: Switch, keys: list[str], on: bool | None) -> None:
        """Turn a switch of parts or blocks. Raises ``Refused`` for keys of no part."""
        self._needed()
        found, unknown = self.desk.meant(keys)
        if unknown or not found:
            raise Refused(REQUEST_FAILED, f"no part {', '.join(unknown)}: there are {', '.join(self.desk.keys)}")
        self.desk = self.desk.turn(switch, found, on)
        self.order(SetMix(self.desk.mix))
        self._turned(always=True)
        self._renew()

    def close(self) -> None:
        """Silence and end the player, and wait for that."""
        self._tried = None
        for band in (self._extra, self._band):
            if band is not None:
                band.close()

    def _needed(self) -> Band:
        if self._band is None:
            raise Refused(REQUEST_FAILED, "nothing plays yet: evaluate a text first")
        return self._band

    def _perform(self, sounding: Sounding, outcome: Outcome | None, wish: Wish) -> None:
        """Send *sounding* to the player, which is started if there is none."""
        self.desk = self.desk.over(sounding.program)
        self.blocks = _blocks(sounding)
        program = bare(sounding.program)
        band = self._band or self._begin(program, wish)
        program = _routed(program, wish.outputs, band.room.outputs)
        if self._band is None:
            self._band = band
            self.knobs = {}
            band.send(Play(program, program.start, None, self.desk.mix))
        else:
            band.keep(wish.lookahead)
            quantum = program.takeover.at if wish.at is None else wish.at
            band.send(Swap(program, quantum, program.takeover.fade, mix=self.desk.mix))
            if self.state != "playing":  # a stop, which a hush may hide, outlasts a swap
                band.send(TransportAsked("play", None, now()))
        self._awaited.append(outcome)
        for listener in self.listeners:
            listener.sent(sounding._replace(program=program))
        self._turn("playing")
        self._renew()

    def _begin(self, program: Program, wish: Wish) -> Band:
        from pattern_server.lsp.band import Room  # who only reads does without processes

        outputs, lines = (wish.outputs, []) if wish.outputs else outputs_of(program)
        for line in lines:
            self._say(2, line)
        return self._band_in(Room(outputs, wish.lookahead, wish.watched), self._hear)

    def _band_in(self, room: Room, hear: Callable[[Band, Report], None]) -> Band:
        """A band whose reports are heard where everything happens."""
        from pattern_server.lsp.band import Band

        band = Band(room, lambda report: self._later(lambda: hear(band, report)))
        return band

    def _hear(self, band: Band, report: Report) -> None:
        if band is not self._band:
            return
        for listener in self.listeners:
            listener.hear(report)
        match report:
            case Position():
                self._stands(report, report.obeyed >= band.sent)
            case Started(cycle, at) | Swapped(_, cycle, at):
                outcome = self._awaited.popleft() if self._awaited else None
                if outcome is not None:
                    self._tell(outcome, Moment(at, cycle))
            case Knobs(turned):
                self.knobs = dict(turned)
                self._turned(always=True)
            case Opened(lines):
                for line in lines:
                    self._say(3, line)
            case Warned(text) | Silenced(text):
                self._say(2, text)
            case Failed(text):
                self._over(text)
            case Ended():
                self._over(None)
            case _:
                pass

    def _auditioned(self, band: Band, report: Report) -> None:
        if band is not self._extra:
            return  # another has taken its place
        match report:
            case Position() if report.obeyed >= band.sent:
                self._tried = None
            case Failed(text):
                self._extra = self._tried = None
                self._say(1, text)
            case Ended():
                self._extra = None
                if self._tried is not None:  # it came too late for this band
                    self.audition(self._tried, Wish(outputs=band.room.outputs))
            case _:
                pass  # one note needs no other report

    def _stands(self, position: Position, told: bool) -> None:
        """The music is at *position*, and moves or not: by our orders, if it was *told* all of them, or by others'."""
        self.position = position
        turns = told and position.moving != (self.state == "playing")
        if turns:
            self.state = "playing" if position.moving else "stopped"
            self._renew()
        self._turned(always=turns)

    def _over(self, why: str | None) -> None:
        """The player has gone: of itself, or for a reason that the user is told."""
        self._band = None
        awaited = [outcome for outcome in self._awaited if outcome is not None]
        self._awaited.clear()
        self.state = "idle"
        self.position = Position(Fraction(0), self.position.bpm)
        for listener in self.listeners:
            listener.gone()
        for outcome in awaited:
            self._tell(outcome._replace(sounding=None, message=why or "the music has ended", flash=()), None)
        if why is not None:
            self._say(1, f"{why}; the next evaluation starts anew")
        self._turned(always=True)
        self._renew()

    def _turn(self, state: State) -> None:
        before, self.state = self.state, state
        self._turned(always=True)
        if before != state:
            self._renew()

    def _turned(self, *, always: bool) -> None:
        for listener in self.listeners:
            listener.turned(always=always)

    def _renew(self) -> None:
        for listener in self.listeners:
            listener.renewed()

    def _tell(self, outcome: Outcome, heard: Moment | None) -> None:
        for listener in self.listeners:
            listener.evaluated(outcome, heard)

    def _say(self, level: Level, text: str) -> None:
        for listener in self.listeners:
            listener.say(level, text)


def now() -> int:
    """Microseconds of the clock that player and server share."""
    return time.monotonic_ns() // 1000


def bar_of(cycle: Time) -> int:
    """The number of the bar that sounds at *cycle*, from 1."""
    return floor(cycle) + 1


def _blocks(sounding: Sounding) -> dict[str, set[str]]:
    """The blocks of *sounding*, by how the keys of their parts begin (``melody/lead/``), for the URI of each text."""
    found: dict[str, set[str]] = {sounding.uri: set()}
    for key, text in sounding.texts.items():
        found.setdefault(text.uri, set()).add(f"{key.rpartition('/')[0]}/")
    return found


def _routed(program: Program, wished: tuple[str, ...], opened: tuple[str, ...]) -> Program:
    """*program* with its parts sent where the editor wishes, or else where the text says.

    That is open already unless text or wish has changed since: then each part says so itself, and the player opens it
    beside the music.
    """
    wanted = wished or outputs_of(program)[0]
    general = () if set(wanted) == set(opened) else tuple(Destination(text) for text in wanted)
    parts = tuple(part if part.route and not wished else part._replace(route=general) for part in program.parts)
    return program._replace(parts=parts)
