"""Lenses: what can be done with a block or a section where it stands: play it, be quiet, play alone, render."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.document import Document
from pattern_dsl.statements import Let
from pattern_dsl.syntax import Block, Section, Use

Action: TypeAlias = Literal["evaluate", "mute", "unmute", "solo", "unsolo", "render"]
"""What a lens offers. *unmute* and *unsolo* where the text says ``mute`` or ``solo`` itself."""


class Lens(NamedTuple):
    """A line above what lies from *begin* to *end* (code points), which is shown as *title*.

    ``parts`` are keys of parts, or of blocks, which mean all their parts; ``section`` is its name if it is one.
    """

    begin: int
    end: int
    title: str
    action: Action
    parts: tuple[str, ...]
    section: str | None = None


def lenses(document: Document) -> tuple[Lens, ...]:
    """What can be done with each block and section of *document*, in order of place."""
    keys = _Keys()
    found: list[Lens] = []
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        moved = start - chunk.base
        for item in chunk.read()[0]:
            if isinstance(item, Block):
                found += _of_block(item, keys.block(item), moved)
            elif isinstance(item, Section):
                found += _of_section(item, keys, moved)
    return tuple(found)


def _of_block(block: Block, key: str, moved: int) -> list[Lens]:
    muted, alone = block.flag == "mute", block.flag == "solo"
    actions: tuple[Action, ...] = (
        "evaluate",
        "unmute" if muted else "mute",
        "unsolo" if alone else "solo",
        "render",
    )
    return [Lens(block.begin + moved, block.end + moved, action, action, (key,)) for action in actions]


def _of_section(section: Section, keys: _Keys, moved: int) -> list[Lens]:
    """A section is evaluated and rendered as a whole; what it plays can be alone."""
    parts: list[str] = []
    inner: list[Lens] = []
    for item in section.items:
        if isinstance(item, Use):
            parts += keys.called.get(item.name.text, [])
        elif isinstance(item, Block):
            key = keys.block(item, f"{section.name.text}.")
            parts.append(key)
            inner += _of_block(item, key, moved)
    place = section.begin + moved, section.end + moved
    mine = tuple(dict.fromkeys(parts))
    actions: tuple[Action, ...] = ("evaluate", "mute", "solo", "render")
    return [*(Lens(*place, action, action, mine, section.name.text) for action in actions), *inner]


class _Keys:
    """The keys of the blocks of one text, given in order as the compiler does. Made and dropped by ``lenses``."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.unnamed: dict[str, int] = {}
        self.called: dict[str, list[str]] = {}  # what the sections can name, with the keys it means

    def block(self, block: Block, within: str = "") -> str:
        """The key of a block, which may stand *within* a section: its role and name."""
        kind = f"{block.role}/{within}"
        if block.name is None:
            self.unnamed[kind] = self.unnamed.get(kind, 0) + 1
            key = f"{kind}{self.unnamed[kind]}"
        else:
            key = self.apart(f"{kind}{block.name.text}")
        if block.name is not None and not within:
            self.called.setdefault(block.name.text, []).append(key)
        for statement in block.statements:
            if not isinstance(statement, Let) and statement.label is not None:
                part = self.apart(f"{key}/{statement.label.text}")
                if not within:
                    self.called.setdefault(statement.label.text, []).append(part)
        return key

    def apart(self, key: str) -> str:
        """*key*, numbered if it is taken."""
        key = f"{key}-{len(self.taken) + 1}" if key in self.taken else key
        self.taken.add(key)
        return key
