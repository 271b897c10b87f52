"""Structure: which events there are, which of them sound when, and copies beside them."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left, join_inner
from pattern_engine.pattern import Pattern, by_cycle, common, derived
from pattern_engine.time import Time
from pattern_engine.vocabulary import Transform, word
from pattern_engine.words.making import atom, cat, seq, silence, stack
from pattern_engine.words.tempo import late, repeatCycles


def is_true(value: Value) -> bool:
    """Whether *value* is a hit where truth is asked for: all but 0, false, ``f``, ``false`` and ``0``."""
    return bool(value) and value not in ("f", "false", "0")


def taking_turns(patterns: list[Pattern]) -> Pattern:
    """Cycle c belongs to pattern c mod n, which plays its own cycle c: cycles are skipped."""
    count = len(patterns)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return patterns[begin // ticks % count].haps(begin, end, ticks)

    period = common([count, *(pattern.period for pattern in patterns)])
    return derived(by_cycle(ask), patterns, period, steps=patterns[0].steps)


@word('piano "c4 e4 g4".every(4, .rev());', aliases=("firstOf",))
def every(pattern: Pattern, n: int, change: Transform) -> Pattern:
    """Applies a function to the first of every n cycles."""
    return taking_turns([change(pattern), *[pattern] * (n - 1)]) if n > 0 else pattern


@word('piano "c4 e4 g4".lastOf(4, .rev());')
def lastOf(pattern: Pattern, n: int, change: Transform) -> Pattern:  # noqa: N802
    """Applies a function to the last of every n cycles."""
    return taking_turns([*[pattern] * (n - 1), change(pattern)]) if n > 0 else pattern


@word('piano "c4 e4".when("<true false>", .up(1));')
def when(pattern: Pattern, on: bool, change: Transform) -> Pattern:
    """Applies a function while a truth pattern is true."""
    return change(pattern) if on else pattern


@word('piano "c4 e4".chunk(4, .up(1));')
def chunk(pattern: Pattern, n: int, change: Transform) -> Pattern:
    """Applies a function to one nth of the cycle, moving to the next part with each cycle."""
    if n == 0:
        return silence()
    count = abs(n)
    first = seq(atom(True), *[atom(False)] * (count - 1))
    turn = Fraction(1, n)
    turning = cat(*(late(first, index * turn) for index in range(count)))
    held = repeatCycles(pattern, count)
    changed = change(held)
    return join_inner(turning, lambda on: changed if on else held).with_steps(pattern.steps)


@word('piano "c4 e4".superimpose(.up(1).late(1/8));')
def superimpose(pattern: Pattern, *changes: Transform) -> Pattern:
    """The pattern together with changed copies of it."""
    return stack(pattern, *(change(pattern) for change in changes))


@word('piano "c4 e4".layer(.up(1), .late(1/8));')
def layer(pattern: Pattern, *changes: Transform) -> Pattern:
    """Only the changed copies, all at once."""
    return stack(*(change(pattern) for change in changes))


@word('piano "c4 e4".off(1/8, .up(1));')
def off(pattern: Pattern, time: Time, change: Transform) -> Pattern:
    """The pattern together with a changed copy some time later."""
    return stack(pattern, change(late(pattern, time)))


@word('piano "<c4 e4>".struct("x ~ x x");')
def struct(pattern: Pattern, rhythm: Pattern) -> Pattern:
    """Takes its rhythm from the hits of another pattern and its values from this one."""
    return _kept(apply_left(rhythm, pattern, _pair), second_is_value=True).with_steps(rhythm.steps)


@word('synth "HiHat*8".mask("<t f>");')
def mask(pattern: Pattern, gate: Pattern) -> Pattern:
    """Lets events through only while another pattern is true."""
    return _kept(apply_left(pattern, gate, _pair), second_is_value=False).with_steps(pattern.steps)


def _pair(left: Value, right: Value) -> Value:
    return (left, right)


def _kept(pairs: Pattern, second_is_value: bool) -> Pattern:
    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, pair, origin in pairs.haps(begin, end, ticks):
            if not isinstance(pair, tuple):
                continue
            value, truth = (pair[1], pair[0]) if second_is_value else pair
            if is_true(truth):
                found.append((wb, we, pb, pe, value, origin))
        return found

    return derived(ask, [pairs])


def euclidean(hits: int, steps: int) -> list[bool]:
    """*hits* spread over *steps* as evenly as they go (Bjorklund's algorithm; Toussaint 2005).

    Negative *hits* give the complement. Raises ``ValueError`` for more hits than steps, or no steps.
    """
    if steps < 1:
        raise ValueError(f"a rhythm needs at least one step, not {steps}")
    if abs(hits) > steps:
        raise ValueError(f"{hits} hits do not fit into {steps} steps")
    if hits < 0:
        return [not hit for hit in euclidean(-hits, steps)]
    heads, tails = [[True]] * hits, [[False]] * (steps - hits)
    while len(tails) > 1 and heads:
        count = min(len(heads), len(tails))
        paired = [heads[index] + tails[index] for index in range(count)]
        heads, tails = paired, heads[count:] or tails[count:]
    return [hit for group in heads + tails for hit in group]


@word('synth "Kick".euclid(3, 8);')
def euclid(pattern: Pattern, k: int, n: int, r: int = 0) -> Pattern:
    """Plays the pattern on k hits spread evenly over n steps, rotated to the right by r."""
    rhythm = euclidean(k, n)
    turn = -r % n
    return struct(pattern, seq(*(atom(hit) for hit in rhythm[turn:] + rhythm[:turn])))
