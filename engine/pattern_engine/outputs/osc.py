"""Cues as Open Sound Control over UDP, time-tagged, for synths and receivers that listen early and play on time.

Every packet is a bundle (time tag: immediately) that holds one message ``/pattern/seq`` with an int32 rising by one,
so that a receiver sees what UDP lost, then bundles whose time tag is an onset and that hold the messages
``/pattern/event`` of that moment. The arguments of an event, of the types ``i f s`` only:

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
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from pattern_engine.clock import Clock, MonotonicClock, WallOffset
from pattern_engine.event import Value, show_value
from pattern_engine.outputs.output import Cue, OutputError

Argument: TypeAlias = int | float | str | bytes
"""What an OSC message carries here: int32, float32, string, blob."""

IMMEDIATELY = 1
"""The time tag that means now."""

LIMIT = 1400
"""Bytes in a packet: what fits one Ethernet frame with room to spare."""

_NTP_EPOCH = 2_208_988_800
_INT32 = 0x7FFFFFFF
_FLOAT32 = 3.4028234663852886e38
_HEAD = struct.Struct(">8sQ")
_SIZE = struct.Struct(">i")
_TEXT = 4


def time_tag(unix_micros: int) -> int:
    """The NTP time tag of a Unix time in microseconds: seconds since 1900 in 32 bits, then the fraction in 32."""
    seconds, micros = divmod(unix_micros, 1_000_000)
    fraction = ((micros << 32) + 500_000) // 1_000_000
    return ((seconds + _NTP_EPOCH) & 0xFFFFFFFF) << 32 | fraction


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
        elif isinstance(argument, int) and -_INT32 <= argument <= _INT32:
            tags += "i"
            values.append(int(argument))
        else:
            tags += "f"
            values.append(float(max(-_FLOAT32, min(_FLOAT32, argument))))
    form = tuple(len(value) if isinstance(value, bytes) else 0 for value in values)
    return _head(address, tags) + _template(tags, form).pack(*values)


def bundle(tag: int, elements: Iterable[bytes]) -> bytes:
    """An OSC bundle with time tag *tag* of messages and bundles."""
    return b"".join([_HEAD.pack(b"#bundle\0", tag), *(_SIZE.pack(len(element)) + element for element in elements)])


def event_message(cue: Cue) -> bytes:
    """The message ``/pattern/event`` of *cue*, as the table above says."""
    note = cue.note
    midi = -1.0 if note.midi is None else float(note.midi)
    arguments: list[Argument] = [cue.id & _INT32, cue.generation & _INT32, note.part, note.instrument, note.note or ""]
    arguments += [midi, float(note.velocity), cue.length / 1_000_000]
    for name, value in note.controls.items():
        if value is not None:
            arguments += [name, _argument(value)]
    return message("/pattern/event", arguments)


def packets(elements: Iterable[bytes], sequence: int) -> list[bytes]:
    """*elements* in as few packets as ``LIMIT`` allows, each opened by its number, counted from *sequence* on."""
    made: list[bytes] = []
    waiting: list[bytes] = []
    size = room = LIMIT - len(bundle(IMMEDIATELY, [_numbered(0)]))
    for element in elements:
        need = len(element) + _SIZE.size
        if waiting and need > size:
            made.append(bundle(IMMEDIATELY, [_numbered(sequence + len(made)), *waiting]))
            waiting, size = [], room
        waiting.append(element)
        size -= need
    if waiting:
        made.append(bundle(IMMEDIATELY, [_numbered(sequence + len(made)), *waiting]))
    return made


class OscOutput:
    """Sends cues to one UDP address. Only the player's thread may touch it.

    Nobody has to listen: what is sent to a closed port is gone, as everything is with UDP.
    """

    def __init__(self, host: str, port: int, clock: Clock | None = None) -> None:
        """Cues' ``at`` are read on *clock*, by default the machine's monotonic one."""
        self.name = f"osc:{host}:{port}"
        self._address = (host, port)
        self._clock = clock or MonotonicClock()
        self._socket: socket.socket | None = None
        self._target: tuple[str | int | bytes, ...] = self._address
        self._sequence = 0
        self._wall: WallOffset | None = None
        self._measured = 0

    def open(self) -> str | None:
        """Look the host up and make a socket. Raises ``OutputError`` for a host that does not exist."""
        try:
            found = socket.getaddrinfo(*self._address, type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(found[0], socket.SOCK_DGRAM)
        except OSError as error:
            raise OutputError(f"{self.name}: cannot send there ({error}); check host and port") from error
        self._target = found[4]
        self._wall = WallOffset(self._clock)
        self._measured = self._clock.now()
        return f"OSC to {self._address[0]}:{self._address[1]}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Send *cues* at once, each tagged with its onset. Raises ``OSError`` if the system refuses."""
        bundles: list[bytes] = []
        for at, together in groupby(cues, key=attrgetter("at")):
            bundles += self._chords(self._tag(at), [event_message(cue) for cue in together])
        self._emit(bundles)
        self._follow()

    def cancel(self, generation: int, since: int) -> None:
        """Tell the receiver; one that does not know ``/pattern/cancel`` plays what it has."""
        self._emit([bundle(self._tag(since), [message("/pattern/cancel", [generation & _INT32])])])

    def hush(self) -> None:
        """Tell the receiver to be silent."""
        self._emit([bundle(IMMEDIATELY, [message("/pattern/hush", [])])])

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _chords(self, tag: int, messages: list[bytes]) -> Iterable[bytes]:
        """Bundles of one moment, none so large that it fills a packet alone."""
        while messages:
            size = 0
            taken = 0
            while taken < len(messages) and (not taken or size + len(messages[taken]) < LIMIT // 2):
                size += len(messages[taken]) + _SIZE.size
                taken += 1
            yield bundle(tag, messages[:taken])
            messages = messages[taken:]

    def _emit(self, elements: Iterable[bytes]) -> None:
        if self._socket is None:
            return
        for packet in packets(elements, self._sequence):
            self._sequence = (self._sequence + 1) & _INT32
            self._socket.sendto(packet, self._target)

    def _tag(self, at: int) -> int:
        return time_tag(at + self._wall.micros) if self._wall is not None else IMMEDIATELY

    def _follow(self) -> None:
        """Once a second the difference to the wall clock is measured anew."""
        if self._wall is not None and self._clock.now() - self._measured > 1_000_000:
            self._measured = self._clock.now()
            self._wall.follow()


def _numbered(sequence: int) -> bytes:
    return message("/pattern/seq", [sequence & _INT32])


def _argument(value: Value) -> Argument:
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
