"""Steps: words that see the steps a pattern is written in and keep them equally long."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm

from pattern_engine.event import Hap, Origin
from pattern_engine.joins import Build
from pattern_engine.pattern import ByCycle, Pattern, common, common_steps, derived
from pattern_engine.time import Time
from pattern_engine.vocabulary import Patterns, word
from pattern_engine.words.making import cat, silence, stack, timecat
from pattern_engine.words.shift import zoom
from pattern_engine.words.tempo import fast, slow

_MOST_ROUNDS = 256
"""Times that lists of steps may alternate before they begin again together."""

_LONGEST = 64
"""Cycles of an argument whose steps are laid out beforehand."""


def join_steps(outer: Pattern, build: Build) -> Pattern:
    """What *build* makes of the values of *outer*, one after another in the same cycle, each with its own steps.

    A piece without steps keeps the share of the cycle that its value has in *outer*.
    """
    known = outer.period if outer.entire and outer.period <= _LONGEST else 0
    made = {cycle: _in_steps(outer, build, cycle) for cycle in range(known)}

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        cycle = begin // ticks
        home = cycle % known if known else cycle
        if home not in made:
            if len(made) > _LONGEST:
                made.clear()
            made[home] = _in_steps(outer, build, home)
        return made[home].haps(begin, end, ticks)

    members = [made[cycle] for cycle in range(known)]
    steps = members[0].steps if members else None
    return derived(ByCycle(ask), members, common([known, *(m.period for m in members)]), steps=steps)


def _in_steps(outer: Pattern, build: Build, cycle: int) -> Pattern:
    """The pattern for one cycle of *outer*."""
    haps, ticks = outer.answer(cycle, cycle + 1)
    edges = sorted({edge for hap in haps for edge in hap[2:4]})
    pieces: list[tuple[Time, Pattern]] = []
    for low, high in pairwise(edges):
        held = [_from(build(hap[4]), hap[5]) for hap in haps if hap[2] <= low and high <= hap[3]]
        if held:
            pieces.append((Fraction(high - low, ticks), held[0] if len(held) == 1 else stack(*held)))
    share = sum((length for length, pattern in pieces if pattern.steps is not None), Fraction(0))
    total = sum((pattern.steps for _, pattern in pieces if pattern.steps is not None), Fraction(0))
    rate = total / share if share else Fraction(1)
    return timecat(*((length * rate if p.steps is None else p.steps, p) for length, p in pieces))


def _from(pattern: Pattern, origin: Origin) -> Pattern:
    """*pattern*, each event of which comes also from *origin*."""
    if not origin:
        return pattern

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [(*hap[:5], hap[5] + origin) for hap in pattern.haps(begin, end, ticks)]

    return derived(ask, [pattern], steps=pattern.steps)


def _weighted(patterns: list[Pattern]) -> Pattern:
    """*patterns* in one cycle, all steps equally long; patterns without steps count as one."""
    return timecat(*((p.steps if p.steps is not None else Fraction(1), p) for p in patterns))


@word('synth "Kick Snare HiHat".pace(4);')
def pace(pattern: Pattern, n: Time) -> Pattern:
    """Plays so many of the pattern's steps in each cycle."""
    if not pattern.steps:
        return pattern if pattern.steps is None else silence()
    return fast(pattern, n / pattern.steps).with_steps(n)


@word('piano "c4 d4 e4 f4".take(2);', aliases=("steptake",), by_steps=True)
def take(pattern: Pattern, n: Time) -> Pattern:
    """The first n steps, or the last n if negative."""
    if not pattern.steps or not n:
        return silence().with_steps(Fraction(0))
    share = abs(n) / pattern.steps
    if share >= 1:
        return pattern
    piece = zoom(pattern, Fraction(0), share) if n > 0 else zoom(pattern, 1 - share, Fraction(1))
    return piece.with_steps(abs(n))


@word('piano "c4 d4 e4 f4".dropSteps(1);', aliases=("stepdrop",), by_steps=True)
def dropSteps(pattern: Pattern, n: Time) -> Pattern:  # noqa: N802
    """Without the first n steps, or without the last n if negative."""
    if not pattern.steps:
        return silence().with_steps(Fraction(0))
    return take(pattern, pattern.steps + n) if n < 0 else take(pattern, n - pattern.steps)


@word('piano stepcat("c4 d4".expand(2), "e4");', by_steps=True)
def expand(pattern: Pattern, factor: Time) -> Pattern:
    """Makes each step longer by the factor, beside others."""
    return pattern.with_steps(pattern.steps and pattern.steps * factor)


@word('piano stepcat("c4 d4".contract(2), "e4");', by_steps=True)
def contract(pattern: Pattern, factor: Time) -> Pattern:
    """Makes each step shorter by the factor, beside others."""
    return pattern.with_steps(pattern.steps and pattern.steps / factor) if factor else silence()


@word('piano stepcat("c4 d4".extend(2), "e4");', by_steps=True)
def extend(pattern: Pattern, factor: Time) -> Pattern:
    """Repeats the pattern, the repeats counting as steps."""
    return expand(fast(pattern, factor), factor)


