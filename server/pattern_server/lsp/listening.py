"""Listening: what one editor is told of the music, in the words of ``docs/protocol.md`` and of the protocol."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.ide.home import home
from pattern_engine.player_wire import Report
from pattern_engine.sections import section_at
from pattern_server.keeping import called
from pattern_server.lsp.concert import Concert, Level, Moment, bar_of, now
from pattern_server.lsp.documents import Text
from pattern_server.lsp.evaluation import Outcome, Place, Sounding
from pattern_server.lsp.lights import Lights
from pattern_server.lsp.wire import Plain

if TYPE_CHECKING:
    from pattern_server.lsp.workspace import Workspace


class Ear:
    """One editor's ear on the concert. Thread: that of the concert."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.lights = Lights(workspace.tell, workspace.settings.notifications)
        self._told: Plain = {}

    def evaluated(self, outcome: Outcome, heard: Moment | None) -> None:
        """Tell what became of an evaluation; an editor that does not ask for that is told of failure in a message."""
        if self._wants("evaluated"):
            self._workspace.tell("patternStudio/evaluated", evaluated(outcome, heard))
        elif heard is None:
            self.say(2, outcome.message)
        if heard is None:
            self.renewed()

    def sent(self, sounding: Sounding) -> None:
        """The places of *sounding* are what sounds next."""
        opened = self._workspace.documents.texts
        texts = {key: text for key, text in sounding.texts.items() if text.uri in opened}
        self.lights.evaluated(sounding.program, texts)

    def hear(self, report: Report) -> None:
        """What sounds is lit."""
        self.lights.hear(report)

    def turned(self, *, always: bool) -> None:
        """Tell where the music is: while it moves, and when something is another."""
        if not self._wants("transport"):
            return
        concert = self._workspace.concert
        if always:
            told = standing(concert)
            changed = {name: value for name, value in told.items() if self._told.get(name) != value}
            self._told = told
            self._workspace.tell("patternStudio/transport", moving(concert) | changed)
        elif concert.state == "playing":
            self._workspace.tell("patternStudio/transport", moving(concert))

    def renewed(self) -> None:
        """Say again what mistakes do to the sound, and what the lenses say."""
        self._workspace.resound()
        if self._workspace.editor.refreshes:
            self._workspace.ask("workspace/codeLens/refresh", None)

    def gone(self) -> None:
        """Nothing sounds any more."""
        self.lights.gone()

    def say(self, level: Level, text: str) -> None:
        """Show *text*; what is only good to know goes to the log."""
        method = "window/logMessage" if level == 3 else "window/showMessage"
        self._workspace.tell(method, {"type": level, "message": text})

    def _wants(self, notification: str) -> bool:
        return notification in self._workspace.settings.notifications


def evaluated(outcome: Outcome, heard: Moment | None) -> Plain:
    """``patternStudio/evaluated``."""
    text, sounding = outcome.text, outcome.sounding
    bar = None if heard is None else bar_of(heard.cycle)
    return {
        "uri": text.uri,
        "version": text.version,
        "ok": heard is not None,
        "message": outcome.message if bar is None else f"bar {bar}: {outcome.message}",
        "at": None if heard is None else heard.at / 1000,
        "bar": bar,
        "flash": [_range(text, place) for place in outcome.flash] if heard is not None else [],
        "errors": [_range(text, place) for place in outcome.errors],
        "kept": [] if sounding is None else sorted(sounding.kept),
    }


def moving(concert: Concert) -> Plain:
    """``patternStudio/transport`` without what seldom changes."""
    position, sounding = concert.position, concert.sounding
    program = None if sounding is None else sounding.program
    cycle = position.cycle if program is None else max(position.cycle, program.start)
    beats = 4 if program is None else program.timeline.meter(cycle).beats
    place = None if program is None else section_at(program, cycle)
    return {
        "now": now() / 1000,
        "state": concert.state,
        "bar": bar_of(cycle),
        "beat": floor((cycle - floor(cycle)) * beats) + 1,
        "cycle": float(cycle),
        "bpm": round(position.bpm, 4),
        "beats": beats,
        "section": program.marks[place[0]].name if program is not None and place is not None else None,
        "sent": position.sent,
        "late": position.late,
        "clients": position.clients,
        "uri": None if sounding is None else sounding.uri,
    }


def standing(concert: Concert) -> Plain:
    """The ``parts`` and ``knobs`` of ``patternStudio/transport``."""
    sounding = concert.sounding
    return {"parts": _parts(concert, sounding), "knobs": _knobs(concert, sounding)}


def status(concert: Concert) -> Plain:
    """What ``patternStudio.status`` answers."""
    sounding = concert.sounding
    version = None if sounding is None else sounding.version
    return {**moving(concert), **standing(concert), "version": version, **switches(concert)}


def switches(concert: Concert) -> Plain:
    """Which parts are muted and solo, in order."""
    muted, solo = concert.desk.on("mute"), concert.desk.on("solo")
    keys = concert.desk.keys
    return {"muted": [key for key in keys if key in muted], "solo": [key for key in keys if key in solo]}


def effect(concert: Concert, problem: Diagnostic, text: Text) -> str | None:
    """What an error in *text* does to the sound while music of that text plays; None if there is none."""
    if concert.played is None or text.uri not in concert.blocks or problem.severity != "error":
        return None
    if concert.effects is not None and concert.effects[0] is text.document:
        known = concert.effects[1].get((problem.begin, problem.code))
        if known is not None:
            return known
    return _standing(text, problem.begin, concert.blocks[text.uri])


def _standing(text: Text, place: int, playing: set[str]) -> str:
    """What a mistake at *place* does as long as *text* is not evaluated: nothing, and the music goes on."""
    found = home(text.document, place)
    if found is None:
        return "the music goes on as it was"
    line = text.lines.position(found.begin)[0] + 1
    does = "keeps playing its last good version" if found.key in playing else "is silent until it is mended"
    return f"{called([found.key])} {does} (line {line})"


def _parts(concert: Concert, sounding: Sounding | None) -> list[Plain]:
    if sounding is None:
        return []
    muted, solo, mix = concert.desk.on("mute"), concert.desk.on("solo"), concert.desk.mix
    return [
        {
            "key": part.key,
            "muted": part.key in muted,
            "solo": part.key in solo,
            "heard": mix.lets(part.key),
            "kept": part.key in sounding.kept,
        }
        for part in sounding.program.parts
    ]


def _knobs(concert: Concert, sounding: Sounding | None) -> list[Plain]:
    return [
        {
            "name": knob.name,
            "value": concert.knobs.get(knob.name, knob.value),
            "low": knob.low,
            "high": knob.high,
            "curve": knob.curve,
        }
        for knob in (() if sounding is None else sounding.program.knobs)
    ]


def _range(text: Text, place: Place) -> list[int]:
    return [*text.lines.position(place[0]), *text.lines.position(place[1])]
