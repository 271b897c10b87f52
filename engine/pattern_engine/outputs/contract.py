"""The messages of the JUCE WebSocket, each with its meaning: the contract both ends are tested against.

Text frames, one JSON object each, told apart by ``type``. Moments are microseconds of the server's clock, which a
client learns by ``ClockPing``. ``epoch`` names one run of the server; ``seq`` rises by one with every ordered message
to one client, so a gap means that something was dropped. The JSON Schema beside this file is made from here:
``python -m pattern_engine.outputs.contract``.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

PROTOCOL = 1
"""Number of this contract; it rises when a message changes its meaning."""

SCHEMA = Path(__file__).with_name("juce_contract.schema.json")
"""The committed JSON Schema of all messages."""

Micros = Annotated[int, Field(description="microseconds of the server's clock")]
Count = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """A piece of a message: its fields, and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Ordered(Record):
    """What every message has whose place among the others matters."""

    epoch: Count
    seq: Annotated[int, Field(ge=1)]


class Sound(Record):
    """One note: when, how long, on what, and every control its pattern set."""

    id: Count
    generation: Count
    at: Micros
    length: Annotated[int, Field(ge=0, description="microseconds")]
    beat: Annotated[float, Field(description="crotchets from the start of the music")]
    part: str
    instrument: str
    note: str | None
    midi: Annotated[float | None, Field(description="key, 60 is C4; null for what has no pitch")]
    velocity: Annotated[float, Field(ge=0, le=1)]
    percussive: bool
    controls: dict[str, JsonValue]


class Hello(Record):
    """Client: the token, as the first frame within five seconds, unless it came as ``Authorization: Bearer``."""

    type: Literal["Hello"] = "Hello"
    token: str


class SessionUpdate(Ordered):
    """Server: first message after the handshake and after ``Resync``; what is not yet due follows."""

    type: Literal["SessionUpdate"] = "SessionUpdate"
    protocol: Literal[1] = 1
    now: Micros
    generation: Count
    waiting: Annotated[int, Field(ge=0, description="notes not yet due that follow")]
    bpm: Annotated[float | None, Field(gt=0, description="crotchets a minute; null if not known")] = None
    knobs: Annotated[dict[str, float], Field(description="parameters that have a value, by name")] = {}


class EventBatch(Ordered):
    """Server: notes of at most 50 ms, in order of ``at``."""

    type: Literal["EventBatch"] = "EventBatch"
    events: tuple[Sound, ...]


class Cancel(Ordered):
    """Server: forget what *generation* or an earlier one plays at *since* or later."""

    type: Literal["Cancel"] = "Cancel"
    generation: Count
    since: Micros


class TransportCommand(Ordered):
    """Client: what the transport shall do. Server: what it did; ``hush``: silence, sounding notes end now."""

    type: Literal["TransportCommand"] = "TransportCommand"
    command: Literal["play", "stop", "seek", "tempo", "loop", "hush"]
    at: Micros
    bar: Annotated[str | None, Field(description="exact, as 'n/d'; for seek and loop")] = None
    bars: Annotated[str | None, Field(description="length of a loop, as 'n/d'")] = None
    bpm: Annotated[float | None, Field(gt=0, description="crotchets a minute; for tempo")] = None


class ParameterChange(Ordered):
    """Either side: a parameter has a new value since *at*; of two changes the later counts.

    A client whose change comes after a later one is told the value that counts.
    """

    type: Literal["ParameterChange"] = "ParameterChange"
    name: Annotated[str, Field(min_length=1, max_length=200)]
    value: float
    at: Micros


class MIDIEvent(Ordered):
    """Client: one MIDI message, a controller or a key, that came at *at*."""

    type: Literal["MIDIEvent"] = "MIDIEvent"
    at: Micros
    port: str = ""
    data: Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(min_length=1, max_length=3)]


class AudioEvent(Ordered):
    """Server: one note by itself that another client plays."""

    type: Literal["AudioEvent"] = "AudioEvent"
    event: Sound


class Ack(Record):
    """Client: everything up to *seq* arrived."""

    type: Literal["Ack"] = "Ack"
    seq: Count


class Resync(Record):
    """Client: what came after *from_seq* is missing; answered by ``SessionUpdate`` and all that is not yet due."""

    type: Literal["Resync"] = "Resync"
    epoch: Count
    from_seq: Count


class ClockPing(Record):
    """Client: what time is it? *t0* is the client's own clock, returned as it is."""

    type: Literal["ClockPing"] = "ClockPing"
    t0: int


class ClockPong(Record):
    """Server: *t1* when the ping came, *t2* when this left. The offset of the quickest of several is the best."""

    type: Literal["ClockPong"] = "ClockPong"
    t0: int
    t1: Micros
    t2: Micros


class Refused(Record):
    """Server: a message was not understood or is not taken; *reason* says why. The connection stays."""

    type: Literal["Refused"] = "Refused"
    reason: str


class StrudelEvent(BaseModel):
    """Client: one note in the form in which Strudel sends its notes to SuperDirt over a WebSocket.

    ``args`` are names and values in turn, *timestamp* is Unix time in milliseconds; where it should have gone on to is
    ignored. The other clients are sent it as an ``AudioEvent``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    address: Literal["/dirt/play"]
    args: Annotated[tuple[str | int | float, ...], Field(max_length=256)]
    timestamp: Annotated[float, Field(ge=0, lt=1e14)]


Message: TypeAlias = Annotated[
    Hello
    | SessionUpdate
    | EventBatch
    | Cancel
    | TransportCommand
    | ParameterChange
    | MIDIEvent
    | AudioEvent
    | Ack
    | Resync
    | ClockPing
    | ClockPong
    | Refused,
    Field(discriminator="type"),
]
"""Any message, told apart by ``type``."""

_MESSAGES: TypeAdapter[Message] = TypeAdapter(Message)
_ANY: TypeAdapter[Message | StrudelEvent] = TypeAdapter(Message | StrudelEvent)


def read_message(text: str | bytes) -> Message | StrudelEvent:
    """The message in one text frame. Raises ``ValueError`` saying what is wrong with it."""
    try:
        return _MESSAGES.validate_json(text)
    except ValidationError as error:
        if error.errors()[0]["type"] == "union_tag_not_found":  # Strudel's have no type
            with suppress(ValidationError):
                return StrudelEvent.model_validate_json(text)
        raise


def schema_text() -> str:
    """The JSON Schema of all messages, as it is committed."""
    return json.dumps(_ANY.json_schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
