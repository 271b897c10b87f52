"""Pick: patterns chosen by number from a list. The variants differ in where the chosen one begins."""

from __future__ import annotations

from collections.abc import Callable

from pattern_engine.event import Value
from pattern_engine.joins import join_inner, join_outer, join_squeeze, join_trigger
from pattern_engine.pattern import Pattern
from pattern_engine.vocabulary import Patterns, Transforms, word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import silence


def _chosen(patterns: Patterns, wrap: bool) -> Callable[[Value], Pattern]:
    def choose(value: Value) -> Pattern:
        if not patterns:
            return silence()
        index = round(number_of(value))
        return patterns[index % len(patterns) if wrap else max(0, min(index, len(patterns) - 1))]

    return choose


@word('piano "<0 1>".pick(["c4 e4", "g4*4"]);')
def pick(pattern: Pattern, patterns: Patterns) -> Pattern:
    """Chooses a pattern by number for each event; it plays from the global time. Numbers are kept in range."""
    return join_inner(pattern, _chosen(patterns, wrap=False))


@word('piano "<0 1 2>".pickmod(["c4 e4", "g4*4"]);')
def pickmod(pattern: Pattern, patterns: Patterns) -> Pattern:
    """As pick, with numbers that wrap round."""
    return join_inner(pattern, _chosen(patterns, wrap=True))


@word('piano "<0 1>".pickOut(["c4 e4", "g4*4"]);')
def pickOut(pattern: Pattern, patterns: Patterns) -> Pattern:  # noqa: N802
    """As pick, in the rhythm of the numbers."""
    return join_outer(pattern, _chosen(patterns, wrap=False))


@word('piano "<0 1>".pickRestart(["c4 e4 g4", "<g4 a4>"]);')
def pickRestart(pattern: Pattern, patterns: Patterns) -> Pattern:  # noqa: N802
    """As pick, the chosen pattern starting from its cycle 0 at the event that chooses it."""
    return join_trigger(pattern, _chosen(patterns, wrap=False), from_zero=True)


@word('piano "<0 1>".pickmodRestart(["c4 e4 g4", "<g4 a4>"]);')
def pickmodRestart(pattern: Pattern, patterns: Patterns) -> Pattern:  # noqa: N802
    """As pickRestart, with numbers that wrap round."""
    return join_trigger(pattern, _chosen(patterns, wrap=True), from_zero=True)


@word('piano "<0 1>".pickReset(["c4 e4 g4", "<g4 a4>"]);')
def pickReset(pattern: Pattern, patterns: Patterns) -> Pattern:  # noqa: N802
    """As pick, the current cycle of the chosen pattern starting at the event that chooses it."""
    return join_trigger(pattern, _chosen(patterns, wrap=False), from_zero=False)


@word('piano "0 1".inhabit(["c4 e4", "g4*2"]);', aliases=("pickSqueeze",))
def inhabit(pattern: Pattern, patterns: Patterns) -> Pattern:
    """Squeezes a cycle of the chosen pattern into each event that chooses."""
    return join_squeeze(pattern, _chosen(patterns, wrap=False))


@word('piano "0 1 2".squeeze(["c4 e4", "g4*2"]);', aliases=("inhabitmod", "pickmodSqueeze"))
def squeeze(pattern: Pattern, patterns: Patterns) -> Pattern:
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
