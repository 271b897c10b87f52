"""Pitch that moves: a tone read at another pace, as a tape is. Vibrato, envelopes, frequency modulation, speed."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pattern_engine.synth.controls import Colour
from pattern_engine.synth.filters import fast_length
from pattern_engine.synth.loudness import levelled, loudness
from pattern_engine.synth.partials import Floats
from pattern_engine.synth.recipes import Sound
from pattern_engine.synth.sweeps import Stages

_FINER = 4
_AT_ONCE = 1 << 15
_MARGIN = 256
_MOST = 16.0
_WHEEL = 2.0
_STACKED = 0.2
"""Semitones between stacked voices that say nothing."""


class Pace(NamedTuple):
    """How a tone is read: where, in its own samples, for each sample that is heard; and the fastest of it."""

    places: Floats
    fastest: float

    @property
    def reach(self) -> int:
        """How many samples of the tone are needed."""
        return math.ceil(float(self.places.max(initial=0.0))) + 4


def is_bent(colour: Colour) -> bool:
    """Whether *colour* moves the pitch of a note at all."""
    moved = (colour.vib, colour.fm, colour.accelerate, colour.bend, colour.penv)
    return any(value is not None and value != 0 for value in moved)


def pace(colour: Colour, frames: int, rate: int, note: tuple[float, float]) -> Pace:
    """How a tone is read so that its pitch moves as *colour* says, for *frames* samples at *rate* Hz.

    *note* is its frequency in Hz and the seconds after which it is let go.
    """
    hz, gate = note
    seconds = np.arange(frames) / rate
    semitones: Floats = np.full(frames, _WHEEL * (colour.bend or 0.0))
    if colour.vib:
        deep = 0.5 if colour.vibmod is None else colour.vibmod
        semitones += deep * np.sin(2 * np.pi * colour.vib * seconds)
    if colour.penv:
        semitones += colour.penv * (_pitch_stages(colour).at(seconds, gate) - (colour.panchor or 0.0))
    ratio: Floats = np.exp2(semitones / 12)
    if colour.accelerate:
        ratio *= np.exp2(colour.accelerate * seconds / max(gate, 0.01))
    ratio = np.clip(ratio, 1 / _MOST, _MOST)
    places = np.concatenate(([0.0], np.cumsum(ratio[:-1])))
    if not colour.fm:
        return Pace(places, float(ratio.max(initial=1.0)))
    harmony = 1.0 if colour.fmh is None else colour.fmh
    index = colour.fm * _modulation(colour).at(seconds, gate)
    places += index * rate / (2 * np.pi * hz) * np.sin(2 * np.pi * harmony * hz / rate * places)
    fastest = float(ratio.max(initial=1.0)) * (1 + harmony * colour.fm)
    return Pace(np.abs(places), min(fastest, _MOST))


def _pitch_stages(colour: Colour) -> Stages:
    return Stages(
        colour.pattack or 0.0,
        0.1 if colour.pdecay is None else colour.pdecay,
        colour.psustain or 0.0,
        0.1 if colour.prelease is None else colour.prelease,
    )


def _modulation(colour: Colour) -> Stages:
    """The envelope of frequency modulation: at once and held, unless told otherwise."""
    held = (1.0 if colour.fmdecay is None else 0.0) if colour.fmsustain is None else colour.fmsustain
    return Stages(colour.fmattack or 0.0, colour.fmdecay or 0.1, held, 60.0)


def read(tone: Floats | Sound, how: Pace) -> Floats:
    """*tone* (channels, frames) at the places of *how*; where it is read faster, what would alias is taken away.

    Piece by piece, so that memory stays small: each is made four times finer in the frequency domain, and a cubic
    through four of those samples does the rest. Beyond its end a tone is silent.
    """
    heard = np.zeros((len(tone), len(how.places)))
    for first in range(0, len(how.places), _AT_ONCE):
        places = how.places[first : first + _AT_ONCE]
        begin = max(0, math.floor(float(places.min())) - _MARGIN)
        piece = tone[:, begin : math.ceil(float(places.max())) + _MARGIN].astype(np.float64)
        if piece.shape[1]:
            last = begin + piece.shape[1] == tone.shape[1]
            _faded(piece, begin > 0, not last)
            heard[:, first : first + len(places)] = _between(piece, places - begin, how.fastest)
    return heard


def _faded(piece: Floats, before: bool, after: bool) -> None:
    """Fade the margins of *piece* in place, where it has some, so that its ends do not ring into it."""
    width = min(_MARGIN // 2, piece.shape[1])
    slope = 0.5 - 0.5 * np.cos(np.pi * np.arange(width) / max(width, 1))
    if before:
        piece[:, :width] *= slope
    if after:
        piece[:, piece.shape[1] - width :] *= slope[::-1]


def _between(piece: Floats, places: Floats, fastest: float) -> Floats:
    """*piece* at *places*, without what lies above its share of the frequencies when it is read *fastest* times."""
    channels, frames = piece.shape
    size = fast_length(frames + 64)
    spectrum = np.fft.rfft(piece, size)
    if fastest > 1.01:
        edge = size // 2 / fastest
        spectrum *= np.clip((edge - np.arange(size // 2 + 1)) / (0.1 * edge), 0, 1)
    finer = np.fft.irfft(spectrum, size * _FINER) * _FINER
    place = np.minimum(places, frames + 8) * _FINER
    whole = place.astype(np.int64)
    part: Floats = np.asarray(place - whole, dtype=np.float64)
    heard = np.zeros((channels, len(place)))
    for step, weight in enumerate(_cubic(part), -1):
        heard += np.take(finer, whole + step, axis=1, mode="wrap") * weight
    return heard


def _cubic(part: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Lagrange's weights for the samples before, at, after and two after a place *part* 0..1 of the way."""
    less, more, most = part - 1, part + 1, part - 2
    return -part * less * most / 6, more * less * most / 2, -more * part * most / 2, more * part * less / 6


def stacked(tone: Floats, colour: Colour, frames: int, rate: int) -> Floats:
    """*frames* of several copies of *tone*, ``detune`` semitones from the first to the last, spread in stereo.

    As loud as one. The copies begin together, so the onset stays where it is.
    """
    count = max(2, round(colour.unison or 2))
    deep = _STACKED if colour.detune is None else colour.detune
    spread = 0.6 if colour.voiceSpread is None else colour.voiceSpread
    before = loudness(tone, rate)
    total = np.zeros((2, frames))
    for number in range(count):
        offset = number / (count - 1) - 0.5
        ratio = 2 ** (deep * offset / 12)
        heard = read(tone, Pace(np.arange(frames, dtype=np.float64) * ratio, ratio))
        side = spread * offset
        angle = math.pi / 4 * (1 + 2 * side * (-1) ** number)
        total += heard * np.array([[math.cos(angle)], [math.sin(angle)]])
    return levelled(total, rate, 20 * math.log10(before)) if before > 0 else total


def stack_reach(colour: Colour, frames: int) -> int:
    """How many samples of a tone ``stacked`` needs for *frames* of it."""
    deep = _STACKED if colour.detune is None else colour.detune
    return math.ceil(frames * 2 ** (deep / 24)) + 4


def is_stacked(colour: Colour) -> bool:
    """Whether *colour* asks for more than one voice: by their number, or by a distance between two."""
    return (colour.unison or 1) >= 2 or ((colour.detune or 0) > 0 and colour.unison is None)
