"""Partial programs: what can be played of a text with mistakes, and which blocks each mistake spoils.

A block is spoilt by a mistake in it, and by one in what it uses. Where a mistake leaves open how the whole goes on -
its form, its meter, a comment without an end - nothing of the text is played.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pattern_dsl.blame import HEAD, Blame, Cause, Causes, Uncertain
from pattern_dsl.chunks import Chunks
from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.modules import is_module, path_from
from pattern_dsl.phrases import Name
from pattern_dsl.programs import Reading
from pattern_dsl.scope import KEY, filled, names_in
from pattern_dsl.statements import Let
from pattern_dsl.syntax import (
    Block,
    Definition,
    Form,
    Header,
    Import,
    Item,
    Knob,
    Outputs,
    Section,
    Use,
)
from pattern_engine.expression import Atom
from pattern_engine.patching import Partial
from pattern_engine.program import Program


class Spoilt(NamedTuple):
    """What cannot be played as it is written: a block or a header, its place, and why.

    The keys of the parts of a block begin with ``key`` (``melody/lead/``); that of a header is its kind (``tempo``).
    """

    key: str
    begin: int
    causes: Causes


_MILD = ("tempo", "swing", "seed", "title", "key", "tuning")
"""Headers without which the rest of a text can still be read."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_INNER = re.compile(rf"[\r\n](?:[ \t]*{HEAD.pattern}|\"?[^\s}}/\"])[^;\"\r\n]*\{{")
_SECONDS = re.compile(r"\d(?:s|ms)\b|\bseconds?\b")


def partial(
    reading: Reading, chunks: Chunks, problems: list[Diagnostic], program: Program
) -> tuple[Partial | None, tuple[Spoilt, ...]]:
    """What can be played of the text of *chunks*, which was *reading* and means *program* in spite of *problems*.

    No program if the mistakes leave the whole uncertain. *problems* stand in the order in which they were found.
    """
    blame = Blame(reading, chunks.text)
    damage = Damage(blame)
    try:
        blame.find(chunks, problems)
        damage.spread()
    except Uncertain:
        return None, ()
    keys = tuple(damage.spoilt)
    parts = tuple(part for part in program.parts if not part.key.startswith(keys))
    knobs = tuple(knob for knob in program.knobs if knob.name not in damage.lame)
    rest = program._replace(parts=parts, knobs=knobs)
    spoilt = sorted((*damage.spoilt.values(), *damage.headers.values()), key=lambda one: one.begin)
    return Partial(rest, keys, frozenset(damage.headers), blame.lost), tuple(spoilt)


