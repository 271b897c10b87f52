"""The effects that all notes share: echo, reverberation, and the limiter at the end. State is carried along."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""A stretch of stereo sound, shape (2, frames)."""

CHUNK = 512
"""Frames that are worked on at once; no delay line is shorter."""


class Echo:
    """Repeats what it is fed after *delay* frames, and again with *feedback*. Thread: the mixer's only."""

    def __init__(self, delay: int, feedback: float) -> None:
        self._delay = max(delay, CHUNK)
        self._line = np.zeros((2, self._delay + 32 * CHUNK), dtype=np.float32)
        self._feedback = np.float32(feedback)
        self._place = self._delay
        self._left = self._last = echo_frames(delay, feedback)

    @property
    def asleep(self) -> bool:
        """Whether nothing was fed for so long that nothing is left to hear."""
        return self._left <= 0

    def run(self, fed: Block | None) -> Block:
        """The echoes during the next ``CHUNK`` frames, while *fed* (None for silence) goes in."""
        self._left = self._left - CHUNK if fed is None else self._last
        if self._place + CHUNK > self._line.shape[1]:
            self._line[:, : self._delay] = self._line[:, self._place - self._delay : self._place].copy()
            self._place = self._delay
        heard = self._line[:, self._place - self._delay : self._place - self._delay + CHUNK]
        new = self._line[:, self._place : self._place + CHUNK]
        np.multiply(heard, self._feedback, out=new)
        if fed is not None:
            new += fed
        self._place += CHUNK
        return heard


def echo_frames(delay: int, feedback: float) -> int:
    """How many frames echoes *delay* frames apart last until they have fallen by 66 dB."""
    times = 1 if feedback < 1e-3 else 1 + math.ceil(math.log(5e-4) / math.log(feedback))
    return max(delay, CHUNK) * times + CHUNK


_LINES = (613, 701, 809, 907, 1021, 1151, 1277, 1409, 1549, 1697, 1847, 2011, 2179, 2351, 2539, 2741)
_TAPS = ((0.0, 1.0), (3.1, -0.8), (7.3, 0.7), (11.9, -0.62), (17.3, 0.55), (23.1, -0.5))
_DARK = 0.28


class Reverb:
    """A room: a feedback delay network of sixteen lines. Thread: the mixer's only.

    After J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators" (1991),
    with a Householder matrix; two-tap averages darken what comes round again.
    """

    def __init__(self, rate: int) -> None:
        scale = rate / 48000
        self._rate = rate
        self._delays = [max(round(line * scale), CHUNK + 8 + 5 * index) for index, line in enumerate(_LINES)]
        self._longest = max(self._delays) + 1
        self._lines = np.zeros((16, self._longest + 32 * CHUNK), dtype=np.float32)
        self._place = self._longest
        self._taps = [(round(ms * rate / 1000), np.float32(level)) for ms, level in _TAPS]
        self._fed = np.zeros((2, self._taps[-1][0] + CHUNK), dtype=np.float32)
        self._left = 0
        self._dark = np.float32(_DARK)
        self.resize(0.5)

    def resize(self, size: float) -> None:
        """Make the room larger or smaller, *size* 0..1, without touching what sounds in it."""
        self.furnish(room_seconds(size), None)

    def furnish(self, seconds: float, highs: float | None) -> None:
        """Let the room fade by 60 dB in *seconds*, and lose its highs from about *highs* Hz up (None: as usual)."""
        self._seconds = min(max(seconds, 0.1), 20.0)
        self._dark = np.float32(_DARK if highs is None else min(max(_DARK * 6000 / highs, 0.02), 0.5))
        fall = -math.log(1000) / (self._seconds * self._rate)
        self._gains = np.exp(np.array(self._delays) * fall).astype(np.float32)[:, None]

    @property
    def asleep(self) -> bool:
        """Whether the room is silent and may be left alone."""
        return self._left <= 0

    def run(self, fed: Block | None) -> Block:
        """The room's answer during the next ``CHUNK`` frames, while *fed* (None for silence) goes in."""
        self._left = self._left - CHUNK if fed is None else round(self._seconds * 1.2 * self._rate)
        if self.asleep:
            self._lines[:] = 0
            self._fed[:] = 0
            return np.zeros((2, CHUNK), dtype=np.float32)
        return self._round(self._scattered(fed))

    def _scattered(self, fed: Block | None) -> Block:
        """What goes into the lines: the input and a few early reflections of it."""
        keep = self._fed.shape[1] - CHUNK
        self._fed[:, :keep] = self._fed[:, CHUNK:].copy()
        self._fed[:, keep:] = 0 if fed is None else fed
        total = np.zeros((2, CHUNK), dtype=np.float32)
        for delay, level in self._taps:
            total += self._fed[:, keep - delay : keep - delay + CHUNK] * level
        return total

    def _round(self, going: Block) -> Block:
        """Once round the lines: read, darken, fade, mix, and write back with what is *going* in."""
        place = self._place
        heard = np.empty((16, CHUNK + 1), dtype=np.float32)
        for line, delay in enumerate(self._delays):
            heard[line] = self._lines[line, place - delay - 1 : place - delay + CHUNK]
        soft = heard[:, 1:] * (1 - self._dark)
        soft += heard[:, :-1] * self._dark
        soft *= self._gains
        new = self._lines[:, place : place + CHUNK]
        np.subtract(soft, soft.sum(axis=0) * np.float32(2 / 16), out=new)
        new[0::2] += going[0]
        new[1::2] += going[1]
        self._place += CHUNK
        if self._place + CHUNK > self._lines.shape[1]:
            self._lines[:, : self._longest] = self._lines[:, self._place - self._longest : self._place].copy()
            self._place = self._longest
        near = soft[0:4] + soft[4:8] + soft[8:12] + soft[12:16]
        return np.asarray((near[0:2] - near[2:4]) * np.float32(0.16), dtype=np.float32)


def room_seconds(size: float) -> float:
    """How many seconds a room of *size* 0..1 takes to fall by 60 dB: from 0.4 to 4.9."""
    return 0.4 + 4.5 * math.pow(size, 1.6)


class Limiter:
    """Keeps peaks under a ceiling without delay: the gain falls at once and rises slowly. Thread: the mixer's only.

    The envelope is e[n] = max(|x[n]|, r·e[n−1]) and the gain min(1, ceiling / e), the same for both channels.
    """

    def __init__(self, rate: int, decibels: float = -0.4, release: float = 0.18) -> None:
        self._ceiling = 10 ** (decibels / 20)
        self._rise = np.exp(np.arange(CHUNK + 1) / (release * rate))
        self._envelope = 0.0

    def run(self, block: Block) -> Block:
        """*block* of ``CHUNK`` frames with its peaks held under the ceiling."""
        peaks = np.abs(block).max(axis=0).astype(np.float64)
        if self._envelope <= self._ceiling and peaks.max() <= self._ceiling:
            self._envelope = float(max(self._envelope, (peaks * self._rise[1:]).max()) / self._rise[-1])
            return block
        lifted = np.maximum.accumulate(np.maximum(peaks * self._rise[1:], self._envelope))
        envelope = lifted / self._rise[1:]
        self._envelope = float(envelope[-1])
        return np.asarray(block * np.minimum(1, self._ceiling / np.maximum(envelope, self._ceiling)), dtype=np.float32)
