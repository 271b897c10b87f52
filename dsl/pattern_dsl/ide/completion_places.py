"""Completion of places: outputs and what they are told, files and folders of imports, and the sounds in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.completion_items import Completion, template
from pattern_dsl.ide.context import Context, player_of
from pattern_dsl.ide.context_names import instruments
from pattern_dsl.modules import Library
from pattern_engine.outputs.address import FORMS, OPTIONS
from pattern_engine.samples.folders import shelved


class Ports(NamedTuple):
    """The MIDI ports of a machine by name: those to play on, and those to listen to."""

    played: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()


NO_PORTS = Ports()

WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "osc": 'osc("«127.0.0.1»", «9000»)',
        "midi": 'midi("«Port»")',
        "midiin": 'midiin("«Port»")',
    }
)
"""How outputs are written that must be told where they are; the others are their names."""

_SETTINGS = {"ch": "ch=«1»", "latency": "latency=«20»"}
"""How options are written that are no flags."""

DEEP = 3
"""How deep the folders of a folder of sounds are looked through."""

MOST_FILES = 1_000
"""Files of a folder of sounds that are looked at."""

_UNWRITABLE = frozenset('"\\\r\n')
_WORD = re.compile(r"[A-Za-z]\w*")
_COUNTED = re.compile(r"([A-Za-z]\w*):\d*\Z")


def outputs(document: Document, context: Context) -> Iterator[Completion]:
    """Where notes can go."""
    for place, (name, form) in enumerate(FORMS.items()):
        insert, stops = template(WRITTEN.get(name, name))
        yield Completion(name, "value", f"output {form}", insert, place, stops)


def ports(names: tuple[str, ...]) -> Iterator[Completion]:
    """The MIDI ports called *names*, but for what no string can hold."""
    for place, name in enumerate(names):
        if not _UNWRITABLE & {*name}:
            yield Completion(name, "value", "MIDI port", name, place)


def settings(document: Document, context: Context) -> Iterator[Completion]:
    """What the output can be told whose bracket is open."""
    call = context.call
    for place, name in enumerate(OPTIONS.get(call.name.text, ()) if call is not None else ()):
        if call is not None and name not in call.given:
            insert, stops = template(_SETTINGS.get(name, f"{name}=«true»"))
            yield Completion(f"{name}=", "argument", f"of {call.name.text}", insert, place, stops)


def paths(document: Document, context: Context) -> Iterator[Completion]:
    """The texts and folders that what is typed of a path leads to, those beside the text first."""
    folder, slash, _ = context.typed.rpartition("/")
    for place, name in enumerate(document.shelf.library.names(folder or ("/" if slash else ""))):
        whole = f"{folder}{slash}{name}"
        if name.endswith("/"):
            path = whole if whole.startswith((".", "/")) else f"./{whole}"
            yield Completion(path, "folder", "folder", path, 600 + place, others=(whole,))
        elif name.endswith(".pattern"):
            yield Completion(whole, "file", "text", whole, 500 + place, others=(f"./{whole}",))


def sounds(document: Document, context: Context) -> Iterator[Completion]:
    """The sounds in the folder that the instrument of the statement comes from."""
    folder, shelf = _shelf(document, context)
    for place, (name, files) in enumerate(shelf.items()):
        if _WORD.fullmatch(name):
            said = f"{len(files)} sounds of {folder}" if len(files) > 1 else f"of {folder}"
            yield Completion(name, "sample", said, name, place - 1_000)


def numbers(document: Document, context: Context) -> Iterator[Completion]:
    """The numbers of the sounds that a name before a colon has, with their files."""
    text = context.before.quote.text if context.before.quote is not None else ""
    found = _COUNTED.search(text)
    files = _shelf(document, context)[1].get(found[1], ()) if found is not None else ()
    for number, file in enumerate(files):
        yield Completion(f"{number}", "sample", file, f"{number}", number)


def _shelf(document: Document, context: Context) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """The folder that what plays the statement was imported from, and its sounds; none for any other instrument."""
    held = instruments(document).get(player_of(context.before))
    module = held[1].module.text if held is not None else ""
    if held is None or "/" not in module or ":" in module:
        return "", {}
    inner = f"{module.rstrip('/')}/{held[0]}"
    folder = inner if document.shelf.library.has_folder(inner) else module.rstrip("/")
    return folder, shelved(islice(_below(document.shelf.library, folder, "", DEEP), MOST_FILES)).sounds


def _below(library: Library, folder: str, path: str, deep: int) -> Iterator[str]:
    """The paths of the files in *folder* and the folders in it, so many deep, from *path* on."""
    names = library.names(folder)
    yield from (f"{path}{name}" for name in names if not name.endswith("/"))
    for name in names:
        if deep > 1 and name.endswith("/"):
            yield from _below(library, f"{folder}/{name[:-1]}", f"{path}{name}", deep - 1)
