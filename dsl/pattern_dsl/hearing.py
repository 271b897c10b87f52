"""Hearing: what is odd about music once it is known who plays it and when: ranges, silence, ends, long cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pattern_dsl.amounts import Amounts
from pattern_dsl.atoms import DEGREES, played
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import AS_IT_IS
from pattern_dsl.fix import Edit, Fix, Related
from pattern_dsl.phrases import Text
from pattern_dsl.programs import Reading
from pattern_dsl.statements import Placed, Played
from pattern_dsl.syntax import Header, Section
from pattern_dsl.voices import Heard, Laid
from pattern_engine.chords import mentions, spellings
from pattern_engine.expression import Apply, Argument, Atom
from pattern_engine.ranges import range_of
from pattern_engine.theory.pitch import midi_of

LONG = 256
"""Cycles after which music that comes round only then is said to be long."""

APART = 64
"""Cycles within which voices of different lengths should meet."""

_NOTE = re.compile(r"([A-Ga-g][#bs]{0,2})(-?\d)")
_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_ROWS = ("seq", "cat", "stack", "timecat", "fast", "slow", "late", "early", "rev", "palindrome")
_KEEPING = ("ply", "degradeBy", "euclid", "gain", "vel", "pan", "legato", "room", "lpf")
"""Methods beside those that leave numbers as they are."""

_OCTAVE = spellings("octave")
_ELSEWHERE = 'move the notes, .transpose(-12), or write the octave into the scale, .scale("C3 minor")'
_OUTSIDE = "it is played all the same, and may sound thin"


def hearing(reading: Reading) -> Iterator[Diagnostic]:
    """What is odd about the music of a text."""
    sections = [item.items for item in reading.found if isinstance(item, Section)]
    headers = [item.kind for items in [reading.found, *sections] for item in items if isinstance(item, Header)]
    for heard in reading.blocks.heard:
        yield from _outside(heard, "tuning" in headers)
        if isinstance(heard.statement, Played):
            yield from _lasting(heard.statement, reading.blocks.periods.get(heard.statement.begin, 0))
            if isinstance(heard.music, Apply) and heard.music.args and _is_silent(heard.music):
                yield _silent(heard.statement)
    for laid in reading.laid:
        if laid.block.attributes.len is not None:
            yield from _late(laid, reading)


def _outside(heard: Heard, tuned: bool) -> Iterator[Diagnostic]:
    """The notes that an instrument does not have; where the text is *tuned*, numbers are its degrees."""
    if heard.role in ("rhythm", "harmony"):
        return
    reach = range_of(heard.sound)
    if reach is None:
        return
    if isinstance(heard.statement, Placed) and heard.statement.phrase is None:
        written = [(note.text, (note.begin, note.end)) for note in heard.statement.notes if not heard.statement.calls]
    else:
        written = list(dict.fromkeys(played(heard.music)))
        if not tuned:
            yield from _numbered(heard, reach)
    low, high = reach
    if mentions(heard.music, _OCTAVE):
        yield from _settled(heard.music)
        written = [(text, place) for text, place in written if text[-1].isdigit()]
    instrument = heard.statement.instrument
    for text, (begin, end) in written:
        midi = midi_of(text)
        if midi is None or low <= midi <= high:
            continue
        where = f"{heard.sound} goes from {_name(low)} to {_name(high)}"
        fixes = _moved(text, begin, end, reach)
        related = (Related(instrument.begin, instrument.end, where),) if instrument is not None else ()
        message = f"{text} is too {'low' if midi < low else 'high'} for {heard.sound}"
        yield Diagnostic("PS201", "warning", begin, end, message, where, _OUTSIDE, fixes, related)


def _numbered(heard: Heard, reach: tuple[int, int]) -> Iterator[Diagnostic]:
    """The first number of the music that is no key within *reach*."""
    low, high = reach
    for key, place in _keys(heard.music):
        if not low <= key <= high:
            way, hint = ("low", DEGREES) if key < low else ("high", f"{heard.sound} goes from {low} to {high}")
            message = f"key {float(key):g} is too {way} for {heard.sound}: a number alone is a MIDI key"
            yield Diagnostic("PS201", "warning", *place, message, hint, _OUTSIDE)
            return


def _keys(music: Argument) -> Iterator[tuple[int | float | Fraction, tuple[int, int]]]:
    """The numbers of *music* that sound as they are written, which is known of few words only."""
    if isinstance(music, Atom):
        value = music.value
        if isinstance(value, int | float | Fraction) and not isinstance(value, bool) and music.origin is not None:
            yield value, music.origin
    elif isinstance(music, tuple):
        yield from _keys(music[-1])
    elif isinstance(music, Apply) and music.word in (*_ROWS, *_KEEPING):
        for voice in _voices(music):
            yield from _keys(voice)


def _settled(music: Argument) -> Iterator[Diagnostic]:
    """Octaves that are given to what has one: to notes written with theirs, and to degrees of a scale."""
    while isinstance(music, Apply) and music.args:
        acted = music.args[0]
        is_set = music.word in _OCTAVE and len(music.args) > 1
        if is_set and music.origin is not None and _has_octave(acted):
            message = f"{music.word} leaves all as it is: it is for notes written without an octave"
            yield Diagnostic("PS208", "hint", *music.origin, message, _ELSEWHERE, AS_IT_IS)
        music = acted


def _has_octave(music: Argument) -> bool:
    """Whether all of *music* surely is at its height already: notes with an octave, numbers, degrees of a scale."""
    if isinstance(music, Atom):
        value = music.value
        return isinstance(value, int | float | Fraction) or (isinstance(value, str) and bool(_NOTE.fullmatch(value)))
    if isinstance(music, tuple):
        return _has_octave(music[-1])
    if not isinstance(music, Apply) or not music.args:
        return False
    return music.word in (*_ROWS, *_KEEPING, "scale") and all(_has_octave(voice) for voice in _voices(music))


def _voices(music: Apply) -> Sequence[Argument]:
    """What sounds of *music*: each of a row, or what a method acts on."""
    return music.args if music.word in _ROWS[:4] else music.args[:1]


def _name(midi: int) -> str:
    """The name of a key.

    >>> _name(60)
    'C4'
    """
    return f"{_NAMES[midi % 12]}{midi // 12 - 1}"


def _moved(text: str, begin: int, end: int, reach: tuple[int, int]) -> tuple[Fix, ...]:
    """Write a note in the nearest octave that the instrument has."""
    found = _NOTE.fullmatch(text)
    midi = midi_of(text)
    if found is None or midi is None:
        return ()
    low, high = reach
    octaves = -((midi - low) // 12) if midi < low else (high - midi) // 12
    if not low <= midi + 12 * octaves <= high:
        return ()
    new = f"{found[1]}{int(found[2]) + octaves}"
    return (Fix(f"write {new}", (Edit(begin, end, new),), safe=False),)


def _lasting(statement: Played, period: int) -> Iterator[Diagnostic]:
    """Music that comes round only after very many cycles."""
    if period <= APART:
        return
    place = statement.music.begin, statement.music.end
    if isinstance(statement.music, Text) and "," in statement.music.text:
        message = f"these voices meet again only after {period} cycles"
        yield Diagnostic("PS304", "info", *place, message, "lengths with a common factor meet sooner", AS_IT_IS)
    elif period > LONG:
        yield Diagnostic("PS311", "info", *place, f"this comes round only after {period} cycles", None, AS_IT_IS)


def _is_silent(music: Argument) -> bool:
    """Whether nothing in *music* can sound."""
    if isinstance(music, tuple):
        return _is_silent(music[-1])
    if not isinstance(music, Apply):
        return False
    if music.word == "silence":
        return True
    if music.word not in _ROWS or not music.args:
        return False
    return all(_is_silent(voice) for voice in _voices(music))


def _silent(statement: Played) -> Diagnostic:
    music = statement.music
    fixes = (Fix("write one rest", (Edit(music.at, music.end - 1, "~"),)),) if isinstance(music, Text) else ()
    hint = 'write "~" to say that it is meant'
    effect = "this statement is silent"
    return Diagnostic("PS309", "warning", music.begin, music.end, "every step here is a rest", hint, effect, fixes)


def _late(laid: Laid, reading: Reading) -> Iterator[Diagnostic]:
    """Placed notes that begin after the end of their block."""
    amounts = Amounts(reading.blocks.amounts.timeline, [], reading.headers.seconds)
    written = laid.block.attributes.len
    for statement in laid.block.statements:
        if not isinstance(statement, Placed) or statement.goes_on or written is None:
            continue
        begin = amounts.place(statement.time)
        if begin >= laid.length > Fraction(0):
            time, place = statement.time, written[0]
            message = f"this begins in bar {int(begin) + 1}, and the block ends after bar {laid.length}"
            hint = "move it, or make the block longer"
            effect = "it is not heard in its turn"
            related = (Related(place.begin, place.end, "the length of the block"),)
            fix = Fix("make the block longer", (Edit(place.begin, place.end, str(int(begin) + 1)),), safe=False)
            fixes = (fix,) if written[1].startswith("bar") else ()
            yield Diagnostic("PS302", "warning", time.begin, time.end, message, hint, effect, fixes, related)
