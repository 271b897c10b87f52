"""The table of voices: how each one sounds, its envelope, how long it rings and how loud it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pattern_engine.synth.blown import brass, choir, clarinet, flute
from pattern_engine.synth.held import lead, organ, pad, strings
from pattern_engine.synth.mallets import epiano, harpsichord, marimba, vibraphone
from pattern_engine.synth.partials import Floats
from pattern_engine.synth.struck import Stroke, bass, bell, guitar, piano, pluck


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a note's level moves: seconds to rise, seconds to fall to the level *sustain* (0..1), seconds to end."""

    attack: float
    decay: float
    sustain: float
    release: float


@dataclass(frozen=True, slots=True)
class Voice:
    """A way to sound a key.

    ``tone`` makes the sound without an envelope. ``ring`` is how many seconds C4 sounds by itself (None: for
    ever) and halves with every ``halving`` keys upwards. ``decibels`` is the loudness of a note at full
    velocity, below full scale.
    """

    tone: Callable[[Stroke], Floats]
    envelope: Envelope
    decibels: float
    ring: float | None = None
    halving: float = 24.0

    def seconds(self, midi: float) -> float:
        """How long the key *midi* can sound: until it has died away, at most 30 s; a minute for held voices."""
        return 60.0 if self.ring is None else min(30.0, self.ring * 2 ** ((60 - midi) / self.halving))


VOICES: Mapping[str, Voice] = MappingProxyType(
    {
        "piano": Voice(piano, Envelope(0.0015, 0.0, 1.0, 0.20), -21.0, 9.0, 22),
        "guitar": Voice(guitar, Envelope(0.001, 0.0, 1.0, 0.14), -21.0, 4.5, 20),
        "bass": Voice(bass, Envelope(0.004, 0.0, 1.0, 0.08), -20.0, 4.5, 30),
        "pluck": Voice(pluck, Envelope(0.001, 0.0, 1.0, 0.25), -21.0, 3.0, 24),
        "bell": Voice(bell, Envelope(0.001, 0.0, 1.0, 1.20), -21.0, 6.0, 30),
        "organ": Voice(organ, Envelope(0.006, 0.0, 1.0, 0.07), -21.2),
        "strings": Voice(strings, Envelope(0.09, 0.0, 1.0, 0.30), -22.0),
        "pad": Voice(pad, Envelope(0.16, 0.0, 1.0, 0.70), -21.7),
        "lead": Voice(lead, Envelope(0.004, 0.25, 0.75, 0.12), -19.2),
        "epiano": Voice(epiano, Envelope(0.001, 0.0, 1.0, 0.18), -21.0, 7.0, 26),
        "harpsichord": Voice(harpsichord, Envelope(0.0005, 0.0, 1.0, 0.10), -21.0, 4.0, 22),
        "marimba": Voice(marimba, Envelope(0.0005, 0.0, 1.0, 0.40), -21.0, 1.5, 19),
        "vibraphone": Voice(vibraphone, Envelope(0.001, 0.0, 1.0, 0.50), -21.0, 6.0, 26),
        "flute": Voice(flute, Envelope(0.03, 0.0, 1.0, 0.10), -21.5),
        "clarinet": Voice(clarinet, Envelope(0.02, 0.0, 1.0, 0.08), -21.4),
        "brass": Voice(brass, Envelope(0.03, 0.0, 1.0, 0.12), -21.6),
        "choir": Voice(choir, Envelope(0.12, 0.0, 1.0, 0.45), -22.0),
    }
)
"""The voices by name; every ``Instrument.voice`` is one of them."""
