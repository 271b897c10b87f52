"""The mixer: cues in, stereo sound out, to the sample. It knows samples and refuses to know clocks and devices."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pattern_engine.outputs.output import Cue
from pattern_engine.synth.controls import Placing, placing
from pattern_engine.synth.effects import CHUNK, Block, Echo, Limiter, Reverb, echo_frames, room_seconds
from pattern_engine.synth.sounds import Sound, Sounds, recipe

MASTER = 0.7
"""The gain of everything before the limiter."""

PAGE = 16 * CHUNK
"""Frames over which notes are summed at once; pages, like chunks, lie on a fixed grid."""

_MOST_ECHOES = 24
_Key = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Strike:
    """A finished sound and the sample it starts at; ``sides`` is its gain left and right, shape (2, 1)."""

    start: int
    sound: Sound
    sides: NDArray[np.float32]
    placing: Placing
    generation: int = 0


def sample_of(microseconds: int, rate: int) -> int:
    """The sample nearest to a moment in microseconds at *rate* Hz; halves go to the even sample."""
    sample, rest = divmod(microseconds * rate, 1_000_000)
    return sample + (rest > 500_000 or (rest == 500_000 and sample % 2 == 1))


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
    into blocks does not change a bit of it. *origin* is the moment of sample 0 in microseconds. Peaks are held
    under full scale if *limited*; otherwise everything is a sum, and may be louder than full scale.
    """

    def __init__(self, rate: int = 48000, origin: int = 0, limited: bool = True) -> None:
        self.rate = rate
        self.origin = origin
        self.position = 0
        self._made = 0
        self._serial = 0
        self._ready: list[Block] = []
        self._waiting: list[tuple[int, int, Strike]] = []
        self._sounding: list[Strike] = []
        self._sounds = Sounds(rate)
        self._dry = _page()
        self._room: Block | None = None
        self._fed: dict[_Key, Block] = {}
        self._echoes: dict[_Key, Echo] = {}
        self._reverb = Reverb(rate)
        self._limiter = Limiter(rate) if limited else None

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
        self._turn()
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
        sides = np.array(((loud * math.cos(angle),), (loud * math.sin(angle),)), dtype=np.float32)
        return Strike(start, self._sounds.sound(made), sides, where, cue.generation)

    def _chunk(self) -> Block:
        begin = self._made
        if begin % PAGE == 0:
            self._turn()
        while self._waiting and self._waiting[0][0] < begin + CHUNK:
            self._start(heapq.heappop(self._waiting)[2])
        self._made = begin + CHUNK
        here = slice(begin % PAGE, begin % PAGE + CHUNK)
        room = None if self._room is None else self._room[:, here]
        fed = {key: fed[:, here] for key, fed in self._fed.items()}
        mixed = self._with_effects(self._dry[:, here], room, fed)
        return mixed if self._limiter is None else self._limiter.run(mixed)

    def _turn(self) -> None:
        """Begin a new page with what still sounds."""
        self._dry, self._room, self._fed = _page(), None, {}
        self._sounding = [item for item in self._sounding if item.start + item.sound.shape[1] > self._made]
        for strike in self._sounding:
            self._write(strike, self._made)

    def _write(self, strike: Strike, begin: int) -> None:
        """Sum *strike* into the page from sample *begin* to the page's end."""
        place = max(begin, strike.start) % PAGE
        first = max(begin - strike.start, 0)
        sound = strike.sound[:, first : first + PAGE - place]
        piece = sound * strike.sides
        here = slice(place, place + sound.shape[1])
        self._dry[:, here] += piece
        if strike.placing.room > 0:
            self._room = _page() if self._room is None else self._room
            self._room[:, here] += piece * np.float32(strike.placing.room)
        if strike.placing.delay > 0:
            fed = self._fed.setdefault(self._echo_key(strike), _page())
            fed[:, here] += piece * np.float32(strike.placing.delay)

    def _with_effects(self, dry: Block, room: Block | None, echoes: dict[_Key, Block]) -> Block:
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
            strike = replace(strike, start=self._made)
        self._sounding.append(strike)
        if strike.placing.room > 0:
            self._reverb.resize(strike.placing.size)
        self._write(strike, self._made)

    def _echo_key(self, strike: Strike) -> _Key:
        """The echo that *strike* feeds: its own time and feedback, or the nearest time when there are too many."""
        key = (max(CHUNK, round(strike.placing.delaytime * self.rate)), strike.placing.delayfb)
        if key not in self._echoes:
            if len(self._echoes) >= _MOST_ECHOES:
                return min(self._echoes, key=lambda other: abs(other[0] - key[0]))
            self._echoes[key] = Echo(*key)
        return key


def _page() -> Block:
    return np.zeros((2, PAGE), dtype=np.float32)
