"""Cues as Open Sound Control over UDP, time-tagged, for synths and receivers that listen early and play on time.

Every packet is a bundle (time tag: immediately) that holds one message ``/pattern/seq`` with an int32 rising by one,
so that a receiver sees what UDP lost, then for each event a bundle whose time tag is its onset, with one message
``/pattern/event``; ``/pattern`` is another path if the output was given one. The arguments of an event, of the types
``i f s`` only:

| i  | id of the cue, rising                    | s | note as written, "" if there is none     |
| i  | generation: number of the evaluation     | f | MIDI key (60 is C4), -1 without a pitch  |
| s  | part, ``melody/hook/1``                  | f | velocity, 0..1                           |
| s  | instrument                               | f | length in seconds                        |

and then pairs of a control's name (s) and its value (i, f or s). ``/pattern/cancel generation`` in a bundle tagged
with a moment means: forget what that generation or an earlier one plays from that moment on. ``/pattern/hush`` means:
silence now. Encoded here with precompiled templates; OSC 1.0, https://opensoundcontrol.stanford.edu/spec-1_0.html.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias

from pattern_engine.clock import Clock, MonotonicClock, WallOffset
from pattern_engine.event import Value, show_value
from pattern_engine.outputs.output import Cue, OutputError, unheard

Argument: TypeAlias = int | float | str | bytes
"""What an OSC message carries here: int32, float32, string, blob."""

IMMEDIATELY = 1
"""The time tag that means now."""

LIMIT = 1400
"""Bytes in a packet: what fits one Ethernet frame with room to spare."""

LARGEST = 65_507
"""Bytes in a UDP packet at most."""

_NTP_MICROS = 2_208_988_800_000_000
_INT32 = 0x7FFFFFFF
_FLOAT32 = 3.4028234663852886e38
_BUNDLE = b"#bundle\0"
_HEAD = struct.Struct(">8sQ")
_SIZE = struct.Struct(">i")
_TEXT = 4


def time_tag(unix_micros: int) -> int:
    """The NTP time tag of a Unix time in microseconds: seconds since 1900 in 32 bits, then the fraction in 32."""
    return ((unix_micros + _NTP_MICROS << 32) + 500_000) // 1_000_000 & 0xFFFFFFFFFFFFFFFF


def message(address: str, arguments: Sequence[Argument]) -> bytes:
    """An OSC message. A bool is an int32, an integer beyond int32 a float32."""
    tags, values = ",", list[int | float | bytes]()
    for argument in arguments:
        if isinstance(argument, str):
            tags += "s"
            values.append(_padded(argument))
        elif isinstance(argument, bytes):
            tags += "b"
            values.append(_SIZE.pack(len(argument)) + argument + bytes(-len(argument) % _TEXT))
        elif isinstance(argument, int) and -_INT32 - 1 <= argument <= _INT32:
            tags += "i"
            values.append(int(argument))
        else:
            tags += "f"
            within = max(-_FLOAT32, min(_FLOAT32, argument))
            values.append(float(within if isinstance(argument, int) or isfinite(argument) else argument))
    form = tuple(len(value) if isinstance(value, bytes) else 0 for value in values)
    return _head(address, tags) + _template(tags, form).pack(*values)


def bundle(tag: int, elements: Iterable[bytes]) -> bytes:
    """An OSC bundle with time tag *tag* of messages and bundles."""
    return b"".join([_HEAD.pack(_BUNDLE, tag), *map(element, elements)])


def element(content: bytes) -> bytes:
    """*content*, a message or a bundle, as it stands in a bundle: its size first."""
    return _SIZE.pack(len(content)) + content


def event_element(cue: Cue, tag: int, address: str = "/pattern/event") -> bytes:
    """The element of a packet that is *cue*: a bundle with time tag *tag* of one message, as the table above says."""
    note = cue.note
    controls = note.controls
    numbers: Any = controls.values()
    if controls:
        form = _form(address, note.part, note.instrument, note.note, *controls, *map(type, numbers))
    else:
        form = _form(address, note.part, note.instrument, note.note)
    if form is None and str in map(type, numbers):
        kinds: Iterable[str | type] = [value if isinstance(value, str) else type(value) for value in numbers]
        form = _form(address, note.part, note.instrument, note.note, *controls, *kinds)
        numbers = [value for value in numbers if not isinstance(value, str)]
    if form is None:
        return element(bundle(tag, [event_message(cue, address)]))
    pack, opening, head, texts, written = form
    fields = written
    if controls:
        fields = written.copy()
        fields[1::2] = numbers
    midi, seconds = note.midi, cue.length / 1_000_000
    if midi is None:
        midi = -1.0
    try:
        return pack(opening, tag, head, cue.id, cue.generation, texts, midi, note.velocity, seconds, *fields)
    except (struct.error, OverflowError):  # a number too large, which event_message() brings within range
        return element(bundle(tag, [event_message(cue, address)]))


def event_message(cue: Cue, address: str = "/pattern/event") -> bytes:
    """The message at *address* that is *cue*, whatever its controls are."""
    note = cue.note
    midi = -1.0 if note.midi is None else float(note.midi)
    arguments: list[Argument] = [cue.id & _INT32, cue.generation & _INT32, note.part, note.instrument, note.note or ""]
    arguments += [midi, float(note.velocity), cue.length / 1_000_000]
    for name, value in note.controls.items():
        if value is not None:
            arguments += [name, argument(value)]
    return message(address, arguments)


def packets(elements: Iterable[bytes], sequence: int, path: str = "/pattern") -> list[bytes]:
    """*elements* in as few packets as ``LIMIT`` allows, each opened by its number, counted from *sequence* on."""
    made: list[bytes] = []
    waiting: list[bytes] = []
    left = LIMIT
    for one in elements:
        if not waiting or len(one) > left:
            if waiting:
                made.append(b"".join(waiting))
            opening = _opening(path) + _SIZE.pack((sequence + len(made)) & _INT32)
            waiting, left = [opening], LIMIT - len(opening)
        waiting.append(one)
        left -= len(one)
    if waiting:
        made.append(b"".join(waiting))
    return made


class Timing:
    """From a clock's moments to time tags. Only the player's thread may touch it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = WallOffset(clock)
        self._measured = clock.now()

    def tag(self, at: int) -> int:
        """The time tag of clock time *at*."""
        return time_tag(at + self._wall.micros)

    def follow(self) -> None:
        """Once a second the difference to the wall clock is measured anew."""
        if self._clock.now() - self._measured > 1_000_000:
            self._measured = self._clock.now()
            self._wall.follow()


