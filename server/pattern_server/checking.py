"""``--check`` and every other place where diagnostics are shown: for people, for programs, for a forge."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pattern_dsl import Snapshot, check
from pattern_dsl.diagnostic import Diagnostic, report
from pattern_dsl.modules import Library
from pattern_dsl.source import Source
from pattern_server.arguments import Options
from pattern_server.garbage import uncollected
from pattern_server.patience import HANG, OutOfPatience, patience
from pattern_server.reading import beside, read_source
from pattern_server.reports import FORMS, bounded
from pattern_server.trouble import PROGRAM, Trouble
from pattern_server.writing import say


def check_file(options: Options) -> int:
    """Show the diagnostics of a file; 1 if there are errors."""
    snapshot = checked(options, advice=True)
    diagnostics = list(snapshot.diagnostics)
    if options.spacing:
        from pattern_dsl.untidy import untidy  # who plays does without the formatter

        diagnostics += untidy(snapshot.source.text)
        diagnostics.sort(key=lambda diagnostic: diagnostic.begin)
    if options.output in (None, "text"):
        show(diagnostics, snapshot.source)
    else:
        say(FORMS[options.output](diagnostics, snapshot.source))
    errors = sum(diagnostic.severity == "error" for diagnostic in snapshot.diagnostics)
    if errors:
        raise Trouble(PROGRAM)
    return 0


def checked(options: Options, *, advice: bool = False, library: Library | None = None) -> Snapshot:
    """The file of *options*, read and checked: what ``--check`` says is what is played. Raises ``Trouble``.

    *advice* asks for remarks, too, which nobody wants to read while the music plays. *library* reads what the file
    imports; by default what lies beside it.
    """
    file = "-" if options.file is None else options.file
    text, name = read_source(file)
    try:
        with patience(HANG), uncollected():
            return check(text, name, loop=options.loop or options.watch, library=library or beside(file), advice=advice)
    except OutOfPatience as error:
        limit = f"more than {HANG} s of CPU time, which is a limit of time and not of the language"
        raise Trouble(PROGRAM, f"cannot check {name}: it takes {limit}") from error


def show(diagnostics: Sequence[Diagnostic], source: Source) -> None:
    """Write *diagnostics* to standard error, each with excerpt and caret."""
    if sys.stderr is None:
        return
    sys.stderr.write(bounded(diagnostics, lambda diagnostic: report(diagnostic, source).rstrip()))
