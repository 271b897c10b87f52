"""What happens to a program: it is rendered, it is played, or first the one and then the other."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.program import Program
from pattern_engine.time import Time
from pattern_server.arguments import Options
from pattern_server.destinations import checked_outputs
from pattern_server.evaluating import evaluate
from pattern_server.trouble import USAGE, Trouble

DEFAULT_BARS = 8
"""How much is rendered of music that does not end by itself."""


def perform_file(options: Options) -> int:
    """Render and play the file as *options* say."""
    outputs = checked_outputs(options.to)
    program = evaluate(options)
    begin, end = extent(program, options)
    code = 0
    if options.renders:
        from pattern_server.rendering import Stretch, render

        code = render(program, Stretch(begin, begin + DEFAULT_BARS if end is None else end), options)
    if options.plays:
        from pattern_server.playing import play

        play(program, (begin, end), outputs, options)
    return code


def extent(program: Program, options: Options) -> tuple[Time, Time | None]:
    """The bars to be heard: where they begin, and where they end if they do. Raises ``Trouble`` if there are none."""
    begin = Fraction(options.from_bar - 1) if options.from_bar is not None else program.start
    if options.bars is not None:
        return begin, max(begin, Fraction(0)) + options.bars
    length = program.length if program.length is not None else None if options.plays else program.placed
    if length is not None and options.from_bar is not None and begin >= length > 0:
        raise Trouble(USAGE, f"--from {options.from_bar}: the music ends with bar {-(-length // 1)}")
    return begin, length
