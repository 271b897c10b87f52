"""Folders of recordings by name: what an import of a folder means, and which file a note is played with.

A folder holds sounds. A folder in it is a sound whose variants are its files in order (``bd/a.wav``, ``bd/b.wav``:
``bd:0``, ``bd:1``); so are files of one name with numbers (``sd1.wav``, ``sd2.wav``), and a file alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import basename, isabs, join, normpath, splitext
from typing import NamedTuple

from pattern_engine.instruments import DRUMS
from pattern_engine.program import Program

ENDINGS = (".wav", ".flac", ".ogg", ".mp3")
"""Endings of the files that are recordings, in any case."""


class Shelf(NamedTuple):
    """The sounds of a folder: their files by name, in order, and all files of the folder itself, in order."""

    sounds: Mapping[str, tuple[str, ...]]
    own: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file once."""
        return tuple(dict.fromkeys((*self.own, *(file for files in self.sounds.values() for file in files))))


def is_folder(sound: str) -> bool:
    """Whether the *sound* of an instrument is a folder of recordings: its path has a slash."""
    return "/" in sound


def folders(program: Program) -> list[str]:
    """The folders that parts of *program* play, each once, in order of the parts."""
    sounds = dict(program.sounds)
    played = dict.fromkeys(sounds.get(part.instrument, part.instrument) for part in program.parts)
    return [sound for sound in played if is_folder(sound)]


def located(program: Program, folder: str) -> Program:
    """*program*, whose text lies in *folder*, with whole paths for the folders of sounds it imports.

    >>> located(Program(sounds=(("kit", "./808/kit"), ("keys", "piano"))), "/songs").sounds
    (('kit', '/songs/808/kit'), ('keys', 'piano'))
    """
    return program._replace(
        sounds=tuple(
            (name, normpath(join(folder, sound)) if is_folder(sound) and not isabs(sound) else sound)
            for name, sound in program.sounds
        )
    )


def shelved(files: Iterable[str]) -> Shelf:
    """The sounds of a folder that holds *files*, paths from it with ``/``; what is no recording is left out.

    >>> shelved(["bd/b.wav", "bd/a.wav", "sd2.wav", "sd1.wav", "notes.txt"]).sounds["bd"]
    ('bd/a.wav', 'bd/b.wav')
    """
    recordings = sorted((file for file in files if splitext(file)[1].lower() in ENDINGS), key=_natural)
    sounds: dict[str, list[str]] = {}
    for file in recordings:
        below, _, name = file.rpartition("/")
        stem = splitext(name)[0]
        names = (below, basename(below), stem) if below else (stem, re.sub(r"[\W_]*\d+$", "", stem))
        for called in dict.fromkeys(names):
            if called:
                sounds.setdefault(called, []).append(file)
    own = tuple(file for file in recordings if "/" not in file)
    return Shelf({name: tuple(found) for name, found in sounds.items()}, own)


def chosen(shelf: Shelf, word: str, bank: str | None, number: int) -> str | None:
    """The file of *shelf* for the sound *word*, variant *number* (counted round); None if it has none.

    A *bank* is looked for first (``808_bd``, ``808bd``, ``808/bd``), then the word as it is, then in any case, then
    the other words for the same drum: ``Kick`` finds ``bd``.
    """
    asked = [f"{bank}_{word}", f"{bank}{word}", f"{bank}/{word}", word] if bank else [word]
    folded = {name.casefold(): name for name in reversed(list(shelf.sounds))}
    also = [other for drum in DRUMS if word in drum.words for other in drum.words]
    for name in (*asked, *also):
        files = shelf.sounds.get(name) or shelf.sounds.get(folded.get(name.casefold(), ""))
        if files:
            return files[number % len(files)]
    return None


def plain(shelf: Shelf, number: int) -> str | None:
    """The file that a folder plays when a note names no sound of it, variant *number*; None if it is empty."""
    files = shelf.own or next(iter(shelf.sounds.values()), ())
    return files[number % len(files)] if files else None


def _natural(path: str) -> tuple[tuple[int, int | str], ...]:
    """So that 10 comes after 9, and upper and lower case lie together."""
    return tuple((0, int(piece)) if piece.isdigit() else (1, piece) for piece in re.split(r"(\d+)", path.casefold()))
