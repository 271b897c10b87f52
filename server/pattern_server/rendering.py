"""Offline: a stretch of a program as a list of events, a MIDI file, a WAV file. Same program, same bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pattern_engine.export.events import event_line, event_text
from pattern_engine.outputs.output import Cue
from pattern_engine.performance import Performance, perform
from pattern_engine.program import Program
from pattern_engine.scheduler import cues
from pattern_engine.time import Time
from pattern_server.arguments import Options
from pattern_server.status_line import StatusLine, progress_bar
from pattern_server.trouble import PROGRAM
from pattern_server.writing import written

_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """From bar *begin* to bar *end*, in exact cycles."""

    begin: Time
    end: Time


def render(program: Program, stretch: Stretch, options: Options) -> int:
    """Write what *options* ask for; 1 if a part failed and is missing."""
    performance = perform(program)
    if options.events is not None and not options.plays:
        _write_events(performance, stretch, event_line if options.events == "json" else event_text)
    if options.midi is not None:
        _write_midi(performance, stretch, options.midi)
    if options.wav is not None:
        _write_wav(performance, stretch, options.wav, options.rate or 48_000)
    for trouble in performance.troubles.values():
        sys.stderr.write(f"pattern-run: {trouble}\n")
    return PROGRAM if performance.troubles else 0


def _write_events(performance: Performance, stretch: Stretch, line: Callable[[Cue], str]) -> None:
    """Bar after bar, so that a long list begins at once and is never held whole."""
    with written("-") as stream:
        begin = stretch.begin
        while begin < stretch.end:
            end = min(begin + _AT_ONCE, stretch.end)
            for cue in _cues(performance, Stretch(begin, end)):
                stream.write(line(cue).encode("utf-8", "backslashreplace") + b"\n")
            begin = end


def _cues(performance: Performance, stretch: Stretch) -> list[Cue]:
    return cues(performance.notes(stretch.begin, stretch.end), performance.program.timeline)
