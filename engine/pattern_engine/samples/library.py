"""The library of recordings: files decoded once, brought to the rate that is played, and kept in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from threading import RLock

import numpy as np

from pattern_engine.event import Value
from pattern_engine.note import NoteEvent
from pattern_engine.program import Program
from pattern_engine.samples.folders import ENDINGS, Shelf, chosen, folders, is_folder, plain, shelved
from pattern_engine.synth.recipes import Sound, Take
from pattern_engine.synth.sounds import Memory, paced

LONGEST_FILE = 1 << 25
"""Samples, over all channels, that a file may hold: about six minutes of stereo."""

MOST_FILES = 10_000
"""Files of a folder that are looked at."""

DEEPEST = 3
"""Folders within folders that are looked at."""

_CHANNELS = 2


class Recordings:
    """The recordings of all folders that are played. Thread: any; one waits for another no longer than for a file.

    At most *limit* bytes of decoded sound are kept, the longest unused goes first and is read again when it is
    wanted. What cannot be read is left to the built-in instruments, and ``troubles`` has one line for it.
    """

    def __init__(self, limit: int = 256 << 20) -> None:
        self.troubles: dict[str, str] = {}
        self._lock = RLock()
        self._kept = Memory(limit)
        self._limit = limit
        self._shelves: dict[str, tuple[str, Shelf]] = {}
        self._seconds: dict[str, float] = {}

    def take(self, note: NoteEvent) -> Take | None:
        """The recording that *note* is played with; None where its instrument is no folder, or has nothing for it."""
        if not is_folder(note.played_by):
            return None
        folder, shelf = self._shelf(note.played_by)
        file = self._file(note, shelf)
        path = f"{folder}/{file}"
        if file is not None:
            return Take(path, self._length(path)) if self._length(path) > 0 else None
        if shelf.files:
            word = note.note or ""
            line = f"{folder} has no sound {word}; a default voice plays it"
            self.troubles.setdefault(f"{note.played_by}:{word}", line)
        return None

    def sound(self, take: Take, rate: int) -> Sound:
        """The sound of *take* at *rate* Hz."""
        with self._lock:
            return self._kept.get((take.name, rate), lambda: self._decoded(take.name, rate))

    def look(self, folder: str) -> list[str]:
        """Read anew what *folder* holds, but no sound; returns a line for each thing that is wrong."""
        self._shelves.pop(folder, None)
        path, shelf = self._shelf(folder)
        wrong = [folder]
        for file in shelf.files:
            name = f"{path}/{file}"
            self._seconds.pop(name, None)
            self.troubles.pop(name, None)
            if self._length(name) == 0:
                wrong.append(name)
        return [self.troubles[key] for key in wrong if key in self.troubles]

    def load(self, folder: str, rate: int) -> list[str]:
        """As ``look``, and decode for *rate* Hz as many of its sounds as fit."""
        said = self.look(folder)
        path, shelf = self._shelf(folder)
        for name in (f"{path}/{file}" for file in shelf.files):
            length = self._length(name)
            if length > 0 and self._kept.size + length * rate * 4 * _CHANNELS < self._limit:
                self.sound(Take(name, length), rate)
        return said

    def _shelf(self, folder: str) -> tuple[str, Shelf]:
        """The path and the sounds of *folder*; if it is not there, of the one it would lie in."""
        with self._lock:
            if folder not in self._shelves:
                self._shelves[folder] = self._listed(folder)
            return self._shelves[folder]

    def _listed(self, folder: str) -> tuple[str, Shelf]:
        self.troubles.pop(folder, None)
        here = Path(folder)
        path = here if here.is_dir() else here.parent
        if not path.is_dir():
            self.troubles[folder] = f"there is no folder {path}; default voices play"
            return path.as_posix(), shelved(())
        shelf = shelved(file.relative_to(path).as_posix() for file in islice(_below(path, DEEPEST), MOST_FILES))
        if not shelf.files:
            self.troubles[folder] = f"{path} has no recordings ({', '.join(ENDINGS)}); default voices play"
        return path.as_posix(), shelf

    def _file(self, note: NoteEvent, shelf: Shelf) -> str | None:
        controls = note.controls
        number, bank = _whole(controls.get("n")), controls.get("bank")
        word = note.note or ""
        named = chosen(shelf, word, bank if isinstance(bank, str) else None, number)
        if named is not None or not (word == "" or _is_number(word) or (note.midi is not None and not note.percussive)):
            return named
        return plain(shelf, number if not _is_number(word) else int(float(word)))

    def _length(self, path: str) -> float:
        """How many seconds a file lasts; 0 if it cannot be read, which is noted."""
        with self._lock:
            if path not in self._seconds:
                self._seconds[path] = self._measured(path)
            return self._seconds[path]

    def _measured(self, path: str) -> float:
        import miniaudio

        try:
            info = miniaudio.get_file_info(path)
        except (miniaudio.MiniaudioError, OSError) as error:
            self.troubles[path] = f"{path} cannot be read ({error}); a default voice plays it"
            return 0.0
        if info.num_frames * info.nchannels > LONGEST_FILE or not 1000 <= info.sample_rate <= 768_000:
            self.troubles[path] = (
                f"{path} is longer than {LONGEST_FILE >> 20} million samples; a default voice plays it"
            )
            return 0.0
        if info.num_frames == 0:
            self.troubles[path] = f"{path} is empty; a default voice plays it"
        return float(info.num_frames / info.sample_rate)

    def _decoded(self, path: str, rate: int) -> Sound:
        """A file's sound at *rate* Hz, one or two channels; silence if it went away or breaks off."""
        import miniaudio

        try:
            info = miniaudio.get_file_info(path)
            channels = min(info.nchannels, _CHANNELS)
            form = miniaudio.SampleFormat.FLOAT32
            decoded = miniaudio.decode_file(path, form, channels, info.sample_rate)
        except (miniaudio.MiniaudioError, OSError) as error:
            self.troubles[path] = f"{path} cannot be read ({error}); it is silent"
            return np.zeros((1, 1), dtype=np.float32)
        samples = np.frombuffer(decoded.samples, dtype=np.float32).reshape(-1, channels).T
        sound = np.clip(np.nan_to_num(samples), -8.0, 8.0)
        if info.sample_rate == rate:
            return np.ascontiguousarray(sound, dtype=np.float32)
        frames = max(1, round(sound.shape[1] * rate / info.sample_rate))
        return paced(sound, info.sample_rate / rate, frames).astype(np.float32)


def preload(program: Program, recordings: Recordings, rate: int = 48000) -> list[str]:
    """Read the folders of sounds that *program* plays, ahead of its first note.

    Returns a line for each that is missing or empty and each file that cannot be read; the rest plays.
    """
    return [line for folder in folders(program) for line in recordings.load(folder, rate)]


def _below(folder: Path, deep: int) -> Iterator[Path]:
    """The files of *folder*, then those of the folders in it, so many deep; what may not be looked at is left out."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    yield from (entry for entry in entries if entry.is_file())
    for entry in entries:
        if deep > 1 and entry.is_dir():
            yield from _below(entry, deep - 1)


def _whole(value: Value) -> int:
    if isinstance(value, tuple):
        value = value[0] if value else None
    return int(value) if isinstance(value, (int, float, Fraction)) else 0


def _is_number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).isdigit()
