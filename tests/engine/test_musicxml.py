"""MusicXML scores, read back by music21: the notes that were heard, where they are written."""

import io
import itertools
from collections import Counter
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pattern_dsl import compile_program
from pattern_engine.export.musicxml import write_musicxml
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform
from pattern_engine.program import Mark, Program
from pattern_engine.time import Span
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

music21 = pytest.importorskip("music21", reason="scores need music21, which the extra theory brings")

F = Fraction


def data_of(program, bars, notes=None):
    span = Span(min(program.start, F(0)), F(bars))
    target, again = io.BytesIO(), io.BytesIO()
    notes = perform(program).notes(*span) if notes is None else notes
    write_musicxml(notes, program, span, target)
    write_musicxml(list(notes), program, span, again)
    assert target.getvalue() == again.getvalue()
    assert b"encoding-date" not in target.getvalue()
    return target.getvalue()


def read(program, bars, notes=None):
    return music21.converter.parseData(data_of(program, bars, notes), format="musicxml")


def written(part):
    """(offset, length, key) of each note, ties joined, from the first bar line on."""
    found = Counter()
    for one in part.stripTies().recurse().notes:
        if isinstance(one, music21.harmony.ChordSymbol):
            continue
        at, length = F(one.getOffsetInHierarchy(part)), F(one.quarterLength)
        for member in getattr(one, "notes", (one,)):
            pitch = getattr(member, "pitch", None)
            key = None if pitch is None else pitch.ps
            found[at.limit_denominator(960), length.limit_denominator(960), key] += 1
    return found


def strokes(data):
    """How often each General MIDI key is struck, by the instruments of the file."""
    root = ElementTree.fromstring(data)
    keys = {one.get("id"): int(one.findtext("midi-unpitched", "0")) - 1 for one in root.iter("midi-instrument")}
    return Counter(
        keys[one.find("instrument").get("id")] for one in root.iter("note") if one.find("unpitched") is not None
    )


def places(found):
    placed = Counter()
    for (at, _, key), count in found.items():
        placed[at, key] += count
    return placed


def checked(text, bars, **changes):
    program = compile_program(text)._replace(**changes)
    notes = perform(program).notes(F(0), F(bars))
    data = data_of(program, bars)
    score = music21.converter.parseData(data, format="musicxml")
    total = sum((places(written(part)) for part in score.parts), Counter())
    assert total == Counter((program.timeline.beat(n.begin), None if n.percussive else n.midi) for n in notes)
    assert strokes(data) == Counter(n.midi for n in notes if n.percussive)
    return score


def test_a_round_is_written_as_it_is_sung():
    score = checked(
        'tempo 110; title "Frère Jacques"; key F major;\n'
        'let round = "<[f4 g4 a4 f4]!2 [a4 bb4 c5@2]!2 [[c5 d5] [c5 bb4] a4 f4]!2 [f4 c4 f4@2]!2>";\n'
        "melody one { piano round; }\nmelody two { piano round.late(2); }",
        8,
    )
    assert [part.partName for part in score.parts] == ["one (piano)", "two (piano)"]
    assert score.metadata.bestTitle == "Frère Jacques"
    first = score.parts[0]
    assert [(n.nameWithOctave, n.quarterLength) for n in first.measure(3).notes] == [("A4", 1), ("B-4", 1), ("C5", 2)]
    assert [n.quarterLength for n in first.measure(5).notes] == [0.5] * 4 + [1, 1]
    assert first.measure(1).keySignature.sharps == -1
    assert len(first.getElementsByClass("Measure")) == 8


