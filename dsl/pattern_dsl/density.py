"""How many events a cycle of an expression can hold at most, known before any of it is played."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.expression import Apply, Argument, Atom, Chain

LIMIT = 4096
"""Events a part may hold in a bar."""


def density(expression: Argument) -> Fraction:
    """An upper bound of the events per cycle of *expression*; factors that are patterns count as their largest."""
    if isinstance(expression, Atom):
        return Fraction(1)
    if isinstance(expression, tuple):
        return sum((density(item) for item in expression), Fraction(0))
    if isinstance(expression, Chain):
        return Fraction(1)
    return _applied(expression)


def _applied(apply: Apply) -> Fraction:
    args = apply.args
    match apply.word:
        case "silence":
            return Fraction(0)
        case "cat" | "randcat" | "slowcat":
            return max((density(arg) for arg in args), default=Fraction(0))
        case "fast" | "ply" | "segment" if len(args) == 2:
            return density(args[0]) * max(largest(args[1]), Fraction(0))
        case "slow" if len(args) == 2:
            return density(args[0])
        case "euclid" | "struct" if len(args) > 1:
            return density(args[0]) + max(largest(args[1]), density(args[1]))
        case "run":
            return largest(args[0]) if args else Fraction(0)
        case "upto":
            return sum((largest(arg) for arg in args), Fraction(1))
    return sum((_share(arg) for arg in args), Fraction(0)) or Fraction(1)


def _share(argument: Argument) -> Fraction:
    if isinstance(argument, Chain):
        bound = Fraction(1)
        for step in argument.steps:
            bound *= max(_applied(Apply(step.word, (Atom(None), *step.args))), Fraction(1))
        return bound
    if isinstance(argument, tuple) and len(argument) == 2 and isinstance(argument[0], Atom):
        return density(argument[1])
    return density(argument)


def largest(argument: Argument) -> Fraction:
    """The largest number that stands anywhere in *argument*."""
    if isinstance(argument, Atom):
        value = argument.value
        return Fraction(value) if isinstance(value, int | float | Fraction) else Fraction(1)
    if isinstance(argument, Chain):
        return Fraction(1)
    items = argument if isinstance(argument, tuple) else argument.args
    return max((largest(item) for item in items), default=Fraction(0))
