"""The loudspeaker: the built-in instruments on the computer's own sound card, or in silence where there is none."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pattern_engine.outputs.output import Cue, OutputError

if TYPE_CHECKING:
    from pattern_engine.program import Program
    from pattern_engine.samples.library import Recordings
    from pattern_engine.synth.mixer import Mixer

NO_CARD = "no sound card: keeping time silently (miniaudio null device)"
"""What ``AudioOutput.open`` tells the user when nothing can be heard."""


class DeviceClock:
    """When which frame leaves, learned from the device's requests. Thread: the device's writes, any may ask.

    Each request for frames gives one guess of the moment of frame 0. Requests come late more often than early,
    so an earlier guess is believed sooner; a card whose clock drifts is followed slowly.
    """

    def __init__(self, rate: int, latency: int) -> None:
        self._rate = rate
        self._latency = latency
        self._zero: float | None = None

    def asked(self, frame: int, now: int) -> None:
        """The device asked for *frame* at *now* (microseconds)."""
        guess = now - frame * 1_000_000 / self._rate
        if self._zero is None:
            self._zero = guess
        else:
            self._zero += (guess - self._zero) * (0.2 if guess < self._zero else 0.05)

    def lost(self) -> None:
        """The device went on without us: the next request counts as the first."""
        self._zero = None

    def of_stream(self, at: int, now: int) -> int:
        """The moment *at* on the stream's own clock, on which frame 0 is 0, so that it is heard at *at*."""
        zero = now if self._zero is None else self._zero
        return round(at - zero - self._latency)


