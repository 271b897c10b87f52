"""Rename: another name for what a text names, so that everything else means and sounds what it did.

The text is read again with the new name before an edit is given: every name must mean what it meant. What chance
decides in a part hangs on the name of the part, so that renaming a part draws it anew.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.names import ROOMS, Binding, Mention, Names
from pattern_dsl.ide.resolving import names_of
from pattern_dsl.lexer import grammar
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS

_NAME = re.compile(r"[A-Za-z_]\w*")
_NUMERAL = ("x",)
"""Keywords that only stand between numbers, where no name does."""

_LASTING = ("let", "def", "param", "module", "imported")
"""Kinds that hold from where they are on, and of which two of one name are a mistake."""


class Refusal(NamedTuple):
    """Why a name stays as it is, in one sentence for people."""

    reason: str


class Renaming(NamedTuple):
    """The edits of the text, in order of place, none of which touches another."""

    edits: tuple[Edit, ...]


def renamable(document: Document, offset: int) -> Mention | Refusal:
    """The name at *offset* (code points) that can be given another, or why there is none."""
    return _renamable(names_of(document), offset)


def rename(document: Document, offset: int, new_name: str) -> Renaming | Refusal:
    """The edits that call what is named at *offset* *new_name* wherever the text does, or why that cannot be."""
    names = names_of(document)
    found = _renamable(names, offset)
    if isinstance(found, Refusal):
        return found
    if found.text == new_name or not isinstance(found.binding, int):
        return Renaming(())
    refusal = unfit(new_name, names, found.binding) or unclear(names, found.binding)
    if refusal is not None:
        return Refusal(refusal)
    edits = tuple(
        Edit(one.end if one.bare else one.begin, one.end, f" as {new_name}" if one.bare else new_name)
        for one in names.of(found.binding)
    )
    changed = _changed(document, names, edits, found.binding)
    return Renaming(edits) if changed is None else Refusal(changed)


def _renamable(names: Names, offset: int) -> Mention | Refusal:
    found = names.at(offset)
    if found is None:
        return Refusal("there is no name here")
    if found.binding is None:
        word = found.room == "value" and found.text in WORDS
        what = "a word of the language" if word else "not named in this text"
        return Refusal(f"{found.text} is {what}")
    if not isinstance(found.binding, int):
        return Refusal(f"{found.text} is named in {found.binding.path}")
    return found


def unfit(new: str, names: Names, binding: int) -> str | None:
    """Why *new* can be no name of what *binding* numbers, in one sentence; None if it can."""
    held = names.bindings[binding]
    if not _NAME.fullmatch(new):
        return f"{new!r} is no name: names are letters, digits and _, and do not begin with a digit"
    if new in grammar("pattern").keywords and new not in _NUMERAL:
        return f"{new} is a keyword"
    clash = next((other for other in names.bindings if other.name == new and _clashing(held, other)), None)
    if clash is not None:
        return f"{new} is the name of {_an(clash.kind)} already"
    if held.kind in ("block", "label", "section", "instrument"):
        return None
    if midi_of(new) is not None and any(sign.isdigit() for sign in new):
        return f"{new} reads as a note"
    if new in ("true", "false") or (held.kind in _LASTING and new in WORDS):
        return f"{new} is a word of the language"
    return None


def _an(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _clashing(one: Binding, other: Binding) -> bool:
    """Whether two bindings that are called the same would be a mistake."""
    if one.kind in _LASTING and other.kind in _LASTING:
        return 0 in (one.scope, other.scope) or one.scope == other.scope
    if one.kind == other.kind and one.kind in ("parameter", "function parameter"):
        return one.scope == other.scope
    return ROOMS[one.kind] == ROOMS[other.kind] != "value"


def unclear(names: Names, binding: int) -> str | None:
    """Why it cannot be seen everywhere whether the text means *binding*, in one sentence; None if it can."""
    held = names.bindings[binding]
    if any(not one.sure for one in names.of(binding)):
        return f"{held.name} is a word of the language too, and which of them is called is only known when it plays"
    if held.kind in ("parameter", "function parameter") and held.name in names.loose:
        return f"{held.name} is given by name to a function that is only known when it plays"
    return None


def _changed(document: Document, names: Names, edits: tuple[Edit, ...], binding: int) -> str | None:
    """What would mean something else after *edits*, or None if nothing would."""
    after = document
    for begin, end, new in reversed(edits):
        after = after.edited(begin, end, new)
    new_name = edits[0].text.removeprefix(" as ")
    before, now = _meanings(names), _meanings(names_of(after))
    for old, new_one in zip(before, now, strict=False):
        renamed = old.binding == binding
        if (new_one.binding, new_one.gives, new_one.room) != (old.binding, old.gives, old.room):
            return f"{old.text if not renamed else new_name} would mean something else"
        if new_one.text != (new_name if renamed else old.text) or not new_one.sure >= old.sure:
            return f"{new_one.text} would not be read as a name"
    if len(before) != len(now) or faults(document) != faults(after):
        return f"with {new_name} the text would be read in another way"
    return None


def _meanings(names: Names) -> list[Mention]:
    """Every mention but those that only say what an import brings."""
    return [one for one in names.mentions if isinstance(one.binding, int | None)]


def faults(document: Document) -> int:
    """How many faults of grammar *document* has."""
    return sum(len(chunk.read()[1]) for chunk in document.chunks.pieces)