def test_a_twelve_bar_blues_with_swing_is_written_straight():
    score = checked(
        "tempo 92; swing 2/3 on 1/8; key Bb major;\n"
        'harmony comp { piano "<Bb7!4 Eb7!2 Bb7!2 F7 Eb7 Bb7 F7>"; }\n'
        'melody walk { bass "<[bb2 d3 f3 g3]!4 [eb2 g2 bb2 c3]!2 [bb2 d3 f3 g3]!2 [f2 a2 c3 d3]>"; }\n'
        'melody head { guitar "[~ bb4] [d5 f5] ~ [~ d5]"; }\n'
        'rhythm r { kit "[Ride Ride]*4, ~ Snare"; }',
        12,
    )
    words = [one.content for one in score.parts[0].recurse().getElementsByClass("TextExpression")]
    assert words == ["Swing 67 % (1/8 notes)"]
    symbols = [(s.measureNumber, s.figure) for s in score.parts[0].recurse().getElementsByClass("ChordSymbol")]
    assert symbols == [(1, "B-7"), (5, "E-7"), (7, "B-7"), (9, "F7"), (10, "E-7"), (11, "B-7"), (12, "F7")]
    assert all(n.quarterLength in (0.5, 1) for n in score.parts[2].recurse().notes)
    assert isinstance(score.parts[3].recurse().getElementsByClass("Clef").first(), music21.clef.PercussionClef)


def test_drums_have_a_map():
    score = checked('rhythm r { synth "Kick*4, ~ Snare ~ Snare, HiHat*8"; }', 2)
    (part,) = score.parts
    strokes = {(n.displayName, n.notehead) for one in part.recurse().notes for n in getattr(one, "notes", (one,))}
    assert strokes == {("F4", "normal"), ("C5", "normal"), ("G5", "x")}


def marks(score):
    first = score.parts[0]
    found = first.recurse().getElementsByClass("MetronomeMark")
    return [(F(one.getOffsetInHierarchy(first)), one.number) for one in found]


def test_a_ramp_is_words_between_two_marks():
    timeline = Timeline((TempoMark(F(0), F(96), F(132), F(2)), TempoMark(F(3), F(60))))
    score = checked('melody { piano "c4 d4"; }', 4, timeline=timeline)
    assert marks(score) == [(0, 96), (8, 132), (12, 60)]
    words = [one.content for one in score.parts[0].recurse().getElementsByClass("TextExpression")]
    assert words == ["accelerando to 132 over 2 bars"]


def test_meters_change():
    meters = (MeterMark(F(0), Meter(7, 8)), MeterMark(F(2), Meter(3, 4)), MeterMark(F(3), Meter(6, 8)))
    score = checked('melody { piano "c4 d4 e4 f4 g4 a4 b4"; }', 4, timeline=Timeline(meters=meters))
    found = [
        (measure.number, measure.timeSignature.ratioString)
        for measure in score.parts[0].getElementsByClass("Measure")
        if measure.timeSignature is not None
    ]
    assert found == [(1, "7/8"), (3, "3/4"), (4, "6/8")]


def test_additive_meters_are_written_with_their_groups_and_beamed_by_them():
    score = checked('meter (3+2+2)/8 x 1, (2+3)/8 x 1, 4/4 x 1; melody { piano "c4 d4 e4 f4 g4 a4 b4"; }', 6)
    measures = score.parts[0].getElementsByClass("Measure")
    signatures = [(m.number, m.timeSignature.ratioString) for m in measures if m.timeSignature is not None]
    additive = ["3/8+2/8+2/8", "2/8+3/8", "4/4"]
    assert signatures == [(number, additive[(number - 1) % 3]) for number in range(1, 7)]
    beams = [[beam.type for beam in n.beams] for n in measures[0].notes]
    assert beams == [["start"], ["continue"], ["stop"], ["start"], ["stop"], ["start"], ["stop"]]
    data = data_of(compile_program('meter (3+2+2)/8; melody { piano "c4"; }'), 2)
    assert data.count(b"<beats>3+2+2</beats>") == 1


@pytest.mark.parametrize("song", ["frere_jacques", "twelve_bar"])
def test_a_song_is_written_as_it_is_heard(song):
    text = (Path(__file__).parents[2] / "examples" / f"{song}.pattern").read_text(encoding="utf-8")
    score = checked(text, 12)
    program = compile_program(text)
    assert marks(score) == [(0, program.timeline.bpm(F(0)))]
    assert [m.timeSignature.ratioString for m in score.parts[0].getElementsByClass("Measure")[:1]] == ["4/4"]


