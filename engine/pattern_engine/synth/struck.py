"""Voices that are struck or plucked and then ring: piano, guitar, bass, pluck, bell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pattern_engine.synth.filters import band
from pattern_engine.synth.partials import Floats, Partials, decay_of, harmonics, noise, ring

SINE = np.complex128(-1j)
"""The amplitude of a partial that starts at zero and rises."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a voice is asked for: a key (60 is C4, fractions allowed), a force 0..1, how many frames, at what rate."""

    midi: float
    velocity: float
    frames: int
    rate: int

    @property
    def hz(self) -> float:
        """The frequency of the key in equal temperament with A4 = 440 Hz."""
        return 440.0 * math.exp2((self.midi - 69) / 12)


def piano(stroke: Stroke) -> Floats:
    """A grand piano: stiff strings, two or three to a key, and a felt hammer that is harder when it is fast.

    Stretching of the partials follows F. Rigaud, B. David and L. Daudet, "A parametric model of piano tuning"
    (2011). Each partial dies quickly at first and then slowly, as the strings fall out of step.
    """
    hz, midi, force = stroke.hz, stroke.midi, stroke.velocity
    stiffness = math.exp(0.0926 * midi - 13.64) + math.exp(-0.0847 * midi - 5.82)
    number = harmonics(hz, 15000, 70)
    frequency = hz * number * np.sqrt((1 + stiffness * number**2) / (1 + stiffness))
    edge = (560 + 2600 * force**1.5) * (hz / 262) ** 0.35
    hammer = np.exp(-frequency / edge) + 0.02 * force * np.exp(-frequency / (4 * edge))
    strike = 0.25 + np.abs(np.sin(np.pi * number / 8.3))
    board = 1 / (1 + (70 / frequency) ** 2)
    level = hammer * strike * board / number**0.45
    t60 = 11.0 * 2 ** ((48 - midi) / 22)
    slow = decay_of(t60) * (1 + 0.16 * (number - 1)) + 0.0006 * frequency
    phase = SINE * np.exp(-1j * np.pi * (number - 1) ** 2 / 9)
    spread = 0.22 * np.cos(number * 2.4)
    sides = np.stack((1 + spread, 1 - spread), axis=1)
    fast = Partials(frequency, slow * 4.5 + 0.6, (0.75 * phase * level)[:, None] * sides)
    late = Partials(frequency * 1.0003, slow, (0.30 * phase * level)[:, None] * sides[:, ::-1])
    return ring(fast + late, stroke.frames, stroke.rate) + _knock(stroke, "piano", 0.05 * float(level.max()) * force)


def guitar(stroke: Stroke) -> Floats:
    """A nylon string plucked at a fifth of its length over a wooden box with two resonances."""
    number = harmonics(stroke.hz, 11000, 48)
    frequency = stroke.hz * number * np.sqrt(1 + 4e-5 * number**2) / math.sqrt(1 + 4e-5)
    level = (0.06 + np.abs(np.sin(np.pi * number * 0.21))) / number**0.85
    level *= np.exp(-frequency / (550 + 3600 * stroke.velocity))
    level *= (
        0.6
        + _resonance(frequency, 105, 30)
        + 0.9 * _resonance(frequency, 205, 60)
        + 0.5 * _resonance(frequency, 430, 160)
    )
    t60 = 5.5 * 2 ** ((45 - stroke.midi) / 20)
    decay = decay_of(t60) * (1 + 0.20 * (number - 1)) + 0.0011 * frequency
    plane = Partials(frequency, decay * 2.2, (SINE * 0.6 * level)[:, None])
    other = Partials(frequency * 1.0004, decay, (SINE * 0.5 * level)[:, None])
    return ring(plane + other, stroke.frames, stroke.rate) + _knock(stroke, "guitar", 0.09 * float(level.max()))[:1]


def bass(stroke: Stroke) -> Floats:
    """A fingered electric bass: a round fundamental, a pickup near the bridge, little above two kilohertz."""
    number = harmonics(stroke.hz, 5000, 40)
    frequency = stroke.hz * number * np.sqrt(1 + 6e-5 * number**2) / math.sqrt(1 + 6e-5)
    level = (0.08 + np.abs(np.sin(np.pi * number * 0.18))) / number**0.9
    level *= np.exp(-frequency / (330 + 900 * stroke.velocity)) * (1 + 1.2 * np.exp(1 - number))
    decay = decay_of(6.0 * 2 ** ((36 - stroke.midi) / 30)) * (1 + 0.35 * (number - 1)) + 0.002 * frequency
    sign = np.where(number % 2 == 0, -1.0, 1.0)
    return ring(Partials(frequency, decay, (SINE * sign * level)[:, None]), stroke.frames, stroke.rate)


def pluck(stroke: Stroke) -> Floats:
    """A synthesizer's pluck: a saw-like string and another beside it, whose brightness closes quickly."""
    number = harmonics(stroke.hz, 12000, 60)
    level = np.exp(-number * stroke.hz / (1200 + 5600 * stroke.velocity)) / number**0.65
    decay = decay_of(2.4 * 2 ** ((60 - stroke.midi) / 24)) + 0.9 * (number - 1) + 0.0028 * number * stroke.hz
    middle = Partials(stroke.hz * number, decay, level[:, None] * np.array([[1.0, 1.0]]) * SINE)
    beside = Partials(stroke.hz * number * 2 ** (5 / 1200), decay, level[:, None] * np.array([[0.5, -0.3]]) * SINE)
    return ring(middle + beside, stroke.frames, stroke.rate)


_BELL = np.array(
    [
        (1.0, 1.0, 4.5),
        (2.0, 0.45, 2.8),
        (2.756, 0.34, 1.4),
        (3.0, 0.20, 1.8),
        (4.2, 0.20, 1.0),
        (5.404, 0.22, 0.7),
        (8.93, 0.10, 0.3),
    ]
)


def bell(stroke: Stroke) -> Floats:
    """A small bell between celesta and glockenspiel: ratio, level and seconds to −60 dB of each mode in a table.

    2.756, 5.404 and 8.93 are the modes of a free bar (Fletcher and Rossing, "The Physics of Musical
    Instruments", section 2.15); the whole ratios are its resonator.
    """
    ratio, level, t60 = _BELL.T
    frequency = stroke.hz * ratio
    bright = np.exp(-(ratio - 1) * (0.55 - 0.50 * stroke.velocity)) / (1 + (frequency / 7000) ** 2)
    decay = math.log(1000) / (t60 * 2 ** ((72 - stroke.midi) / 30))
    turn = 0.35 * np.cos(ratio * 5.1)
    sides = np.stack((1 + turn, 1 - turn), axis=1)
    first = Partials(frequency, decay, (SINE * level * bright)[:, None] * sides)
    second = Partials(frequency * 1.0006, decay, (SINE * 0.5 * level * bright)[:, None] * sides[:, ::-1])
    return ring(first + second, stroke.frames, stroke.rate)


def _resonance(frequency: Floats, centre: float, width: float) -> Floats:
    return 1 / (1 + ((frequency - centre) / width) ** 2)


def _knock(stroke: Stroke, key: str, level: float) -> Floats:
    """The thump of wood: a few hundredths of a second of dark noise, on two channels."""
    frames = min(stroke.frames, round(0.09 * stroke.rate))
    sound = np.zeros((2, stroke.frames))
    time = np.arange(frames) / stroke.rate
    thump = band(noise(key, frames, 2), stroke.rate, 60, 420) * np.exp(-time * 60) * (1 - np.exp(-time * 900))
    sound[:, :frames] = thump * (level * 12)
    return sound
