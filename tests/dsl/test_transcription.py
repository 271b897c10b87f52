"""MIDI files as programs: what comes out plays the same notes, to within what its first line says."""

import io
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_dsl import check, compile_program
from pattern_dsl.transcription import transcribed
from pattern_engine.export.midi_file import write_midi
from pattern_engine.export.midi_reading import MidiError, read_midi
from pattern_engine.instruments import drum_key
from pattern_engine.performance import perform
from pattern_engine.timeline import Meter

F = Fraction
NEAR = F(1, 24) + F(1, 960)
FIRST_LIGHT = Path(__file__).parents[2] / "examples" / "first_light.pattern"


def exported(text, bars):
    program = compile_program(text)
    target = io.BytesIO()
    write_midi(perform(program).notes(min(program.start, F(0)), F(bars)), program, target)
    return target.getvalue()


def heard(text, bars):
    """(begin, end, key, velocity) of a program's notes, in crotchets."""
    program = compile_program(text)
    beat = program.timeline.played_beat
    return sorted((beat(n.begin), beat(n.end), n.midi, n.velocity) for n in perform(program).notes(F(0), F(bars)))


def bars_of(text):
    return int(text.split(" bars", 1)[0].rpartition(" ")[2])


def same(data, near=NEAR):
    """The text of a file, which has been heard to play its notes."""
    score = read_midi(data)
    text = transcribed(score, "x.mid")
    snapshot = check(text)
    assert [d for d in snapshot.diagnostics if d.severity in ("error", "warning")] == [], text
    wanted = [(n.begin, n.end, n.key, n.velocity / 127) for voice in score.voices for n in voice.notes]
    found = heard(text, bars_of(text))
    assert Counter(key for _, _, key, _ in found) == Counter(key for _, _, key, _ in wanted), text
    for key in {key for _, _, key, _ in wanted}:
        ours = [note for note in found if note[2] == key]
        theirs = sorted(note for note in wanted if note[2] == key)
        for mine, yours in zip(ours, theirs, strict=True):
            assert abs(mine[0] - yours[0]) <= near
            assert abs(mine[1] - yours[1]) <= max(near, NEAR) + F(1, 24)
    assert sum(n[3] for n in found) == pytest.approx(sum(n[3] for n in wanted), abs=0.005 * len(wanted) + 1e-9)
    return text


def test_a_melody_comes_back_as_it_was_written():
    text = same(exported('tempo 96; key Eb major; meter 3/4; melody tune { piano "c4 [eb4 g4] bb4"; }', 4), F(1, 960))
    assert text == (
        "// From x.mid: 4 bars. Times to within 1/24 of a beat, velocities to 1/200.\n"
        "// It begins again after that: --bars 4 ends it.\n"
        "tempo 96;\nmeter 3/4;\nkey Eb major;\n\n"
        'melody melody_tune_piano len 4 bars {\n  piano "c4 [eb4 g4] bb4";\n}\n'
    )


def test_drums_are_drums_and_patterns_turn():
    text = same(exported('rhythm beat { synth "Kick*4, <[~ Snare] [~ Clap]>, HiHat*8"; }', 8), F(1, 960))
    assert "rhythm rhythm_beat_synth len 8 bars {" in text
    assert '"[Kick,HiHat] HiHat' in text or "Kick" in text
    assert drum_key("Kick") == 36


@pytest.mark.parametrize(
    "music",
    [
        'melody { piano "c4*3"; }',
        'melody { piano "c4 d4 e4 f4 g4"; }',
        'melody { piano "c4 d4 e4 f4 g4 a4 b4"; }',
        'meter 6/8; melody { piano "c4 d4 e4 [f4 g4] a4 b4"; }',
        'meter 7/8; melody { bass "c2 d2@3 e2 f2@2"; }',
        'melody { piano "[c4,e4,g4]@3 [c4 c5]".legato(0.5); }',
        'melody { piano "c4 e4".vel("0.2 0.9 0.4"); }',
        "melody { piano C4 0 dur 6; piano E4 1 dur 1/3 vel 0.3; piano F4 1 dur 2 vel 0.4; }",
        'harmony { pad "<Am F C G>"; }',
        'swing 2/3; melody { piano "c4*2"; }',
        'melody { lead "c0 c-1 g9"; }',
        "melody { piano C4 0; piano D4 0; piano E4 0.5 dur 1; piano F4 0.75 dur 1; piano G4 0.8 dur 1; }",
    ],
)
def test_our_own_files_come_back(music):
    same(exported(music, 4), F(1, 800))


