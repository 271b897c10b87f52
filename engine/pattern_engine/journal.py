"""The journal: what was heard and what was changed, as lines of JSON that give the same cues back, bit for bit.

The first line says what the file is; then a line for each cue when it sounds and for each change when it is accepted.
Times are microseconds since bar 0 of what was played first; exact bars and beats are written ``n/d``. Pure: no files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Generic, NamedTuple, TypeVar

from pattern_engine.event import Value
from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.program import Destination
from pattern_engine.time import Time
from pattern_engine.timeline import Meter, MeterMark, Timeline

FORMAT = "pattern-studio journal 1"

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class JournalError(ValueError):
    """A file is no journal, or a line of it cannot be read; the text says which and why."""


class Change(NamedTuple):
    """A change that was accepted: generation *number*, from bar *cycle* on, at *at*. The first is the beginning.

    *wall* is the Unix time in seconds, *author* who made it, *text* what was changed, as a unified diff. *meters*
    (again after *repeat* bars) say how bars are counted from here on.
    """

    number: int
    cycle: Time
    at: int
    wall: float = 0.0
    author: str = ""
    text: str = ""
    meters: tuple[MeterMark, ...] = ()
    repeat: int | None = None

    @property
    def timeline(self) -> Timeline:
        """How bars are counted; the tempo is not that of the music."""
        return Timeline(meters=self.meters, repeat=self.repeat) if self.meters else Timeline()


class Journal(NamedTuple):
    """What a file holds. *torn* says that its last line was broken off and left out."""

    cues: tuple[Cue, ...]
    changes: tuple[Change, ...] = ()
    torn: bool = False

    @property
    def begin(self) -> int:
        """The moment at which the music began: before its first note, if that comes later."""
        firsts = [change.at for change in self.changes[:1]] + [cue.at for cue in self.cues[:1]]
        return min(firsts, default=0)

    def timeline(self, generation: int) -> Timeline:
        """How bars were counted when cues of *generation* were made."""
        found = [change for change in self.changes if change.number <= generation]
        return found[-1].timeline if found else Timeline()


_Version = TypeVar("_Version")


class History(NamedTuple, Generic[_Version]):
    """The versions that were accepted, and which of them plays: what ``undo`` and ``redo`` go through. A value.

    A version is a program, or whatever holds one.
    """

    versions: tuple[_Version, ...] = ()
    at: int = -1

    @property
    def present(self) -> _Version | None:
        """What plays."""
        return self.versions[self.at] if self.versions else None

    def accept(self, version: _Version, most: int = 200) -> History[_Version]:
        """*version* plays now; what was undone is forgotten, and all but the *most* last versions."""
        kept = (*self.versions[: self.at + 1], version)[-most:]
        return History(kept, len(kept) - 1)

    def undo(self) -> History[_Version]:
        """One version back; the same if there is none before."""
        return self._replace(at=max(self.at - 1, min(0, self.at)))

    def redo(self) -> History[_Version]:
        """One version forward again; the same if nothing was undone."""
        return self._replace(at=min(self.at + 1, len(self.versions) - 1))


def head_line(title: str | None, wall: float) -> str:
    """The first line: what this is, the title of what is played, and when it began (Unix time in seconds)."""
    return _encode({"type": FORMAT, "title": title, "wall": wall})


def change_line(change: Change) -> str:
    """*change* as one line."""
    meters = [[_exact(mark.at), mark.meter.beats, mark.meter.unit, mark.meter.groups] for mark in change.meters]
    return _encode({"type": "change", **change._asdict(), "cycle": _exact(change.cycle), "meters": meters})


def cue_line(cue: Cue, zero: int) -> str:
    """*cue* as one line; *zero* is the clock time that the journal counts from."""
    note = cue.note
    line: dict[str, Any] = {"type": "cue", "id": cue.id, "at": cue.at - zero, "length": cue.length}
    line |= {"beat": _exact(cue.beat), "generation": cue.generation}
    line |= {"part": note.part, "instrument": note.instrument, "note": note.note, "midi": _written(note.midi)}
    line |= {"begin": _exact(note.begin), "end": _exact(note.end), "velocity": note.velocity}
    if note.percussive:
        line["percussive"] = True
    if note.controls:
        line["controls"] = {name: _written(value) for name, value in note.controls.items()}
    if note.origin:
        line["origin"] = note.origin
    if note.sound is not None:
        line["sound"] = note.sound
    if note.chord is not None:
        line["chord"] = note.chord
    if note.step is not None:
        line["step"] = _exact(note.step)
    if note.edition:
        line["edition"] = note.edition
    if cue.outputs:
        line["outputs"] = cue.outputs
    return _encode(line)


def read_journal(lines: Iterable[str]) -> Journal:
    """What *lines*, with their ends, say. A last line without an end is left out. Raises ``JournalError``."""
    cues: list[Cue] = []
    changes: list[Change] = []
    torn = False
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.endswith("\n"):
            torn = True
            break
        try:
            told = json.loads(line)
            if number == 1 and told["type"] != FORMAT:
                break
            if number > 1 and told["type"] == "cue":
                cues.append(_cue(told))
            elif number > 1:
                changes.append(_change(told))
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(f"line {number} is no line of a journal ({error or type(error).__name__})") from error
    if number <= 1 and (torn or not number or told["type"] != FORMAT):
        raise JournalError("this is no journal: its first line does not say so")
    return Journal(tuple(sorted(cues, key=_order)), tuple(changes), torn)


def _cue(told: dict[str, Any]) -> Cue:
    controls = {name: _read(value) for name, value in told.get("controls", {}).items()}
    note = NoteEvent(
        told["part"],
        told["instrument"],
        told["note"],
        _read(told["midi"]),  # type: ignore[arg-type]
        Fraction(told["begin"]),
        Fraction(told["end"]),
        told["velocity"],
        told.get("percussive", False),
        controls,
        tuple((begin, end) for begin, end in told.get("origin", ())),
        told.get("sound"),
        told.get("chord"),
        told.get("edition", 0),
        Fraction(told["step"]) if "step" in told else None,
    )
    outputs = tuple(
        Destination(name, tuple(values), tuple((key, value) for key, value in named))
        for name, values, named in told.get("outputs", ())
    )
    return Cue(told["id"], told["at"], told["length"], Fraction(told["beat"]), note, told["generation"], outputs)


def _change(told: dict[str, Any]) -> Change:
    del told["type"]
    meters = tuple(
        MeterMark(Fraction(at), Meter(beats, unit, tuple(groups))) for at, beats, unit, groups in told["meters"]
    )
    return Change(**{**told, "cycle": Fraction(told["cycle"]), "meters": meters})


def _written(value: Value) -> Any:
    """*value* as JSON that ``_read`` gives back as it was: fractions and lists are marked."""
    if isinstance(value, Fraction):
        return {"frac": _exact(value)}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if isinstance(value, Mapping):
        return {"table": {name: _written(item) for name, item in value.items()}}
    return value


def _read(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_read(item) for item in value)
    if isinstance(value, dict):
        if "frac" in value:
            return Fraction(value["frac"])
        return {name: _read(item) for name, item in value["table"].items()}
    return value  # type: ignore[no-any-return]


def _exact(time: Time) -> str:
    return f"{time.numerator}/{time.denominator}"


def _order(cue: Cue) -> tuple[int, int]:
    return cue.at, cue.id