def test_a_pickup_is_bar_zero():
    program = compile_program("melody { piano G4 0:4; piano A4 0:4.5; piano C5 1:1 dur 4; }")
    score = read(program, 1)
    zero, one = score.parts[0].getElementsByClass("Measure")
    assert (zero.number, one.number) == (0, 1)
    assert zero.duration.quarterLength == 1
    assert [(F(n.offset), n.nameWithOctave) for n in zero.notes] == [(0, "G4"), (F(1, 2), "A4")]
    assert [n.quarterLength for n in one.notes] == [4]
    assert b'<measure number="0" implicit="yes"' in data_of(program, 1)


def test_sections_are_rehearsal_marks_and_change_the_key():
    sections = (Mark("verse", F(0)), Mark("bridge", F(1), "E major"), Mark("verse", F(2)))
    score = checked('key C minor; melody { piano "c4 eb4"; }', 3, marks=sections)
    first = score.parts[0]
    found = [(m.measureNumber, m.content) for m in first.recurse().getElementsByClass("RehearsalMark")]
    assert found == [(1, "verse"), (2, "bridge"), (3, "verse")]
    assert [k.sharps for k in first.recurse().getElementsByClass("KeySignature")] == [-3, 4, -3]


@pytest.mark.parametrize("count", [3, 5, 6, 7, 9, 10, 12, 14])
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8", "7/8", "5/4"])
def test_tuplets_are_exact(count, meter):
    steps = " ".join(itertools.islice(itertools.cycle("cdefg"), count))
    if meter in ("7/8", "5/4") and count not in (7, 14, 5, 10):
        return
    program = compile_program(f'meter {meter}; melody {{ piano "{steps}"; }}')
    notes = perform(program).notes(F(0), F(1))
    within = [program.timeline.beat(note.begin) for note in notes]
    found = sorted(at for at, _, _ in written(read(program, 1).parts[0]))
    for at, place in zip(found, within, strict=True):
        assert abs(at - place) <= F(1, 24)


@pytest.mark.parametrize(
    "steps",
    [
        "c4*30",
        "c4*60",
        "c4*15 d4",
        "c4 [d4 [e4 f4 g4 a4 b4] c5]",
        "c4 [c4*7 d4 e4]",
        "c4*3 [e4 d4 e4]*5",
        "g4@10 [c4@6 d4 [g4*3 d4 e4]]",
    ],
)
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_what_no_tuplet_can_say_goes_to_the_nearest_place_that_can_be_written(steps, meter):
    program = compile_program(f'meter {meter}; melody {{ piano "{steps}"; }}')
    within = sorted(program.timeline.beat(note.begin) for note in perform(program).notes(F(0), F(1)))
    found = sorted(at for at, _, _ in written(read(program, 1).parts[0]))
    assert found
    for place in within:
        assert min(abs(at - place) for at in found) <= F(1, 8)


def test_threes_against_fours_stand_in_voices():
    checked('melody { piano "c4*3, e5*4, g5*5, [c6 d6]*2"; }', 1)


def test_lengths_are_steps_and_ties_go_over_bar_lines():
    score = read(compile_program('melody { piano "c4 d4@3 e4"; piano C5 3 dur 2.5; }'), 2)
    lengths = sorted(written(score.parts[0]))
    assert (F(3), F(5, 2), 72.0) in lengths
    assert (F(4, 5), F(12, 5), 62.0) in lengths
    ties = [n.tie.type for n in score.parts[0].recurse().notes if n.tie is not None and n.pitches[0].ps == 72]
    assert ties == ["start", "stop"]


def test_humanised_notes_come_back_to_the_grid():
    straight = [NoteEvent("melody/1/1", "piano", "C4", 60 + i, F(i, 8), F(i, 8) + F(3, 32)) for i in range(16)]
    moved = [
        note._replace(begin=note.begin + F((-1) ** i * (7 * i % 5), 997), end=note.end + F(1, 991))
        for i, note in enumerate(straight)
    ]
    moved[0] = straight[0]
    found = places(written(read(Program(), 2, moved).parts[0]))
    assert found == Counter((F(i, 2), 60.0 + i) for i in range(16))


