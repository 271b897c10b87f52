"""Filters and wave-shapers for whole notes: causal, so that nothing sounds before its onset."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pattern_engine.synth.partials import Floats

Response = NDArray[np.complex128]
"""A frequency response sampled on the bins of a Fourier transform."""


def biquad(kind: Literal["low", "high"], hz: float, q: float, turn: Response) -> Response:
    """The response of a second-order filter with cutoff *hz* (in cycles a sample) and resonance *q* at z⁻¹ = *turn*.

    The coefficients are those of R. Bristow-Johnson's Audio EQ Cookbook.
    """
    omega = 2 * math.pi * hz
    cosine, alpha = math.cos(omega), math.sin(omega) / (2 * q)
    if kind == "low":
        edge, middle = (1 - cosine) / 2, 1 - cosine
    else:
        edge, middle = (1 + cosine) / 2, -(1 + cosine)
    over = edge + middle * turn + edge * turn**2
    under = (1 + alpha) - 2 * cosine * turn + (1 - alpha) * turn**2
    return np.asarray(over / under, dtype=np.complex128)


def filtered(sound: Floats, rate: int, low: tuple[float, float] | None, high: tuple[float, float] | None) -> Floats:
    """*sound* (channels, frames) through a low-pass and a high-pass, each a pair of cutoff in Hz and Q, or None.

    The product is taken in the frequency domain, over a length that holds the filters' own ringing down to
    −100 dB (at most a second and a half), so that the wrapped tail cannot be heard before the onset.
    """
    frames = sound.shape[1]
    tail = max(_ringing(pair, rate) for pair in (low, high) if pair) if low or high else 0
    size = fast_length(frames + tail)
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    spectrum = np.fft.rfft(sound, size)
    if low is not None:
        spectrum *= biquad("low", _inside(low[0], rate), low[1], turn)
    if high is not None:
        spectrum *= biquad("high", _inside(high[0], rate), high[1], turn)
    return np.fft.irfft(spectrum, size)[:, :frames]


def band(sound: Floats, rate: int, low: float, high: float) -> Floats:
    """*sound* with gentle slopes of 12 dB an octave below *low* Hz and above *high* Hz."""
    return filtered(sound, rate, (high, 0.6), (low, 0.6))


def softened(sound: Floats, rate: int, hz: float) -> Floats:
    """*sound* with a slope of 6 dB an octave above *hz*: the one-pole filter of a softer stroke."""
    size = fast_length(sound.shape[1] + 512)
    pole = math.exp(-2 * math.pi * _inside(hz, rate))
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    spectrum = np.fft.rfft(sound, size) * ((1 - pole) / (1 - pole * turn))
    return np.fft.irfft(spectrum, size)[:, : sound.shape[1]]


def fast_length(frames: int) -> int:
    """The least length 2ⁿ, 3·2ⁿ or 5·2ⁿ that holds *frames*: Fourier transforms of it are quick."""
    power = 1 << max(4, (frames - 1).bit_length())
    return min(size for size in (power, power * 3 // 4, power * 5 // 8) if size >= frames)


def driven(sound: Floats, drive: float) -> Floats:
    """*sound* through a hyperbolic tangent, *drive* 0..1 from clean to heavy; the peak stays where it was."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if peak == 0 or drive <= 0:
        return sound
    push = 1 + 24 * drive**1.5
    return np.asarray(np.tanh(sound * (push / peak)) * (peak / math.tanh(push)), dtype=np.float64)


def shaped(sound: Floats, amount: float) -> Floats:
    """*sound* through the wave-shaper (1 + k)·x / (1 + k·|x|) with k = 2a / (1 − a), *amount* a in 0..1."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if peak == 0 or amount <= 0:
        return sound
    bend = 2 * amount / (1 - min(amount, 0.97))
    unit = sound / peak
    return np.asarray((1 + bend) * unit / (1 + bend * np.abs(unit)) * peak, dtype=np.float64)


def crushed(sound: Floats, bits: float) -> Floats:
    """*sound* rounded to 2^*bits* steps between the peaks, *bits* 1..16."""
    peak = float(np.max(np.abs(sound), initial=0.0))
    if peak == 0:
        return sound
    steps = 2.0 ** (min(max(bits, 1.0), 16.0) - 1)
    return np.asarray(np.round(sound * (steps / peak)) * (peak / steps), dtype=np.float64)


def _inside(hz: float, rate: int) -> float:
    return min(max(hz, 10.0), 0.49 * rate) / rate


def _ringing(pair: tuple[float, float], rate: int) -> int:
    seconds = math.log(1e5) * 2 * max(pair[1], 0.5) / (2 * math.pi * max(pair[0], 10.0))
    return round(min(seconds * 1.1 + 0.002, 1.5) * rate)
