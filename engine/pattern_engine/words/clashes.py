"""Clashes: spellings that mean one thing in one language for live music and another thing in another, or here."""

from __future__ import annotations

from typing import NamedTuple


class Clash(NamedTuple):
    """What a *spelling* means elsewhere: *whose* language says so, what it does there, and the *word* for it here."""

    spelling: str
    whose: str
    meant: str
    word: str
    written: str

    @property
    def told(self) -> str:
        """The clash in one sentence."""
        return f"{self.whose}'s {self.spelling} {self.meant}; here that is {self.word}"


CLASHES: dict[str, Clash] = {
    clash.spelling: clash
    for clash in (
        Clash("drop", "Strudel", "leaves out steps", "dropSteps", ".dropSteps(1)"),
        Clash("spread", "Strudel", "is the width of stacked voices", "voiceSpread", ".voiceSpread(0.6)"),
        Clash("fit", "Tidal", "reads a list by moving numbers", "fitList", '.fitList(1, ["c4", "e4"])'),
        Clash("sustain", "Tidal", "is a length in seconds", "sustainTime", ".sustainTime(2)"),
        Clash("density", "Strudel", "is the density of crackles", "noise", ".noise(0.5)"),
        Clash("when", "Tidal", "asks the number of the cycle", "whenCycle", ".whenCycle(x => x % 2 == 0, .rev())"),
        Clash("euclidOff", "Tidal", "turns to the left", "euclidRot", ".euclidRot(3, 8, -2)"),
        Clash("eoff", "Tidal", "turns to the left", "euclidRot", ".euclidRot(3, 8, -2)"),
        Clash("quantise", "Tidal", "counts the parts of a whole", "quantise", ".quantise(1/4)"),
        Clash("qround", "Tidal", "rounds to parts of a whole", "quantise", ".quantise(1/4)"),
        Clash("grp", "Tidal", "takes functions", "as", '.as("note:vel")'),
        Clash("filterHaps", "Strudel", "tests whole events", "filter", ".filter(x => x > 2)"),
        Clash("control", "Strudel", "takes number and value as one list", "cc", ".cc(74, 0.5)"),
        Clash("steps", "Strudel", "sets how many steps go by in a cycle", "pace", ".pace(4)"),
    )
}
"""Every spelling with a meaning that is another word's here."""
