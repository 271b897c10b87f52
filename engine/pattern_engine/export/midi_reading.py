"""Standard MIDI files, read: what ``midi_file`` and everybody else writes, as notes in crotchets. Format: RP-001.

Types 0 and 1. Controllers, bends and system messages are passed over. Bytes that are no such file raise ``MidiError``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

MOST_NOTES = 50_000
"""A file holds at most so many notes."""


class MidiError(ValueError):
    """The bytes are no MIDI file that can be read; the text says why, and where."""


class MidiNote(NamedTuple):
    """A note: begin and end in crotchets, its key, its velocity 1 to 127."""

    begin: Fraction
    end: Fraction
    key: int
    velocity: int


class MidiVoice(NamedTuple):
    """What one track plays on one channel (0 to 15), with the first program it asks for."""

    name: str
    channel: int
    program: int
    notes: tuple[MidiNote, ...]


class MidiScore(NamedTuple):
    """A file: by their beats ``tempos`` (microseconds a crotchet), ``meters``, ``keys`` (sharps, minor), ``marks``.

    It goes on until its last note ends, and at least for ``length`` crotchets.
    """

    title: str
    ppq: int
    tempos: tuple[tuple[Fraction, int], ...]
    meters: tuple[tuple[Fraction, tuple[int, int]], ...]
    keys: tuple[tuple[Fraction, tuple[int, bool]], ...]
    marks: tuple[tuple[Fraction, str], ...]
    voices: tuple[MidiVoice, ...]
    length: Fraction = Fraction(0)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, in ticks. Only ``read_midi`` may touch it."""

    tempos: list[tuple[int, int]] = field(default_factory=list)
    meters: list[tuple[int, tuple[int, int]]] = field(default_factory=list)
    keys: list[tuple[int, tuple[int, bool]]] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    programs: dict[tuple[int, int], int] = field(default_factory=dict)
    notes: dict[tuple[int, int], list[tuple[int, int, int, int]]] = field(default_factory=dict)
    count: int = 0


def read_midi(data: bytes) -> MidiScore:
    """The score that the bytes of a file hold. Raises ``MidiError``."""
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        data = data[20:]
    if data[:4] != b"MThd" or len(data) < 14:
        raise MidiError("it is no MIDI file")
    length, form, tracks, ppq = struct.unpack_from(">IHHh", data, 4)
    if form > 1:
        raise MidiError(f"it is a MIDI file of type {form}: only types 0 and 1 are one piece of music")
    if ppq <= 0:
        raise MidiError("its times are in frames of film: only ticks of beats can be read")
    reading = _Reading()
    number, place = 0, 8 + length
    while place + 8 <= len(data) and number < tracks:
        kind, size = struct.unpack_from(">4sI", data, place)
        if kind == b"MTrk":
            _track(_Bytes(data, place + 8, place + 8 + size), number, reading)
            number += 1
        place += 8 + size
    if number < tracks:
        raise MidiError(f"it breaks off: {tracks} tracks are announced, {number} are there")
    return _score(reading, ppq)


class _Bytes:
    """The bytes of one track, from front to back. A track that ends too early raises ``MidiError``."""

    def __init__(self, data: bytes, place: int, end: int) -> None:
        self._data = data
        self.place = place
        self.end = end

    def byte(self) -> int:
        """The next byte."""
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        """The next *count* bytes."""
        if self.place + count > min(self.end, len(self._data)):
            raise MidiError(f"it breaks off at byte {min(self.end, len(self._data)) + 1}, within a track")
        self.place += count
        return self._data[self.place - count : self.place]

    def length(self) -> int:
        """A variable-length quantity, of up to four bytes."""
        number = 0
        for _ in range(4):
            byte = self.byte()
            number = number << 7 | byte & 0x7F
            if byte < 0x80:
                return number
        raise MidiError(f"a number before byte {self.place + 1} is too long")

    def data(self) -> int:
        """A byte of a message: seven bits."""
        byte = self.byte()
        if byte > 0x7F:
            raise MidiError(f"byte {self.place} is 0x{byte:02x} where a number up to 127 is expected")
        return byte


