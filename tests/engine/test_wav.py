"""WAV files: readable by anyone, exact in length and onset, the same bytes every time, into any pipe."""

import io
import struct
import wave
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from pattern_engine.event import Value
from pattern_engine.export.wav import LONGEST_TAIL, file_frames, header, write_wav
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.synth.mixer import sample_of


class Pipe:
    """A target that can only be written to, and says how often it was."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(data)
        return len(data)


def cue(instrument: str, midi: float, at: int, length: int = 100_000, **controls: Value) -> Cue:
    note = NoteEvent("p", instrument, None, midi, Fraction(0), Fraction(1), 0.8, instrument == "drums", controls)
    return Cue(at, at, length, Fraction(0), note)


def written(*cues: Cue, rate: int = 48000, length_us: int | None = None) -> bytes:
    target = io.BytesIO()
    write_wav(cues, target, rate, length_us)
    return target.getvalue()


def samples(data: bytes) -> NDArray[np.int16]:
    with wave.open(io.BytesIO(data)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_the_standard_library_reads_it(rate: int) -> None:
    data = written(cue("piano", 60, 0), rate=rate)
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, rate)
        assert file.getnframes() * 4 + 44 == len(data)
        assert file.getnframes() == file_frames([cue("piano", 60, 0)], rate)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_every_onset_is_on_its_sample(rate: int) -> None:
    moments = [500_000 * k + 37 * k * k for k in range(12)]
    instruments = ("piano", "drums", "bass", "lead", "pad", "guitar") * 2
    data = samples(
        written(
            *(cue(name, 45, at, 60_000, release=0.05) for at, name in zip(moments, instruments, strict=True)), rate=rate
        )
    )
    sounding = data.any(axis=1)
    for at in moments:
        onset = sample_of(at, rate)
        assert sounding[onset]
        assert not sounding[max(0, onset - 1000) : onset].any()


def test_the_same_cues_give_the_same_bytes_in_any_order() -> None:
    cues = [cue("piano", 60 + k, 90_000 * k, room=0.3) for k in range(9)] + [cue("drums", 36, 200_000, delay=0.4)]
    assert written(*cues) == written(*reversed(cues)) == written(*cues)


def test_a_pipe_gets_the_header_first_and_then_blocks() -> None:
    pipe = Pipe()
    cues = [cue("organ", 60, 0, 2_000_000)]
    write_wav(cues, pipe)  # type: ignore[arg-type]
    assert pipe.pieces[0] == header(file_frames(cues, 48000), 48000)
    assert len(pipe.pieces) > 5
    assert b"".join(pipe.pieces) == written(*cues)


def test_progress_rises_to_one() -> None:
    heard: list[float] = []
    write_wav([cue("piano", 60, 0, 1_000_000)], io.BytesIO(), progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_file_lasts_until_the_last_sound_has_died_and_ends_in_silence() -> None:
    data = samples(written(cue("organ", 60, 0, 1_000_000)))
    assert 48000 < len(data) < 48000 * 1.3
    assert np.abs(data[-100:]).max() <= 3


def test_a_given_length_is_kept_and_the_tail_comes_after_it() -> None:
    assert len(samples(written(cue("drums", 42, 0), length_us=3_000_000))) == 144_000
    rung = len(samples(written(cue("bell", 72, 1_900_000, 100_000), length_us=2_000_000)))
    assert 96_000 < rung <= 96_000 + LONGEST_TAIL * 48000


def test_a_tail_never_exceeds_its_bound_and_then_fades() -> None:
    data = samples(written(cue("piano", 60, 0, room=1, size=1, delay=1, delayfb=0.95, delaytime=1)))
    assert len(data) == 4800 + LONGEST_TAIL * 48000
    assert np.abs(data[-2:]).max() < 50


def test_no_music_is_a_file_of_no_frames_or_of_silence() -> None:
    assert written() == header(0, 48000)
    assert not samples(written(length_us=100_000)).any()
    assert len(samples(written(length_us=100_000))) == 4800


def test_a_file_too_long_for_its_header_says_the_most_it_can() -> None:
    riff, data = (
        struct.unpack_from("<I", header(2**31, 48000), 4)[0],
        struct.unpack_from("<I", header(2**31, 48000), 40)[0],
    )
    assert riff == data + 36 == 0xFFFFFFFF


def test_a_target_that_fails_says_so() -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_wav([cue("piano", 60, 0)], Full())  # type: ignore[arg-type]
