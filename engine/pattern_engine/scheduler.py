"""Which notes sound when: from a performance in bars to cues in microseconds. Sans-I/O: it is told the time.

It knows the timeline, hot swaps, mutes and the last bar; it does not know clocks, outputs or programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import ceil, floor
from typing import Literal, Protocol, TypeAlias

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

Quantum: TypeAlias = Literal["now", "beat", "bar"] | int
"""Where a swap may happen: at once, at the next beat, the next bar, or the next multiple of so many bars."""


class Performance(Protocol):
    """Music that can be asked for its notes."""

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that begin in [*begin*, *end*) (bars), in order of begin."""

    @property
    def troubles(self) -> Mapping[str, str]:
        """What went wrong so far, one line for each part that did, by its key."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cues of *generation* or earlier at *since* (microseconds) or later no longer hold: forget them."""

    generation: int
    since: int


@dataclass(frozen=True, slots=True)
class Mix:
    """Which parts are heard: not the muted ones and, if any plays solo, only those that do.

    A part answers to its key ``melody/hook/1``, to ``melody/hook``, and to ``hook`` and ``1`` alone.
    """

    muted: frozenset[str] = frozenset()
    soloed: frozenset[str] = frozenset()

    def lets(self, part: str) -> bool:
        """Whether *part* is heard."""
        role, *rest = part.split("/")
        names = {part, "/".join([role, *rest[:1]]), *rest}
        return not names & self.muted and (not self.soloed or bool(names & self.soloed))


@dataclass(frozen=True, slots=True)
class Take:
    """What plays from bar *begin* on: a performance on a timeline, through a mix, up to bar *end* if there is one."""

    performance: Performance
    timeline: Timeline
    mix: Mix = Mix()
    end: Time | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """A take from bar *begin*; *zero* is the clock time of its timeline's microsecond 0."""

    take: Take
    begin: Time
    zero: int
    generation: int

    def moment(self, cycle: Time) -> int:
        return self.zero + self.take.timeline.micros(cycle)

    def cycle(self, moment: int) -> Time:
        return self.take.timeline.cycle(moment - self.zero)

    def cue(self, note: NoteEvent) -> Cue:
        at, length, beat = _placed(note, self.take.timeline)
        return Cue(0, self.zero + at, length, beat, note, self.generation)


