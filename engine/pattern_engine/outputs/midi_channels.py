"""Notes as MIDI messages: which channel a note takes, and what has to be sent before it. Pure.

Drums go to channel 10 by their General MIDI key. Each other voice (what one instrument plays in one block) has a
channel of its own with the program of its instrument, unless the output was given one channel for all: then programs
are sent only where the text asks for them. A fraction of a semitone is a pitch bend; two bends that sound together
need two channels, which ``mpe`` gives to every note and which otherwise are taken from those that are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log
from typing import NamedTuple

from pattern_engine.event import Value
from pattern_engine.export.controllers import AT_REST, controllers, number_in, seven_bits
from pattern_engine.export.general_midi import program_of
from pattern_engine.note import NoteEvent
from pattern_engine.words.sound import CONTROLS

DRUMS = 9
"""Channel 10, as musicians count: General MIDI's drums."""

_CENTRE = 8192
_USUAL, _MPE = 2, 48
"""Semitones of the full bend: what synthesizers are made with, and what MPE agrees on for single notes."""

_SCALED = {name: row.cc for name, row in CONTROLS.items() if row.cc is not None and row.cc not in AT_REST}
_DIRECT = {"modwheel": 1, "expression": 11}
_REALTIME = {"clock": 0xF8, "start": 0xFA, "continue": 0xFB, "stop": 0xFC}


class _Channel:
    """What one channel was told last, and which keys sound on it."""

    def __init__(self) -> None:
        self.program: int | None = None
        self.bend = 0
        self.ranged = False
        self.controllers: dict[int, int] = {}
        self.sounding: dict[int, int] = {}
        self.last = 0


class Stroke(NamedTuple):
    """A key that was struck: its number is what its release has to name."""

    channel: int
    key: int
    number: int


class Channels:
    """The sixteen channels of a port. Only the thread that sends may touch it."""

    def __init__(self, channel: int | None = None, mpe: bool = False) -> None:
        """*channel* (1 to 16) is for all that is no drum; without it voices find their own."""
        self._fixed = None if channel is None else channel - 1
        self._mpe = mpe
        self._channels = [_Channel() for _ in range(16)]
        self._voices: dict[tuple[str, str], int] = {}
        self._strokes = 0

    def greeting(self) -> list[bytes]:
        """What a port is told first: with MPE, that channels 2 to 16 are for single notes."""
        return [bytes((0xB0, *pair)) for pair in ((101, 0), (100, 6), (6, 15))] if self._mpe else []

    def strike(self, note: NoteEvent) -> tuple[Stroke | None, list[bytes]]:
        """The messages that begin *note*, off for the same key first; no stroke for what has no key."""
        if note.midi is None or not -0.5 <= note.midi < 127.5:
            return None, list(_beside(note.controls, 0, None))
        key = round(note.midi)
        bend = 0 if note.percussive else self._bend(note, key)
        number = self._channel(note, bend)
        channel = self._channels[number]
        told = [bytes((0x80 | number, key, 0))] if key in channel.sounding else []
        told += self._prepared(note, number, bend)
        told += _beside(note.controls, number, key)
        told.append(bytes((0x90 | number, key, max(1, min(127, round(note.velocity * 127))))))
        self._strokes += 1
        channel.sounding[key] = channel.last = self._strokes
        return Stroke(number, key, self._strokes), told

    def release(self, stroke: Stroke) -> list[bytes]:
        """The message that ends *stroke*; none if its key was struck again or silenced since."""
        sounding = self._channels[stroke.channel].sounding
        if sounding.get(stroke.key) != stroke.number:
            return []
        del sounding[stroke.key]
        return [bytes((0x80 | stroke.channel, stroke.key, 0))]

    def silence(self) -> list[bytes]:
        """Every key that sounds is released, the pedals are up, and each channel is told that all notes are off."""
        told: list[bytes] = []
        for number, channel in enumerate(self._channels):
            told += [bytes((0x80 | number, key, 0)) for key in channel.sounding]
            channel.sounding.clear()
            channel.controllers.pop(64, None)
            told += [bytes((0xB0 | number, 64, 0)), bytes((0xB0 | number, 123, 0))]
        return told

    def _channel(self, note: NoteEvent, bend: int) -> int:
        """Where *note* goes, as a number from 0."""
        if (chosen := number_in(note.controls.get("midichan"))) is not None and 1 <= chosen <= 16:
            return int(chosen) - 1
        if note.percussive:
            return DRUMS
        if self._mpe:
            return self._member()
        home = self._fixed if self._fixed is not None else self._voice(note)
        held = self._channels[home]
        if held.sounding and held.bend != bend and self._fixed is None:
            return self._spare(bend, home)
        return home

    def _voice(self, note: NoteEvent) -> int:
        """The channel of the voice of *note*; the sixteenth voice shares the first one's."""
        voice = note.part.rpartition("/")[0] or note.part, note.played_by
        place = self._voices.setdefault(voice, len(self._voices)) % 15
        return place + (place >= DRUMS)

    def _spare(self, bend: int, home: int) -> int:
        """A channel beside the voices' that is bent so already, or silent; *home* if there is none."""
        taken = {place % 15 + (place % 15 >= DRUMS) for place in self._voices.values()} | {DRUMS}
        spare = [number for number in range(16) if number not in taken]
        alike = [n for n in spare if self._channels[n].sounding and self._channels[n].bend == bend]
        silent = [n for n in spare if not self._channels[n].sounding]
        return (*alike, *silent, home)[0]

    def _member(self) -> int:
        """The channel of 2 to 16 on which the fewest notes sound; of those the one struck longest ago."""
        return min(range(1, 16), key=lambda n: (len(self._channels[n].sounding), self._channels[n].last))

    def _bend(self, note: NoteEvent, key: int) -> int:
        """Steps of pitch bend: how far *note* lies from its *key*, and the control ``bend`` from -1 to 1."""
        reach = _MPE if self._mpe else _USUAL
        apart = ((note.midi or 0) - key) / reach + (number_in(note.controls.get("bend")) or 0.0)
        return max(-_CENTRE, min(_CENTRE - 1, round(apart * _CENTRE)))

    def _prepared(self, note: NoteEvent, number: int, bend: int) -> Iterator[bytes]:
        """Program, controllers and bend, as far as the channel has them otherwise."""
        channel = self._channels[number]
        chosen = number_in(note.controls.get("prog"))
        program = None if chosen is None else seven_bits(chosen)
        if program is None and self._fixed is None and not self._mpe and not note.percussive:
            program = program_of(note.played_by)
        if program is not None and program != channel.program:
            channel.program = program
            yield bytes((0xC0 | number, program))
        wanted = dict(_controllers(note.controls))
        for controller in AT_REST.keys() & channel.controllers.keys():
            wanted.setdefault(controller, AT_REST[controller])
        for controller, value in wanted.items():
            if channel.controllers.get(controller, AT_REST.get(controller)) != value:
                channel.controllers[controller] = value
                yield bytes((0xB0 | number, controller, value))
        others = channel.sounding.keys() - {round(note.midi or 0)}
        if bend != channel.bend and not note.percussive and not others:  # no note is bent while it sounds
            yield from self._bent(number, bend)

    def _bent(self, number: int, bend: int) -> Iterator[bytes]:
        channel = self._channels[number]
        if not channel.ranged and not self._mpe:
            channel.ranged = True
            yield from (bytes((0xB0 | number, *pair)) for pair in ((101, 0), (100, 0), (6, _USUAL), (38, 0)))
        channel.bend = bend
        high, low = divmod(bend + _CENTRE, 128)
        yield bytes((0xE0 | number, low, high))


