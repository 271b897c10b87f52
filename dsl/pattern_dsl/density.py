"""Density: how much an expression can ask for at most, known before any of it is played.

All figures are upper bounds, found in one pass from the leaves up. What a let holds is measured once, so names
inside names cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pattern_dsl.load import HIGHEST, atom, pair, rough, scaled
from pattern_dsl.load import MOST_EVENTS as MOST_EVENTS
from pattern_dsl.load import Load as Load
from pattern_dsl.weighing import AGAIN, around, fast, slow, together
from pattern_dsl.weighing import VALUE_BY_VALUE as VALUE_BY_VALUE
from pattern_engine.expression import Apply, Argument, Atom, Chain, Hole, Lambda, Table

_LETTERS = 64
"""Letters that a text may have which is only known when it is played."""

_FITTING = ("squeeze", "squeezeout", "poly")
"""Ways to combine that fit all of one pattern into each event of the other."""


class Loads:
    """Measures the expressions of one text; remembers those that names stand for."""

    def __init__(self) -> None:
        self._named: dict[int, tuple[Argument, Load]] = {}
        self._functions: dict[tuple[int, Load, Load], Load] = {}
        self._scope: dict[str, Load] = {}

    def remember(self, argument: Argument) -> Load:
        """The load of what a name stands for; it is not measured again where the name is used."""
        load = self.of(argument)
        self._named[id(argument)] = (argument, load)
        return load

    def of(self, argument: Argument) -> Load:
        """The load of *argument*; a function is measured as if applied to one event."""
        if isinstance(argument, Atom):
            return atom(argument.value)
        known = self._named.get(id(argument)) if self._named else None
        if known is not None:
            return known[1]
        match argument:
            case Apply():
                return self._applied(argument, ())
            case Chain() | Lambda():
                return self._changed(argument, Load())
            case Hole():
                return self._scope.get(argument.name, Load())
            case Table():
                return pair([self.of(item) for _, item in argument.entries])
            case _:
                return pair([self.of(item) for item in argument])

    def _changed(self, function: Chain | Lambda, load: Load, other: Load | None = None) -> Load:
        """What *function* makes of *load*, and of *other* if it is one of two.

        One that has a name is measured once for numbers of about one size.
        """
        other = other or load
        if id(function) not in self._named:
            return self._called(function, load, other)
        key = (id(function), rough(load), rough(other))
        if key not in self._functions:
            self._functions[key] = self._called(function, key[1], key[2])
        return scaled(self._functions[key], load, len(function.parameters) if isinstance(function, Lambda) else 0)

    def _called(self, function: Chain | Lambda, load: Load, other: Load) -> Load:
        if isinstance(function, Lambda):
            outside = self._scope
            self._scope = {**outside, **dict(zip(function.parameters, (load, other), strict=False))}
            made = self.of(function.body)
            self._scope = outside
            return made
        for step in function.steps:
            load = self._applied(step, (load,))
        return load

    def _placed(self, apply: Apply) -> Load:
        """The load of notes at a time, which may come again before a bar is over."""
        loop, *triples = apply.args
        if len(triples) == 1 and isinstance(triples[0], tuple):
            load = self.of(triples[0][-1])  # one note, as most are
        else:
            load = together([self.of(triple[-1]) for triple in triples if isinstance(triple, tuple) and triple])
        every = loop.value if isinstance(loop, Atom) and isinstance(loop.value, int | Fraction) else 0
        if every <= 0:
            return load
        lasting = max([Fraction(0), *map(_length, triples)])
        events = load.events * float(max(Fraction(1), (1 + lasting) / every))
        return load._replace(events=events, peak=max(load.peak, events))

    def _applied(self, apply: Apply, receiver: tuple[Load, ...]) -> Load:
        if apply.word == "placed":
            return self._placed(apply)
        everything = (*apply.args, *(value for _, value in apply.named)) if apply.named else apply.args
        loads = [*receiver]
        chains: list[Chain | Lambda] = []
        for argument in everything:
            if isinstance(argument, Chain | Lambda):
                chains.append(argument)
            elif isinstance(argument, tuple) and any(isinstance(item, Chain | Lambda) for item in argument):
                chains += [item for item in argument if isinstance(item, Chain | Lambda)]
                loads += [self.of(item) for item in argument if not isinstance(item, Chain | Lambda)]
            else:
                loads.append(self.of(argument))
        changed = self._changes(apply.word, loads, chains) if chains else []
        if apply.named and any(isinstance(arg, Atom) and arg.value in _FITTING for _, arg in apply.named):
            return around("inhabit", loads[:2], changed)
        load = around(apply.word, loads, changed)
        if apply.word in ("listToPat", "stepalt", "fastspread"):
            events = load.events * max(1, sum(len(arg) for arg in everything if isinstance(arg, tuple)))
            load = load._replace(events=events, peak=max(load.peak, events))
        if apply.word == "ascii":
            letters = [
                len(arg.value) if isinstance(arg.value, str) else 1 for arg in apply.args if isinstance(arg, Atom)
            ]
            load = load._replace(events=8.0 * max(letters, default=_LETTERS))
        return load

    def _changes(self, word: str, loads: list[Load], chains: Sequence[Chain | Lambda]) -> list[Load]:
        """What each function makes of what the word gives it."""
        if word in ("inside", "outside") and len(loads) > 1:
            return self._inside(word, loads, chains)
        if word in AGAIN and loads:
            return self._again(word, loads, chains)
        if word in VALUE_BY_VALUE and loads:
            return [self._changed(chain, _one(loads[0])) for chain in chains]
        other = pair(loads[1:]) if len(loads) > 1 else None
        return [self._changed(chain, loads[0] if loads else Load(), other) for chain in chains]

    def _again(self, word: str, loads: list[Load], chains: Sequence[Chain | Lambda]) -> list[Load]:
        """What becomes of the first operand, and of that again, as often as it is done or until it is too much."""
        load = _one(loads[0]) if word == "plyWith" else loads[0]
        times = max((other.largest for other in loads[1:]), default=1)
        if word == "foldEvery":
            times = 1 + sum(other.pieces for other in loads[1:])
        found = [load]
        while len(found) < min(times, HIGHEST) and load.refusal is None:
            for chain in chains:
                load = self._changed(chain, load, found[0])
            found.append(load)
        return found

    def _inside(self, word: str, loads: list[Load], chains: Sequence[Chain | Lambda]) -> list[Load]:
        slower, faster = (slow, fast) if word == "inside" else (fast, slow)
        stretched = slower([loads[0], loads[1]])
        return [faster([self._changed(chain, stretched), loads[1]]) for chain in chains]


def _length(triple: Argument) -> Fraction:
    """How long what is placed as ``[begin, end, music]`` lasts, in bars."""
    times = [time.value for time in triple[:2] if isinstance(time, Atom)] if isinstance(triple, tuple) else []
    begin, end = ([Fraction(time) for time in times if isinstance(time, int | Fraction)] + [Fraction(0)] * 2)[:2]
    return max(end - begin, Fraction(0))


def _one(load: Load) -> Load:
    """One event of those in *load*."""
    return load._replace(events=1.0, voices=1.0)
