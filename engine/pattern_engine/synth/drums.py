"""The families of drum sounds: skins, cymbals, rattles, knocks, claps and sweeps, each a few numbers away.

Every function takes a key for its noise, a number of frames and a rate in Hz, and returns (channels, frames).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pattern_engine.synth.filters import band
from pattern_engine.synth.partials import Floats, Partials, noise, ring


@dataclass(frozen=True, slots=True)
class Skin:
    """A stretched skin: pitch in Hz, how far it starts above it, seconds to −60 dB, and how much stick is heard."""

    hz: float
    drop: float = 0.6
    t60: float = 0.5
    overtone: float = 0.25
    stick: float = 0.15
    glide: float = 0.03

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """The skin's two lowest modes (ratio 1.594, the circular membrane), gliding down, and a short stick."""
        time = np.arange(frames) / rate
        turns = self.hz * (time + self.drop * self.glide * (1 - np.exp(-time / self.glide)))
        fall = math.log(1000) / self.t60
        body = np.sin(2 * np.pi * turns) * np.exp(-time * fall)
        body += self.overtone * np.sin(2 * np.pi * 1.594 * turns) * np.exp(-time * fall * 2.2)
        body *= 1 - np.exp(-time * 2500)
        click = band(noise(key, frames), rate, 900, 4200)[0] * np.exp(-time * 260)
        return np.asarray((body + self.stick * 3 * click)[None, :], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Snare:
    """A skin over wires: its pitch, the wires' band in Hz, their seconds to −60 dB and their share."""

    hz: float
    low: float
    high: float
    t60: float
    wires: float

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """A short skin and a burst of filtered noise that falls in two stages."""
        time = np.arange(frames) / rate
        skin = Skin(self.hz, 0.35, 0.24, 0.55, 0.06, 0.02).sound(key, frames, rate)
        fall = math.log(1000) / self.t60
        buzz = band(noise(key + "/wires", frames, 2), rate, self.low, self.high)
        buzz *= (0.65 * np.exp(-time * fall * 2.6) + 0.35 * np.exp(-time * fall)) * (1 - np.exp(-time * 3000))
        return np.asarray(0.5 * skin + self.wires * 4 * buzz, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Cymbal:
    """A plate with very many modes between two pitches in Hz; ``ping`` is the share of a stroke at ``tone`` Hz."""

    low: float
    high: float
    t60: float
    hiss: float = 0.5
    ping: float = 0.0
    tone: float = 3000.0
    bloom: float = 0.0

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """Modes of random place and phase, the higher the quicker gone, in a wash of noise."""
        random = noise(key + "/modes", 160, 4)
        place = np.sort((random[0] + 1) / 2) ** 0.6
        frequency = self.low * (self.high / self.low) ** place
        level = np.sqrt(frequency / 3000) / (1 + (frequency / 8000) ** 2) * (0.4 + 0.6 * np.abs(random[1]))
        decay = math.log(1000) / self.t60 * (0.6 + (frequency / 6000) ** 1.1)
        left = level * np.exp(1j * np.pi * random[2])
        modes = Partials(frequency, decay, np.stack((left, level * np.exp(1j * np.pi * random[3])), axis=1))
        time = np.arange(frames) / rate
        wash = band(noise(key, frames, 2), rate, self.low * 2.2, 8500) * np.exp(-time * math.log(1000) / self.t60 * 1.8)
        sound = ring(modes, frames, rate) / math.sqrt(160) * 1.6 + self.hiss * wash
        if self.bloom:
            sound *= 1 - 0.6 * np.exp(-time / self.bloom)
        if self.ping:
            sound = sound + self.ping * self._stroke(frames, rate)
        return np.asarray(sound * (1 - np.exp(-time * 4000)), dtype=np.float64)

    def _stroke(self, frames: int, rate: int) -> Floats:
        ratio = np.array([0.52, 1.0, 1.47, 2.09])
        level = np.array([0.5, 1.0, 0.45, 0.2]).astype(np.complex128)
        decay = math.log(1000) / self.t60 * np.array([1.2, 1.6, 2.5, 4.0])
        return ring(Partials(self.tone * ratio, decay, level[:, None]), frames, rate)


@dataclass(frozen=True, slots=True)
class Rattle:
    """Beads, jingles or brushes: a band of noise in Hz, seconds to rise, seconds to −60 dB, and bursts of it."""

    low: float
    high: float
    rise: float
    t60: float
    bursts: tuple[float, ...] = (0.0,)
    jingle: float = 0.0

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """Each burst (a time in seconds) is the same envelope again; jingles add a few high modes."""
        time = np.arange(frames) / rate
        shape = np.zeros(frames)
        for begin in self.bursts:
            since = np.maximum(time - begin, 0)
            burst = np.exp(-since * math.log(1000) / self.t60) * (1 - np.exp(-since / max(self.rise, 2e-4)))
            shape = np.maximum(shape, burst * (time >= begin))
        sound = band(noise(key, frames, 2), rate, self.low, self.high) * shape
        if self.jingle:
            ratio = np.array([4100.0, 5230.0, 6480.0, 7350.0, 8720.0])
            still = Partials(ratio, np.full(5, 2.0), np.full((5, 1), 0.2 + 0j))
            sound = sound + self.jingle * ring(still, frames, rate) * shape
        return np.asarray(sound, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Knock:
    """Wood or metal struck: modes as (Hz, level, seconds to −60 dB), and the share of a very short click."""

    modes: tuple[tuple[float, float, float], ...]
    click: float = 0.2

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """The modes together, starting at zero, and a click of filtered noise."""
        frequency, level, t60 = np.array(self.modes).T
        amplitude = (-1j * level)[:, None].astype(np.complex128)
        body = ring(Partials(frequency, math.log(1000) / t60, amplitude), frames, rate)
        time = np.arange(frames) / rate
        tick = band(noise(key, frames), rate, 1200, 5000) * np.exp(-time * 420)
        return np.asarray(body + self.click * 2 * tick, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Sweep:
    """A tone that moves from one pitch to another (Hz) over its seconds to −60 dB, trilled and breathy if asked."""

    begin: float
    end: float
    t60: float
    travel: float = 0.05
    trill: float = 0.0
    breath: float = 0.0
    held: bool = False

    def sound(self, key: str, frames: int, rate: int) -> Floats:
        """A sine whose pitch glides exponentially; ``held`` keeps its level until the last tenth."""
        time = np.arange(frames) / rate
        pitch = self.end + (self.begin - self.end) * np.exp(-time / self.travel)
        pitch *= 1 + self.trill * np.sign(np.sin(2 * np.pi * 28 * time))
        tone = np.sin(2 * np.pi * np.cumsum(pitch) / rate)
        if self.breath:
            low = min(self.begin, self.end)
            tone = tone * (1 - self.breath) + self.breath * 3 * band(noise(key, frames), rate, low * 0.7, low * 1.6)[0]
        fall = np.exp(-time * math.log(1000) / self.t60)
        if self.held:
            fall = np.minimum(1, (1 - time / self.t60).clip(0) * 8)
        return np.asarray((tone * fall * (1 - np.exp(-time * 900)))[None, :], dtype=np.float64)


Family = Skin | Snare | Cymbal | Rattle | Knock | Sweep
"""Anything that can be struck in the kit."""
