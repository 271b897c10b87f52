"""Across: a name that one text gives and others import: where all of them write it, and another name in all at once.

Texts are known here by paths with ``/``, all from the same top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.glance import EXPORTED
from pattern_dsl.ide.names import Mention, Names, Place
from pattern_dsl.ide.rename import Refusal, faults, unclear, unfit
from pattern_dsl.ide.resolving import names_of
from pattern_dsl.modules import Library

_SHARED = (*EXPORTED, "module")
"""Kinds of names that an import of everything brings."""


class Home(NamedTuple):
    """Where a name that texts can import is given: from *begin* to *end* (code points) of the text at *path*.

    It is *own* where the mention that led here must be called as it is there, and not by a name of its own.
    """

    path: str
    begin: int
    end: int
    own: bool = True


def home_of(document: Document, path: str, offset: int) -> Home | None:
    """The home of what is named at *offset* (code points) of *document*, the text at *path*.

    None for what no other text can import.
    """
    names = names_of(document)
    found = names.at(offset)
    if found is None or found.binding is None:
        return None
    if not isinstance(found.binding, int):
        return _home(path, found.binding)
    held = names.bindings[found.binding]
    given = [one for one in names.of(found.binding) if one.gives]
    if held.kind == "imported" and held.origin is not None:
        home = _home(path, held.origin)
        return home and home._replace(own=given[0].bare)
    if held.kind in _SHARED and held.scope == 0:
        return Home(path, given[0].begin, given[0].end)
    return None


def _home(path: str, place: Place) -> Home | None:
    """The home at *place*, as the text at *path* sees it; None for a whole text."""
    return Home(_whole(path, place.path), place.begin, place.end) if place.end else None


def _whole(path: str, other: str) -> str:
    """The path of what the text at *path* calls *other*."""
    return normpath(join(dirname(path), other)) if other else path


def mentions(document: Document, path: str, home: Home) -> tuple[Mention, ...]:
    """Every mention of what is given at *home* in *document*, the text at *path*, in order of place.

    What is imported by another name is found by that, too.
    """
    names = names_of(document)
    return tuple(one for one in names.mentions if _means(names, one, path, home))


def _means(names: Names, mention: Mention, path: str, home: Home) -> bool:
    at: int | Place | None = mention.binding
    if isinstance(at, int):
        held = names.bindings[at]
        if path == home.path:
            given = next((one for one in names.of(at) if one.gives), mention)
            return held.kind in _SHARED and held.scope == 0 and given.begin == home.begin
        at = held.origin
    return at is not None and at.end > 0 and (_whole(path, at.path), at.begin) == (home.path, home.begin)


def renamed(texts: Mapping[str, Document], home: Home, new: str) -> dict[str, tuple[Edit, ...]] | Refusal:
    """The edits of each of *texts* that call what is given at *home* *new*, or why that cannot be.

    *texts* are by their paths: the one at home and all that may import it. Each is read again with the new name, and
    with it in the others: every name must mean what it meant.
    """
    old = texts[home.path].text[home.begin : home.end]
    if old == new:
        return {}
    before = {path: names_of(document) for path, document in texts.items()}
    edits: dict[str, tuple[Edit, ...]] = {}
    for path, names in before.items():
        written = [one for one in names.mentions if one.text == old and _called(names, one, path, home)]
        reason = _refused(names, written, new)
        if reason is not None:
            return Refusal(reason if path == home.path else f"{reason} in {basename(path)}")
        if written:
            edits[path] = tuple(Edit(one.begin, one.end, new) for one in written)
    after = {path: _edited(document, edits.get(path, ())) for path, document in texts.items()}
    whole = {path: document.text for path, document in after.items()}
    for path, document in after.items():
        library = Changed(document.shelf.library, path, whole)
        seen = Document.of(document.text, library)
        reason = _changed(before[path], names_of(seen), path, edits, (old, new))
        if reason is None and faults(texts[path]) != faults(seen):
            reason = f"with {new} the text would be read in another way"
        if reason is not None:
            return Refusal(f"{basename(path)}: {reason}")
    return edits


def _called(names: Names, mention: Mention, path: str, home: Home) -> bool:
    """Whether *mention* is called as it is at home because it is called so there."""
    if not _means(names, mention, path, home):
        return False
    if path == home.path or not isinstance(mention.binding, int):
        return True
    return any(one.bare for one in names.of(mention.binding) if one.gives)


def _refused(names: Names, written: Sequence[Mention], new: str) -> str | None:
    """Why what is *written* in a text cannot be called *new* there."""
    for binding in dict.fromkeys(one.binding for one in written):
        reason = (unfit(new, names, binding) or unclear(names, binding)) if isinstance(binding, int) else None
        if reason is not None:
            return reason
    if any(not one.sure for one in written):
        return f"{written[0].text} is a word of the language too, and which of them is called is only known in playing"
    return None


class Changed(NamedTuple):
    """The *library* of the text at *path* when some *texts* are others, by their paths."""

    library: Library
    path: str
    texts: Mapping[str, str]

    def text(self, path: str) -> str:
        """The text of a module. Raises ``LookupError`` with a message that says why not."""
        held = self.texts.get(_whole(self.path, path))
        return self.library.text(path) if held is None else held

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        return self.library.has_folder(path)

    def names(self, path: str) -> Sequence[str]:
        """What lies in a folder."""
        return self.library.names(path)


def _edited(document: Document, edits: Sequence[Edit]) -> Document:
    for edit in reversed(edits):
        document = document.edited(*edit)
    return document


def _changed(
    before: Names, after: Names, path: str, edits: Mapping[str, Sequence[Edit]], called: tuple[str, str]
) -> str | None:
    """What means something else *after*, where places have moved with *edits*; None if nothing does."""
    old, new = called
    written = {edit.begin for edit in edits.get(path, ())}
    if len(before.mentions) != len(after.mentions):
        return f"with {new} names would mean something else"
    for one, other in zip(before.mentions, after.mentions, strict=True):
        expected = new if one.begin in written else one.text
        if other.text != expected or other.room != one.room or other.gives != one.gives or other.sure < one.sure:
            return f"{expected} would not be read as it is"
        if _moved(one.binding, path, edits, len(new) - len(old)) != other.binding:
            return f"{expected} would mean something else"
    return None


def _moved(
    binding: int | Place | None, path: str, edits: Mapping[str, Sequence[Edit]], longer: int
) -> int | Place | None:
    """*binding*, as the text at *path* has it, where it is after *edits*, each of which makes a name *longer*."""
    if not isinstance(binding, Place) or not binding.end:
        return binding
    made = edits.get(_whole(path, binding.path), ())
    by = longer * sum(edit.begin < binding.begin for edit in made)
    end = binding.end + by + longer * any(edit.begin == binding.begin for edit in made)
    return Place(binding.begin + by, end, binding.path)
