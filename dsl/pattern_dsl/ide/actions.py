"""Actions: what can be done with a text at a place, as edits. What mends mistakes comes with the diagnostics."""

from __future__ import annotations

from pattern_dsl.document import Document
from pattern_dsl.ide.actions_names import extracted, inlined, labelled, named
from pattern_dsl.ide.actions_notes import as_degrees, as_notes, transpositions
from pattern_dsl.ide.actions_statements import as_phrase, as_statements, imported, marks_sorted, mute_toggled
from pattern_dsl.ide.site import Action as Action
from pattern_dsl.ide.site import Site


def actions(document: Document, begin: int, end: int) -> tuple[Action, ...]:
    """What can be done with what stands from *begin* to *end* (code points), likeliest first.

    Raises ``ValueError`` for places outside the text.
    """
    if not 0 <= begin <= end <= document.chunks.length:
        raise ValueError(f"a stretch from {begin} to {end} of a text of {document.chunks.length} signs")
    site = Site.of(document, begin, end)
    return tuple(action for offered in _OFFERED for action in offered(site))


_OFFERED = (
    extracted,
    inlined,
    named,
    labelled,
    as_degrees,
    as_notes,
    as_phrase,
    as_statements,
    marks_sorted,
    imported,
    mute_toggled,
    transpositions,
)
"""All there is, likeliest first; each offers nothing where it does not fit."""
