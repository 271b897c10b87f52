"""From a file to the program that is to be performed: read, checked, and changed as the command line says."""

from __future__ import annotations

from dataclasses import replace

from pattern_dsl import check
from pattern_engine.program import Program
from pattern_engine.scheduler import Mix
from pattern_engine.time import exact
from pattern_server.arguments import Options
from pattern_server.checking import show
from pattern_server.reading import read_source
from pattern_server.trouble import PROGRAM, USAGE, Trouble


def evaluate(options: Options) -> Program:
    """The program of the file, with errors and warnings shown. Raises ``Trouble`` if there is none to play."""
    text, name = read_source(options.file or "-")
    snapshot = check(text, name)
    show([d for d in snapshot.diagnostics if d.severity in ("error", "warning")], snapshot.source)
    if snapshot.program is None:
        raise Trouble(PROGRAM)
    return _as_asked(snapshot.program, options)


def _as_asked(program: Program, options: Options) -> Program:
    if options.seed is not None:
        program = replace(program, seed=options.seed)
    if options.tempo is not None:
        program = replace(program, timeline=program.timeline.with_tempo(exact(options.tempo)))
    return program


def chosen_mix(program: Program, options: Options) -> Mix:
    """Which parts ``--solo`` and ``--mute`` let through."""
    return Mix(_chosen(program, options.mute), _chosen(program, options.solo))


def _chosen(program: Program, names: list[str]) -> frozenset[str]:
    """Keys of the parts that *names* mean: a whole key (``melody/hook/1``) or any step of one (``hook``)."""
    keys = [part.key for part in program.parts]
    found: set[str] = set()
    for name in names:
        hits = [key for key in keys if key == name or name in key.split("/") or key.startswith(f"{name}/")]
        if not hits:
            parts = ", ".join(keys[:12]) or "none"
            raise Trouble(USAGE, f"no part {name!r}: there are {parts}{', …' if len(keys) > 12 else ''}")
        found.update(hits)
    return frozenset(found)
