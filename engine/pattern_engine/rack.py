"""The rack: outputs that play together, each opened when something first goes there, none of them another's trouble."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Protocol, runtime_checkable

from pattern_engine.outputs.address import address_text
from pattern_engine.outputs.output import Cue, Informed, Output, OutputError, Pulse, Pulsed, Situation
from pattern_engine.program import Destination, Plain, Program

_CONTROLS = {"ch": "midichan"}


@runtime_checkable
class Preparing(Protocol):
    """An output that has something to load, samples for instance, before a program can be heard."""

    def prepare(self, program: Program) -> Sequence[str]:
        """Load what *program* needs; return a line for each thing that is missing. Thread: any. Blocks: till loaded."""


@runtime_checkable
class Serving(Protocol):
    """An output that others connect to."""

    @property
    def clients(self) -> int:
        """How many are connected."""


@lru_cache(maxsize=256)
def address(destination: Destination) -> str:
    """The text that names the output of *destination*: ``midi("Port A", ch=2)`` is ``midi:Port A``.

    The channel is no matter of the port but of each note. What is no output at all stays as it is written.
    """
    try:
        return address_text(destination._replace(named=tuple(told for told in destination.named if told[0] != "ch")))
    except OutputError:
        return ":".join([destination.name, *map(str, destination.values)])


def routes(program: Program) -> dict[str, tuple[Destination, ...]]:
    """Where the parts of *program* go that do not go where everything goes, by their keys."""
    return {part.key: part.route for part in program.parts if part.route}


class Rack:
    """Outputs that play together. Only the player's thread may touch it, except for ``prepare``.

    An output that raises is warned about once and the others keep playing.
    """

    def __init__(self, outputs: Sequence[Output], warn: Callable[[str], None]) -> None:
        """*outputs* play everything that has no output of its own; *warn* is told, in one line, of each that breaks."""
        self._everywhere = tuple(outputs)
        self._own: dict[str, Output] = {}
        self._warn = warn
        self._broken: set[str] = set()

    @property
    def clients(self) -> int:
        """How many others are connected to the outputs."""
        return sum(output.clients for output in self._all() if isinstance(output, Serving))

    @property
    def prepares(self) -> bool:
        """Whether an output has to load something before a program can be heard."""
        return any(isinstance(output, Preparing) for output in self._all())

    def open(self) -> tuple[str, ...]:
        """Open all; returns what they have to tell. If one raises ``OutputError``, so does this, with all closed."""
        lines: list[str] = []
        try:
            lines += [line for output in self._all() if (line := output.open())]
        except OutputError:
            self.close()
            raise
        return tuple(lines)

    @property
    def pulsed(self) -> bool:
        """Whether an output follows the musical clock."""
        return any(isinstance(output, Pulsed) for output in self._all())

    def add(self, opened: Mapping[str, Output]) -> None:
        """From now on cues may go to the outputs *opened*, by the texts that name them."""
        self._own |= opened

    def prepare(self, program: Program) -> list[str]:
        """Let the outputs load what *program* needs; returns a line for each thing that is missing."""
        missing: list[str] = []
        for output in self._all():
            if isinstance(output, Preparing):
                self._attempt(output, partial(_prepare, output, program, missing))
        return missing

    def send(self, cues: Sequence[Cue]) -> None:
        """Hand each of *cues* to its outputs; if none of those is open, to the outputs that play everything.

        What a destination is told by name (``ch=2``) becomes controls of the notes that go there.
        """
        if not any(cue.outputs for cue in cues):
            for output in self._everywhere:
                self._attempt(output, partial(output.send, cues))
            return
        shares: dict[int, tuple[Output, list[Cue]]] = {}
        for cue in cues:
            targets = [(self._own[address(to)], to.named) for to in cue.outputs if address(to) in self._own]
            for output, named in targets or [(output, ()) for output in self._everywhere]:
                shares.setdefault(id(output), (output, []))[1].append(_told(cue, named))
        for output, share in shares.values():
            self._attempt(output, partial(output.send, share))

    def cancel(self, generation: int, since: int) -> None:
        """Recall, from all, what *generation* or earlier plays at *since* (microseconds) or later."""
        for output in self._all():
            self._attempt(output, partial(output.cancel, generation, since))

    def pulse(self, pulses: Sequence[Pulse]) -> None:
        """Hand ticks of the musical clock to those that follow it."""
        for output in self._all():
            if isinstance(output, Pulsed):
                self._attempt(output, partial(output.pulse, pulses))

    def recall_pulses(self, since: int) -> None:
        """Recall the ticks at *since* or later, and no note: none is of a generation before the first."""
        for output in self._all():
            if isinstance(output, Pulsed):
                self._attempt(output, partial(output.cancel, -1, since))

    def inform(self, situation: Situation) -> None:
        """Tell those whose listeners show the music how it stands."""
        for output in self._all():
            if isinstance(output, Informed):
                self._attempt(output, partial(output.inform, situation))

    def hush(self) -> None:
        """Silence all, at once."""
        for output in self._all():
            self._attempt(output, output.hush)

    def close(self) -> None:
        """Close all."""
        for output in self._all():
            self._attempt(output, output.close)

    def _all(self) -> tuple[Output, ...]:
        return (*self._everywhere, *(output for output in self._own.values() if output not in self._everywhere))

    def _attempt(self, output: Output, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001  the music never stops: what breaks here is not the others' fault
            if output.name not in self._broken:
                self._broken.add(output.name)
                self._warn(f"{output.name}: {error or type(error).__name__}; the other outputs play on")


def _prepare(output: Preparing, program: Program, missing: list[str]) -> None:
    missing += output.prepare(program)


def _told(cue: Cue, named: tuple[tuple[str, Plain], ...]) -> Cue:
    """*cue* with what its destination was told by name."""
    if not named:
        return cue
    more = {_CONTROLS.get(name, name): value for name, value in named}
    return cue._replace(note=cue.note._replace(controls={**cue.note.controls, **more}))
