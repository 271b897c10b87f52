"""Headers: tempo, meter, key and their kin, read and checked."""

from __future__ import annotations

from copy import copy
from fractions import Fraction

from pattern_dsl.diagnostic import SILENT, Diagnostic, Severity, nearest
from pattern_dsl.fix import clamped
from pattern_dsl.phrases import Name, Number, Text
from pattern_dsl.scope import in_key
from pattern_dsl.syntax import Header, Measure
from pattern_engine.chance import stream_of
from pattern_engine.expression import Apply, Atom, Expression
from pattern_engine.program import Part, Quantum, Takeover
from pattern_engine.theory.pitch import midi_of, pitch_class
from pattern_engine.theory.scale import named, scales
from pattern_engine.timeline import Meter, MeterMark, Swing, TempoMark, Timeline

Measured = tuple[Meter, int | None]
"""A time signature and for how many bars it holds; None for all that come."""

_SCALES = "pattern-run --names scales lists them"
_TUNINGS = "pattern-run --names tunings lists them"


class Headers:
    """What the headers of a text, or of a section, say. Filled by ``read``, then only read; *problems* grows."""

    def __init__(self, problems: list[Diagnostic]) -> None:
        self.problems = problems
        self.bpm = Fraction(120)
        self.ramp: tuple[Fraction, Fraction] | None = None  # to which tempo, over how many bars
        self.meters: tuple[Measured, ...] = ((Meter(), None),)
        self.swing: Swing | None = None
        self.key: str | None = None
        self.seed = 0
        self.title: str | None = None
        self.cycle = Fraction(1)  # bars
        self.seconds = False
        self.tuning: tuple[str, str] | None = None
        self.nameless: str | None = None  # the tuning, if its notes have no names
        self.seen: set[str] = set()
        self.takeover = Takeover()
        self.within = False  # a section

    def inside(self) -> Headers:
        """What holds in a section before its own headers are read."""
        headers = copy(self)
        headers.seen = set()
        headers.within = True
        return headers

    def timeline(self) -> Timeline:
        """The road from bars to seconds that tempo, meter and swing describe."""
        marks, bars = self.meter_marks(Fraction(0))
        repeat = bars if len(marks) > 1 and bars is not None else None
        return Timeline((self.tempo_mark(Fraction(0)),), marks, self.swing, (), repeat)

    def tempo_mark(self, at: Fraction) -> TempoMark:
        """The tempo from bar *at* on."""
        return TempoMark(at, self.bpm, *(self.ramp or (None, None)))

    def meter_marks(self, at: Fraction) -> tuple[tuple[MeterMark, ...], int | None]:
        """The meters from bar *at* on, and after how many bars they begin again."""
        marks: list[MeterMark] = []
        bars = 0
        for meter, lasting in self.meters:
            marks.append(MeterMark(at + bars, meter))
            if lasting is None:
                return tuple(marks), None
            bars += lasting
        return tuple(marks), bars

    @property
    def turn(self) -> int | None:
        """After how many bars the meters begin again; None if the last of them holds."""
        return self.meter_marks(Fraction(0))[1]

    def music(self, part: Part) -> Expression:
        """What *part* plays in this key and tuning; the choices of a section grow from its seed if it has its own."""
        music = in_key(part.music, self.key)
        if self.within and "seed" in self.seen:
            music = Apply("seed", (music, Atom(stream_of(self.seed, part.key))))
        if self.tuning is None or part.role == "rhythm":  # drums have none
            return music
        name, root = self.tuning
        return Apply("tune", (music, Atom(name), Atom(root)))

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
            "cycle": self._cycle,
            "times": self._times,
            "tuning": self._tuning,
            "swap": self._swap,
        }
        readers[header.kind](header)

    def _say(
        self, code: str, severity: Severity, at: Header | Number | Name | Text | Measure, message: str, hint: str | None
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
        bpm = self._playable(header.values[0])
        if bpm is None:
            return
        self.bpm, self.ramp = bpm, None
        if len(header.values) < 3:
            return
        goal, over = self._playable(header.values[1]), self._number(header.values[2])
        if goal is None or over is None:
            return
        bars = over / self.meters[0][0].crotchets if (header.unit or "").startswith("beat") else over
        if bars <= 0:
            self._say("PS301", "error", header.values[2], "a length is above zero", None)
            return
        self.ramp = (goal, bars)

    def _playable(self, value: Number | Name | Text) -> Fraction | None:
        bpm = self._number(value)
        if bpm is None:
            return None
        if 0 < bpm < 1:
            hint = f"{float(bpm):g} cycles a second are tempo {float(bpm * 240):g}; in bars of 4/4"
            self._say("PS204", "error", value, f"a tempo of {float(bpm):g} beats a minute cannot be played", hint)
            fix = clamped(value.begin, value.end, float(bpm * 240))
            self.problems[-1] = self.problems[-1]._replace(fixes=(fix,))
            return None
        if not 1 <= bpm <= 999:
            hint = "tempo counts beats (crotchets) per minute: tempo 120;"
            self._say("PS203", "error", value, f"a tempo of {float(bpm):g} cannot be played", hint)
            return None
        if not 20 <= bpm <= 400:
            hint = "tempo counts beats per minute, not cycles per second"
            self._say("PS203", "warning", value, f"a tempo of {float(bpm):g} is unusual", hint)
        return bpm

    def _meter(self, header: Header) -> None:
        meters: list[Measured] = []
        for measure in header.measures:
            meter = self._measured(measure)
            if meter is None:
                return
            bars = self._number(measure.bars) if measure.bars else None
            if bars is not None and (bars.denominator != 1 or not 1 <= bars <= MOST_BARS):
                self._say("PS210", "error", measure, f"a meter holds for 1 to {MOST_BARS} bars, not {bars}", None)
                return
            meters.append((meter, None if bars is None else int(bars)))
        if any(bars is None for _, bars in meters[:-1]):
            hint = "write for how many bars each holds: meter 7/8 x 4, 4/4 x 2;"
            self._say("PS210", "error", header, "only the last of several meters can hold for all bars to come", hint)
            return
        self.meters = tuple(meters) if len(meters) > 1 else ((meters[0][0], None),)

    def _measured(self, measure: Measure) -> Meter | None:
        groups = [self._number(group) for group in measure.groups]
        unit = self._number(measure.unit)
        if unit is None or any(group is None for group in groups):
            return None
        counts = [group for group in groups if group is not None]
        beats = sum(counts, Fraction(0))
        whole = all(count.denominator == 1 and count >= 1 for count in counts)
        if not (whole and 1 <= beats <= 64 and unit in (1, 2, 4, 8, 16, 32)):
            self._say("PS210", "error", measure, f"there is no meter {beats}/{unit}", "write meter 4/4; or meter 6/8;")
            return None
        return Meter(int(beats), int(unit), tuple(int(count) for count in counts) if len(counts) > 1 else ())

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
            self._say("PS106", "error", place, str(error).split(";")[0], nearest(name, scales()) or _SCALES)
            return
        self.key = key

    def _seed(self, header: Header) -> None:
        number = self._number(header.values[0])
        if number is not None and number.denominator == 1:
            self.seed = int(number)
        else:
            self._say("PS210", "error", header, "a seed is a whole number", None)

    def _swing(self, header: Header) -> None:
        amount = self._number(header.values[0])
        unit = self._number(header.values[1]) if len(header.values) > 1 else Fraction(1, 8)
        if amount is None or unit is None:
            return
        if unit <= 0:
            hint = "after on stands the length of a note, which is above zero: swing 2/3 on 1/8;"
            self._say("PS210", "error", header.values[1], f"there is no note of the length {unit}", hint)
            return
        if not Fraction(1, 2) <= amount < 1:
            hint = "1/2 is straight, 2/3 is triplet swing: swing 2/3 on 1/8;"
            self._say("PS210", "error", header, f"a swing of {float(amount):g} cannot be played", hint)
            return
        self.swing = Swing(amount, unit * 4) if amount != Fraction(1, 2) else None

    def _title(self, header: Header) -> None:
        if self.within:
            self._say("PS210", "warning", header, "title names the whole text", "write it before the first block")
            return
        value = header.values[0]
        self.title = value.text if isinstance(value, Text) else None

    def _cycle(self, header: Header) -> None:
        length = self._number(header.values[0])
        if length is None:
            return
        bars = length / self.meters[0][0].crotchets if (header.unit or "").startswith("beat") else length
        if not 0 < bars <= MOST_BARS:
            self._say("PS210", "error", header, f"a cycle lasts up to {MOST_BARS} bars", "write cycle 1 bar;")
            return
        self.cycle = bars

    def _times(self, header: Header) -> None:
        self.seconds = bool(header.values) and header.values[0].text == "seconds"

    def _tuning(self, header: Header) -> None:
        from pattern_engine.theory.tuning import tuning, tunings  # only texts that name one pay for its table

        name, root = header.values[0], header.values[1] if len(header.values) > 1 else None
        try:
            held = tuning(name.text)
        except ValueError as error:
            self._say("PS106", "error", name, str(error).split(";")[0], nearest(name.text, tunings()) or _TUNINGS)
            return
        if root is not None and midi_of(root.text) is None:
            self._say("PS110", "error", root, f"{root.text} is no note", 'write tuning "19edo" on A4;')
            return
        self.tuning = (name.text, root.text if root is not None else "A4")
        self.nameless = None if held.has_names else name.text

    def _swap(self, header: Header) -> None:
        """``swap at 4 bars with xfade(2);``: a fade is a name and its bars, at the end."""
        if self.within:
            self._say("PS210", "error", header, "swap holds for the whole text", "write it before the first block")
            return
        faded = len(header.values) - 2 if len(header.values) > 1 else len(header.values)
        fade = self._fade(header.values[faded], header.values[faded + 1]) if header.values[faded:] else Fraction(0)
        at = self._landing(header, header.values[0]) if faded else "bar"
        if at is not None and fade is not None:
            self.takeover = Takeover(at, fade)

    def _landing(self, header: Header, value: Number | Name | Text) -> Quantum | None:
        if isinstance(value, Name):
            if value.text in QUANTA:
                return QUANTA[value.text]
            near = nearest(value.text, QUANTA) or "write now, beat, bar, section or a number of bars"
            self._say("PS210", "error", value, f"nothing takes over at {value.text}", near)
            return None
        bars = self._number(value)
        if bars is None:
            return None
        if (header.unit or "").startswith("beat") or bars.denominator != 1 or not 0 < bars <= MOST_BARS:
            hint = "write swap at 4 bars; or swap at beat;"
            self._say("PS210", "error", value, f"a new version takes over every 1 to {MOST_BARS} whole bars", hint)
            return None
        return int(bars)

    def _fade(self, name: Number | Name | Text, length: Number | Name | Text) -> Fraction | None:
        if name.text != "xfade":
            self._say("PS210", "error", name, f"there is no transition {name.text}", "write swap with xfade(2);")
            return None
        bars = self._number(length)
        if bars is not None and not 0 <= bars <= MOST_BARS:
            self._say("PS210", "error", length, f"a fade lasts up to {MOST_BARS} bars", "write swap with xfade(2);")
            return None
        return bars


QUANTA: dict[str, Quantum] = {"now": "now", "beat": "beat", "bar": "bar", "section": "section"}
"""Where a new version can take over, by name."""

MOST_BARS = 4096
"""Bars that a meter in a list, or a cycle, may last."""
