"""Pitch: degrees, notes and octaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor

from pattern_engine.event import Hap, Value
from pattern_engine.pattern import Pattern, derived, divided
from pattern_engine.theory.pitch import midi_of, transposed
from pattern_engine.theory.scale import Scale, named
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of

PITCHES = ("degree", "note", "n", "value")
"""Where a value that carries controls keeps its pitch, in the order in which it is looked for."""


def repitched(value: Value, change: object) -> Value:
    """*value* with *change*, a function of one value, applied to its pitch alone."""
    if not callable(change):
        raise TypeError("a change of pitch is a function")
    if isinstance(value, dict):
        held = next((name for name in PITCHES if name in value), None)
        return value if held is None else {**value, held: change(value[held])}
    changed: Value = change(value)
    return changed


class Degree(str):
    """The name of a note that remembers the scale it is a degree of."""

    __slots__ = ("degree", "scale")

    scale: Scale
    degree: int

    @classmethod
    def of(cls, scale: Scale, degree: int) -> Value:
        """The *degree* of *scale*: its name, or a plain key where it lies between keys."""
        note = scale.note(degree)
        if not isinstance(note, str):
            return note
        made = cls(note)
        made.scale, made.degree = scale, degree
        return made

    def __eq__(self, other: object) -> bool:
        """As texts compare; two degrees must also belong to one scale."""
        return str.__eq__(self, other) is True and (not isinstance(other, Degree) or self.scale == other.scale)

    __hash__ = str.__hash__


@word('piano "0 2 4 7".scale("C minor");')
def scale(pattern: Pattern, name: str) -> Pattern:
    """Turns 0-based degrees into notes of a named scale; a note becomes the nearest note of the scale."""
    steps = named(name)

    def noted(value: Value) -> Value:
        midi = midi_of(value) if isinstance(value, str) else None
        number = number_of(value)
        if midi is not None:
            return Degree.of(steps, steps.nearest(midi))
        if number == floor(number):
            return Degree.of(steps, floor(number))
        return steps.midi(floor(number)) + float(number - floor(number))

    known: dict[int, Value] = {}

    def read(value: Value) -> Value:
        if type(value) is int:
            if value not in known:
                known[value] = Degree.of(steps, value)
            return known[value]
        held = next((key for key in ("degree", "n") if isinstance(value, dict) and key in value), None)
        if held is not None and isinstance(value, dict):
            rest = {key: item for key, item in value.items() if key != held}
            return {**rest, "note": noted(value[held])}
        return repitched(value, noted)

    return pattern.map(read)


@word('piano "0 2 4".scale("C minor").scaleTranspose("<0 1 2>");', aliases=("sct", "strans", "scaletrans"))
def scaleTranspose(pattern: Pattern, steps: int) -> Pattern:  # noqa: N802
    """Moves notes by degrees within the scale they were made with."""

    def moved(value: Value) -> Value:
        if isinstance(value, Degree):
            return Degree.of(value.scale, value.degree + steps)
        raise ValueError("scaleTranspose moves within a scale: write .scale(…) before it")

    return pattern.map(lambda value: repitched(value, moved))


def _moved(pattern: Pattern, semitones: float) -> Pattern:
    def moved(value: Value) -> Value:
        if isinstance(value, str):
            name = transposed(value, int(semitones)) if semitones == int(semitones) else None
            midi = midi_of(value)
            return name if name is not None else value if midi is None else midi + semitones
        number = number_of(value) + semitones
        return int(number) if number == int(number) else number

    return pattern.map(lambda value: repitched(value, moved))


@word('piano "c4 e4".transpose("<0 7>");', aliases=("trans",))
def transpose(pattern: Pattern, semitones: float) -> Pattern:
    """Moves notes by semitones; drums stay as they are."""
    return _moved(pattern, semitones)


@word('piano "c4 e4".up(1);')
def up(pattern: Pattern, octaves: int = 1) -> Pattern:
    """Moves notes up by octaves, or down if negative; drums stay as they are."""
    return _moved(pattern, 12 * octaves)


@word('piano "c4 e4 g4".toMidi();', aliases=("noteToMidi",))
def toMidi(pattern: Pattern) -> Pattern:  # noqa: N802
    """Notes as MIDI keys."""
    return pattern.map(lambda value: repitched(value, number_of))


@word('piano "c4 e4 g4".snap("C majorPentatonic");')
def snap(pattern: Pattern, name: str) -> Pattern:
    """Pulls notes to the nearest note of a scale."""
    steps = named(name)
    return pattern.map(
        lambda value: repitched(value, lambda note: Degree.of(steps, steps.nearest(float(number_of(note)))))
    )


@word('piano "c4 e4 g4".mirror("e4");')
def mirror(pattern: Pattern, axis: Value) -> Pattern:
    """Melodic inversion: intervals turned upside down round an axis, by semitones."""
    centre = number_of(axis)
    return pattern.map(lambda value: repitched(value, lambda note: 2 * centre - number_of(note)))


ORDERS: Mapping[str, Callable[[int], list[int]]] = {
    "up": lambda n: list(range(n)),
    "down": lambda n: list(range(n - 1, -1, -1)),
    "updown": lambda n: [*range(n), *range(n - 2, 0, -1)],
    "downup": lambda n: [*range(n - 1, -1, -1), *range(1, n - 1)],
    "converge": lambda n: [index // 2 if index % 2 == 0 else n - 1 - index // 2 for index in range(n)],
    "diverge": lambda n: [index // 2 if index % 2 == 0 else n - 1 - index // 2 for index in range(n)][::-1],
    "pinky": lambda n: [item for index in range(n - 1) for item in (index, n - 1)] or [0],
    "thumb": lambda n: [item for index in range(1, n) for item in (0, index)] or [0],
}
"""The orders in which ``arp`` can play the notes of a chord, by name: from their number to their indexes."""


@word('piano "[c4,e4,g4]".arp("0 1 2 1");')
def arp(pattern: Pattern, style: Pattern) -> Pattern:
    """Plays simultaneous notes one after another: by number, in the rhythm of the numbers, or in a named order."""

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        groups: dict[tuple[int, int], list[Hap]] = {}
        for hap in pattern.haps(begin, end, ticks):
            if hap[0] is not None and hap[1] is not None:
                groups.setdefault((hap[0], hap[1]), []).append(hap)
        found: list[Hap] = []
        for chord in groups.values():
            for a, b, c, d, choice, origin in style.haps(chord[0][2], chord[0][3], ticks):
                if isinstance(choice, str) and choice in ORDERS:
                    found += _spread(chord, ORDERS[choice](len(chord)))
                else:
                    held = chord[int(number_of(choice)) % len(chord)]
                    found.append((a, b, c, d, held[4], held[5] + origin))
        return found

    return derived(ask, [pattern, style], steps=style.steps)


def _spread(chord: list[Hap], order: list[int]) -> list[Hap]:
    """The notes of *chord* in *order*, each with an equal share of its time."""
    wb, we, pb, pe = chord[0][:4]
    if wb is None or we is None:
        return []
    share = divided(we - wb, len(order))
    return [
        (start, start + share, max(start, pb), min(start + share, pe), *chord[index][4:])
        for start, index in zip(range(wb, we, share), order, strict=False)
        if start < pe and start + share > pb
    ]
