"""Harmony: chord symbols and numerals become notes."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Hap, Value, show_value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import REMEMBERED_CYCLES, Pattern, derived
from pattern_engine.theory.chord import Chord, ChordTone, chord_in, root_position, symbol_of
from pattern_engine.theory.pitch import Tone, midi_of, transposed
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.voicing import MODES, Place, Voiced, led
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of, octave_of
from pattern_engine.words.pitch import repitched


def _symbol(value: Value) -> str | None:
    held = value.get("chord", value.get("value")) if isinstance(value, dict) else value
    return held if isinstance(held, str) else None


def _controls(value: Value) -> Value:
    """*value* as controls: among chords a bare C5 would be a power chord."""
    return value if isinstance(value, dict) else {"value": value}


def _noted(value: Value, note: str | float) -> Value:
    if not isinstance(value, dict):
        return note
    left = ("chord", "value", "mode", "anchor", "n")
    return {**{name: held for name, held in value.items() if name not in left}, "note": note}


def named(value: Value) -> Value:
    """*value* with what a harmony block reads as a chord known to be one, so that it is no note to other words."""
    if isinstance(value, dict):
        known = "note" not in value and "chord" not in value and "value" in value
        return {**value, "value": named(value["value"])} if known else value
    if not isinstance(value, str) or isinstance(value, Chord | Tone):
        return value
    return Chord(value) if value[:1].isupper() and symbol_of(value) is not None else value


def spelled_out(value: Value) -> list[Value]:
    """The notes of a chord as values of their own; *value* alone if it is not known to be a chord."""
    symbol, octave = _symbol(value), 4
    if isinstance(value, dict):
        symbol = None if "note" in value else Chord(symbol) if symbol and "chord" in value else symbol
        octave = octave_of(value)
    chord = None if symbol is None else chord_in(symbol)
    if chord is None:
        return [value]
    notes = [ChordTone.of(chord, name) if key == int(key) else key for name, key in chord.notes(octave)]
    return [_noted(_controls(value), note) for note in notes] or [value]


@word('piano "I vi ii V7".roman("C major").voicing();')
def roman(pattern: Pattern, key: str = "C major") -> Pattern:
    """Reads roman numerals in a key as chord symbols, with sevenths and secondary functions such as V7/V."""

    def read(value: Value) -> Value:
        symbol = chord_of(value, key) if isinstance(value, str) else None
        if symbol is None:
            raise ValueError(f"{value} is no numeral; numerals are such as I ii7 V65 V7/V bVII vii°")
        return symbol

    return pattern.map(read)


@word('pad "<Am7 Dm7 G7 C^7>".voicing("open");', aliases=("voicings",))
def voicing(pattern: Pattern, style: str = "close", near: str = "C5") -> Pattern:
    """Chooses a voicing for each chord, its top note near a note, each chord near the one before."""
    voiced = _voiced(pattern, style, near)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            (wb, we, pb, pe, _noted(_controls(value[0]), ChordTone.of(_symbol(value[0]) or "", name)), origin)
            for wb, we, pb, pe, value, origin in voiced.haps(begin, end, ticks)
            if isinstance(value, tuple)
            for name in _sounding(value)
        ]

    return derived(ask, [voiced], steps=pattern.steps)


def _sounding(voiced: tuple[Value, ...]) -> tuple[str, ...]:
    """The notes of a chord that sound: all, or the one that the control n numbers."""
    value, *names = voiced
    notes = tuple(str(name) for name in names)
    number = value.get("n") if isinstance(value, dict) else None
    return notes if number is None or not notes else (_at(notes, number),)


def _at(notes: tuple[str, ...], number: Value) -> str:
    """A note of a chord by its number from below; beyond the chord they go on in the next octave."""
    octaves, index = divmod(int(number_of(number)), len(notes))
    return Tone(transposed(notes[index], 12 * octaves) or notes[index])


def _voiced(pattern: Pattern, style: str, near: str) -> Pattern:
    """Each chord as what it was and the names of its notes, led from chord to chord over the period."""
    anchor = midi_of(near)
    if anchor is None:
        raise ValueError(f"{near} is no note")
    known: dict[tuple[Fraction, str, Place], Voiced] = {}
    if pattern.period and pattern.entire and pattern.period <= REMEMBERED_CYCLES:
        haps, ticks = pattern.answer(0, pattern.period)
        places = sorted(
            (Fraction(hap[0], ticks), symbol, _place(hap[4], Place(style, anchor)))
            for hap in haps
            if hap[0] is not None and hap[0] == hap[2] and (symbol := _symbol(hap[4]))
        )
        known = dict(zip(places, led([(symbol, place) for _, symbol, place in places]), strict=True))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            symbol = _symbol(value)
            if wb is None or symbol is None:
                continue
            place = _place(value, Place(style, anchor))
            at = Fraction(wb, ticks) % (pattern.period or 1)
            notes = known.get((at, symbol, place)) or led([(symbol, place)])[0]
            found.append((wb, we, pb, pe, (value, *(name for name, _ in notes)), origin))
        return found

    return derived(ask, [pattern], steps=pattern.steps)


def _place(value: Value, usual: Place) -> Place:
    """Where a chord lies: as its mode and anchor say, else as *usual*."""
    if not isinstance(value, dict):
        return usual
    anchor = value.get("anchor")
    near = midi_of(anchor) if isinstance(anchor, str) else None
    return usual._replace(near=usual.near if near is None else near, mode=str(value.get("mode", usual.mode)))


@word('pad "<Am7 Dm7 G7 C^7>".mode("<below above root:c3>").voicing();')
def mode(pattern: Pattern, name: str) -> Pattern:
    """Says where voicings lie: below, above or root of the anchor, or duck under it; root:c3 names the anchor too."""
    kind, _, note = name.partition(":")
    if kind not in MODES or (note and midi_of(note) is None):
        raise ValueError(f"a mode of voicing is one of {', '.join(MODES)}, not {name}")
    controls: dict[str, Value] = {"mode": kind, "anchor": note} if note else {"mode": kind}
    return pattern.map(lambda value: {**_chorded(value), **controls})


@word('pad "<Am7 Dm7 G7 C^7>".anchor("<c5 g4>").voicing();')
def anchor(pattern: Pattern, note: str) -> Pattern:
    """The note near which the top of voicings lies, or which their mode holds them to."""
    if midi_of(note) is None:
        raise ValueError(f"{note} is no note")
    return pattern.map(lambda value: {**_chorded(value), "anchor": note})


def _chorded(value: Value) -> dict[str, Value]:
    """*value* as controls that hold a chord."""
    symbol = _symbol(value)
    if symbol is None:
        raise ValueError(f"{show_value(value)} is no chord symbol")
    held = {name: item for name, item in value.items() if name != "value"} if isinstance(value, dict) else {}
    return {"chord": symbol, **held}


@word('piano "0 1 2 3".of("<Am7 D7>");')
def of(pattern: Pattern, chord: Pattern, style: str = "close", near: str = "C5") -> Pattern:
    """Reads numbers as notes of the current chord, voiced and counted from below; beyond it they go on an octave up."""

    def read(value: Value, voiced: Value) -> Value:
        names = tuple(str(name) for name in voiced[1:]) if isinstance(voiced, tuple) else ()
        if not names:
            raise ValueError(f"{show_value(voiced)} is no chord symbol")
        return repitched(value, lambda number: _at(names, number))

    return apply_left(pattern, _voiced(chord, style, near), read)


def _altered(pattern: Pattern, modifier: str) -> Pattern:
    """Chords with one more modifier, as a literal such as c'maj7'i writes it."""

    def changed(value: Value) -> Value:
        symbol = _symbol(value)
        if symbol is None or symbol_of(symbol) is None:
            raise ValueError(f"{show_value(value)} is no chord symbol")
        altered = symbol.altered(modifier) if isinstance(symbol, Chord) else f"{symbol}{modifier}"
        return {**value, "chord" if "chord" in value else "value": altered} if isinstance(value, dict) else altered

    return pattern.map(changed)


@word('pad chord("<Am7 Dm7>").inv("<0 1 2 -1>");', aliases=("offset",))
def inv(pattern: Pattern, n: int) -> Pattern:
    """Moves the lowest n notes of chords up an octave, or the highest down if negative."""
    if not -12 <= n <= 12:
        raise ValueError(f"a chord is inverted up to 12 times, not {n}")
    return _altered(pattern, f"'{'i' * n}" if n > 0 else "'d1" * -n)


@word('pad chord("<Am7 Dm7>").open();', name="open")
def open_(pattern: Pattern) -> Pattern:
    """Opens chords: their lowest and their third note go down an octave."""
    return _altered(pattern, "'o")


@word('pad chord("<Am7 Dm7>").drop("<1 2>");')
def drop(pattern: Pattern, n: int) -> Pattern:
    """Drops one note of chords, the nth from the top, by an octave."""
    if n < 0:
        raise ValueError(f"notes of a chord are counted from 1 at the top, not {n}")
    return _altered(pattern, f"'d{n}") if n else pattern


@word('bass "<Am7 Dm7 G7 C^7>".root(2);', aliases=("rootNotes",))
def root(pattern: Pattern, octave: int = 2) -> Pattern:
    """The root of each chord, in an octave."""

    def lowest(value: Value) -> Value:
        symbol = symbol_of(_symbol(value) or "")
        if symbol is None:
            raise ValueError(f"{show_value(value)} is no chord symbol")
        name = root_position(symbol)[0][0].rstrip("-0123456789")
        return _noted(value, Tone(f"{name}{octave}"))

    return pattern.map(lowest)
