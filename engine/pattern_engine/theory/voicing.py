"""Voicings: where the notes of a chord lie, and how one chord leads to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pattern_engine.theory.chord import Notes, Symbol, chord_notes, dropped, root_position, symbol_of
from pattern_engine.theory.pitch import spelled

Voiced = Notes
"""The notes of a chord, lowest first: name and MIDI key."""

STYLES = ("close", "open", "drop2", "drop3", "rootless", "shell")
MODES = ("below", "duck", "above", "root")


class Place(NamedTuple):
    """Where voicings lie: ``near`` is a key; ``mode`` says what of a chord is held to it, "" its top, roughly."""

    style: str = "close"
    near: int = 72
    mode: str = ""


@lru_cache(maxsize=4096)
def voicings(symbol: str, place: Place = Place()) -> tuple[Voiced, ...]:  # noqa: B008  an immutable value
    """Every voicing of *symbol* at *place*, one for each note that can be on top. Empty if *symbol* is no chord.

    ``close`` is within an octave, ``open`` and ``drop2`` put the second note from the top an octave lower,
    ``drop3`` the third; ``rootless`` leaves the root to the bass, ``shell`` keeps root, third and seventh.
    The bass that a symbol asks for (``C/E``, ``C'i``) stays lowest. ``below`` holds the top note at the key or
    under it, ``duck`` does and leaves out the key itself, ``above`` holds the lowest note at the key or over
    it, ``root`` the root, lowest, at the key or under it. Raises ``ValueError`` for a style or mode that does
    not exist.

    >>> [[key for _, key in voiced] for voiced in voicings("C", Place("close", 60, "above"))]
    [[64, 67, 72], [67, 72, 76], [60, 64, 67]]
    """
    if place.style not in STYLES:
        raise ValueError(f"a voicing is one of {', '.join(STYLES)}, not {place.style}")
    if place.mode and place.mode not in MODES:
        raise ValueError(f"a mode of voicing is one of {', '.join(MODES)}, not {place.mode}")
    notes, read = chord_notes(symbol), symbol_of(symbol)
    if notes is None or read is None:
        return ()
    classes = list(dict.fromkeys((name.rstrip("-0123456789"), key % 12) for name, key in notes))
    bass = classes[0] if (read.bass or read.modifiers) and place.mode != "root" else None
    if bass is not None:
        classes = classes[1:] or classes
    if place.mode == "root":
        return (_rooted(read, place),)
    if bass is None and place.style == "rootless" and len(classes) > 3:
        classes = classes[1:]
    if bass is None and place.style == "shell" and len(classes) > 3:
        classes = [classes[0], classes[1], classes[3]]
    lowest = classes[0][1]
    classes.sort(key=lambda one: (one[1] - lowest) % 12)  # a ninth lies beside the root, not above the seventh
    found = [_dropped(_stacked(classes, top, place.near), place.style) for top in range(len(classes))]
    if bass is not None:
        found = [(_under(bass, voiced[0][1]), *voiced) for voiced in found]
    return tuple(_moved(voiced, place) for voiced in found)


def _stacked(classes: list[tuple[str, int]], top: int, near: int) -> Voiced:
    """*classes* within an octave, that at index *top* highest, at most an octave below *near* or on it."""
    turned = classes[top + 1 :] + classes[: top + 1]
    key = near - (near - turned[-1][1]) % 12
    voiced = [(_named(turned[-1][0], key), key)]
    for name, pitch in reversed(turned[:-1]):
        key -= (key - pitch) % 12 or 12
        voiced.insert(0, (_named(name, key), key))
    return tuple(voiced)


def _dropped(voiced: Voiced, style: str) -> Voiced:
    place = {"open": 2, "drop2": 2, "drop3": 3}.get(style, 0)
    return dropped(voiced, place) if place and len(voiced) >= place else voiced


def _under(bass: tuple[str, int], key: int) -> tuple[str, int]:
    low = key - ((key - bass[1]) % 12 or 12)
    return _named(bass[0], low), low


def _moved(voiced: Voiced, place: Place) -> Voiced:
    """*voiced* by as many octaves as its mode asks for; ducking, without the note at the key itself."""
    if place.mode == "above":
        octaves = -((voiced[0][1] - place.near) // 12)
        return tuple(
            (_named(name.rstrip("-0123456789"), key + 12 * octaves), key + 12 * octaves) for name, key in voiced
        )
    if place.mode == "duck":
        return tuple(note for note in voiced if note[1] != place.near)
    return voiced


def _rooted(symbol: Symbol, place: Place) -> Voiced:
    """The chord on its root, which lies at most an octave below the key or on it."""
    notes = root_position(symbol)
    octaves = (place.near - notes[0][1]) // 12
    lowered = [(name.rstrip("-0123456789"), key + 12 * octaves) for name, key in notes]
    return _dropped(tuple((_named(name, key), key) for name, key in lowered), place.style)


def _named(name: str, key: int) -> str:
    """*name* with the octave in which it is written for *key*: B# and Cb cross the octave's border."""
    return spelled("CDEFGAB".index(name[0].upper()), key)


def led(chords: Sequence[tuple[str, Place]]) -> list[Voiced]:
    """Voicings of *chords* one after another, each the nearest to the one before; () where there is no chord.

    The first, and the first at another place, has its top note nearest to its key. It depends on nothing but the
    chords, so it is the same wherever the music is begun.

    >>> [[key for _, key in voiced] for voiced in led([("C", Place()), ("F", Place()), ("G7", Place())])]
    [[64, 67, 72], [65, 69, 72], [65, 67, 71, 74]]
    """
    found: list[Voiced] = []
    before: Voiced = ()
    at: Place | None = None
    for symbol, place in chords:
        if place != at:
            before, at = (), place
        choices = list(voicings(symbol, place))
        if not place.mode:
            choices += voicings(symbol, place._replace(near=place.near + 5))
        best = min(filter(None, choices), key=partial(_effort, before, place), default=())
        found.append(best)
        before = best or before
    return found


def _effort(before: Voiced, place: Place, after: Voiced) -> tuple[float, int]:
    held = after[0] if place.mode in ("above", "root") else after[-1]
    distance = abs(held[1] - place.near)
    if not before:
        return distance, 0
    keys = [key for _, key in before]
    moves = sum(min(abs(key - old) for old in keys) for _, key in after)
    return moves + 0.25 * distance, distance
