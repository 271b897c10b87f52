"""Music as a WAV file: 16-bit stereo PCM, written from front to back, so it may go into a pipe."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pattern_engine.outputs.output import Cue
from pattern_engine.samples.library import Recordings
from pattern_engine.synth.mixer import Mixer, end_of, sample_of
from pattern_engine.synth.recipes import Library

LONGEST_TAIL = 6.0
"""Seconds that a file goes on after its last note has been let go, at most."""

_BLOCK = 8192


def write_wav(
    cues: Sequence[Cue],
    target: BinaryIO,
    rate: int = 48000,
    length_us: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[str, ...]:
    """Render *cues* (``at`` from the start of the music) to *target* at *rate* Hz, the same bytes every time.

    The file lasts as long as the music (*length_us* microseconds, or until the last note is let go) and then
    until the last sound has died, at most ``LONGEST_TAIL`` seconds more. *progress* hears fractions up to 1.
    *target* needs nothing but ``write``, whose ``OSError`` comes through. Returns a line for each recording that
    could not be played.
    """
    ordered, library = sorted(cues, key=lambda cue: (cue.at, cue.id)), Recordings()
    frames = file_frames(ordered, rate, length_us, library)
    target.write(header(frames, rate))
    done = 0
    for block in _blocks(ordered, Mixer(rate, library=library), frames):
        target.write(np.rint(block * np.float32(32767)).astype("<i2").tobytes())
        done += len(block)
        if progress is not None:
            progress(done / frames)
    return tuple(library.troubles.values())


def file_frames(cues: Sequence[Cue], rate: int, length_us: int | None = None, library: Library | None = None) -> int:
    """How many frames a file of *cues* holds, its tail included. Found without making any sound."""
    released = max((cue.at + cue.length for cue in cues), default=0)
    music = sample_of(released if length_us is None else length_us, rate)
    died = max((end_of(cue, rate, library) for cue in cues), default=0)
    return max(music, min(died, music + round(LONGEST_TAIL * rate)))


def header(frames: int, rate: int) -> bytes:
    """The 44 bytes before the samples of a 16-bit stereo RIFF file. A file beyond 4 GiB says 4 GiB, as streams do."""
    size = min(frames * 4, 0xFFFFFFFF - 36)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 2, rate, rate * 4, 4, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size)


def portions(cues: Sequence[Cue], rate: int, frames: int) -> Iterator[tuple[int, Sequence[Cue], NDArray[np.float32]]]:
    """How many frames come next, which of the ordered *cues* are to be added before, and how loud the frames are.

    Notes are made just before they are due, so memory does not grow with the piece; the last frames fade.
    """
    fade = min(round(0.01 * rate), frames)
    begin = following = 0
    while begin < frames:
        count = min(_BLOCK, frames - begin)
        first = following
        while following < len(cues) and sample_of(cues[following].at, rate) < begin + 2 * _BLOCK:
            following += 1
        last = np.clip((frames - begin - np.arange(count)) / max(fade, 1), 0, 1)
        yield count, cues[first:following], last.astype(np.float32)[:, None]
        begin += count


def _blocks(cues: Sequence[Cue], mixer: Mixer, frames: int) -> Iterator[NDArray[np.float32]]:
    """The sound, block by block."""
    for count, due, level in portions(cues, mixer.rate, frames):
        mixer.add(due)
        yield mixer.render(count) * level
