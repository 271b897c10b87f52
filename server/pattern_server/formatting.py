"""``--format``: files in their one form; or what would change in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff

from pattern_dsl.formatting import Formatted, format_text
from pattern_dsl.source import Source
from pattern_server.arguments import Options
from pattern_server.checking import show
from pattern_server.garbage import uncollected
from pattern_server.patience import OutOfPatience, patience
from pattern_server.reading import read_source
from pattern_server.trouble import PROGRAM, Trouble
from pattern_server.writing import say, written

HANG = 20.0
"""CPU seconds for one text: a file of any size that is allowed takes a tenth."""


def format_files(options: Options) -> int:
    """Format every file named; 1 if one has faults or cannot be read, or if ``--diff`` has something to show."""
    code = 0
    for file in options.files:
        try:
            code = max(code, _format_file(file, options))
        except Trouble as trouble:
            if trouble.code != PROGRAM:
                raise
            sys.stderr.write(f"pattern-run: {trouble.text}\n")
            code = PROGRAM
    return code


def _format_file(file: str, options: Options) -> int:
    """Format one file; 1 if it has faults, or if ``--diff`` shows some of it."""
    text, name = read_source(file)
    made = _made(text, name)
    changed = made.text != text
    show(made.diagnostics, Source(name, text))
    if options.diff:
        say("".join(_difference(text, made.text, name)))
    elif options.stdout or file == "-":
        say(made.text)
    elif changed:
        with written(file) as stream:
            stream.write(made.text.encode())
    return PROGRAM if made.diagnostics or (options.diff and changed) else 0


def _made(text: str, name: str) -> Formatted:
    try:
        with patience(HANG), uncollected():
            return format_text(text)
    except OutOfPatience as error:
        limit = f"more than {HANG} s of CPU time, which is a limit of time and not of the language"
        raise Trouble(PROGRAM, f"cannot format {name}: it takes {limit}") from error


def _difference(before: str, after: str, name: str) -> Iterator[str]:
    """The lines of a unified diff, in the form that ``patch`` reads."""
    for line in unified_diff(_lines(before), _lines(after), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines of *text* with their ends. Other signs that Unicode calls line ends are blanks here."""
    *lines, rest = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([rest] if rest else [])]