def _shrunk(pattern: Pattern, amount: Time) -> list[Pattern]:
    steps = pattern.steps
    if not steps or not amount:
        return [pattern]
    share = abs(amount) / steps
    pieces: list[Pattern] = []
    for index in range(ceil(steps)):
        if share * index >= 1:
            break
        ends = (share * index, Fraction(1)) if amount > 0 else (Fraction(0), 1 - share * index)
        pieces.append(zoom(pattern, *ends).with_steps((ends[1] - ends[0]) * steps))
    return pieces


@word('piano "c4 d4 e4 f4".shrink(1).pace(4);', by_steps=True)
def shrink(pattern: Pattern, n: Time) -> Pattern:
    """Takes n steps away at each repeat until none are left; from the end if negative."""
    return _weighted(_shrunk(pattern, n))


@word('piano "c4 d4 e4 f4".grow(1).pace(4);', by_steps=True)
def grow(pattern: Pattern, n: Time) -> Pattern:
    """Adds n steps at each repeat until all are there; from the end if negative."""
    return _weighted(_shrunk(pattern, -n)[::-1])


@word('piano "c4".tour("d4 e4", "g4").pace(4);')
def tour(pattern: Pattern, *patterns: Pattern) -> Pattern:
    """Moves the pattern backwards through a row of others, one place at each repeat."""
    many = list(patterns)
    rounds = [[*many[: len(many) - index], pattern, *many[len(many) - index :]] for index in range(len(many) + 1)]
    return _weighted([member for turn in rounds for member in turn])


@word('piano zip("c4 d4", "e4 f4 g4").pace(4);')
def zip_(*patterns: Pattern) -> Pattern:
    """Deals out the steps of several patterns in turn."""
    members = [pattern for pattern in patterns if pattern.steps]
    if not members:
        return silence()
    counts = [member.steps or Fraction(1) for member in members]
    steps = common_steps(members) or Fraction(1)
    dealt = cat(*(slow(member, count) for member, count in zip(members, counts, strict=True)))
    return fast(dealt, steps).with_steps(steps)


@word('synth polymeter("Kick Snare HiHat", "Clap Tom");', aliases=("pm",))
def polymeter(*patterns: Pattern) -> Pattern:
    """Patterns at one step length, so that those with other numbers of steps drift, in a cycle that fits them all."""
    sounding = [pattern for pattern in patterns if pattern.steps]
    if not sounding:
        return silence()
    steps = common_steps(sounding) or Fraction(1)
    return stack(*(fast(pattern, steps / (pattern.steps or steps)) for pattern in sounding)).with_steps(steps)


@word('piano stepalt(["c4 d4", "e4"], ["g4"]);')
def stepalt(*choices: Patterns) -> Pattern:
    """Lists of patterns as steps: the first of each, then the second of each, and so on until all begin again."""
    lists = [listed for listed in choices if listed]
    rounds = lcm(*(len(listed) for listed in lists)) if lists else 0
    if rounds > _MOST_ROUNDS:
        raise ValueError(f"these lists begin together only after {rounds} rounds; {_MOST_ROUNDS} is the limit")
    return _weighted([listed[turn % len(listed)] for turn in range(rounds) for listed in lists])


@word('synth stepcat(gap(2), "Kick Snare");')
def gap(steps: Time = Fraction(1)) -> Pattern:
    """Silence that takes up so many steps."""
    return silence().with_steps(steps)


@word('synth stepcat(nothing(), "Kick Snare");')
def nothing() -> Pattern:
    """Silence that takes up no steps."""
    return silence().with_steps(Fraction(0))


def _beside(patterns: tuple[Pattern, ...], before: Fraction) -> Pattern:
    """*patterns* at one step length and at once; *before* is the share of the lacking steps that goes in front."""
    most = max((pattern.steps or Fraction(1) for pattern in patterns), default=Fraction(0))
    layers: list[Pattern] = []
    for pattern in patterns:
        lacking = most - (pattern.steps or Fraction(1))
        pieces = ((lacking * before, silence()), (most - lacking, pattern), (lacking * (1 - before), silence()))
        layers.append(timecat(*(piece for piece in pieces if piece[0])) if lacking else pattern)
    return stack(*layers)


@word('piano stackLeft("c4 e4", "g4 a4 b4");', aliases=("stackleft",))
def stackLeft(*patterns: Pattern) -> Pattern:  # noqa: N802
    """Patterns at once with steps of one length, beginning together."""
    return _beside(patterns, Fraction(0))


@word('piano stackRight("c4 e4", "g4 a4 b4");', aliases=("stackright",))
def stackRight(*patterns: Pattern) -> Pattern:  # noqa: N802
    """Patterns at once with steps of one length, ending together."""
    return _beside(patterns, Fraction(1))


@word('piano stackCentre("c4 e4", "g4 a4 b4 c5");', aliases=("stackcentre",))
def stackCentre(*patterns: Pattern) -> Pattern:  # noqa: N802
    """Patterns at once with steps of one length, round one middle."""
    return _beside(patterns, Fraction(1, 2))
