"""The command line: what may be asked for, and what fits together.

Everything here is read before anything is imported that plays or parses; numbers stay plain numbers or text.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

TASKS = {
    "check": frozenset({"output", "spacing"}),
    "format": frozenset({"diff", "stdout"}),
    "query": frozenset({"begin", "end"}),
    "words": frozenset({"json"}),
    "names": frozenset({"json"}),
    "instruments": frozenset({"json"}),
    "outputs": frozenset({"json"}),
    "doctor": frozenset({"json"}),
    "import": frozenset(),
    "capture": frozenset({"bars", "tempo", "meter", "quantise"}),
    "replay": frozenset({"to", "lookahead", "events", "record"}),
}
"""What can be asked instead of playing, and the options that go with each question."""

RENDERS = ("events", "midi", "musicxml", "wav")
"""The options that render offline."""

STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""How standard output is spelled as a file."""

QUANTA = ("now", "beat", "bar", "section")
"""When a saved change may be heard, besides every so many bars."""

_UNITS = ("1", "2", "4", "8", "16", "32")
_GRIDS = ("4", "8", "12", "16", "24", "32")
_LIVE_ONLY = ("loop", "swap", "fade", "lookahead", "record")
_PLAYED_TOO = frozenset({"bars", "tempo"})
_TAKES_DASH = frozenset({"--query", "--begin", "--end", "--import"})


class Options(argparse.Namespace):
    """The command line, read. Only ``read_arguments`` writes it."""

    files: list[str]
    to: list[str]
    watch: bool
    bars: int | None
    from_bar: int | None
    loop: bool
    seed: int | None
    tempo: float | None
    swap: str | int | None
    fade: int | None
    record: str | None
    lookahead: int | None
    solo: list[str]
    mute: list[str]
    events: str | None
    midi: str | None
    musicxml: str | None
    wav: str | None
    rate: int | None
    stems: str | None
    check: bool
    output: str | None
    spacing: bool
    format: bool
    diff: bool
    stdout: bool
    query: str | None
    begin: str | None
    end: str | None
    words: str | None
    names: str | None
    instruments: bool
    outputs: bool
    doctor: bool
    capture: str | None
    meter: tuple[int, int] | None
    quantise: int | None
    replay: str | None
    json: bool

    @property
    def file(self) -> str | None:
        """The one file that is played, rendered or checked."""
        return self.files[0] if self.files else None

    @property
    def task(self) -> str:
        """The question asked instead of playing or rendering, or ``perform``."""
        return next((name for name in TASKS if vars(self)[name] not in (None, False)), "perform")

    @property
    def renders(self) -> bool:
        """Whether anything is to be rendered."""
        return any(vars(self)[name] is not None for name in RENDERS)

    @property
    def plays(self) -> bool:
        """Whether the music is to be heard: nothing is rendered, or an output or ``--watch`` asks for it too."""
        return not self.renders or bool(self.to) or self.watch


def read_arguments(argv: list[str]) -> Options:
    """*argv* as options that fit together. Prints and raises ``SystemExit`` for help, version and wrong usage."""
    parser = _parser()
    options = parser.parse_intermixed_args(_joined(argv), namespace=Options())
    options.to = _flattened(options.to)
    options.solo, options.mute = _flattened(options.solo), _flattened(options.mute)
    conflict = _conflict(options)
    if conflict:
        parser.error(conflict)
    return options


def _joined(argv: list[str]) -> list[str]:
    """*argv* with values that look like options tied to theirs, and a bare ``--events`` told what it means."""
    tied: list[str] = []
    for item in argv:
        if tied and tied[-1] in _TAKES_DASH:
            tied[-1] += f"={item}"
        elif tied and tied[-1] == "--events" and item in ("text", "json"):
            tied[-1] = f"--events={item}"
        else:
            if tied and tied[-1] == "--events":
                tied[-1] = "--events=text"
            tied.append(item)
    return tied


def _flattened(texts: list[str]) -> list[str]:
    return [name for text in texts for name in text.split(",") if name]


def _conflict(options: Options) -> str | None:
    """The first thing about *options* that makes no sense, in words, or None."""
    asked = [name for name in TASKS if vars(options)[name] not in (None, False)]
    if len(asked) > 1:
        return f"--{asked[0]} and --{asked[1]} are two questions: ask one at a time"
    if len(options.files) > 1 and asked != ["format"]:
        return f"one file at a time: {options.files[1]} is too much"
    if asked:
        return _question_conflict(options, asked[0])
    if options.file is None:
        return "give it a file to play, or - for standard input"
    stray = _given(options) & (frozenset().union(*TASKS.values()) - TASKS["replay"] - _PLAYED_TOO)
    if stray:
        name = min(stray)
        owners = " or ".join(f"--{task}" for task, extras in TASKS.items() if name in extras)
        return f"--{name} goes with {owners}"
    return _performance_conflict(options)


