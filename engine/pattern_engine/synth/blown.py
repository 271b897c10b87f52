"""Voices with breath: flute, clarinet, brass, choir."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pattern_engine.synth.filters import band
from pattern_engine.synth.held import ensemble, wave
from pattern_engine.synth.partials import Floats, harmonics, noise
from pattern_engine.synth.struck import Stroke

_TABLE = 1 << 16


class Breath(NamedTuple):
    """How a wind instrument is blown.

    ``opening`` is the seconds in which its brightness comes, ``vibrato`` its depth in semitones, ``swell`` the depth
    of the loudness that goes with it, ``air`` the share of noise.
    """

    opening: float
    vibrato: float = 0.0
    swell: float = 0.0
    air: float = 0.0
    beside: float = 0.0


def flute(stroke: Stroke) -> Floats:
    """A flute: hardly more than its first three partials, air in the tone, and a vibrato of loudness and pitch."""
    number = harmonics(stroke.hz, 9000, 10)
    dark = np.exp(-(number - 1) * 1.15)
    bright = np.exp(-(number - 1) * (1.0 - 0.45 * stroke.velocity)) * np.where(number == 2, 1.3, 1.0)
    return _blown(stroke, dark, bright, Breath(0.05, 0.10, 0.22, 0.07))


def clarinet(stroke: Stroke) -> Floats:
    """A clarinet: a pipe closed at one end, so that odd partials rule, and more so in its low register."""
    number = harmonics(stroke.hz, 8000, 30)
    even = 0.05 + 0.30 * min(max((stroke.midi - 62) / 30, 0), 1)
    level = np.where(number % 2 == 0, even, 1.0) / number**0.75
    frequency = stroke.hz * number
    return _blown(
        stroke,
        level * np.exp(-frequency / 750),
        level * np.exp(-frequency / (1100 + 1500 * stroke.velocity)),
        Breath(0.04, 0.03, 0.04, 0.012),
    )


def brass(stroke: Stroke) -> Floats:
    """A brass section: dull when it begins, blaring as it opens, brighter the harder it is blown."""
    number = harmonics(stroke.hz, 9000, 48)
    frequency = stroke.hz * number
    dark = np.exp(-frequency / 600) / number**0.4
    bright = np.exp(-frequency / (700 + 2300 * stroke.velocity)) / number**0.6
    bright *= 1.0 + 0.5 * np.exp(-(((frequency - 1200) / 600) ** 2))
    return _blown(stroke, dark, bright, Breath(0.09, 0.05, 0.03, 0.004, 6.0))


_AH = ((680, 120, 1.0), (1150, 140, 0.5), (2700, 260, 0.16), (3400, 320, 0.08))


def choir(stroke: Stroke) -> Floats:
    """A choir singing ah: eight voices a little apart, in the formants of the vowel, fuller the louder they sing."""
    number = harmonics(stroke.hz, 7000, 40)
    frequency = stroke.hz * number
    throat = 0.03 + sum(level / (1 + ((frequency - hz) / width) ** 2) for hz, width, level in _AH)
    level = throat * np.exp(-frequency / (1500 + 2500 * stroke.velocity)) / number**0.5
    level[0] += 0.9 * float(level.max())
    return ensemble(stroke, number, level, (-8.0, -6.0, -3.5, -1.5, 1.5, 3.5, 6.0, 8.0))


def _blown(stroke: Stroke, dark: Floats, bright: Floats, breath: Breath) -> Floats:
    """A tone that opens from *dark* to *bright*, with air in it and a vibrato that comes late.

    A second player, some cents beside the first, has opposite signs on the two sides: it widens, and leaves mono alone.
    """
    course = _course(stroke.frames, stroke.rate)
    opening = 1 - np.exp(-course.seconds / breath.opening)
    waves = wave(dark), wave(bright)
    samples = np.arange(stroke.frames) + breath.vibrato * math.log(2) / 12 * course.turned
    players = []
    for cents in (0.0, breath.beside) if breath.beside else (0.0,):
        step = stroke.hz / stroke.rate * math.exp2(cents / 1200)
        place = (samples * (step * _TABLE)).astype(np.int64) & (_TABLE - 1)
        first, second = (table[place] for table in waves)
        players.append(first + (second - first) * opening)
    side = 0.45 * players[-1] if breath.beside else np.zeros(stroke.frames)
    sound = np.stack((players[0] + side, players[0] - side))
    if breath.swell:
        sound *= 1 + breath.swell * course.wavering
    air = np.resize(_air(math.floor(math.log2(stroke.hz)), stroke.rate), stroke.frames)
    return np.asarray(sound + air * course.puff * (2 * breath.air * float(np.abs(bright).sum())))


class _Course(NamedTuple):
    """What every blown note of a length has in common, a value a sample."""

    seconds: Floats
    wavering: Floats
    turned: Floats
    puff: Floats


@lru_cache(maxsize=8)
def _course(frames: int, rate: int) -> _Course:
    """The vibrato, which comes late, what it adds up to, and the puff of the beginning."""
    seconds = np.arange(frames) / rate
    wavering = np.clip((seconds - 0.25) / 0.4, 0, 1) * np.sin(2 * np.pi * 5.1 * seconds)
    return _Course(seconds, wavering, np.cumsum(wavering), 1 + 3 * np.exp(-seconds / 0.03))


@lru_cache(maxsize=16)
def _air(octave: int, rate: int) -> Floats:
    """Two seconds of the air in a tone of 2^*octave* Hz and more, to be heard again and again."""
    hz = math.exp2(octave + 0.5)
    top = min(6 * hz + 1500, 9000)
    return np.asarray(band(noise("breath", 2 * rate), rate, min(hz, top / 2), top)[0])
