"""What happens to a program: it is rendered, it is played, or first the one and then the other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

from pattern_engine.program import Program
from pattern_engine.time import Time
from pattern_server.arguments import Options
from pattern_server.evaluating import Reader, read_version
from pattern_server.trouble import HUNG_UP, PROGRAM, TERMINATED, USAGE, Trouble

if TYPE_CHECKING:
    from pattern_server.rendering import Stretch
    from pattern_server.watching import Watch

DEFAULT_BARS = 8
"""How much is rendered of music that does not end by itself."""


MOST_HOURS = 24
"""The longest music that is rendered."""


def perform_file(options: Options) -> int:
    """Render and play the file as *options* say; 1 if a part fell silent."""
    named = _named(options)
    with ending_tidily():
        watch = _watch(options)
        version = read_version(options, Reader(options.file or "-"))
        program = version.program
        begin, end = extent(program, options)
        code = 0
        if options.renders:
            from pattern_server.rendering import Stretch, render

            stretch = Stretch(begin, begin + DEFAULT_BARS if end is None else end)
            _refuse_endless(program, stretch, options)
            code = render(program, stretch, options)
        if options.plays:
            from pattern_server.playing import play

            outputs = named or _asked_for(program)
            code = max(code, play(version, (begin, end), outputs, options, watch))
    return code


def _named(options: Options) -> tuple[str, ...]:
    """The outputs that the command line names. Who only renders pays for no outputs."""
    if not options.to:
        return ()
    from pattern_server.destinations import checked_outputs

    return checked_outputs(options.to)


def _asked_for(program: Program) -> tuple[str, ...]:
    """The outputs that the text names; says which of them there are not."""
    from pattern_server.destinations import outputs_of

    outputs, lines = outputs_of(program)
    if sys.stderr is not None:
        sys.stderr.writelines(f"pattern-run: {line}\n" for line in lines)
    return outputs


def endings() -> dict[signal.Signals, int]:
    """The signals that ask the command to end, and the exit code that says so; under nohup SIGHUP is none."""
    found = {signal.SIGTERM: TERMINATED}
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        found[signal.SIGHUP] = HUNG_UP
    return found


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the block as Ctrl-C does: hushed, tidied, and only then gone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    ending = endings()
    screens = [stream for stream in (1, 2) if os.isatty(stream)]

    def end(number: int, _: object) -> None:
        for one in ending:
            signal.signal(one, signal.SIG_IGN)
        if ending[signal.Signals(number)] == HUNG_UP:  # what is still to be written there has no reader
            nothing = os.open(os.devnull, os.O_WRONLY)
            for stream in screens:
                os.dup2(nothing, stream)
            os.close(nothing)
        raise SystemExit(ending[signal.Signals(number)])

    before = {number: signal.signal(number, end) for number in ending}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(options: Options) -> Watch | None:
    """A watch over the file, set before the file is read: what is saved from then on is heard of."""
    if not options.watch or not options.file:
        return None
    from pattern_server.watching import Watch

    return Watch([options.file])


def _refuse_endless(program: Program, stretch: Stretch, options: Options) -> None:
    """Raise ``Trouble`` if *stretch* lasts longer than anybody waits for its files."""
    if options.events is not None and options.plays and not options.midi and not options.wav and not options.musicxml:
        return  # the notes are listed as they are played: nothing is rendered
    timeline = program.timeline
    hours = (timeline.micros(stretch.end) - timeline.micros(stretch.begin)) / 3_600_000_000
    if hours <= MOST_HOURS:
        return
    if options.bars is not None:
        raise Trouble(USAGE, f"--bars {options.bars} lasts {hours:,.0f} hours: {MOST_HOURS} are the most to render")
    raise Trouble(
        PROGRAM, f"the music lasts {hours:,.0f} hours: {MOST_HOURS} are the most to render; say how much with --bars N"
    )


def extent(program: Program, options: Options) -> tuple[Time, Time | None]:
    """The bars to be heard: where they begin, and where they end if they do. Raises ``Trouble`` if there are none."""
    begin = Fraction(options.from_bar - 1) if options.from_bar is not None else program.start
    if options.bars is not None:
        return begin, max(begin, Fraction(0)) + options.bars
    length = program.length if program.length is not None else None if options.plays else program.placed
    if length is not None and options.from_bar is not None and begin >= length > 0:
        raise Trouble(USAGE, f"--from {options.from_bar}: the music ends with bar {-(-length // 1)}")
    return begin, length
