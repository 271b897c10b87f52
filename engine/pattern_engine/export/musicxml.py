"""Notes as a MusicXML score, written through music21, which the extra ``theory`` brings.

What is written is what ``score`` lays out; this module knows the words of the format. The same notes make the same
bytes, whatever the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree

from pattern_engine.export.chord_names import is_flat
from pattern_engine.export.conductor import signature_of
from pattern_engine.export.drum_map import tell_drums_apart
from pattern_engine.export.general_midi import program_of
from pattern_engine.export.score import Bar, Staff, score_of
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Program
from pattern_engine.time import Span
from pattern_engine.timeline import Swing, SwingMark, Timeline

if TYPE_CHECKING:
    from music21 import instrument, key, stream, tempo

    from pattern_engine.export.engraving import Engraver

_HEADER = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" \
"http://www.musicxml.org/dtds/partwise.dtd">
"""


def write_musicxml(notes: Iterable[NoteEvent], program: Program, span: Span, target: BinaryIO) -> None:
    """Write *notes* of *program*, which begin in *span* (bars), to *target*; sounds without a pitch are left out.

    Raises ``OutputError`` without music21, ``OSError`` as *target* does.
    """
    try:
        from music21 import metadata, stream
        from music21.musicxml.m21ToXml import ScoreExporter
    except ImportError as error:
        raise OutputError('MusicXML needs music21: pip install "pattern-studio[theory]"') from error
    from pattern_engine.export.engraving import Engraver

    laid = score_of(notes, program, span)
    score = stream.Score(id="score")
    score.metadata = metadata.Metadata(title=program.title or "Untitled")
    for number, staff in enumerate(laid.staves, 1):
        score.insert(0, _part(number, staff, laid.bars, Engraver(is_flat(program.key)), program))
    if not laid.staves:
        empty = Staff("", "piano", "piano", False, tuple(((),) for _ in laid.bars), tuple(() for _ in laid.bars))
        score.insert(0, _part(1, empty, laid.bars, Engraver(False), program))
    root = ScoreExporter(score, makeNotation=False).parse()
    tell_drums_apart(root)
    for name in ("creator", "encoding/encoding-date"):
        _remove(root, f"identification/{name}")
    ElementTree.indent(root)
    target.write(_HEADER + ElementTree.tostring(root, "utf-8") + b"\n")


def _remove(root: ElementTree.Element, path: str) -> None:
    """Take an element out that says when a score was made, or by whom though nobody knows."""
    parent = root.find(path.rpartition("/")[0])
    child = root.find(path)
    if parent is not None and child is not None:
        parent.remove(child)


def _part(number: int, staff: Staff, bars: tuple[Bar, ...], engraver: Engraver, program: Program) -> stream.Part:
    from music21 import clef, stream
    from music21.stream import makeNotation

    part = stream.Part(id=f"P{number}")
    part.partName = _name(staff)
    keys = _keys(program)
    for index, bar in enumerate(bars):
        measure = stream.Measure(number=bar.number)
        if bar.missing or bar.number < 1:
            measure.paddingLeft = bar.missing
            measure.showNumber = stream.enums.ShowNumber.NEVER
        if index == 0:
            measure.insert(0, clef.PercussionClef() if staff.drums else _clef(staff))
        if index == 0 or bars[index - 1].meter != bar.meter:
            measure.insert(0, _meter(bar))
        if (bar.number - 1 in keys or index == 0) and not staff.drums:
            signature = keys.get(bar.number - 1) if index else _key_at(keys, bar.number - 1)
            if signature is not None:
                measure.insert(0, signature)
        engraver.fill(measure, staff.voices[index], staff.symbols[index])
        if index + 1 == len(bars):
            measure.rightBarline = "final"
        part.append(measure)
    if number == 1:
        _direct(part, bars, program)
    part.insert(0, _instrument(number, staff))
    makeNotation.makeAccidentalsInMeasureStream(part)
    for measure in part.getElementsByClass(stream.Measure):
        makeNotation.makeBeams(measure, inPlace=True, setStemDirections=False)
    return part


def _name(staff: Staff) -> str:
    """What stands before a staff: the name of its block, if it has one, and its instrument."""
    name = staff.block.partition("/")[2]
    return staff.instrument if not name or name.isdigit() else f"{name} ({staff.instrument})"


def _instrument(number: int, staff: Staff) -> instrument.Instrument:
    from music21 import instrument

    kind = instrument.UnpitchedPercussion if staff.drums else instrument.Instrument
    # Music21 would deal out channels anew, and complain aloud when they run out.
    made: instrument.Instrument = type("Player", (kind,), {"autoAssignMidiChannel": _stay})()
    made.instrumentAbbreviation = None
    made.partAbbreviation = None
    made.instrumentName = staff.instrument
    made.partId = f"P{number}"
    made.instrumentId = f"P{number}-I0"
    made.midiChannel = 9 if staff.drums else (number - 1) % 15 + ((number - 1) % 15 >= 9)
    made.midiProgram = None if staff.drums else program_of(staff.sound)
    return made


