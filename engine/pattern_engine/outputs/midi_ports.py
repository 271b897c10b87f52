"""The MIDI ports of this machine: their names, and opening one of them or making one of our own.

mido with python-rtmidi; which system is asked (ALSA, JACK, CoreMIDI, Windows) is mido's setting ``MIDO_BACKEND``.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from pattern_engine.outputs.output import OutputError

OWN = "Pattern Studio"
"""The name of a port that we make where there is none, for others to connect to."""

EACH = 0.001
"""Seconds between two looks at what came to a port."""

_WAITING = 16_384
"""Messages that a port keeps until they are looked at."""

_THROUGH = "midi through"
"""What ALSA puts first and what leads nowhere."""


class OutPort(Protocol):
    """Where MIDI messages are sent. Thread: any, one at a time."""

    def send(self, data: bytes) -> None:
        """Send one message now. Raises ``OSError`` if the system refuses."""

    def close(self) -> None:
        """Give the port back."""


class InPort(Protocol):
    """Where MIDI messages come from, as long as it is open."""

    def close(self) -> None:
        """Hear no more."""


class _MidoPort:
    """A mido port that takes bytes."""

    def __init__(self, name: str, virtual: bool) -> None:
        import mido

        self._port = mido.open_output(name, virtual=True, client_name=OWN) if virtual else mido.open_output(name)
        self._message = mido.Message.from_bytes

    def send(self, data: bytes) -> None:
        self._port.send(self._message(data))

    def close(self) -> None:
        self._port.close()


class HeardPort:
    """The port called *name*, whose messages *hear* is given as bytes, from a thread of its own; made if it is *ours*.

    The system's own thread may not call Python: JACK ends it when a port is closed, and one that is ended while it
    waits for Python holds Python up for ever.
    """

    def __init__(self, name: str, hear: Callable[[Sequence[int]], None], *, ours: str | None) -> None:
        import mido
        import rtmidi

        asked = f"API_{mido.backend.api}" if mido.backend.api else "API_UNSPECIFIED"
        self._port = rtmidi.MidiIn(getattr(rtmidi, asked), ours or OWN, _WAITING)
        self._port.ignore_types(sysex=False, timing=False, active_sense=True)
        try:
            if ours is None:
                self._port.open_port(self._port.get_ports().index(name))
            else:
                self._port.open_virtual_port(name)
        except (rtmidi.RtMidiError, ValueError) as error:
            self._port.delete()
            raise OSError(str(error)) from error
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(hear,), name=f"midi in {name}", daemon=True)
        self._thread.start()

    def _listen(self, hear: Callable[[Sequence[int]], None]) -> None:
        while not self._over.wait(EACH):
            while not self._over.is_set() and (came := self._port.get_message()) is not None:
                hear(came[0])

    def close(self) -> None:
        """Hear no more; to close it again does nothing."""
        if not self._over.is_set():
            self._over.set()
            self._thread.join()
            self._port.close_port()
            self._port.delete()


def output_names() -> list[str]:
    """The ports that can be sent to. Raises ``OutputError`` where MIDI cannot be asked."""
    return _names("output")


def input_names() -> list[str]:
    """The ports that can be heard. Raises ``OutputError`` where MIDI cannot be asked."""
    return _names("input")


def open_out(wanted: str) -> tuple[str, OutPort]:
    """The port called *wanted*, or one that holds it in its name, and its whole name; "" is the first there is.

    Where there is none at all, "" makes one. Raises ``OutputError`` saying what there is.
    """
    name = _found(wanted, output_names())
    try:
        return name or OWN, _MidoPort(name or OWN, not name)
    except (OSError, SystemError, ValueError) as error:
        raise OutputError(f"midi: {name or OWN} cannot be opened ({error}); is another program using it?") from error


def open_in(wanted: str, hear: Callable[[Sequence[int]], None]) -> tuple[str, InPort]:
    """As ``open_out``, for a port whose messages *hear* is given as bytes, from a thread of its own."""
    name = _found(wanted, input_names())
    try:
        return name or OWN, HeardPort(name or OWN, hear, ours=None if name else OWN)
    except (OSError, SystemError, ValueError) as error:
        raise OutputError(f"midiin: {name or OWN} cannot be opened ({error}); is another program using it?") from error


def _names(kind: str) -> list[str]:
    """Names of ports. rtmidi raises where the system has no MIDI, under several names."""
    try:
        import mido

        return list(dict.fromkeys(mido.get_output_names() if kind == "output" else mido.get_input_names()))
    except ImportError as error:
        reason = 'it needs python-rtmidi: pip install "pattern-studio[midi]"'
        raise OutputError(f"midi: {reason} ({error})") from error
    except (OSError, SystemError, ValueError) as error:
        hint = "; for JACK set MIDO_BACKEND=mido.backends.rtmidi/UNIX_JACK" if sys.platform.startswith("linux") else ""
        raise OutputError(f"midi: this system has no MIDI ({' '.join(str(error).split())}){hint}") from error


def _found(wanted: str, names: Sequence[str]) -> str:
    """Which of *names* is meant; "" for one of our own."""
    if wanted in names:
        return wanted
    held = [name for name in names if wanted.lower() in name.lower()]
    real = [name for name in held if not name.lower().startswith(_THROUGH)] or held
    if wanted and not held:
        there = ", ".join(names) or "none"
        raise OutputError(f"midi: no port '{wanted}'; there are {there}")
    if not real and sys.platform == "win32":
        raise OutputError("midi: there are no MIDI ports; loopMIDI, for one, makes some")
    return real[0] if real else ""
