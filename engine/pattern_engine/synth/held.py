"""Voices that sound as long as the key is down: organ, strings, pad, lead."""

from __future__ import annotations

import math

import numpy as np

from pattern_engine.synth.partials import Floats, Partials, harmonics, noise, ring
from pattern_engine.synth.struck import SINE, Stroke

_DRAWBARS = np.array([(1, 1.0), (2, 0.62), (3, 0.34), (4, 0.26), (6, 0.09), (8, 0.10)])


def organ(stroke: Stroke) -> Floats:
    """A drawbar organ with a slow rotating speaker: each pipe sways between the channels 0.8 times a second."""
    number, level = _DRAWBARS.T
    frequency = stroke.hz * number
    level = level / (1 + (frequency / 4500) ** 2)
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
    level = np.exp(-frequency / (1300 + 1500 * stroke.velocity)) / number**0.8
    level *= 0.7 + 0.6 * np.exp(-(((frequency - 500) / 350) ** 2)) + 0.35 * np.exp(-(((frequency - 2300) / 900) ** 2))
    return _ensemble(stroke, number, level, (-8.0, -4.5, -1.5, 1.5, 4.5, 8.0))


def pad(stroke: Stroke) -> Floats:
    """A soft wide synthesizer: four dark saws and an octave, whose upper partials fade slowly while it is held."""
    number = harmonics(stroke.hz, 7000, 32)
    level = np.exp(-stroke.hz * number / (700 + 900 * stroke.velocity)) / number
    level[1:2] *= 1.5
    return _ensemble(stroke, number, level, (-6.0, -2.0, 2.0, 6.0), 0.25)


def _ensemble(stroke: Stroke, number: Floats, level: Floats, cents: tuple[float, ...], fade: float = 0.0) -> Floats:
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


_TABLE = 4096


def lead(stroke: Stroke) -> Floats:
    """A singing synthesizer: two saws three cents apart with a vibrato that comes after a third of a second.

    The waves are read from tables that hold no partial above 9 kHz; the bright table fades into the dark one.
    """
    time = np.arange(stroke.frames) / stroke.rate
    swell = np.clip((time - 0.3) / 0.5, 0, 1)
    bend = 0.0045 * swell * np.sin(2 * np.pi * 5.3 * time)
    number = harmonics(stroke.hz, 9000, 64)
    frequency = stroke.hz * number
    dark = np.exp(-frequency / 1100) / number**0.8
    bright = np.exp(-frequency / (1800 + 2200 * stroke.velocity)) / number**0.8
    bite = (0.35 + 0.65 * np.exp(-time * 5)) * (0.3 + 0.7 * stroke.velocity)
    sound = np.empty((2, stroke.frames))
    for channel, cents in enumerate((-3.0, 3.0)):
        step = stroke.hz * 2 ** (cents / 1200) / stroke.rate * (1 + bend)
        phase = np.concatenate(([0.0], np.cumsum(step[:-1])))
        sound[channel] = _read(_wave(dark), phase) * (1 - bite) + _read(_wave(bright), phase) * bite
    return 0.7 * sound + 0.3 * sound[::-1]


def _wave(level: Floats) -> Floats:
    """One period of a wave with these sine *level* s, and its first sample once more for interpolation."""
    spectrum = np.zeros(_TABLE // 2 + 1, dtype=np.complex128)
    spectrum[1 : 1 + len(level)] = -1j * level * _TABLE / 2
    period = np.fft.irfft(spectrum, _TABLE)
    return np.concatenate((period, period[:1]))


def _read(wave: Floats, phase: Floats) -> Floats:
    place = (phase - np.floor(phase)) * _TABLE
    index = place.astype(np.int64)
    part = place - index
    return wave[index] * (1 - part) + wave[index + 1] * part
