"""Cues to SuperDirt, the sampler and synths of Tidal in SuperCollider: a drop-in for who has it running.

Each note is one time-tagged bundle with one message ``/dirt/play`` of names and values: where it lies (``cps``,
``cycle``, ``delta`` in seconds), what sounds (``s``, ``n``, ``note`` in semitones from C4) and every control that the
table gives a name there. A velocity makes ``gain`` softer, because samples obey nothing else: SuperDirt raises
``gain`` to the fourth power, so its root makes the loudness go with the square of the velocity, as pianos do.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.event import Value
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.osc import Argument, Datagrams, Timing, argument, bundle, message
from pattern_engine.outputs.output import Cue, unheard
from pattern_engine.words.sound import CONTROLS

PLAY = "/dirt/play"
HANDSHAKE = "/dirt/handshake"
REPLY = "/dirt/handshake/reply"
AGAIN = 2_000_000
"""Microseconds until an unanswered handshake is tried again."""

SOUNDS: Mapping[str, str] = {
    "piano": "superpiano",
    "guitar": "supermandolin",
    "bass": "supersaw",
    "pad": "superpwm",
    "pluck": "supermandolin",
    "organ": "superhammond",
    "strings": "supersaw",
    "lead": "supersquare",
    "bell": "supervibe",
    "epiano": "superpiano",
    "harpsichord": "supermandolin",
    "marimba": "supervibe",
    "vibraphone": "supervibe",
    "flute": "superfm",
    "clarinet": "supersquare",
    "brass": "supersaw",
    "choir": "superpwm",
    "synth": "supersaw",
}
"""Which of SuperDirt's synths plays an instrument of ours. Any other name is SuperDirt's own, a sample or a synth."""

_DRUMS = {drum.key: next((word for word in drum.words if word.islower()), drum.words[0]) for drum in DRUMS}
_NAMES = {alias: name for name, row in CONTROLS.items() for alias in (name, *row.aliases)}
_TOLD = frozenset({"s", "n", "bank", "gain", "note", "midinote"})
_C4 = 60


def play_message(cue: Cue) -> bytes:
    """The message ``/dirt/play`` that is *cue*."""
    arguments: list[Argument] = []
    for name, value in parameters(cue).items():
        arguments += [name, value]
    return message(PLAY, arguments)


def parameters(cue: Cue) -> dict[str, Argument]:
    """What SuperDirt is told about *cue*, in its own names, in the order it is sent."""
    note = cue.note
    seconds = cue.length / 1_000_000
    cps = float(note.end - note.begin) / seconds if seconds and note.end > note.begin else 0.5
    told: dict[str, Argument] = {"_id_": note.part, "cps": cps, "cycle": float(note.begin), "delta": seconds}
    told["s"] = _bank(note.controls) + _sound(note)
    if note.midi is not None and not note.percussive:
        told["note"] = float(note.midi - _C4)
    if (variant := note.controls.get("n")) is not None:
        told["n"] = argument(variant)
    gain = note.controls.get("gain")
    told["gain"] = (float(gain) if isinstance(gain, int | float) else 1.0) * sqrt(note.velocity)
    told["velocity"] = float(note.velocity)
    for name, value in note.controls.items():
        wire = _wire_name(name)
        if value is not None and wire is not None and name not in _TOLD:
            told[wire] = argument(value)
    return told


class SuperDirtOutput:
    """Sends cues to one SuperDirt. Only the player's thread may touch it.

    SuperDirt need not run: it is greeted again and again, and whatever it answers, notes are sent. It knows no way
    to take back what it was sent: a swap is heard after the lookahead, and a hush when the last note sent has ended.
    """

    def __init__(
        self,
        host: str,
        port: int,
        clock: Clock | None = None,
        latency: int = 0,
        tell: Callable[[str], None] = unheard,
    ) -> None:
        """Every note sounds *latency* microseconds after its moment; *tell* is told what goes wrong, once each."""
        self.name = f"superdirt:{host}:{port}"
        self.buses: tuple[int, ...] | None = None
        self._host, self._port = host, port
        self._clock = clock or MonotonicClock()
        self._latency = latency
        self._tell = tell
        self._datagrams: Datagrams | None = None
        self._timing: Timing | None = None
        self._greeted = 0

    def open(self) -> str | None:
        """Look the host up and greet. Raises ``OutputError`` for a host that does not exist."""
        self._datagrams = Datagrams(self.name, self._host, self._port, self._tell)
        self._timing = Timing(self._clock)
        self._greet(self._datagrams)
        return f"SuperDirt at {self._host}:{self._port}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Send *cues* at once, each tagged with its onset. Raises ``OSError`` if the system refuses."""
        if self._datagrams is None or self._timing is None:
            return
        now = self._clock.now()
        if cues and cues[0].at < now:
            late = (now - cues[0].at) / 1000
            self._datagrams.tell("late", f"notes leave late, the first by {late:.0f} ms; try a longer --lookahead")
        for cue in cues:
            self._datagrams.send(bundle(self._timing.tag(cue.at + self._latency), [play_message(cue)]))
        self._timing.follow()
        self.listen()

    def listen(self) -> None:
        """Read what SuperDirt answered; greet it again if it has not for two seconds."""
        if self._datagrams is None or self.buses is not None:
            return
        while (packet := self._datagrams.received()) is not None:
            self.buses = buses_in(packet) if self.buses is None else self.buses
        if self.buses is None and self._clock.now() - self._greeted >= AGAIN:
            self._greet(self._datagrams)

    def cancel(self, generation: int, since: int) -> None:
        """SuperDirt plays what it has."""

    def hush(self) -> None:
        """SuperDirt plays what it has: its longest note ends soon after the lookahead."""

    def close(self) -> None:
        """Close the socket."""
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None

    def _greet(self, datagrams: Datagrams) -> None:
        self._greeted = self._clock.now()
        datagrams.send(message(HANDSHAKE, []))


def buses_in(packet: bytes) -> tuple[int, ...] | None:
    """The indices of SuperDirt's control buses, from its answer to a handshake; None if *packet* is something else.

    The answer is a list of names and values; ``&controlBusIndices`` is followed by integers up to the next name.
    """
    from pythonosc.osc_message import OscMessage, ParseError

    try:
        answer = OscMessage(packet)
    except (ParseError, struct.error, IndexError):  # from somebody else
        return None
    if answer.address != REPLY:
        return None
    found: list[int] = []
    inside = False
    for value in answer.params:
        if isinstance(value, str):
            inside = value == "&controlBusIndices"
        elif inside and isinstance(value, int | float):
            found.append(int(value))
    return tuple(found)


def _sound(note: NoteEvent) -> str:
    """What SuperDirt plays *note* with."""
    chosen = note.controls.get("s")
    if isinstance(chosen, str):
        return chosen
    if note.percussive:
        written = note.note or ""
        return written if written.islower() and written != "x" else _DRUMS.get(round(note.midi or 0), written)
    name = note.played_by
    return SOUNDS.get(name, name) if name in INSTRUMENTS else name


def _bank(controls: Mapping[str, Value]) -> str:
    bank = controls.get("bank")
    return bank if isinstance(bank, str) else ""


def _wire_name(name: str) -> str | None:
    """What SuperDirt calls a control: by the table; a name that it lacks goes as it is."""
    row = CONTROLS.get(_NAMES.get(name, name))
    return name if row is None else row.osc
