"""Performing: a program's parts asked for their events, and each event read as notes.

The music never stops: a part whose pattern fails is silent for the span asked, the others play, and
``troubles`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from pattern_engine.chance import stream_of
from pattern_engine.event import Hap, Origin, Value, show_value
from pattern_engine.expression import Apply, Atom, Expression
from pattern_engine.instruments import drum_key, instrument
from pattern_engine.meaning import MeaningError, pattern_of
from pattern_engine.note import NoteEvent
from pattern_engine.pattern import Pattern
from pattern_engine.program import Part, Program, Role
from pattern_engine.theory.chord import chord_notes
from pattern_engine.theory.notation import frequency
from pattern_engine.theory.pitch import key_of, midi_of, name_of
from pattern_engine.time import Time

Sounding = tuple[str | None, float | None, bool]
"""What one atom is: the note's name, its MIDI key, whether it is a drum."""

DEFAULTS: Mapping[Role, tuple[float, float]] = {
    "melody": (0.8, 0.95),
    "rhythm": (0.8, 1.0),
    "harmony": (0.6, 1.0),
    "contrast": (0.8, 0.95),
}
"""Velocity and legato of a pattern's notes, by the role of their block."""

_NOT_CONTROLS = frozenset({"value", "word", "note", "degree", "chord", "vel", "dur", "legato", "octave"})


def perform(program: Program, solo: Iterable[str] = (), muted: Iterable[str] = ()) -> Performance:
    """*program* ready to be asked for notes; *solo* and *muted* name parts (whole keys or any piece of one)."""
    return Performance(program, frozenset(solo), frozenset(muted))


