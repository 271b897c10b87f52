"""Folders of recordings: named, chosen, loaded, cut, sped up and looped, on the sample; what is broken is said."""

from __future__ import annotations

import io
import struct
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_dsl import check, compile_program
from pattern_engine.event import Value
from pattern_engine.export.wav import write_wav
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.audio import AudioOutput
from pattern_engine.outputs.output import Cue
from pattern_engine.performance import perform
from pattern_engine.program import Program
from pattern_engine.samples.folders import chosen, is_folder, located, plain, shelved
from pattern_engine.samples.library import LONGEST_FILE, Recordings, preload
from pattern_engine.scheduler import cues
from pattern_engine.synth.mixer import Mixer, end_of, sample_of
from pattern_engine.synth.recipes import Take

RATE = 48000
Sound = NDArray[np.float64]


def wav(path: Path, hz: float, seconds: float = 0.25, rate: int = RATE, channels: int = 1) -> None:
    """A tone of *hz* that falls a little, beginning at its loudest."""
    time = np.arange(round(seconds * rate)) / rate
    tone = np.rint(20000 * np.cos(2 * np.pi * hz * time) * np.exp(-time)).astype("<i2")
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, len(tone), "NONE", ""))
        file.writeframes(np.repeat(tone, channels).tobytes())


@pytest.fixture
def kit(tmp_path: Path) -> str:
    """A folder as a musician has it: sounds as folders and as numbered files, in several rates and shapes."""
    wav(tmp_path / "kit" / "bd" / "a.wav", 200)
    wav(tmp_path / "kit" / "bd" / "b.wav", 300, rate=44100)
    wav(tmp_path / "kit" / "bd" / "c.wav", 400, channels=2)
    wav(tmp_path / "kit" / "sd1.wav", 500, rate=96000)
    wav(tmp_path / "kit" / "sd2.wav", 600)
    wav(tmp_path / "kit" / "loop.wav", 1000, 2.0)
    return f"{tmp_path}/kit"


def note(folder: str, word: str | None, midi: float | None = None, drum: bool = True, **controls: Value) -> NoteEvent:
    return NoteEvent("p", "kit", word, midi, Fraction(0), Fraction(1), 1.0, drum, controls, (), folder)


def render(*played: tuple[int, NoteEvent], rate: int = RATE, length: int = 500_000) -> Sound:
    library = Recordings()
    mixer = Mixer(rate, limited=False, library=library)
    music = [Cue(index, at, length, Fraction(0), one) for index, (at, one) in enumerate(played)]
    mixer.add(music)
    return mixer.render(max(end_of(one, rate, library) for one in music) + 100).astype(np.float64)


def pitch(sound: Sound, begin: float = 0.02, end: float = 0.2, rate: int = RATE) -> float:
    piece = sound[round(begin * rate) : round(end * rate)].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 18))
    return float(spectrum.argmax() * rate / (1 << 18))


@pytest.mark.parametrize(
    ("word", "number", "file"),
    [
        ("bd", 0, "bd/a.wav"),
        ("bd", 2, "bd/c.wav"),
        ("bd", 4, "bd/b.wav"),
        ("bd", -1, "bd/c.wav"),
        ("BD", 0, "bd/a.wav"),
        ("Kick", 1, "bd/b.wav"),
        ("sd", 1, "sd2.wav"),
        ("sd2", 0, "sd2.wav"),
        ("loop", 0, "loop.wav"),
        ("hh", 0, None),
        ("", 0, None),
    ],
)
def test_a_word_and_a_number_choose_a_file(word: str, number: int, file: str | None) -> None:
    shelf = shelved(["sd2.wav", "sd1.wav", "bd/c.wav", "bd/a.wav", "bd/b.wav", "loop.wav", "read me.txt", "x.asd"])
    assert chosen(shelf, word, None, number) == file


