"""Chord symbols: a root, a quality, perhaps another bass. The facts are in ``data/chords.tsv``.

Three dialects are read: real-book and iReal signs (``C^7``, ``C-7``, ``Ch7``), the jazz spellings (``Cmaj7``,
``CM7``, ``CΔ7``, ``C°7``), and literals with modifiers (``c'maj7'i``), which may follow the other two as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pattern_engine.theory.pitch import Tone, midi_of, name_in, name_of, spelled, transposed, usual_letters
from pattern_engine.theory.scale import table

_ROOT = r"[A-Ga-g](?:##?|bb?|x|♯|♭|𝄪|𝄫|(?:ss?|f)(?='|\d))?"
_SYMBOL = rf"({_ROOT})([^/']*(?:/\d[^/']*)?)(?:/({_ROOT}))?((?:'[^']*)*)"
_LITERAL = rf"({_ROOT}(?:-?\d+)?)'([^']*)((?:'[^']*)*)"
_MODIFIER = r"i+|o|d\d+|\d+"
_SIGNS = str.maketrans({"♭": "b", "♯": "#", "−": "-", "°": "o", "(": None, ")": None, "Δ": "^", " ": None})
_OTHERWISE = (("ø7", "h7"), ("ø", "h"), ("Maj", "maj"), ("Min", "min"), ("mi7", "m7"), ("dom", ""))

Notes = tuple[tuple[str, int], ...]
"""The notes of a chord, lowest first: name and MIDI key."""


class Symbol(NamedTuple):
    """A chord symbol taken apart; ``quality`` is a key of ``qualities``, ``octave`` None where none is written."""

    root: str
    quality: str
    bass: str | None = None
    modifiers: tuple[str, ...] = ()
    octave: int | None = None


class ChordTone(Tone):
    """The name of a note that remembers the *symbol* of the chord it was chosen for."""

    __slots__ = ("symbol",)

    symbol: str

    @classmethod
    def of(cls, symbol: str, name: str) -> ChordTone:
        """The note *name* of the chord that *symbol* writes."""
        made = cls(name)
        made.symbol = symbol
        return made


class Chord(str):
    """A chord symbol that is known to be one: alone, ``F`` might also be a note.

    One that was moved sounds as the one that was *written* does, so many *semitones* higher, and is spelled as the
    chord that it became; *letters* say how, where its root is not written as usual.

    >>> Chord("Am7/G").moved(2), Chord("F").moved(12), Chord("c'maj7").moved(1, 0)
    ('Bm7/A', 'F', "c#'maj7")
    >>> Chord("F").moved(12).notes(), Chord("F").moved(12).key()
    ((('F5', 77), ('A5', 81), ('C6', 84)), 77)
    """

    __slots__ = ("letters", "semitones", "written")

    letters: int | None
    semitones: float
    written: str

    def __new__(
        cls, symbol: str, written: str | None = None, semitones: float = 0, letters: int | None = None
    ) -> Chord:
        """The chord *symbol*; one that was moved from what was *written*."""
        if isinstance(symbol, Chord) and written is None:
            return symbol
        made = super().__new__(cls, symbol)
        made.written = symbol if written is None else written
        made.semitones, made.letters = semitones, letters
        return made

    def __eq__(self, other: object) -> bool:
        """As texts compare; two chords must also sound alike."""
        if not isinstance(other, Chord):
            return str.__eq__(self, other)
        return (self.written, self.semitones, self.letters) == (other.written, other.semitones, other.letters)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def moved(self, semitones: float, letters: int | None = None) -> Chord:
        """The chord with all its notes *semitones* higher, its root so many *letters*. Raises ``ValueError`` if far."""
        if letters is not None or self.letters is not None:
            before = usual_letters(self.semitones) if self.letters is None else self.letters
            letters = before + (usual_letters(semitones) if letters is None else letters)
        semitones += self.semitones
        if not abs(semitones) <= _FARTHEST:
            raise ValueError(f"a chord is moved by {_FARTHEST} semitones at most")
        by = int(semitones) if semitones == int(semitones) else semitones
        return Chord(_renamed(self.written, round(by), letters), self.written, by, letters)

    def altered(self, modifier: str) -> Chord:
        """The chord with one more *modifier*, as a literal such as ``c'maj7'i`` writes it."""
        return Chord(f"{self}{modifier}", f"{self.written}{modifier}", self.semitones, self.letters)

    def key(self, octave: int = 4) -> float | None:
        """The MIDI key of the note that the symbol alone would be; None if it would be none, such as ``Am``."""
        midi = midi_of(self.written, octave)
        return None if midi is None else midi + self.semitones

    def notes(self, octave: int = 4) -> tuple[tuple[str, float], ...]:
        """As ``chord_notes``; none if this is no symbol of a chord."""
        notes = chord_notes(self.written, octave) or ()
        if not self.semitones:
            return notes
        keys = [key + self.semitones for _, key in notes]
        spelt = [name.rstrip("-0123456789") for name, _ in chord_notes(str(self), octave) or ()]
        return tuple((_spelt(name, key), key) for name, key in zip(spelt, keys, strict=True))


def chord_in(value: str) -> Chord | None:
    """*value* if it is known to be a chord, or can be nothing else as a literal; None otherwise."""
    if isinstance(value, Chord):
        return value
    return Chord(value) if "'" in value and symbol_of(value) is not None else None


def _spelt(name: str, key: float) -> str:
    """The note *key* with the letter of *name*, or as usual if that is another note."""
    midi = midi_of(name, 0)
    if midi is None or (key - midi) % 12:
        return name_in(key)
    return spelled("CDEFGAB".index(name[0].upper()), int(key))


def _renamed(symbol: str, semitones: int, letters: int | None) -> str:
    """*symbol* as it is written *semitones* higher: its root by *letters*, else as usual; in brackets if need be."""
    found = symbol_of(symbol)
    if found is None or not semitones:
        return symbol
    root = found.root if found.octave is None else f"{found.root}{found.octave}"
    rest = symbol[len(root) :]
    for by_letters in (True, False):
        moved = _root(root, semitones, letters, by_letters)
        bass = _root(found.bass, semitones, letters, by_letters) if found.bass else ""
        written = f"{moved}{rest.replace(f'/{found.bass}', f'/{bass}', 1)}"
        read = symbol_of(written)
        if read is not None and (read.quality, read.modifiers) == (found.quality, found.modifiers):
            return written
    # C#b5 a semitone lower is C(b5): Cb5 is another chord.
    return "'".join((f"{moved}({found.quality}){f'/{bass}' if bass else ''}", *found.modifiers))


def _root(name: str, semitones: int, letters: int | None, by_letters: bool) -> str:
    """The note *semitones* above *name*, with an octave and in small letters if *name* is."""
    midi = (midi_of(name) or 0) + semitones
    moved = transposed(name, semitones, letters=letters) or name
    if not by_letters or (letters is None and moved not in (name_of(midi), name_of(midi, flats=True))):
        moved = name_of(midi, flats="b" in moved)
    moved = moved if name[-1].isdigit() else moved.rstrip("-0123456789")
    return moved.lower() if name[0].islower() else moved


_FARTHEST = 10_000
"""Semitones that a chord is moved at most."""


@cache
def qualities() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Every chord quality, by name and by symbol (``""`` is the major triad).

    A quality is the semitones of each note above the root, and how many letters above the root's it is written:
    a minor third is (3, 2).
    """
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for row in table("chords.tsv"):
        degrees = [int(degree.lstrip("b#")) - 1 for degree in row[5].split()]
        # A chord named for what it is in its key, such as an augmented sixth, does not begin with 1.
        letters = [degree - degrees[0] if degree >= degrees[0] else degree - degrees[0] + 7 for degree in degrees]
        notes = tuple(zip((int(step) for step in row[2].split()), letters, strict=True))
        for symbol in (row[0], *row[1].split(",")):
            found.setdefault("" if symbol == "(none)" else symbol, notes)
    return MappingProxyType(found)


