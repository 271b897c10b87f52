"""The bytes that standard MIDI files are made of: variable lengths, meta events, tracks. Format: RP-001."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TypeAlias

Timed: TypeAlias = tuple[int, int, bytes]
"""A message: its tick, its rank among those of one tick, its bytes."""

TEXT, NAME, MARKER = 1, 3, 6
"""Kinds of meta events that hold text."""


def file_of(tracks: list[bytes], ppq: int) -> bytes:
    """A file of type 1 of *tracks* with *ppq* ticks in a crotchet."""
    return b"MThd" + struct.pack(">IHHH", 6, 1, len(tracks), ppq) + b"".join(tracks)


def track(events: Iterable[Timed]) -> bytes:
    """A track chunk of *events*, in order of tick, then rank, then as they come."""
    data = bytearray()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        data += length(tick - now) + message
        now = tick
    data += length(0) + meta(0x2F, b"")
    return b"MTrk" + struct.pack(">I", len(data)) + bytes(data)


def text(kind: int, words: str) -> bytes:
    """A meta event of *kind* that says *words*."""
    return meta(kind, words.encode("utf-8", "replace"))


def meta(kind: int, data: bytes) -> bytes:
    """A meta event."""
    return bytes((0xFF, kind)) + length(len(data)) + data


def length(number: int) -> bytes:
    """A variable-length quantity: seven bits a byte, the highest first."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
