"""Performing: a program's parts asked for their events, and each event read as notes.

The music never stops: a part whose pattern fails plays on as it did before the last change, or is silent for the span
asked if there was nothing before; the others play, and ``troubles`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias

from pattern_engine.chance import stream_of
from pattern_engine.chords import as_in
from pattern_engine.event import Hap, Origin, Value, show_value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Lambda, Table
from pattern_engine.instruments import instrument
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.note import NoteEvent
from pattern_engine.pattern import Pattern
from pattern_engine.program import Part, Program, Role
from pattern_engine.reading import Sounding, as_note, as_symbol, reader
from pattern_engine.theory.chord import ChordTone
from pattern_engine.theory.pitch import key_of, name_in
from pattern_engine.time import Time

DEFAULTS: Mapping[Role, tuple[float, float]] = {
    "melody": (0.8, 0.95),
    "rhythm": (0.8, 1.0),
    "harmony": (0.6, 1.0),
    "contrast": (0.8, 0.95),
}
"""Velocity and legato of a pattern's notes, by the role of their block."""

_NOT_CONTROLS = frozenset({"value", "word", "note", "degree", "chord", "vel", "dur", "legato", "octave"})


def perform(program: Program, solo: Iterable[str] = (), muted: Iterable[str] = (), edition: int = 0) -> Performance:
    """*program* ready to be asked for notes; *solo* and *muted* name parts (whole keys or any piece of one).

    *edition* is its number, which the notes carry.
    """
    return Performance(program, (frozenset(solo), frozenset(muted)), edition=edition)


