"""Pick: patterns chosen from a list by number or from a table by name. The variants differ in where they begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd

from pattern_engine.event import Hap, Value, show_value
from pattern_engine.joins import join_inner, join_outer, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern, derived
from pattern_engine.vocabulary import Choices, Combiner, Patterns, Transforms, word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import cat, seq, silence


def _chosen(patterns: Choices, wrap: bool) -> Callable[[Value], Pattern]:
    def choose(value: Value) -> Pattern:
        if isinstance(patterns, Mapping):
            return patterns.get(show_value(value)) or silence()
        if not patterns:
            return silence()
        index = round(number_of(value))
        return patterns[index % len(patterns) if wrap else max(0, min(index, len(patterns) - 1))]

    return choose


@word('piano "<0 1>".pick(["c4 e4", "g4*4"]);')
def pick(pattern: Pattern, patterns: Choices) -> Pattern:
    """Chooses a pattern by number for each event; it plays from the global time. Numbers are kept in range."""
    return join_inner(pattern, _chosen(patterns, wrap=False))


@word('piano "<0 1 2>".pickmod(["c4 e4", "g4*4"]);')
def pickmod(pattern: Pattern, patterns: Choices) -> Pattern:
    """As pick, with numbers that wrap round."""
    return join_inner(pattern, _chosen(patterns, wrap=True))


@word('piano "<0 1>".pickOut(["c4 e4", "g4*4"]);')
def pickOut(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pick, in the rhythm of the numbers."""
    return join_outer(pattern, _chosen(patterns, wrap=False))


@word('piano "<0 1 2>".pickmodOut(["c4 e4", "g4*4"]);')
def pickmodOut(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pickOut, with numbers that wrap round."""
    return join_outer(pattern, _chosen(patterns, wrap=True))


@word('piano "<0 1>".pickRestart(["c4 e4 g4", "<g4 a4>"]);')
def pickRestart(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pick, the chosen pattern starting from its cycle 0 at the event that chooses it."""
    return join_trigger(pattern, _chosen(patterns, wrap=False), from_zero=True)


@word('piano "<0 1>".pickmodRestart(["c4 e4 g4", "<g4 a4>"]);')
def pickmodRestart(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pickRestart, with numbers that wrap round."""
    return join_trigger(pattern, _chosen(patterns, wrap=True), from_zero=True)


@word('piano "<0 1>".pickReset(["c4 e4 g4", "<g4 a4>"]);')
def pickReset(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pick, the current cycle of the chosen pattern starting at the event that chooses it."""
    return join_trigger(pattern, _chosen(patterns, wrap=False), from_zero=False)


@word('piano "<0 1 2>".pickmodReset(["c4 e4 g4", "<g4 a4>"]);')
def pickmodReset(pattern: Pattern, patterns: Choices) -> Pattern:  # noqa: N802
    """As pickReset, with numbers that wrap round."""
    return join_trigger(pattern, _chosen(patterns, wrap=True), from_zero=False)


@word('piano "0 1".inhabit(["c4 e4", "g4*2"]);', aliases=("pickSqueeze",))
def inhabit(pattern: Pattern, patterns: Choices) -> Pattern:
    """Squeezes a cycle of the chosen pattern into each event that chooses."""
    return join_squeeze(pattern, _chosen(patterns, wrap=False))


@word('piano "0 1 2".squeeze(["c4 e4", "g4*2"]);', aliases=("inhabitmod", "pickmodSqueeze"))
def squeeze(pattern: Pattern, patterns: Choices) -> Pattern:
    """As inhabit, with numbers that wrap round."""
    return join_squeeze(pattern, _chosen(patterns, wrap=True))


@word('piano "c4 e4 g4".pickF("<0 1>", [.rev(), .fast(2)]);')
def pickF(pattern: Pattern, which: Pattern, changes: Transforms) -> Pattern:  # noqa: N802
    """Chooses a function by number and applies it."""
    return join_inner(which, _chosen(tuple(change(pattern) for change in changes), wrap=False))


@word('piano "c4 e4 g4".pickmodF("<0 1 2>", [.rev(), .fast(2)]);')
def pickmodF(pattern: Pattern, which: Pattern, changes: Transforms) -> Pattern:  # noqa: N802
    """As pickF, with numbers that wrap round."""
    return join_inner(which, _chosen(tuple(change(pattern) for change in changes), wrap=True))


@word('synth "k s k [s s]".swap({k: "Kick", s: "Snare"});')
def swap(pattern: Pattern, patterns: Choices) -> Pattern:
    """Replaces values by what a table holds under them, in their own rhythm, and drops those it does not hold."""
    return join_outer(pattern, _chosen(patterns, wrap=True)).with_steps(pattern.steps)


@word('piano "<0 0.7>".select(["c4 e4", "g4*4"]);')
def select(pattern: Pattern, patterns: Patterns) -> Pattern:
    """Chooses a pattern by a number from 0 to 1, which goes from the first of them to the last."""

    def choose(value: Value) -> Pattern:
        index = int(number_of(value) * len(patterns))
        return patterns[max(0, min(index, len(patterns) - 1))] if patterns else silence()

    return join_inner(pattern, choose)


@word('piano "c4 e4 g4".selectF("<0 0.7>", [.rev(), .fast(2)]);')
def selectF(pattern: Pattern, which: Pattern, changes: Transforms) -> Pattern:  # noqa: N802
    """Chooses a function by a number from 0 to 1, which goes from the first of them to the last, and applies it."""
    return select(which, tuple(change(pattern) for change in changes))


@word('piano "c4 e4 g4".spread((x, n) => x.fast(n), [1, 2]);', aliases=("slowspread",))
def spread(pattern: Pattern, change: Combiner, values: Patterns) -> Pattern:
    """Applies a function of two with each of several values in turn, a cycle each."""
    return cat(*(change(pattern, value) for value in values))


@word('piano "c4 e4 g4".fastspread((x, n) => x.fast(n), [1, 2]);')
def fastspread(pattern: Pattern, change: Combiner, values: Patterns) -> Pattern:
    """As spread, with all the values in one cycle."""
    return seq(*(change(pattern, value) for value in values))


@word('piano "0 1 2".fitList(2, ["c4", "d4", "e4", "g4"]);')
def fitList(pattern: Pattern, step: int, patterns: Patterns) -> Pattern:  # noqa: N802
    """Reads a list by number, the numbers moving on by a step with each cycle and wrapping round."""
    count = max(1, len(patterns))

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            cycle = (pb if wb is None else wb) // ticks
            found.append((wb, we, pb, pe, (int(number_of(value)) + step * cycle) % count, origin))
        return found

    turns = count // gcd(count, step) * pattern.period
    return join_outer(derived(ask, [pattern], turns), _chosen(patterns, wrap=True)).with_steps(pattern.steps)
