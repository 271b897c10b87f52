"""Voices that sound as long as the key is down: organ, strings, pad, lead."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pattern_engine.synth.partials import Floats, Partials, harmonics, noise, ring
from pattern_engine.synth.struck import SINE, Stroke

_DRAWBARS = np.array([(1, 1.0), (2, 0.62), (3, 0.34), (4, 0.26), (6, 0.09), (8, 0.10)])


def organ(stroke: Stroke) -> Floats:
    """A drawbar organ with a slow rotating speaker: each pipe sways between the channels 0.8 times a second."""
    number, level = _DRAWBARS.T
    frequency = stroke.hz * number
    level = level / (1 + (frequency / 4500) ** 2) * np.exp((number - 1) * 0.12 * (stroke.velocity - 1))
    still = np.zeros_like(frequency)
    centre = Partials(frequency, still, (SINE * level)[:, None] * np.ones((1, 2)))
    sway = 0.16 * level * SINE * np.exp(1j * number)
    sides = np.array([[1.0, -1.0]])
    below = Partials(frequency - 0.8, still, sway[:, None] * sides)
    above = Partials(frequency + 0.8, still, sway.conj()[:, None] * sides)
    return ring(centre + below + above, stroke.frames, stroke.rate)


def strings(stroke: Stroke) -> Floats:
    """An ensemble of six bowed strings, each a few cents from the others and at its own place in the room."""
    number = harmonics(stroke.hz, 9000, 40)
    frequency = stroke.hz * number
    level = np.exp(-frequency / (800 + 2200 * stroke.velocity)) / number**0.8
    level *= 0.7 + 0.6 * np.exp(-(((frequency - 500) / 350) ** 2)) + 0.35 * np.exp(-(((frequency - 2300) / 900) ** 2))
    return ensemble(stroke, number, level, (-8.0, -4.5, -1.5, 1.5, 4.5, 8.0))


def pad(stroke: Stroke) -> Floats:
    """A soft wide synthesizer: four dark saws and an octave, whose upper partials fade slowly while it is held."""
    number = harmonics(stroke.hz, 7000, 32)
    level = np.exp(-stroke.hz * number / (450 + 1250 * stroke.velocity)) / number
    level[1:2] *= 1.5
    return ensemble(stroke, number, level, (-6.0, -2.0, 2.0, 6.0), 0.25)


def ensemble(stroke: Stroke, number: Floats, level: Floats, cents: tuple[float, ...], fade: float = 0.0) -> Floats:
    """Players a few *cents* apart, spread out; partial n decays by *fade*·(n − 1) nepers a second."""
    phases = noise("ensemble", 64 * len(cents))[0].reshape(len(cents), 64)
    frequency, decay, amplitude = [], [], []
    for player, offset in enumerate(cents):
        frequency.append(stroke.hz * number * 2 ** (offset / 1200))
        decay.append(fade * np.minimum(number - 1, 12))
        place = math.pi / 2 * (((player * 5 + 2) % len(cents)) + 0.5) / len(cents)
        turn = level * np.exp(1j * np.pi * phases[player, : len(number)])
        amplitude.append(turn[:, None] * np.array([[math.cos(place), math.sin(place)]]))
    players = Partials(np.concatenate(frequency), np.concatenate(decay), np.concatenate(amplitude))
    return ring(players, stroke.frames, stroke.rate)


_TABLE = 1 << 16


def lead(stroke: Stroke) -> Floats:
    """A singing synthesizer: a saw, another beside it, and a vibrato that comes after a third of a second.

    The waves are read from tables that hold no partial above 9 kHz; the bright table fades into the dark one.
    The second saw has opposite signs on the two sides, so that it widens the sound and leaves mono alone.
    """
    time = np.arange(stroke.frames) / stroke.rate
    swell = np.clip((time - 0.3) / 0.5, 0, 1)
    bend = 0.0045 * swell * np.sin(2 * np.pi * 5.3 * time)
    number = harmonics(stroke.hz, 9000, 64)
    frequency = stroke.hz * number
    dark = np.exp(-frequency / 1100) / number**0.8
    bright = np.exp(-frequency / (1800 + 2200 * stroke.velocity)) / number**0.8
    bite = (0.35 + 0.65 * np.exp(-time * 5)) * (0.3 + 0.7 * stroke.velocity)
    waves = wave(dark), wave(bright)
    voices = []
    for cents in (0.0, 5.0):
        step = stroke.hz * 2 ** (cents / 1200) / stroke.rate * (1 + bend)
        place = (np.cumsum(step) * _TABLE).astype(np.int64) & (_TABLE - 1)
        first, second = (wave[place] for wave in waves)
        voices.append(first + (second - first) * bite)
    middle, side = voices
    return np.stack((middle + 0.4 * side, middle - 0.4 * side))


def wave(level: Floats) -> NDArray[np.float32]:
    """One period of a wave with these sine *level* s, fine enough to be read without interpolation."""
    spectrum = np.zeros(_TABLE // 2 + 1, dtype=np.complex128)
    spectrum[1 : 1 + len(level)] = -1j * level * _TABLE / 2
    return np.fft.irfft(spectrum, _TABLE).astype(np.float32)
