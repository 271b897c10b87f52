"""Headers: tempo, meter, key, seed, swing and title, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from pattern_dsl.diagnostic import SILENT, Diagnostic, Severity, nearest
from pattern_dsl.phrases import Name, Number, Text
from pattern_dsl.syntax import Header
from pattern_engine.theory.pitch import pitch_class
from pattern_engine.theory.scale import named, scales
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline


@dataclass(slots=True)
class Headers:
    """What the headers of one text say. Filled by ``read``, then only read; *problems* grows."""

    problems: list[Diagnostic]
    bpm: Fraction = Fraction(120)
    meter: Meter = field(default_factory=Meter)
    swing: Swing | None = None
    key: str | None = None
    seed: int = 0
    title: str | None = None
    seen: set[str] = field(default_factory=set)

    def timeline(self) -> Timeline:
        """The road from bars to seconds that tempo, meter and swing describe."""
        return Timeline((TempoMark(Fraction(0), self.bpm),), (MeterMark(Fraction(0), self.meter),), self.swing)

    def read(self, header: Header) -> None:
        """Take in one header, or say what is wrong with it."""
        if header.kind in self.seen:
            self._say("PS404", "warning", header, f"{header.kind} is set twice", "the last one holds")
        self.seen.add(header.kind)
        readers = {
            "tempo": self._tempo,
            "meter": self._meter,
            "key": self._key,
            "seed": self._seed,
            "swing": self._swing,
            "title": self._title,
        }
        readers[header.kind](header)

    def _say(
        self, code: str, severity: Severity, at: Header | Number | Name | Text, message: str, hint: str | None
    ) -> None:
        effect = SILENT if severity == "error" else None
        self.problems.append(Diagnostic(code, severity, at.begin, at.end, message, hint, effect))

    def _number(self, value: Number | Name | Text) -> Fraction | None:
        if isinstance(value, Number):
            if value.value is None and "/" in value.text:
                self._say("PS301", "error", value, "division by zero", None)
            return value.value
        self._say("PS205", "error", value, "a number is expected here", None)
        return None

    def _tempo(self, header: Header) -> None:
        bpm = self._number(header.values[0])
        if bpm is None:
            return
        if not 1 <= bpm <= 999:
            hint = "tempo counts beats (crotchets) per minute: tempo 120;"
            self._say("PS203", "error", header.values[0], f"a tempo of {float(bpm):g} cannot be played", hint)
            return
        if not 20 <= bpm <= 400:
            hint = "tempo counts beats per minute, not cycles per second"
            self._say("PS203", "warning", header.values[0], f"a tempo of {float(bpm):g} is unusual", hint)
        self.bpm = bpm

    def _meter(self, header: Header) -> None:
        beats, unit = (self._number(value) for value in header.values[:2])
        if beats is None or unit is None:
            return
        if not (1 <= beats <= 64 and beats.denominator == 1 and unit in (1, 2, 4, 8, 16, 32)):
            self._say("PS204", "error", header, f"there is no meter {beats}/{unit}", "write meter 4/4; or meter 6/8;")
            return
        self.meter = Meter(int(beats), int(unit))

    def _key(self, header: Header) -> None:
        words = [value.text for value in header.values]
        key = " ".join(words)
        if pitch_class(words[0]) is None:
            hint = "write key C minor; or key Eb major;"
            self._say("PS106", "error", header.values[0], f"{words[0]} is no root of a key", hint)
            return
        try:
            named(key)
        except ValueError as error:
            name = " ".join(words[1:])
            place = header.values[1] if len(header.values) > 1 else header
            self._say("PS106", "error", place, str(error).split(";")[0], nearest(name, scales()))
            return
        self.key = key

    def _seed(self, header: Header) -> None:
        number = self._number(header.values[0])
        if number is not None and number.denominator == 1:
            self.seed = int(number)
        else:
            self._say("PS204", "error", header, "a seed is a whole number", None)

    def _swing(self, header: Header) -> None:
        amount = self._number(header.values[0])
        unit = self._number(header.values[1]) if len(header.values) > 1 else Fraction(1, 8)
        if amount is None or unit is None:
            return
        if unit <= 0:
            hint = "after on stands the length of a note, which is above zero: swing 2/3 on 1/8;"
            self._say("PS204", "error", header.values[1], f"there is no note of the length {unit}", hint)
            return
        if not Fraction(1, 2) <= amount < 1:
            hint = "1/2 is straight, 2/3 is triplet swing: swing 2/3 on 1/8;"
            self._say("PS204", "error", header, f"a swing of {float(amount):g} cannot be played", hint)
            return
        self.swing = Swing(amount, unit * 4) if amount != Fraction(1, 2) else None

    def _title(self, header: Header) -> None:
        value = header.values[0]
        self.title = value.text if isinstance(value, Text) else None