class Damage:
    """What mistakes do to one text. Made and dropped by ``partial``."""

    def __init__(self, blame: Blame) -> None:
        self.blame = blame
        self.reading = blame.reading
        self.text = blame.text
        blocks = (item for item in self.reading.found if isinstance(item, Block))
        self.numbers = {id(block): number for number, block in enumerate(blocks, 1)}
        self.spoilt: dict[str, Spoilt] = {}
        self.headers: dict[str, Spoilt] = {}
        self.tainted: dict[str, Causes] = {}  # names that mean nothing, or not what they should
        self.lame: set[str] = set()  # params that cannot be turned

    def spread(self) -> None:
        """Find out which blocks the mistakes spoil, in order of the text: what uses what is wrong is wrong itself."""
        waiting = sorted(self.blame.unread)
        for item in self.reading.found:
            while waiting and waiting[0].begin < item.begin:
                self.missing(*waiting.pop(0))
            self.item(item)
        for piece in waiting:
            self.missing(*piece)
        self.heads()
        self.followers()
        self.without_header()

    def missing(self, place: int, head: str, causes: Causes) -> None:
        """Something that could not be read stands at *place*; *head* is how it begins."""
        block = HEAD.match(head)
        if block is not None and block[2]:
            self.spoil(f"{block[1]}/{block[2]}/", place, causes)
        self.blame.lost |= block is not None or self.text[place + len(head) :].startswith("{")
        self.tainted |= dict.fromkeys(_WORD.findall(head), causes) if block is None else {}
        self.named(_WORD.findall(head), causes)
        if self.blame.lost:
            self.numbered_after(place, causes, block[1] if block is not None else None)

    def numbered_after(self, place: int, causes: Causes, role: str | None) -> None:
        """Unnamed blocks after *place* have another number if what stands there is one of them, of *role* if known."""
        for item in self.reading.found:
            unnamed = isinstance(item, Block) and item.name is None and role in (None, item.role)
            if isinstance(item, Block) and unnamed and item.begin > place:
                self.spoil(self.key(item), item.begin, causes)

    def item(self, item: Item) -> None:
        """What is wrong with *item*, or with what it uses, is passed on."""
        wrong = self.why(item)
        match item:
            case Header(kind) if wrong:
                if kind not in _MILD or (kind == "tempo" and _SECONDS.search(self.text)):
                    raise Uncertain(item.begin)
                self.headers[kind] = Spoilt(kind, item.begin, wrong)
            case Import() | Let() | Definition() | Knob():
                self.binding(item, wrong)
            case Outputs() if wrong:
                self.headers["out"] = Spoilt("out", item.begin, wrong)
            case Block() if wrong:
                self.spoil(self.key(item), item.begin, wrong)
                own = self.blame.causes.get(id(item), frozenset())
                if any(cause.grammar for cause in own):
                    self.unclosed(item, own)
            case Section() if self.reading.form is not None:
                self.section(item)
            case Form() if wrong:
                raise Uncertain(item.begin)
            case _:
                pass  # it plays nothing

    def why(self, item: Item | Use) -> Causes:
        """Everything that is wrong with *item* and with what it names."""
        own = self.blame.causes.get(id(item), frozenset())
        said: object = item
        if isinstance(item, Let):  # the name it binds is not one it uses
            said = item.value
        elif isinstance(item, Definition | Knob):
            said = item._replace(name=Name("", item.begin, item.begin))
        used = names_in((said,)) if self.tainted else set()
        return own.union(*(self.tainted[name] for name in used if name in self.tainted))

    def binding(self, item: Import | Let | Definition | Knob, wrong: Causes) -> None:
        """What *item* binds means nothing if something is *wrong*, or else what it says."""
        names = set(self.bound(item))
        if isinstance(item, Import) and is_module(item):
            path = path_from(self.reading.path, item.module.text)
            if path in self.reading.shelf.wrong and not wrong:  # which has been said of another import of it
                wrong = frozenset((Cause(item.module.begin, "PS108"),))
        if not wrong:
            self.tainted = {name: why for name, why in self.tainted.items() if name not in names}
            return
        if isinstance(item, Knob):
            self.lame.add(item.name.text)
        if any(cause.grammar for cause in wrong):  # the name may be another than is meant
            written = re.split(r"[=(\"]", self.text[item.begin : item.end])[0]
            names.update(_WORD.findall(written)[1:])
        self.tainted |= dict.fromkeys(names, wrong)

    def bound(self, item: Import | Let | Definition | Knob) -> Iterator[str]:
        """The names that *item* binds."""
        if not isinstance(item, Import):
            yield item.name.text
            return
        yield from (used.text for _, used in item.names)
        if item.name is not None:
            yield item.name.text
        if item.everything:
            module = self.reading.shelf.modules.get(path_from(self.reading.path, item.module.text))
            yield from module.names if module is not None else ()

    def section(self, section: Section) -> None:
        """What is wrong with the blocks of *section*, which is played."""
        for item in section.items:
            wrong = self.why(item)
            if wrong and not isinstance(item, Block):
                raise Uncertain(item.begin)
            if wrong and isinstance(item, Block):
                self.spoil(self.key(item), item.begin, wrong)
        if self.tainted.keys() & names_in((section.length, section.calls)):
            raise Uncertain(section.begin)

    def unclosed(self, block: Block, wrong: Causes) -> None:
        """*block* may have taken in what stands behind it, or have lost its name or a word that says what it is."""
        self.tainted |= {item.name.text: wrong for item in block.statements if isinstance(item, Let)}
        inside, brace = self.text[block.begin : block.end], self.blame.brace(block)
        twice = re.match(r"[^;\"}]*\{", self.text[brace + 1 : block.end])
        in_head = any(cause.grammar and (cause.begin <= brace or twice) for cause in wrong)
        if in_head or _INNER.search(inside):
            self.blame.lost = True
            self.numbered_after(block.begin, wrong, block.role)

    def heads(self) -> None:
        """A mistake in what a block says of others, before its brace, spoils those."""
        for item in self.reading.found:
            wrong = self.blame.causes.get(id(item), frozenset())
            if isinstance(item, Block) and any(cause.begin <= self.blame.brace(item) for cause in wrong):
                self.named(_WORD.findall(self.text[item.begin : self.blame.brace(item)]), wrong)

    def named(self, names: Iterable[str], causes: Causes) -> None:
        """The blocks that are called *names* are spoilt."""
        wanted = set(names)
        for item in self.reading.found:
            if isinstance(item, Block) and item.name is not None and item.name.text in wanted:
                self.spoil(self.key(item), item.begin, causes)

    def followers(self) -> None:
        """A variation of what is spoilt is spoilt, and a name told apart by a number that may be another now."""
        wrong: Causes = frozenset()
        names: dict[str | None, Causes] = {}
        for item in self.reading.found:
            if not isinstance(item, Block):
                continue
            key, attributes = self.key(item), item.attributes
            twins = bool(wrong) and re.search(r"-\d+/$", key) is not None
            target = attributes.replaces.text if attributes.replaces else None
            varies = not item.statements and attributes.changed
            why = wrong if twins else names.get(target, frozenset()) if varies else frozenset()
            if why:
                self.spoil(key, item.begin, why)
            if item.role != "contrast":
                own = self.spoilt[key].causes if key in self.spoilt else frozenset()
                names[None] = names[item.name.text if item.name else ""] = own
                wrong |= own

    def without_header(self) -> None:
        """Blocks whose notes need a key or a tuning that is not known are spoilt."""
        for kind in ("key", "tuning"):
            for key, begin in self.needing(kind) if kind in self.headers else ():
                self.spoil(key, begin, self.headers[kind].causes)

    def needing(self, kind: str) -> Iterator[tuple[str, int]]:
        """The blocks that need to know the *kind* of header, and where they stand."""
        begins = {self.key(item): item.begin for item in self.blocks()}
        voices = [voice for laid in self.reading.laid for voice in laid.voices]
        voices += [voice for section in self.reading.sections.values() for voice in section.voices]
        keyed = {KEY.name: Atom("C major")}
        for voice in voices:
            music = voice.part.music
            key = voice.part.key.rpartition("/")[0] + "/"
            if (voice.part.role != "rhythm") if kind == "tuning" else (filled(music, keyed) is not music):
                yield key, begins.get(key, 0)
        for block in self.blocks():
            if block.attributes.changed and (kind == "key" or block.role != "rhythm"):  # perhaps a variation
                yield self.key(block), block.begin

    def blocks(self) -> Iterator[Block]:
        """All blocks, those of sections included."""
        for item in self.reading.found:
            if isinstance(item, Block):
                yield item
            elif isinstance(item, Section):
                yield from (inner for inner in item.items if isinstance(inner, Block))

    def key(self, block: Block) -> str:
        """How the keys of the parts of *block* begin."""
        name = self.reading.blocks.names[id(block)]
        if block.name is None and not block.statements and block.attributes.changed:  # a variation counts all blocks
            name = str(self.numbers.get(id(block), 0))
        return f"{block.role}/{name}/"

    def spoil(self, key: str, begin: int, causes: Causes) -> None:
        """The block whose keys begin with *key* cannot be played as it is written."""
        known = self.spoilt.get(key)
        self.spoilt[key] = Spoilt(key, begin, causes | known.causes if known else causes)