def test_a_whole_piece_comes_back():
    text = same(exported(FIRST_LIGHT.read_text(encoding="utf-8"), 8))
    assert 'title "First Light";' in text
    assert "key A minor;\nswing 0.56 on 1/8;" in text
    assert "[c5 e5]" in text


def test_swing_is_heard_but_triplets_are_not_swing():
    assert "swing 2/3 on 1/8;" in same(exported('swing 2/3; melody { piano "c4*8"; }', 4), F(1, 800))
    assert "swing" not in same(exported('melody { piano "c4*12"; }', 4), F(1, 800))
    assert "swing" not in same(exported('melody { piano "c4*8"; }', 4), F(1, 800))


def test_a_program_of_general_midi_keeps_its_name():
    file = mido.MidiFile()
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.Message("program_change", program=40))
    track.append(mido.Message("note_on", note=69, velocity=100))
    track.append(mido.Message("note_off", note=69, time=480))
    text = same(bytes_of(file))
    assert 'import strings as violin from "gm";' in text
    assert 'violin "a4 ~@3".vel(0.79).legato(1);' in text


def bytes_of(file):
    target = io.BytesIO()
    file.save(file=target)
    return target.getvalue()


def test_later_tempos_and_meters_and_sections_are_said():
    file = mido.MidiFile()
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=472_069))
    track.append(mido.MetaMessage("time_signature", numerator=3, denominator=4))
    track.append(mido.MetaMessage("marker", text="verse"))
    track.append(mido.MetaMessage("set_tempo", tempo=600_000, time=3 * 480))
    track.append(mido.Message("note_on", note=60, velocity=64))
    track.append(mido.MetaMessage("time_signature", numerator=4, denominator=4, time=3 * 480))
    track.append(mido.Message("note_off", note=60, time=480))
    text = same(bytes_of(file))
    assert "tempo 127.1;\nmeter 3/4 x 2, 4/4 x 1;\n" in text
    said = [line for line in text.splitlines() if line.startswith("// bar")]
    assert said == ["// bar 1, beat 1: section verse", "// bar 2, beat 1: tempo 100"]


def test_meters_that_come_again_are_a_list_and_a_ramp_is_a_ramp():
    song = 'tempo 96 to 132 over 8 bars; meter 7/8 x 4, 4/4 x 2; melody { piano "c4 d4 e4 f4 g4 a4 b4"; }'
    text = same(exported(song, 14))
    assert "tempo 96 to 132 over 8 bars;\nmeter 7/8 x 4, 4/4 x 2;\n" in text
    assert "// bar" not in text
    assert "meter 3/4 x 5, 4/4 x 2;\n" in same(exported('meter 3/4 x 5, 4/4; melody { piano "c4*4"; }', 7))


def test_bars_that_come_again_are_written_once():
    text = same(exported('melody { piano "<[c4 d4] [e4 f4] g4>".vel("<0.5 0.9>"); }', 7))
    assert 'piano cat(\n    "c4 d4", "e4 f4", "g4"\n  ).vel(cat(\n    "0.5", "0.9"\n  ))' in text
    text = same(exported('melody { piano "<[c4 d4] e4 [c4 d4] g4 f4>"; }', 5))
    assert 'let bar_1 = "c4 d4";\n  piano cat(\n    bar_1, "e4", bar_1, "g4", "f4"\n  );' in text