@lru_cache(maxsize=1024)
def symbol_of(text: str) -> Symbol | None:
    """*text* read as a chord symbol; None if it is none.

    >>> symbol_of("Eb^7/G"), symbol_of("e3'min7'ii'o")
    (Symbol(root='Eb', quality='^7', bass='G', modifiers=(), octave=None), \
Symbol(root='e', quality='min7', bass=None, modifiers=('ii', 'o'), octave=3))
    >>> symbol_of("Hm") is symbol_of("Cwhat") is symbol_of("C'maj'z") is None
    True
    """
    literal = re.fullmatch(_LITERAL, text)
    # After the apostrophe a number that is a chord, such as 7, is that chord: c'7 is no chord of seven notes.
    if literal is not None and (
        literal[2] in qualities() if literal[2].isdigit() else not re.fullmatch(_MODIFIER, literal[2])
    ):
        root, bass, written, tail = literal[1], None, literal[2], literal[3]
    elif found := re.fullmatch(_SYMBOL, text):
        root, written, bass, tail = found.groups()
    else:
        return None
    modifiers = tuple(tail.split("'")[1:])
    quality = _quality(written)
    if quality is None or not all(re.fullmatch(_MODIFIER, modifier) for modifier in modifiers):
        return None
    name = root.rstrip("-0123456789")
    octave = int(root[len(name) :]) if name != root else None
    return Symbol(name, quality, bass, modifiers, octave)


