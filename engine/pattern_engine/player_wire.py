"""What the player process and its parent say to each other: frozen records as length-prefixed pickles on two pipes.

Both ends are one installation of this package on one machine, and the pipes are inherited, never named: nobody else
can write to them, which is what makes pickles safe here.
"""

from __future__ import annotations

import pickle
import struct
from fractions import Fraction
from typing import IO, NamedTuple, TypeAlias

from pattern_engine.outputs.output import Cue
from pattern_engine.program import Program
from pattern_engine.scheduler import Mix, Quantum
from pattern_engine.time import Time

_LENGTH = struct.Struct("!I")


class Open(NamedTuple):
    """Open these outputs (texts as ``open_outputs`` reads them) and keep *lookahead* microseconds ahead of the music.

    ``watched`` asks for a ``Played`` report of every cue when it sounds.
    """

    outputs: tuple[str, ...]
    lookahead: int = 300_000
    watched: bool = True


class Play(NamedTuple):
    """Start *program* at bar *begin*; stop after *bars* bars, or where the program ends by itself, or never."""

    program: Program
    begin: Time = Fraction(0)
    bars: Time | None = None
    mix: Mix = Mix()


class Swap(NamedTuple):
    """Go on with *program* from the next *quantum* on, in phase."""

    program: Program
    quantum: Quantum = "bar"


class SetTempo(NamedTuple):
    """Go on at *bpm* crotchets a minute from now on; the place in the bar stays."""

    bpm: Time


class SetMix(NamedTuple):
    """From now on hear only what *mix* lets through."""

    mix: Mix


class Hush(NamedTuple):
    """Silence now. Bars go on being counted; the next ``Swap`` brings music back in phase."""


class Stop(NamedTuple):
    """Silence, close the outputs, end the process."""


Command: TypeAlias = Open | Play | Swap | SetTempo | SetMix | Hush | Stop


class Opened(NamedTuple):
    """The outputs are open. ``lines`` is what they have to tell the user."""

    lines: tuple[str, ...] = ()


class Started(NamedTuple):
    """Bar *cycle* sounds at *at* (microseconds of the machine's monotonic clock)."""

    cycle: Time
    at: int


class Swapped(NamedTuple):
    """A swap asked for at *asked* was accepted: *generation* plays from bar *cycle* on, which sounds at *at*."""

    generation: int
    cycle: Time
    at: int
    asked: int


class Played(NamedTuple):
    """These cues sound about now: half a tick ago to half a tick ahead."""

    cues: tuple[Cue, ...]


class Position(NamedTuple):
    """Where the music is, about ten times a second.

    ``late`` counts cues handed to the outputs after their moment, ``sent`` all cues; ``lead`` is the least number of
    microseconds a cue was early since the last report (None without cues); ``lost`` counts reports not delivered
    because nobody read them.
    """

    cycle: Time
    bpm: float
    parts: int = 0
    sent: int = 0
    late: int = 0
    lead: int | None = None
    lost: int = 0


class Warned(NamedTuple):
    """Something went wrong and the music goes on; *text* says what."""

    text: str


class Silenced(NamedTuple):
    """A part fell silent and the others play on; *text* says which part and why."""

    text: str


class Ended(NamedTuple):
    """The music is over, the outputs are closed, the process ends."""


class Failed(NamedTuple):
    """An output could not be opened; *text* says which, why and what to do. The process ends."""

    text: str


Report: TypeAlias = Opened | Started | Swapped | Played | Position | Warned | Silenced | Ended | Failed


def frame(message: Command | Report) -> bytes:
    """*message* as it goes through a pipe: its length in four bytes, then its pickle."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def read_command(stream: IO[bytes]) -> Command | None:
    """The next command of *stream*, or None at its end (also when it ends in the middle of one)."""
    body = _read(stream)
    command: Command | None = pickle.loads(body) if body is not None else None
    return command


def read_report(stream: IO[bytes]) -> Report | None:
    """The next report of *stream*, or None at its end (also when it ends in the middle of one)."""
    body = _read(stream)
    report: Report | None = pickle.loads(body) if body is not None else None
    return report


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None
