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
    spectrum = np.fft.rfft(piece, 2 * frames)
    squares = np.fft.rfftfreq(2 * frames, 1 / rate) ** 2
    weight = (squares / (squares + 38.0**2)) ** 2 * (1 + 1.51 * squares / (squares + 1700.0**2))
    power = float(np.sum(np.abs(spectrum) ** 2 * weight)) * 2 / (2 * frames)
    return float(np.sqrt(power / (frames * sound.shape[0])))


def levelled(sound: Floats, rate: int, decibels: float) -> Floats:
    """*sound* scaled to a loudness of *decibels* below full scale (a negative number); silence stays silent."""
    measured = loudness(sound, rate)
    return sound if measured == 0 else sound * (10 ** (decibels / 20) / measured)