def _stay(player: instrument.Instrument, *_: object, **__: object) -> int:
    return player.midiChannel or 0


def _clef(staff: Staff) -> object:
    from music21 import clef

    keys = [head.midi for bar in staff.voices for voice in bar for sign in voice for head in sign.heads]
    return clef.BassClef() if keys and sum(keys) / len(keys) < 57 else clef.TrebleClef()


def _meter(bar: Bar) -> object:
    """The time signature, by whose groups notes are beamed: 3+2+2/8 if it is additive."""
    from music21 import meter

    beats = "+".join(map(str, bar.meter.groups or (bar.meter.beats,)))
    return meter.TimeSignature(f"{beats}/{bar.meter.unit}")


def _keys(program: Program) -> dict[int, key.KeySignature]:
    """By bars counted from 0 the key signatures that begin with them."""
    from music21 import key

    found: dict[int, key.KeySignature] = {}
    changes = [(Fraction(0), program.key), *((mark.begin, mark.key or program.key) for mark in program.marks)]
    before = None
    for begin, name in changes:
        written = signature_of(name) if name is not None else None
        if written is not None and written != before:
            sharps, minor = written
            found[floor(begin)] = key.KeySignature(sharps).asKey("minor" if minor else "major")
            before = written
    return found


def _key_at(keys: dict[int, key.KeySignature], bar: int) -> key.KeySignature | None:
    """The signature in force in *bar*; before bar 0 that of bar 0."""
    return next((keys[begin] for begin in sorted(keys, reverse=True) if begin <= max(bar, 0)), None)


def _direct(part: stream.Part, bars: tuple[Bar, ...], program: Program) -> None:
    """Tempo marks, the direction to swing, and the names of sections, over the first staff."""
    from music21 import expressions

    first = bars[0].number - 1
    for at, thing in _tempos(program.timeline, first):
        _insert(part, bars, program.timeline, at, thing)
    for at, text in _swings(program.timeline, first):
        _insert(part, bars, program.timeline, at, expressions.TextExpression(text))
    for mark in program.marks:
        if mark.begin >= first:
            _insert(part, bars, program.timeline, mark.begin, expressions.RehearsalMark(mark.name))


def _insert(part: stream.Part, bars: tuple[Bar, ...], timeline: Timeline, at: Fraction, thing: object) -> None:
    """Put *thing* into its bar; what lies outside of the score is not written."""
    from music21 import stream

    beat = timeline.beat(at)
    for bar, measure in zip(bars, part.getElementsByClass(stream.Measure), strict=True):
        if bar.begin <= max(beat, bars[0].begin) < bar.begin + bar.length:
            measure.insert(max(beat, bars[0].begin) - bar.begin, thing)
            return


def _tempos(timeline: Timeline, first: int) -> Iterator[tuple[Fraction, object]]:
    """Metronome marks, and words where the tempo changes little by little; the first stands at bar *first*."""
    from music21 import expressions

    for mark, following in zip(timeline.tempos, [*timeline.tempos[1:], None], strict=True):
        if following is not None and following.at == mark.at:
            continue
        stop = None if following is None else following.at
        at = Fraction(first) if mark.at <= 0 else max(mark.at, Fraction(first))
        if stop is not None and stop <= at:
            continue
        yield at, _metronome(timeline.bpm(at) if at > mark.at else float(mark.bpm))
        if mark.to_bpm is not None and mark.bars is not None and at < mark.at + mark.bars:
            if mark.to_bpm != mark.bpm:
                word = "accelerando" if mark.to_bpm > mark.bpm else "ritardando"
                yield at, expressions.TextExpression(f"{word} to {float(mark.to_bpm):g} over {float(mark.bars):g} bars")
            if stop is None or mark.at + mark.bars < stop:
                yield mark.at + mark.bars, _metronome(float(mark.to_bpm))


def _metronome(bpm: float) -> tempo.MetronomeMark:
    from music21 import note, tempo

    return tempo.MetronomeMark(number=round(bpm, 3), referent=note.Note(type="quarter"))


def _swings(timeline: Timeline, first: int) -> Iterator[tuple[Fraction, str]]:
    """From which bars on the music swings otherwise, and how a score says so; it begins straight, at bar *first*."""
    now: Swing | None = None
    for mark in (SwingMark(Fraction(first), timeline.swing_at(Fraction(first))), *timeline.swings):
        if mark.at >= first and mark.swing != now:
            now = mark.swing
            yield mark.at, "Straight" if now is None else _swing(now)


def _swing(swing: Swing) -> str:
    """How a score asks for swing: the amount in percent, and the notes that come in pairs."""
    names = {Fraction(1): "1/4", Fraction(1, 2): "1/8", Fraction(1, 4): "1/16", Fraction(1, 8): "1/32"}
    unit = names.get(swing.unit, str(swing.unit / 4))
    return f"Swing {round(100 * swing.amount)} % ({unit} notes)"