def test_numbers_in_names_count_as_numbers_and_endings_have_no_case() -> None:
    shelf = shelved([f"hh{number}.WAV" for number in (10, 9, 1)] + ["tom.Flac"])
    assert shelf.sounds["hh"] == ("hh1.WAV", "hh9.WAV", "hh10.WAV")
    assert plain(shelf, 3) == "tom.Flac"
    assert plain(shelved([]), 0) is None
    assert len(shelf.files) == 4


def test_a_bank_comes_before_the_word() -> None:
    shelf = shelved(["808_bd.wav", "bd.wav", "TR909/bd/x.wav", "CR78sd.wav"])
    assert chosen(shelf, "bd", "808", 0) == "808_bd.wav"
    assert chosen(shelf, "sd", "cr78", 0) == "CR78sd.wav"
    assert chosen(shelf, "bd", "TR909", 0) == "TR909/bd/x.wav"
    assert chosen(shelf, "bd", "unheard", 0) == "bd.wav"


def test_paths_of_a_text_become_whole_and_instruments_stay() -> None:
    program = Program(sounds=(("kit", "./drums/kit"), ("keys", "piano"), ("far", "/all/far")))
    assert dict(located(program, "/songs").sounds) == {"kit": "/songs/drums/kit", "keys": "piano", "far": "/all/far"}
    assert is_folder("./x")
    assert not is_folder("piano")


@pytest.mark.parametrize("rate", [44100, 48000])
def test_every_recording_begins_on_its_sample(kit: str, rate: int) -> None:
    words = [("bd", 0), ("bd", 1), ("bd", 2), ("sd", 0), ("sd", 1), ("loop", 0)]
    variations: list[dict[str, Value]] = [{}, {"speed": 2}, {"speed": -0.5}, {"begin": 0.5}, {"lpf": 400, "lpenv": 2}]
    variations += [{"vib": 5, "unison": 3}, {"loop": 1}, {"cut": 1}]
    for number, controls in enumerate(variations):
        for index, (word, variant) in enumerate(words):
            at = 1_000_003 * index + 333 * number
            sound = render((at, note(kit, word, None, n=variant, **controls)), rate=rate)
            onset = sample_of(at, rate)
            assert not sound[:onset].any()
            assert np.abs(sound[onset]).max() >= 2 / 32768, (word, controls)


@pytest.mark.parametrize(
    ("word", "number", "hz"), [("bd", 0, 200), ("bd", 1, 300), ("bd", 2, 400), ("sd", 0, 500), ("sd", 1, 600)]
)
def test_every_file_sounds_at_its_own_pitch_whatever_its_rate(kit: str, word: str, number: int, hz: float) -> None:
    for rate in (44100, 48000):
        assert pitch(render((0, note(kit, word, n=number)), rate=rate), rate=rate) == pytest.approx(hz, rel=0.01)


def test_speed_is_pitch_and_length_and_backwards_if_negative(kit: str) -> None:
    once, twice = render((0, note(kit, "loop"))), render((0, note(kit, "loop", speed=2)))
    assert pitch(twice) == pytest.approx(2000, rel=0.01)
    assert len(twice) == pytest.approx(len(once) / 2, abs=100)
    back = render((0, note(kit, "loop", speed=-1)))
    assert np.abs(back[1000:90_000] - once[:96_000][::-1][1000:90_000]).max() < 1e-3
    early, late = (float(np.abs(back[begin : begin + 9600]).max()) for begin in (4800, 76_800))
    assert late > 2 * early


def test_a_note_plays_a_folder_at_its_pitch_from_c4(kit: str) -> None:
    assert pitch(render((0, note(f"{kit}/bd", "c5", 72, False)))) == pytest.approx(400, rel=0.01)
    assert pitch(render((0, note(f"{kit}/bd", "c4", 60, False, n=2)))) == pytest.approx(400, rel=0.01)


def test_a_part_of_a_recording_is_that_part(kit: str) -> None:
    whole, part = render((0, note(kit, "loop"))), render((0, note(kit, "loop", begin=0.25, end=0.5)))
    assert len(part) == pytest.approx(24_100, abs=100)
    assert np.abs(part[500:20_000] - whole[24_500:44_000]).max() < 1e-3


