"""The mixer: cues in, stereo sound out, to the sample. It knows samples and refuses to know clocks and devices."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pattern_engine.outputs.output import Cue
from pattern_engine.synth.bus import PAGE, Bus, sides
from pattern_engine.synth.controls import Placing, placing
from pattern_engine.synth.effects import CHUNK, Block, Limiter, echo_frames, room_seconds
from pattern_engine.synth.recipes import Library, Recipe, Sound, recipe
from pattern_engine.synth.sounds import Sounds

MASTER = 0.7
"""The gain of everything before the limiter."""

_CUT_FADE = 0.004


@dataclass(frozen=True, slots=True)
class Strike:
    """A finished sound and the sample it starts at; ``sides`` is its gain left and right, shape (2, 1).

    ``group`` is its cut group: it ends what sounds in the same one.
    """

    start: int
    sound: Sound
    sides: NDArray[np.float32]
    placing: Placing
    generation: int = 0
    group: tuple[object, ...] | None = None


def sample_of(microseconds: int, rate: int) -> int:
    """The sample nearest to a moment in microseconds at *rate* Hz; halves go to the even sample."""
    sample, rest = divmod(microseconds * rate, 1_000_000)
    return sample + (rest > 500_000 or (rest == 500_000 and sample % 2 == 1))


def end_of(cue: Cue, rate: int, library: Library | None = None) -> int:
    """The sample, counted from time 0, at which the last of *cue* has died away, its echoes and room included."""
    made = recipe(cue.note, sample_of(cue.length, rate), rate, library)
    where = placing(cue.note.controls)
    end = sample_of(cue.at, rate) + (made.frames if made.velocity > 0 and where.loud > 0 else 0)
    tail = 0
    if where.delay > 0:
        tail = echo_frames(round(where.delaytime * rate), where.delayfb)
    if where.room > 0:
        fades = room_seconds(where.size) if where.roomfade is None else where.roomfade
        tail = max(tail, round(fades * rate))
    return end + tail


class Mixer:
    """Everything that sounds, at a position that only moves forward. Thread: one at a time, guarded by the owner.

    Sound is made in chunks of ``CHUNK`` frames on a fixed grid, whatever is asked for, so how a render is cut
    into blocks does not change a bit of it. *origin* is the moment of sample 0 in microseconds. Peaks are held
    under full scale if *limited*; otherwise everything is a sum, and may be louder than full scale. Recordings come
    from *library*.
    """

    def __init__(
        self, rate: int = 48000, origin: int = 0, limited: bool = True, library: Library | None = None
    ) -> None:
        self.rate = rate
        self.origin = origin
        self.position = 0
        self._made = 0
        self._serial = 0
        self._ready: list[Block] = []
        self._waiting: list[tuple[int, int, Strike]] = []
        self._sounding: list[Strike] = []
        self._library = library
        self._sounds = Sounds(rate, library=library)
        self._buses: dict[int, Bus] = {}
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
        self._buses.clear()

    def _strike(self, cue: Cue) -> Strike | None:
        made = recipe(cue.note, sample_of(cue.length, self.rate), self.rate, self._library)
        where = placing(cue.note.controls)
        if made.velocity <= 0 or where.loud <= 0:
            return None
        start = sample_of(cue.at - self.origin, self.rate)
        sound = self._sounds.sound(made)
        return Strike(start, sound, sides(where, MASTER), where, cue.generation, _group(where, made))

    def _chunk(self) -> Block:
        begin = self._made
        if begin % PAGE == 0:
            self._turn()
        while self._waiting and self._waiting[0][0] < begin + CHUNK:
            self._start(heapq.heappop(self._waiting)[2])
        self._made = begin + CHUNK
        mixed = np.zeros((2, CHUNK), dtype=np.float32)
        for bus in self._buses.values():
            mixed += bus.run(begin)
        return mixed if self._limiter is None else self._limiter.run(mixed)

    def _turn(self) -> None:
        """Begin a new page with what still sounds."""
        for bus in self._buses.values():
            bus.turn()
        self._buses = {orbit: bus for orbit, bus in self._buses.items() if not bus.asleep}
        self._sounding = [item for item in self._sounding if item.start + item.sound.shape[1] > self._made]
        for strike in self._sounding:
            self._write(strike)

    def _write(self, strike: Strike) -> None:
        """Sum what is left of *strike* into the page, up to the page's end."""
        place = max(self._made, strike.start) % PAGE
        first = max(self._made - strike.start, 0)
        sound = strike.sound[:, first : first + PAGE - place]
        self._bus(strike.placing.orbit).write(sound * strike.sides, place, strike.placing)

    def _start(self, strike: Strike) -> None:
        """Begin *strike* where it wants to begin, or now if that has passed."""
        if strike.start < self._made:
            strike = replace(strike, start=self._made)
        if strike.group is not None:
            self._end(strike.group, strike.start)
        if strike.placing.duck is not None:
            self._bus(strike.placing.duck).dip(strike.start, strike.placing)
        if strike.placing.room > 0:
            self._bus(strike.placing.orbit).furnish(strike.placing)
        self._sounding.append(strike)
        self._write(strike)

    def _end(self, group: tuple[object, ...], start: int) -> None:
        """End what sounds in a cut *group* at sample *start*, with a short fade, and write the page again."""
        ended = [
            _shortened(item, start - item.start, self.rate) if item.group == group else item for item in self._sounding
        ]
        if all(new is old for new, old in zip(ended, self._sounding, strict=True)):
            return
        self._sounding = ended
        for bus in self._buses.values():
            bus.clear(self._made % PAGE)
        for item in self._sounding:
            if item.start + item.sound.shape[1] > self._made:
                self._write(item)

    def _bus(self, orbit: float) -> Bus:
        number = round(orbit)
        if number not in self._buses:
            self._buses[number] = Bus(self.rate)
        return self._buses[number]


def _group(where: Placing, made: Recipe) -> tuple[object, ...] | None:
    """The cut group of a note: 0 is none, a negative one holds only what has the same source."""
    if not where.cut:
        return None
    return (where.cut, made.source) if where.cut < 0 else (where.cut,)


def _shortened(strike: Strike, frames: int, rate: int) -> Strike:
    """*strike* fading out after so many *frames*; itself if it has ended by then."""
    end = frames + round(_CUT_FADE * rate)
    if end >= strike.sound.shape[1]:
        return strike
    sound = strike.sound[:, :end].copy()
    sound[:, frames:] *= np.linspace(1, 0, end - frames, dtype=np.float32)
    return replace(strike, sound=sound)
