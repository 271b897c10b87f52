"""Voicings: where the notes of a chord lie, and how one chord leads to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pattern_engine.theory.chord import chord_notes

Voiced = tuple[tuple[str, int], ...]
"""The notes of a chord, lowest first: name and MIDI key."""

STYLES = ("close", "open", "drop2", "drop3", "rootless", "shell")


@lru_cache(maxsize=4096)
def voicings(symbol: str, style: str = "close", near: int = 72) -> tuple[Voiced, ...]:
    """Every voicing of *symbol* in *style* whose top note lies at most an octave below *near*, or on it.

    ``close`` is within an octave, ``open`` and ``drop2`` put the second note from the top an octave lower,
    ``drop3`` the third; ``rootless`` leaves the root to the bass, ``shell`` keeps root, third and seventh.
    Empty if *symbol* is no chord. Raises ``ValueError`` for a style that does not exist.
    """
    if style not in STYLES:
        raise ValueError(f"a voicing is one of {', '.join(STYLES)}, not {style}")
    notes = chord_notes(symbol)
    if notes is None:
        return ()
    classes = list(dict.fromkeys((name.rstrip("-0123456789"), key % 12) for name, key in notes))
    if style == "rootless" and len(classes) > 3:
        classes = classes[1:]
    if style == "shell" and len(classes) > 3:
        classes = [classes[0], classes[1], classes[3]]
    found: list[Voiced] = []
    for top in range(len(classes)):
        turned = classes[top + 1 :] + classes[: top + 1]
        key = near - (near - turned[-1][1]) % 12
        voiced = [(turned[-1][0], key)]
        for name, pitch in reversed(turned[:-1]):
            key -= (key - pitch) % 12 or 12
            voiced.insert(0, (name, key))
        found.append(_dropped(voiced, style))
    return tuple(found)


def _dropped(voiced: list[tuple[str, int]], style: str) -> Voiced:
    place = {"open": 2, "drop2": 2, "drop3": 3}.get(style, 0)
    if place and len(voiced) >= place:
        name, key = voiced[-place]
        voiced[-place] = (name, key - 12)
    return tuple((_named(name, key), key) for name, key in sorted(voiced, key=lambda note: note[1]))


def _named(name: str, key: int) -> str:
    """*name* with the octave in which it is written for *key*: B# and Cb cross the octave's border."""
    shift = name.count("#") - name.count("b")
    return f"{name}{(key - shift) // 12 - 1}"


def led(symbols: Sequence[str], style: str = "close", near: int = 72) -> list[Voiced]:
    """Voicings of *symbols* one after another, each the nearest to the one before; () where there is no chord.

    The first has its top note nearest to *near*. It depends on nothing but the symbols, so it is the same
    wherever the music is begun.

    >>> [[key for _, key in voiced] for voiced in led(["C", "F", "G7"])]
    [[64, 67, 72], [65, 69, 72], [65, 67, 71, 74]]
    """
    found: list[Voiced] = []
    before: Voiced = ()
    for symbol in symbols:
        choices = [*voicings(symbol, style, near), *voicings(symbol, style, near + 5)]
        best = min(choices, key=lambda choice: _effort(before, choice, near), default=())
        found.append(best)
        before = best or before
    return found


def _effort(before: Voiced, after: Voiced, near: int) -> tuple[float, int]:
    distance = abs(after[-1][1] - near)
    if not before:
        return distance, 0
    keys = [key for _, key in before]
    moves = sum(min(abs(key - old) for old in keys) for _, key in after)
    return moves + 0.25 * distance, distance
