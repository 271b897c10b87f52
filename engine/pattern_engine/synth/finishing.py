"""From a raw tone to a finished sound: pitch, colour, filters, envelope, level and onset, in this order."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from pattern_engine.synth.bending import is_bent, is_stacked, pace, read, stack_reach, stacked
from pattern_engine.synth.controls import PLAIN, Colour
from pattern_engine.synth.filters import Pass, crushed, driven, filtered, held, shaped, spoken
from pattern_engine.synth.loudness import levelled, loudness
from pattern_engine.synth.partials import Floats, noise
from pattern_engine.synth.recipes import FADE, Recipe, Sound
from pattern_engine.synth.sweeps import Stages, Sweep, phased

FOOT = 8 / 32768
"""The least absolute value of a note's first sample at velocity 0.1 and more: no file loses an onset in rounding."""

_FLAT = 0.707


def reach(made: Recipe, rate: int) -> int:
    """How many frames of raw tone the sound of *made* needs."""
    frames = made.frames
    if made.colour is PLAIN:
        return frames
    if is_bent(made.colour):
        frames = pace(made.colour, frames, rate, (made.hz, _gate(made, rate))).reach
    return stack_reach(made.colour, frames) if is_stacked(made.colour) else frames


def finished(made: Recipe, tone: Floats | Sound, rate: int) -> Sound:
    """The finished sound of a recipe from its raw *tone*, of at least as many frames as it ``reach`` es."""
    colour = made.colour
    sound = tone.astype(np.float64)
    if colour is not PLAIN:
        sound = _bent(sound, made, rate)
    sound = sound[:, : made.frames]
    if colour is not PLAIN:
        sound = _filtered(_roughened(sound, colour, rate), made, rate)
    _shape(sound, made, rate)
    if colour.trem:
        sound *= _tremolo(colour, made.frames, rate)
    sound *= made.velocity**1.5
    _stand(sound, FOOT * min(1.0, made.velocity / 0.1), rate)
    return sound.astype(np.float32)


def _gate(made: Recipe, rate: int) -> float:
    """Seconds until it is let go; what is never let go is let go at its end."""
    return (made.frames if made.gate is None else made.gate) / rate


def _bent(sound: Floats, made: Recipe, rate: int) -> Floats:
    bent = is_bent(made.colour)
    how = pace(made.colour, made.frames, rate, (made.hz, _gate(made, rate))) if bent else None
    if is_stacked(made.colour):
        sound = stacked(sound, made.colour, made.frames if how is None else how.reach, rate)
    return sound if how is None else read(sound, how)


def _roughened(sound: Floats, wanted: Colour, rate: int) -> Floats:
    """Noise, ring modulation and every kind of distortion; as loud as before."""
    rough = (wanted.noise, wanted.ring, wanted.coarse, wanted.distort, wanted.shape)
    before = loudness(sound, rate) if any(rough) else 0.0
    if wanted.noise:
        hiss = noise("noise", sound.shape[1], sound.shape[0]) * np.abs(sound).max(initial=0.0) / 2
        sound = sound * (1 - wanted.noise) + hiss * wanted.noise * _following(sound, rate)
    if wanted.ring:
        turns = (440.0 if wanted.ringf is None else wanted.ringf) * np.arange(sound.shape[1]) / rate
        sound = sound * (1 - wanted.ring + wanted.ring * np.cos(2 * np.pi * turns))
    if wanted.coarse is not None:
        sound = held(sound, wanted.coarse)
    if wanted.crush is not None:
        sound = crushed(sound, wanted.crush)
    if wanted.distort:
        sound = driven(sound, wanted.distort)
    if wanted.shape:
        sound = shaped(sound, wanted.shape)
    return levelled(sound, rate, 20 * math.log10(before)) if before else sound


def _following(sound: Floats, rate: int) -> Floats:
    """The course of the loudness of *sound*, 0..1: what noise mixed into it follows."""
    step = max(1, round(0.005 * rate))
    whole = sound.shape[1] // step
    if whole < 2:
        return np.ones(sound.shape[1])
    peaks = np.abs(sound[:, : whole * step]).reshape(len(sound), whole, step).max(axis=(0, 2))
    smooth = np.interp(np.arange(sound.shape[1]), (np.arange(whole) + 0.5) * step, peaks)
    return np.asarray(smooth / max(float(peaks.max()), 1e-9))


