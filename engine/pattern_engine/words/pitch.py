"""Pitch: degrees, notes and octaves."""

from __future__ import annotations

from math import floor

from pattern_engine.event import Value
from pattern_engine.joins import apply_both, apply_left, join_squeeze
from pattern_engine.pattern import Pattern
from pattern_engine.theory.chord import Chord, ChordTone, chord_in
from pattern_engine.theory.notation import degree as degree_of
from pattern_engine.theory.pitch import Tone, interval, midi_of, name_of, transposed, usual_letters
from pattern_engine.theory.scale import Scale, named
from pattern_engine.vocabulary import Patterns, Transform, word
from pattern_engine.words.change import PITCHES, number_of, octave_of
from pattern_engine.words.making import atom, seq, silence


def repitched(value: Value, change: object) -> Value:
    """*value* with *change*, a function of one value, applied to its pitch alone."""
    if not callable(change):
        raise TypeError("a change of pitch is a function")
    if isinstance(value, dict):
        held = next((name for name in PITCHES if name in value), None)
        return value if held is None else {**value, held: change(value[held])}
    changed: Value = change(value)
    return changed


class Degree(Tone):
    """The name of a note that remembers the scale it is a degree of, and by how many semitones it is altered."""

    __slots__ = ("degree", "scale", "shift")

    scale: Scale
    degree: int
    shift: int

    @classmethod
    def of(cls, scale: Scale, degree: int, shift: int = 0) -> Value:
        """The *degree* of *scale*, *shift* semitones higher: its name, or a plain key where it lies between keys."""
        note = scale.note(degree)
        if not isinstance(note, str):
            return note + shift
        made = cls(transposed(note, shift, letters=7 * round(shift / 12)) if shift else note)
        made.scale, made.degree, made.shift = scale, degree, shift
        return made

    def __eq__(self, other: object) -> bool:
        """As texts compare; two degrees must also belong to one scale."""
        return str.__eq__(self, other) is True and (not isinstance(other, Degree) or self.scale == other.scale)

    __hash__ = str.__hash__


def _noted(steps: Scale, value: Value) -> Value:
    if isinstance(value, Chord):
        return Degree.of(steps, steps.nearest(float(number_of(value))))
    midi = midi_of(value) if isinstance(value, str) else None
    if midi is not None:
        return Degree.of(steps, steps.nearest(midi))
    altered = degree_of(value) if isinstance(value, str) else None
    if altered is not None:
        return Degree.of(steps, *altered)
    number = number_of(value)
    if number == floor(number):
        return Degree.of(steps, floor(number))
    return steps.midi(floor(number)) + float(number - floor(number))


def read_through(pattern: Pattern, steps: Scale) -> Pattern:
    """The degrees of *pattern* as notes of the scale *steps*."""
    known: dict[int, Value] = {}

    def read(value: Value) -> Value:
        if type(value) is int:
            if value not in known:
                known[value] = Degree.of(steps, value)
            return known[value]
        held = next((key for key in ("degree", "n") if isinstance(value, dict) and key in value), None)
        if held is not None and isinstance(value, dict):
            rest = {key: item for key, item in value.items() if key != held}
            return {**rest, "note": _noted(steps, value[held])}
        return repitched(value, lambda note: _noted(steps, note))

    return pattern.map(read)


@word('piano "0 2 4 7 2#".scale("C minor");')
def scale(pattern: Pattern, name: str) -> Pattern:
    """Turns 0-based degrees into notes of a named scale; a note becomes the nearest note of the scale."""
    return read_through(pattern, named(name))