class AudioOutput:
    """Plays cues with the built-in instruments. Thread: the player's only.

    ``at`` is ``time.monotonic_ns() // 1000``. Two threads of its own synthesise notes and keep *ahead* frames of
    finished sound ready, so that the device's callback only copies. *silent* takes the null device at once.
    """

    name = "audio"

    def __init__(self, rate: int = 48000, ahead: int = 1536, period_ms: int = 10, silent: bool = False) -> None:
        self.rate = rate
        self._ahead = ahead
        self._period_ms = period_ms
        self._silent = silent
        self._device: Any = None
        self._mixer: Mixer | None = None
        self._recordings: Recordings | None = None
        self._clock = DeviceClock(rate, 2 * period_ms * 1000)
        self._lock = threading.Lock()
        self._wanted = threading.Condition(self._lock)
        self._asked = threading.Event()
        self._cues: deque[Cue] = deque()
        self._ready: deque[bytes] = deque()
        self._made = 0
        self._taken = 0
        self._pulled = 0
        self._peak = 0.0
        self._closing = False
        self._threads: list[threading.Thread] = []

    def open(self) -> str | None:
        """Start the device; without a sound card, time goes on silently and one line says so."""
        if self._device is not None:
            return None
        from pattern_engine.synth.mixer import Mixer

        device, card = _device(self.rate, self._period_ms, self._silent)
        self._mixer = Mixer(self.rate, library=self._library())
        self._closing = False
        self._threads = [
            threading.Thread(target=work, args=(self._mixer,), name=f"audio {name}", daemon=True)
            for name, work in (("synthesis", self._synthesise), ("mixing", self._mix))
        ]
        for thread in self._threads:
            thread.start()
        callback = self._callback()
        next(callback)
        device.start(callback)
        self._device = device
        return None if card else NO_CARD

    def prepare(self, program: Program) -> list[str]:
        """Read the sample folders of *program* before it plays. Any thread may; it returns when they are read.

        Returns a line for each folder or file that cannot be read; default voices play those.
        """
        from pattern_engine.samples.library import preload

        return preload(program, self._library(), self.rate)

    def _library(self) -> Recordings:
        """The recordings of this output, kept while it is closed and opened."""
        from pattern_engine.samples.library import Recordings

        if self._recordings is None:
            self._recordings = Recordings()
        return self._recordings

    def send(self, cues: Sequence[Cue]) -> None:
        """Hand over *cues*; they are synthesised in another thread."""
        with self._wanted:
            self._cues.extend(cues)
            self._wanted.notify()

    def cancel(self, generation: int, since: int) -> None:
        """Forget what *generation* or an earlier one wanted to start at *since* (microseconds) or later."""
        with self._lock:
            self._cues = deque(cue for cue in self._cues if cue.generation > generation or cue.at < since)
            if self._mixer is not None:
                self._mixer.cancel(generation, self._clock.of_stream(since, _now()))

    def hush(self) -> None:
        """Silence, as soon as what is already on its way to the device has sounded (some hundredths of a second)."""
        with self._lock:
            self._cues.clear()
            if self._mixer is not None:
                self._mixer.hush()

    def close(self) -> None:
        """Stop the device and the threads."""
        if self._device is None:
            return
        self._device.close()
        self._device = None
        with self._wanted:
            self._closing = True
            self._cues.clear()
            self._wanted.notify_all()
        self._asked.set()
        for thread in self._threads:
            thread.join()
        self._mixer = None
        self._ready.clear()
        self._made = self._taken = self._pulled = 0
        self._clock.lost()

    @property
    def frames(self) -> int:
        """How many frames of sound the device has taken since it was opened."""
        return self._pulled

    def peak(self) -> float:
        """The greatest absolute sample, 0..1, since this was last asked: for a level meter."""
        with self._lock:
            peak, self._peak = self._peak, 0.0
        return peak

    def _synthesise(self, mixer: Mixer) -> None:
        """Make the sound of each waiting cue and place it, unless it was cancelled meanwhile."""
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._cues or self._closing)
                if self._closing:
                    return
                cue = self._cues[0]
            strikes = mixer.prepare([cue._replace(at=0)])
            with self._lock:
                if self._cues and self._cues[0] is cue:
                    self._cues.popleft()
                    start = self._clock.of_stream(cue.at, _now()) * self.rate // 1_000_000
                    mixer.place(replace(strike, start=start) for strike in strikes)

    def _mix(self, mixer: Mixer) -> None:
        """Keep finished sound ready."""
        while not self._closing:
            while self._made - self._taken < self._ahead:
                with self._lock:
                    block = mixer.render(512)
                    self._peak = max(self._peak, float(abs(block).max()))
                self._ready.append(block.tobytes())
                self._made += len(block)
            self._asked.wait(0.1)
            self._asked.clear()

    def _callback(self) -> Generator[bytes, int, None]:
        """What the device runs: copy what is ready. Never blocks, never makes sound."""
        rest = b""
        frames = yield b""
        while True:
            self._clock.asked(self._pulled, _now())
            pieces, size = [rest], len(rest)
            while size < frames * 8 and self._ready:
                piece = self._ready.popleft()
                self._taken += len(piece) // 8
                pieces.append(piece)
                size += len(piece)
            whole = b"".join(pieces)
            rest = whole[frames * 8 :]
            self._pulled += min(size // 8, frames)
            if size < frames * 8:
                self._clock.lost()
            self._asked.set()
            frames = yield whole[: frames * 8].ljust(frames * 8, b"\0")


def _now() -> int:
    return time.monotonic_ns() // 1000


def _device(rate: int, period_ms: int, silent: bool) -> tuple[Any, bool]:
    """A playback device that is not started yet, and whether it can be heard. Raises ``OutputError``."""
    try:
        import miniaudio
    except ImportError as error:
        raise OutputError(
            f"audio: miniaudio cannot be loaded ({error}); install it with: pip install miniaudio"
        ) from error
    null = [miniaudio.Backend.NULL]
    for backends in [null] if silent else [[], null]:
        try:
            with _quiet():
                device = miniaudio.PlaybackDevice(
                    miniaudio.SampleFormat.FLOAT32, 2, rate, period_ms, backends=backends, app_name="pattern-studio"
                )
        except miniaudio.MiniaudioError as error:
            failure = error
        else:
            return device, device.backend != "Null"
    raise OutputError(f"audio: no device would open ({failure}); choose another output, or render to a file")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the chatter of sound libraries, which write to the error stream themselves, off the terminal."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(sink)
        os.close(kept)
