"""From a file to the program that is to be performed: read, checked, and changed as the command line says."""

from __future__ import annotations

from pattern_engine.performance import named
from pattern_engine.program import Part, Program
from pattern_engine.time import exact
from pattern_server.arguments import Options
from pattern_server.checking import checked, show
from pattern_server.trouble import PROGRAM, USAGE, Trouble


def evaluate(options: Options) -> Program:
    """The program of the file, with errors and warnings shown. Raises ``Trouble`` if there is none to play."""
    snapshot = checked(options)
    show([d for d in snapshot.diagnostics if d.severity in ("error", "warning")], snapshot.source)
    if snapshot.program is None:
        raise Trouble(PROGRAM)
    return _as_asked(snapshot.program, options)


def _as_asked(program: Program, options: Options) -> Program:
    if options.seed is not None:
        program = program._replace(seed=options.seed)
    if options.tempo is not None:
        program = program._replace(timeline=program.timeline.with_tempo(exact(options.tempo)))
    solo, muted = _chosen(program, options.solo), _chosen(program, options.mute)
    return program._replace(parts=tuple(_mixed(part, solo, muted) for part in program.parts))


def _mixed(part: Part, solo: frozenset[str], muted: frozenset[str]) -> Part:
    """*part* as the command line wants it heard, which outdoes what the file says."""
    if solo:
        part = part._replace(solo=part.key in solo, muted=part.muted and part.key not in solo)
    if part.key in muted:
        part = part._replace(solo=False, muted=True)
    return part


def _chosen(program: Program, names: list[str]) -> frozenset[str]:
    """Keys of the parts that *names* mean: a whole key (``melody/hook/1``), a piece of it, or the role of a block."""
    keys = [part.key for part in program.parts]
    found: set[str] = set()
    for name in names:
        hits = [key for key in keys if named(key, frozenset((name,))) or key.partition("/")[0] == name]
        if not hits:
            parts = ", ".join(keys[:12]) or "none"
            raise Trouble(USAGE, f"no part {name!r}: there are {parts}{', …' if len(keys) > 12 else ''}")
        found.update(hits)
    return frozenset(found)
