"""Filters and wave-shapers for whole notes: causal, so that nothing sounds before its onset."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pattern_engine.synth.partials import Floats

Response = NDArray[np.complex128]
"""A frequency response sampled on the bins of a Fourier transform."""

Pass = Literal["low", "high", "band"]
"""What a filter lets through."""


def biquad(kind: Pass, hz: float | Floats, q: float, turn: Response) -> Response:
    """The response of a second-order filter with cutoff *hz* (in cycles a sample) and resonance *q* at z⁻¹ = *turn*.

    Several cutoffs, shape (n, 1), give a row each. The coefficients are those of R. Bristow-Johnson's Audio EQ
    Cookbook; a band-pass has gain 1 in its middle.
    """
    omega = 2 * np.pi * np.asarray(hz)
    cosine, alpha = np.cos(omega), np.sin(omega) / (2 * q)
    under = (1 + alpha) + turn * (-2 * cosine + (1 - alpha) * turn)
    if kind == "low":
        over = (1 - cosine) / 2 * (1 + turn) ** 2
    elif kind == "high":
        over = (1 + cosine) / 2 * (1 - turn) ** 2
    else:
        over = alpha * (1 - turn**2)
    return np.asarray(over / under, dtype=np.complex128)


def turns(size: int) -> Response:
    """z⁻¹ on the bins of a real Fourier transform of *size* samples."""
    return _remembered(size) if size <= _OFTEN else _turned(size)


_OFTEN = 1 << 17


def _turned(size: int) -> Response:
    return np.asarray(np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size), dtype=np.complex128)


@lru_cache(maxsize=32)
def _remembered(size: int) -> Response:
    turn = _turned(size)
    turn.flags.writeable = False
    return turn


def filtered(
    sound: Floats,
    rate: int,
    low: tuple[float, float] | None,
    high: tuple[float, float] | None,
    middle: tuple[float, float] | None = None,
) -> Floats:
    """*sound* (channels, frames) through a low-pass, a high-pass and a band-pass: cutoff in Hz and Q each, or None.

    The product is taken in the frequency domain, over a length that holds the filters' own ringing down to
    −100 dB (at most a second and a half), so that the wrapped tail cannot be heard before the onset.
    """
    frames = sound.shape[1]
    passes: tuple[tuple[Pass, tuple[float, float] | None], ...] = (("low", low), ("high", high), ("band", middle))
    tail = max((ringing(*pair, rate) for _, pair in passes if pair), default=0)
    size = fast_length(frames + tail)
    turn = turns(size)
    spectrum = np.fft.rfft(sound, size)
    for kind, pair in passes:
        if pair is not None:
            spectrum *= biquad(kind, inside(pair[0], rate), pair[1], turn)
    return np.fft.irfft(spectrum, size)[:, :frames]


_VOWELS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "a": ((730, 1.0, 90), (1090, 0.50, 110), (2440, 0.22, 170), (3400, 0.10, 250)),
    "e": ((530, 1.0, 70), (1840, 0.42, 120), (2480, 0.28, 170), (3500, 0.10, 250)),
    "i": ((270, 1.0, 60), (2290, 0.40, 120), (3010, 0.28, 180), (3600, 0.12, 250)),
    "o": ((570, 1.0, 80), (840, 0.55, 100), (2410, 0.10, 170), (3300, 0.06, 250)),
    "u": ((300, 1.0, 60), (870, 0.35, 100), (2240, 0.08, 170), (3300, 0.05, 250)),
}


def spoken(sound: Floats, rate: int, vowel: str) -> Floats:
    """*sound* through the formants of *vowel*, one of a e i o u (any other leaves it alone), as loud as it was.

    The first three are the men's averages of G. Peterson and H. Barney, "Control methods used in a study of the
    vowels" (1952): Hz, level and width of each. The higher are lifted: an instrument gives them less than a voice.
    """
    formants = _VOWELS.get(vowel.lower())
    if formants is None:
        return sound
    frames = sound.shape[1]
    size = fast_length(frames + round(0.05 * rate))
    turn = turns(size)
    response = np.zeros_like(turn)
    for hz, level, width in formants:
        response += level * hz / formants[0][0] * biquad("band", inside(hz, rate), hz / width, turn)
    return np.fft.irfft(np.fft.rfft(sound, size) * response, size)[:, :frames]


def band(sound: Floats, rate: int, low: float, high: float) -> Floats:
    """*sound* with gentle slopes of 12 dB an octave below *low* Hz and above *high* Hz."""
    return filtered(sound, rate, (high, 0.6), (low, 0.6))


def softened(sound: Floats, rate: int, hz: float) -> Floats:
    """*sound* with a slope of 6 dB an octave above *hz*: the one-pole filter of a softer stroke."""
    size = fast_length(sound.shape[1] + 512)
    pole = math.exp(-2 * math.pi * inside(hz, rate))
    turn = turns(size)
    spectrum = np.fft.rfft(sound, size) * ((1 - pole) / (1 - pole * turn))
    return np.fft.irfft(spectrum, size)[:, : sound.shape[1]]


def fast_length(frames: int) -> int:
    """The least length 2ⁿ, 3·2ⁿ or 5·2ⁿ that holds *frames*: Fourier transforms of it are quick."""
    power = 1 << max(4, (frames - 1).bit_length())
    return min(size for size in (power, power * 3 // 4, power * 5 // 8) if size >= frames)


def driven(sound: Floats, drive: float) -> Floats:
    """*sound* through a hyperbolic tangent, *drive* 0..10 from clean over heavy (1) to square; the peak stays."""
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


def held(sound: Floats, every: float) -> Floats:
    """*sound* with only every so many samples heard, each until the next: a lower sample rate, with its aliases."""
    step = max(1.0, every)
    frames = sound.shape[1]
    kept = (np.floor(np.arange(frames) / step) * step).astype(np.int64)
    return np.ascontiguousarray(sound[:, kept])


def inside(hz: float, rate: int) -> float:
    """A cutoff of *hz* Hz in cycles a sample, kept where a filter is one."""
    return min(max(hz, 10.0), 0.49 * rate) / rate


def ringing(hz: float, q: float, rate: int) -> int:
    """Samples in which a filter's own ringing falls by 100 dB, at most those of a second and a half."""
    seconds = math.log(1e5) * 2 * max(q, 0.5) / (2 * math.pi * max(hz, 10.0))
    return round(min(seconds * 1.1 + 0.002, 1.5) * rate)