def test_swing_only_bends_what_is_heard():
    program = compile_program('melody { piano "c4*8"; }')
    swung = program._replace(timeline=Timeline(swing=Swing(F(3, 5))))
    assert written(read(program, 1).parts[0]) == written(read(swung, 1).parts[0])


def test_a_section_that_swings_says_so_where_it_begins_and_where_it_ends():
    text = """melody low { bass "c2*8"; }
    section a 1 bar { low; }
    section b 2 bars { swing 2/3 on 1/8; low; }
    form a b a;"""
    score = read(compile_program(text), 4)
    found = [(m.measureNumber, m.content) for m in score.parts[0].recurse().getElementsByClass("TextExpression")]
    assert found == [(2, "Swing 67 % (1/8 notes)"), (4, "Straight")]


def test_microtones_and_unknown_names():
    notes = [
        NoteEvent("melody/1/1", "vsti", "?", 60.5, F(0), F(1, 2)),
        NoteEvent("melody/1/1", "vsti", None, 61, F(1, 2), F(1)),
    ]
    notes.append(NoteEvent("melody/1/1", "vsti", "boom", None, F(0), F(1)))
    found = sorted(key for _, _, key in written(read(Program(), 1, notes).parts[0]))
    assert found == pytest.approx([60.5, 61])


def test_chords_without_a_symbol_are_named_by_their_notes():
    score = checked('harmony { piano "<[a3,c4,e4] [e4,g4,c5] [c4,c#4,d4] [f4,a4]>"; }', 4)
    found = [(s.measureNumber, s.figure) for s in score.parts[0].recurse().getElementsByClass("ChordSymbol")]
    assert found == [(1, "Am"), (2, "C/E")]


def test_symbols_that_the_format_does_not_know_are_written_as_they_are():
    data = data_of(compile_program('harmony { piano "<Bb^7/D C7b9>"; }'), 2)
    assert data.count(b"<harmony") == 2
    assert b'<kind text="7b9">other</kind>' in data
    assert b"<bass-step>D</bass-step>" in data


def test_the_last_bar_line_of_every_staff_is_a_final_one():
    score = read(compile_program('melody { piano "c4"; } rhythm { synth "Kick"; }'), 3)
    bars = [list(part.getElementsByClass("Measure")) for part in score.parts]
    ends = [[bar.rightBarline and bar.rightBarline.type for bar in row] for row in bars]
    assert ends == [[None, None, "final"]] * 2


def symbols(score):
    found = score.recurse().getElementsByClass("ChordSymbol")
    return [(one.measureNumber, one.chordKindStr) for one in found]


def test_a_voiced_chord_keeps_the_name_that_the_text_gives_it():
    song = 'harmony { piano "<Bb7 Am7/D>".voicing("rootless").struct("[~ t] ~ ~ t"); }'
    assert b"<root-step>B</root-step>" in data_of(compile_program(song), 1)
    score = read(compile_program(song), 2)
    assert symbols(score) == [(1, "7"), (2, "m7")]
    assert [s.figure for s in score.recurse().getElementsByClass("ChordSymbol")] == ["B-7", "Am7/D"]


def test_a_voiced_chord_that_is_moved_is_named_by_what_sounds():
    up = read(compile_program('harmony { piano "Am".voicing().up(1); }'), 1)
    assert [s.figure for s in up.recurse().getElementsByClass("ChordSymbol")] == ["Am"]
    moved = read(compile_program('harmony { piano "Am".voicing().add(2); }'), 1)
    assert [s.figure for s in moved.recurse().getElementsByClass("ChordSymbol")] == ["Bm/F#"]


