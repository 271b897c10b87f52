"""Takes: keys with their moments come back as the notes they were, on the grid that was asked for."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_dsl import check, compile_program
from pattern_dsl.take import GRIDS, Take, take_score, take_text
from pattern_engine.heard import KeyStruck
from pattern_engine.performance import perform

F = Fraction
CROTCHET = 500_000


def played(text: str, bars: int) -> Counter:
    """The notes of a program by begin, end, key and velocity in hundredths, in crotchets."""
    program = compile_program(text)
    beat = program.timeline.played_beat
    notes = perform(program).notes(F(0), F(bars))
    return Counter((beat(n.begin), beat(n.end), n.midi, round(100 * n.velocity)) for n in notes)


def keys_of(*notes: tuple[float, float, int]) -> list[KeyStruck]:
    """Strikes and releases of notes by begin, end and key, at 120, heard by a clock that stands at 7 s."""
    moments = [(round(7_000_000 + begin * CROTCHET), 1, key, 0.8) for begin, _, key in notes]
    moments += [(round(7_000_000 + end * CROTCHET), 0, key, 0.0) for _, end, key in notes]
    return [KeyStruck(key, velocity, 1, at) for at, _, key, velocity in sorted(moments)]


def placed(keys: list[KeyStruck], end: float, take: Take) -> list[tuple[F, F, int]]:
    score = take_score(keys, round(7_000_000 + end * CROTCHET), take)
    return [(note.begin, note.end, note.key) for voice in score.voices for note in voice.notes]


def test_uneven_hands_are_put_on_the_grid() -> None:
    keys = keys_of((0, 0.97, 60), (1.04, 1.4, 64), (1.55, 2.02, 67), (3.1, 3.12, 72))
    assert take_text(keys, 9_000_000, Take(), "the keyboard") == (
        "// From the keyboard: 1 bars. Times to within 1/8 of a beat, velocities to 1/200.\n"
        "// It begins again after that: --bars 1 ends it.\n"
        "tempo 120;\nmeter 4/4;\n\n"
        'melody take len 1 bars {\n  piano "c4 [e4 g4] ~ [c5 ~@3]".legato(1);\n}\n'
    )


def test_the_first_note_begins_bar_one_and_a_note_lasts_one_step_at_least() -> None:
    keys = keys_of((2.3, 2.31, 60))
    assert placed(keys, 9, Take(grid=8)) == [(F(0), F(1, 2), 60)]


def test_held_keys_end_at_the_end() -> None:
    keys = keys_of((0, 99, 60), (1, 99, 64))
    assert placed(keys[:2], 3, Take()) == [(F(0), F(3), 60), (F(1), F(3), 64)]


def test_a_key_struck_again_ends_there_and_releases_of_nothing_are_nothing() -> None:
    keys = [KeyStruck(60, velocity, 1, at * CROTCHET) for at, velocity in enumerate((0.0, 0.5, 0.5, 0.0, 0.0))]
    notes = take_score(keys, 9 * CROTCHET, Take()).voices[0].notes
    assert [(note.begin, note.end) for note in notes] == [(0, 1), (1, 2)]


def test_a_take_of_four_bars_has_four_bars_and_all_its_notes() -> None:
    keys = keys_of((0, 1, 60), (15.95, 16.5, 72))
    take = Take(bars=4)
    assert placed(keys, 16, take) == [(F(0), F(1), 60), (F(63, 4), F(16), 72)]
    text = take_text(keys[:2], 9_000_000, take, "it")
    assert text.startswith("// From it: 4 bars.")
    assert played(text, 8) == Counter({(F(0), F(1), 60, 80): 1, (F(16), F(17), 60, 80): 1})


def test_channels_are_blocks_and_the_tenth_is_drums() -> None:
    text = take_text([KeyStruck(60, 0.8, 2, 0), KeyStruck(36, 0.8, 10, 0)], CROTCHET, Take(meter=(7, 8)), "it")
    assert "meter 7/8;" in text
    assert "melody take len 1 bars {\n  piano " in text
    assert 'rhythm take_2 len 1 bars {\n  drums "Kick@2 ~@5";' in text


moments = st.tuples(
    st.integers(0, 8_000_000), st.integers(1, 3_000_000), st.integers(21, 108), st.integers(1, 127), st.integers(1, 2)
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(moments, min_size=1, max_size=24),
    st.sampled_from(GRIDS),
    st.sampled_from(((4, 4), (3, 4), (7, 8), (6, 8))),
    st.sampled_from((60.0, 96.0, 120.0, 173.5)),
)
def test_the_text_plays_every_strike_on_the_grid(
    notes: list[tuple[int, int, int, int, int]], grid: int, meter: tuple[int, int], tempo: float
) -> None:
    take = Take(tempo, meter, grid)
    strikes = [(at, 1, KeyStruck(key, loud / 127, channel, at)) for at, _, key, loud, channel in notes]
    releases = [(at + lasts, 0, KeyStruck(key, 0.0, channel, at + lasts)) for at, lasts, key, _, channel in notes]
    keys = [key for *_, key in sorted(strikes + releases)]
    end = 9_000_000
    score = take_score(keys, end, take)
    placed = [note for voice in score.voices for note in voice.notes]
    zero = min(at for at, *_ in strikes)
    step = F(4, grid)
    assert len(placed) == len(notes)
    for at, _, key in strikes:
        assert any(n.key == key.midi and abs(n.begin - F(at - zero, take.crotchet)) <= step / 2 for n in placed)
    text = take_text(keys, end, take, "it")
    assert [found for found in check(text).diagnostics if found.severity in ("error", "warning")] == [], text
    bars = int(text.split(" bars", 1)[0].rpartition(" ")[2])
    assert played(text, bars) == Counter((n.begin, n.end, n.key, round(100 * n.velocity / 127)) for n in placed), text


@pytest.mark.parametrize("grid", GRIDS)
def test_swung_quavers_come_back_exactly(grid: int) -> None:
    late = {12: F(2, 3), 24: F(2, 3), 32: F(5, 8)}.get(grid, F(1, 2))
    keys = keys_of(*((beat + off, beat + off + 0.3, 60 + beat) for beat in range(12) for off in (0, float(late))))
    take = Take(grid=grid)
    text = take_text(keys, 20_000_000, take, "it")
    assert ("swing" in text) == (late != F(1, 2))
    notes = take_score(keys, 20_000_000, take).voices[0].notes
    assert played(text, 4 if grid == 4 else 3) == Counter((n.begin, n.end, n.key, 80) for n in notes), text
