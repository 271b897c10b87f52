"""The mixer: cues in, stereo sound out, to the sample. It knows samples and refuses to know clocks and devices."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pattern_engine.outputs.output import Cue
from pattern_engine.synth.controls import Placing, placing
from pattern_engine.synth.effects import CHUNK, Block, Echo, Limiter, Reverb, echo_frames, room_seconds
from pattern_engine.synth.sounds import Sound, Sounds, recipe

MASTER = 0.7
"""The gain of everything before the limiter."""

_MOST_ECHOES = 24


@dataclass(frozen=True, slots=True)
class Strike:
    """A finished sound and the sample it starts at, with its gain on each side and what it sends."""

    start: int
    sound: Sound
    left: float
    right: float
    placing: Placing
    generation: int = 0


def sample_of(microseconds: int, rate: int) -> int:
    """The sample nearest to a moment in microseconds at *rate* Hz; halves go to the even sample."""
    return round(Fraction(microseconds * rate, 1_000_000))


def end_of(cue: Cue, rate: int) -> int:
    """The sample, counted from time 0, at which the last of *cue* has died away, its echoes and room included."""
    made = recipe(cue.note, sample_of(cue.length, rate), rate)
    where = placing(cue.note.controls)
    end = sample_of(cue.at, rate) + (made.frames if made.velocity > 0 and where.gain > 0 else 0)
    tail = 0
    if where.delay > 0:
        tail = echo_frames(round(where.delaytime * rate), where.delayfb)
    if where.room > 0:
        tail = max(tail, round(room_seconds(where.size) * rate))
    return end + tail


class Mixer:
    """Everything that sounds, at a position that only moves forward. Thread: one at a time, guarded by the owner.

    Sound is made in chunks of ``CHUNK`` frames on a fixed grid, whatever is asked for, so how a render is cut
    into blocks does not change a bit of it. *origin* is the moment of sample 0 in microseconds.
    """

    def __init__(self, rate: int = 48000, origin: int = 0) -> None:
        self.rate = rate
        self.origin = origin
        self.position = 0
        self._made = 0
        self._serial = 0
        self._ready: list[Block] = []
        self._waiting: list[tuple[int, int, Strike]] = []
        self._sounding: list[Strike] = []
        self._sounds = Sounds(rate)
        self._echoes: dict[tuple[int, float], Echo] = {}
        self._reverb = Reverb(rate)
        self._limiter = Limiter(rate)

    def add(self, cues: Sequence[Cue]) -> None:
        """Synthesise *cues* and let them sound when they are due; what is due already sounds at once."""
        self.place(self.prepare(cues))

    def prepare(self, cues: Sequence[Cue]) -> list[Strike]:
        """*cues* as strikes. The slow half of ``add``: may run beside ``render``, but not beside itself."""
        return [strike for cue in cues if (strike := self._strike(cue)) is not None]

    def place(self, strikes: Iterable[Strike]) -> None:
        """Let prepared *strikes* sound. The quick half of ``add``."""
        for strike in strikes:
            heapq.heappush(self._waiting, (strike.start, self._serial, strike))
            self._serial += 1

    def render(self, frames: int) -> NDArray[np.float32]:
        """The next *frames* frames, shape (frames, 2), and move on by as many."""
        while self._made - self.position < frames:
            self._ready.append(self._chunk())
        self.position += frames
        ready = np.concatenate(self._ready, axis=1) if self._ready else np.zeros((2, 0), dtype=np.float32)
        self._ready = [ready[:, frames:]]
        return np.ascontiguousarray(ready[:, :frames].T)

    def cancel(self, generation: int, since: int) -> None:
        """Forget what *generation* or an earlier one wanted to start at *since* (microseconds) or later."""
        first = sample_of(since - self.origin, self.rate)
        self._waiting = [item for item in self._waiting if item[2].generation > generation or item[2].start < first]
        heapq.heapify(self._waiting)

    def hush(self) -> None:
        """Silence within ``CHUNK`` frames, without a click: nothing new starts, and no echo is left."""
        self._waiting.clear()
        self._ready.append(self._chunk() * np.linspace(1, 0, CHUNK, dtype=np.float32))
        self._sounding.clear()
        self._echoes.clear()
        self._reverb = Reverb(self.rate)

    def _strike(self, cue: Cue) -> Strike | None:
        made = recipe(cue.note, sample_of(cue.length, self.rate), self.rate)
        where = placing(cue.note.controls)
        if made.velocity <= 0 or where.gain <= 0:
            return None
        angle = where.pan * math.pi / 2
        loud = math.sqrt(2) * where.gain * MASTER
        start = sample_of(cue.at - self.origin, self.rate)
        sides = (loud * math.cos(angle), loud * math.sin(angle))
        return Strike(start, self._sounds.sound(made), *sides, where, cue.generation)

    def _chunk(self) -> Block:
        begin = self._made
        while self._waiting and self._waiting[0][0] < begin + CHUNK:
            self._start(heapq.heappop(self._waiting)[2])
        dry = np.zeros((2, CHUNK), dtype=np.float32)
        room: Block | None = None
        echoes: dict[tuple[int, float], Block] = {}
        for strike in self._sounding:
            piece, place = _piece(strike, begin)
            dry[:, place : place + piece.shape[1]] += piece
            if strike.placing.room > 0:
                room = np.zeros_like(dry) if room is None else room
                room[:, place : place + piece.shape[1]] += piece * np.float32(strike.placing.room)
            if strike.placing.delay > 0:
                fed = echoes.setdefault(self._echo_key(strike), np.zeros_like(dry))
                fed[:, place : place + piece.shape[1]] += piece * np.float32(strike.placing.delay)
        self._made = begin + CHUNK
        self._sounding = [item for item in self._sounding if item.start + item.sound.shape[1] > self._made]
        return self._limiter.run(self._with_effects(dry, room, echoes))

    def _with_effects(self, dry: Block, room: Block | None, echoes: dict[tuple[int, float], Block]) -> Block:
        for key, echo in list(self._echoes.items()):
            dry = dry + echo.run(echoes.get(key))
            if echo.asleep:
                del self._echoes[key]
        if room is not None or not self._reverb.asleep:
            dry = dry + self._reverb.run(room)
        return dry

    def _start(self, strike: Strike) -> None:
        """Begin *strike* where it wants to begin, or now if that has passed."""
        if strike.start < self._made:
            strike = Strike(self._made, strike.sound, strike.left, strike.right, strike.placing, strike.generation)
        self._sounding.append(strike)
        if strike.placing.room > 0:
            self._reverb.size = strike.placing.size
        if strike.placing.delay > 0:
            self._echo_key(strike)

    def _echo_key(self, strike: Strike) -> tuple[int, float]:
        """The echo that *strike* feeds: its own time and feedback, or the nearest time when there are too many."""
        key = (max(CHUNK, round(strike.placing.delaytime * self.rate)), strike.placing.delayfb)
        if key not in self._echoes:
            if len(self._echoes) >= _MOST_ECHOES:
                return min(self._echoes, key=lambda other: abs(other[0] - key[0]))
            self._echoes[key] = Echo(*key)
        return key


def _piece(strike: Strike, begin: int) -> tuple[Block, int]:
    """What *strike* adds to the chunk from sample *begin* on, shape (2, n), and its place in the chunk."""
    place = max(strike.start - begin, 0)
    first = begin + place - strike.start
    sound = strike.sound[:, first : first + CHUNK - place]
    piece = np.empty((2, sound.shape[1]), dtype=np.float32)
    np.multiply(sound[0], np.float32(strike.left), out=piece[0])
    np.multiply(sound[-1], np.float32(strike.right), out=piece[1])
    return piece, place