def _track(data: _Bytes, number: int, reading: _Reading) -> None:
    now = status = 0
    sounding: dict[tuple[int, int], list[tuple[int, int]]] = {}
    reading.names.append("")
    while data.place < data.end:
        now += data.length()
        byte = data.byte()
        if byte == 0xFF:
            kind, content = data.byte(), data.take(data.length())
            if kind == 0x2F:
                break
            _meta(kind, content, now, reading)
        elif byte in (0xF0, 0xF7):
            data.take(data.length())
        else:
            if byte < 0x80:
                data.place -= 1
            else:
                status = byte
            _message(status, data, (now, number), (sounding, reading))
    for (channel, key), begun in sounding.items():
        for begin, velocity in begun:  # a note that nobody ends lasts until the track does
            _add(reading, (number, channel), (begin, max(now, begin + 1), key, velocity))


def _message(
    status: int,
    data: _Bytes,
    place: tuple[int, int],
    state: tuple[dict[tuple[int, int], list[tuple[int, int]]], _Reading],
) -> None:
    """Take in one message of a channel."""
    (now, number), (sounding, reading) = place, state
    kind, channel = status & 0xF0, status & 0x0F
    if not 0x80 <= status < 0xF0:
        raise MidiError(f"byte {data.place} begins no message")
    first = data.data()
    second = data.data() if kind not in (0xC0, 0xD0) else 0
    if kind == 0xC0:
        reading.programs.setdefault((number, channel), first)
    elif kind == 0x90 and second:
        sounding.setdefault((channel, first), []).append((now, second))
    elif kind in (0x80, 0x90) and sounding.get((channel, first)):
        begin, velocity = sounding[channel, first].pop(0)
        _add(reading, (number, channel), (begin, max(now, begin + 1), first, velocity))


def _add(reading: _Reading, voice: tuple[int, int], note: tuple[int, int, int, int]) -> None:
    reading.count += 1
    if reading.count > MOST_NOTES:
        raise MidiError(f"it holds more than {MOST_NOTES:,} notes")
    reading.notes.setdefault(voice, []).append(note)


def _meta(kind: int, content: bytes, now: int, reading: _Reading) -> None:
    """Take in what is said about the music; what is not as long as it must be says nothing."""
    if kind == 0x03 and not reading.names[-1]:
        reading.names[-1] = _text(content)
    elif kind == 0x06:
        reading.marks.append((now, _text(content)))
    elif kind == 0x51 and len(content) == 3 and any(content):
        reading.tempos.append((now, int.from_bytes(content, "big")))
    elif kind == 0x58 and len(content) >= 2 and content[0] and content[1] < 8:
        reading.meters.append((now, (content[0], 2 ** content[1])))
    elif kind == 0x59 and len(content) == 2:
        sharps, minor = struct.unpack("bB", content)
        if abs(sharps) <= 7:
            reading.keys.append((now, (sharps, bool(minor))))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _score(reading: _Reading, ppq: int) -> MidiScore:
    def beat(tick: int) -> Fraction:
        return Fraction(tick, ppq)

    has_notes = {number for number, _ in reading.notes}
    title = reading.names[0] if reading.names and 0 not in has_notes else ""
    return MidiScore(
        title,
        ppq,
        tuple((beat(tick), tempo) for tick, tempo in sorted(reading.tempos)),
        tuple((beat(tick), meter) for tick, meter in sorted(reading.meters)),
        tuple((beat(tick), key) for tick, key in sorted(reading.keys)),
        tuple((beat(tick), mark) for tick, mark in sorted(reading.marks)),
        tuple(_voices(reading, ppq)),
    )


def _voices(reading: _Reading, ppq: int) -> Iterator[MidiVoice]:
    for number, channel in sorted(reading.notes):
        notes = sorted(reading.notes[number, channel])
        exact = tuple(MidiNote(Fraction(on, ppq), Fraction(off, ppq), key, loud) for on, off, key, loud in notes)
        program = reading.programs.get((number, channel), 0)
        yield MidiVoice(reading.names[number], channel, program, exact)