def _controllers(controls: Mapping[str, Value]) -> Iterator[tuple[int, int]]:
    """All controllers that *controls* stand for: frequencies by their logarithm, times by their cube root."""
    for name, value in controls.items():
        number = _SCALED.get(name)
        amount = number_in(value)
        if amount is None:
            continue
        if name in _DIRECT:
            yield _DIRECT[name], seven_bits(amount * 127)
        elif number is not None:
            row = CONTROLS[name]
            share = max(0.0, min(1.0, (amount - row.low) / (row.high - row.low)))
            if row.unit == "Hz":
                share = log(max(row.low, min(row.high, amount)) / row.low) / log(row.high / row.low)
            elif row.unit == "s":
                share = share ** (1 / 3)
            yield number, seven_bits(share * 127)
    yield from controllers(controls)


def _beside(controls: Mapping[str, Value], channel: int, key: int | None) -> Iterator[bytes]:
    """Messages that a note asks for beside itself: pressure, NRPN, system exclusive, transport."""
    touch, poly = number_in(controls.get("miditouch")), number_in(controls.get("polyTouch"))
    if touch is not None:
        yield bytes((0xD0 | channel, seven_bits(touch * 127)))
    if poly is not None and key is not None:
        yield bytes((0xA0 | channel, key, seven_bits(poly * 127)))
    name, value = number_in(controls.get("nrpnn")), number_in(controls.get("nrpv"))
    if name is not None and value is not None:
        for high, low, amount in ((99, 98, name), (6, 38, value)):
            bits = max(0, min(16383, round(amount)))
            yield bytes((0xB0 | channel, high, bits >> 7))
            yield bytes((0xB0 | channel, low, bits & 127))
    command = controls.get("midicmd")
    if isinstance(command, str) and command in _REALTIME:
        yield bytes((_REALTIME[command],))
    maker, data = number_in(controls.get("sysexid")), controls.get("sysexdata")
    if maker is not None and data is not None:
        items = data if isinstance(data, tuple) else (data,)
        body = [round(item) for item in map(number_in, items) if item is not None]
        if all(0 <= byte < 128 for byte in (round(maker), *body)):
            yield bytes((0xF0, round(maker), *body, 0xF7))
