"""MIDI files, read back by mido."""

import io
from fractions import Fraction

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_engine.export.midi_file import DRUM_CHANNEL, PPQ, write_midi
from pattern_engine.expression import Apply
from pattern_engine.instruments import instrument
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import OutputError
from pattern_engine.program import Part, Program
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

F = Fraction


def note(begin, end, midi=60, part="melody/a/1", **more):
    return NoteEvent(part, more.pop("instrument", "piano"), "x", midi, F(begin), F(end), **more)


def part(key, instrument="piano"):
    return Part(key, key.partition("/")[0], instrument, Apply("silence", ()))


def data_of(notes, timeline=None, **more):
    target = io.BytesIO()
    parts = dict.fromkeys((one.part, one.instrument) for one in notes)
    program = Program(more.pop("parts", tuple(part(*one) for one in parts)), timeline or Timeline(), **more)
    write_midi(notes, program, target)
    return target.getvalue()


def read(notes, timeline=None, **more):
    return mido.MidiFile(file=io.BytesIO(data_of(notes, timeline, **more)))


def timed(track):
    """(tick, message) of a track."""
    now, found = 0, []
    for message in track:
        now += message.time
        found.append((now, message))
    return found


def strokes(track):
    """(on, off, key) of a track, notes off going to the oldest note on of their key."""
    sounding, found = {}, []
    for tick, message in timed(track):
        if message.type == "note_on":
            sounding.setdefault((message.channel, message.note), []).append(tick)
        elif message.type == "note_off":
            found.append((sounding[message.channel, message.note].pop(0), tick, message.note))
    assert not any(sounding.values())
    return sorted(found)


def test_a_bar_of_notes_is_a_track_with_its_name_and_program():
    file = read(
        [note(0, F(1, 4), velocity=0.5), note(F(1, 4), F(1, 2), 64, part="melody/a/2", velocity=1.0)], title="Night"
    )
    assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, 960, 2)
    assert file.tracks[0].name == "Night"
    assert file.tracks[1].name == "melody/a piano"
    assert strokes(file.tracks[1]) == [(0, 960, 60), (960, 1920, 64)]
    kinds = [message for message in file.tracks[1] if not message.is_meta]
    programs = [message.program for message in kinds if message.type == "program_change"]
    assert programs == [instrument("piano").program]
    assert [message.velocity for message in kinds if message.type == "note_on"] == [64, 127]


def test_a_track_is_what_one_instrument_plays_in_one_block_in_the_order_of_the_text():
    parts = (part("melody/b/1"), part("melody/a/1", "bass"), part("melody/b/2", "bass"), part("melody/b/3"))
    sung = [note(0, 1, part=one.key, instrument=one.instrument) for one in reversed(parts)]
    file = read([*sung, note(1, 2, part="melody/a/1", instrument="bass", sound="bell")], parts=parts)
    names = ["melody/b piano", "melody/a bass", "melody/b bass", "melody/a bell"]
    assert [track.name for track in file.tracks[1:]] == names
    assert [len(strokes(track)) for track in file.tracks[1:]] == [2, 1, 1, 1]


def test_channels_do_not_depend_on_which_notes_are_written():
    parts = (part("rhythm/r/1", "synth"), part("melody/a/1"), part("melody/b/1"))
    every = [note(0, 1, part=one.key, instrument=one.instrument) for one in parts]
    for chosen in (every, every[1:], every[2:]):
        file = read(chosen, parts=parts)
        found = {track.name: m.channel for track in file.tracks for m in track if m.type == "note_on"}
        assert found["melody/b piano"] == 1
    assert read(every, parts=parts).tracks[1].name == "rhythm/r synth"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("C major", "C"),
        ("Eb minor", "Ebm"),
        ("F# harmonicMinor", "F#m"),
        ("D dorian", "C"),
        ("E phrygian", "C"),
        ("Bb lydian", "F"),
        ("A mixolydian", "D"),
        ("F# locrian", "G"),
        ("D# major", "Eb"),
        ("C whole tone", None),
    ],
)
def test_the_key_is_a_signature_of_a_mode_that_of_its_relative_major(key, written):
    found = [event.key for event in read([note(0, 1)], key=key).tracks[0] if event.type == "key_signature"]
    assert found == ([] if written is None else [written])


