"""A file with mistakes while music plays: what they spoil keeps its last good version, and each mistake says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pattern_dsl import Snapshot
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.partial import Spoilt
from pattern_engine.patching import patched
from pattern_engine.program import Program


class Kept(NamedTuple):
    """What is played of a file with mistakes: *program*, in which the parts with the keys *parts* are as they were.

    *diagnostics* say what each mistake does to the sound, *said* what all of them do. No program if nothing changes
    until they are mended.
    """

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    said: str
    parts: frozenset[str] = frozenset()


def kept(snapshot: Snapshot, last_good: Program) -> Kept:
    """What is played of *snapshot*, which has mistakes, after *last_good*."""
    partial = snapshot.partial
    program = patched(last_good, partial) if partial is not None else None
    if partial is None or program is None:
        why = "" if partial is None else ", since the form is another one and not all of its blocks can be played"
        return Kept(None, _told(snapshot, lambda _: f"all of the music goes on as it was{why}"), "")
    parts = frozenset(part.key for part in partial.kept(last_good.parts))

    def effect(problem: Diagnostic) -> str:
        place = problem.begin, problem.code
        spoilt = [one for one in snapshot.spoilt if any(cause[:2] == place for cause in one.causes)]
        return _effect(spoilt, parts, snapshot)

    return Kept(program, _told(snapshot, effect), _effect(snapshot.spoilt, parts, snapshot), parts)


def _told(snapshot: Snapshot, effect: Callable[[Diagnostic], str]) -> tuple[Diagnostic, ...]:
    """The diagnostics, each error with its *effect*."""
    return tuple(
        problem._replace(effect=effect(problem)) if problem.severity == "error" else problem
        for problem in snapshot.diagnostics
    )


_UNCHANGED = {
    "tuning": "the tuning stays as it was",
    "tempo": "the tempo stays as it was",
    "swing": "the swing stays as it was",
    "key": "the key stays as it was",
    "seed": "the seed stays as it was",
    "title": "the title stays as it was",
    "out": "the outputs stay as they were",
}


def _effect(spoilt: Sequence[Spoilt], parts: frozenset[str], snapshot: Snapshot) -> str:
    """What it does to the sound that these are *spoilt*, when *parts* are those that are kept."""
    found = [_UNCHANGED[one.key] for one in spoilt if one.key in _UNCHANGED]
    blocks = [one for one in spoilt if one.key not in _UNCHANGED]
    going = [one for one in blocks if any(key.startswith(one.key) for key in parts)]
    silent = [one for one in blocks if one not in going]
    unread = _unread(parts, snapshot)
    if going:
        found.append(f"{_keeping([one.key for one in going])} ({_lines(going, snapshot)})")
    elif unread and not found:  # what is there now cannot be told from what was there
        found.append(_keeping(unread))
    elif silent:
        verb, they = ("are", "they are") if len(silent) > 1 else ("is", "it is")
        named = called([one.key for one in silent])
        found.append(f"{named} {verb} silent until {they} mended ({_lines(silent, snapshot)})")
    return "; ".join(found) or "all else plays as it is written"


def _unread(parts: frozenset[str], snapshot: Snapshot) -> list[str]:
    """The keys of blocks that are kept since it is not known what became of them."""
    known = tuple(one.key for one in snapshot.spoilt)
    return sorted({key.rpartition("/")[0] + "/" for key in parts if not key.startswith(known)})


def _keeping(keys: Sequence[str]) -> str:
    many = len(keys) > 1
    verb, version = ("keep", "their last good versions") if many else ("keeps", "its last good version")
    return f"{called(keys)} {verb} playing {version}"


def called(keys: Sequence[str]) -> str:
    """``block lead``, ``blocks lead and melody 2``, by how the keys of their parts begin.

    An unnamed block is called by its type and number.
    """
    names = []
    for key in keys:
        role, name, _ = key.split("/")
        names.append(f"{role} {name}" if name.isdecimal() else name)
    return f"block{'s' if len(names) > 1 else ''} {_joined(names)}"


def _lines(blocks: Sequence[Spoilt], snapshot: Snapshot) -> str:
    """The lines in which *blocks* begin."""
    lines = dict.fromkeys(str(snapshot.source.line_column(block.begin)[0]) for block in blocks)
    return f"line{'s' if len(lines) > 1 else ''} {_joined([*lines])}"


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
