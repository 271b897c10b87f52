"""A snapshot: one version of a text and what can be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.source import Source
from pattern_engine.program import Program

if TYPE_CHECKING:
    from pattern_dsl.partial import Spoilt  # a text without mistakes pays for none of this
    from pattern_engine.patching import Partial


class Snapshot(NamedTuple):
    """A text, its diagnostics in order of place, and the program it means; None while it has errors.

    ``spoilt`` are the blocks that cannot be played because of errors.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    program: Program | None
    rest: Partial | None = None
    spoilt: tuple[Spoilt, ...] = ()

    @property
    def partial(self) -> Partial | None:
        """What can be played of the text: all of it, or what its errors leave; None if they leave nothing certain."""
        from pattern_engine.patching import Partial

        return self.rest if self.program is None else Partial(self.program)
