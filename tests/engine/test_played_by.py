"""An instrument imported under another name sounds like itself."""

from __future__ import annotations

import io

from pattern_dsl import compile_program
from pattern_engine.export.midi_file import write_midi
from pattern_engine.export.wav import write_wav
from pattern_engine.performance import perform
from pattern_engine.scheduler import cues


def rendered(text: str) -> tuple[bytes, bytes]:
    program = compile_program(text)
    notes = perform(program).notes(0, 1)
    wav, midi = io.BytesIO(), io.BytesIO()
    write_wav(cues(notes, program.timeline), wav)
    write_midi(notes, program, midi)
    return wav.getvalue(), midi.getvalue()


def test_another_name_is_the_same_sound():
    plain = rendered('import bass from "basses"; melody { bass "c2 g2"; }')
    renamed = rendered('import bass as low from "basses"; melody { low "c2 g2"; }')
    piano = rendered('melody { piano "c2 g2"; }')
    assert renamed == plain
    assert renamed[0] != piano[0]


def test_a_pattern_of_sounds_chooses_the_instrument():
    assert rendered('melody { piano "c2 g2".s("bass"); }')[0] == rendered('melody { bass "c2 g2"; }')[0]
