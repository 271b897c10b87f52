"""Engraving: the signs of a staff as the objects of music21. Imported only where music21 is known to be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pattern_engine.export.chord_names import ChordName, of_keys, of_symbol
from pattern_engine.export.score import Symbol
from pattern_engine.export.signs import Head, Sign
from pattern_engine.theory.pitch import midi_of, name_of

if TYPE_CHECKING:
    from music21 import duration, harmony, note, pitch, stream

_VALUES: dict[Fraction, str] = dict(
    zip(
        (Fraction(8, 2**halvings) for halvings in range(10)),
        ("breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th", "256th"),
        strict=True,
    )
)
"""Note values by their length in crotchets."""

_LINES: dict[int, str] = {
    35: "D4", 36: "F4", 37: "C5", 38: "C5", 39: "C5", 40: "C5", 41: "A4", 42: "G5", 43: "A4", 44: "D4", 45: "B4",
    46: "G5", 47: "D5", 48: "D5", 49: "A5", 50: "E5", 51: "F5", 52: "A5", 53: "F5", 54: "B5", 55: "A5", 56: "E5",
    57: "A5", 59: "F5",
}  # fmt: skip
"""Where a drum stands on a staff of five lines, by its General MIDI key, as drummers write it."""

_CROSSES = frozenset({37, 39, 42, 44, 46, 49, 51, 52, 53, 54, 55, 57, 59})
"""Drums whose heads are crosses: cymbals, rims, claps."""

_ELSEWHERE = "E5"


KEY_COLOUR = "#0000"
"""Music21 knows one instrument to a staff: until the drums are told apart, a stroke's colour is its key."""


@dataclass(frozen=True, slots=True)
class Engraver:
    """Makes the notes of one staff. *flats* says how keys without a name are written."""

    flats: bool

    def fill(self, measure: stream.Measure, voices: Sequence[Sequence[Sign]], symbols: Sequence[Symbol]) -> None:
        """Put the signs of one bar into *measure*: one voice plainly, several as voices."""
        from music21 import stream

        for number, signs in enumerate(voices, 1):
            home: stream.Stream[Any] = measure if len(voices) == 1 else stream.Voice(id=str(number))
            for sign in signs:
                home.insert(sign.begin, self.sign(sign))
            if home is not measure:
                measure.insert(0, home)
        for symbol in symbols:
            found = _chord_name(symbol, self.flats)
            if found is not None:
                measure.insert(symbol.begin, _harmony(found))

    def sign(self, sign: Sign) -> note.GeneralNote:
        """A sign as a note, a chord, a drum stroke or a rest, tied, bracketed and dotted."""
        from music21 import articulations, chord, expressions, note, percussion, tie

        made: note.GeneralNote
        heads = [self.head(head) for head in sign.heads]
        if not heads:
            made = note.Rest()
        elif len(heads) == 1:
            made = heads[0]
        elif sign.heads[0].drum:
            made = percussion.PercussionChord(heads)
        else:
            made = chord.Chord(heads)
        made.duration = _duration(sign)
        if not sign.heads and sign.value == sign.length and not _spells(sign.value):
            made.duration.quarterLength = sign.length
        if sign.heads and sign.heads[0].short and not any(sign.tied):
            made.articulations = [articulations.Staccato()]
        roll = next((head.roll for head in sign.heads if head.roll), "")
        if roll and not sign.tied[0]:
            made.expressions = [expressions.ArpeggioMark("normal" if roll == "up" else "down")]
        kinds = {(True, True): "continue", (True, False): "stop", (False, True): "start"}
        if sign.tied in kinds:
            for member in [made, *heads]:
                member.tie = tie.Tie(kinds[sign.tied])
        return made

    def head(self, head: Head) -> note.Note | note.Unpitched:
        """One note, or one stroke on a drum."""
        from music21 import note

        if not head.drum:
            return note.Note(_pitch(head, self.flats))
        key = round(head.midi)
        stroke = note.Unpitched(displayName=_LINES.get(key, _ELSEWHERE))
        stroke.notehead = "x" if key in _CROSSES else "normal"
        stroke.style.color = f"{KEY_COLOUR}{key:02x}"
        return stroke


def _pitch(head: Head, flats: bool) -> pitch.Pitch:
    """A key as it is spelled in the text, else as usual; what lies between keys is the nearest quarter tone."""
    from music21 import pitch

    if round(2 * head.midi) % 2:
        return pitch.Pitch(round(2 * head.midi) / 2)
    key = round(head.midi)
    name = head.name or ""
    letters = name.rstrip("-0123456789")
    spelled = midi_of(letters, 4) if letters else None
    if spelled is None or (spelled - key) % 12:
        letters = name_of(key, flats).rstrip("-0123456789")
        spelled = midi_of(letters, 4) or 60
    signs = letters[1:].translate(str.maketrans("sf♯♭b", "#-#--")).replace("x", "##")
    made = pitch.Pitch(letters[0].upper() + signs)
    made.octave = 4 + (key - spelled) // 12
    return made


def _spells(value: Fraction) -> bool:
    return any(value in (base, base * Fraction(3, 2), base * Fraction(7, 4)) for base in _VALUES)


def _duration(sign: Sign) -> duration.Duration:
    """How long a sign is: its value with dots, and its tuplet."""
    from music21 import duration

    for dots, factor in enumerate((Fraction(1), Fraction(3, 2), Fraction(7, 4))):
        kind = _VALUES.get(sign.value / factor)
        if kind is not None:
            made = duration.Duration(type=kind, dots=dots)
            break
    else:
        return duration.Duration(quarterLength=sign.length)
    if sign.ratio is not None:
        bracket = duration.Tuplet(*sign.ratio, kind)
        if sign.edge:
            bracket.type = "start" if sign.edge == "start" else "stop"
        made.appendTuplet(bracket)
    return made


def _chord_name(symbol: Symbol, flats: bool) -> ChordName | None:
    """What a chord is called: as it was written if that can be read, else by its notes."""
    if symbol.text is not None and (found := of_symbol(symbol.text)) is not None:
        return found
    return of_keys((head.midi for head in symbol.heads), flats)


def _harmony(name: ChordName) -> harmony.ChordSymbol:
    from music21 import harmony

    root, bass = ((note or name.root).replace("b", "-").replace("x", "##") for note in (name.root, name.bass))
    kind = "" if name.kind == "other" else name.kind
    made = harmony.ChordSymbol(root=root, bass=bass, kind=kind, kindStr=name.written)
    made.chordKind = name.kind
    made.writeAsChord = False
    return made