class Datagrams:
    """A UDP socket with one target. Only the player's thread may touch it.

    Nobody has to listen: what is sent to a closed port is gone, as everything is with UDP. What is wrong with packets
    is told once, in one line.
    """

    def __init__(self, name: str, host: str, port: int, tell: Callable[[str], None]) -> None:
        """Raises ``OutputError`` for a *host* that does not exist; *name* is what the output is called."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(found[0], socket.SOCK_DGRAM)
        except OSError as error:
            raise OutputError(f"{name}: cannot send there ({error}); check host and port") from error
        self._socket.setblocking(False)
        self._target = found[4]
        self._name = name
        self._tell = tell
        self._told: set[str] = set()

    def send(self, packet: bytes) -> None:
        """Send *packet* now. Raises ``OSError`` if the system refuses for another reason than that it is too large."""
        if len(packet) > LARGEST:
            self.tell("large", f"an event of {len(packet)} bytes is more than a UDP packet holds: it is left out")
            return
        if len(packet) > LIMIT:
            self.tell("split", f"an event of {len(packet)} bytes is sent in pieces, which a network may lose")
        try:
            self._socket.sendto(packet, self._target)
        except BlockingIOError:
            self.tell("full", "the network takes no more: some packets are lost")

    def received(self) -> bytes | None:
        """A packet that came back, or None."""
        try:
            return self._socket.recv(65536)
        except (BlockingIOError, ConnectionError):  # nothing there, or a system that reports a closed port so
            return None

    def tell(self, about: str, text: str) -> None:
        """Tell *text*, unless something *about* the same was told before."""
        if about not in self._told:
            self._told.add(about)
            self._tell(f"{self._name}: {text}")

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


class OscOutput:
    """Sends cues to one UDP address. Only the player's thread may touch it."""

    def __init__(
        self,
        host: str,
        port: int,
        clock: Clock | None = None,
        path: str = "/pattern",
        tell: Callable[[str], None] = unheard,
    ) -> None:
        """Cues' ``at`` are read on *clock*, by default the machine's monotonic one; every address begins with *path*.

        *tell* is told in one line, once each, of notes that leave late and of events too large for a packet.
        """
        self.name = f"osc:{host}:{port}"
        self._host, self._port = host, port
        self._path = path.rstrip("/")
        self._clock = clock or MonotonicClock()
        self._tell = tell
        self._datagrams: Datagrams | None = None
        self._timing: Timing | None = None
        self._sequence = 0

    def open(self) -> str | None:
        """Look the host up and make a socket. Raises ``OutputError`` for a host that does not exist."""
        self._datagrams = Datagrams(self.name, self._host, self._port, self._tell)
        self._timing = Timing(self._clock)
        return f"OSC to {self._host}:{self._port}{self._path if self._path != '/pattern' else ''}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Send *cues* at once, each tagged with its onset. Raises ``OSError`` if the system refuses."""
        if self._timing is None or self._datagrams is None or not cues:
            return
        if (late := self._clock.now() - cues[0].at) > 0:
            self._datagrams.tell(
                "late", f"notes leave late, the first by {late / 1000:.0f} ms; try a longer --lookahead"
            )
        address, tag = f"{self._path}/event", self._timing.tag
        self._emit([event_element(cue, tag(cue.at), address) for cue in cues])
        self._timing.follow()

    def cancel(self, generation: int, since: int) -> None:
        """Tell the receiver; one that does not know ``/pattern/cancel`` plays what it has."""
        if self._timing is not None:
            told = message(f"{self._path}/cancel", [generation & _INT32])
            self._emit([element(bundle(self._timing.tag(since), [told]))])

    def hush(self) -> None:
        """Tell the receiver to be silent."""
        self._emit([element(bundle(IMMEDIATELY, [message(f"{self._path}/hush", [])]))])

    def close(self) -> None:
        """Close the socket."""
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None

    def _emit(self, elements: Iterable[bytes]) -> None:
        if self._datagrams is None:
            return
        for packet in packets(elements, self._sequence, self._path):
            self._sequence = (self._sequence + 1) & _INT32
            self._datagrams.send(packet)


