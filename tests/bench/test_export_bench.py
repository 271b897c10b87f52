"""How quickly a long song becomes files: CPU seconds for each second of music."""

from __future__ import annotations

import io
import sys
import time
from fractions import Fraction

import pytest

from pattern_dsl import compile_program
from pattern_dsl.transcription import transcribed
from pattern_engine.export.midi_file import write_midi
from pattern_engine.export.midi_reading import read_midi
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Mark, Program
from pattern_engine.time import Span
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

BARS = 128
SONG = """key C minor;
melody lead { piano "<c4 eb4> [g4 f4] eb4 [d4 c4 bb3]".every(4, .rev()).vel("0.8 0.6"); }
melody line { bass "c2*4 g2*2"; }
harmony pad { pad "<Cm Ab Eb Bb>"; }
rhythm beat { synth "Kick*4, ~ Snare ~ Snare, HiHat*8"; }
"""
TIMELINE = Timeline(
    (TempoMark(Fraction(0), Fraction(96), Fraction(132), Fraction(16)), TempoMark(Fraction(64), Fraction(1201, 10))),
    (MeterMark(Fraction(0), Meter(4, 4)), MeterMark(Fraction(64), Meter(7, 8))),
    Swing(Fraction(3, 5)),
)


@pytest.fixture(scope="module")
def song() -> tuple[Program, list[NoteEvent]]:
    """A song of 128 bars with a ramp, two meters, swing and sections, and its notes."""
    sections = tuple(Mark(f"part {bar // 16}", Fraction(bar)) for bar in range(0, BARS, 16))
    program = compile_program(SONG)._replace(timeline=TIMELINE, marks=sections)
    return program, perform(program).notes(Fraction(0), Fraction(BARS))


def said(what: str, began: float, notes: int) -> float:
    """CPU seconds since *began*, as a share of the music's length, which is printed too."""
    spent = time.process_time() - began
    share = spent / (TIMELINE.micros(Fraction(BARS)) / 1e6)
    sys.stdout.write(f"{what}: {notes} notes in {spent:.2f} s, {1 / share:.0f} times faster than they sound\n")
    return share


def test_a_midi_file_is_written_and_read_a_hundred_times_faster_than_it_sounds(song: tuple) -> None:
    program, notes = song
    target = io.BytesIO()
    began = time.process_time()
    write_midi(notes, program, target)
    assert said("MIDI", began, len(notes)) < 0.01
    began = time.process_time()
    assert transcribed(read_midi(target.getvalue()), "song.mid")
    assert said("import", began, len(notes)) < 0.01


def test_a_score_is_written_ten_times_faster_than_it_sounds(song: tuple) -> None:
    pytest.importorskip("music21", reason="scores need music21, which the extra theory brings")
    from pattern_engine.export.musicxml import write_musicxml

    program, notes = song
    began = time.process_time()
    write_musicxml(notes, program, Span(Fraction(0), Fraction(BARS)), io.BytesIO())
    assert said("MusicXML", began, len(notes)) < 0.1