def test_a_meter_that_begins_within_a_bar_is_said():
    file = mido.MidiFile()
    notes = [mido.Message("note_on", note=60, velocity=64), mido.Message("note_off", note=60, time=480 * 9)]
    meters = [
        mido.MetaMessage("time_signature", numerator=4, denominator=4),
        mido.MetaMessage("time_signature", numerator=3, denominator=4, time=480 * 6),
    ]
    file.tracks += [mido.MidiTrack(meters), mido.MidiTrack(notes)]
    text = same(bytes_of(file))
    assert "meter 4/4;\n" in text
    assert "// bar 2, beat 3: meter 3/4\n" in text


meter_lists = st.lists(
    st.tuples(st.sampled_from(("4/4", "3/4", "7/8", "6/8", "(3+2+2)/8", "5/4")), st.integers(1, 3)),
    min_size=1,
    max_size=3,
)
tempos = st.one_of(
    st.integers(40, 240).map(str),
    st.decimals(40, 240, places=2).map(str),
    st.tuples(st.integers(40, 200), st.integers(40, 200), st.integers(1, 6)).map(
        lambda ramp: f"{ramp[0]} to {ramp[1]} over {ramp[2]} bars"
    ),
)
tunes = st.lists(
    st.sampled_from(('"c4 d4 e4"', '"c4 [e4,g4]@3"', '"<c4 [d4 e4]> f4*2"', '"c2*4".vel("0.5 0.9")', '"~ g5 ~ a5"')),
    min_size=1,
    max_size=3,
)


def moments(data):
    """The notes of a file, when each sounds in seconds as mido reads it, and the meters by the beats they begin at."""
    score = read_midi(data)
    notes = sorted((n.begin, n.key, n.end, n.velocity) for voice in score.voices for n in voice.notes)
    seconds, now = [], 0.0
    for message in mido.MidiFile(file=io.BytesIO(data)):
        now += message.time
        if message.type == "note_on":
            seconds.append((message.note, now))
    last = notes[-1][0]
    meters = [(beat, meter) for beat, meter in score.meters if beat <= last]
    changes = [one for index, one in enumerate(meters) if index == 0 or meters[index - 1][1] != one[1]]
    return notes, sorted(seconds), changes


@settings(deadline=None, max_examples=40)
@given(meter_lists, tempos, tunes)
def test_what_is_written_and_read_and_written_again_is_the_same(listed, tempo, music):
    meter = ", ".join(f"{name} x {bars}" for name, bars in listed)
    blocks = "".join(f"melody {{ piano {tune}; }} " for tune in music)
    first = exported(f"tempo {tempo}; meter {meter}; {blocks}", 7)
    text = transcribed(read_midi(first), "x.mid")
    assert "// bar" not in text
    again = exported(text, 7)
    notes, seconds, meters = moments(first)
    their_notes, their_seconds, their_meters = moments(again)
    assert [key for _, key, _, _ in notes] == [key for _, key, _, _ in their_notes]
    for mine, theirs in zip(notes, their_notes, strict=True):
        assert abs(mine[0] - theirs[0]) <= NEAR
        assert abs(mine[2] - theirs[2]) <= 2 * NEAR
        assert abs(mine[3] - theirs[3]) <= 1
    assert meters == their_meters
    for (_, mine), (_, theirs) in zip(seconds, their_seconds, strict=True):
        assert theirs == pytest.approx(mine, abs=0.003)


def test_names_that_would_break_a_program():
    names = ['say "hi" \\', "melody", "c4", "len", "a\nb */", "Größe 3", "", "tune", "tune"]
    file = mido.MidiFile(charset="utf-8")
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("track_name", name=names[0])]))
    for number, name in enumerate(names):
        notes = [
            mido.Message("note_on", note=60 + number, velocity=90),
            mido.Message("note_off", note=60 + number, time=480),
        ]
        file.tracks.append(mido.MidiTrack([mido.MetaMessage("track_name", name=name), *notes]))
    assert "title \"say 'hi' /\";" in same(bytes_of(file))