@lru_cache(maxsize=4096)
def _form(
    address: str, part: str, instrument: str, note: str | None, *controls: str | type
) -> tuple[Callable[..., bytes], bytes, bytes, bytes, list[bytes | float]] | None:
    """How events with these texts and controls are written; *controls* are their names, then as many kinds.

    A kind is a control's text or the type of its number. Given are a packer and what it wants: the opening up to the
    time tag, the head up to the id, the texts, and the names of controls with a 0 after each but the last where its
    number belongs; texts of controls are part of what does not vary. The arguments are one flat key, which is found
    sooner than nested tuples. None for controls that first have to be made into numbers or texts.
    """
    names, kinds = controls[: len(controls) // 2], controls[len(controls) // 2 :]
    if not all(isinstance(kind, str) or kind in (int, float) for kind in kinds):
        return None
    texts = b"".join(map(_padded, (part, instrument, note or "")))
    tags, layout = ",iisssfff", f"{len(texts)}sfff"
    fields: list[bytes | float] = []
    fixed = b""
    for name, kind in zip(names, kinds, strict=True):
        fixed += _padded(str(name))
        if isinstance(kind, str):
            tags += "ss"
            fixed += _padded(kind)
        else:
            tags += "si" if kind is int else "sf"
            layout += f"{len(fixed)}s{tags[-1]}"
            fields += [fixed, 0]
            fixed = b""
    fields.append(fixed)
    layout += f"{len(fixed)}s"
    head = _head(address, tags)
    inner = len(head) + 2 * _TEXT + struct.calcsize(f">{layout}")
    opening, head = _SIZE.pack(inner + 20) + _BUNDLE, _SIZE.pack(inner) + head
    return struct.Struct(f">{len(opening)}sQ{len(head)}sii{layout}").pack, opening, head, texts, fields


@lru_cache(maxsize=64)
def _opening(path: str) -> bytes:
    """How a packet begins, up to its number."""
    return bundle(IMMEDIATELY, [message(f"{path}/seq", [0])])[: -_SIZE.size]


def argument(value: Value) -> Argument:
    """*value* as one argument: fractions as floats, lists as text with colons, flags as 0 and 1."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Fraction):
        return float(value)
    return value if isinstance(value, int | float | str) else show_value(value)


@lru_cache(maxsize=4096)
def _padded(text: str) -> bytes:
    """*text* in UTF-8, ended by one to four zeros to a multiple of four bytes; a zero inside would end it early."""
    data = text.replace("\0", "").encode("utf-8", "replace")
    return data + bytes(_TEXT - len(data) % _TEXT)


@lru_cache(maxsize=4096)
def _head(address: str, tags: str) -> bytes:
    return _padded(address) + _padded(tags)


@lru_cache(maxsize=4096)
def _template(tags: str, form: tuple[int, ...]) -> struct.Struct:
    """The struct of the arguments: *tags* with the length of each text and blob."""
    fields = (f"{size}s" if tag in "sb" else tag for tag, size in zip(tags[1:], form, strict=True))
    return struct.Struct(">" + "".join(fields))
