"""The road from bars to beats to microseconds and back, exact both ways.

Bars are cycles, beats are crotchets, microseconds are integers counted from the start of bar 0. A timeline is a
value: a new tempo is a new timeline. It knows tempo, meter and swing; it does not know what time it is.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import NamedTuple

from pattern_engine.time import Time

_MINUTE = 60_000_000
_DIGITS = 20


class _Tempo(NamedTuple):
    at: Time = Fraction(0)
    bpm: Fraction = Fraction(120)
    to_bpm: Fraction | None = None
    bars: Time | None = None


class TempoMark(_Tempo):
    """From bar *at* on, *bpm* crotchets a minute; with *to_bpm*, changing to that over *bars* bars, then staying.

    A ramp is linear in beats: half-way through its beats the tempo is half-way. The next mark cuts a ramp short.
    Raises ``ValueError`` for a tempo that is not above zero, and for ``to_bpm`` without ``bars`` above zero.
    """

    __slots__ = ()

    def __new__(
        cls,
        at: Time = Fraction(0),
        bpm: Fraction = Fraction(120),
        to_bpm: Fraction | None = None,
        bars: Time | None = None,
    ) -> TempoMark:
        """As the class says; raises ``ValueError``."""
        if bpm <= 0 or (to_bpm is not None and to_bpm <= 0):
            raise ValueError(f"a tempo must be above zero: {bpm} to {to_bpm}")
        if (to_bpm is None) != (bars is None) or (bars is not None and bars <= 0):
            raise ValueError(f"a ramp needs both a goal and a length above zero: to {to_bpm} over {bars}")
        return super().__new__(cls, at, bpm, to_bpm, bars)


class _Signature(NamedTuple):
    beats: int = 4
    unit: int = 4
    groups: tuple[int, ...] = ()


class Meter(_Signature):
    """A time signature: *beats* notes of 1/*unit* in a bar, felt in *groups* if it is additive, as (3+2+2)/8 is.

    Raises ``ValueError`` unless both are above zero and the groups make up the bar.
    """

    __slots__ = ()

    def __new__(cls, beats: int = 4, unit: int = 4, groups: tuple[int, ...] = ()) -> Meter:
        """As the class says; raises ``ValueError``."""
        if beats <= 0 or unit <= 0:
            raise ValueError(f"a meter needs numbers above zero: {beats}/{unit}")
        if groups and sum(groups) != beats:
            raise ValueError(f"the groups {groups} do not make {beats} beats")
        return super().__new__(cls, beats, unit, groups)

    @property
    def crotchets(self) -> Fraction:
        """Length of the bar in crotchets: 3 for 6/8."""
        return Fraction(4 * self.beats, self.unit)

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"


class MeterMark(NamedTuple):
    """From bar *at* on, bars have this *meter*."""

    at: Time = Fraction(0)
    meter: Meter = Meter()


class _Bend(NamedTuple):
    amount: Fraction
    unit: Fraction = Fraction(1, 2)


class Swing(_Bend):
    """Of every pair of units (each *unit* crotchets) the second starts at *amount* of the pair; 1/2 is straight.

    Pairs are counted from each bar line; half a pair left over at the end of a bar stays straight.
    Raises ``ValueError`` unless 0 < amount < 1 and unit > 0.
    """

    __slots__ = ()

    def __new__(cls, amount: Fraction, unit: Fraction = Fraction(1, 2)) -> Swing:
        """As the class says; raises ``ValueError``."""
        if not 0 < amount < 1 or unit <= 0:
            raise ValueError(f"swing needs an amount between 0 and 1 and a unit above 0: {amount} on {unit}")
        return super().__new__(cls, amount, unit)

    def bend(self, beat: Fraction, bar: Fraction) -> Fraction:
        """Where *beat* of a bar of *bar* crotchets is played, in crotchets from the bar line."""
        return self._move(beat, bar, self.unit, 2 * self.unit * self.amount)

    def straighten(self, beat: Fraction, bar: Fraction) -> Fraction:
        """The written place of what is played at *beat*: the inverse of ``bend``."""
        return self._move(beat, bar, 2 * self.unit * self.amount, self.unit)

    def _move(self, beat: Fraction, bar: Fraction, corner: Fraction, image: Fraction) -> Fraction:
        pair = 2 * self.unit
        start = beat // pair * pair
        if start + pair > bar:
            return beat
        place = beat - start
        if place < corner:
            return start + place * image / corner
        return start + image + (place - corner) * (pair - image) / (pair - corner)


class SwingMark(NamedTuple):
    """From bar *at* on, what is played has this *swing*; None is straight."""

    at: Time = Fraction(0)
    swing: Swing | None = None


class _Bars(NamedTuple):
    """A run of bars of one length: from bar *at*, which starts at *beat*."""

    at: Fraction
    beat: Fraction
    meter: Meter
    crotchets: Fraction


class _Stretch(NamedTuple):
    """A run of beats whose tempo changes by *slope* bpm a beat: from *beat*, which sounds at *micros*."""

    beat: Fraction
    micros: Fraction
    bpm: Fraction
    slope: Fraction = Fraction(0)

    def moment(self, beat: Fraction) -> Fraction:
        """Microseconds of *beat*. On a ramp the integral of 60/bpm over the beats: a logarithm, to 20 places."""
        ahead = beat - self.beat
        if not self.slope:
            return self.micros + ahead * _MINUTE / self.bpm
        with localcontext(Context(prec=60)):
            growth = _decimal(1 + self.slope * ahead / self.bpm)
            return self.micros + _fraction(growth.ln() * _decimal(_MINUTE / self.slope))

    def reached(self, micros: Fraction) -> Fraction:
        """The beat at *micros*: the inverse of ``moment``."""
        passed = micros - self.micros
        if not self.slope:
            return self.beat + passed * self.bpm / _MINUTE
        with localcontext(Context(prec=60)):
            growth = _decimal(self.slope * passed / _MINUTE).exp()
            return self.beat + _fraction((growth - 1) * _decimal(self.bpm / self.slope))


class _Marks(NamedTuple):
    tempos: tuple[TempoMark, ...] = (TempoMark(),)
    meters: tuple[MeterMark, ...] = (MeterMark(),)
    swing: Swing | None = None
    swings: tuple[SwingMark, ...] = ()
    repeat: int | None = None


class Timeline(_Marks):
    """Tempo, meter and swing of a piece: a bijection between bars and microseconds that never drifts.

    Bar 0 starts at beat 0 and microsecond 0; before it the first tempo and meter go on backwards, so pickups work.
    *tempos*, *meters* and *swings* are in rising order of ``at``; of two at one place the last counts. *swing* holds
    until the first of *swings*. With *repeat* the meters begin again after so many bars, for ever.
    Raises ``ValueError`` for an empty or unordered list. Default: 120 bpm in 4/4, so a bar lasts 2 s.

    Thread: any. Blocks: never.
    """

    def __new__(
        cls,
        tempos: tuple[TempoMark, ...] = (TempoMark(),),
        meters: tuple[MeterMark, ...] = (MeterMark(),),
        swing: Swing | None = None,
        swings: tuple[SwingMark, ...] = (),
        repeat: int | None = None,
    ) -> Timeline:
        """As the class says; raises ``ValueError``."""
        for marks in (tempos, meters):
            places = [mark.at for mark in marks]
            if not places or places != sorted(places):
                raise ValueError(f"marks must be in rising order, at least one: {places}")
        if repeat is not None and repeat <= meters[-1].at:
            raise ValueError(f"meters up to bar {meters[-1].at} cannot begin again after {repeat}")
        return super().__new__(cls, tempos, meters, swing, swings, repeat)

    @cached_property
    def _bars(self) -> tuple[_Bars, ...]:
        return _lay_bars(self.meters)

    @cached_property
    def _road(self) -> tuple[_Stretch, ...]:
        return _lay_road(self)

    @cached_property
    def _even(self) -> Fraction | None:
        """Microseconds of a bar where all bars are alike and straight, as in most music; None where they are not."""
        tempos = {(stretch.bpm, stretch.slope) for stretch in self._road}
        if len(self._bars) > 1 or len(tempos) > 1 or self._road[0].slope or self.swing or self.swings:
            return None
        return self._bars[0].crotchets * _MINUTE / self._road[0].bpm

    def beat(self, cycle: Time) -> Fraction:
        """Crotchets from the start of bar 0 to *cycle*, as written (without swing)."""
        if len(self._bars) == 1:
            return cycle * self._bars[0].crotchets
        turns, cycle = self._turns(cycle)
        run = self._bars[_last(self._bars_at(cycle))]
        beat = run.beat + (cycle - run.at) * run.crotchets
        return beat + turns * self._round() if turns else beat

    def _turns(self, cycle: Time) -> tuple[int, Time]:
        """How many times the meters have begun again at *cycle*, and how far it lies in the present turn."""
        if self.repeat is None or cycle < self.repeat:
            return 0, cycle
        turns = int(cycle // self.repeat)
        return turns, cycle - turns * self.repeat

    def _round(self) -> Fraction:
        """Crotchets after which the meters begin again."""
        last = self._bars[-1]
        return last.beat + ((self.repeat or 0) - last.at) * last.crotchets

    def cycle_at_beat(self, beat: Fraction) -> Time:
        """The place in bars of a written *beat*: the inverse of ``beat``."""
        turns = 0
        if self.repeat is not None and beat >= self._round():
            turns = int(beat // self._round())
            beat -= turns * self._round()
        run = self._bars[_last(bisect_right(self._bars, beat, key=_beat_of_bars))]
        return turns * (self.repeat or 0) + run.at + (beat - run.beat) / run.crotchets

    def played_beat(self, cycle: Time) -> Fraction:
        """Crotchets from the start of bar 0 to where *cycle* is played: ``beat`` with swing."""
        beat = self.beat(cycle)
        swing = self.swing_at(cycle)
        if swing is None:
            return beat
        line = self.beat(Fraction(floor(cycle)))
        bar = self.beat(Fraction(floor(cycle) + 1)) - line
        return line + swing.bend(beat - line, bar)

    def swing_at(self, cycle: Time) -> Swing | None:
        """The swing of the bar that *cycle* lies in."""
        at = bisect_right(self.swings, Fraction(floor(cycle)), key=_at_of_swing)
        return self.swings[at - 1].swing if at else self.swing

    def micros(self, cycle: Time) -> int:
        """Microseconds from the start of bar 0 to *cycle*, with swing; the exact value rounded half to even."""
        even = self._even
        if even is None:
            return round(self._moment(self.played_beat(cycle)))
        below = cycle.denominator * even.denominator  # as ``round``, without a Fraction for each note
        whole, rest = divmod(cycle.numerator * even.numerator, below)
        return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))

    def cycle(self, micros: int) -> Time:
        """The place in bars that sounds at *micros*; ``micros(cycle(t)) == t`` for every integer t."""
        if self._even is not None:
            return micros / self._even
        written = self.cycle_at_beat(self.beat_reached(micros))
        swing = self.swing_at(written)
        if swing is None:
            return written
        line = self.beat(Fraction(floor(written)))
        bar = self.beat(Fraction(floor(written) + 1)) - line
        return self.cycle_at_beat(line + swing.straighten(self.beat(written) - line, bar))

    def pulse(self, beat: Fraction) -> int:
        """Microseconds from the start of bar 0 to *beat* as a metronome counts: without swing."""
        return round(self._moment(beat))

    def beat_reached(self, micros: int) -> Fraction:
        """The beat that a metronome has reached at *micros*: the inverse of ``pulse``, but for its rounding."""
        return self._road[_last(bisect_right(self._road, Fraction(micros), key=_micros_of_stretch))].reached(
            Fraction(micros)
        )

    def bpm(self, cycle: Time) -> float:
        """Crotchets a minute at *cycle*."""
        beat = self.beat(cycle)
        stretch = self._stretch(beat)
        return float(stretch.bpm + stretch.slope * (beat - stretch.beat))

    def meter(self, cycle: Time) -> Meter:
        """The time signature in force at *cycle*."""
        return self._bars[_last(self._bars_at(self._turns(cycle)[1]))].meter

    def meters_until(self, end: Time) -> tuple[MeterMark, ...]:
        """The meters before bar *end*, those that come again included."""
        if self.repeat is None:
            return tuple(mark for mark in self.meters if mark.at < end)
        turns = range(max(1, -(-end.numerator // (end.denominator * self.repeat))))
        marks = [mark._replace(at=mark.at + turn * self.repeat) for turn in turns for mark in self.meters]
        return tuple(mark for mark in marks if mark.at < end)

    def with_tempo(self, bpm: Fraction) -> Timeline:
        """The same meters and swing at *bpm* throughout. Raises ``ValueError`` unless above zero."""
        return self._replace(tempos=(TempoMark(bpm=bpm),))

    def with_ramp(self, at: Time, bpm: Fraction, bars: Time) -> Timeline:
        """The same meters and swing: up to bar *at* the tempo of that bar, *bpm* from *bars* bars later on."""
        now = Fraction(self.bpm(at)).limit_denominator(1_000_000)
        return self._replace(tempos=(TempoMark(at, now, bpm, bars),))

    def _bars_at(self, cycle: Time) -> int:
        return bisect_right(self._bars, cycle, key=_at_of_bars)

    def _stretch(self, beat: Fraction) -> _Stretch:
        return self._road[_last(bisect_right(self._road, beat, key=_beat_of_stretch))]

    def _moment(self, beat: Fraction) -> Fraction:
        return self._stretch(beat).moment(beat)


def _lay_bars(marks: tuple[MeterMark, ...]) -> tuple[_Bars, ...]:
    runs: list[_Bars] = []
    beat = Fraction(0)
    for mark in marks:
        if runs:
            beat = runs[-1].beat + (mark.at - runs[-1].at) * runs[-1].crotchets
        runs.append(_Bars(Fraction(mark.at), beat, mark.meter, mark.meter.crotchets))
    zero = runs[_last(bisect_right(runs, Fraction(0), key=_at_of_bars))]
    start = zero.beat - zero.at * zero.crotchets
    return tuple(run._replace(beat=run.beat - start) for run in runs)


def _lay_road(timeline: Timeline) -> tuple[_Stretch, ...]:
    first = timeline.tempos[0]
    road = [_Stretch(timeline.beat(first.at), Fraction(0), Fraction(first.bpm))]
    for mark in timeline.tempos:
        beat = timeline.beat(mark.at)
        road = [stretch for stretch in road if stretch.beat < beat] or road[:1]
        micros = road[-1].moment(beat)
        if mark.to_bpm is None or mark.bars is None:
            road.append(_Stretch(beat, micros, Fraction(mark.bpm)))
            continue
        goal = timeline.beat(mark.at + mark.bars)
        ramp = _Stretch(beat, micros, Fraction(mark.bpm), Fraction(mark.to_bpm - mark.bpm) / (goal - beat))
        road += [ramp, _Stretch(goal, ramp.moment(goal), Fraction(mark.to_bpm))]
    zero = road[_last(bisect_right(road, Fraction(0), key=_beat_of_stretch))].moment(Fraction(0))
    return tuple(stretch._replace(micros=stretch.micros - zero) for stretch in road)


def _last(after: int) -> int:
    return max(after - 1, 0)


def _at_of_bars(run: _Bars) -> Fraction:
    return run.at


def _at_of_swing(mark: SwingMark) -> Fraction:
    return mark.at


def _beat_of_bars(run: _Bars) -> Fraction:
    return run.beat


def _beat_of_stretch(stretch: _Stretch) -> Fraction:
    return stretch.beat


def _micros_of_stretch(stretch: _Stretch) -> Fraction:
    return stretch.micros


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _fraction(value: Decimal) -> Fraction:
    return Fraction(int(value.scaleb(_DIGITS).to_integral_value()), 10**_DIGITS)
