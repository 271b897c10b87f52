"""Evaluation: from a text, and what was evaluated before, to what is played next and what is to be said. Pure.

What a mistake spoils stays as it was; a block alone takes its place in music that otherwise stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os.path import basename, dirname
from typing import NamedTuple

from pattern_dsl import Snapshot
from pattern_dsl.compiler import recheck
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.ide.lenses import Lens, lenses
from pattern_engine.patching import spliced
from pattern_engine.program import Program
from pattern_engine.samples.folders import located
from pattern_server.garbage import uncollected
from pattern_server.keeping import Kept, called, kept
from pattern_server.lsp.addresses import path_of
from pattern_server.lsp.documents import Text

Place = tuple[int, int]
"""From one place of a text (code points) to another."""


class Sounding(NamedTuple):
    """What was evaluated: the music, and where it is written.

    *uri* and *version* are of the text that was evaluated last. The origins of the part with a key point into
    ``texts[key]``, an older version for those of *kept*, which play as they were when they were right.
    """

    program: Program
    uri: str
    version: int | None
    texts: Mapping[str, Text]
    kept: frozenset[str] = frozenset()


class Outcome(NamedTuple):
    """What becomes of an evaluation of *text*: *sounding* plays next, None if nothing new does.

    *flash* are the places of the blocks that were evaluated, *errors* of the mistakes in the way; *effects* say what
    each error of the text, by place and code, does to the sound.
    """

    text: Text
    sounding: Sounding | None
    message: str
    flash: tuple[Place, ...] = ()
    errors: tuple[Place, ...] = ()
    effects: Mapping[tuple[int, str], str] = {}


def whole(text: Text, last: Sounding | None) -> Outcome:
    """*text* as it stands, after *last*, of which blocks with mistakes stay if they are blocks of the same text."""
    snapshot = _read(text)
    before = last if last is not None and last.uri == text.uri else None
    found = _playable(snapshot, before)
    effects = _effects(found.diagnostics) if found.program is not None or last is not None else {}
    errors = _places(_mistakes(snapshot.diagnostics))
    if found.program is None:
        return Outcome(text, None, _refusal(text, snapshot, last), (), errors, effects)
    if not found.program.parts and last is None:
        return Outcome(text, None, f"{name_of(text)}: there is nothing to play", (), errors)
    program = located_beside(found.program, text)
    old = before.texts if before is not None else {}
    texts = {part.key: old.get(part.key, text) if part.key in found.parts else text for part in program.parts}
    sounding = Sounding(program, text.uri, text.version, texts, found.parts)
    spoilt = tuple(one.key for one in snapshot.spoilt)
    flash = [lens for lens in evaluable(text) if lens.section is None and not f"{lens.parts[0]}/".startswith(spoilt)]
    count = len(program.parts)
    message = "; ".join(filter(None, [f"{name_of(text)}: {count} part{'' if count == 1 else 's'}", found.said]))
    return Outcome(text, sounding, message, _places(flash), errors, effects)


def blocks(text: Text, chosen: Sequence[Lens], last: Sounding | None) -> Outcome:
    """The *chosen* blocks of *text* as they stand, in *last*, which otherwise stays; None is no music."""
    snapshot = _read(text)
    keys = tuple(dict.fromkeys(f"{key}/" for lens in chosen for key in lens.parts))
    spoilt = [one for one in snapshot.spoilt if one.key in keys]
    causes = {cause[:2] for one in spoilt for cause in one.causes}
    mistakes = _mistakes(snapshot.diagnostics)
    errors = _places(problem for problem in mistakes if (problem.begin, problem.code) in causes)
    partial = snapshot.partial
    wanted = tuple(key for key in keys if key not in [one.key for one in spoilt])
    if partial is None or not wanted:
        return Outcome(text, None, _refusal(text, snapshot, last), (), errors or _places(mistakes))
    fresh = located_beside(partial.program, text)
    program = _in(last, fresh, wanted)
    if program is None:
        why = "the form is another one than that which plays: evaluate the whole text"
        return Outcome(text, None, f"{name_of(text)}: {why}", (), errors)
    taken = {part.key for part in fresh.parts if part.key.startswith(wanted)}
    if not taken:
        return Outcome(text, None, f"{called(wanted)} plays nothing where it stands", (), errors)
    old = last.texts if last is not None else {}
    texts = {part.key: text if part.key in taken else old.get(part.key, text) for part in program.parts}
    held = last.kept if last is not None else frozenset[str]()
    still = held - taken | {key for key in texts if key.startswith(tuple(one.key for one in spoilt))}
    sounding = Sounding(program, text.uri, text.version, texts, still & texts.keys())
    flash = [lens for lens in chosen if any(f"{key}/" in wanted for key in lens.parts)]
    return Outcome(text, sounding, f"{name_of(text)}: {called(wanted)}", _places(flash), errors)


def evaluable(text: Text) -> list[Lens]:
    """The blocks and sections of *text*, each once, with their keys."""
    return [lens for lens in lenses(text.document) if lens.action == "evaluate"]


def blocks_at(text: Text, begin: int, end: int) -> list[Lens]:
    """The blocks that the stretch from *begin* to *end* touches; a section for what lies in it and in none of them."""
    found = [lens for lens in evaluable(text) if lens.begin <= end and begin <= lens.end]
    inner = [lens for lens in found if lens.section is None]
    return inner or found


def name_of(text: Text) -> str:
    """What a text is called."""
    return basename(path_of(text.uri) or text.uri)  # noqa: PTH119 - as in reading


def _read(text: Text) -> Snapshot:
    """*text* checked as it is played: music that would end begins again."""
    with uncollected():
        return recheck(text.document, text.uri, loop=True)


def _playable(snapshot: Snapshot, last: Sounding | None) -> Kept:
    """What can be played of a text after *last*; without it, all blocks that are right, if the headers are."""
    if snapshot.program is not None:
        return Kept(snapshot.program, snapshot.diagnostics, "")
    if last is not None:
        return kept(snapshot, last.program)
    partial = snapshot.partial
    if partial is None or partial.headers or not partial.program.parts:
        return Kept(None, snapshot.diagnostics, "")
    return kept(snapshot, partial.program._replace(parts=()))


def _in(last: Sounding | None, fresh: Program, wanted: tuple[str, ...]) -> Program | None:
    """The program *last* with the *wanted* parts of *fresh*; those alone if there is none."""
    if last is None:
        return fresh._replace(parts=tuple(part for part in fresh.parts if part.key.startswith(wanted)))
    return spliced(last.program, fresh, wanted)


def located_beside(program: Program, text: Text) -> Program:
    """*program* with whole paths of the folders of sounds that lie beside *text*."""
    path = path_of(text.uri)
    return program if path is None else located(program, dirname(path))  # noqa: PTH120 - as in reading


def _refusal(text: Text, snapshot: Snapshot, last: Sounding | None) -> str:
    """Why nothing new plays, in a line."""
    mistakes = _mistakes(snapshot.diagnostics)
    on = "" if last is None else "; all stays as it was"
    if not mistakes:
        return f"{name_of(text)}: nothing new plays{on}"
    count = f"{len(mistakes)} mistakes, the first" if len(mistakes) > 1 else "a mistake"
    line = text.lines.position(mistakes[0].begin)[0] + 1
    return f"{name_of(text)}: nothing new plays: {count} in line {line}, {mistakes[0].message}{on}"


def _mistakes(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [problem for problem in problems if problem.severity == "error"]


def _effects(problems: Iterable[Diagnostic]) -> dict[tuple[int, str], str]:
    return {(problem.begin, problem.code): problem.effect or "" for problem in _mistakes(problems)}


def _places(found: Iterable[Diagnostic | Lens]) -> tuple[Place, ...]:
    return tuple((one.begin, one.end) for one in found)
