"""The meaning of every word, a chapter a file. ``WORDS`` is all of them, in order, by every spelling."""

from __future__ import annotations

from pattern_engine.vocabulary import vocabulary
from pattern_engine.words import (
    change,
    conditions,
    draw,
    form,
    harmony,
    joining,
    layers,
    making,
    motif,
    pick,
    pitch,
    rhythm,
    samples,
    shaping,
    shift,
    sound,
    steps,
    structure,
    tempo,
    values,
)

WORDS = vocabulary(
    making,
    tempo,
    shift,
    structure,
    shaping,
    conditions,
    layers,
    pick,
    joining,
    change,
    draw,
    pitch,
    harmony,
    motif,
    rhythm,
    sound,
    values,
    samples,
    steps,
    form,
)
"""Every word under its name and its aliases."""
