"""An editor that paints what it is told of playing music, and the music, by a clock moved by hand."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from pattern_dsl import check
from pattern_engine.clock import ManualClock
from pattern_engine.outputs.recording import RecordingOutput
from pattern_engine.performance import perform
from pattern_engine.playback import START, TICK, Playback
from pattern_engine.player_wire import Open, Play, Swap
from pattern_engine.program import Program
from pattern_engine.rack import Rack
from pattern_server.lsp.documents import Documents, Text
from pattern_server.lsp.lights import Lights
from pattern_server.lsp.lines import Encoding

ALL = frozenset({"locations", "lights", "notes"})


class Editor:
    """An editor that paints what it is told, and the music it is told of. The clock is moved by hand."""

    def __init__(self, encoding: Encoding = "utf-16", wanted: frozenset[str] = ALL, lookahead: int = 300_000) -> None:
        self.clock = ManualClock(5_000_000)
        self.documents = Documents(encoding)
        self.told: list[tuple[str, dict]] = []
        self.lights = Lights(self.paint, wanted, self.clock)
        self.places: dict[int, str] = {}  # what stands at each id
        self.known: list[int] = []  # every id there ever was
        self.lit: list[tuple[int, float, float, float]] = []
        self.roll: list[list] = []
        self.output = RecordingOutput()
        settings = Open(("recording",), lookahead, ahead=150_000)
        rack = Rack([self.output], self.lights.hear)
        self.playback = Playback(rack, self.lights.hear, self.clock, settings)
        self.program: Program | None = None
        self.texts: dict[str, Text] = {}

    def paint(self, method: str, params: dict) -> None:
        """What an editor does with a notification."""
        self.told.append((method, params))
        match method.removeprefix("patternStudio/"), params:
            case "locations", {"uri": uri, "add": add, "drop": drop}:
                text = self.shown(uri, params["version"])
                for number, *span in add:
                    assert number not in self.known
                    self.known.append(number)
                    self.places[number] = between(text, span)
                for number in drop:
                    del self.places[number]
            case "lights", {"clear": 0, "on": []}:
                self.lit.clear()
            case "lights", {"clear": since}:
                self.lit = [light for light in self.lit if light[1] < since]
            case "lights", {"on": on}:
                assert all(light[0] in self.places for light in on)
                self.lit += on
            case "notes", {"clear": since}:
                self.roll = [note for note in self.roll if note[2] < since]
            case "notes", {"notes": notes}:
                self.roll += notes

    def shown(self, uri: str, version: int) -> Text:
        (found,) = [t for t in (*self.texts.values(), *self.written) if (t.uri, t.version) == (uri, version)]
        return found

    written: tuple[Text, ...] = ()

    def write(self, text: str, version: int = 1, uri: str = "file:///song.pattern") -> Text:
        """A version of a text, as it is in the editor."""
        document = {"uri": uri, "version": version, "text": text}
        made = self.documents.open({"textDocument": document})
        self.written = (*self.written, made)
        return made

    def play(self, text: Text) -> None:
        """Evaluate all of *text* for the first time."""
        self.program = self.program_of(text)
        self.last = perform(self.program)
        self.texts = {}
        self.lights.evaluated(self.program, {part.key: text for part in self.program.parts})
        self.playback.obey(Play(self.program), self.last)
        self.zero = (self.clock.now() + START) / 1000

    def swap(self, text: Text, quantum: str = "bar", only: str = "", fade: int = 0) -> None:
        """Evaluate all of *text*, or the parts whose keys begin with *only*."""
        assert self.program is not None
        fresh = self.program_of(text)
        before = {part.key: part for part in self.program.parts}
        parts = tuple(part if part.key.startswith(only) else before[part.key] for part in fresh.parts)
        self.program = fresh._replace(parts=parts)
        older = self.written[-2]
        texts = {part.key: text if part.key.startswith(only) else older for part in parts}
        self.last = self.last.followed_by(self.program)
        self.lights.evaluated(self.program, texts)
        self.playback.obey(Swap(self.program, quantum, Fraction(fade)), self.last)

    def program_of(self, text: Text) -> Program:
        found = check(text.document.text, loop=True)
        assert found.program is not None, found.diagnostics
        return found.program

    def until(self, moment: float) -> None:
        """Run to *moment*, in milliseconds from the first bar."""
        while self.clock.now() / 1000 < self.zero + moment:
            self.playback.tick()
            self.clock.wait(self.clock.now() + TICK)

    def said(self) -> list[tuple[float, str]]:
        """What was lit so far, as it reads: when (ms from the first bar), and the letters."""
        return sorted((round(light[1] - self.zero, 3), self.written_at(light[0])) for light in self.lit)

    def written_at(self, number: int) -> str:
        return self.ever[number]

    @property
    def ever(self) -> dict[int, str]:
        """What every id stood for, dropped or not."""
        found: dict[int, str] = {}
        for method, params in self.told:
            if method == "patternStudio/locations":
                text = self.shown(params["uri"], params["version"])
                found |= {number: between(text, span) for number, *span in params["add"]}
        return found

    def sounded(self) -> Counter[tuple[float, str]]:
        """What was sent so far and sounds by now, once for each place that it comes from."""
        now = self.clock.now()
        return Counter(
            (round(cue.at / 1000 - self.zero, 3), place)
            for cue in self.output.cues
            if cue.at < now
            for place in cue.note.origin
        )

    def dropped(self) -> list[int]:
        return [number for method, params in self.told if method.endswith("locations") for number in params["drop"]]


def between(text: Text, span: list[int]) -> str:
    """What an editor has between two positions, found without our own lines."""
    lines = text.document.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    units = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[text.lines.encoding]
    line, begin, last, end = span
    assert line == last
    coding = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[text.lines.encoding]
    return lines[line].encode(coding)[begin * units : end * units].decode(coding)
