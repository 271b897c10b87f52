"""Blame: which item of a text each of its mistakes lies in, and what of it could not be read at all."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pattern_dsl.chunks import MOST, Chunks
from pattern_dsl.diagnostic import Diagnostic, of_fault
from pattern_dsl.programs import Reading
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Block, Definition, Item, Knob, Section
from pattern_dsl.tree import Fault


class Cause(NamedTuple):
    """A mistake, known by its place (code points) and code, and whether it is one of *grammar*."""

    begin: int
    code: str
    grammar: bool = False


Causes = frozenset[Cause]


class Unread(NamedTuple):
    """Something that is no item stands at *begin*; *head* is how it begins, up to its first brace, sign or text."""

    begin: int
    head: str
    causes: Causes


MOST_MISTAKES = 200
"""A text with more mistakes than these is not one in which a few slips were made."""


class Uncertain(Exception):
    """A mistake leaves open how the whole text goes on; ``args`` is its place."""


_COMMENT = re.compile(r"//[^\r\n]*|/\*[\s\S]*?\*/")
_HIDING = re.compile(r"//[^\r\n]*;")
_PUNCTUATION = " \t\r\n})];,.:*/~<>?!@%&|+-"
HEAD = re.compile(r"(?:(?:mute|solo)\s+)?(melody|rhythm|harmony|contrast)\b[ \t]*([A-Za-z_]\w*)?")
"""How a block begins: its role and, perhaps, its name."""


class Blame:
    """The mistakes of one text, item by item. Made and dropped by ``partial``."""

    def __init__(self, reading: Reading, text: str) -> None:
        self.reading = reading
        self.text = text
        self.causes: dict[int, Causes] = {}  # what is wrong with items, and with the blocks inside sections
        self.unread: list[Unread] = []
        self.lost = False

    def find(self, chunks: Chunks, problems: list[Diagnostic]) -> None:
        """Find the item that each mistake lies in."""
        if len(chunks.pieces) > MOST:
            raise Uncertain(chunks.pieces[MOST].base)
        if len(dict.fromkeys(_errors(problems))) > MOST_MISTAKES:
            raise Uncertain(0)
        reading = self.reading
        faults = [fault for chunk in chunks.pieces for fault in chunk.read()[1]]
        for fault in faults:
            if fault.kind in ("open comment", "too long"):
                raise Uncertain(fault.begin)
            self.hidden(fault)
            item = _item_at(reading.found, fault.begin)
            cause = Cause(fault.begin, of_fault(fault).code, grammar=True)
            if item is not None and item.begin == fault.begin and fault.kind != "misspelt":
                self.between(cause)  # where something is missing, or too much, before it
            else:
                self.at_place(cause)
        for problem in _errors(problems[len(faults) : reading.begun]):
            self.at_place(Cause(problem.begin, problem.code))
        first = reading.begun
        for item, end in zip(reading.found, reading.ends, strict=True):
            for problem in _errors(problems[first:end]):
                self.while_reading(item, Cause(problem.begin, problem.code))
            first = end
        for problem in _errors(problems[first:]):
            self.while_arranging(Cause(problem.begin, problem.code))

    def accuse(self, item: Item, cause: Cause) -> None:
        """*item* has a mistake."""
        self.causes[id(item)] = self.causes.get(id(item), frozenset()) | {cause}

    def at_place(self, cause: Cause) -> None:
        """A mistake lies in the item at its place, or in what is no item."""
        item = _item_at(self.reading.found, cause.begin)
        if item is None:
            self.between(cause)
        elif isinstance(item, Section):
            self.inside(item, cause)
        else:
            self.accuse(item, cause)

    def inside(self, section: Section, cause: Cause) -> None:
        """A mistake in *section* spoils one of its blocks, if it lies behind the brace of one."""
        block = _item_at([item for item in section.items if isinstance(item, Block)], cause.begin)
        if not isinstance(block, Block) or cause.begin <= self.brace(block):
            if self.reading.form is None:
                return  # nothing plays it
            raise Uncertain(cause.begin)
        self.lost |= cause.grammar
        self.accuse(block, cause)

    def while_reading(self, item: Item, cause: Cause) -> None:
        """A mistake was met when *item* was read; it may lie in what the item uses, and spoil all that uses it."""
        other = _item_at(self.reading.found, cause.begin)
        if isinstance(other, Let | Definition | Knob):
            self.accuse(other, cause)
        if not isinstance(item, Section):
            self.accuse(item, cause)
        elif isinstance(other, Block):  # what its attributes say is found out where it is placed
            self.accuse(other, cause)
        elif other is item:
            self.inside(item, cause)
        elif self.reading.form is not None and other is None:
            raise Uncertain(cause.begin)

    def while_arranging(self, cause: Cause) -> None:
        """A mistake in how the blocks go together spoils one of them if it is about that one only."""
        block = _item_at(self.reading.found, cause.begin)
        if cause.code == "PS308" or not isinstance(block, Block) or self.about_another(block, cause):
            raise Uncertain(cause.begin)
        self.accuse(block, cause)

    def about_another(self, block: Block, cause: Cause) -> bool:
        """Whether *cause* is that it is not known which block *block* replaces."""
        target = block.attributes.replaces
        return target is not None and target.begin <= cause.begin <= target.end

    def brace(self, block: Block) -> int:
        """Where the brace of *block* opens."""
        return self.text.find("{", block.begin)

    def between(self, cause: Cause) -> None:
        """A mistake in what is no item: the rest of the block before it, or an item that could not be read."""
        found = self.reading.found
        before = max((item for item in found if item.end <= cause.begin), key=lambda item: item.end, default=None)
        begin = before.end if before is not None else 0
        end = min((item.begin for item in found if item.begin >= cause.begin), default=len(self.text))
        text = _COMMENT.sub(lambda comment: " " * len(comment[0]), self.text[begin:end])
        body = text.lstrip(_PUNCTUATION)
        place = begin + len(text) - len(body)
        in_line = text[: len(text) - len(body)].rpartition("\n")[2]
        if before is not None and (not body or (isinstance(before, Block) and (" " in in_line or "\n" not in text))):
            self.accuse_last(before, cause)
            self.lost |= HEAD.search(body) is not None
            return
        head = re.split(r"[{=;\"]", body, maxsplit=1)[0]
        sign = body[len(head) : len(head) + 1]
        a_block = HEAD.match(head) is not None
        of_form = "section" in head.split() or (self.reading.form is not None and sign == "{" and not a_block)
        binds = sign == "=" and body.startswith(("let ", "def ", "param "))
        if of_form or not (a_block or binds or sign == "{"):
            raise Uncertain(cause.begin)
        self.unread.append(Unread(place, head, frozenset((cause,))))

    def accuse_last(self, item: Item, cause: Cause) -> None:
        """*cause* lies right behind *item*, and is about its last words."""
        if isinstance(item, Section):
            self.inside(item, cause._replace(begin=item.end))
        else:
            self.accuse(item, cause)

    def hidden(self, fault: Fault) -> None:
        """A string without an end takes in the rest of its line, and so does a comment; an item may stand there."""
        item = _item_at(self.reading.found, fault.begin)
        if fault.kind == "open string":
            after = r"\}\s*[A-Za-z]" if isinstance(item, Block) else r"[;}]\s*[A-Za-z]"
            hides = re.compile(after).search(self.text, fault.begin, fault.end)
        else:
            line = self.text[item.begin :].partition("\n")[0] if item is not None else ""
            hides = None if isinstance(item, Block | Section) else _HIDING.search(line)
        if hides is not None:
            raise Uncertain(fault.begin)


def _errors(problems: list[Diagnostic]) -> list[Diagnostic]:
    return [problem for problem in problems if problem.severity == "error"]


def _item_at(items: Sequence[Item], place: int) -> Item | None:
    """The item that *place* lies in, its ends included; of two that meet there the first. They stand in order."""
    index = bisect_right(items, place, key=lambda item: item.begin)
    return next((item for item in items[max(0, index - 2) : index] if place <= item.end), None)