def test_a_loop_lasts_as_long_as_its_note(kit: str) -> None:
    sound = render((0, note(kit, "bd", loop=1)), length=1_500_000)
    assert len(sound) == pytest.approx(1.55 * RATE, abs=200)
    assert np.abs(sound[60_000:70_000]).max() > 0.1


def test_by_cycles_a_recording_lasts_so_many_bars(kit: str) -> None:
    one = note(kit, "loop", speed=0.5, unit="c")._replace(end=Fraction(2))
    sound = render((0, one), length=6_000_000)  # two bars of three seconds
    assert len(sound) == pytest.approx(6 * RATE, abs=200)


def test_a_new_sound_cuts_the_one_before(kit: str) -> None:
    free = render((0, note(kit, "loop")), (500_000, note(kit, "sd")))
    cut = render((0, note(kit, "loop", cut=1)), (500_000, note(kit, "sd", cut=1)))
    assert np.array_equal(cut[:24_000], free[:24_000])
    assert not cut[45_000:90_000].any()
    assert np.abs(np.diff(cut[23_990:24_400, 0])).max() < 0.35  # a fade of some milliseconds, then only the other


def test_resampling_is_clean() -> None:
    """A tone of 9 kHz brought from 44.1 to 48 kHz has nothing else within 60 dB; sped up twice it does not alias."""
    from pattern_engine.synth.sounds import paced

    time = np.arange(44100) / 44100
    brought = paced(np.cos(2 * np.pi * 9000 * time)[None, :], 44100 / 48000, 48000)[0, 4800:43_200]
    spectrum = np.abs(np.fft.rfft(brought * np.hanning(len(brought))))
    peak = int(spectrum.argmax())
    assert peak * 48000 / len(brought) == pytest.approx(9000, abs=2)
    others = np.delete(spectrum, slice(peak - 8, peak + 9))
    assert others.max() < spectrum[peak] / 1000
    high = np.cos(2 * np.pi * 15000 * np.arange(48000) / 48000)[None, :]
    assert np.abs(paced(high, 2.0, 20_000)[0, 1000:-1000]).max() < 0.01


@pytest.mark.parametrize("kind", ["flac", "ogg", "mp3"])
def test_other_kinds_of_files_are_read(kind: str, tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile", reason="writing FLAC, Ogg and MP3 needs soundfile (extra analysis)")
    time = np.arange(22_050) / 44_100
    soundfile.write(tmp_path / f"bd.{kind}", np.cos(2 * np.pi * 440 * time) * 0.5, 44_100)
    assert pitch(render((0, note(f"{tmp_path}/", "bd")))) == pytest.approx(440, rel=0.01)


def test_what_is_missing_or_broken_is_said_in_a_line_and_the_rest_plays(kit: str) -> None:
    Path(kit, "broken.wav").write_bytes(b"RIFF no more than that")
    Path(kit, "empty.wav").touch()
    Path(kit, "huge.wav").write_bytes(_header(LONGEST_FILE + 1))
    recordings = Recordings()
    lines = preload(imported(kit), recordings)
    assert [Path(line.split(" ")[0]).name for line in lines] == ["broken.wav", "empty.wav", "huge.wav"]
    assert all("\n" not in line for line in lines)
    assert recordings.take(note(kit, "broken")) is None
    assert recordings.take(note(kit, "bd")) is not None


def _header(frames: int) -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 44100, 88200, 2, 16)
    data = struct.pack("<4sI", b"data", frames * 2)
    return struct.pack("<4sI4s", b"RIFF", 36 + frames * 2, b"WAVE") + form + data