def _question_conflict(options: Options, task: str) -> str | None:
    stray = _given(options) - TASKS[task] - {task, "files"}
    if stray:
        return f"{_spelled(min(stray))} has no meaning with --{task}"
    if task == "format" and options.diff and options.stdout:
        return "--diff and --stdout both want standard output: choose one"
    if task in ("check", "format"):
        return None if options.file is not None else f"--{task} needs a file, or - for standard input"
    if task == "query" and options.query == "-" and {"begin", "end"} & _given(options):
        return "--query - reads begin and end from its lines"
    return f"--{task} takes no file" if options.file is not None else None


def _performance_conflict(options: Options) -> str | None:
    if options.rate is not None and options.wav is None:
        return "--rate goes with --wav"
    if options.stems is not None and options.wav is None:
        return "--stems goes with --wav"
    if not options.plays:
        live = next((name for name in _LIVE_ONLY if name in _given(options)), None)
        if live:
            return f"--{live} is for playing: add --to, or leave out --{_first_render(options)}"
    if options.watch and options.file == "-":
        return "--watch needs a file: standard input is read once"
    alone = next((name for name in ("swap", "fade") if vars(options)[name] and not options.watch), None)
    if alone:
        return f"--{alone} goes with --watch"
    return _target_conflict(options)


def _target_conflict(options: Options) -> str | None:
    written = (*RENDERS[1:], "record")
    targets = [(name, vars(options)[name]) for name in written if vars(options)[name] is not None]
    claims = [name for name, target in targets if target in STDOUT] + ["events"] * (options.events is not None)
    if len(claims) > 1:
        return f"--{claims[0]} and --{claims[1]} cannot share standard output: give one of them a file"
    files = [(name, target) for name, target in targets if target not in STDOUT]
    for index, (name, target) in enumerate(files):
        for other, path in files[:index]:
            if _same_file(path, target):
                return f"--{other} and --{name} cannot both write {path}"
    names = [target for _, target in files]
    source = options.file or ""
    overwritten = next((name for name in names if source != "-" and _same_file(source, name)), None)
    return None if overwritten is None else f"{overwritten} is the source: write somewhere else"


def _same_file(one: str, other: str) -> bool:
    """Whether two paths lead to one file, however they are spelled and through whatever links."""
    try:
        if os.path.realpath(one) == os.path.realpath(other):
            return True
        return os.path.samefile(one, other)  # noqa: PTH121 - nothing here may cost an import
    except (OSError, ValueError):  # one of them does not exist, or cannot
        return False


def _first_render(options: Options) -> str:
    return next(name for name in RENDERS if vars(options)[name] is not None)


def _given(options: Options) -> frozenset[str]:
    return frozenset(name for name, value in vars(options).items() if value not in (None, False, []))


def _spelled(name: str) -> str:
    return {"from_bar": "--from"}.get(name, f"--{name}")


def _count(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on (999999999 at most), not {text!r}")
    return number


def _between(low: int, high: int, unit: str) -> Callable[[str], int]:
    """A reader of whole numbers of *unit* from *low* to *high*."""

    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"expected {low} to {high} {unit}, not {text!r}")
        return number

    return read


def _quantum(text: str) -> str | int:
    """A word of ``QUANTA``, or a number of bars."""
    if text in QUANTA:
        return text
    if text.isascii() and text.isdigit() and 0 < int(text) <= 1024:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected {', '.join(QUANTA)} or a number of bars up to 1024, not {text!r}")


def _tempo(text: str) -> float:
    """Crotchets per minute."""
    try:
        tempo = float(text)
    except ValueError:
        tempo = 0.0
    if not 1 <= tempo <= 1000:
        raise argparse.ArgumentTypeError(f"expected 1 to 1000 beats per minute, not {text!r}")
    return tempo


def _meter(text: str) -> tuple[int, int]:
    """Beats of a bar, and what part of a whole note each is."""
    beats, _, unit = text.partition("/")
    if beats.isascii() and beats.isdecimal() and len(beats) < 3 and 1 <= int(beats) <= 64 and unit in _UNITS:
        return int(beats), int(unit)
    raise argparse.ArgumentTypeError(f"expected a meter as 4/4, 3/4 or 7/8, not {text!r}")


