"""Modules: what an import brings, from instrument packs, sample folders, other texts and instruments elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import dirname, join, normpath
from typing import Protocol

from pattern_dsl.diagnostic import DEFAULT_VOICE, SILENT, Diagnostic, nearest
from pattern_dsl.operators import Report
from pattern_dsl.phrases import Name, Text
from pattern_dsl.scope import Bound, Module
from pattern_dsl.syntax import Import

PACKS = ("keys", "drums", "strings", "guitars", "basses", "synths", "bells", "gm")
"""Instrument packs an import can name; an instrument is found by its own name in any of them."""

ELSEWHERE = {
    "sf2": "a soundfont",
    "vst": "a plug-in",
    "midi": "a MIDI instrument",
    "osc": "an instrument behind OSC",
}
"""Prefixes of instruments that another program plays."""

MOST_MODULES = 256
"""Files that one text may import, those that are imported by others included."""


class Library(Protocol):
    """Reads what a text imports. The paths it is given are relative to the text that is checked, with ``/``."""

    def text(self, path: str) -> str:
        """The text of a module. Raises ``LookupError`` with a message that says why not."""

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""

    def names(self, path: str) -> Sequence[str]:
        """What lies in a folder, in order; folders end with ``/``. Nothing for one that cannot be read."""


class Shelf:
    """The modules of one check, each read once however often it is imported. Grown by the compiler only.

    ``texts`` are what they were read from, ``wrong`` is what is said of a module where a text imports it: code,
    message and hint.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.modules: dict[str, Module] = {}
        self.texts: dict[str, str] = {}
        self.wrong: dict[str, tuple[str, str, str | None]] = {}

    @property
    def is_current(self) -> bool:
        """Whether whoever reads the modules now is sure to find the same; not where something is wrong with one."""
        if self.wrong or len(self.modules) >= MOST_MODULES:
            return False
        try:
            return all(self.library.text(path) == text for path, text in self.texts.items())
        except LookupError:
            return False


class NoLibrary:
    """A library of nothing, for texts that have no place."""

    def text(self, path: str) -> str:
        """Raises ``LookupError``: a text without a place imports nothing."""
        raise LookupError("a text that is no file cannot import others")

    def has_folder(self, path: str) -> bool:
        """There is none."""
        return True

    def names(self, path: str) -> Sequence[str]:
        """There is nothing."""
        return ()


def exported(module: Module, name: Name, report: Report) -> Bound | None:
    """What *module* holds under *name*; None after saying that it holds nothing."""
    held = module.names.get(name.text)
    if held is None:
        hint = nearest(name.text, module.names) or f"it has {', '.join(module.names) or 'no names'}"
        report("PS105", name, f"{module.path} has no {name.text}", hint)
    return held


def is_module(item: Import) -> bool:
    """Whether an import names a text of the language."""
    return item.module.text.endswith(".pattern")


def path_from(importer: str, module: str) -> str:
    """The path of *module* as the text at *importer* names it."""
    return normpath(join(dirname(importer), module))


def instruments(item: Import, library: Library, problems: list[Diagnostic]) -> tuple[dict[str, str], bool]:
    """The instruments an import brings, by the name they are used by, and whether they are none of ours."""
    named = {used.text: original.text for original, used in item.names}
    module = item.module
    if not module.closed:
        return named, True
    prefix, colon, _ = module.text.partition(":")
    if module.text in PACKS:
        if item.everything or (not item.names and item.name is None):
            return {}, False
        return named, False
    if colon and prefix in ELSEWHERE:
        message = f"{module.text[:40]} is {ELSEWHERE[prefix]}: it sounds where that is; here a default voice plays it"
        problems.append(Diagnostic("PS108", "info", module.begin, module.end, message, None, DEFAULT_VOICE))
        return named, True
    if "/" in module.text:
        if not library.has_folder(module.text):
            message = f"there is no folder {module.text[:60]}"
            hint = "sounds are looked for beside this text"
            problems.append(Diagnostic("PS503", "warning", module.begin, module.end, message, hint, DEFAULT_VOICE))
        return {name: join(module.text, original) for name, original in named.items()}, True
    problems.append(_unknown(module))
    return named, not module.text.isidentifier()


def _unknown(module: Text) -> Diagnostic:
    hint = nearest(module.text, PACKS) or f"packs are {', '.join(PACKS)}"
    place = (module.begin, module.end)
    if module.text.isidentifier():
        message = f"there is no pack called {module.text}; its instruments are looked for by name"
        return Diagnostic("PS108", "warning", *place, message, hint)
    return Diagnostic("PS108", "error", *place, f"there is no module {module.text[:40]!r}", hint, SILENT)
