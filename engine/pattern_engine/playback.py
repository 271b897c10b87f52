"""Playback: one piece of music being played, and everything that may happen to it meanwhile.

It obeys commands and what is heard from outside, asks the scheduler for cues, hands them to the rack, and reports.
It is told when to look, and reads the time from a clock; it waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor, isfinite
from typing import TYPE_CHECKING

from pattern_engine.clock import Clock
from pattern_engine.heard import ControllerMoved, KnobTurned, TempoHeard, TransportAsked
from pattern_engine.herald import Herald
from pattern_engine.knobs import set_to, still_turned, turned_by
from pattern_engine.outputs.output import Situation
from pattern_engine.player_wire import (
    Command,
    Goto,
    Hush,
    Knobs,
    Open,
    Play,
    Position,
    Report,
    SetLookahead,
    SetMix,
    SetTempo,
    Silenced,
    Started,
    Swap,
    Swapped,
    Watch,
)
from pattern_engine.program import Program, Quantum
from pattern_engine.pulses import Ticking
from pattern_engine.rack import Rack, routes
from pattern_engine.scheduler import Cancel, Mix, Performance, Place, Scheduler, Take
from pattern_engine.sections import begins, next_begin, round_of, same_place, section_at
from pattern_engine.tally import Tally
from pattern_engine.taps import Taps
from pattern_engine.time import Time
from pattern_engine.timeline import TempoMark, Timeline
from pattern_engine.transitions import Crossfade, Silence, turned, unchanged

if TYPE_CHECKING:
    from pattern_engine.recorder import Recorder  # few record, and all start

TICK = 20_000
"""Microseconds between two looks at the clock."""

START = 100_000
"""Microseconds from the order to play to the first bar, so that the first notes are on time everywhere."""

GUARD = 10_000
"""Microseconds a change "now" lies ahead, so that its first notes are not late."""

SLACK = 5_000
"""Microseconds that a clock outside may be ahead or behind before it is followed."""

_POSITION_EVERY = 5


class Playback:
    """One piece of music being played. Only the player's main thread may touch it."""

    def __init__(
        self,
        rack: Rack,
        report: Callable[[Report], None],
        clock: Clock,
        settings: Open,
        recorder: Recorder | None = None,
    ) -> None:
        self._rack = rack
        self._report = report
        self._clock = clock
        self._settings = settings
        self._recorder = recorder
        self._scheduler = Scheduler(Take(Silence(), Timeline()), at=clock.now())
        self._program = Program()
        self._performance: Performance = Silence()
        self._tempo: tuple[tuple[TempoMark, ...], tuple[TempoMark, ...]] | None = None
        self._bars: Time | None = None
        self._turned: dict[str, float] = {}
        self._moved = False
        self._taps = Taps()
        self._moving = True
        self._rest: Time | None = None
        self._tally = Tally()
        self._ticking = Ticking(clock.now())
        self._ticks = 0
        self._herald = Herald(report, settings)
        self._told: set[str] = set()
        self.here = Fraction(0)
        self.running = False

    def obey(self, command: Command, performance: Performance | None) -> None:
        """Do what *command* says. ``Open``, ``Replay`` and ``Stop`` are for whoever owns the rack.

        What comes from outside may be any number: what is none is not heard, what is too much is as much as there is.
        """
        if any(isinstance(value, float) and not isfinite(value) for value in command):
            return
        match command:
            case Play() if performance is not None:
                self._play(command, performance)
            case Swap() if performance is not None:
                self._swap(command, performance)
            case Goto(name, quantum):
                self._goto(name, quantum)
            case SetTempo(bpm, bars):
                self._set_tempo(bpm, bars)
            case SetMix(mix):
                self._change(lambda take: take._replace(mix=mix))
            case SetLookahead(lookahead):
                self._settings = self._settings._replace(lookahead=lookahead)
            case Watch(on):
                self._herald.watch(on)
            case Hush():
                self._fall_silent()
            case KnobTurned(name, value):
                self._turn({knob.name: set_to(knob, value) for knob in self._program.knobs if knob.name == name})
            case ControllerMoved(number, value):
                self._turn(turned_by(self._program, number, value))
            case TransportAsked():
                self._transport(command)
            case TempoHeard(bpm, at):
                self._follow(Fraction(_between(1, bpm, 1000)).limit_denominator(1000), at)
            case _:
                pass  # keys are for instruments

    def tick(self, lost: int = 0) -> None:
        """Send what sounds within the lookahead and report what sounds now. *lost* is how many reports were."""
        if self._moved:
            self._apply_knobs()
        now = self._clock.now()
        cues = self._scheduler.advance(now + self._settings.lookahead)
        if cues:
            self._rack.send(cues)
            self._tally = self._tally.sent_at(self._clock.now(), cues)
        self._pulse(now)
        self._scheduler.settle(now)
        self.here = self._scheduler.cycle(now)
        self._report_played(now)
        self._ticks += 1
        end = self._scheduler.end
        self.running = end is None or now < end or bool(self._scheduler.waiting)
        if self._ticks % _POSITION_EVERY == 1:
            self._report_position(now, lost)
        if self._ticks % _POSITION_EVERY == 1 or not self.running:
            self._report_troubles()

    def cut(self) -> None:
        """Recall everything that has not sounded: nothing comes any more."""
        self._rack.cancel(self._scheduler.generation, self._clock.now())

    def _play(self, command: Play, performance: Performance) -> None:
        self._program, self._performance = command.program, performance
        self._tempo, self._turned, self._moving, self._rest = None, {}, True, None
        self._told.clear()
        self._bars = None if command.bars is None else command.begin + command.bars
        take = self._take(performance, command.program.timeline, command.mix)
        at = self._clock.now() + min(START, self._settings.lookahead)
        cancel = self._scheduler.locate(take, command.begin, at)
        self._ticking = Ticking(at)
        self._recall(cancel if self.running else None)
        self.running = True
        if self._recorder is not None:
            self._recorder.begin(command.program.title, at - take.timeline.micros(command.begin))
            self._recorder.changed(self._scheduler.generation, Place(command.begin, at), command)
        self._report(Started(command.begin, at, performance.edition))

    def _take(self, performance: Performance, timeline: Timeline, mix: Mix) -> Take:
        """What plays when *performance*, of the present program, does."""
        program = self._program
        end = program.length if self._bars is None else self._bars
        if self._rest is not None:
            end = None  # who has stopped is not over
        loop = self._scheduler.newest.loop
        return Take(performance, timeline, mix, end, routes(program), loop, begins(program), round_of(program))

    def _swap(self, command: Swap, performance: Performance) -> None:
        asked = self._clock.now()
        old, self._program = self._program, command.program
        self._told.clear()
        turned_before, self._turned = self._turned, still_turned(self._turned, old, command.program)
        if self._turned != turned_before:
            self._report(Knobs(tuple(sorted(self._turned.items()))))
        performance = turned(performance, self._turned)
        timeline = command.program.timeline
        if self._tempo is not None and self._tempo[0] == timeline.tempos:
            timeline = timeline._replace(tempos=self._tempo[1])
        else:
            self._tempo = None
        guard = GUARD if command.quantum == "now" else 2 * GUARD  # who waits for a bar can wait for it to be ready
        place, begin = self._landing(old, command.quantum, asked + guard)
        self._performance, before = performance, self._performance
        self._moving = self._rest is None
        self._move_end(place, begin)
        if not self._moving:
            performance = Silence()
        elif command.fade > 0:
            same = unchanged(old, command.program)
            performance = Crossfade(before, performance, same, (begin, begin + command.fade))
        self._recall(self._scheduler.swap(self._take(performance, timeline, command.mix or self._mix), place, begin))
        self._beat_anew(place.at)
        if self._recorder is not None:
            self._recorder.changed(self._scheduler.generation, Place(begin, place.at), command)
        over = self._scheduler.place(begin + max(command.fade, Fraction(0))).at
        self._report(Swapped(self._scheduler.generation, begin, place.at, asked, over, self._performance.edition))

    @property
    def _mix(self) -> Mix:
        return self._scheduler.newest.mix

    def _landing(self, old: Program, quantum: Quantum, now: int) -> tuple[Place, Time]:
        """Where a swap falls, and the bar of the new program that plays there.

        Where the new form lacks the section that sounds, its next section comes after that, or else the same bar.
        """
        if self._rest is not None:
            return self._scheduler.boundary("now", now), self._rest
        place = self._scheduler.boundary(quantum, now)
        begin = same_place(old, self._program, place.cycle)
        if begin is not None:
            return place, begin
        place = self._scheduler.boundary("section", now)
        following = section_at(old, place.cycle)
        name = old.marks[following[0]].name if following is not None else ""
        begin = next_begin(self._program, name, Fraction(0))
        return place, place.cycle if begin is None else begin

    def _goto(self, name: str, quantum: Quantum) -> None:
        place = self._scheduler.boundary(quantum, self._clock.now() + GUARD)
        begin = next_begin(self._program, name, place.cycle)
        if begin is not None:
            self._jump(place, begin)

    def _jump(self, place: Place, begin: Time) -> None:
        """Play on from *place* with bar *begin*."""
        self._move_end(place, begin)
        newest = self._scheduler.newest
        self._moving, self._rest = True, None
        take = self._take(turned(self._performance, self._turned), newest.timeline, newest.mix)
        self._recall(self._scheduler.swap(take, place, begin))
        self._beat_anew(place.at)

    def _move_end(self, place: Place, begin: Time) -> None:
        """As many bars are played as were asked for, though after *place* comes bar *begin*."""
        if self._bars is not None:
            self._bars += begin - (place.cycle if self._rest is None else self._rest)

    def _transport(self, asked: TransportAsked) -> None:
        match asked.command, asked.value:
            case "play", _ if not self._moving:
                here = self._soon()
                self._jump(here, here.cycle if self._rest is None else self._rest)
            case "stop", _ if self._moving:
                self._rest = self._scheduler.cycle(self._clock.now())
                self._fall_silent()
            case "seek", float() | int() as bar:
                self._jump(self._soon(), Fraction(_between(-16, bar, 1_000_000)).limit_denominator(10_000))
            case "tempo", float() | int() as bpm:
                self._set_tempo(Fraction(_between(1, bpm, 1000)).limit_denominator(10_000))
            case "nudge", float() | int() as micros:
                self._nudge(round(_between(-1_000_000, micros, 1_000_000)))
            case "tap", _:
                self._taps = self._taps.at(asked.at)
                if self._taps.bpm is not None:
                    self._set_tempo(self._taps.bpm)
            case "loop", bars:
                self._loop(round(_between(0, bars or 0, 1024)))
            case "hush", _:
                self._fall_silent()
            case "panic", _:
                self._fall_silent()
                self._rack.hush()
                self._herald.silent()

    def _fall_silent(self) -> None:
        """Start nothing more; what sounds rings out."""
        self._moving = False
        silent = self._scheduler.newest._replace(performance=Silence())
        if self._rest is not None:
            silent = silent._replace(end=None)
        self._recall(self._scheduler.swap(silent, self._soon()))

    def _set_tempo(self, bpm: Fraction, bars: Time = Fraction(0)) -> None:
        """*bpm* after *bars* bars, in what plays and in what is planned, until a text comes that says another tempo."""
        here = self._soon()
        timeline = self._scheduler.newest.timeline
        timeline = timeline.with_ramp(here.cycle, bpm, bars) if bars > 0 else timeline.with_tempo(bpm)
        tempos = timeline.tempos
        self._tempo = (self._program.timeline.tempos, tempos)
        self._recall(
            self._scheduler.change(lambda take: take._replace(timeline=take.timeline._replace(tempos=tempos)), here)
        )
        self._beat_anew(here.at)

    def _nudge(self, micros: int) -> None:
        """From the next beat on everything comes *micros* later, or earlier; nothing is left out."""
        place = self._scheduler.boundary("beat", self._clock.now() + GUARD + max(0, -micros))
        self._recall(self._scheduler.change(lambda take: take, place, micros))
        self._beat_anew(place.at)

    def _follow(self, bpm: Fraction, at: int) -> None:
        """Go with a clock outside, a crotchet of which began at clock time *at*."""
        here = self._scheduler.cycle(at)
        timeline = self._scheduler.timeline(at)
        if abs(float(bpm) / timeline.bpm(here) - 1) > 0.002:
            self._set_tempo(bpm)
        beat = timeline.beat(here)
        ahead = round((beat - round(beat)) * 60_000_000 / Fraction(timeline.bpm(here)))
        if abs(ahead) > SLACK:
            self._nudge(ahead)

    def _loop(self, bars: int) -> None:
        """Over and over the bar that sounds and those after it, *bars* in all; 0 is no loop."""
        begin = Fraction(floor(self._scheduler.cycle(self._clock.now())))
        self._change(lambda take: take._replace(loop=(begin, begin + bars) if bars > 0 else None))

    def _turn(self, values: dict[str, float]) -> None:
        """Remember where knobs stand; the next tick makes it heard, however many hands there are."""
        if values:
            self._turned |= values
            self._moved = True

    def _apply_knobs(self) -> None:
        self._moved = False
        self._change(lambda take: take._replace(performance=turned(take.performance, self._turned)))
        self._performance = turned(self._performance, self._turned)
        self._report(Knobs(tuple(sorted(self._turned.items()))))

    def _change(self, how: Callable[[Take], Take]) -> None:
        self._recall(self._scheduler.change(how, self._soon()))

    def _soon(self) -> Place:
        return self._scheduler.boundary("now", self._clock.now() + GUARD)

    def _recall(self, cancel: Cancel | None) -> None:
        self._herald.changed(None if cancel is None else cancel.since)
        if cancel is not None:
            self._rack.cancel(cancel.generation, cancel.since)
            self._ticking.back_to(cancel.since)

    def _beat_anew(self, since: int) -> None:
        """The musical clock ticks otherwise from *since* on."""
        if self._rack.pulsed:
            self._rack.recall_pulses(since)
            self._ticking.back_to(since)

    def _pulse(self, now: int) -> None:
        """Let the musical clock tick wherever it is followed, as far ahead as notes are sent."""
        if self._rack.pulsed:
            until = now + self._settings.lookahead
            resting = self._rest is not None
            self._rack.pulse(self._ticking.stop(now) if resting else self._ticking.advance(self._scheduler, until))

    def _report_played(self, now: int) -> None:
        played = self._scheduler.sounded(now + TICK // 2)
        if played and self._recorder is not None:
            self._recorder.heard(played)
        self._herald.tell(now, played, self._scheduler.waiting)

    def _report_troubles(self) -> None:
        """Each part once: it may find a new reason in every bar."""
        for part, trouble in self._scheduler.newest.performance.troubles.items():
            if part not in self._told:
                self._told.add(part)
                self._report(Silenced(trouble))

    def _report_position(self, now: int, lost: int) -> None:
        bpm = self._scheduler.timeline(now).bpm(self.here)
        self._rack.inform(Situation(bpm, {knob.name: knob.value for knob in self._program.knobs} | self._turned))
        tally, self._tally = self._tally, self._tally._replace(lead=None)
        self._report(
            Position(
                self.here if self._rest is None else self._rest,
                bpm,
                _heard(self._program, self._mix),
                *tally,
                lost=lost,
                clients=self._rack.clients,
                moving=self._moving,
                edition=self._scheduler.take(now).performance.edition,
            )
        )


def _between(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)


def _heard(program: Program, mix: Mix) -> int:
    solo = any(part.solo for part in program.parts)
    return sum(mix.lets(part.key) and not part.muted and (part.solo or not solo) for part in program.parts)