def _grid(text: str) -> int:
    """The parts of a whole note that are told apart."""
    if text.startswith("1/") and text[2:] in _GRIDS:
        return int(text[2:])
    raise argparse.ArgumentTypeError(f"expected 1/{', 1/'.join(_GRIDS)}, not {text!r}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pattern-run",
        usage="pattern-run [options] song.pattern",
        description="Give it a file, it plays. Rendering options render instead; add --to to hear it as well.",
        epilog="Exit codes: 0 fine, 1 faulty program, 2 wrong usage, 3 an output failed, 129, 130, 143 ended by SIGHUP,"
        " Ctrl-C, SIGTERM.",
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=30, width=110),
    )
    parser.add_argument("files", nargs="*", metavar="song.pattern", help="a program; - is standard input")
    parser.add_argument("--version", action=_Version, nargs=0, help="which Pattern Studio this is")
    _add_playing(parser)
    _add_rendering(parser)
    _add_questions(parser)
    return parser


def _add_playing(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("playing").add_argument
    add(
        "--to",
        action="append",
        default=[],
        metavar="OUTPUT",
        help="synth, juce, osc:HOST:PORT, superdirt, midi[:PORT], none",
    )
    add("--watch", action="store_true", help="evaluate again whenever the file is saved")
    add(
        "--swap",
        type=_quantum,
        metavar="WHEN",
        help="hear a saved change now, at the next beat, bar, section or N bars (bar)",
    )
    add("--fade", type=_between(1, 1024, "bars"), metavar="BARS", help="cross-fade what a saved change touches")
    add("--bars", type=_count, metavar="N", help="end after N bars")
    add("--from", type=_count, dest="from_bar", metavar="BAR", help="begin with this bar (1)")
    add("--loop", action="store_true", help="begin again at the end")
    add("--seed", type=_between(0, 999_999_999, "as a seed"), metavar="N", help="grow random choices from N")
    add("--tempo", type=_tempo, metavar="BPM", help="play at this tempo")
    add("--lookahead", type=_between(50, 1000, "milliseconds"), metavar="MS", help="hand over this early (300)")
    add("--record", metavar="FILE.jsonl", help="write down what is heard, and every change")
    add("--replay", metavar="FILE.jsonl", help="play what was recorded, exactly as it was heard")
    add("--solo", action="append", default=[], metavar="PART", help="hear only this part")
    add("--mute", action="append", default=[], metavar="PART", help="leave this part out")


def _add_rendering(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("rendering (offline; - as a file is standard output)").add_argument
    add("--events", nargs="?", const="text", choices=("text", "json"), help="list every note")
    add("--midi", metavar="FILE", help="write a standard MIDI file")
    add("--musicxml", metavar="FILE", help="write a score (needs music21: the extra theory)")
    add("--wav", metavar="FILE", help="write a WAV file with the built-in synth")
    add("--rate", type=_between(8000, 192_000, "samples a second"), metavar="HZ", help="sample rate (48000)")
    add("--stems", metavar="DIR", help="beside the mix a WAV file of each part, in this folder")


def _add_questions(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("asking").add_argument
    add("--check", action="store_true", help="diagnostics only")
    add("--output", choices=("text", "json", "github", "sarif"), help="the form of the diagnostics (text)")
    add("--spacing", action="store_true", help="after --check, say what --format would write otherwise")
    add("--format", action="store_true", help="write files in their one form; - goes to standard output")
    add("--diff", action="store_true", help="only show what --format would change; exit code 1 if anything")
    add("--stdout", action="store_true", help="write what --format makes to standard output")
    add("--query", metavar="CODE", help="what an expression does; - reads one question a line")
    add("--begin", metavar="B", help="from this cycle (0)")
    add("--end", metavar="E", help="to this cycle (1)")
    add("--words", nargs="?", const="", metavar="NAME", help="the vocabulary, or one word of it")
    add("--names", metavar="KIND", help="scales, chords, numerals, tunings, voicings, modes or notations")
    add("--instruments", action="store_true", help="the instruments of the built-in synth")
    add("--outputs", action="store_true", help="where music can go")
    add("--import", metavar="FILE.mid", help="a MIDI file as the text of a program")
    add(
        "--capture", nargs="?", const="midiin", metavar="midiin:PORT", help="what is played on a keyboard, as a program"
    )
    add("--meter", type=_meter, metavar="N/M", help="the bars of a take (4/4)")
    add("--quantise", type=_grid, metavar="1/N", help="put the notes of a take on every Nth of a whole note (1/16)")
    add("--doctor", action="store_true", help="whether this machine can play and render")
    add("--json", action="store_true", help="the answer for machines")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that costs an import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"pattern-run {version('pattern-studio')}\n")
        parser.exit(0)