@word('piano "0 1 2 3 4".scaleWith("C major", .lowerDegree(2));')
def scaleWith(pattern: Pattern, name: str, change: Transform) -> Pattern:  # noqa: N802
    """As scale, after a function has changed the notes of the scale itself, which it is given in a row."""
    steps = named(name)
    row = change(seq(*(atom(Degree.of(steps, index)) for index in range(len(steps.semitones)))))
    haps, _ = row.answer(0, 1)
    notes = [hap[4] for hap in sorted(haps, key=lambda hap: hap[2]) if hap[0] == hap[2]]
    if not notes:
        raise ValueError("nothing is left of the scale")
    semitones = tuple(float(number_of(note)) - steps.root for note in notes)
    letters = tuple(
        ("CDEFGAB".index(note[0].upper()) - steps.letter) % 7 if isinstance(note, str) else usual_letters(semitone)
        for note, semitone in zip(notes, semitones, strict=True)
    )
    return read_through(pattern, Scale(steps.root, steps.letter, f"{steps.name}, changed", semitones, letters))


@word('piano "0 1 2 3 4".toScale([0, 2, 3, 7]);', aliases=("toscale",))
def toScale(pattern: Pattern, steps: Patterns) -> Pattern:  # noqa: N802
    """Reads degrees through a list of semitones above C4, which goes on in the next octave."""
    if not steps:
        raise ValueError("a scale is a list of semitones such as [0, 2, 4, 7]")
    listed = steps[0].map(lambda step: (step,))
    for step in steps[1:]:
        listed = apply_both(listed, step, lambda before, last: (*before, last) if isinstance(before, tuple) else last)

    def read(value: Value, semitones: Value) -> Value:
        row = semitones if isinstance(semitones, tuple) else (semitones,)

        def noted(note: Value) -> Value:
            octave, index = divmod(floor(number_of(note)), len(row))
            return 60 + 12 * octave + number_of(row[index])

        return repitched(value, noted)

    return apply_left(pattern, listed, read)


def _shifted(pattern: Pattern, degree: int, shift: int) -> Pattern:
    def altered(value: Value) -> Value:
        if not isinstance(value, Degree):
            raise ValueError("degrees belong to a scale: write .scale(…) before it")
        if (value.degree - degree) % len(value.scale.semitones):
            return value
        return Degree.of(value.scale, value.degree, value.shift + shift)

    return pattern.map(lambda value: repitched(value, altered))


@word('piano "0 1 2 3 4".scale("C major").raiseDegree(3);')
def raiseDegree(pattern: Pattern, degree: int, semitones: int = 1) -> Pattern:  # noqa: N802
    """Raises one 0-based degree of the scale the notes were made with, in every octave, by a semitone or more."""
    return _shifted(pattern, degree, semitones)


@word('piano "0 1 2 3 4".scale("C major").lowerDegree(2);')
def lowerDegree(pattern: Pattern, degree: int, semitones: int = 1) -> Pattern:  # noqa: N802
    """Lowers one 0-based degree of the scale the notes were made with, in every octave, by a semitone or more."""
    return _shifted(pattern, degree, -semitones)


@word('piano "0 2 4".scale("C minor").scaleTranspose("<0 1 2>");', aliases=("sct", "strans", "scaletrans"))
def scaleTranspose(pattern: Pattern, steps: int) -> Pattern:  # noqa: N802
    """Moves notes by degrees within the scale they were made with."""

    def stepped(value: Value) -> Value:
        if isinstance(value, Degree):
            return Degree.of(value.scale, value.degree + steps, value.shift)
        raise ValueError("scaleTranspose moves within a scale: write .scale(…) before it")

    return pattern.map(lambda value: repitched(value, stepped))


def moved(value: Value, semitones: float, letters: int | None = None) -> Value:
    """*value* with its pitch *semitones* higher, in the octave in which it sounds; a chord moves as a whole."""
    if not isinstance(value, dict):
        return _raised(value, semitones, letters, 4)
    held = next((name for name in (*PITCHES, "chord") if name in value), None)
    if held is None:
        return value
    pitch = value[held]
    pitch = Chord(pitch) if held == "chord" and isinstance(pitch, str) else pitch
    return {**value, held: _raised(pitch, semitones, letters, octave_of(value))}


