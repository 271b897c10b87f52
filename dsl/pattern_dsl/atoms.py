"""Atoms: the words of a string that an instrument cannot play, found before they are silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pattern_dsl.density import VALUE_BY_VALUE
from pattern_dsl.diagnostic import SILENT, STEP_SILENT, Diagnostic, Severity, nearest
from pattern_engine.expression import Apply, Argument, Atom, Table
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.performance import reader
from pattern_engine.program import Role
from pattern_engine.words import WORDS

_ROLES: dict[str, Role] = {"melody": "melody", "rhythm": "rhythm", "harmony": "harmony", "contrast": "contrast"}
_SILENCING = ("f", "false")
_PITCHING = ("note", "s", "n")


def misread(music: Argument, role: str, sound: str, severity: Severity) -> list[Diagnostic]:
    """A diagnostic for each word in *music* that is neither a note nor a drum nor a chord to this instrument."""
    if sound not in INSTRUMENTS:
        return []
    drums = role == "rhythm" or INSTRUMENTS[sound].kind == "drums"
    wanted = "drum" if drums else "note or chord" if role == "harmony" else "note"
    found: list[Diagnostic] = []
    for text, place in dict.fromkeys(_played(music)):
        if text in _SILENCING or _is_heard(text, role, sound):
            continue
        near = nearest(text, [word for drum in DRUMS for word in drum.words]) if drums else None
        hint = near or ("notes are c d e f g a b with # or b and an octave: c#4" if not drums else None)
        effect = SILENT if severity == "error" else STEP_SILENT
        found.append(Diagnostic("PS110", severity, *place, f"{text} is no {wanted}", hint, effect))
    return found


@lru_cache(maxsize=4096)
def _is_heard(text: str, role: str, sound: str) -> bool:
    """Whether an instrument can play *text* in a block of this role."""
    return any(midi is not None for _, midi, _ in reader(_ROLES[role], sound)(text, 4))


def _played(music: Argument) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every word of *music* that will be read as what sounds, not as rhythm, number or name."""
    if isinstance(music, Atom):
        value = music.value.get("word") if isinstance(music.value, Mapping) else music.value
        if isinstance(value, str) and music.origin is not None:
            yield value, music.origin
    elif isinstance(music, Apply):
        yield from _heard(music)
    elif isinstance(music, tuple):
        for item in music:
            yield from _played(item)
    elif isinstance(music, Table):
        for _, item in music.entries:
            yield from _played(item)


def _heard(apply: Apply) -> Iterator[tuple[str, tuple[int, int]]]:
    if apply.word == "placed":
        for triple in apply.args[1:]:
            if isinstance(triple, tuple):
                yield from _played(triple[2])
        return
    word = WORDS[apply.word]
    if word.family in ("change", "pitch", "tuning", "harmony") or word.name in _PITCHING or not apply.args:
        return
    if word.is_method:
        tables = [argument for argument in apply.args if isinstance(argument, Table)]
        if word.name not in VALUE_BY_VALUE:  # what a function makes of a value is not known here
            yield from _played(tables[0] if tables else apply.args[0])
        return
    for index, argument in enumerate(apply.args):
        if word.parameters[min(index, len(word.parameters) - 1)].kind in ("pattern", "pairs", "value"):
            yield from _played(argument)
