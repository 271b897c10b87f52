"""The meaning of every word, a chapter a file. ``WORDS`` is all of them, in order, by every spelling."""

from __future__ import annotations

from pattern_engine.vocabulary import vocabulary
from pattern_engine.words import (
    arpeggio,
    change,
    conditions,
    counterpoint,
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
    schillinger,
    shift,
    sound,
    steps,
    structure,
    tempo,
    tuning,
)

WORDS = vocabulary(
    making,
    tempo,
    shift,
    structure,
    conditions,
    layers,
    pick,
    joining,
    change,
    draw,
    pitch,
    tuning,
    harmony,
    arpeggio,
    motif,
    counterpoint,
    rhythm,
    schillinger,
    sound,
    samples,
    steps,
    form,
)
"""Every word under its name and its aliases."""
