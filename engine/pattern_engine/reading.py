"""Reading: what a value of a pattern is as notes, by the role of its block and the kind of its instrument."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pattern_engine.event import Value, show_value
from pattern_engine.instruments import INSTRUMENTS, drum_key, instrument
from pattern_engine.program import Role
from pattern_engine.theory.chord import Chord
from pattern_engine.theory.notation import frequency
from pattern_engine.theory.pitch import Tone, midi_of, name_in

Sounding = tuple[str | None, float | None, bool]
"""What one atom is: the note's name, its MIDI key, whether it is a drum."""

Reader = Callable[[Value, int], list[Sounding]]


def reader(role: Role, sound: str) -> Reader:
    """How a block of *role* reads the values of an instrument's pattern.

    In ``rhythm`` and on drum instruments a word is first a drum, elsewhere first a note; in ``harmony`` a
    capital letter begins a chord symbol, whose notes sound together. Among notes only the long names of drums
    are drums (``Kick``), so that a short one is not mistaken for a misspelt note; recordings in a ``contrast``, which
    may take the place of drums, have the short ones too.
    """
    drums_first = role == "rhythm" or instrument(sound).kind == "drums"
    orders: dict[str, tuple[Callable[[str, int], list[Sounding]], ...]] = {
        "drums": (_as_drum, _as_named, _as_literal),
        "harmony": (_as_chord, _as_named, _as_literal, _as_drum),
        "notes": (_as_named, _as_literal, _as_spelled_drum),
        "samples": (_as_named, _as_literal, _as_drum),
    }
    others = "samples" if role == "contrast" and sound not in INSTRUMENTS else "notes"
    order = orders["drums" if drums_first else "harmony" if role == "harmony" else others]

    def read(atom: Value, octave: int) -> list[Sounding]:
        if isinstance(atom, str):
            for way in order:
                found = way(atom, octave)
                if found:
                    return found
            return [] if atom in ("f", "false") else [(atom, None, drums_first)]
        if isinstance(atom, bool) or atom is None:
            return [("x", 36 if drums_first else 60, drums_first)] if atom else []
        if isinstance(atom, int | float | Fraction):
            return [(str(atom), float(atom), True)] if drums_first else as_note(atom, octave)
        return [(show_value(atom), None, drums_first)]

    return read


def as_note(atom: Value, octave: int) -> list[Sounding]:
    """A note by its name, or by its MIDI key."""
    if isinstance(atom, Chord) and atom.semitones and (key := atom.key(octave)) is not None:
        return [(name_in(key), key, False)]
    if isinstance(atom, str):
        return [(atom, midi_of(atom, octave), False)]
    midi = float(atom) if isinstance(atom, int | float | Fraction) else 60
    whole = int(midi) if midi == int(midi) else midi
    return [(name_in(midi), whole, False)]


def _as_named(atom: str, octave: int) -> list[Sounding]:
    midi = midi_of(atom, octave)
    if midi is None:
        return as_note(pitch, octave) if (pitch := frequency(atom)) is not None else []
    return [(atom, midi, False)]


def _as_literal(atom: str, octave: int) -> list[Sounding]:
    """A chord that says so by its apostrophe, ``c'maj7``."""
    return as_symbol(atom, octave) if "'" in atom else []


def _as_drum(atom: str, _: int) -> list[Sounding]:
    key = drum_key(atom)
    if key is not None:
        return [(atom, key, True)]
    return [(atom, 36, True)] if atom in ("x", "t", "true") else []


def _as_spelled_drum(atom: str, octave: int) -> list[Sounding]:
    return _as_drum(atom, octave) if atom[:1].isupper() else []


def _as_chord(atom: str, octave: int) -> list[Sounding]:
    return as_symbol(atom, octave) if atom[:1].isupper() and not isinstance(atom, Tone) else []


def as_symbol(atom: str, octave: int) -> list[Sounding]:
    """The notes of a chord symbol, none if it is none."""
    return [(name, key, False) for name, key in Chord(atom).notes(octave)]