def test_folders_that_are_missing_or_empty_are_said(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    recordings = Recordings()
    assert recordings.load(f"{tmp_path}/void", RATE)[0].endswith("default voices play")
    assert recordings.load(f"{tmp_path}/nowhere/kit", RATE)[0].startswith("there is no folder")
    assert recordings.take(note(f"{tmp_path}/nowhere/kit", "bd")) is None
    assert render((0, note(f"{tmp_path}/void", "bd", 36))).any()  # the built-in drum


def test_a_sound_the_folder_lacks_is_said_once_and_a_drum_plays(kit: str) -> None:
    recordings = Recordings()
    assert recordings.take(note(kit, "oh", 46)) is None
    assert recordings.take(note(kit, "oh", 46)) is None
    assert list(recordings.troubles.values()) == [f"{kit} has no sound oh; a default voice plays it"]


def test_a_file_says_what_it_had_to_do_without(kit: str) -> None:
    target = io.BytesIO()
    said = write_wav([Cue(0, 0, 100_000, Fraction(0), note(kit, "oh", 46))], target, RATE, 200_000)
    assert said == (f"{kit} has no sound oh; a default voice plays it",)
    assert len(target.getvalue()) > 4 * 9600


def imported(kit: str) -> Program:
    """A program that plays the folder."""
    text = 'import kit from "./kit/";\nrhythm { kit "bd sd"; }'
    return located(compile_program(text), str(Path(kit).parent))


def test_what_was_loaded_ahead_needs_no_file_any_more(kit: str) -> None:
    recordings = Recordings()
    assert preload(imported(kit), recordings) == []
    take = recordings.take(note(f"{kit}/kit", "bd"))
    for file in Path(kit).rglob("*.wav"):
        file.unlink()
    assert take is not None
    assert recordings.sound(take, RATE).shape == (1, RATE // 4)


def test_the_loudspeaker_says_what_it_cannot_load(kit: str) -> None:
    Path(kit, "broken.wav").write_bytes(b"RIFF no more than that")
    (line,) = AudioOutput(silent=True).prepare(imported(kit))
    assert line.startswith(f"{kit}/broken.wav cannot be read")


def test_not_a_number_in_a_file_is_silence(tmp_path: Path) -> None:
    data = np.array([0.5, np.nan, np.inf, -np.inf] * 500, dtype="<f4")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, RATE, RATE * 4, 4, 32)
    body = form + struct.pack("<4sI", b"data", data.nbytes) + data.tobytes()
    (tmp_path / "bad.wav").write_bytes(struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body)
    assert np.isfinite(render((0, note(f"{tmp_path}/", "bad")))).all()


def test_memory_is_bounded_and_what_was_forgotten_is_read_again(kit: str) -> None:
    recordings = Recordings(limit=100_000)
    takes = [recordings.take(note(kit, "bd", n=number)) for number in range(3)]
    assert all(take is not None for take in takes)
    first = [recordings.sound(take, RATE).copy() for take in takes if take]
    again = [recordings.sound(take, RATE) for take in takes if take]
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert recordings.sound(Take(f"{kit}/gone.wav", 1.0), RATE).shape == (1, 1)


def test_a_text_imports_a_folder_and_its_words_are_heard(kit: str) -> None:
    text = 'import kit from "./kit/";\nimport loop as amen from "./kit/";\ntempo 120;\n'
    text += 'rhythm { kit "bd:1 ~ sd ~"; amen "loop".loopAt(1).chop(4); }'
    program = located(compile_program(text), str(Path(kit).parent))
    music = cues(perform(program).notes(Fraction(0), Fraction(1)), program.timeline)
    assert len(music) == 6
    target = io.BytesIO()
    assert write_wav(music, target) == ()
    target.seek(0)
    with wave.open(target) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768
    assert pitch(data, 0.3, 0.45) == pytest.approx(1000, rel=0.01)  # the loop fits its bar of two seconds
    assert np.abs(data[90_000:95_000]).max() > 0.02


def test_where_a_text_has_no_such_folder_it_is_a_warning_and_a_default_plays() -> None:
    class Nothing:
        def text(self, path: str) -> str:
            raise LookupError(path)

        def has_folder(self, path: str) -> bool:
            return False

    snapshot = check('import kit from "./nowhere/";\nrhythm { kit "bd"; }', library=Nothing())
    assert [(d.code, d.severity) for d in snapshot.diagnostics] == [("PS503", "warning")]
