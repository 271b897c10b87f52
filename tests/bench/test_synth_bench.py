"""What sound costs: CPU seconds for each second heard, of a dense piece and of each block that a card asks for."""

from __future__ import annotations

import io
import sys
import time
from fractions import Fraction

import numpy as np

from pattern_engine.event import Value
from pattern_engine.export.wav import write_wav
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.mixer import Mixer
from pattern_engine.synth.recipes import recipe
from pattern_engine.synth.sounds import Sounds

RATE = 48000
VOICES = 64
BLOCK = 512
NAMES = ("piano", "guitar", "bass", "organ", "strings", "pad", "lead", "pluck", "bell", "epiano", "marimba", "flute")
KEYS = (0, 3, 5, 7, 10)


def dense(seconds: int) -> list[Cue]:
    """Sixty-four voices, each with a note of a second every second: rooms, echoes and filters among them."""
    colours: dict[int, dict[str, Value]] = {
        0: {"room": 0.3, "size": 0.6},
        1: {"delay": 0.3, "delaytime": 0.375},
        2: {"lpf": 900, "lpenv": 2, "lpdecay": 0.3},
        3: {"pan": 0.2},
    }
    found = []
    for voice in range(VOICES):
        controls = colours.get(voice % 8, {})
        for second in range(seconds):
            midi = 48 + 12 * (voice % 3) + KEYS[(second * 3 + voice) % 5]
            name = NAMES[voice % len(NAMES)]
            note = NoteEvent(f"p{voice}", name, None, midi, Fraction(0), Fraction(1, 2), 0.7, False, controls)
            found.append(Cue(len(found), second * 1_000_000 + voice * 3001, 1_000_000, Fraction(0), note))
    return found


def test_a_dense_piece_is_written_twenty_times_faster_than_it_sounds() -> None:
    music, target = dense(90), io.BytesIO()
    began = time.process_time()
    write_wav(music, target, RATE)
    spent = time.process_time() - began
    ratio = len(target.getvalue()) / 4 / RATE / spent
    sys.stdout.write(f"{len(music)} notes, {VOICES} at once: {spent:.2f} s of CPU, {ratio:.0f} times real time\n")
    assert ratio >= 20


def test_blocks_are_rendered_in_half_of_their_time_at_the_ninety_ninth_percentile() -> None:
    music = dense(30)
    mixer = Mixer(RATE)
    mixer.add(music)
    spent = []
    for _ in range(30 * RATE // BLOCK):
        began = time.thread_time()
        mixer.render(BLOCK)
        spent.append(time.thread_time() - began)
    lasts = BLOCK / RATE
    half, most = (float(np.percentile(spent, share)) for share in (50, 99))
    sys.stdout.write(f"a block of {lasts * 1e3:.2f} ms: p50 {half * 1e3:.2f} ms, p99 {most * 1e3:.2f} ms of CPU\n")
    assert most < lasts / 2


def test_a_note_heard_before_costs_next_to_nothing() -> None:
    sounds = Sounds(RATE)
    recipes = [recipe(cue.note, RATE, RATE) for cue in dense(4)]

    def all_of_them() -> float:
        began = time.process_time()
        for one in recipes:
            sounds.sound(one)
        return time.process_time() - began

    first, again = all_of_them(), all_of_them()
    sys.stdout.write(f"{len(recipes)} notes: {first:.3f} s made, {again * 1e3:.2f} ms remembered\n")
    assert again < first / 100
