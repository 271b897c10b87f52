"""Tapping a tempo. Pure: it is told when the hand fell."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

FORGET = 2_000_000
"""Microseconds after which a tap begins anew: 30 bpm is the slowest that can be tapped."""

MOST = 8
"""Taps that are listened to; earlier ones are forgotten."""


class Taps(NamedTuple):
    """The moments (microseconds) of the last taps, each not long after the one before."""

    moments: tuple[int, ...] = ()

    def at(self, moment: int) -> Taps:
        """These and one at *moment*; if that comes late, it alone."""
        if self.moments and moment - self.moments[-1] > FORGET:
            return Taps((moment,))
        return Taps((*self.moments, moment)[-MOST:])

    @property
    def bpm(self) -> Fraction | None:
        """The tempo tapped, to a tenth of a beat a minute; None before the second tap."""
        if len(self.moments) < 2 or self.moments[-1] == self.moments[0]:
            return None
        gap = Fraction(self.moments[-1] - self.moments[0], len(self.moments) - 1)
        return min(Fraction(1000), Fraction(round(600_000_000 / gap), 10))
