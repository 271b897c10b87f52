"""The wire: bytes to messages and messages to bytes, as the Language Server Protocol frames them. No I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Plain: TypeAlias = dict[str, object]
"""A message, or a part of one, as JSON has it."""

Send: TypeAlias = Callable[[Mapping[str, object]], None]
"""Says a message to the other side."""

Later: TypeAlias = Callable[[Callable[[], None]], None]
"""Has something done by the thread that answers, as soon as it can. Thread: any; it waits for nothing."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
CANCELLED = -32800
REQUEST_FAILED = -32803

MOST_BYTES = 67_108_864
"""The longest message that is read: sixty-four times the longest source."""

_LONGEST_HEADER = 65_536
_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*(?=\r?\n|\Z)", re.IGNORECASE)


class Refused(Exception):
    """A request cannot be answered; *code* is one of the protocol's, the text is for people."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Frames:
    """Bytes as they arrive, cut into the bodies of messages. What is no header is skipped up to the next one."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._awaited: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that are whole now that *data* has come."""
        self._held += data
        bodies: list[bytes] = []
        while self._headed():
            awaited = self._awaited or 0
            bodies.append(bytes(self._held[:awaited]))
            del self._held[:awaited]
            self._awaited = None
        return bodies

    def _headed(self) -> bool:
        """Whether a header was read and all of its body is here."""
        while self._awaited is None:
            end = _END.search(self._held)
            if end is None:
                if len(self._held) > _LONGEST_HEADER:
                    del self._held[:-256]  # as long as the beginning of a header can be
                return False
            lengths = _LENGTH.findall(bytes(self._held[: end.start()]))
            del self._held[: end.end()]
            if lengths and int(lengths[-1]) <= MOST_BYTES:
                self._awaited = int(lengths[-1])
        return len(self._held) >= self._awaited


class Json(str):
    """A result that is JSON already, so that what stays the same is not written anew for every answer."""

    __slots__ = ()

    @classmethod
    def of(cls, value: object) -> Json:
        """*value* as JSON."""
        return cls(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def body_of(message: Mapping[str, object]) -> bytes:
    """A message as JSON; its result may be JSON already."""
    result = message.get("result")
    if isinstance(result, Json):
        rest = Json.of({name: value for name, value in message.items() if name != "result"})
        return f'{rest[:-1]},"result":{result}}}'.encode("utf-8", "replace")
    return Json.of(message).encode("utf-8", "replace")


def framed(body: bytes) -> bytes:
    """*body* with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
