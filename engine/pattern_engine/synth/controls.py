"""What a note's controls mean to the built-in instruments: how it is coloured and where it is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from pattern_engine.event import Value
from pattern_engine.words.sound import CONTROLS


class Colour(NamedTuple):
    """The controls that change a note's own sound, by their names in the table; None where the voice decides.

    Units and ranges are the table's: times in seconds, cutoffs in Hz, depths of envelopes in octaves (filters) or
    semitones (pitch), rates of movements in Hz.
    """

    attack: float | None = None
    hold: float | None = None
    decay: float | None = None
    sustain: float | None = None
    release: float | None = None
    fadeTime: float | None = None  # noqa: N815  the control's name
    fadeInTime: float | None = None  # noqa: N815
    lpf: float | None = None
    lpq: float | None = None
    lpenv: float | None = None
    lpattack: float | None = None
    lpdecay: float | None = None
    lpsustain: float | None = None
    lprelease: float | None = None
    hpf: float | None = None
    hpq: float | None = None
    hpenv: float | None = None
    hpattack: float | None = None
    hpdecay: float | None = None
    hpsustain: float | None = None
    hprelease: float | None = None
    bpf: float | None = None
    bpq: float | None = None
    bpenv: float | None = None
    bpattack: float | None = None
    bpdecay: float | None = None
    bpsustain: float | None = None
    bprelease: float | None = None
    fanchor: float | None = None
    djf: float | None = None
    vowel: str | None = None
    distort: float | None = None
    shape: float | None = None
    crush: float | None = None
    coarse: float | None = None
    noise: float | None = None
    ring: float | None = None
    ringf: float | None = None
    trem: float | None = None
    tremolodepth: float | None = None
    phaser: float | None = None
    phaserdepth: float | None = None
    phasercenter: float | None = None
    phasersweep: float | None = None
    unison: float | None = None
    detune: float | None = None
    voiceSpread: float | None = None  # noqa: N815
    vib: float | None = None
    vibmod: float | None = None
    fm: float | None = None
    fmh: float | None = None
    fmattack: float | None = None
    fmdecay: float | None = None
    fmsustain: float | None = None
    penv: float | None = None
    pattack: float | None = None
    pdecay: float | None = None
    psustain: float | None = None
    prelease: float | None = None
    panchor: float | None = None
    accelerate: float | None = None
    bend: float | None = None
    speed: float | None = None
    begin: float | None = None
    end: float | None = None
    loop: float | None = None


class Placing(NamedTuple):
    """The controls that place a finished sound: how loud, where from left (0) to right (1), and what it sends.

    ``gain``, ``amp``, ``overgain`` and ``postgain`` are one loudness together (``loud``). ``delay`` and ``room`` are
    sends 0..1 to the echo and the reverberation of bus ``orbit``. ``delaytime`` is seconds between echoes,
    ``delayfb`` how much of each comes back, ``size`` the size of the room 0..1, ``roomfade`` its seconds instead.
    A note with ``cut`` ends what sounds in the same group; one with ``duck`` lowers that bus.
    """

    gain: float = 1.0
    amp: float = 1.0
    overgain: float = 0.0
    postgain: float = 1.0
    pan: float = 0.5
    dry: float = 1.0
    delay: float = 0.0
    delaytime: float = 0.25
    delayfb: float = 0.5
    room: float = 0.0
    size: float = 0.5
    roomfade: float | None = None
    roomlp: float | None = None
    orbit: float = 0.0
    cut: float | None = None
    duck: float | None = None
    duckattack: float = 0.1
    duckdepth: float = 1.0

    @property
    def loud(self) -> float:
        """The factor of the sound's amplitude, at most 16."""
        return min((self.gain + self.overgain) * self.amp * self.postgain, 16.0)


PLAIN = Colour()
"""The colour of a note without controls."""

_PLACED = Placing()
_COLOURS = frozenset(Colour._fields)
_PLACINGS = frozenset(Placing._fields)
_TEXTS = frozenset({"vowel"})
_SHORTEST_ECHO = 0.011
_MOST_FEEDBACK = 0.95
OBEYED = _COLOURS | _PLACINGS | {"vel", "unit", "bank", "n", "s", "note"}
"""The names of the controls that the built-in instruments obey."""


def colour(controls: Mapping[str, Value]) -> Colour:
    """The colour that *controls* ask for; out of range is moved to the nearest bound, what is no number is ignored."""
    found = _bounded(controls, _COLOURS)
    vowel = controls.get("vowel")
    coloured = PLAIN._replace(vowel=vowel) if isinstance(vowel, str) else PLAIN
    return coloured._replace(**found) if found else coloured  # type: ignore[arg-type]  # one field is a text


def placing(controls: Mapping[str, Value]) -> Placing:
    """The placing that *controls* ask for, bounded in the same way."""
    found = _bounded(controls, _PLACINGS)
    if not found:
        return _PLACED
    if "delaytime" in found:
        found["delaytime"] = max(found["delaytime"], _SHORTEST_ECHO)
    if "delayfb" in found:
        found["delayfb"] = min(found["delayfb"], _MOST_FEEDBACK)
    return _PLACED._replace(**found)


def _bounded(controls: Mapping[str, Value], names: frozenset[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in controls.items():
        if name in names and name not in _TEXTS and isinstance(value, (int, float, Fraction)):
            control = CONTROLS[name]
            number = float(min(max(value, control.low), control.high))
            if math.isfinite(number):
                found[name] = number
    return found
