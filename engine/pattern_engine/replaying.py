"""Replaying: a journal's cues played again, each exactly as it was heard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from pattern_engine.clock import Clock
from pattern_engine.heard import TransportAsked
from pattern_engine.outputs.output import Cue
from pattern_engine.playback import START, TICK
from pattern_engine.player_wire import Command, Hush, Open, Played, Position, Replay, Report, Started
from pattern_engine.rack import Rack
from pattern_engine.scheduler import Performance
from pattern_engine.tally import Tally

if TYPE_CHECKING:
    from pattern_engine.recorder import Recorder

_POSITION_EVERY = 5


class Replaying:
    """Cues that were heard, being heard again. Only the player's main thread may touch it. It waits for nothing."""

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
        self._cues: tuple[Cue, ...] = ()
        self._zero = self._next = self._played = self._ticks = 0
        self._tally = Tally()
        self.here = Fraction(0)
        self.running = False

    def obey(self, command: Command, performance: Performance | None) -> None:
        """Start, or be silent and over; a recording takes no other music."""
        match command:
            case Replay(cues, begin):
                self._cues, self._next, self._played, self.running = cues, 0, 0, True
                self._zero = self._clock.now() + min(START, self._settings.lookahead) - begin
                if self._recorder is not None:
                    self._recorder.begin(None, self._zero)
                self._report(Started(Fraction(0), self._zero))
            case Hush() | TransportAsked("hush" | "panic" | "stop"):
                self.cut()
                self._rack.hush()
                self._cues = self._cues[: self._played]
                self._next = self._played
            case _:
                pass  # what was heard stays as it was

    def cut(self) -> None:
        """Recall everything that has not sounded: nothing comes any more."""
        self._rack.cancel(max((cue.generation for cue in self._cues), default=0), self._clock.now())

    def tick(self, lost: int = 0) -> None:
        """Send what sounds within the lookahead and report what sounds now. *lost* is how many reports were."""
        now = self._clock.now()
        first, self._next = self._next, self._until(now + self._settings.lookahead)
        if due := self._cues[first : self._next]:
            self._rack.send([cue._replace(at=cue.at + self._zero) for cue in due])
            self._tally = self._tally.sent_at(now - self._zero, due)
        first, self._played = self._played, self._until(now + TICK // 2)
        if sounding := self._cues[first : self._played]:
            heard = tuple(cue._replace(at=cue.at + self._zero) for cue in sounding)
            if self._recorder is not None:
                self._recorder.heard(heard)
            if self._settings.watched:
                self._report(Played(heard))
        self.running = self._played < len(self._cues) or (
            bool(self._cues) and now < self._zero + self._cues[-1].at + self._cues[-1].length
        )
        if self._ticks % _POSITION_EVERY == 0 or not self.running:
            self._report(self._position(lost))
        self._ticks += 1

    def _until(self, moment: int) -> int:
        """How many cues sound before clock time *moment*."""
        return bisect_right(self._cues, moment - self._zero, key=_at)

    def _position(self, lost: int) -> Position:
        """The place of the cue that sounded last; the tempo that it and the one before went at."""
        past = self._cues[max(0, self._played - 64) : self._played]
        bpm = 0.0
        if past:
            self.here = past[-1].note.begin
            other = next((cue for cue in reversed(past) if cue.at < past[-1].at and cue.beat < past[-1].beat), None)
            if other is not None:
                bpm = float(past[-1].beat - other.beat) * 60_000_000 / (past[-1].at - other.at)
        tally, self._tally = self._tally, self._tally._replace(lead=None)
        parts = len({cue.note.part for cue in past})
        return Position(self.here, bpm, parts, *tally, lost=lost, clients=self._rack.clients)


def _at(cue: Cue) -> int:
    return cue.at