class Performance:
    """A program with its patterns. Thread: one at a time; only memories of answers change."""

    def __init__(
        self,
        program: Program,
        chosen: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
        before: Performance | None = None,
        turned: Mapping[str, float] | None = None,
        edition: int = 0,
    ) -> None:
        """*chosen* names parts that play solo and parts that are muted; *turned* says where knobs stand.

        *before* is what played so far: parts that are the same are taken over, others fall back to theirs if they fail.
        """
        self.program = program
        self.edition = edition
        self.troubles: dict[str, str] = {}
        self._chosen = chosen
        self._keys = _roots(program)
        solo, muted = chosen
        alone = [part for part in program.parts if part.solo or named(part.key, solo)]
        self._lines: list[_Line] = []
        self._new: list[_Line] = []
        for part in alone or program.parts:
            if named(part.key, muted) or (part.muted and part not in alone):
                continue
            line = before.line_of(part) if before is not None else None
            made = self._line(part, line, dict(turned or {}))
            self._lines.append(made)
            if line is None or not made.voices or made.voices[0] not in line.voices:
                self._new.append(made)
        self._known = {line.key: line for line in self._lines}

    def followed_by(self, program: Program) -> Performance:
        """*program* as what plays next: parts that are the same are taken over, memories and all."""
        return Performance(program, self._chosen, self, edition=self.edition + 1)

    def turned(self, values: Mapping[str, float]) -> Performance:
        """The same with knobs standing at *values* (in the knobs' own units, by name)."""
        return Performance(self.program, self._chosen, self, values, self.edition)

    def rehearse(self, begin: Time, end: Time) -> None:
        """Have what is new ready from *begin* to *end*: what is asked first is slow. What fails fails again later."""
        troubles = dict(self.troubles)
        for line in self._new:
            self._heard(line, begin, end)
            for voice in line.voices[:1]:
                voice.failed = False
        self.troubles = troubles

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that begin from *begin* up to *end* (bars), in order of time, then of the text."""
        found: list[NoteEvent] = []
        for line in self._lines:
            found += self._heard(line, begin, end)
        found.sort(key=lambda note: note.begin)
        return found

    def line_of(self, part: Part) -> _Line | None:
        """The line that plays *part* here: that of its key, else the one that plays the same under another name."""
        return self._known.get(part.key) or next((line for line in self._lines if line.plays(part)), None)

    def _line(self, part: Part, before: _Line | None, turned: dict[str, float]) -> _Line:
        """The versions of *part*: the new one, or the old one if it is the same, then the last good one."""
        own = {name: value for name, value in turned.items() if name in _knobs(part.music)} if turned else {}
        voice = self._held(part, before, own) if before else None
        known = zip(before.voices, before.editions, strict=True) if before else ()
        found = [(held, edition) for held, edition in known if not held.failed and held is not voice][:1]
        try:
            found.insert(0, (voice or _Voice(part, self.program, own, self._keys), self.edition))
        except MeaningError as error:
            self._tell(part.key, bool(found), error)
        return _Line(part.key, tuple([held for held, _ in found]), tuple([edition for _, edition in found]))

    def _held(self, part: Part, before: _Line, turned: dict[str, float]) -> _Voice | None:
        """The version of *part* that played before, if it is the same."""
        same = (held for held in before.voices if held.keys == self._keys)
        return next((held for held in same if held.is_for(part, self.program, turned)), None)

    def _heard(self, line: _Line, begin: Time, end: Time) -> list[NoteEvent]:
        """What the newest version that can says; a version that failed is not asked again if there is another."""
        for voice, edition in zip(line.voices, line.editions, strict=True):
            if voice.failed and voice is not line.voices[-1]:
                continue
            try:
                notes = voice.notes(begin, end)
            except Exception as error:  # noqa: BLE001  the music never stops: one part fails, the others play
                voice.failed = True
                self._tell(line.key, voice is not line.voices[-1], error)
            else:
                if voice.part.key == line.key and not edition:
                    return notes
                return [note._replace(part=line.key, edition=edition) for note in notes]
        return []

    def _tell(self, key: str, again: bool, error: Exception) -> None:
        state = "plays on as it was" if again else "is silent"
        self.troubles[key] = f"{key} {state}: {error or type(error).__name__}"


class _Line(NamedTuple):
    """What plays one part: its newest version, then the one to fall back to; and the numbers of their programs."""

    key: str
    voices: tuple[_Voice, ...]
    editions: tuple[int, ...]

    def plays(self, part: Part) -> bool:
        """Whether the newest version is of the same music."""
        return bool(self.voices) and self.voices[0].part[1:4] == part[1:4]


def named(key: str, names: frozenset[str]) -> bool:
    """Whether a part with this *key* is meant by one of *names*: all of it, its block, or any piece of it."""
    pieces = key.split("/")
    return bool(names) and any(name in (key, "/".join(pieces[:2]), *pieces[1:]) for name in names)


class _Voice:
    """One part, its pattern and how its values are read. *turned* says where the knobs in it stand.

    *keys* are the roots of the keys that its numbers are spelled in, each with where it begins to hold.
    """

    def __init__(self, part: Part, program: Program, turned: dict[str, float], keys: _Keys) -> None:
        self.part = part
        self.failed = False
        self.turned = turned
        self.seed = program.seed
        self.has_pickup = program.start < 0
        self.sound = dict(program.sounds).get(part.instrument, part.instrument)
        stream = stream_of(program.seed, part.key)
        music = as_in(part.role, part.music)
        self.pattern = pattern_of(music, stream, turned)
        self.before = pattern_of(_once(music), stream, turned) if self.has_pickup else None
        self.timeline = program.timeline
        self.read = reader(part.role, self.sound)
        self.keys = keys

    @cached_property
    def written(self) -> bytes:
        """The music byte by byte, places in the text included; to walk through it would be slow."""
        return _written(self.part)

    def is_for(self, part: Part, program: Program, turned: dict[str, float]) -> bool:
        """Whether this is what *part* of *program* would be, down to the places in the text."""
        mine, other = self.part[:3], part[:3]
        sound = dict(program.sounds).get(part.instrument, part.instrument)
        state = (self.turned, self.seed, self.has_pickup, self.sound, self.timeline.meters, self.timeline.repeat)
        wanted = (turned, program.seed, program.start < 0, sound, program.timeline.meters, program.timeline.repeat)
        return mine == other and state == wanted and self.written == _written(part)

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The part's notes. Before bar 0 there is only what a pickup places there: nothing repeats yet."""
        early: list[NoteEvent] = []
        if begin < 0:
            early = self.asked(self.before, begin, min(end, Time(0))) if self.before is not None else []
            begin = Time(0)
        return early + self.asked(self.pattern, begin, end) if begin < end else early

    def asked(self, pattern: Pattern, begin: Time, end: Time) -> list[NoteEvent]:
        haps, ticks = pattern.answer(begin, end)
        found: list[NoteEvent] = []
        for hap in haps:
            if hap[0] is not None and hap[0] == hap[2] and (hap[2] < hap[3] or begin == end):
                found += self.noted(hap, ticks)
        return found

    def noted(self, hap: Hap, ticks: int) -> list[NoteEvent]:
        whole_begin, whole_end, _, _, value, origin = hap
        begin = Fraction(whole_begin or 0, ticks)
        length = Fraction(whole_end or 0, ticks) - begin
        velocity, legato = DEFAULTS[self.part.role]
        controls: dict[str, Value] = {}
        octave = 4
        atom: Value = value
        if isinstance(value, dict):
            velocity = _number(value.get("vel"), velocity)
            legato = _number(value.get("legato"), legato)
            octave = int(_number(value.get("octave"), octave))
            controls = {name: held for name, held in value.items() if name not in _NOT_CONTROLS}
            atom = value.get("value")
            if value.get("dur") is not None:
                beats = _ratio(_number(value["dur"], 0))
                length = beats / self.timeline.meter(begin).crotchets
                legato = 1.0
            shape = (begin, length, legato, velocity)
            if (said := self.said(value, octave, begin)) is not None:
                found = self.events(said[0], shape, controls, origin)
                return found if said[1] is None else _of_chord(said[1], found)
            if atom is None:
                atom = controls.pop("s", None)
                if atom is None and "n" in controls:
                    atom = self.offset(controls.pop("n"))
        if isinstance(atom, tuple):
            listed: tuple[Value, ...] = atom
            if not listed:
                return []
            atom, controls = listed[0], {**controls, "n": listed[1] if len(listed) == 2 else listed[1:]}
        soundings = self.read(atom, octave)
        if soundings and not soundings[0][2] and isinstance(atom, int | float | Fraction) and atom is not True:
            soundings = self.note(atom, octave, begin)
        found = self.events(soundings, (begin, length, legato, velocity), controls, origin)
        return _of_chord(atom, found) if len(found) > 1 else found

    def said(self, value: dict[str, Value], octave: int, begin: Time) -> tuple[list[Sounding], Value] | None:
        """What sounds if controls say so, and the symbol of the chord that it belongs to; None if they do not."""
        if _number(value.get("freq"), 0) > 0:
            return self.note(round(key_of(_number(value["freq"], 440)), 9), octave, begin), None
        if "note" in value:
            note = value["note"]
            return self.note(note, octave, begin), note.symbol if isinstance(note, ChordTone) else None
        if isinstance(chord := value.get("chord"), str):
            return as_symbol(chord, octave), chord
        if "word" in value:
            word = str(value["word"])
            return self.read(word, octave) or [(word, None, False)], None
        return None

    def note(self, atom: Value, octave: int, begin: Time) -> list[Sounding]:
        """A note; one that is a number is spelled in the key that holds at *begin*."""
        if isinstance(atom, str) or not self.keys:
            return as_note(atom, octave)
        root = next((root for at, root in reversed(self.keys) if at <= begin), self.keys[0][1])
        return [(name_in(midi, root), midi, drum) for _, midi, drum in as_note(atom, octave) if midi is not None]

    def offset(self, number: Value) -> Value:
        """What the control n means alone: semitones above C4, among drums a key."""
        pitched = self.part.role != "rhythm" and instrument(self.sound).kind == "pitched"
        return 60 + number if pitched and isinstance(number, int | float | Fraction) else number

    def events(
        self,
        soundings: list[Sounding],
        shape: tuple[Time, Time, float, float],
        controls: Mapping[str, Value],
        origin: Origin,
    ) -> list[NoteEvent]:
        begin, length, legato, velocity = shape
        end = begin + (length if legato == 1 else length * _ratio(legato))
        part, name = self.part.key, self.part.instrument
        played = str(controls.get("s", self.sound))
        sound = None if played == name else played
        strength = min(1.0, max(0.0, velocity))
        step = None if legato in (1, DEFAULTS[self.part.role][1]) else length
        return [
            NoteEvent(part, name, note, midi, begin, end, strength, drum, controls, origin, sound, step=step)
            for note, midi, drum in soundings
        ]


