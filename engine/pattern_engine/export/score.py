"""Scores: the notes that are heard, laid out in staves, bars and voices, as they are written: straight, and quantised.

It knows beats and bars; how the signs of a bar are spelled is ``signs``, how a file holds them ``musicxml``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from pattern_engine.export.quantising import FINEST, end_written, odd_part, onsets_written
from pattern_engine.export.rolled import gathered
from pattern_engine.export.signs import Head, Heads, Segment, Sign, signs_of
from pattern_engine.note import NoteEvent
from pattern_engine.program import Program
from pattern_engine.time import Span
from pattern_engine.timeline import Meter, Timeline

_SHORT = Fraction(5, 8)
"""Of its step: what sounds no longer than that is written as the step with a dot over it."""

_OVERHANG = Fraction(1, 32)
"""Of a bar: what sounds on no longer than that needs no further bar."""


class Bar(NamedTuple):
    """A bar on paper: its number from 1 (0 is a pickup), where it begins and how long it is in crotchets, its meter.

    ``cell`` is the beat that it is counted in, ``missing`` how much of it is left out at its beginning.
    """

    number: int
    begin: Fraction
    length: Fraction
    meter: Meter
    cell: Fraction
    missing: Fraction = Fraction(0)


class Symbol(NamedTuple):
    """A chord symbol over a bar: where, in crotchets from its bar line, and as the text has it or None.

    ``heads`` are the notes that sound.
    """

    begin: Fraction
    text: str | None
    heads: Heads


class Staff(NamedTuple):
    """What one instrument plays in one block: for each bar its voices; a bar without notes has one voice that rests."""

    block: str
    instrument: str
    sound: str
    drums: bool
    voices: tuple[tuple[tuple[Sign, ...], ...], ...]
    symbols: tuple[tuple[Symbol, ...], ...]


class Score(NamedTuple):
    """Staves over the same bars."""

    bars: tuple[Bar, ...]
    staves: tuple[Staff, ...]


class _Sounding(NamedTuple):
    """A chord with its written begin and end in crotchets."""

    begin: Fraction
    end: Fraction
    heads: Heads


@dataclass(slots=True)
class _Voice:
    """Chords one after another. Only ``_voices`` may touch it: ``kinds`` is the tuplet of each cell in use."""

    chords: list[_Sounding]
    kinds: dict[tuple[int, int], int]


def score_of(notes: Iterable[NoteEvent], program: Program, span: Span) -> Score:
    """The bars of *span*, and further ones if notes sound on, with *notes* on a staff for each voice of the text.

    Sounds without a pitch are left out. Staves come in the order of the text; drums have their own.
    """
    found = [note for note in notes if note.midi is not None and -0.5 <= note.midi < 127.5]
    bars = _bars(found, program.timeline, span)
    order = {part.key: number for number, part in enumerate(program.parts)}
    groups: dict[tuple[str, str, bool], list[NoteEvent]] = {}
    for note in sorted(found, key=lambda note: order.get(note.part, len(order))):
        block = note.part.rpartition("/")[0] or note.part
        groups.setdefault((block, note.played_by, note.percussive), []).append(note)
    return Score(bars, tuple(_staff(group, bars, program.timeline) for group in groups.values()))


def _bars(notes: Sequence[NoteEvent], timeline: Timeline, span: Span) -> tuple[Bar, ...]:
    first = min([floor(span.begin), *(floor(note.begin) for note in notes)])
    last = max([ceil(span.end), *(ceil(note.end - _OVERHANG) for note in notes), first + 1])
    bars: list[Bar] = []
    for number in range(first, last):
        meter = timeline.meter(Fraction(number))
        unit = Fraction(4, meter.unit)
        cell = min(unit, Fraction(1))
        bars.append(Bar(number + 1, timeline.beat(Fraction(number)), meter.crotchets, meter, cell))
    if first < 0:
        bars[0] = _pickup(bars[0], min((timeline.beat(note.begin) for note in notes), default=bars[0].begin))
    return tuple(bars)


def _pickup(bar: Bar, first: Fraction) -> Bar:
    """A bar that begins with the beat of its *first* note."""
    missing = (first + Fraction(1, 100) - bar.begin) // bar.cell * bar.cell
    return bar._replace(begin=bar.begin + missing, length=bar.length - missing, missing=missing)


def _staff(heard: Sequence[NoteEvent], bars: Sequence[Bar], timeline: Timeline) -> Staff:
    first = heard[0]
    notes, rolls = gathered(heard, timeline)
    chords = _chords(notes, rolls, bars, timeline)
    voices = _voices(chords, bars)
    written = [_written(voice, bars) for voice in voices]
    rows = tuple(
        tuple(row[index] for number, row in enumerate(written) if number == 0 or any(sign.heads for sign in row[index]))
        for index in range(len(bars))
    )
    is_harmony = first.part.startswith("harmony/") and not first.percussive
    symbols = _symbols(notes, chords, bars, timeline) if is_harmony else tuple(() for _ in bars)
    block = first.part.rpartition("/")[0] or first.part
    return Staff(block, first.instrument, first.played_by, first.percussive, rows, symbols)


def _onsets(notes: Sequence[NoteEvent], bars: Sequence[Bar], timeline: Timeline) -> dict[Fraction, Fraction]:
    """By the place of each onset in bars where it is written, in crotchets."""
    by_bar: dict[int, dict[Fraction, Fraction]] = {}
    for begin in {note.begin for note in notes}:
        beat = timeline.beat(begin)
        index = _index(beat, bars)
        by_bar.setdefault(index, {})[begin] = beat - bars[index].begin
    found: dict[Fraction, Fraction] = {}
    for index, places in by_bar.items():
        moved = onsets_written(places.values(), bars[index].cell)
        if index + 1 == len(bars):  # after the last bar nothing is written
            latest = bars[index].length - bars[index].cell / FINEST
            moved = {place: min(written, latest) for place, written in moved.items()}
        found |= {begin: bars[index].begin + moved[place] for begin, place in places.items()}
    return found


def _chords(
    notes: Sequence[NoteEvent], rolls: Mapping[int, str], bars: Sequence[Bar], timeline: Timeline
) -> list[_Sounding]:
    """Notes that begin and end together, in order of begin, the longest first; no chord holds a key twice."""
    onsets = _onsets(notes, bars, timeline)
    rising = {part: sorted({onsets[note.begin] for note in notes if note.part == part}) for part in _parts(notes)}
    cells = {bar.begin: bar.cell for bar in bars}
    ends: dict[tuple[str, Fraction, Fraction, Fraction | None], Fraction] = {}
    groups: dict[tuple[Fraction, Fraction, bool, int], list[Head]] = {}
    for note in notes:
        begin = onsets[note.begin]
        if (shape := (note.part, note.begin, note.end, note.step)) not in ends:
            length = max(_length(note, rising[note.part], onsets, timeline), Fraction(1, 64))
            ends[shape] = end_written((begin, begin + length), rising[note.part], cells)
        short = note.step is not None and not note.percussive and note.end - note.begin <= _SHORT * note.step
        head = Head(note.midi or 0, note.note, note.percussive, short, rolls.get(id(note), ""))
        copy = 0
        while any(other.midi == head.midi for other in groups.get((begin, ends[shape], short, copy), ())):
            copy += 1
        groups.setdefault((begin, ends[shape], short, copy), []).append(head)
    found = [_Sounding(begin, end, tuple(sorted(heads, key=_key_of))) for (begin, end, *_), heads in groups.items()]
    return sorted(found, key=lambda chord: (chord.begin, -chord.end, [head.midi for head in chord.heads]))


def _length(
    note: NoteEvent, rising: Sequence[Fraction], onsets: Mapping[Fraction, Fraction], timeline: Timeline
) -> Fraction:
    """How long *note* is on paper, in crotchets: as long as its step, or as it rings on before the next of its part."""
    begin, end = timeline.beat(note.begin), timeline.beat(note.end)
    if note.step is None or note.percussive:
        return end - begin
    step = timeline.beat(note.begin + note.step) - begin
    following = bisect_left(rising, onsets[note.begin] + step)
    rings = following == len(rising) or rising[following] - onsets[note.begin] > step
    return end - begin if rings and end - begin > step else step


def _parts(notes: Sequence[NoteEvent]) -> dict[str, None]:
    return dict.fromkeys(note.part for note in notes)


def _voices(chords: Sequence[_Sounding], bars: Sequence[Bar]) -> list[_Voice]:
    """The chords in as few voices as they need: none overlap in one, and no beat holds tuplets of two kinds."""
    voices: list[_Voice] = []
    for chord in chords:
        kinds = _kinds(chord, bars)
        voice = next((voice for voice in voices if _has_room(voice, chord, kinds)), None)
        if voice is None:
            voice = _Voice([], {})
            voices.append(voice)
        voice.chords.append(chord)
        voice.kinds.update(kinds)
    return voices or [_Voice([], {})]


def _has_room(voice: _Voice, chord: _Sounding, kinds: Mapping[tuple[int, int], int]) -> bool:
    free = not voice.chords or voice.chords[-1].end <= chord.begin
    return free and all(voice.kinds.get(cell, kind) == kind for cell, kind in kinds.items())


def _kinds(chord: _Sounding, bars: Sequence[Bar]) -> dict[tuple[int, int], int]:
    """The kinds of tuplets that a chord begins or ends in, by bar and cell."""
    found: dict[tuple[int, int], int] = {}
    for place in (chord.begin, chord.end):
        index = _index(place, bars)
        within = place - bars[index].begin
        if (odd := odd_part(within)) > 1:
            found[index, floor(within / bars[index].cell)] = odd
    return found


def _written(voice: _Voice, bars: Sequence[Bar]) -> list[tuple[Sign, ...]]:
    """The signs of a voice in each bar."""
    by_bar: list[list[Segment]] = [[] for _ in bars]
    for begin, end, heads in voice.chords:
        for index in range(_index(begin, bars), len(bars)):
            bar = bars[index]
            low, high = max(begin, bar.begin), min(end, bar.begin + bar.length)
            if low >= end:
                break
            goes_on = end > high and index + 1 < len(bars)
            by_bar[index].append((low - bar.begin, high - bar.begin, heads, begin < low, goes_on))
    return [
        tuple(signs_of(_filled(segments, bar.length), bar.length, bar.cell))
        for segments, bar in zip(by_bar, bars, strict=True)
    ]


def _filled(segments: Sequence[Segment], length: Fraction) -> list[Segment]:
    """*segments* with rests between them, so that they fill a bar."""
    found: list[Segment] = []
    place = Fraction(0)
    for segment in segments:
        if segment[0] > place:
            found.append((place, segment[0], (), False, False))
        found.append(segment)
        place = segment[1]
    return [*found, (place, length, (), False, False)] if place < length else found


def _symbols(
    notes: Sequence[NoteEvent], chords: Sequence[_Sounding], bars: Sequence[Bar], timeline: Timeline
) -> tuple[tuple[Symbol, ...], ...]:
    """The chord symbols of each bar: where the harmony changes."""
    onsets = _onsets(notes, bars, timeline)
    named = {onsets[note.begin]: note.chord for note in notes if note.chord is not None}
    rows: list[list[Symbol]] = [[] for _ in bars]
    before: tuple[str | None, tuple[float, ...]] | None = None
    for begin in sorted({chord.begin for chord in chords}):
        together = {head.midi: head for chord in _beginning(chords, begin) for head in chord.heads}
        heads = tuple(sorted(together.values(), key=_key_of))
        held = (named.get(begin), () if begin in named else tuple(head.midi for head in heads))
        if held != before and (begin in named or len(heads) > 2):
            index = _index(begin, bars)
            rows[index].append(Symbol(begin - bars[index].begin, named.get(begin), heads))
            before = held
    return tuple(map(tuple, rows))


def _beginning(chords: Sequence[_Sounding], begin: Fraction) -> Sequence[_Sounding]:
    """Those of *chords*, which are in order of begin, that begin there."""
    return chords[bisect_left(chords, begin, key=_begin_of) : bisect_right(chords, begin, key=_begin_of)]


def _key_of(head: Head) -> float:
    return head.midi


def _begin_of(chord: _Sounding) -> Fraction:
    return chord.begin


def _index(beat: Fraction, bars: Sequence[Bar]) -> int:
    return max(bisect_right(bars, beat, key=_line_of) - 1, 0)


def _line_of(bar: Bar) -> Fraction:
    return bar.begin
