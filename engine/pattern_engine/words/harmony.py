"""Harmony: chord symbols and numerals become notes."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Hap, Value
from pattern_engine.pattern import REMEMBERED_CYCLES, Pattern, derived
from pattern_engine.theory.chord import chord_notes
from pattern_engine.theory.pitch import midi_of
from pattern_engine.theory.roman import chord_of
from pattern_engine.theory.voicing import Voiced, led
from pattern_engine.vocabulary import word


def _symbol(value: Value) -> str | None:
    held = value.get("chord", value.get("value")) if isinstance(value, dict) else value
    return held if isinstance(held, str) else None


def _noted(value: Value, note: str) -> Value:
    if not isinstance(value, dict):
        return note
    return {**{name: held for name, held in value.items() if name not in ("chord", "value")}, "note": note}


@word('piano "I vi ii V7".roman("C major").voicing();')
def roman(pattern: Pattern, key: str = "C major") -> Pattern:
    """Reads roman numerals in a key as chord symbols, with sevenths and secondary functions such as V7/V."""

    def read(value: Value) -> Value:
        symbol = chord_of(value, key) if isinstance(value, str) else None
        if symbol is None:
            raise ValueError(f"{value} is no numeral; numerals are such as I ii7 V7/V bVII vii°")
        return symbol

    return pattern.map(read)


@word('pad "<Am7 Dm7 G7 C^7>".voicing("open");', aliases=("voicings",))
def voicing(pattern: Pattern, style: str = "close", near: str = "C5") -> Pattern:
    """Chooses a voicing for each chord, its top note near a note, each chord near the one before."""
    anchor = midi_of(near)
    if anchor is None:
        raise ValueError(f"{near} is no note")
    known: dict[tuple[Fraction, str], Voiced] = {}
    if pattern.period and pattern.entire and pattern.period <= REMEMBERED_CYCLES:
        haps, ticks = pattern.answer(0, pattern.period)
        places = sorted(
            (Fraction(hap[0], ticks), symbol)
            for hap in haps
            if hap[0] is not None and hap[0] == hap[2] and (symbol := _symbol(hap[4]))
        )
        voiced = led([symbol for _, symbol in places], style, anchor)
        known = dict(zip(places, voiced, strict=True))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            symbol = _symbol(value)
            if wb is None or symbol is None:
                continue
            place = Fraction(wb, ticks) % (pattern.period or 1)
            notes = known.get((place, symbol)) or led([symbol], style, anchor)[0]
            found += [(wb, we, pb, pe, _noted(value, name), origin) for name, _ in notes]
        return found

    return derived(ask, [pattern], steps=pattern.steps)


@word('bass "<Am7 Dm7 G7 C^7>".root(2);', aliases=("rootNotes",))
def root(pattern: Pattern, octave: int = 2) -> Pattern:
    """The root of each chord, in an octave."""

    def lowest(value: Value) -> Value:
        symbol = _symbol(value)
        notes = chord_notes(symbol.partition("/")[0]) if symbol else None
        if notes is None:
            raise ValueError(f"{symbol} is no chord symbol")
        return _noted(value, f"{notes[0][0].rstrip('-0123456789')}{octave}")

    return pattern.map(lowest)