def test_a_tempo_too_slow_for_the_format_is_refused():
    assert read([note(0, 1)], Timeline((TempoMark(bpm=F(358, 100)),)))
    with pytest.raises(OutputError, match=r"no tempo below 3\.58 .* has 3\.5$"):
        read([note(0, 1)], Timeline((TempoMark(bpm=F(7, 2)),)))


def test_notes_outside_the_keys_are_left_out_and_counted():
    sung = [note(0, 1, midi) for midi in (-1, -0.4, 0, 127, 127.5, 300.0, float("nan"), None)]
    target = io.BytesIO()
    assert write_midi(sung, Program(), target) == (4, 0, 1)
    (_, track) = mido.MidiFile(file=io.BytesIO(target.getvalue())).tracks
    assert {message.note for message in track if message.type == "note_on"} == {0, 127}


def test_drums_are_on_channel_ten_and_parts_on_their_own():
    drums = note(0, F(1, 4), 36, "rhythm/b/1", percussive=True)
    file = read([drums, note(0, 1), note(0, 1, part="melody/c/1")])
    channels = [{message.channel for message in track if not message.is_meta} for track in file.tracks[1:]]
    assert channels == [{DRUM_CHANNEL}, {0}, {1}]
    assert [message.type for message in file.tracks[1] if not message.is_meta] == ["note_on", "note_off"]


def test_thirty_parts_never_play_on_the_drums_channel():
    notes = [note(0, 1, part=f"melody/{number}/1", instrument=("piano", "bass")[number % 2]) for number in range(30)]
    file = read(notes)
    channels = [message.channel for track in file.tracks for message in track if message.type == "note_on"]
    assert channels == [0, 1] * 15


def test_sounds_name_the_voice_of_an_instrument():
    file = read([note(0, 1, instrument="lead1", sound="strings")])
    (program,) = [message.program for message in file.tracks[1] if message.type == "program_change"]
    assert program == instrument("strings").program


def test_a_note_ends_before_the_next_of_its_key_begins():
    file = read([note(0, F(1, 4)), note(F(1, 4), F(1, 2))])
    at_960 = [message.type for tick, message in timed(file.tracks[1]) if tick == 960]
    assert at_960 == ["note_off", "note_on"]


def test_a_key_struck_again_while_it_sounds_ends_first():
    file = read([note(0, 1), note(F(1, 2), 2), note(F(1, 2), 1, 64)])
    assert strokes(file.tracks[1]) == [(0, 1920, 60), (1920, 3840, 64), (1920, 7680, 60)]


def test_what_has_no_pitch_is_left_out_and_microtones_are_bent_keys():
    file = read([note(0, 1, None), note(0, 1, 60.4), note(1, 2, 127.4), note(2, 3, 61)])
    assert [key for _, _, key in strokes(file.tracks[1])] == [60, 127, 61]
    assert pitches(file) == pytest.approx([60.4, 127.4, 61], abs=0.0002)


def pitches(file):
    """What each note on sounds like: its key, with the bend its channel has then."""
    found = []
    for track in file.tracks[1:]:
        bends, notes = {}, []
        for tick, message in timed(track):
            if message.type == "pitchwheel":
                bends[message.channel] = message.pitch / 4096
            elif message.type == "note_on":
                notes.append((tick, message.note + bends.get(message.channel, 0)))
        found += [pitch for _, pitch in notes]
    return found


def test_microtones_that_sound_together_have_a_channel_each_and_the_same_sound():
    file = read([note(0, 4, 60), note(0, 2, 63.86), note(1, 2, 67.02), note(2, 4, 63.86), note(3, 4, 66.86)])
    assert sorted(pitches(file)) == pytest.approx([60, 63.86, 63.86, 66.86, 67.02], abs=0.0002)
    sounds = {message.channel: message.program for message in file.tracks[1] if message.type == "program_change"}
    assert sounds == dict.fromkeys((0, 1, 2), instrument("piano").program)
    bent = [(tick, m.channel) for tick, m in timed(file.tracks[1]) if m.type == "pitchwheel"]
    begun = [(tick, m.channel) for tick, m in timed(file.tracks[1]) if m.type == "note_on"]
    assert all(place in begun for place in bent)


