"""Additive synthesis: any sum of exponentially decaying sine waves, computed as one matrix product."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Samples or tables in double precision. Sound is planar: (channels, frames)."""

Complexes = NDArray[np.complex128]

_FAINT = 2e-4
_ROWS, _COLUMNS, _DEPTH = 16, 128, 64


@dataclass(frozen=True, slots=True)
class Partials:
    """Decaying sine waves: row by row a frequency in Hz, a decay in nepers a second, and an amplitude.

    ``amplitude`` has the shape (partials, channels) and is complex: its angle is the phase at the onset,
    0 for a cosine and −π/2 for a sine.
    """

    frequency: Floats
    decay: Floats
    amplitude: Complexes

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
    all partials is a product of two small matrices. Partials that would alias are left out, and so is, from
    stretch to stretch, what has fallen 74 dB below the loudest partial's onset.
    """
    strength = np.abs(partials.amplitude).max(axis=1, initial=0.0)
    audible = (partials.frequency < 0.45 * rate) & (strength > _FAINT * strength.max(initial=0.0))
    exponent = (2j * np.pi * partials.frequency[audible] - partials.decay[audible]) / rate
    amplitude, strength = partials.amplitude[audible], strength[audible]
    fine = _powers(np.exp(exponent), _COLUMNS).T
    right = np.stack((fine.real, -fine.imag))
    tiles = -(-frames // (_ROWS * _COLUMNS))
    sound = np.zeros((partials.amplitude.shape[1], tiles, _ROWS, _COLUMNS), dtype=np.float32)
    for begin, end in pairwise(sorted({0, tiles, *(tiles >> shift for shift in range(1, 6))})):
        first = begin * _ROWS * _COLUMNS
        alive = np.flatnonzero(strength * np.exp(exponent.real * first) > _FAINT * strength.max(initial=0.0))
        for some in np.array_split(alive, -(-len(alive) // _DEPTH) or 1):
            coarse = _powers(np.exp(exponent[some] * _COLUMNS), (end - begin) * _ROWS)
            begun = amplitude[some] * np.exp(exponent[some] * first)[:, None]
            _sum(coarse, begun, right[:, some], sound[:, begin:end])
    return sound.reshape(len(sound), -1)[:, :frames].astype(np.float64)


def _sum(coarse: Complexes, amplitude: Complexes, right: Floats, target: NDArray[np.float32]) -> None:
    """Add the products to *target* (channels, tiles, rows, columns): tiles too small for any BLAS to start threads.

    The powers are exact to double precision; their products need no more than a sound has.
    """
    table = np.concatenate((right[0], right[1])).astype(np.float32)
    for channel, sound in enumerate(target):
        left = coarse * amplitude[:, channel]
        both = np.concatenate((left.real, left.imag), axis=1, dtype=np.float32, casting="same_kind")
        sound += np.matmul(both.reshape(len(sound), _ROWS, -1), table)


def _powers(base: Complexes, count: int) -> Complexes:
    """The powers 0 … *count* − 1 of each *base*, a row each, by doubling."""
    table = np.empty((count, len(base)), dtype=np.complex128)
    table[:1] = 1
    size, step = 1, base
    while size < count:
        more = min(size, count - size)
        np.multiply(table[:more], step, out=table[size : size + more])
        size, step = size + more, step * step
    return table


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
