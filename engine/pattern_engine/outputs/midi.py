"""Cues as MIDI to one port, each released by a thread of its own at its moment: MIDI has no time stamps.

Which channel, program and controllers a note takes is ``midi_channels``; the order of messages is ``midi_queue``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.outputs.midi_channels import Channels
from pattern_engine.outputs.midi_ports import OutPort, open_out
from pattern_engine.outputs.midi_queue import MidiQueue
from pattern_engine.outputs.output import Cue, Pulse, unheard


class MidiOutput:
    """Plays cues on a MIDI port. The player's thread may touch it; its own thread sends.

    Thread: the player's. Blocks: never, but in ``open`` and ``close``.
    """

    def __init__(
        self,
        port: str = "",
        channels: Channels | None = None,
        clock: Clock | None = None,
        pulsed: bool = False,
        tell: Callable[[str], None] = unheard,
    ) -> None:
        """Play on the port that *port* names, "" the first there is; with *pulsed* it is sent the MIDI clock too.

        *tell* is told in one line, once, that the port refuses what it is sent.
        """
        self.name = f"midi:{port}" if port else "midi"
        self._wanted = port
        self._channels = channels or Channels()
        self._clock = clock or MonotonicClock()
        self._pulsed = pulsed
        self._tell = tell
        self._queue = MidiQueue(self._channels)
        self._changed = threading.Condition()
        self._port: OutPort | None = None
        self._thread: threading.Thread | None = None
        self._refused = False

    def open(self) -> str | None:
        """Open the port. Raises ``OutputError`` if there is no such port, or no MIDI here."""
        if self._thread is not None:
            return None
        name, port = open_out(self._wanted)
        self._port = port
        self._write(self._channels.greeting())
        self._thread = threading.Thread(target=self._release, args=(port,), name="midi", daemon=True)
        self._thread.start()
        return f"MIDI to {name}"

    def send(self, cues: Sequence[Cue]) -> None:
        """Keep *cues* until their moments; one whose moment has passed sounds at once."""
        self._add(cues)

    def pulse(self, pulses: Sequence[Pulse]) -> None:
        """Keep ticks until their moments, if the port is to be sent any."""
        if self._pulsed:
            self._add(pulses)

    def cancel(self, generation: int, since: int) -> None:
        """Forget what *generation* or earlier strikes at *since* or later."""
        with self._changed:
            self._queue.cancel(generation, since)
            self._changed.notify()

    def hush(self) -> None:
        """Release every key, now; tell each channel that all notes are off. The clock goes on."""
        with self._changed:
            self._write(self._queue.silence())
            self._changed.notify()

    def close(self) -> None:
        """Release every key, stop the clock and close the port."""
        if self._thread is None or self._port is None:
            return
        self.hush()
        with self._changed:
            self._write(self._queue.stop())
            port, self._port = self._port, None
            self._changed.notify()
        self._thread.join()
        self._thread = None
        port.close()

    def _add(self, things: Sequence[Cue | Pulse]) -> None:
        with self._changed:
            if self._port is not None:
                self._queue.add(things)
                self._changed.notify()

    def _release(self, port: OutPort) -> None:
        """Send what is due, then wait for what is next, until the port is taken away."""
        with self._changed:
            while self._port is port:
                self._write(self._queue.due(self._clock.now()))
                due = self._queue.next
                self._changed.wait(None if due is None else max(0, due - self._clock.now()) / 1_000_000)

    def _write(self, messages: Sequence[bytes]) -> None:
        """Send *messages*; what one port refuses is told once, and the next is tried."""
        if self._port is None:
            return
        for data in messages:
            try:
                self._port.send(data)
            except OSError as error:
                if not self._refused:
                    self._refused = True
                    self._tell(f"{self.name}: the port refuses what it is sent ({error}); is it still there?")
