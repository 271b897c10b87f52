"""Turning: steps of strings that are written as turns, chances or spread hits, and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pattern_dsl.diagnostic import Diagnostic, closest
from pattern_dsl.entry import AS_IT_IS, SILENT
from pattern_dsl.fix import Edit, Fix, clamped
from pattern_dsl.phrases import Text
from pattern_dsl.walking import Walk
from pattern_engine.instruments import INSTRUMENTS, drum_key

_ALONE = re.compile(r"<[ \t]*([\w#]+(?:\.\d+)?)[ \t]*>")
_CHANCE = re.compile(r"([\w#]*)\?(0(?:\.0*)?|[1-9]\d*(?:\.\d*)?)(?![\d.:])")
SPREAD = re.compile(r"\([ \t]*(\d{1,6})[ \t]*,[ \t]*(\d{1,6})[ \t]*(?:,[ \t]*(\d{1,6})[ \t]*)?\)")
"""Hits, steps and turn of a euclidean rhythm in a string, in plain numbers."""

_SOUND = re.compile(r"[A-Za-z]\w*")


def turning(walk: Walk) -> Iterator[Diagnostic]:
    """What is odd about the steps of a text's strings."""
    for text in walk.texts:
        if text.kind == "x" or not text.closed:
            continue
        if "<" in text.text:
            yield from _alone(text)
        if "?" in text.text:
            yield from _chances(text)
        if "(" in text.text:
            yield from _turned(text)
    if not walk.routed:
        yield from _sounds(walk)


def _alone(text: Text) -> Iterator[Diagnostic]:
    for found in _ALONE.finditer(text.text):
        begin, end = found.start() + text.at, found.end() + text.at
        fix = Fix(f"write {found[1]}", (Edit(begin, end, found[1]),))
        message = f"there is only {found[1]} to take turns here"
        yield Diagnostic("PS305", "warning", begin, end, message, "write more steps, or no brackets", AS_IT_IS, (fix,))


def _chances(text: Text) -> Iterator[Diagnostic]:
    for found in _CHANCE.finditer(text.text):
        mark = found.start(2) - 1 + text.at
        end = found.end() + text.at
        fixes: tuple[Fix, ...]
        chance = float(found[2])
        if not chance:
            fixes = (Fix("remove the mark", (Edit(mark, end, ""),), safe=False),)
            yield Diagnostic("PS306", "warning", mark, end, "?0 never leaves the step out", None, AS_IT_IS, fixes)
            continue
        hint, effect = "write ~", "this step is silent"
        fixes = (Fix("write a rest", (Edit(found.start() + text.at, end, "~"),), safe=False),) if found[1] else ()
        if 1 < chance < 100:
            share = f"?{chance / 100:g}"
            hint = f"{chance:g} per cent are {share}"
            fixes = (Fix(f"write {share}", (Edit(mark, end, share),), safe=False),)
        message = f"?{chance:g} always leaves the step out"
        yield Diagnostic("PS306", "warning", mark, end, message, hint, effect, fixes)


def _turned(text: Text) -> Iterator[Diagnostic]:
    for found in SPREAD.finditer(text.text):
        steps, turn = int(found[2]), int(found[3] or 0)
        if int(found[1]) <= steps <= turn and steps:
            begin, end = found.start(3) + text.at, found.end(3) + text.at
            fix = Fix(f"write {turn % steps}", (Edit(begin, end, str(turn % steps)),))
            message = f"a rhythm of {steps} steps turned by {turn} is turned by {turn % steps}"
            yield Diagnostic("PS307", "warning", begin, end, message, f"write {turn % steps}", AS_IT_IS, (fix,))


def unspread(problem: Diagnostic, text: str) -> Diagnostic:
    """A refusal of a word; if it is that of more hits than steps, what it is and how to mend it."""
    found = SPREAD.search(text, problem.begin, problem.end) or SPREAD.match(text, problem.end)
    if found is None or int(found[1]) <= int(found[2]):
        return problem
    begin, end = found.span(1)
    fixes = (clamped(begin, end, int(found[2])),) if int(found[2]) else ()
    return Diagnostic(
        "PS307", "error", problem.begin, problem.end, problem.message, "write fewer hits or more steps", SILENT, fixes
    )


def _sounds(walk: Walk) -> Iterator[Diagnostic]:
    """Names given to ``s`` that the built-in voices do not know."""
    imported = {used.text for item in walk.imports for _, used in item.names}
    for call in walk.calls:
        if call.name.text not in ("s", "sound") or len(call.arguments) != 1:
            continue
        given = call.arguments[0].term
        if not isinstance(given, Text) or given.kind or not given.closed:
            continue
        for found in _SOUND.finditer(given.text):
            name = found[0]
            if name in INSTRUMENTS or drum_key(name) is not None or name in imported:
                continue
            begin, end = found.start() + given.at, found.end() + given.at
            near = closest(name, [*INSTRUMENTS, *INSTRUMENTS["drums"].words])
            fixes = (Fix(f"write {near}", (Edit(begin, end, near),), safe=False),) if near else ()
            hint = f"did you mean {near}?" if near else "say with out where its sounds are"
            effect = "the built-in voices do not know what to play there"
            yield Diagnostic("PS104", "warning", begin, end, f"no sound is called {name[:40]}", hint, effect, fixes)
