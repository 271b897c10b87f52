"""Atoms: the words of a string that an instrument cannot play, found before they are silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pattern_dsl.density import VALUE_BY_VALUE
from pattern_dsl.diagnostic import SILENT, STEP_SILENT, Diagnostic, Severity, nearest
from pattern_engine.chords import mentions, spellings
from pattern_engine.expression import Apply, Argument, Atom, Table
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.program import Role
from pattern_engine.reading import as_symbol, reader
from pattern_engine.theory.chord import symbol_of
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS

_ROLES: dict[str, Role] = {"melody": "melody", "rhythm": "rhythm", "harmony": "harmony", "contrast": "contrast"}
_SILENCING = ("f", "false")
NUMERALS = 'a string of numerals begins with r: r"ii V I"'
"""What is said of numerals in a string of notes or chords."""

DEGREES = 'degrees of the key are written d"0 2 4", or "0 2 4".scale("C minor")'
"""What is said of numbers that are hardly meant as keys."""

_DEGREES = 'write its degrees: d"0 2 4 7"'
_SPELT = "notes are c d e f g a b with # or b and an octave: c#4"
_CHORDED = 'it is a chord: play it in a harmony block, or write chord("Am F")'
_NO_CHORD = (*_SILENCING, "N", "NC", "N.C.")
_CHORDS = "chord symbols are such as Am F7 C^7 Bbm7b5 D/F#"
_CONTROL = spellings("chord")
_OF_CHORDS = _CONTROL | spellings("voicing", "root", "mode", "anchor")
_PITCHING = ("note", "s", "n", "chord")


def misread(
    music: Argument, role: str, sound: str, severity: Severity, nameless: str | None = None
) -> list[Diagnostic]:
    """A diagnostic for each word in *music* that is neither a note nor a drum nor a chord to this instrument.

    *nameless* is the tuning of the text if its notes have no names, of which the first is told.
    """
    if sound not in INSTRUMENTS:
        return []
    drums = role == "rhythm" or INSTRUMENTS[sound].kind == "drums"
    wanted = "drum" if drums else "note or chord" if role == "harmony" else "note"
    found: list[Diagnostic] = []
    words = dict.fromkeys(played(music))
    for text, place in words:
        if text in _SILENCING or not text:  # what is missing has been said
            continue
        if nameless is not None and not drums and midi_of(text) is not None:
            return [Diagnostic("PS110", "error", *place, f"notes have no names in {nameless}", _DEGREES, SILENT)]
        if _is_heard(text, role, sound):
            continue
        if not drums and _are_numerals(music, [word for word, _ in words]):
            return [Diagnostic("PS110", severity, *place, f"{text} is a roman numeral", NUMERALS, SILENT)]
        near = nearest(text, [word for drum in DRUMS for word in drum.words]) if drums else None
        hint = near or (None if drums else _CHORDED if as_symbol(text, 4) else _SPELT)
        effect = SILENT if severity == "error" else STEP_SILENT
        found.append(Diagnostic("PS110", severity, *place, f"{text} is no {wanted}", hint, effect))
    if not mentions(music, _OF_CHORDS):
        return found
    return found + [
        Diagnostic("PS110", "warning", *place, f"{text} is no chord symbol", _CHORDS, STEP_SILENT)
        for text, place in dict.fromkeys(_symbols(music))
        if symbol_of(text) is None and text not in _NO_CHORD
    ]


def _symbols(music: Argument) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every word of *music* that will be read as a chord symbol wherever it stands."""
    if isinstance(music, Apply):
        if music.word in _OF_CHORDS and music.args:
            yield from played(music.args[-1 if music.word in _CONTROL else 0])
        for argument in (*music.args, *(argument for _, argument in music.named)):
            yield from _symbols(argument)
    elif isinstance(music, tuple):
        for item in music:
            yield from _symbols(item)
    elif isinstance(music, Table):
        for _, item in music.entries:
            yield from _symbols(item)


def _are_numerals(music: Argument, words: list[str]) -> bool:
    """Whether all *words* of *music*, which is no row of notes at their times, are roman numerals."""
    from pattern_engine.theory.roman import chord_of  # only who writes what is no note pays for it

    is_placed = isinstance(music, Apply) and music.word == "placed"
    return not is_placed and all(chord_of(word, "C major") for word in words)


@lru_cache(maxsize=4096)
def _is_heard(text: str, role: str, sound: str) -> bool:
    """Whether an instrument can play *text* in a block of this role."""
    return any(midi is not None for _, midi, _ in reader(_ROLES[role], sound)(text, 4))


def played(music: Argument) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every word of *music* that will be read as what sounds, not as rhythm, number or name."""
    if isinstance(music, Atom):
        held = music.value
        value = held.get("word", held.get("note")) if isinstance(held, Mapping) else held
        if isinstance(value, str) and music.origin is not None:
            yield value, music.origin
    elif isinstance(music, Apply):
        yield from _heard(music)
    elif isinstance(music, tuple):
        for item in music:
            yield from played(item)
    elif isinstance(music, Table):
        for _, item in music.entries:
            yield from played(item)


def _heard(apply: Apply) -> Iterator[tuple[str, tuple[int, int]]]:
    if apply.word == "placed":
        for triple in apply.args[1:]:
            if isinstance(triple, tuple):
                yield from played(triple[2])
        return
    if apply.word == "knob":  # a number, that of a param
        return
    word = WORDS[apply.word]
    if word.family in ("change", "pitch", "tuning", "harmony") or word.name in _PITCHING or not apply.args:
        return
    if word.family == "sound" and len(apply.args) == 1:  # a control alone: pan(0.5)
        return
    if word.is_method:
        tables = [argument for argument in apply.args if isinstance(argument, Table)]
        if word.name not in VALUE_BY_VALUE:  # what a function makes of a value is not known here
            yield from played(tables[0] if tables else apply.args[0])
        return
    for index, argument in enumerate(apply.args):
        if word.parameters[min(index, len(word.parameters) - 1)].kind in ("pattern", "pairs", "value"):
            yield from played(argument)
