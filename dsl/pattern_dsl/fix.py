"""Fixes as data: how a text is mended, and which other places a diagnostic is about. Nothing here reads a text."""

from __future__ import annotations

from typing import NamedTuple


class Edit(NamedTuple):
    """Put *text* in place of what stands from *begin* to *end* (code points)."""

    begin: int
    end: int
    text: str


class Fix(NamedTuple):
    """What can be done at a press of a key.

    A *safe* fix is the one that was surely meant; if what it mends is no error, what is heard stays the same.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True

    def moved(self, by: int) -> Fix:
        """The same for a text in which what it mends stands so many signs further on."""
        return self._replace(edits=tuple(Edit(begin + by, end + by, text) for begin, end, text in self.edits))


class Related(NamedTuple):
    """Another place that explains the diagnostic, and what it says about it."""

    begin: int
    end: int
    message: str


def clamped(begin: int, end: int, number: float) -> Fix:
    """Write *number*, the nearest that is allowed, from *begin* to *end*.

    >>> clamped(3, 6, 1.0).title
    'write 1'
    """
    return Fix(f"write {number:g}", (Edit(begin, end, f"{number:g}"),), safe=False)


def fixed(text: str, fix: Fix) -> str:
    """*text* as *fix* makes it.

    >>> fixed('piano "c4"', Fix("close the statement", (Edit(10, 10, ";"),)))
    'piano "c4";'
    """
    for begin, end, new in sorted(fix.edits, reverse=True):
        text = text[:begin] + new + text[end:]
    return text
