"""Lights: which letters of the open texts sound when, as an editor is told of it in ``docs/protocol.md``.

It hears what the player reports, some time ahead, and knows no editor and no player.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from heapq import nlargest
from operator import itemgetter
from typing import TypeAlias, TypeVar

from pattern_engine.clock import Clock, MonotonicClock
from pattern_engine.expression import Expression
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.places import places
from pattern_engine.player_wire import Played, Position, Recalled, Report, Started, Swapped
from pattern_engine.program import Program
from pattern_server.lsp.documents import Text
from pattern_server.lsp.lines import Lines

Place: TypeAlias = tuple[int, int]
"""Where an atom stands: code points of its text, begin and end."""

Light: TypeAlias = tuple[int, float, float, float]
"""An id, when it goes on and out (ms), and how bright it is, 0 to 1."""

Note: TypeAlias = tuple[int, "float | None", float, float, float, list[int]]
"""The number of its part, its MIDI key, begin and end (ms), how loud it is, 0 to 1, and the ids it comes from."""

_Told = TypeVar("_Told")

Notify: TypeAlias = Callable[[str, Mapping[str, object]], None]

MOST = 256
"""Lights, and notes, of one notification; of more only the loudest are sent, which is as much as can be seen."""

LINGERING = 1_000.0
"""Milliseconds after the last note of a version for which its places stay: what was sent ahead may still be told."""


class Sheet:
    """The places of one version of a text, and their ids. Only its ``Lights`` may touch it."""

    def __init__(self, text: Text) -> None:
        self.uri, self.version = text.uri, text.version
        self.lines: Lines = text.lines
        self.ids: dict[Place, int] = {}

    def ranges(self, added: Iterable[Place]) -> list[list[int]]:
        """Places with their ids as the editor counts them."""
        position = self.lines.position
        return [[self.ids[place], *position(place[0]), *position(place[1])] for place in added]


class Edition:
    """The places of one evaluation. Only its ``Lights`` may touch it.

    ``sheets`` are where each part comes from, ``used`` what of each sheet; ``over`` is from when on (ms) only later
    editions are heard, once they are, and ``until`` when the last note that was told ends.
    """

    def __init__(self) -> None:
        self.sheets: dict[str, dict[Place, int]] = {}
        self.used: dict[Sheet, set[Place]] = {}
        self.over = 0.0
        self.until = 0.0


class Lights:
    """The lights of one editor. Only the thread of its workspace may touch it.

    Ids are never used again. The same place of the same version of a text keeps its id as long as something that plays
    comes from it.
    """

    def __init__(self, notify: Notify, wanted: frozenset[str], clock: Clock | None = None) -> None:
        """*notify* sends a notification; *wanted* says which (``locations``, ``lights``, ``notes``).

        *clock* is the one that the player reads; by default the computer's.
        """
        self._notify = notify
        self._clock = clock or MonotonicClock()
        self._wanted = wanted
        self._watching = "notes" in wanted
        self._sheets: dict[tuple[str, int | None, int], Sheet] = {}
        self._pending: deque[Edition] = deque()  # evaluated, and not yet reported by the player
        self._editions: dict[int, Edition] = {}  # by the number that the player gave them
        self._order: dict[str, int] = {}
        self._places: dict[str, tuple[Expression, tuple[Place, ...]]] = {}
        self._last = 0

    def evaluated(self, program: Program, texts: Mapping[str, Text]) -> None:
        """The player was given *program*; *texts* are those that its parts come from, by their keys.

        A part of no text, or of one that is not open, is not lit.
        """
        edition = Edition()
        places_of: dict[str, tuple[Expression, tuple[Place, ...]]] = {}
        for part in program.parts:
            known = self._places.get(part.key)
            found = known[1] if known is not None and known[0] is part.music else places(part.music, constant=False)
            places_of[part.key] = part.music, found
            text = texts.get(part.key)
            if text is not None and text.version is not None:
                sheet = self._sheet(text)
                edition.sheets[part.key] = sheet.ids
                edition.used.setdefault(sheet, set()).update(found)
        self._places = places_of
        self._order = {part.key: index for index, part in enumerate(program.parts)}
        for sheet, used in edition.used.items():
            self._add(sheet, used)
        self._pending.append(edition)

    def hear(self, report: Report) -> None:
        """What the player reports."""
        match report:
            case Played(cues):
                self._played(cues)
            case Recalled(since):
                self._recalled(since / 1000)
            case Started(_, at, number) if self._pending:
                self._begun(number, at / 1000)
            case Swapped(over=over, edition=number) if self._pending:
                self._begun(number, over / 1000)
            case Position(edition=number):
                self._forget(number)
            case _:
                pass  # neither heard nor seen in the text

    def watch_notes(self, on: bool) -> None:
        """Whether ``notes`` are sent from now on."""
        self._watching = on

    def gone(self) -> None:
        """The music has ended: all lights go out, and no place sounds any more."""
        if not self._sheets and not self._editions and not self._pending:
            return
        self._recalled(0)
        self._editions.clear()
        self._pending.clear()
        self._places.clear()
        for sheet in self._sheets.values():
            self._tell_places(sheet, (), list(sheet.ids.values()))
        self._sheets.clear()

    def _sheet(self, text: Text) -> Sheet:
        """The sheet of *text*: a version that is opened anew, and says something else, is another."""
        key = text.uri, text.version, id(text.lines)  # which the sheet keeps alive
        if key not in self._sheets:
            self._sheets[key] = Sheet(text)
        return self._sheets[key]

    def _add(self, sheet: Sheet, used: set[Place]) -> None:
        added = sorted(used - sheet.ids.keys())
        for place in added:
            self._last += 1
            sheet.ids[place] = self._last
        if added:
            self._tell_places(sheet, added, [])

    def _tell_places(self, sheet: Sheet, added: Iterable[Place], dropped: list[int]) -> None:
        if "locations" in self._wanted:
            told = {"uri": sheet.uri, "version": sheet.version, "add": sheet.ranges(added), "drop": dropped}
            self._notify("patternStudio/locations", told)

    def _begun(self, number: int, over: float) -> None:
        """The player calls what was evaluated first by *number*; what it played before is over at *over*."""
        for edition in self._editions.values():
            edition.over = min(edition.over, over) if edition.over else over
        self._editions[number] = self._pending.popleft()

    def _forget(self, number: int) -> None:
        """Edition *number* sounds: drop the places of earlier ones that are no longer heard."""
        now = self._now()
        earlier = [(one, edition) for one, edition in self._editions.items() if one < number]
        silent: dict[Sheet, set[Place]] = {}
        for one, edition in earlier:
            if now >= max(edition.over, edition.until) + LINGERING:
                del self._editions[one]
                for sheet, used in edition.used.items():
                    silent.setdefault(sheet, set()).update(used)
        for sheet, used in silent.items():
            others = (other.used.get(sheet, ()) for other in (*self._editions.values(), *self._pending))
            self._drop(sheet, used.difference(*others))

    def _drop(self, sheet: Sheet, unused: set[Place]) -> None:
        dropped = sorted([sheet.ids.pop(place) for place in unused])
        if dropped:
            self._tell_places(sheet, (), dropped)
        if not sheet.ids:
            self._sheets = {key: other for key, other in self._sheets.items() if other is not sheet}

    def _recalled(self, since: float) -> None:
        """Take back what begins at *since* or later; at 0 whatever sounds goes out, too."""
        told: dict[str, object] = {"now": self._now(), "clear": since}
        if "lights" in self._wanted:
            self._notify("patternStudio/lights", told if since else {"on": [], **told})
        if self._watching:
            self._notify("patternStudio/notes", {"notes": [], **told})

    def _now(self) -> float:
        """Milliseconds of the clock that player and server share."""
        return self._clock.now() / 1000

    def _played(self, cues: tuple[Cue, ...]) -> None:
        """Light what these cues come from."""
        if "lights" not in self._wanted and not self._watching:
            return
        lit: dict[tuple[int, int], Light] = {}
        notes: list[Note] = []
        editions, order, watching = self._editions, self._order, self._watching
        for _, at, length, _, note, *_ in cues:
            edition = editions.get(note.edition)
            if edition is None:
                continue
            begin, end, level = at / 1000, (at + length) / 1000, _level(note)
            if end > edition.until:
                edition.until = end
            ids = edition.sheets.get(note.part, _NOWHERE)
            found = [ids[place] for place in note.origin if place in ids]
            for one in found:
                known = lit.get((one, at))
                if known is None:
                    lit[one, at] = one, begin, end, level
                else:  # of a chord the longest note and the loudest
                    lit[one, at] = one, begin, max(end, known[2]), max(level, known[3])
            if watching and note.part in order:
                pitch = None if note.percussive else note.midi  # the key of a drum is no pitch
                notes.append((order[note.part], pitch, begin, end, level, [*dict.fromkeys(found)]))
        if lit and "lights" in self._wanted:
            self._notify("patternStudio/lights", {"now": self._now(), "on": _loudest([*lit.values()], _LIGHT_LEVEL)})
        if notes:
            self._notify("patternStudio/notes", {"now": self._now(), "notes": _loudest(notes, _NOTE_LEVEL)})


_NUMBERS = (float, int, Fraction)
_NOWHERE: dict[Place, int] = {}
_LIGHT_LEVEL: Callable[[Light], float] = itemgetter(3)
_NOTE_LEVEL: Callable[[Note], float] = itemgetter(4)


def _loudest(told: list[_Told], level: Callable[[_Told], float]) -> list[_Told]:
    """As many as can be seen, the loudest, in the order in which they were."""
    if len(told) <= MOST:
        return told
    chosen = nlargest(MOST, range(len(told)), key=lambda index: level(told[index]))
    return [told[index] for index in sorted(chosen)]


def _level(note: NoteEvent) -> float:
    """How bright a note is, 0 to 1: its velocity, louder or softer by its gain."""
    gain = note.controls.get("gain")
    level = note.velocity if gain is None or not isinstance(gain, _NUMBERS) else note.velocity * float(gain)
    return 1.0 if level >= 1 else int(level * 1000 + 0.5) / 1000 if level > 0 else 0.0
