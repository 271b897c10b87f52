"""Counterpoint: a second voice against a first."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.chance import chance
from pattern_engine.event import Hap, Value
from pattern_engine.pattern import REMEMBERED_CYCLES, Pattern, derived, divided
from pattern_engine.theory.counterpoint import filled, first_species
from pattern_engine.vocabulary import word
from pattern_engine.words.change import PITCHES
from pattern_engine.words.pitch import Degree, repitched

_NOTES = {1: 1, 2: 2, 3: 4}
"""By species: notes against one."""


def _degree(value: Value) -> Degree:
    held = next((value[name] for name in PITCHES if name in value), None) if isinstance(value, dict) else value
    if not isinstance(held, Degree):
        raise ValueError("a voice is set against degrees of a scale: write .scale(…) before it")
    return held


@word('piano "0 1 3 2".scale("D dorian").superimpose(.against());')
def against(pattern: Pattern, species: int = 1, *, stream: int = 0) -> Pattern:
    """A second voice above by rule: species 1 is note against note, 2 and 3 are two and four notes against one."""
    if species not in _NOTES:
        raise ValueError(f"the species of counterpoint here are 1, 2 and 3, not {species}")
    if not pattern.entire or not 0 < pattern.period <= REMEMBERED_CYCLES:
        raise ValueError("a voice is set against a melody that repeats")
    many = _NOTES[species]
    haps, ticks = pattern.answer(0, pattern.period)
    begun = sorted((hap[2], _degree(hap[4])) for hap in haps if hap[0] == hap[2])
    places: dict[Fraction, Degree] = {}
    for time, note in begun:
        places.setdefault(Fraction(time, ticks), note)
    scale = begun[0][1].scale if begun else None
    answers: dict[Fraction, list[int]] = {}
    if scale is not None:
        cantus = [note.degree for note in places.values()]
        voice = first_species(cantus, scale, lambda index, choice: chance(stream, 16 * index + choice, 1))
        answers = dict(zip(places, filled(voice, cantus, scale, many), strict=True))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            notes = None if wb is None else answers.get(Fraction(wb, ticks) % pattern.period)
            if wb is None or we is None or notes is None:
                continue
            share = divided(we - wb, many)
            for index, degree in enumerate(notes):
                start = wb + index * share
                first, last = max(start, pb), min(start + share, pe)
                if first < last:
                    answer = Degree.of(_degree(value).scale, degree)
                    found.append((start, start + share, first, last, repitched(value, lambda _, a=answer: a), origin))
        return found

    return derived(ask, [pattern], grain=pattern.grain * many)