def test_more_microtones_than_channels_are_counted():
    cluster = [note(0, 1, 60 + index / 20) for index in range(1, 20)]
    target = io.BytesIO()
    program = Program((part("melody/a/1"),), Timeline())
    assert write_midi(cluster, program, target) == (0, 4, 1)
    target.seek(0)
    file = mido.MidiFile(file=target)
    assert not any(m.type == "note_on" and m.channel == DRUM_CHANNEL for m in file.tracks[1])
    assert len({round(pitch, 2) for pitch in pitches(file)}) >= 15


def test_swing_is_heard():
    file = read([note(F(1, 8), F(1, 4))], Timeline(swing=Swing(F(2, 3))))
    assert strokes(file.tracks[1]) == [(640, 960, 60)]


def test_tempo_and_meter_stand_in_the_first_track():
    timeline = Timeline(
        (TempoMark(bpm=F(90)), TempoMark(F(2), F(150))),
        (MeterMark(F(0), Meter(6, 8)), MeterMark(F(2), Meter(7, 4))),
    )
    events = timed(read([note(0, 1)], timeline).tracks[0])
    assert [(tick, event.tempo) for tick, event in events if event.type == "set_tempo"] == [
        (0, 666_667),
        (5760, 400_000),
    ]
    meters = [(tick, event.numerator, event.denominator) for tick, event in events if event.type == "time_signature"]
    assert meters == [(0, 6, 8), (5760, 7, 4)]


def seconds(file):
    """When each note on sounds, by mido's own reading of the tempo map."""
    now, found = 0.0, []
    for message in file:
        now += message.time
        if message.type == "note_on":
            found.append(now)
    return found


@pytest.mark.parametrize(
    "timeline",
    [
        Timeline((TempoMark(F(0), F(60), F(180), F(4)),)),
        Timeline((TempoMark(F(0), F(60), F(180), F(4)), TempoMark(F(5, 2), F(100)))),
        Timeline((TempoMark(F(1), F(96), F(132), F(5)),), (MeterMark(meter=Meter(7, 8)),)),
        Timeline((TempoMark(bpm=F(1271, 10)),), swing=Swing(F(3, 5), F(1, 4))),
    ],
)
def test_a_beat_sounds_in_the_file_when_it_sounds_live(timeline):
    notes = [note(bar, bar + F(1, 8), 60 + bar % 12) for bar in range(8)]
    assert seconds(read(notes, timeline)) == pytest.approx(
        [timeline.micros(F(bar)) / 1e6 for bar in range(8)], abs=2e-3
    )


def test_a_pickup_moves_everything_by_a_bar():
    file = read([note(F(-1, 4), 0), note(0, 1)], Timeline((TempoMark(bpm=F(90)), TempoMark(F(1), F(60)))))
    assert strokes(file.tracks[1]) == [(2880, 3840, 60), (3840, 7680, 60)]
    tempos = [tick for tick, event in timed(file.tracks[0]) if event.type == "set_tempo"]
    assert tempos[0] == 0
    assert tempos[-1] == 7680


def test_no_music_is_still_a_file():
    file = read([])
    assert len(file.tracks) == 1
    assert [event.type for event in file.tracks[0]] == ["time_signature", "set_tempo", "end_of_track"]


notes = st.lists(
    st.builds(
        lambda begin, length, midi, velocity: note(begin, begin + length, midi, velocity=velocity),
        st.fractions(0, 50, max_denominator=64),
        st.fractions(0, 4, max_denominator=64),
        st.integers(0, 127),
        st.floats(0, 1),
    ),
    max_size=20,
)


@settings(deadline=None)
@given(notes)
def test_every_note_is_in_the_file_and_ends(found):
    first = data_of(found)
    assert first == data_of(found)
    tracks = mido.MidiFile(file=io.BytesIO(first)).tracks
    onsets = sorted((round(played.begin * 4 * PPQ), played.midi) for played in found)
    written = [stroke for track in tracks[1:] for stroke in strokes(track)]
    assert sorted((on, key) for on, _, key in written) == onsets
    assert all(on < off for on, off, _ in written)
    assert all(message.velocity > 0 for track in tracks for message in track if message.type == "note_on")
