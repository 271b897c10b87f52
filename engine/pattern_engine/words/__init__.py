"""The meaning of every word, a chapter a file. ``WORDS`` is all of them, in order, by every spelling."""

from __future__ import annotations

from pattern_engine.vocabulary import vocabulary
from pattern_engine.words import (
    change,
    choose,
    draw,
    form,
    harmony,
    layers,
    making,
    motif,
    pick,
    pitch,
    rhythm,
    samples,
    shift,
    signals,
    sound,
    spell,
    steps,
    structure,
    tempo,
    unfold,
)

WORDS = vocabulary(
    making,
    tempo,
    shift,
    structure,
    layers,
    pick,
    change,
    draw,
    choose,
    signals,
    unfold,
    spell,
    pitch,
    harmony,
    motif,
    rhythm,
    sound,
    samples,
    steps,
    form,
)
"""Every word under its name and its aliases."""