def test_a_played_performance_is_quantised():
    chance = random.Random(5)
    file = mido.MidiFile()
    track = mido.MidiTrack()
    file.tracks.append(track)
    for number in range(64):
        wait = 240 + chance.randrange(-9, 9) if number else 0
        track.append(
            mido.Message("note_on", note=60 + number % 7, velocity=chance.randrange(40, 110), time=max(wait - 200, 0))
        )
        track.append(mido.Message("note_off", note=60 + number % 7, time=200 + chance.randrange(-15, 15)))
    same(bytes_of(file))


notes = st.lists(
    st.tuples(
        st.integers(0, 7000), st.integers(1, 3000), st.integers(0, 127), st.integers(1, 127), st.sampled_from((0, 9))
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(notes)
def test_whatever_is_in_a_file_is_in_the_program(found):
    apart = {(begin // 400, key, channel): (begin, length, loud) for begin, length, key, loud, channel in found}
    events = []
    for (_, key, channel), (begin, length, loud) in apart.items():
        # No note of a key begins while another sounds: which of them then ends first is not for us to say.
        events.append((begin, mido.Message("note_on", note=key, velocity=loud, channel=channel)))
        events.append((begin + min(length, 50), mido.Message("note_off", note=key, channel=channel)))
    file, now = mido.MidiFile(), 0
    track = mido.MidiTrack()
    file.tracks.append(track)
    for at, message in sorted(events, key=lambda event: (event[0], event[1].type == "note_on")):
        track.append(message.copy(time=at - now))
        now = at
    score = read_midi(bytes_of(file))
    text = transcribed(score, "x")
    wanted = Counter(n.key for voice in score.voices for n in voice.notes)
    assert Counter(key for _, _, key, _ in heard(text, bars_of(text))) == wanted


WHOLE = exported('title "T"; key C minor; melody { piano "c4 [e4,g4]*3"; } rhythm { synth "Kick*4"; }', 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is no MIDI file"),
        (b"melody { piano C4 0; }", "it is no MIDI file"),
        (WHOLE[:60], "it breaks off at byte 61"),
        (WHOLE[:14], "3 tracks are announced, 0 are there"),
        (WHOLE[:9] + b"\2" + WHOLE[10:], "of type 2"),
        (WHOLE[:12] + b"\xe7\x28" + WHOLE[14:], "in frames of film"),
    ],
)
def test_broken_files_are_refused(data, said):
    with pytest.raises(MidiError, match=said):
        read_midi(data)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(WHOLE)))
def test_damaged_files_are_read_or_refused(damage, cut):
    data = bytearray(WHOLE[: cut if cut % 3 == 0 else None])
    for place, byte in damage:
        if place < len(data):
            data[place] = byte
    try:
        score = read_midi(bytes(data))
    except MidiError:
        return
    if max((note.end for voice in score.voices for note in voice.notes), default=0) < 300:
        assert transcribed(score, "x").startswith("// From x")


def test_music_without_an_end_in_sight_is_refused():
    notes = [mido.Message("note_on", note=60, velocity=90, time=200_000_000), mido.Message("note_off", note=60, time=9)]
    data = bytes_of(mido.MidiFile(tracks=[mido.MidiTrack(notes)]))
    with pytest.raises(MidiError, match=r"it lasts 104,167 bars: 4,000 are the most"):
        transcribed(read_midi(data), "x")


def test_files_in_a_riff_and_of_one_track_are_read_too():
    wrapped = b"RIFF" + len(WHOLE).to_bytes(4, "little") + b"RMIDdata" + len(WHOLE).to_bytes(4, "little") + WHOLE
    assert read_midi(wrapped) == read_midi(WHOLE)
    file = mido.MidiFile(file=io.BytesIO(WHOLE))
    one = mido.MidiFile(type=0, ticks_per_beat=file.ticks_per_beat, tracks=[mido.merge_tracks(file.tracks)])
    assert [voice.channel for voice in read_midi(bytes_of(one)).voices] == [0, 9]
    same(bytes_of(one))


def test_meters_are_those_of_the_language():
    assert str(Meter(7, 8)) == "7/8"
    text = same(exported('meter 7/8; melody { piano "c4*7"; }', 2))
    assert "meter 7/8;" in text
