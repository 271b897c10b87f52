"""Definition: where the name at a place of a text is given."""

from __future__ import annotations

from pattern_dsl.document import Document
from pattern_dsl.ide.names import Place
from pattern_dsl.ide.resolving import names_of


def definition(document: Document, offset: int) -> tuple[Place, ...]:
    """Where the name at *offset* (code points) is given; several places for a part that is several blocks or labels.

    A name of another text leads there, from its import and from wherever it is used. Nothing for a word of the
    language, a note, or a name that nothing gives.
    """
    names = names_of(document)
    found = names.at(offset)
    if found is None or found.binding is None:
        return ()
    if not isinstance(found.binding, int):
        return (found.binding,)
    origin = names.bindings[found.binding].origin
    if origin is not None and (found.gives or origin.end):
        return (origin,)
    return tuple(Place(one.begin, one.end) for one in names.of(found.binding) if one.gives)