def _quality(written: str) -> str | None:
    """The spelling of a quality under which it is known: as written, or with its signs in plain letters."""
    known = qualities()
    if written in known:
        return written
    plain = written.translate(_SIGNS)
    for sign, letters in _OTHERWISE:
        plain = plain.replace(sign, letters)
    plain = {"^": "^7", "m^": "m^7", "-^": "-^7"}.get(plain, plain) if "Δ" in written else plain
    return plain if plain in known else None


@lru_cache(maxsize=4096)
def chord_notes(symbol: str, octave: int = 4) -> Notes | None:
    """Names and MIDI keys of a chord symbol (``Am7``, ``Eb^7``, ``C/E``, ``c'maj7'i``), lowest first; None if none.

    Close position. The root stands below F# of *octave*, else an octave lower, so that chords stay in one
    register, unless the symbol says its octave; a bass after the slash goes below the rest. Modifiers after
    apostrophes change that, one after another: ``i`` puts the lowest note up an octave (``ii`` the lowest two),
    ``o`` opens, ``d2`` drops the second note from the top, a number takes so many notes.

    >>> [name for name, _ in chord_notes("Cm9")], [key for _, key in chord_notes("C/E")]
    (['C4', 'Eb4', 'G4', 'Bb4', 'D5'], [52, 60, 64, 67])
    >>> [[key for _, key in chord_notes(f"c'maj7{m}")] for m in ("'i", "'o", "'d1", "'5")]
    [[64, 67, 71, 72], [48, 55, 64, 71], [59, 60, 64, 67], [60, 64, 67, 71, 72]]
    """
    found = symbol_of(symbol)
    if found is None:
        return None
    written = root_position(found, octave)
    for modifier in found.modifiers:
        written = _modified(written, modifier)
    if found.bass:
        bass = midi_of(found.bass) or 0
        low = bass + 12 * ((min(key for _, key in written) - 1 - bass) // 12)
        written = ((spelled("CDEFGAB".index(found.bass[0].upper()), low), low), *written)
    return written


def root_position(symbol: Symbol, octave: int = 4) -> Notes:
    """The notes of *symbol* on its root, whatever bass and modifiers it has.

    >>> [name for name, _ in root_position(symbol_of("Am7/E"))]
    ['A3', 'C4', 'E4', 'G4']
    """
    stated = octave if symbol.octave is None else symbol.octave
    root = midi_of(symbol.root, stated) or 0
    base = root - 12 if symbol.octave is None and root - 12 * (stated + 1) > 6 else root
    letter = "CDEFGAB".index(symbol.root[0].upper())
    return tuple((spelled(letter + up, base + step), base + step) for step, up in qualities()[symbol.quality])


def _modified(notes: Notes, modifier: str) -> Notes:
    if modifier.isdigit():
        # More notes than the chord has go on an octave higher.
        size = len(notes)
        return tuple(_octaves(notes[index % size], index // size) for index in range(min(int(modifier), 32)))
    if modifier == "o":
        lowered = [_octaves(note, -1) if index in (0, 2) else note for index, note in enumerate(notes)]
        return _ascending(lowered) if len(notes) > 2 else notes
    if modifier[0] == "d":
        place = int(modifier[1:])
        return dropped(notes, place) if 0 < place <= len(notes) else notes
    for _ in modifier:
        notes = _ascending([*notes[1:], _octaves(notes[0], 1)])
    return notes


def dropped(notes: Notes, place: int) -> Notes:
    """*notes* with the one at *place* from the top, counted from 1, an octave lower.

    >>> [key for _, key in dropped((("C4", 60), ("E4", 64), ("G4", 67)), 2)]
    [52, 60, 67]
    """
    index = len(notes) - place
    return _ascending([*notes[:index], _octaves(notes[index], -1), *notes[index + 1 :]])


def _ascending(notes: list[tuple[str, int]]) -> Notes:
    return tuple(sorted(notes, key=lambda note: note[1]))


def _octaves(note: tuple[str, int], octaves: int) -> tuple[str, int]:
    """*note* some octaves higher, under its own letter."""
    return transposed(note[0], 12 * octaves) or note[0], note[1] + 12 * octaves
