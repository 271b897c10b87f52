"""Ranges: the lowest and highest note of instruments, of ours and of an orchestra's. Read when first asked for."""

from __future__ import annotations

from functools import cache

from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.theory.scale import table


def range_of(name: str) -> tuple[int, int] | None:
    """The lowest and highest key (60 is C4) that *name* plays well; None if that is not known, or for drums.

    >>> range_of("guitar"), range_of("altoSax"), range_of("kit"), range_of("theremin")
    ((40, 88), (49, 80), None, None)
    """
    row = INSTRUMENTS.get(name)
    if row is not None and row.kind == "drums":
        return None
    return _ranges().get(_plain(name)) or (None if row is None else (row.low, row.high))


@cache
def _ranges() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for name, _, _, low, high in table("instrument_ranges.tsv"):
        reach = int(low), int(high)
        *words, last = name.split()
        found[_plain(name)] = reach
        if words and last in ("Bb", "F"):  # the instrument, and the key it is built in
            found[_plain(" ".join(words))] = reach
    return found


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("_", "").lower()