def _of_chord(symbol: Value, notes: list[NoteEvent]) -> list[NoteEvent]:
    """*notes*, which know that they are the chord written as *symbol*."""
    return [note._replace(chord=show_value(symbol)) for note in notes]


_Keys: TypeAlias = tuple[tuple[Time, str | None], ...]


def _roots(program: Program) -> _Keys:
    """The roots of the keys of *program*, each with where it begins to hold; none where no key is named."""
    keys = [(Time(0), program.key), *((mark.begin, mark.key or program.key) for mark in program.marks)]
    return tuple((at, key and key.split()[0]) for at, key in keys) if any(key for _, key in keys) else ()


def _knobs(music: Argument) -> frozenset[str]:
    """The names of the knobs in *music*."""
    found: set[str] = set()
    waiting: list[Argument] = [music]
    while waiting:
        match waiting.pop():
            case Apply("knob", (Atom(name), *_)):
                found.add(str(name))
            case Apply(_, args, named_args):
                waiting += [*args, *(argument for _, argument in named_args)]
            case Chain(steps):
                waiting += steps
            case Lambda(_, body):
                waiting.append(body)
            case Table(entries):
                waiting += [argument for _, argument in entries]
            case tuple() as items:
                waiting += items
            case _:
                pass
    return frozenset(found)


def _written(part: Part) -> bytes:
    from pickle import dumps  # only changes of what plays ask for this

    return dumps(part.music)


def _once(music: Expression) -> Expression:
    """Placed notes without their repeats, whatever is done to them; silence for what goes on for ever."""
    return _placed_once(music) or Apply("silence", ())


def _placed_once(music: Argument) -> Apply | None:
    if not isinstance(music, Apply):
        return None
    if music.word == "placed":
        return music.to((Atom(None), *music.args[1:]))
    if music.word == "seqP":  # a form has upbeats before its beginning
        return music
    inner = _placed_once(music.args[0]) if music.args else None
    if music.word == "ribbon":  # a form that begins again
        return inner
    return None if inner is None else music.to((inner, *music.args[1:]))


@lru_cache(1024)
def _ratio(number: float) -> Fraction:
    """*number* as a ratio of lengths; most notes of a piece have the same few."""
    return Fraction(number).limit_denominator(1 << 20)


def _number(value: Value, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float | Fraction) else otherwise
