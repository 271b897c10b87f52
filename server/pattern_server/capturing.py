"""``--capture``: what somebody plays on a MIDI keyboard as a program, on standard output."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pattern_dsl.measures import MOST_BARS
from pattern_dsl.take import Take, take_text
from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.heard import Heard, KeyStruck
from pattern_engine.outputs.address import read_address
from pattern_engine.outputs.midi_in import MidiInput
from pattern_engine.outputs.output import OutputError
from pattern_server.arguments import Options
from pattern_server.performing import endings
from pattern_server.trouble import OUTPUT, PROGRAM, USAGE, Trouble
from pattern_server.writing import say

LOOK = 0.02
"""Seconds between two looks at whether the take is over: a signal wakes not everybody who waits, on Windows nobody."""


class Listening:
    """The keys struck so far. The port's thread hears, the main thread waits; a signal may end it at any time."""

    def __init__(self, take: Take, clock: Clock, begun: Callable[[], None]) -> None:
        """Ends by itself when the bars of *take*, by *clock*, are over; *begun* is told of the first note."""
        self.keys: list[KeyStruck] = []
        self._take = take
        self._clock = clock
        self._begun = begun
        self._is_over = False

    def hear(self, heard: Heard) -> None:
        """Keep *heard* if it is a key; all else that hands do is of no concern."""
        if isinstance(heard, KeyStruck) and (heard.velocity > 0 or self.keys):
            self.keys.append(heard)

    def end(self, *_: object) -> None:
        """The take is over. Fit to be called by a signal, which may come while a lock is held: it takes none."""
        self._is_over = True

    def wait(self) -> int:
        """Return when the take is over, with the clock time at which it ended.

        Blocks: for as long as somebody plays.
        """
        while not self.keys and not self._is_over:
            time.sleep(LOOK)
        if not self.keys:
            return self._clock.now()
        self._begun()
        over = self.keys[0].at + self._take.lasts(self._take.bars or MOST_BARS)
        while not self._is_over and (left := over - self._clock.now()) > 0:
            time.sleep(min(LOOK, left / 1_000_000))
        return min(over, self._clock.now())


def capture_take(options: Options) -> int:
    """Listen until Ctrl-C, or for ``--bars``, and write the program. Raises ``Trouble`` if there is nothing to hear."""
    take = Take(options.tempo or 120.0, options.meter or (4, 4), options.quantise or 16, options.bars)
    if take.bars is not None and take.bars > MOST_BARS:
        raise Trouble(USAGE, f"a take has at most {MOST_BARS:,} bars")
    clock = MonotonicClock()
    listening = Listening(take, clock, lambda: _note("Bar 1 has begun."))
    with _ended_by_signals(listening):
        port, name = _opened(options.capture or "midiin", listening, clock)
        beats, unit = take.meter
        until = "Ctrl-C ends it" if take.bars is None else f"it ends after bar {take.bars}, or with Ctrl-C"
        _note(f"{name}: {take.tempo:g} crotchets a minute, {beats}/{unit}. Bar 1 begins with the first note; {until}.")
        try:
            end = listening.wait()
        finally:
            port.close()
        keys = [key for key in listening.keys if key.at <= end]
        if not keys:
            raise Trouble(PROGRAM, "nothing was played")
        say(take_text(keys, end, take, f"{name}, put on 1/{take.grid}"))
    return 0


def _note(text: str) -> None:
    """Tell the musician *text*, beside the program."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _opened(text: str, listening: Listening, clock: Clock) -> tuple[MidiInput, str]:
    """The input that *text* names, open, and what it says of itself. Raises ``Trouble``."""
    try:
        where = read_address(text)
        if where.kind != "midiin" or where.flags:
            raise Trouble(USAGE, f"--capture listens to midiin or midiin:PORT NAME, not to {text}")
        port = MidiInput(listening.hear, where.name, clock)
        return port, port.open() or port.name
    except OutputError as error:
        raise Trouble(OUTPUT, str(error)) from error


@contextmanager
def _ended_by_signals(listening: Listening) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal end the take, however often; what was played is written anyway."""
    ending = (signal.SIGINT, *endings())
    before = [signal.signal(number, listening.end) for number in ending]
    try:
        yield
    finally:
        for number, handler in zip(ending, before, strict=True):
            signal.signal(number, handler)
