"""Offline: a stretch of a program as a list of events, a MIDI file, a score, WAV files. Same program, same bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NamedTuple

from pattern_engine.note import NoteEvent
from pattern_engine.outputs.output import Cue, OutputError
from pattern_engine.performance import Performance, perform
from pattern_engine.program import Program
from pattern_engine.time import Span, Time
from pattern_server.arguments import Options
from pattern_server.trouble import OUTPUT, PROGRAM, Trouble, reason
from pattern_server.writing import written

MOST_NOTES = 1_000_000
"""A file of sound or MIDI is made of at most this many notes."""

_AT_ONCE = 16
"""Bars asked for at a time, so that a long list begins at once and is never held whole."""


class Stretch(NamedTuple):
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
    if options.musicxml is not None:
        _write_musicxml(performance, stretch, options.musicxml)
    if options.wav is not None:
        _write_wav(performance, stretch, options)
    for trouble in performance.troubles.values():
        sys.stderr.write(f"pattern-run: {trouble}\n")
    return PROGRAM if performance.troubles else 0


def _write_events(performance: Performance, stretch: Stretch, form: str) -> None:
    from pattern_engine.export.events import event_line, event_text

    line = event_line if form == "json" else event_text
    timeline = performance.program.timeline
    with written("-") as stream:
        for notes in _portions(performance, stretch):
            for note in sorted(notes, key=_order):
                stream.write(line(note, timeline).encode("utf-8", "backslashreplace") + b"\n")


def _write_midi(performance: Performance, stretch: Stretch, target: str) -> None:
    from pattern_engine.export.midi_file import write_midi

    try:
        with written(target) as stream:
            missing = write_midi(_all_notes(performance, stretch), performance.program, stream)
    except OutputError as error:
        raise Trouble(OUTPUT, f"cannot write {target}: {error}") from error
    if missing.left_out:
        verb = "note lies" if missing.left_out == 1 else "notes lie"
        said = f"{missing.left_out} {verb} outside the keys 0 to 127 of MIDI: left out"
        sys.stderr.write(f"pattern-run: {target}: {said}\n")
    if missing.ports > 1:
        said = f"more sounds than the 15 melodic channels of MIDI: they are spread over {missing.ports} ports"
        sys.stderr.write(f"pattern-run: {target}: {said}\n")
    if missing.out_of_tune:
        verb = "note is" if missing.out_of_tune == 1 else "notes are"
        said = f"{missing.out_of_tune} {verb} out of tune: too many microtones sound together for the channels of MIDI"
        sys.stderr.write(f"pattern-run: {target}: {said}\n")


def _write_musicxml(performance: Performance, stretch: Stretch, target: str) -> None:
    from pattern_engine.export.musicxml import write_musicxml

    span = Span(stretch.begin, stretch.end)
    try:
        with written(target) as stream:
            write_musicxml(_all_notes(performance, stretch), performance.program, span, stream)
    except OutputError as error:
        raise Trouble(OUTPUT, f"cannot write {target}: {error}") from error


def _write_wav(performance: Performance, stretch: Stretch, options: Options) -> None:
    from pattern_server.status_line import StatusLine, progress_bar

    target, rate = options.wav or "", options.rate or 48_000
    sounding, length = sounding_in(performance, stretch)
    line = StatusLine()
    try:
        missing = write_sound(
            sounding, target, (rate, length), lambda done: line.show(f"{target} {progress_bar(done)}")
        )
        if options.stems is not None:
            folder = options.stems
            shape = (rate, length)
            _write_stems(
                performance.program, sounding, folder, shape, lambda done: line.show(f"{folder} {progress_bar(done)}")
            )
    finally:
        line.clear()
    for trouble in missing:
        sys.stderr.write(f"pattern-run: {trouble}\n")


def sounding_in(performance: Performance, stretch: Stretch) -> tuple[list[Cue], int]:
    """The notes of *stretch* with their moments from its beginning, and how long it lasts, both in microseconds.

    Raises ``Trouble`` if they are more than fit into a memory.
    """
    from pattern_engine.scheduler import cues

    timeline = performance.program.timeline
    start = timeline.micros(stretch.begin)
    notes = _all_notes(performance, stretch)
    return [cue._replace(at=cue.at - start) for cue in cues(notes, timeline)], timeline.micros(stretch.end) - start


def write_sound(
    sounding: list[Cue], target: str, shape: tuple[int, int], progress: Callable[[float], None]
) -> tuple[str, ...]:
    """Write *sounding* as the WAV file *target* of a rate (Hz) and length (µs); a line for each thing that is missing.

    *progress* is told how much is done, from 0 to 1. Raises ``Trouble`` if the file cannot be written.
    """
    from pattern_engine.export.wav import write_wav

    with written(target) as stream:
        return write_wav(sounding, stream, *shape, progress)


def _write_stems(
    program: Program, sounding: list[Cue], folder: str, shape: tuple[int, int], progress: Callable[[float], None]
) -> None:
    """A file for each part that sounds; all of them appear when all are whole."""
    from pathlib import Path

    from pattern_engine.export.stems import stems_of, write_stems

    names = stems_of(program)
    parts: dict[str, set[str]] = {}
    for cue in sounding:
        parts.setdefault(names[cue.note.part], set()).add(cue.note.part)
    try:
        Path(folder).mkdir(exist_ok=True)
    except OSError as error:
        raise Trouble(OUTPUT, f"cannot write {folder}: {reason(error)}") from error
    with ExitStack() as files:
        opened = {name: files.enter_context(written(str(Path(folder, f"{name}.wav")))) for name in sorted(parts)}
        targets = {name: (stream, frozenset(parts[name])) for name, stream in opened.items()}
        write_stems(sounding, targets, *shape, progress)


def _portions(performance: Performance, stretch: Stretch) -> Iterator[list[NoteEvent]]:
    begin = stretch.begin
    while begin < stretch.end:
        end = min(begin + _AT_ONCE, stretch.end)
        yield performance.notes(begin, end)
        begin = end


def _all_notes(performance: Performance, stretch: Stretch) -> list[NoteEvent]:
    """The notes of *stretch* at once. Raises ``Trouble`` if they are more than fit into a memory."""
    found: list[NoteEvent] = []
    for notes in _portions(performance, stretch):
        found += notes
        if len(found) > MOST_NOTES:
            raise Trouble(PROGRAM, f"more than {MOST_NOTES:,} notes to render: say how much with --bars N")
    return found


def _order(note: NoteEvent) -> tuple[Time, str]:
    """By time, then by part: the order in which they are heard when played."""
    return note.begin, note.part
