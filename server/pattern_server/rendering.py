"""Offline: a stretch of a program as a list of events, a MIDI file, a WAV file. Same program, same bytes."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from pattern_engine.note import NoteEvent
from pattern_engine.performance import Performance, perform
from pattern_engine.program import Program
from pattern_engine.time import Time
from pattern_server.arguments import Options
from pattern_server.trouble import PROGRAM
from pattern_server.writing import written

_AT_ONCE = 16
"""Bars asked for at a time, so that a long list begins at once and is never held whole."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From bar *begin* to bar *end*, in exact cycles."""

    begin: Time
    end: Time


def render(program: Program, stretch: Stretch, options: Options) -> int:
    """Write what *options* ask for; 1 if a part failed and is missing. Raises ``Trouble`` for a bad target."""
    performance = perform(program)
    if options.events is not None and not options.plays:
        _write_events(performance, stretch, options.events)
    if options.midi is not None:
        _write_midi(performance, stretch, options.midi)
    if options.wav is not None:
        _write_wav(performance, stretch, options.wav, options.rate or 48_000)
    for trouble in performance.troubles.values():
        sys.stderr.write(f"pattern-run: {trouble}\n")
    return PROGRAM if performance.troubles else 0


def _write_events(performance: Performance, stretch: Stretch, form: str) -> None:
    from pattern_engine.export.events import event_line, event_text

    line = event_line if form == "json" else event_text
    timeline = performance.program.timeline
    with written("-") as stream:
        begin = stretch.begin
        while begin < stretch.end:
            end = min(begin + _AT_ONCE, stretch.end)
            for note in sorted(performance.notes(begin, end), key=_order):
                stream.write(line(note, timeline).encode("utf-8", "backslashreplace") + b"\n")
            begin = end


def _write_midi(performance: Performance, stretch: Stretch, target: str) -> None:
    from pattern_engine.export.midi_file import write_midi

    program = performance.program
    notes = performance.notes(stretch.begin, stretch.end)
    with written(target) as stream:
        write_midi(notes, program.timeline, stream, program.title)


def _write_wav(performance: Performance, stretch: Stretch, target: str, rate: int) -> None:
    from pattern_engine.export.wav import write_wav
    from pattern_engine.scheduler import cues
    from pattern_server.status_line import StatusLine, progress_bar

    timeline = performance.program.timeline
    start = timeline.micros(stretch.begin)
    sounding = [
        cue._replace(at=cue.at - start) for cue in cues(performance.notes(stretch.begin, stretch.end), timeline)
    ]
    line = StatusLine()
    try:
        with written(target) as stream:
            length = timeline.micros(stretch.end) - start
            write_wav(sounding, stream, rate, length, lambda done: line.show(f"{target} {progress_bar(done)}"))
    finally:
        line.clear()


def _order(note: NoteEvent) -> tuple[Time, str]:
    """By time, then by part: the order in which they are heard when played."""
    return note.begin, note.part
