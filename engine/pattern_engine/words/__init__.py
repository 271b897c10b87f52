"""The meaning of every word, a chapter a file. ``WORDS`` is all of them, in order, by every spelling."""

from __future__ import annotations

from pattern_engine.vocabulary import vocabulary
from pattern_engine.words import change, draw, form, making, pitch, sound, structure, tempo

WORDS = vocabulary(making, tempo, structure, change, draw, pitch, sound, form)
"""Every word under its name and its aliases."""