class Performance:
    """A program with its patterns. Thread: one at a time; only memories of answers change."""

    def __init__(self, program: Program, solo: frozenset[str], muted: frozenset[str]) -> None:
        self.program = program
        self.troubles: dict[str, str] = {}
        chosen = [part for part in program.parts if part.solo or named(part.key, solo)]
        self._voices: list[_Voice] = []
        for part in chosen or program.parts:
            if named(part.key, muted) or (part.muted and part not in chosen):
                continue
            try:
                self._voices.append(_Voice(part, program))
            except MeaningError as error:
                self.troubles[part.key] = f"{part.key} is silent: {error}"

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that begin from *begin* up to *end* (bars), in order of time, then of the text."""
        found: list[NoteEvent] = []
        for voice in self._voices:
            try:
                found += voice.notes(begin, end)
            except Exception as error:  # noqa: BLE001  the music never stops: one part fails, the others play
                self.troubles[voice.part.key] = f"{voice.part.key} is silent: {error or type(error).__name__}"
        found.sort(key=lambda note: note.begin)
        return found


def named(key: str, names: frozenset[str]) -> bool:
    """Whether a part with this *key* is meant by one of *names*: all of it, its block, or any piece of it."""
    pieces = key.split("/")
    return bool(names) and any(name in (key, "/".join(pieces[:2]), *pieces[1:]) for name in names)


class _Voice:
    """One part, its pattern and how its values are read."""

    def __init__(self, part: Part, program: Program) -> None:
        self.part = part
        self.sound = dict(program.sounds).get(part.instrument, part.instrument)
        stream = stream_of(program.seed, part.key)
        self.pattern = pattern_of(part.music, stream)
        self.before = pattern_of(_once(part.music), stream) if program.start < 0 else None
        self.timeline = program.timeline
        self.read = reader(part.role, self.sound)

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
                beats = Fraction(_number(value["dur"], 0)).limit_denominator(1 << 20)
                length = beats / self.timeline.meter(begin).crotchets
                legato = 1.0
            if _number(value.get("freq"), 0) > 0:
                key = round(key_of(_number(value["freq"], 440)), 9)
                return self.events(_as_note(key, octave), (begin, length, legato, velocity), controls, origin)
            if "note" in value:
                return self.events(_as_note(value["note"], octave), (begin, length, legato, velocity), controls, origin)
            if isinstance(value.get("chord"), str):
                chord = _as_symbol(str(value["chord"]), octave)
                found = self.events(chord, (begin, length, legato, velocity), controls, origin)
                return _of_chord(value["chord"], found)
            if "word" in value:
                word = str(value["word"])
                soundings = self.read(word, octave) or [(word, None, False)]
                return self.events(soundings, (begin, length, legato, velocity), controls, origin)
            if atom is None:
                atom = controls.pop("s", None)
                if atom is None and "n" in controls:
                    atom = self.offset(controls.pop("n"))
        if isinstance(atom, tuple):
            listed: tuple[Value, ...] = atom
            atom, controls = listed[0], {**controls, "n": listed[1] if len(listed) == 2 else listed[1:]}
        found = self.events(self.read(atom, octave), (begin, length, legato, velocity), controls, origin)
        return _of_chord(atom, found) if len(found) > 1 else found

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
        end = begin + (length if legato == 1 else length * Fraction(legato).limit_denominator(1 << 20))
        part, name = self.part.key, self.part.instrument
        played = str(controls.get("s", self.sound))
        sound = None if played == name else played
        strength = min(1.0, max(0.0, velocity))
        return [
            NoteEvent(part, name, note, midi, begin, end, strength, drum, controls, origin, sound)
            for note, midi, drum in soundings
        ]


def _of_chord(symbol: Value, notes: list[NoteEvent]) -> list[NoteEvent]:
    """*notes*, which know that they are the chord written as *symbol*."""
    return [note._replace(chord=show_value(symbol)) for note in notes]


def _once(music: Expression) -> Expression:
    """Placed notes without their repeats; silence for what goes on for ever."""
    if isinstance(music, Apply) and music.word == "placed":
        return replace(music, args=(Atom(None), *music.args[1:]))
    return Apply("silence", ())


def _number(value: Value, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float | Fraction) else otherwise


Reader = Callable[[Value, int], list[Sounding]]


def reader(role: Role, sound: str) -> Reader:
    """How a block of *role* reads the values of an instrument's pattern.

    In ``rhythm`` and on drum instruments a word is first a drum, elsewhere first a note; in ``harmony`` a
    capital letter begins a chord symbol, whose notes sound together. Among notes only the long names of drums
    are drums (``Kick``), so that a short one is not mistaken for a misspelt note.
    """
    drums_first = role == "rhythm" or instrument(sound).kind == "drums"
    orders: dict[str, tuple[Callable[[str, int], list[Sounding]], ...]] = {
        "drums": (_as_drum, _as_named, _as_literal),
        "harmony": (_as_chord, _as_named, _as_literal, _as_drum),
        "notes": (_as_named, _as_literal, _as_spelled_drum),
    }
    order = orders["drums" if drums_first else "harmony" if role == "harmony" else "notes"]

    def read(atom: Value, octave: int) -> list[Sounding]:
        if isinstance(atom, str):
            for way in order:
                found = way(atom, octave)
                if found:
                    return found
            return [] if atom in ("f", "false") else [(atom, None, drums_first)]
        if isinstance(atom, bool) or atom is None:
            return [("x", 36 if drums_first else 60, drums_first)] if atom else []
        if isinstance(atom, int | float | Fraction):
            return [(str(atom), float(atom), True)] if drums_first else _as_note(atom, octave)
        return [(show_value(atom), None, drums_first)]

    return read


def _as_note(atom: Value, octave: int) -> list[Sounding]:
    if isinstance(atom, str):
        return [(atom, midi_of(atom, octave), False)]
    midi = _number(atom, 60)
    whole = int(midi) if midi == int(midi) else midi
    return [(name_of(midi), whole, False)]


def _as_named(atom: str, octave: int) -> list[Sounding]:
    midi = midi_of(atom, octave)
    if midi is None:
        return _as_note(pitch, octave) if (pitch := frequency(atom)) is not None else []
    return [(atom, midi, False)]


def _as_literal(atom: str, octave: int) -> list[Sounding]:
    """A chord that says so by its apostrophe, ``c'maj7``."""
    return _as_symbol(atom, octave) if "'" in atom else []


def _as_drum(atom: str, _: int) -> list[Sounding]:
    key = drum_key(atom)
    if key is not None:
        return [(atom, key, True)]
    return [(atom, 36, True)] if atom in ("x", "t", "true") else []


def _as_spelled_drum(atom: str, octave: int) -> list[Sounding]:
    return _as_drum(atom, octave) if atom[:1].isupper() else []


def _as_chord(atom: str, octave: int) -> list[Sounding]:
    return _as_symbol(atom, octave) if atom[:1].isupper() else []


def _as_symbol(atom: str, octave: int) -> list[Sounding]:
    return [(name, key, False) for name, key in chord_notes(atom, octave) or ()]
