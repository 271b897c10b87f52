"""What the player process and its parent say to each other: frozen records as length-prefixed pickles on two pipes.

Both ends are one installation of this package on one machine, and the pipes are inherited, never named: nobody else
can write to them, which is what makes pickles safe here.
"""

from __future__ import annotations

import pickle
import struct
from fractions import Fraction
from typing import IO, NamedTuple, TypeAlias

from pattern_engine.heard import Heard
from pattern_engine.outputs.output import Cue
from pattern_engine.program import Program, Quantum
from pattern_engine.scheduler import Mix
from pattern_engine.time import Time

_LENGTH = struct.Struct("!I")


class Open(NamedTuple):
    """Open these outputs (texts as ``make_output`` reads them) and keep *lookahead* microseconds ahead of the music.

    ``watched`` asks for a ``Played`` report of every cue when it sounds, or *ahead* microseconds before that and less;
    ``record`` names a file for the journal.
    """

    outputs: tuple[str, ...]
    lookahead: int = 300_000
    watched: bool = True
    record: str | None = None
    ahead: int = 0


class Play(NamedTuple):
    """Start *program* at bar *begin*; stop after *bars* bars, or where the program ends by itself, or never.

    *author* and *text*, what is played, are for the journal.
    """

    program: Program
    begin: Time = Fraction(0)
    bars: Time | None = None
    mix: Mix = Mix()
    author: str = ""
    text: str = ""


class Replay(NamedTuple):
    """Play *cues* as they were heard, from moment *begin* of their journal on."""

    cues: tuple[Cue, ...]
    begin: int = 0


class Swap(NamedTuple):
    """Go on with *program* from the next *quantum* on, in phase: in the same section, as far into it.

    Parts that differ fade over *fade* bars. *author* and *text*, what was changed, are for the journal. *mix* is heard
    with the program; by default the mix stays.
    """

    program: Program
    quantum: Quantum = "bar"
    fade: Time = Fraction(0)
    author: str = ""
    text: str = ""
    mix: Mix | None = None


class Goto(NamedTuple):
    """From the next *quantum* on play section *name* of the form, and what follows it."""

    name: str
    quantum: Quantum = "bar"


class SetTempo(NamedTuple):
    """Go on at *bpm* crotchets a minute, reached after *bars* bars; the place in the bar stays."""

    bpm: Time
    bars: Time = Fraction(0)


class SetMix(NamedTuple):
    """From now on hear only what *mix* lets through."""

    mix: Mix


class SetLookahead(NamedTuple):
    """From now on keep *lookahead* microseconds ahead of the music; what was sent stays as it is."""

    lookahead: int


class Watch(NamedTuple):
    """From now on report every cue with ``Played``, as ``Open`` says when, or none."""

    on: bool


class Hush(NamedTuple):
    """Start nothing more; what sounds rings out. Bars go on being counted; ``play`` or a ``Swap`` brings music back."""


class Stop(NamedTuple):
    """Silence, close the outputs, end the process."""


Command: TypeAlias = Open | Play | Replay | Swap | Goto | SetTempo | SetMix | SetLookahead | Watch | Hush | Stop | Heard
"""What a player obeys; what comes in from outside (``heard``) may be sent by its parent, too."""


class Opened(NamedTuple):
    """The outputs are open. ``lines`` is what they have to tell the user."""

    lines: tuple[str, ...] = ()


class Started(NamedTuple):
    """Bar *cycle* sounds at *at* (microseconds of the machine's monotonic clock), of program number *edition*.

    A player numbers what it is given, by ``Play`` and ``Swap``, in order; notes carry the number.
    """

    cycle: Time
    at: int
    edition: int = 0


class Swapped(NamedTuple):
    """A swap asked for at *asked* was accepted: *generation* plays from bar *cycle* on, which sounds at *at*.

    From *over* on nothing is heard of what played before: at once, or when it has faded. *edition* as in ``Started``.
    """

    generation: int
    cycle: Time
    at: int
    asked: int
    over: int = 0
    edition: int = 0


class Played(NamedTuple):
    """These cues sound about now, half a tick ago to half a tick ahead; or within the time that ``ahead`` asks for."""

    cues: tuple[Cue, ...]


class Recalled(NamedTuple):
    """Nothing holds that ``Played`` said, ahead of time, of *since* (microseconds) or later, if it is not said again.

    *since* is 0 where all that sounds was cut off.
    """

    since: int


class Position(NamedTuple):
    """Where the music is, about ten times a second.

    ``late`` counts cues handed to the outputs after their moment, ``sent`` all cues; ``lead`` is the least number of
    microseconds a cue was early since the last report (None without cues); ``lost`` counts reports not delivered
    because nobody read them; ``clients`` are connected to the outputs; ``moving`` is False after ``stop`` and ``hush``.
    ``edition`` is the number (as in ``Started``) of what plays there, 0 if nothing does. ``obeyed`` counts the commands
    after ``Open`` that the parent sent and that this comes after.
    """

    cycle: Time
    bpm: float
    parts: int = 0
    sent: int = 0
    late: int = 0
    lead: int | None = None
    lost: int = 0
    clients: int = 0
    moving: bool = True
    edition: int = 0
    obeyed: int = 0


class Knobs(NamedTuple):
    """Where the knobs stand that were turned, by name, in their own units."""

    turned: tuple[tuple[str, float], ...] = ()


class Warned(NamedTuple):
    """Something went wrong and the music goes on; *text* says what."""

    text: str


class Silenced(NamedTuple):
    """A part fell silent or back to what it played before, and the others play on; *text* says which part and why."""

    text: str


class Ended(NamedTuple):
    """The music is over, the outputs are closed, the process ends."""


class Failed(NamedTuple):
    """An output could not be opened; *text* says which, why and what to do. The process ends."""

    text: str


Report: TypeAlias = (
    Opened | Started | Swapped | Played | Recalled | Position | Knobs | Warned | Silenced | Ended | Failed
)


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