class Scheduler:
    """Turns a take into cues as time goes on, and changes takes without losing the bar. Only the player may touch it.

    Clock times are integer microseconds of whatever clock the caller reads; nothing accumulates, so nothing drifts.

    Thread: one. Blocks: never, beyond what the performance takes to answer.
    """

    def __init__(self, take: Take, begin: Time = Fraction(0), at: int = 0) -> None:
        """Bar *begin* of *take* sounds at clock time *at*."""
        self._runs = [_Run(take, begin, at - take.timeline.micros(begin), 0)]
        self._asked = begin
        self._held: list[Cue] = []
        self._last_id = 0
        self._generation = 0

    @property
    def generation(self) -> int:
        """Number of the newest take, whether it sounds yet or not; the first is 0."""
        return self._generation

    @property
    def newest(self) -> Take:
        """The take that will play once every swap has happened."""
        return self._runs[-1].take

    @property
    def end(self) -> int | None:
        """Clock time at which the music ends by itself, if the newest take does."""
        run = self._runs[-1]
        return None if run.take.end is None else run.moment(max(run.take.end, run.begin))

    def advance(self, until: int) -> list[Cue]:
        """The cues that sound before *until* and were not returned yet, in order of time, then part."""
        cues = self._held
        for run, following in zip_longest(self._runs, self._runs[1:]):
            stop = run.cycle(until)
            cues += self._ask(run, stop if following is None else min(stop, following.begin))
        cues.sort(key=_order)
        due = [cue for cue in cues if cue.at < until]
        self._held = cues[len(due) :]
        return [self._numbered(cue) for cue in due]

    def swap(self, take: Take, cycle: Time) -> Cancel | None:
        """From bar *cycle* on *take* plays, in phase: bar numbers and the place in the bar go on.

        Returns what the caller has to cancel if cues after that bar were returned already. A swap planned for the
        same bar or later is replaced by this one. Before the first bar of all nothing can play.
        """
        cycle = max(cycle, self._runs[0].begin)
        kept = [run for run in self._runs if run.begin < cycle]
        moment = (kept or self._runs)[-1 if kept else 0].moment(cycle)
        self._generation += 1
        self._runs = [*kept, _Run(take, cycle, moment - take.timeline.micros(cycle), self._generation)]
        self._held = [cue for cue in self._held if cue.note.begin < cycle]
        if cycle >= self._asked:
            return None
        self._asked = cycle
        return Cancel(self._generation - 1, moment)

    def change(self, how: Callable[[Take], Take], cycle: Time) -> Cancel | None:
        """From bar *cycle* on, *how* of what plays or was planned to play. Returns what ``swap`` returns."""
        cycle = max(cycle, self._runs[0].begin)
        later = [run for run in self._runs if run.begin > cycle]
        cancel = self.swap(how([run for run in self._runs if run.begin <= cycle][-1].take), cycle)
        for run in later:
            self.swap(how(run.take), run.begin)
        return cancel

    def locate(self, take: Take, begin: Time, at: int) -> Cancel:
        """Go elsewhere: bar *begin* of *take* sounds at clock time *at*. Returns what no longer holds: the rest."""
        self._generation += 1
        self._runs = [_Run(take, begin, at - take.timeline.micros(begin), self._generation)]
        self._asked = begin
        self._held = []
        return Cancel(self._generation - 1, at)

    def boundary(self, quantum: Quantum, now: int) -> Time:
        """The bar, at clock time *now* or later, at which a swap with this *quantum* falls."""
        here = self.cycle(now)
        if quantum == "now":
            return here
        if quantum == "beat":
            bar, beats = floor(here), self._run(now).take.timeline.meter(here).beats
            return Fraction(bar) + Fraction(ceil((here - bar) * beats), beats)
        bars = 1 if quantum == "bar" else quantum
        return Fraction(ceil(here / bars) * bars)

    def cycle(self, now: int) -> Time:
        """The place in bars that sounds at clock time *now*."""
        return self._run(now).cycle(now)

    def moment(self, cycle: Time) -> int:
        """The clock time of bar *cycle*."""
        return ([run for run in self._runs if run.begin <= cycle] or self._runs[:1])[-1].moment(cycle)

    def timeline(self, now: int) -> Timeline:
        """The timeline in force at clock time *now*."""
        return self._run(now).take.timeline

    def settle(self, now: int) -> None:
        """Forget the takes that sounded before clock time *now*; from then on only *now* and later may be asked for."""
        self._runs = self._runs[self._runs.index(self._run(now)) :]

    def _run(self, now: int) -> _Run:
        started = [run for run in self._runs if run.moment(run.begin) <= now]
        return started[-1] if started else self._runs[0]

    def _ask(self, run: _Run, until: Time) -> list[Cue]:
        """Cues of the notes of *run* between what was asked for last and *until*."""
        begin, take = max(self._asked, run.begin), run.take
        if until <= begin:
            return []
        self._asked = until
        end = until if take.end is None else min(until, take.end)
        notes = take.performance.notes(begin, end) if begin < end else []
        return [run.cue(note) for note in notes if take.mix.lets(note.part)]

    def _numbered(self, cue: Cue) -> Cue:
        self._last_id += 1
        return Cue(self._last_id, cue.at, cue.length, cue.beat, cue.note, cue.generation)


def cues(notes: Iterable[NoteEvent], timeline: Timeline) -> list[Cue]:
    """*notes* as cues for files: microseconds from the start of bar 0, in order of time, then part, ids from 1."""
    placed = [Cue(0, *_placed(note, timeline), note) for note in notes]
    placed.sort(key=_order)
    return [Cue(number, cue.at, cue.length, cue.beat, cue.note) for number, cue in enumerate(placed, 1)]


def _placed(note: NoteEvent, timeline: Timeline) -> tuple[int, int, Time]:
    """Onset and length in microseconds, and the written beat."""
    at = timeline.micros(note.begin)
    return at, timeline.micros(note.end) - at, timeline.beat(note.begin)


def _order(cue: Cue) -> tuple[int, str]:
    return cue.at, cue.note.part
