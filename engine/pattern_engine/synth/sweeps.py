"""Filters that move while a note sounds: envelopes on the cutoff, and the phaser."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pattern_engine.synth.filters import Pass, Response, biquad, fast_length, inside, ringing, turns
from pattern_engine.synth.partials import Floats

_HOP = 256
_AT_ONCE = 32
_LONGEST_RING = 8192


class Stages(NamedTuple):
    """An envelope on something else than loudness: seconds up, seconds to the level *held* 0..1, seconds back."""

    attack: float
    decay: float
    held: float
    release: float

    def at(self, seconds: Floats, gate: float) -> Floats:
        """Its height 0..1 at *seconds* after the onset of a note that is let go at *gate* seconds."""
        return self._down(np.minimum(seconds, gate)) * self._after(seconds, gate)

    def _down(self, seconds: Floats) -> Floats:
        rise = np.clip(seconds / max(self.attack, 1e-4), 0, 1)
        fall = np.clip((seconds - self.attack) / max(self.decay, 1e-4), 0, 1)
        return np.asarray(rise * (1 - (1 - self.held) * fall))

    def _after(self, seconds: Floats, gate: float) -> Floats:
        return np.asarray(1 - np.clip((seconds - gate) / max(self.release, 1e-4), 0, 1))


class Sweep(NamedTuple):
    """A filter whose cutoff an envelope moves: from *hz* by *octaves* (negative: down) as *stages* say.

    *anchor* 0..1 is the height of the envelope at which the cutoff is *hz* itself.
    """

    kind: Pass
    hz: float
    q: float
    octaves: float
    anchor: float
    stages: Stages

    def cutoffs(self, seconds: Floats, gate: float) -> Floats:
        """The cutoff in Hz at *seconds* after the onset of a note that is let go at *gate* seconds."""
        octaves = self.octaves * (self.stages.at(seconds, gate) - self.anchor)
        return np.clip(self.hz * np.exp2(octaves), 20.0, 20000.0)

    def over(self, sound: Floats, rate: int, gate: float) -> Floats:
        """*sound* (channels, frames) through the filter."""
        reach = self.cutoffs(np.linspace(0, sound.shape[1] / rate, 64), gate)
        tail = min(ringing(float(reach.min()), self.q, rate), _LONGEST_RING)

        def responses(seconds: Floats, turn: Response) -> Response:
            cutoffs = [inside(hz, rate) for hz in self.cutoffs(seconds, gate)]
            return biquad(self.kind, np.array(cutoffs)[:, None], self.q, turn)

        return swept(sound, rate, tail, responses)


def phased(sound: Floats, rate: int, hz: float, depth: float, reach: tuple[float, float]) -> Floats:
    """*sound* with two notches moved *hz* times a second; *reach* is the middle of their way and its width in Hz.

    Four all-pass filters of the first order, added to the sound itself; *depth* 0..1 is how deep the notches are.
    """
    middle, width = reach

    def responses(seconds: Floats, turn: Response) -> Response:
        sway = middle + width / 2 * np.sin(2 * np.pi * hz * seconds)
        cutoffs = np.clip(sway, 60.0, 0.4 * rate)
        slope = np.tan(np.pi * cutoffs / rate)[:, None]
        pole = (slope - 1) / (slope + 1)
        once = (pole + turn) / (1 + pole * turn)
        return np.asarray((1 + depth * once**4) / (1 + depth), dtype=np.complex128)

    return swept(sound, rate, 1024, responses)


def swept(sound: Floats, rate: int, tail: int, responses: Callable[[Floats, Response], Response]) -> Floats:
    """*sound* through a filter that changes: overlapping pieces of it, each through the filter of its own moment.

    *responses* gives, for moments in seconds and z⁻¹ on the bins of a transform, a response a row. *tail* is the
    number of samples that the filter rings on.
    """
    channels, frames = sound.shape
    size = fast_length(2 * _HOP + tail)
    turn, window = turns(size), np.sin(np.pi * (np.arange(2 * _HOP) + 0.5) / (2 * _HOP)) ** 2
    pieces = math.ceil(frames / _HOP) + 1
    padded = np.zeros((channels, (pieces + 1) * _HOP))
    padded[:, _HOP : _HOP + frames] = sound
    answer = np.zeros((channels, (pieces + 1) * _HOP + size))
    for first in range(0, pieces, _AT_ONCE):
        count = min(_AT_ONCE, pieces - first)
        response = responses(np.maximum(np.arange(first, first + count) * _HOP / rate, 0), turn)
        for channel in range(channels):
            begin = padded[channel, first * _HOP :]
            cut = np.lib.stride_tricks.sliding_window_view(begin, 2 * _HOP)[: count * _HOP : _HOP]
            heard = np.fft.irfft(np.fft.rfft(cut * window, size, axis=1) * response, size, axis=1)
            for piece in range(count):
                place = (first + piece) * _HOP
                answer[channel, place : place + size] += heard[piece]
    return answer[:, _HOP : _HOP + frames]
