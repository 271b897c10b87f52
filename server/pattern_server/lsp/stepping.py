"""Stepping: the number or note at a place of a text some steps larger, as a musician would count them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.context import context_at
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS

_NUMBER = re.compile(r"(?<![\w.#])(?:(?<=[\s(\[{<,=*/:!@?%\"])-)?\d+(?:\.\d+)?(?![\w.])|(?<![\w.#])\d+(?:\.\d+)?")
_NOTE = re.compile(r"(?<![\w#])[A-Ga-g](?:##?|bb?|s)?-?\d{1,2}(?!\w)")
_LENGTH = re.compile(r"(?<![\w.#/*)-])([1-9]\d*)/([1-9]\d*)(?![\w./])")
_METER = re.compile(r"(?:^|;)\s*meter\b[^;]*\Z")
_KNOB = re.compile(r"\bparam\s+\w+\s*=\s*\Z")
_RANGE = re.compile(r"\s*(?:in\s+(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?))?\s*(log)?")
_TAIL = re.compile(r"\b(vel|dur)\s+\Z")
_MARKED = re.compile(r"[*/!@]\Z")
_OTHERWISE = re.compile(r"[:?%(,]\Z")

MOST = 120
"""Doublings, or semitones, that one step goes at most."""


class Step(NamedTuple):
    """What stands from *begin* to *end* of a text becomes *new*; that is the same where it goes no further."""

    begin: int
    end: int
    new: str


class Reach(NamedTuple):
    """How far a number goes, and whether it is one that ears measure by ratios, as they do frequencies."""

    low: float = -inf
    high: float = inf
    by_ratio: bool = False


def stepped(document: Document, place: int, by: int) -> Step | None:
    """The number or note at *place* (code points), larger by so many steps; None if there is none.

    A step is one unit of the last written digit; a semitone for a note, a frequency, and a ``param`` that is ``log``;
    twice as long, or half, for a length like ``1/8`` and the beat of a meter. A number stays in the range that its
    control or its ``param`` has.

    >>> stepped(Document.of("tempo 120.5;"), 7, 2)
    Step(begin=6, end=11, new='120.7')
    >>> stepped(Document.of('melody { piano "c4".late(1/8); }'), 25, 1)
    Step(begin=25, end=28, new='1/4')
    """
    text = document.text
    begin = text.rfind("\n", 0, place) + 1
    line = text[begin:].partition("\n")[0]

    def at(pattern: re.Pattern[str]) -> re.Match[str] | None:
        here = (found for found in pattern.finditer(line) if found.start() <= place - begin <= found.end())
        return next(here, None)

    found = at(_LENGTH)
    if found is not None and not _METER.search(line[: found.start()]) and not _quoted(document, begin + found.start()):
        return Step(begin + found.start(), begin + found.end(), _lengthened(found, by))
    found = at(_NUMBER)
    if found is not None:
        new = _counted(found, by) or _larger(found[0], by, _reach(document, begin, found))
        return Step(begin + found.start(), begin + found.end(), new)
    found = at(_NOTE)
    return None if found is None else Step(begin + found.start(), begin + found.end(), _higher(found[0], by))


def _quoted(document: Document, place: int) -> bool:
    return context_at(document, place).before.quote is not None


def _lengthened(length: re.Match[str], by: int) -> str:
    new = Fraction(int(length[1]), int(length[2])) * Fraction(2) ** max(-MOST, min(by, MOST))
    return f"{new.numerator}/{new.denominator}"


def _counted(number: re.Match[str], by: int) -> str | None:
    """What counts in a meter: beats one by one, and the beat that they are, which is twice as short or long."""
    before = number.string[: number.start()]
    if not _METER.search(before) or not number[0].isdecimal():
        return None
    if not before.endswith("/"):
        return str(max(1, int(number[0]) + by))
    return str(max(1, min(round(int(number[0]) * Fraction(2) ** max(-MOST, min(by, MOST))), 64)))


def _reach(document: Document, begin: int, number: re.Match[str]) -> Reach:
    """What is known of *number* of the line that begins at *begin*, by what it is given to."""
    before, after = number.string[: number.start()], number.string[number.end() :]
    knob = _RANGE.match(after) if _KNOB.search(before) else None
    if knob is not None:
        return Reach(float(knob[1] or 0), float(knob[2] or 1), knob[3] == "log")
    tail = _TAIL.search(before)
    context = context_at(document, begin + number.start())
    if context.before.quote is not None:
        if _MARKED.search(before):
            return Reach(low=float(_unit(number[0])))
        is_given = not _OTHERWISE.search(before)
    else:
        is_given = before.rstrip().endswith("(") and after.lstrip().startswith((")", ","))
    word = WORDS.get(context.call.name.text) if context.call is not None and is_given else None
    name = tail[1] if tail is not None else word.name if word is not None else ""
    control = CONTROLS.get(name)
    return Reach() if control is None else Reach(control.low, control.high, control.unit == "Hz")


def _unit(number: str) -> Decimal:
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def _larger(number: str, by: int, reach: Reach) -> str:
    """*number* by so many steps larger, written as finely as it was, but in its reach; never further out than it is."""
    value, unit = Decimal(number), _unit(number)
    decimals = len(number.partition(".")[2])
    new = value + by * unit
    if reach.by_ratio and value > 0 and by:
        ratio = Decimal(f"{float(value) * 2 ** (max(-MOST, min(by, MOST)) / 12):.{decimals}f}")
        new = max(ratio, value + unit) if by > 0 else min(ratio, value - unit)
    if isfinite(reach.high):
        new = min(new, max(value, Decimal(str(reach.high))))
    if isfinite(reach.low):
        new = max(new, min(value, Decimal(str(reach.low))))
    shown = f"{new:.{decimals}f}"
    return shown if Decimal(shown) == new else f"{new.normalize():f}"


def _higher(note: str, by: int) -> str:
    """*note* by so many semitones higher, itself where there is no such key."""
    from pattern_engine.theory.pitch import midi_of, name_of

    midi = midi_of(note)
    if midi is None or not 0 <= midi + by <= 127:
        return note
    new = name_of(midi + by, flats="b" in note[1:])
    return new if note[0].isupper() else new.lower()