def _filtered(sound: Floats, made: Recipe, rate: int) -> Floats:
    wanted, gate = made.colour, _gate(made, rate)
    if wanted.vowel is not None:
        before = loudness(sound, rate)
        sound = spoken(sound, rate, wanted.vowel)
        sound = levelled(sound, rate, 20 * math.log10(before)) if before > 0 else sound
    low, high = wanted.lpf, wanted.hpf
    if low is None and wanted.distort:
        low = 9000.0
    still: dict[Pass, tuple[float, float]] = {}
    for kind, hz, q, depth, stages in _passes(wanted, low, high):
        if depth:
            sound = Sweep(kind, hz, q, depth, wanted.fanchor or 0.0, stages).over(sound, rate, gate)
        else:
            still[kind] = (hz, q)
    if still:
        sound = filtered(sound, rate, still.get("low"), still.get("high"), still.get("band"))
    sound = _one_knob(sound, wanted.djf, rate)
    if wanted.phaser:
        depth = 0.75 if wanted.phaserdepth is None else wanted.phaserdepth
        middle = (wanted.phasercenter or 1000.0, 2000.0 if wanted.phasersweep is None else wanted.phasersweep)
        sound = phased(sound, rate, wanted.phaser, depth, middle)
    return sound


def _passes(
    wanted: Colour, low: float | None, high: float | None
) -> Iterator[tuple[Pass, float, float, float, Stages]]:
    """The filters that are wanted: kind, cutoff, resonance, depth of the envelope in octaves, and its stages."""
    times = wanted.lpattack, wanted.lpdecay, wanted.lpsustain, wanted.lprelease
    if low is not None:
        yield "low", low, *_moved(wanted.lpq, wanted.lpenv, times)
    times = wanted.hpattack, wanted.hpdecay, wanted.hpsustain, wanted.hprelease
    if high is not None:
        yield "high", high, *_moved(wanted.hpq, wanted.hpenv, times)
    times = wanted.bpattack, wanted.bpdecay, wanted.bpsustain, wanted.bprelease
    if wanted.bpf is not None:
        yield "band", wanted.bpf, *_moved(wanted.bpq, wanted.bpenv, times)


def _moved(q: float | None, depth: float | None, times: tuple[float | None, ...]) -> tuple[float, float, Stages]:
    """Resonance, depth and stages, where nothing is said as usual: an envelope that has times is an octave deep."""
    attack, decay, sustain, release = times
    given = any(value is not None for value in times)
    stages = Stages(
        0.005 if attack is None else attack,
        0.14 if decay is None else decay,
        sustain or 0.0,
        0.1 if release is None else release,
    )
    narrow = _FLAT if q is None else min(max(q, 0.5), 25.0)
    return narrow, (1.0 if given else 0.0) if depth is None else depth, stages


def _one_knob(sound: Floats, knob: float | None, rate: int) -> Floats:
    """A DJ's filter: below the middle a low-pass that closes, above it a high-pass that opens."""
    if knob is None or abs(knob - 0.5) < 0.01:
        return sound
    if knob < 0.5:
        return filtered(sound, rate, (40.0 * 500 ** (knob * 2), 1.0), None)
    return filtered(sound, rate, None, (20.0 * 500 ** (knob * 2 - 1), 1.0))


def _tremolo(wanted: Colour, frames: int, rate: int) -> Floats:
    """Loudness going down and up again ``trem`` times a second, loud at the onset."""
    deep = 0.7 if wanted.tremolodepth is None else wanted.tremolodepth
    swing = np.cos(2 * np.pi * (wanted.trem or 0.0) * np.arange(frames) / rate)
    return np.asarray(1 - deep * (0.5 - 0.5 * swing))


def _shape(sound: Floats, made: Recipe, rate: int) -> None:
    """Lay the envelope over *sound*, in place; the last few milliseconds fade to nothing in any case."""
    frames, envelope = sound.shape[1], made.envelope
    rise = min(round(max(envelope.attack, made.colour.fadeInTime or 0.0) * rate), frames)
    sound[:, :rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / max(rise, 1))
    full = min(rise + round((made.colour.hold or 0.0) * rate), frames)
    if envelope.sustain < 1 and full < frames:
        time = np.arange(frames - full) / rate
        sound[:, full:] *= envelope.sustain + (1 - envelope.sustain) * np.exp(-5 * time / max(envelope.decay, 0.002))
    if made.gate is not None and made.gate < frames:
        part = np.arange(frames - made.gate) / max(1, round(envelope.release * rate))
        sound[:, made.gate :] *= (np.exp(-5 * part) - math.exp(-5)).clip(0) / (1 - math.exp(-5))
    fade = min(round(max(FADE, made.colour.fadeTime or 0.0) * rate), frames)
    sound[:, frames - fade :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)


def _stand(sound: Floats, foot: float, rate: int) -> None:
    """Give each channel of *sound* a first sample of at least *foot*, in place: a step gone in a third of a ms."""
    frames = min(sound.shape[1], round(0.003 * rate))
    fall = np.exp(-np.arange(frames) / (0.0003 * rate))
    for channel in sound:
        if frames and abs(channel[0]) < foot:
            side = -1.0 if channel[: round(0.002 * rate)].sum() < 0 else 1.0
            channel[:frames] += (side * foot - channel[0]) * fall
