"""The tally of a player: how many cues left, how many of them late, and how early the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pattern_engine.outputs.output import Cue


class Tally(NamedTuple):
    """Cues *sent*, those of them that were *late*, and the *lead* (microseconds) of the one that was least early."""

    sent: int = 0
    late: int = 0
    lead: int | None = None

    def sent_at(self, now: int, cues: Sequence[Cue]) -> Tally:
        """This and *cues*, at least one, handed over at clock time *now* (microseconds)."""
        leads = [cue.at - now for cue in cues]
        least = min(leads) if self.lead is None else min(self.lead, *leads)
        return Tally(self.sent + len(cues), self.late + sum(lead < 0 for lead in leads), least)