def test_signs_of_the_real_book_are_printed_as_letters():
    song = 'harmony { piano "<F^7 Dm7 Bh7 E7b9 Co^7 C-9 C^7#11 Bh9>".voicing(); }'
    assert [kind for _, kind in symbols(read(compile_program(song), 8))] == [
        *("maj7", "m7", "m7b5", "7b9", "dimmaj7", "m9", "maj7#11", "ø9"),
    ]


def test_short_notes_are_steps_with_dots():
    score = read(compile_program('melody { piano "c4 e4 g4 [c5 e4]".legato(0.5); }'), 1)
    found = list(score.parts[0].recurse().notes)
    assert [one.quarterLength for one in found] == [1, 1, 1, 0.5, 0.5]
    assert all(type(one.articulations[0]) is music21.articulations.Staccato for one in found)
    plain = read(compile_program('melody { piano "c4 e4".legato(0.8); }'), 1).parts[0].recurse()
    assert [(one.quarterLength, one.articulations) for one in plain.notes] == [(2, []), (2, [])]


def test_what_rings_into_the_next_note_ends_there():
    score = read(compile_program('melody { piano "c4 e4 ~ [g4 ~]".legato(1.5); }'), 1)
    assert not list(score.parts[0].recurse().getElementsByClass("Voice"))
    assert [one.quarterLength for one in score.parts[0].recurse().notes] == [1, 1.5, 0.75]


@pytest.mark.parametrize(
    ("song", "signs"),
    [
        ('harmony { guitar "Am7 ~ G7 ~".voicing().roll(1/8); }', [(1, 4, "normal"), (1, 4, "normal")]),
        ('melody { guitar "[c4,e4,g4] ~ ~ ~".roll(-1/4); }', [(1, 3, "down")]),
        ('melody { guitar "[c4,e4,g4] ~ ~ ~"; }', [(1, 3, None)]),
        ('melody { guitar "[c4 e4 g4 c5]*8"; }', [(0.125, 1, None)] * 32),
    ],
)
def test_rolled_chords_are_chords_with_a_wavy_line(song, signs):
    found = []
    for one in read(compile_program(song), 1).parts[0].recurse().notes:
        if not isinstance(one, music21.harmony.ChordSymbol):
            marks = [mark.type for mark in one.expressions if isinstance(mark, music21.expressions.ArpeggioMark)]
            found.append((one.quarterLength, len(one.pitches), *(marks or [None])))
    assert found == signs


def test_no_music_is_still_a_score():
    score = read(Program(), 2)
    assert [len(part.getElementsByClass("Measure")) for part in score.parts] == [2]


def test_twenty_staves_are_written_without_complaint(capfd):
    notes = [NoteEvent(f"melody/{i}/1", "piano", None, 60, F(0), F(1)) for i in range(20)]
    assert len(read(Program(), 1, notes).parts) == 20
    assert capfd.readouterr() == ("", "")


def test_a_stretch_from_the_middle_has_its_own_beginning():
    timeline = Timeline((TempoMark(F(0), F(60), F(120), F(4)), TempoMark(F(6), F(90))))
    sections = (Mark("verse", F(0)), Mark("chorus", F(3)))
    program = compile_program('key D major; melody { piano "c4"; }')._replace(timeline=timeline, marks=sections)
    target = io.BytesIO()
    write_musicxml(perform(program).notes(F(2), F(7)), program, Span(F(2), F(7)), target)
    score = music21.converter.parseData(target.getvalue(), format="musicxml")
    measures = score.parts[0].getElementsByClass("Measure")
    assert [measure.number for measure in measures] == [3, 4, 5, 6, 7]
    assert [k.sharps for k in measures[0].getElementsByClass("KeySignature")] == [2]
    assert marks(score) == [(0, 90), (8, 120), (16, 90)]
    assert [m.content for m in score.parts[0].recurse().getElementsByClass("RehearsalMark")] == ["chorus"]


def test_a_pickup_has_the_first_tempo_mark():
    program = compile_program("tempo 90; melody { piano G4 0:4; piano C5 1:1 dur 4; }")
    assert marks(read(program, 1)) == [(0, 90)]
