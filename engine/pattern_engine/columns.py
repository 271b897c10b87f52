"""Events in bulk: the onsets of many cycles as columns of numbers, for exports, analysis and drawing.

numpy is imported only here and only when asked for. A pattern with a period is asked for one period, and the
columns of the others are made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pattern_engine.event import Hap, Value
from pattern_engine.pattern import Pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = 1 << 62
"""Times are kept in 64 bits; ticks beyond this are refused, never rounded."""


class Columns(NamedTuple):
    """Onsets in order of time: ``begin`` and ``end`` in ticks (int64), ``which`` of ``values``.

    ``ticks`` is the number of ticks in a cycle: ``begin / ticks`` is a time in cycles.
    """

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    which: NDArray[np.int64]
    values: tuple[Value, ...]
    ticks: int


def columns(pattern: Pattern, begin: int, end: int) -> Columns:
    """The onsets of *pattern* from cycle *begin* up to cycle *end*.

    Raises ``OverflowError`` if a time does not fit into 64 bits.

    >>> from pattern_dsl import compile_expression
    >>> found = columns(compile_expression('"bd*2 sd"'), 0, 1000)
    >>> len(found.begin), [int(at) for at in found.begin[:3]], found.ticks, found.values[found.which[2]]
    (3000, [0, 1, 2], 4, 'sd')
    """
    import numpy as np

    period = pattern.period if pattern.entire else 0
    if not period or period >= end - begin:
        haps, ticks = pattern.answer(begin, end)
        return _columns(_onsets(haps), ticks)
    haps, ticks = pattern.answer(0, period)
    if max(abs(begin), abs(end)) * ticks >= LARGEST:
        raise OverflowError(f"cycle {end} in {ticks} ticks does not fit into 64 bits")
    one = _columns(_onsets(haps), ticks)
    first, last = begin // period, -(-end // period)
    shifts = np.arange(first, last, dtype=np.int64)[:, None] * (period * ticks)
    starts = (one.begin[None, :] + shifts).ravel()
    kept = slice(*np.searchsorted(starts, [begin * ticks, end * ticks]).tolist())
    ends = (one.end[None, :] + shifts).ravel()
    return Columns(starts[kept], ends[kept], np.tile(one.which, last - first)[kept], one.values, ticks)


def _onsets(haps: list[Hap]) -> list[tuple[int, int, Value]]:
    found = [(hap[0], hap[1], hap[4]) for hap in haps if hap[0] is not None and hap[1] is not None and hap[0] == hap[2]]
    found.sort(key=lambda onset: onset[0])
    return found


def _columns(onsets: list[tuple[int, int, Value]], ticks: int) -> Columns:
    import numpy as np

    if onsets and max(abs(onsets[0][0]), abs(onsets[-1][1])) >= LARGEST:
        raise OverflowError("these times do not fit into 64 bits")
    return Columns(
        np.array([begin for begin, _, _ in onsets], dtype=np.int64),
        np.array([end for _, end, _ in onsets], dtype=np.int64),
        np.arange(len(onsets), dtype=np.int64),
        tuple(value for _, _, value in onsets),
        ticks,
    )
