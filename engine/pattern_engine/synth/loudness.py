"""How loud a sound seems, after ITU-R BS.1770, so that instruments can be balanced by number."""

from __future__ import annotations

import numpy as np

from pattern_engine.synth.partials import Floats

WINDOW = 0.4
"""Seconds of sound that loudness is measured over (the momentary window of EBU R 128)."""


def loudness(sound: Floats, rate: int) -> float:
    """The K-weighted RMS amplitude of the first ``WINDOW`` seconds of *sound* (channels, frames), full scale 1.

    The weighting is the magnitude of BS.1770's two filters, a 38 Hz high-pass of the second order and a shelf
    of 4 dB above 1.7 kHz. Channels add in power and are divided by their number. Silence gives 0.
    """
    frames = round(WINDOW * rate)
    piece = sound[:, :frames]
    spectrum = np.fft.rfft(piece, frames)
    squares = (np.arange(frames // 2 + 1) * (rate / frames)) ** 2
    weight = (squares / (squares + 38.0**2)) ** 2 * (1 + 1.51 * squares / (squares + 1700.0**2))
    power = float(np.sum((spectrum.real**2 + spectrum.imag**2) * weight)) * 2 / frames
    return float(np.sqrt(power / (frames * sound.shape[0])))


def levelled(sound: Floats, rate: int, decibels: float) -> Floats:
    """*sound* itself, scaled in place to a loudness of *decibels* (negative) below full scale; silence stays so."""
    measured = loudness(sound, rate)
    if measured > 0:
        sound *= 10 ** (decibels / 20) / measured
    return sound
