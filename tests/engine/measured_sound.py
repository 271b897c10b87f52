"""Notes of the built-in sounds, played on their own, and what is measured of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.samples.library import Recordings
from pattern_engine.synth.mixer import Mixer

RATE = 48000
Sound = NDArray[np.float64]


def note(instrument: str = "strings", midi: float | None = 57, **controls: Value) -> NoteEvent:
    velocity = controls.pop("vel", 0.7)
    assert isinstance(velocity, float)
    word = controls.pop("word", None)
    drum = instrument == "drums"
    name = word if isinstance(word, str) else None
    return NoteEvent("p", instrument, name, midi, Fraction(0), Fraction(1, 4), velocity, drum, controls)


def render(*played: tuple[int, NoteEvent], seconds: float = 1.5, length: int = 500_000) -> Sound:
    """Notes at their microseconds, each half a second long, shape (frames, 2)."""
    mixer = Mixer(RATE, limited=False, library=Recordings())
    mixer.add([Cue(index, at, length, Fraction(0), one) for index, (at, one) in enumerate(played)])
    return mixer.render(round(seconds * RATE)).astype(np.float64)


def play(instrument: str = "strings", midi: float | None = 57, **controls: Value) -> Sound:
    return render((0, note(instrument, midi, **controls)))


def rms(sound: Sound, begin: float = 0.0, end: float = 1.5) -> float:
    return float(np.sqrt((sound[round(begin * RATE) : round(end * RATE)] ** 2).mean()))


def power(sound: Sound, low: float, high: float, begin: float = 0.0, end: float = 1.5) -> float:
    piece = sound[round(begin * RATE) : round(end * RATE)].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
    frequency = np.fft.rfftfreq(len(piece), 1 / RATE)
    return float(spectrum[(frequency >= low) & (frequency < high)].sum())


def share(sound: Sound, low: float, high: float, begin: float = 0.0, end: float = 1.5) -> float:
    """The share of the power between two frequencies."""
    return power(sound, low, high, begin, end) / power(sound, 0, RATE, begin, end)


def pitch(sound: Sound, begin: float, end: float) -> float:
    """The strongest frequency in a stretch, in Hz."""
    piece = sound[round(begin * RATE) : round(end * RATE)].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 18))
    return float(spectrum.argmax() * RATE / (1 << 18))


def depth(sound: Sound, hz: float) -> float:
    """How much the loudness of the middle of a sound moves with *hz*."""
    piece = np.abs(sound[2400:21600]).max(axis=1).reshape(-1, 96).max(axis=1)
    turn = np.exp(-2j * np.pi * hz * np.arange(len(piece)) * 96 / RATE)
    return float(abs((piece - piece.mean()) @ turn) / piece.sum())


def flatness(sound: Sound) -> float:
    """How noisy a sound is: near 1 for noise, near 0 for tones."""
    spectrum = np.abs(np.fft.rfft(sound[2400:21600].sum(axis=1)))[200:4000] ** 2 + 1e-12
    return float(np.exp(np.log(spectrum).mean()) / spectrum.mean())


def ends(sound: Sound, floor: float = 0.002) -> float:
    """The second after which a sound stays below *floor* of its peak."""
    return float(np.flatnonzero(np.abs(sound).max(axis=1) > floor * np.abs(sound).max())[-1] / RATE)
