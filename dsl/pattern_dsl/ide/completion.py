"""Completion: what may stand at a place of a text, best first, each item with the text it puts there.

Nothing is offered in comments, in plain text, or where a new name is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.headers import QUANTA
from pattern_dsl.ide import completion_places as places
from pattern_dsl.ide import completion_strings as strings
from pattern_dsl.ide.completion_items import Completion, Kind, ranked, template
from pattern_dsl.ide.completion_keywords import KEYWORDS, Keyword, Where
from pattern_dsl.ide.completion_words import ahead, bracketed, expressions, fields, makers, methods
from pattern_dsl.ide.context import Context, context_at
from pattern_dsl.ide.context_names import exported, instruments, parts, sections, values
from pattern_dsl.ide.context_slots import slot_of_statement
from pattern_dsl.ide.hover_texts import documentation
from pattern_dsl.modules import PACKS
from pattern_dsl.outline import ROLES
from pattern_engine.instruments import INSTRUMENTS


class Completions(NamedTuple):
    """What may stand from *begin* to *end* (code points) of the text, in order: the best has rank 0.

    *of_machine* if these are names that only the machine knows.
    """

    begin: int
    end: int
    items: tuple[Completion, ...]
    of_machine: bool = False


def completions(document: Document, offset: int, ports: places.Ports = places.NO_PORTS) -> Completions:
    """What may stand at *offset* (code points) of *document*; no items where nothing can be told.

    *ports* are those of the machine.
    """
    context = context_at(document, offset)
    content = context.slot.content if context.slot is not None else ""
    if content in ("ports", "inputs"):
        names = ports.played if content == "ports" else ports.heard
        return Completions(context.begin, context.end, ranked(context.typed, places.ports(names)), of_machine=True)
    offered = _OFFERED.get(context.kind)
    items = ranked(context.typed, offered(document, context)) if offered is not None else ()
    return Completions(context.begin, context.end, items)


def resolve(item: Completion) -> str:
    """The documentation of an item, as Markdown; "" if there is none."""
    return documentation(*item.topic) if item.topic is not None else ""


def _items(document: Document, context: Context) -> Iterator[Completion]:
    """What an item of the text can begin with."""
    yield from _keywords(document, "block", "header", "item", "binding", "flag", "command")


def _section_items(document: Document, context: Context) -> Iterator[Completion]:
    yield from _parts(document, context)
    yield from _keywords(document, "header", "block", "binding", rank=200)


def _statements(document: Document, context: Context) -> Iterator[Completion]:
    """What a statement of a block can begin with: who plays, a let, what brings its own instrument."""
    yield from _players(document, context)
    yield from (item._replace(rank=item.rank + 200) for item in _named_values(document, context))
    yield from _keywords(document, "binding", "flag", rank=400)
    if context.typed:
        yield from makers(bare=bracketed(document, context))


def _players(document: Document, context: Context) -> Iterator[Completion]:
    """Instruments, with what they can play unless something stands behind the caret."""
    alone = _alone(document, context)
    own = instruments(document)
    rows = [(name, sound) for name, (sound, _, _) in own.items()]
    rows += [(name, name) for name in INSTRUMENTS if name not in own]
    for place, (name, sound) in enumerate(rows):
        row = INSTRUMENTS.get(sound)
        drums = row is not None and row.kind == "drums"
        last = 100 if drums != (context.before.role == "rhythm") else 0
        insert, stops = template(f'{name} "«{_phrase(context.before.role, sound)}»";') if alone else (name, ())
        help_ = row.help if row is not None else "imported"
        yield Completion(name, "instrument", help_, insert, place + last, stops, ("instrument", sound))


def _phrase(role: str, sound: str) -> str:
    """A few words of the kind that a block plays."""
    row = INSTRUMENTS.get(sound)
    if row is not None and row.kind == "drums":
        return "Kick ~ Snare ~"
    return "Am F C G" if role == "harmony" else "c4 e4 g4"


def _sources(document: Document, context: Context) -> Iterator[Completion]:
    """What an instrument can play: a string, what has a name, what a word makes; before a time, only a note."""
    if ahead(document, context)[:1].isdigit():
        yield from _hits(document, context)
        return
    close = ";" if _alone(document, context) else ""
    phrase = _phrase(context.before.role, context.instrument)
    written = [(f'"«{phrase}»"', "mini-notation"), ('d"«0 2 4 7»"', "degrees of the key")]
    if context.before.role == "harmony":
        written = [(f'"«{phrase}»".voicing()', "chord symbols"), ('r"«I vi ii V7»".voicing()', "roman numerals")]
    for place, (text, detail) in enumerate(written):
        insert, stops = template(f"{text}{close}")
        yield Completion(insert.rstrip(";"), "value", detail, insert, place, stops)
    for item in expressions(document, context):
        yield item._replace(insert=f"{item.insert}{close}", rank=item.rank + 10)
    if context.typed:
        time = " 0.0;" if close else ""
        for item in _hits(document, context):
            yield item._replace(insert=f"{item.insert}{time}", rank=item.rank + 2_000)


def _hits(document: Document, context: Context) -> Iterator[Completion]:
    """Notes or drum words as they are placed at a time."""
    slot = slot_of_statement(context.before.statement, "", context.before.role, context.instrument)
    if slot.content == "drums":
        yield from strings.drums(context)
    else:
        upper = context._replace(typed=context.typed.upper() or "C")
        yield from strings.notes(upper, strings.key_at(document, context.offset))


def _expressions(document: Document, context: Context) -> Iterator[Completion]:
    """What may stand in an expression; what a name is given to can be a string."""
    last = context.before.behind()
    if context.before.statement[:1] and context.before.statement[0].text == "let" and last and last.kind == "EQUAL":
        for place, text in enumerate(('"«c4 e4 g4»"', 'd"«0 2 4 7»"')):
            insert, stops = template(text)
            yield Completion(insert, "value", "a string", insert, place, stops)
    yield from expressions(document, context)


def _named_values(document: Document, context: Context) -> Iterator[Completion]:
    close = ";" if _alone(document, context) else ""
    for one in values(document, context.before).values():
        if one.kind in ("let", "imported"):
            yield Completion(one.name, "let", one.value[:60], f"{one.name}{close}")


def _keywords(document: Document, *where: Where, rank: int = 0) -> Iterator[Completion]:
    """Keywords that may stand here, with what belongs behind them."""
    for place, row in enumerate(KEYWORDS.values()):
        if row.where in where:
            insert, stops = template(_written(document, row))
            kind: Kind = row.where if row.where in ("block", "header") else "keyword"
            yield Completion(row.name, kind, row.help, insert, rank + place, stops, ("keyword", row.name))


def _written(document: Document, row: Keyword) -> str:
    """How a keyword is written, with the names that the text has for what it wants."""
    if row.name == "form":
        names = " ".join(section.name.text for section, _ in sections(document))
        return f"form «{names}»;" if names else row.written
    if row.name == "replaces":
        return f"replaces «{next(iter(parts(document)), 'drums')}»"
    return row.written


def _wanted(document: Document, context: Context) -> Iterator[Completion]:
    """The few words that may stand here."""
    if context.kind == "attribute" and _alone(document, context):
        yield Completion("{", "keyword", "the statements of the block", "{\n}", 50, ((2, 2),))
    for place, name in enumerate(context.wanted):
        row = KEYWORDS.get(name)
        if row is None or context.kind == "unit":
            yield Completion(name, "unit", "length", name, place)
            continue
        insert, stops = template(_written(document, row))
        if context.kind == "follows" and name in ("beats", "seconds"):
            insert, stops = f"{name};", ()
        yield Completion(name, "keyword", row.help, insert, place, stops, ("keyword", name))


_TAKEOVERS = {"at": "at «4 bars»", "with": "with xfade(«2»)", "": "xfade(«2»)"}


def _takeovers(document: Document, context: Context) -> Iterator[Completion]:
    """When the next version of the text takes over, and how it fades in."""
    for place, name in enumerate(context.wanted or ("",)):
        insert, stops = template(_TAKEOVERS[name])
        yield Completion(insert, "keyword", KEYWORDS["swap"].help, insert, place, stops, ("keyword", "swap"))


def _moments(document: Document, context: Context) -> Iterator[Completion]:
    for place, name in enumerate(QUANTA):
        yield Completion(name, "value", "the next one", name, place, topic=("keyword", "swap"))


def _inputs(document: Document, context: Context) -> Iterator[Completion]:
    insert, stops = template("cc(«74»)")
    yield Completion("cc", "value", "a MIDI controller", insert, 0, stops, ("word", "cc"))


def _within(document: Document, context: Context) -> Iterator[Completion]:
    """What may stand in a string, with what only the files beside the text know of it."""
    content = context.slot.content if context.slot is not None else ""
    if content in ("drums", "notes", "sounds"):
        yield from places.sounds(document, context)
    if content == "samples":
        yield from places.numbers(document, context)
    yield from strings.within(document, context)
    if content == "packs":
        yield from places.paths(document, context)


def _keys(document: Document, context: Context) -> Iterator[Completion]:
    last = context.before.behind()
    tuned = last is not None and last.text == "on"
    for item in strings.scales(root=True):
        yield item._replace(insert=f"{item.insert}4" if tuned else item.insert)


def _packs(document: Document, context: Context) -> Iterator[Completion]:
    for place, name in enumerate(PACKS):
        yield Completion(f'"{name}"', "pack", "instruments", f'"{name}"', place)


_MODULE = re.compile(r"from\s+\"([^\"]+\.pattern)\"")


def _imports(document: Document, context: Context) -> Iterator[Completion]:
    module = _MODULE.search(ahead(document, context))
    if module is None:
        yield from strings.players()
    else:
        for place, name in enumerate(exported(document, module[1])):
            yield Completion(name, "let", f"of {module[1]}", name, place)
    yield Completion("*", "keyword", "everything", "*", 900)


def _sections(document: Document, context: Context) -> Iterator[Completion]:
    for place, (section, _) in enumerate(sections(document)):
        bars = f"{section.length[0].text} {section.length[1]}" if section.length is not None else ""
        yield Completion(section.name.text, "section", bars, section.name.text, place)


def _parts(document: Document, context: Context) -> Iterator[Completion]:
    close = ";" if context.before.role == "section" and _alone(document, context) else ""
    for place, (name, (kind, block)) in enumerate(parts(document).items()):
        within = "" if kind == "block" or block.name is None else f" of {block.name.text}"
        yield Completion(name, "part", f"{block.role} {kind}{within}", f"{name}{close}", place)
    if context.wanted:
        yield from (Completion(role, "keyword", "a block", role, 500) for role in context.wanted if role in ROLES)


def _alone(document: Document, context: Context) -> bool:
    """Whether nothing but closing braces stands behind the caret on its line."""
    return not ahead(document, context).strip(" \t}")


_OFFERED: dict[str, Callable[[Document, Context], Iterator[Completion]]] = {
    "item": _items,
    "section item": _section_items,
    "statement": _statements,
    "player": _players,
    "source": _sources,
    "note": _hits,
    "field": fields,
    "tail": _wanted,
    "attribute": _wanted,
    "unit": _wanted,
    "follows": _wanted,
    "takeover": _takeovers,
    "moment": _moments,
    "method": methods,
    "value": _expressions,
    "string": _within,
    "output": places.outputs,
    "setting": places.settings,
    "input": _inputs,
    "key": _keys,
    "scale": lambda document, context: strings.scales(root=False),
    "tuning": lambda document, context: strings.quoted("tunings"),
    "import": _imports,
    "pack": _packs,
    "section": _sections,
    "part": _parts,
}
"""What is offered where, by the kind of place."""
