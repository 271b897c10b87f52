"""The picture of music being played, as lines of text: pure, from what is known to what a terminal shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from pattern_engine.note import NoteEvent
from pattern_engine.player_wire import Position
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

KEYS = "space stop/play  h hush  p panic  1-9 mute  t tap  u undo  r redo  q quit"
"""What single keys do while the view is shown."""

_BOLD, _DIM, _GREEN, _RED, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[31m", "\x1b[0m"
_CELLS = (32, 24, 16, 8)


class Row(NamedTuple):
    """One part: its *key*, whether it is *muted*, whether it *sounds* just now, its notes in this bar and the next.

    *kept* says that it is an earlier version, since the text of its block has mistakes.
    """

    key: str
    muted: bool
    sounds: bool
    notes: tuple[tuple[NoteEvent, ...], tuple[NoteEvent, ...]] = ((), ())
    kept: bool = False


class Scene(NamedTuple):
    """Everything there is to see. *messages* are the last ones, newest last; *section* is what sounds of a form."""

    position: Position
    timeline: Timeline
    rows: Sequence[Row] = ()
    section: str | None = None
    messages: Sequence[str] = ()
    keys: bool = False


class Shape(NamedTuple):
    """What a terminal can show: columns, rows, and whether it may have colours."""

    width: int
    height: int
    colour: bool = True


def picture(scene: Scene, shape: Shape) -> list[str]:
    """*scene* as lines that fit *shape*; without room for all parts, as many as there is room for, and their number.

    The first line says where the music is; a terminal too low for more shows it alone.
    """
    head = _fitted(describe(scene.position, scene.timeline, scene.section), shape, _BOLD)
    tail = [_fitted(line, shape, _DIM) for line in scene.messages[-3:]]
    tail += [_fitted(KEYS, shape, _DIM)] if scene.keys and shape.height >= 6 else []
    room = shape.height - 2 - len(tail)
    if room < 1:
        return [head, *tail][: max(1, shape.height - 1)]
    shown = scene.rows if len(scene.rows) <= room else scene.rows[: room - 1]
    width = max((len(_named(number, row)) for number, row in enumerate(shown, 1)), default=0)
    lines = [_line(number, row, width, scene.position.cycle, shape) for number, row in enumerate(shown, 1)]
    if len(shown) < len(scene.rows):
        lines.append(_fitted(f"  and {len(scene.rows) - len(shown)} more", shape, _DIM))
    return [head, *lines, *tail]


def describe(position: Position, timeline: Timeline, section: str | None = None) -> str:
    """*position* in words: bar and beat from 1, tempo, meter, section, parts, late events, clients."""
    bar = floor(position.cycle)
    meter = timeline.meter(position.cycle)
    beat = floor((position.cycle - bar) * meter.beats) + 1
    parts = f"{position.parts} part{'' if position.parts == 1 else 's'}"
    words = [f"bar {bar + 1}:{beat}", f"{position.bpm:.4g} bpm", str(meter), parts, f"{position.late} late"]
    if section is not None:
        words.insert(3, section)
    if position.clients:
        words.append(f"{position.clients} client{'' if position.clients == 1 else 's'}")
    if not position.moving:
        words.insert(0, "silent")
    return "  ".join(words)


def roll(notes: Sequence[NoteEvent], bar: int, cells: int) -> str:
    """The notes of a bar as *cells* signs: an onset of one, of several notes, a note that lasts, nothing."""
    signs = ["·"] * cells
    for note in notes:
        first, last = (floor((time - bar) * cells) for time in (note.begin, note.end))
        for cell in range(max(0, first + 1), min(cells, last)):
            if signs[cell] == "·" and not note.percussive:
                signs[cell] = "─"
    for note in notes:
        cell = floor((note.begin - bar) * cells)
        if 0 <= cell < cells:
            signs[cell] = "●" if signs[cell] in "·─" else "◉"
    return "".join(signs)


def in_rows(
    keys: Sequence[str],
    muted: frozenset[str],
    notes: Mapping[str, Sequence[NoteEvent]],
    now: Time,
    kept: frozenset[str] = frozenset(),
) -> list[Row]:
    """The parts *keys* with their *notes* of the bar that lies at *now* and of the next one; *kept* are of before."""
    bar = floor(now)
    rows: list[Row] = []
    for key in keys:
        mine = notes.get(key, ())
        bars = tuple(tuple(note for note in mine if begin <= note.begin < begin + 1) for begin in (bar, bar + 1))
        sounds = any(note.begin <= now < max(note.end, note.begin + Fraction(1, 16)) for note in mine)
        rows.append(Row(key, key in muted, sounds and key not in muted, (bars[0], bars[1]), key in kept))
    return rows


def _named(number: int, row: Row) -> str:
    sign = "m" if row.muted else "!" if row.kept else "▶" if row.sounds else " "
    return f"{number if number < 10 else ' '} {sign} {row.key}"


def _line(number: int, row: Row, width: int, now: Time, shape: Shape) -> str:
    name = _named(number, row)
    room = shape.width - 1 - width - 4
    cells = next((cells for cells in _CELLS if 2 * cells + 1 <= room), 0)
    colour = _DIM if row.muted else _RED if row.kept else _GREEN if row.sounds else ""
    if not cells:
        return _fitted(name, shape, colour)
    bar = floor(now)
    here, following = roll(row.notes[0], bar, cells), roll(row.notes[1], bar + 1, cells)
    at = floor((now - bar) * cells)
    if not shape.colour:
        return f"{name:<{width}}  {here}│{following}"
    lit = f"{here[:at]}\x1b[7m{here[at]}{_PLAIN}{colour}{here[at + 1 :]}"
    return f"{colour}{name:<{width}}  {lit}{_PLAIN}{_DIM}│{following}{_PLAIN}"


def _fitted(text: str, shape: Shape, colour: str) -> str:
    """*text* on one line, cut to the width, in *colour* if there are colours."""
    text = " ".join(text.split("\n"))
    room = max(1, shape.width - 1)
    text = text if len(text) <= room else f"{text[: room - 1]}…"
    return f"{colour}{text}{_PLAIN}" if shape.colour and colour else text
