"""References: every place where the text means the same by a name."""

from __future__ import annotations

from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.resolving import names_of


class Reference(NamedTuple):
    """From *begin* to *end* (code points) a name is written that is given here, if *gives*, or used."""

    begin: int
    end: int
    gives: bool


def references(document: Document, offset: int) -> tuple[Reference, ...]:
    """Every mention of what the name at *offset* means, in order of place; nothing where no name is.

    What another text gives is found by where it is given there, however it is called here.
    """
    names = names_of(document)
    found = names.at(offset)
    if found is None or found.binding is None:
        return ()
    return tuple(Reference(one.begin, one.end, one.gives) for one in names.of(found.binding))
