"""Voices with hammers, mallets and quills: electric piano, harpsichord, marimba, vibraphone."""

from __future__ import annotations

import math

import numpy as np

from pattern_engine.synth.filters import band
from pattern_engine.synth.partials import Floats, Partials, decay_of, harmonics, noise, ring
from pattern_engine.synth.struck import SINE, Stroke


def epiano(stroke: Stroke) -> Floats:
    """An electric piano: a tine before a pickup, rounder when touched gently, barking when hit, and a ting on top.

    The pickup is what makes the harmonics: the harder the stroke, the more of them. The ting is the tine's own
    second mode, far above and soon gone.
    """
    number = harmonics(stroke.hz, 9000, 24)
    force = stroke.velocity
    level = np.exp(-(number - 1) * (1.9 - 1.35 * force)) * np.where(number % 2 == 0, 1.0, 0.55 + 0.45 * (number == 1))
    decay = decay_of(7.5 * 2 ** ((54 - stroke.midi) / 26)) * (1 + 0.5 * (number - 1)) + 0.0002 * stroke.hz * number
    side = 0.14 * np.cos(number * 1.7)
    sides = np.stack((1 + side, 1 - side), axis=1)
    tine = Partials(stroke.hz * number, decay, (SINE * level)[:, None] * sides)
    ratio = np.array([6.27, 17.5])
    ting = Partials(
        stroke.hz * ratio, np.array([9.0, 26.0]), (SINE * np.array([0.10, 0.03]) * (0.3 + force))[:, None] * np.ones(2)
    )
    return ring(tine + ting, stroke.frames, stroke.rate)


def harpsichord(stroke: Stroke) -> Floats:
    """A harpsichord: a string plucked close to its end and its octave, bright whatever the touch, and the quill."""
    number = harmonics(stroke.hz, 11000, 60)
    frequency = stroke.hz * number * np.sqrt(1 + 2e-5 * number**2)
    level = (0.1 + np.abs(np.sin(np.pi * number * 0.13))) / number**0.55
    level *= np.exp(-frequency / (2600 + 1300 * stroke.velocity))
    decay = decay_of(5.0 * 2 ** ((48 - stroke.midi) / 22)) * (1 + 0.10 * (number - 1)) + 0.0006 * frequency
    turn = 0.2 * np.cos(number * 2.1)
    sides = np.stack((1 + turn, 1 - turn), axis=1)
    eight = Partials(frequency, decay, (SINE * level)[:, None] * sides)
    four = Partials(frequency * 2.001, decay * 1.3, (SINE * 0.3 * level)[:, None] * sides[:, ::-1])
    return ring(eight + four, stroke.frames, stroke.rate) + _tick(stroke, "quill", 0.10 * float(level.max()))


def marimba(stroke: Stroke) -> Floats:
    """A marimba: a rosewood bar tuned so that its second mode is two octaves up, over a resonator, softly struck.

    Mode ratios 1, 3.93 and 9.5 after Fletcher and Rossing, "The Physics of Musical Instruments", section 19.2.
    """
    ratio, level, t60 = np.array([(1.0, 1.0, 1.3), (3.93, 0.50, 0.30), (9.5, 0.22, 0.10), (16.1, 0.08, 0.05)]).T
    bright = np.exp(-(ratio - 1) * (0.55 - 0.50 * stroke.velocity)) / (1 + (stroke.hz * ratio / 6000) ** 2)
    decay = math.log(1000) / (t60 * 2 ** ((60 - stroke.midi) / 19))
    bar = Partials(stroke.hz * ratio, decay, (SINE * level * bright)[:, None] * np.ones(2))
    return ring(bar, stroke.frames, stroke.rate) + _tick(stroke, "mallet", 0.05 * stroke.velocity)


def vibraphone(stroke: Stroke) -> Floats:
    """A vibraphone with its motor on: metal bars that ring long, their loudness swaying between the sides."""
    ratio, level, t60 = np.array([(1.0, 1.0, 5.5), (4.0, 0.40, 2.0), (10.1, 0.18, 0.7)]).T
    bright = np.exp(-(ratio - 1) * (0.45 - 0.41 * stroke.velocity)) / (1 + (stroke.hz * ratio / 6500) ** 2)
    decay = math.log(1000) / (t60 * 2 ** ((60 - stroke.midi) / 26))
    still = (SINE * level * bright)[:, None] * np.ones(2)
    sway = (SINE * 0.11 * level * bright)[:, None] * np.array([[1.0, -0.4]])
    below = Partials(stroke.hz * ratio - 4.7, decay, sway)
    above = Partials(stroke.hz * ratio + 4.7, decay, sway)
    return ring(Partials(stroke.hz * ratio, decay, still) + below + above, stroke.frames, stroke.rate)


def _tick(stroke: Stroke, key: str, level: float) -> Floats:
    """What touches the string or bar: a hundredth of a second of noise, the same on both sides."""
    frames = min(stroke.frames, round(0.03 * stroke.rate))
    sound = np.zeros((2, stroke.frames))
    time = np.arange(frames) / stroke.rate
    sound[:, :frames] = band(noise(key, frames), stroke.rate, 700, 4200) * np.exp(-time * 380) * (level * 6)
    return sound
