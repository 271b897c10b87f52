"""Sounds: everything that can sound, by name, and a program that plays one note of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pattern_dsl import check
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.program import Program
from pattern_engine.samples.folders import is_folder, shelved
from pattern_server.lsp.documents import Text
from pattern_server.lsp.evaluation import located_beside
from pattern_server.lsp.wire import REQUEST_FAILED, Refused

MOST_FILES = 10_000
"""Files of a folder of recordings that are listed."""


class Voice(NamedTuple):
    """Something that can sound: its *name*, its *kind* (``instrument``, ``drum``, ``sample``), and a line about it."""

    name: str
    kind: str
    help: str


def sounds(texts: list[Text]) -> list[Voice]:
    """The instruments, the drums, and the recordings in the folders that *texts* import."""
    found = [Voice(row.name, "instrument", row.help) for row in INSTRUMENTS.values()]
    found += [Voice(drum.words[0], "drum", f"{drum.name}: {', '.join(drum.words)}") for drum in DRUMS]
    for name, folder in _kits(texts).items():
        found += [Voice(f"{name}/{word}", "sample", folder) for word in _recordings(folder)]
    return found


def audition(name: str, note: str | None, texts: list[Text]) -> Program:
    """A program that plays one *note* of the sound called *name*. Raises ``Refused`` if there is none."""
    kit, slash, word = name.partition("/")
    kits = _kits(texts) if slash else {}
    if slash and kit in kits:
        text = f'import {kit} from "./{kit}/"; rhythm audition {{ {kit} "{word}"; }}'
    elif name in INSTRUMENTS:
        text = f'melody audition {{ {name} "{note or _middle(name)}"; }}'
    else:
        text = f'rhythm audition {{ drums "{name}"; }}'
    wrong = any(sign in f"{name}{note}" for sign in '"\\{};\n\r')
    snapshot = check("" if wrong else f"tempo 60; {text}", "audition")
    known = name in INSTRUMENTS or any(name in drum.words for drum in DRUMS) or kit in kits
    if snapshot.program is None or wrong or not known:
        raise Refused(REQUEST_FAILED, f"there is no sound {name}{'' if note is None else f' at {note}'}")
    program = snapshot.program
    return program._replace(sounds=((kit, kits[kit]),)) if kit in kits else program


def _middle(name: str) -> str:
    """The note in the middle of what an instrument plays well; a hit of what plays drums."""
    from pattern_engine.theory.pitch import name_of

    row = INSTRUMENTS[name]
    return row.words[0] if row.kind == "drums" else name_of((row.low + row.high) // 2)


def _kits(texts: list[Text]) -> dict[str, str]:
    """The folders of recordings that *texts* import, by the names they have there."""
    found: dict[str, str] = {}
    for text in texts:
        if "import" not in text.document.text:
            continue
        snapshot = check(text.document.text, text.uri, library=text.document.shelf.library)
        program = snapshot.program if snapshot.program is not None else snapshot.partial and snapshot.partial.program
        if program is not None:
            found |= {name: sound for name, sound in located_beside(program, text).sounds if is_folder(sound)}
    return found


def _recordings(folder: str) -> list[str]:
    """The words for the recordings of *folder*; one that is not there is a piece of that in which it would lie."""
    path = folder if os.path.isdir(folder) else os.path.dirname(folder)  # noqa: PTH112, PTH120 - as texts write them
    return [*shelved(islice(_below(path), MOST_FILES)).sounds]


def _below(path: str) -> Iterator[str]:
    for here, inner, files in os.walk(path):
        depth = os.path.relpath(here, path).count(os.sep)
        inner[:] = sorted(inner) if depth < 2 else []
        for file in sorted(files):
            yield os.path.relpath(os.path.join(here, file), path).replace(os.sep, "/")  # noqa: PTH118 - likewise
