"""Counterpoint: a second voice above a given one, after the rules that J. J. Fux gives (Gradus ad Parnassum, 1725)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from pattern_engine.theory.scale import Scale

CONSONANT = frozenset({0, 3, 4, 7, 8, 9})
"""Semitones, octaves aside, that sound at rest over a bass."""

_ABOVE = (2, 4, 5, 7, 9)
"""Degrees above the given voice where the second may lie: third, fifth, sixth, octave, tenth."""
_PERFECT = (4, 7)
_WIDEST = 5

Draw = Callable[[int, int], float]
"""``draw(index, choice)``: a number in 0..1 that decides between voices the rules leave equal."""


def first_species(cantus: Sequence[int], scale: Scale, draw: Draw) -> list[int]:
    """A note against each of *cantus*, degrees of *scale*, so that the way round to the beginning is good too.

    Consonances only, perfect ones first and last, never two fifths or octaves in a row while the voices move, no
    leap beyond a sixth; rather contrary motion and steps. The best by these rules is found, not the first that
    will do.

    >>> from pattern_engine.theory.scale import named
    >>> first_species([0, 1, 2, 1, 0], named("C major"), lambda index, choice: 0.5)
    [7, 6, 6, 6, 7]
    """
    if not cantus:
        return []
    best: tuple[float, list[int]] | None = None
    for opening in _PERFECT:
        found = _closed(cantus, scale, draw, cantus[0] + opening)
        if best is None or found[0] < best[0]:
            best = found
    return best[1] if best else []


def _closed(cantus: Sequence[int], scale: Scale, draw: Draw, opening: int) -> tuple[float, list[int]]:
    """The cheapest voice that begins with *opening*, and what it costs, with its way back to the beginning."""
    ways: dict[int, tuple[float, list[int]]] = {opening: (0.0, [opening])}
    for index, (before, after) in enumerate(pairwise(cantus), 1):
        last = index == len(cantus) - 1
        reached: dict[int, tuple[float, list[int]]] = {}
        for above in _PERFECT if last else _ABOVE:
            note = after + above
            chosen = min((cost + _move((before, after), (old, note)), voice) for old, (cost, voice) in ways.items())
            rough = 0.0 if round(scale.midi(note) - scale.midi(after)) % 12 in CONSONANT else 20.0
            reached[note] = (chosen[0] + rough + draw(index, above), [*chosen[1], note])
        ways = reached
    return min((cost + _move((cantus[-1], cantus[0]), (note, opening)), voice) for note, (cost, voice) in ways.items())


def _move(lower: tuple[int, int], upper: tuple[int, int]) -> float:
    """What it costs that both voices move so."""
    below, above = lower[1] - lower[0], upper[1] - upper[0]
    intervals = [(high - low) % 7 for low, high in zip(lower, upper, strict=True)]
    cost = abs(above) * 0.7
    if abs(above) > _WIDEST:
        cost += 30
    if intervals[0] == intervals[1] and intervals[1] in (0, 4) and (below or above):
        cost += 30
    if below * above > 0:
        cost += 6 if intervals[1] in (0, 4) else 1.5
    if not above:
        cost += 1
    return cost


def filled(voice: Sequence[int], cantus: Sequence[int], scale: Scale, many: int) -> list[list[int]]:
    """Each note of *voice* as *many* notes that lead to the next: steps between, or a turn to a consonance and back.

    >>> from pattern_engine.theory.scale import named
    >>> filled([0, 2, 2], [0, 0, 0], named("C major"), 2)
    [[0, 1], [2, 4], [2, 1]]
    """
    found: list[list[int]] = []
    for index, note in enumerate(voice):
        goal = voice[(index + 1) % len(voice)]
        row = [note]
        while len(row) < many:
            row.append(_towards(row[-1], goal, many - len(row), (cantus[index], scale)))
        found.append(row)
    return found


def _towards(note: int, goal: int, left: int, under: tuple[int, Scale]) -> int:
    """The next of *left* notes on the way from *note* to *goal*: a step where it leads there, else a consonance."""
    distance = goal - note
    if 1 < abs(distance) <= left + 1 or (abs(distance) == 1 and left > 1):
        return note + (1 if distance > 0 else -1)
    cantus, scale = under
    near = [note + step for step in ((2, -2, 1, -1, 3, -3) if distance >= 0 else (-2, 2, -1, 1, -3, 3))]
    calm = [one for one in near if round(scale.midi(one) - scale.midi(cantus)) % 12 in CONSONANT and one > cantus]
    return next((one for one in calm if one != goal), note)
