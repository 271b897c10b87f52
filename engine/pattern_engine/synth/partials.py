"""Additive synthesis: any sum of exponentially decaying sine waves, computed as one matrix product."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Samples or tables in double precision. Sound is planar: (channels, frames)."""


@dataclass(frozen=True, slots=True)
class Partials:
    """Decaying sine waves: row by row a frequency in Hz, a decay in nepers a second, and an amplitude.

    ``amplitude`` has the shape (partials, channels) and is complex: its angle is the phase at the onset,
    0 for a cosine and −π/2 for a sine.
    """

    frequency: Floats
    decay: Floats
    amplitude: NDArray[np.complex128]

    def __add__(self, other: Partials) -> Partials:
        """Both sets sounding together."""
        return Partials(
            np.concatenate((self.frequency, other.frequency)),
            np.concatenate((self.decay, other.decay)),
            np.concatenate((self.amplitude, other.amplitude)),
        )


def ring(partials: Partials, frames: int, rate: int) -> Floats:
    """The first *frames* samples of *partials* at *rate* Hz, shape (channels, frames).

    With z = e^((iω − d) / rate), sample n = a·B + b of a partial is Re(c z^(aB) z^b), so that the sum over
    all partials is a product of two small matrices. Partials that would alias are left out.
    """
    audible = partials.frequency < 0.45 * rate
    exponent = (2j * np.pi * partials.frequency[audible] - partials.decay[audible]) / rate
    columns = 1 << max(4, (max(frames, 1).bit_length() + 1) // 2)
    rows = -(-frames // columns)
    coarse = np.exp(np.outer(np.arange(rows) * columns, exponent))
    fine = np.exp(np.outer(exponent, np.arange(columns)))
    right = np.concatenate((fine.real, -fine.imag))
    amplitude = partials.amplitude[audible]
    sound = np.empty((amplitude.shape[1], rows * columns))
    for channel in range(amplitude.shape[1]):
        left = coarse * amplitude[:, channel]
        sound[channel] = (np.concatenate((left.real, left.imag), axis=1) @ right).ravel()
    return sound[:, :frames]


def harmonics(hz: float, top: float, most: int) -> Floats:
    """The numbers 1, 2, 3, … of the harmonics of *hz* below *top* Hz, at most *most* and at least one."""
    return np.arange(1.0, 1 + max(1, min(most, int(top / hz))))


def noise(key: str, frames: int, channels: int = 1) -> Floats:
    """White noise in −1..1 that is the same in every process for the same *key*, shape (channels, frames).

    More frames of the same key begin with the same samples.
    """
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
    return np.ascontiguousarray(generator.random((frames, channels)).T) * 2 - 1


def decay_of(t60: float) -> float:
    """The decay in nepers a second of something that falls by 60 dB in *t60* seconds."""
    return math.log(1000) / t60
