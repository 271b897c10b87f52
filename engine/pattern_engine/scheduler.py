"""Which notes sound when: from a performance in bars to cues in microseconds. Sans-I/O: it is told the time.

It knows the timeline, hot swaps, jumps, loops, mutes and the last bar; it does not know clocks, outputs or programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue
from pattern_engine.program import Destination, Quantum
from pattern_engine.time import Time
from pattern_engine.timeline import Timeline

Routes: TypeAlias = Mapping[str, tuple[Destination, ...]]
"""The outputs of the parts that have outputs of their own, by their keys."""

_EVERYWHERE: Routes = MappingProxyType({})


class Performance(Protocol):
    """Music that can be asked for its notes."""

    def notes(self, begin: Time, end: Time) -> list[NoteEvent]:
        """The notes that begin in [*begin*, *end*) (bars), in order of begin."""

    @property
    def edition(self) -> int:
        """The number of what plays among those that played one after another."""

    @property
    def troubles(self) -> Mapping[str, str]:
        """What went wrong so far, one line for each part that did, by its key."""


class Cancel(NamedTuple):
    """Cues of *generation* or earlier at *since* (microseconds) or later no longer hold: forget them."""

    generation: int
    since: int


class Mix(NamedTuple):
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


class Take(NamedTuple):
    """What plays from some bar on: a performance on a timeline, through a mix, up to bar *end* if there is one.

    *routes* are the outputs of parts that do not play everywhere. *loop* is a pair of bars: whoever reaches the second
    goes on at the first. *sections* are the bars where sections begin; with *again* they come again after so many bars.
    """

    performance: Performance
    timeline: Timeline
    mix: Mix = Mix()
    end: Time | None = None
    routes: Routes = _EVERYWHERE
    loop: tuple[Time, Time] | None = None
    sections: tuple[Time, ...] = ()
    again: Time | None = None

    def boundary(self, quantum: Quantum, here: Time) -> Time:
        """The first bar at *here* or later where a swap with this *quantum* may fall; without sections, a bar line."""
        if quantum == "now":
            return here
        if quantum == "beat":
            bar, beats = floor(here), self.timeline.meter(here).beats
            return Fraction(bar) + Fraction(ceil((here - bar) * beats), beats)
        if quantum == "section" and self.sections:
            begins = self.sections
            if self.again is not None:
                turn = here // self.again * self.again
                begins = tuple(begin + turn + more for more in (0, self.again) for begin in begins)
            return min((begin for begin in begins if begin >= here), default=Fraction(ceil(here)))
        bars = quantum if isinstance(quantum, int) else 1
        return Fraction(ceil(here / bars) * bars)


class Place(NamedTuple):
    """Bar *cycle* of what plays at clock time *at* (microseconds)."""

    cycle: Time
    at: int


class Road(NamedTuple):
    """A *timeline* whose microsecond 0 is clock time *zero*, in force since clock time *since*."""

    timeline: Timeline
    zero: int
    since: int

    def tick(self, number: int) -> int:
        """Clock time of tick *number* of the musical clock, 24 to a crotchet."""
        return self.zero + self.timeline.pulse(Fraction(number, 24))

    def ticks(self, at: int) -> int:
        """The number of the first tick at clock time *at* or later."""
        number = ceil(24 * self.timeline.beat_reached(at - 1 - self.zero))  # a moment is rounded: look one earlier
        return number if self.tick(number) >= at else number + 1


class _Run:
    """A take from bar *begin* on, which sounds at clock time *at*. Only its scheduler may touch it.

    ``zero`` is the clock time of the timeline's microsecond 0; ``stop`` the bar where the next run takes over,
    ``turns`` if that is only the end of its loop; ``asked`` how far it was asked for notes.
    """

    __slots__ = ("asked", "at", "begin", "generation", "stop", "take", "turns", "zero")

    def __init__(self, take: Take, begin: Time, at: int, generation: int) -> None:
        self.take, self.begin, self.at, self.generation = take, begin, at, generation
        self.zero = at - take.timeline.micros(begin)
        self.asked = begin
        self.turns = take.loop is not None and begin < take.loop[1]
        self.stop = take.loop[1] if self.turns and take.loop is not None else None

    def moment(self, cycle: Time) -> int:
        return self.zero + self.take.timeline.micros(cycle)

    def cycle(self, moment: int) -> Time:
        return self.take.timeline.cycle(moment - self.zero)

    def leave(self, place: Place) -> None:
        """Play up to *place* only; whoever was left by then, for a jump or another round, stays so."""
        self.turns = False
        if self.stop is None or self.moment(self.stop) > place.at:
            self.stop = place.cycle
            self.asked = min(self.asked, place.cycle)

    def ask(self, until: int) -> list[Cue]:
        """Cues of the notes between what was asked for last and clock time *until*."""
        stop = self.cycle(until)
        if self.stop is not None:
            stop = min(stop, self.stop)
        begin, take = self.asked, self.take
        if stop <= begin:
            return []
        self.asked = stop
        end = stop if take.end is None else min(stop, take.end)
        notes = take.performance.notes(begin, end) if begin < end else []
        return [self.cue(note) for note in notes if take.mix.lets(note.part)]

    def cue(self, note: NoteEvent) -> Cue:
        at, length, beat = _placed(note, self.take.timeline)
        return Cue(0, self.zero + at, length, beat, note, self.generation, self.take.routes.get(note.part, ()))


class Scheduler:
    """Turns a take into cues as time goes on, and changes takes without losing the bar. Only the player may touch it.

    Clock times are integer microseconds of whatever clock the caller reads; nothing accumulates, so nothing drifts.

    Thread: one. Blocks: never, beyond what the performance takes to answer.
    """

    def __init__(self, take: Take, begin: Time = Fraction(0), at: int = 0) -> None:
        """Bar *begin* of *take* sounds at clock time *at*."""
        self._runs = [_Run(take, begin, at, 0)]
        self._horizon = at
        self._held: list[Cue] = []
        self._sent: list[Cue] = []
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
    def waiting(self) -> Sequence[Cue]:
        """The cues that were returned, hold and have not sounded (``sounded``) yet."""
        return self._sent

    @property
    def end(self) -> int | None:
        """Clock time at which the music ends by itself, if the newest take does."""
        run = self._runs[-1]
        return None if run.take.end is None or run.turns else run.moment(max(run.take.end, run.begin))

    def advance(self, until: int) -> list[Cue]:
        """The cues that sound before *until* and were not returned yet, in order of time, then part."""
        cues = self._held + self._ask(until)
        cues.sort(key=_order)
        due = [self._numbered(cue) for cue in cues if cue.at < until]
        self._held = cues[len(due) :]
        self._sent += due
        self._horizon = max(self._horizon, until)
        return due

    def sounded(self, now: int) -> list[Cue]:
        """The cues, returned before and not recalled, that sound at *now* or earlier; each is told once."""
        past = [cue for cue in self._sent if cue.at <= now]
        if past:
            self._sent = [cue for cue in self._sent if cue.at > now]
            past.sort(key=_order)
        return past

    def swap(self, take: Take, place: Place, begin: Time | None = None, late: int = 0) -> Cancel | None:
        """From *place* on *take* plays, in phase: bar numbers and the place in the bar go on, or from bar *begin* on.

        *late* microseconds later than that, or earlier. A swap planned for the same moment or later is replaced by
        this one; before the first bar of all nothing can play. What was returned already and holds in the new take,
        too, stays as it is. If something does not, the answer is what the caller has to cancel, and all that sounds
        after the place comes again.
        """
        first = self._runs[0]
        place = max(place, Place(first.begin, first.at), key=_at)
        self._held = [cue for cue in self._held if (cue.at, cue.note.begin) < (place.at, place.cycle)]
        self._runs = [run for run in self._runs if run.at < place.at]
        if self._runs:
            self._runs[-1].leave(place)
        self._generation += 1
        self._runs.append(_Run(take, place.cycle if begin is None else begin, place.at + late, self._generation))
        return self._revised(place.at)

    def change(self, how: Callable[[Take], Take], place: Place, late: int = 0) -> Cancel | None:
        """From *place* on, *how* of what plays or was planned to play. *late* and the answer are those of ``swap``."""
        place = max(place, Place(self._runs[0].begin, self._runs[0].at), key=_at)
        earlier = [run for run in self._runs if run.at <= place.at]
        planned = [
            (run.stop, following)
            for run, following in zip(self._runs, self._runs[1:], strict=False)
            if following.at > place.at and run.stop is not None and not run.turns
        ]
        cancel = self.swap(how(earlier[-1].take), place, late=late)
        for stop, run in planned:
            moment = self._runs[-1].moment(stop)
            cancel = self.swap(how(run.take), Place(stop, moment), run.begin) or cancel
        return cancel

    def locate(self, take: Take, begin: Time, at: int) -> Cancel:
        """Start anew: bar *begin* of *take* sounds at clock time *at*. Returns what no longer holds: the rest."""
        self._generation += 1
        self._runs = [_Run(take, begin, at, self._generation)]
        self._held = []
        self._sent = [cue for cue in self._sent if cue.at < at]
        return Cancel(self._generation - 1, at)

    def boundary(self, quantum: Quantum, now: int) -> Place:
        """The place, at clock time *now* or later, where a swap with this *quantum* falls."""
        index = self._index(now)
        while True:
            run = self._runs[index]
            place = Place(run.begin, run.at) if now < run.at else Place(run.cycle(now), now)
            cycle = run.take.boundary(quantum, place.cycle)
            if run.stop is None or cycle < run.stop:
                return place if cycle == place.cycle else Place(cycle, run.moment(cycle))
            self._follow(index)
            index += 1

    def cycle(self, now: int) -> Time:
        """The place in bars that sounds at clock time *now*."""
        return self._runs[self._index(now)].cycle(now)

    def place(self, cycle: Time) -> Place:
        """Where bar *cycle* comes: in the last of the takes planned so far that has begun by then."""
        run = ([run for run in self._runs if run.begin <= cycle] or self._runs[:1])[-1]
        return Place(cycle, run.moment(cycle))

    def road(self, now: int) -> Road:
        """The timeline in force at clock time *now*, and how it lies on the clock."""
        run = self._runs[self._index(now)]
        return Road(run.take.timeline, run.zero, run.at)

    def take(self, now: int) -> Take:
        """What plays at clock time *now*."""
        return self._runs[self._index(now)].take

    def timeline(self, now: int) -> Timeline:
        """The timeline in force at clock time *now*."""
        return self.take(now).timeline

    def settle(self, now: int) -> None:
        """Forget the takes that sounded before clock time *now*; from then on only *now* and later may be asked for."""
        self._runs = self._runs[self._index(now) :]

    def _index(self, now: int) -> int:
        """Which run sounds at clock time *now*."""
        index = max((i for i, run in enumerate(self._runs) if run.at <= now), default=0)
        while self._runs[index].turns and self._follow(index).at <= now:
            index += 1
        return index

    def _follow(self, index: int) -> _Run:
        """The run after that at *index*, made if it is the next round of a loop."""
        run = self._runs[index]
        if run.turns and run is self._runs[-1] and run.take.loop is not None:
            begin, end = run.take.loop
            self._runs.append(_Run(run.take, begin, run.moment(end), run.generation))
        return self._runs[index + 1]

    def _ask(self, until: int) -> list[Cue]:
        """What all runs have to say up to clock time *until*."""
        cues: list[Cue] = []
        index = 0
        while index < len(self._runs):
            run = self._runs[index]
            cues += run.ask(until)
            if run.turns and run.asked == run.stop:
                self._follow(index)
            index += 1
        return cues

    def _revised(self, since: int) -> Cancel | None:
        """What has to be cancelled from *since* on after the last run was put in place; what is new is held."""
        sent = [cue for cue in self._sent if cue.at >= since]
        fresh = self._ask(self._horizon)
        known: dict[tuple[int, str], list[Cue]] = {}
        for cue in sent:
            known.setdefault((cue.at, cue.note.part), []).append(_heard(cue))
        new: list[Cue] = []
        for cue in fresh:
            same = known.get((cue.at, cue.note.part), [])
            if _heard(cue) in same:
                same.remove(_heard(cue))
            else:
                new.append(cue)
        if not any(known.values()):
            self._held += new
            return None
        self._held += fresh
        self._sent = [cue for cue in self._sent if cue.at < since]
        return Cancel(self._generation - 1, since)

    def _numbered(self, cue: Cue) -> Cue:
        self._last_id += 1
        return cue._replace(id=self._last_id)


def cues(notes: Iterable[NoteEvent], timeline: Timeline) -> list[Cue]:
    """*notes* as cues for files: microseconds from the start of bar 0, in order of time, then part, ids from 1."""
    placed = [Cue(0, *_placed(note, timeline), note) for note in notes]
    placed.sort(key=_order)
    return [Cue(number, cue.at, cue.length, cue.beat, cue.note) for number, cue in enumerate(placed, 1)]


def _placed(note: NoteEvent, timeline: Timeline) -> tuple[int, int, Time]:
    """Onset, nudged if the note says so, and length in microseconds, and the written beat."""
    at = timeline.micros(note.begin)
    nudge = note.controls.get("nudge")
    moved = round(nudge * 1_000_000) if isinstance(nudge, int | float | Fraction) else 0
    return at + moved, timeline.micros(note.end) - at, timeline.beat(note.begin)


def _heard(cue: Cue) -> Cue:
    """*cue* without what nobody hears: its number, its generation, its place in the text."""
    return cue._replace(id=0, generation=0, note=cue.note._replace(origin=(), edition=0))


def _order(cue: Cue) -> tuple[int, str]:
    return cue.at, cue.note.part


def _at(place: Place) -> int:
    return place.at