def _raised(value: Value, semitones: float, letters: int | None, octave: int) -> Value:
    """A pitch *semitones* higher, a name spelled so many *letters* higher; what is no pitch stays as it is."""
    if isinstance(value, Degree) and not semitones % 12:
        return Degree.of(value.scale, value.degree, value.shift + int(semitones))
    if isinstance(value, str):
        if (chord := chord_in(value)) is not None:
            return chord.moved(semitones, letters)
        name = transposed(value, int(semitones), octave, letters) if semitones == int(semitones) else None
        if name is not None and isinstance(value, ChordTone) and not semitones % 12:
            return ChordTone.of(value.symbol, name)
        midi = midi_of(value, octave)
        return Tone(name) if name is not None else value if midi is None else midi + semitones
    number = number_of(value) + semitones
    return int(number) if number == int(number) else number


@word('piano "c4 e4".transpose("<0 7 3m -2M>");', aliases=("trans",))
def transpose(pattern: Pattern, by: Value) -> Pattern:
    """Moves notes by semitones, or by a named interval such as 3m or 5P that keeps their spelling; not drums."""
    named_interval = interval(by) if isinstance(by, str) else None
    if isinstance(by, str) and named_interval is None:
        raise ValueError(f"{by} is no interval; intervals are such as 3m 4P 5P 6M -2M")
    semitones, letters = named_interval or (float(number_of(by)), None)
    return pattern.map(lambda value: moved(value, semitones, letters))


@word('piano "c4 g4".chromaticise("<3 -3>");', aliases=("chromaticize", "chromaticiseBy", "chromaticizeBy"))
def chromaticise(pattern: Pattern, n: int) -> Pattern:
    """Fills each event with a chromatic run of n steps from its note upwards, or downwards if negative."""
    if not n:
        return silence()

    def run(value: Value) -> Pattern:
        offsets = range(n) if n > 0 else range(0, n, -1)
        return seq(*(atom(moved(value, by)) for by in offsets))

    return join_squeeze(pattern, run)


@word('piano "c4 e4".up(1);')
def up(pattern: Pattern, octaves: int = 1) -> Pattern:
    """Moves notes up by octaves, or down if negative; drums stay as they are."""
    return pattern.map(lambda value: moved(value, 12 * octaves))


@word('piano "c4 e4 g4".toMidi();', aliases=("noteToMidi", "toMIDI"))
def toMidi(pattern: Pattern) -> Pattern:  # noqa: N802
    """Notes as MIDI keys."""
    return pattern.map(lambda value: repitched(value, number_of))


@word('piano "60 63.5 67".toNote();', aliases=("midi2note",))
def toNote(pattern: Pattern, flats: bool = False) -> Pattern:  # noqa: N802
    """MIDI keys as the names of notes, in sharps or flats; keys between them stay numbers."""

    def noted(value: Value) -> Value:
        number = value if isinstance(value, str) else number_of(value)
        if isinstance(number, str) or number != floor(number):
            return number
        return Tone(name_of(int(number), flats))

    return pattern.map(lambda value: repitched(value, noted))


@word('piano "c4 e4 g4".snap("C majorPentatonic");')
def snap(pattern: Pattern, name: str) -> Pattern:
    """Pulls notes to the nearest note of a scale."""
    steps = named(name)
    return pattern.map(
        lambda value: repitched(value, lambda note: Degree.of(steps, steps.nearest(float(number_of(note)))))
    )


def inverted(value: Value, axis: Value) -> Value:
    """A pitch as far below *axis* as it was above: by degrees in a scale, else by semitones; drums stay."""
    if isinstance(value, Degree):
        centre = axis.degree if isinstance(axis, Degree) else value.scale.nearest(float(number_of(axis)))
        return Degree.of(value.scale, 2 * centre - value.degree, -value.shift)
    if isinstance(value, str) and midi_of(value) is None:
        return value
    return 2 * number_of(axis) - number_of(value)


@word('piano "c4 e4 g4".mirror("e4");')
def mirror(pattern: Pattern, axis: Value) -> Pattern:
    """Melodic inversion: intervals turned upside down round an axis, by semitones, or by degrees after a scale."""
    return pattern.map(lambda value: repitched(value, lambda note: inverted(note, axis)))
