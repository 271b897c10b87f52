"""Usage: names that are given and never used, that hide others, or that are given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import AS_IT_IS
from pattern_dsl.fix import Edit, Fix, Related
from pattern_dsl.phrases import Name
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Definition, Form, Header, Import, Item, Visit
from pattern_dsl.walking import Walk
from pattern_engine.words import WORDS

_BLANKS = re.compile(r"[ \t]*(?:\r\n|\n|\r)?")


def usage(walk: Walk, found: list[Item], text: str) -> Iterator[Diagnostic]:
    """What is odd about the names of a text. One that plays nothing is there for others, and may keep all of them."""
    for item in walk.imports:
        yield from _unused_import(item, walk, text)
    for let, _ in walk.lets:
        if walk.blocks and let.name.text not in walk.names and not let.name.text.startswith("_"):
            message = f"nothing in this text uses {let.name.text}"
            fix = Fix("remove it", (removal(text, let.begin, let.end),))
            yield _remark("PS402", let.name, message, "play it, or remove it", fix)
        hidden = WORDS.get(let.name.text)
        if hidden is not None and (isinstance(let, Definition) or not hidden.is_method):
            message = f"{let.name.text} is a word of the language, which is hidden from here on"
            yield Diagnostic("PS403", "warning", *let.name[1:], message, "choose another name", "the word is not heard")
    yield from _unvisited(walk, found)


def _remark(code: str, name: Name, message: str, hint: str, *fixes: Fix) -> Diagnostic:
    return Diagnostic(code, "warning", name.begin, name.end, message, hint, AS_IT_IS, fixes)


def _unused_import(item: Import, walk: Walk, text: str) -> Iterator[Diagnostic]:
    names = [used for _, used in item.names] + ([item.name] if item.name is not None else [])
    idle = [name for name in names if name.text and name.text not in walk.names]
    if not walk.blocks:
        return
    whole = Fix("remove the import", (removal(text, item.begin, item.end),))
    places = {used.begin: index for index, (_, used) in enumerate(item.names)}
    for name in idle:
        message = f"{name.text} is imported, and nothing in this text plays it"
        fix = whole if len(names) == 1 else _without(item, places[name.begin])
        yield _remark("PS401", name, message, "remove it", fix, *([whole] if 1 < len(names) == len(idle) else []))


def _without(item: Import, index: int) -> Fix:
    """Take a name out of the list of an import, with one comma."""
    name = item.names[index][1]
    if index:
        return Fix(f"remove {name.text}", (Edit(item.names[index - 1][1].end, name.end, ""),))
    return Fix(f"remove {name.text}", (Edit(item.names[0][0].begin, item.names[1][0].begin, ""),))


def _unvisited(walk: Walk, found: list[Item]) -> Iterator[Diagnostic]:
    """Sections that a form leaves out; where there is no form, it is the compiler that says so."""
    form = next((item for item in reversed(found) if isinstance(item, Form)), None)
    if form is None:
        return
    visited = set(_names(form.visits))
    for section in walk.sections:
        if section.name.text and section.name.text not in visited:
            message = f"the form leaves out {section.name.text}"
            yield Diagnostic("PS402", "warning", *section.name[1:], message, "write it into the form", AS_IT_IS)


def _names(visits: tuple[Visit, ...]) -> Iterator[str]:
    for visit in visits:
        if visit.name is not None:
            yield visit.name.text
        yield from _names(visit.inner)


def removal(text: str, begin: int, end: int) -> Edit:
    """Leave out a statement, with its line if it is alone on it."""
    blanks = _BLANKS.match(text, end)
    stop = blanks.end() if blanks else end
    first = begin
    while first and text[first - 1] in " \t":
        first -= 1
    alone = first == 0 or text[first - 1] in "\r\n"
    if alone and (stop == len(text) or text[stop - 1] in "\r\n"):
        return Edit(first, stop, "")
    return Edit(begin, end + len(text[end:stop].rstrip("\r\n")), "")


def said_before(walk: Walk, text: str) -> dict[int, tuple[Related, tuple[Fix, ...]]]:
    """Where each thing that is said again was said first, by the place where it is said again; and how to mend it."""
    given = [let.name for let, _ in walk.lets] + [block.name for block in walk.blocks if block.name is not None]
    given += [section.name for section in walk.sections]
    given += [s.label for block in walk.blocks for s in block.statements if not isinstance(s, Let) and s.label]
    found: dict[int, tuple[Related, tuple[Fix, ...]]] = {}
    names: dict[str, Name] = {}
    for name in sorted(given, key=lambda name: name.begin):
        first = names.get(name.text)
        if first is not None:
            found[name.begin] = Related(first.begin, first.end, f"the first {name.text} is here"), ()
        names[name.text] = name
    headers: dict[str, Header] = {}
    for header in walk.headers:
        before = headers.get(header.kind)
        if before is not None:
            fix = Fix(f"remove the first {header.kind}", (removal(text, before.begin, before.end),))
            found[header.begin] = Related(before.begin, before.end, "it is set first here"), (fix,)
        headers[header.kind] = header
    return found
