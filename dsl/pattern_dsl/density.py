"""Density: how much an expression can ask for at most, known before any of it is played.

All figures are upper bounds, found in one pass from the leaves up. What a let holds is measured once, so names
inside names cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, isfinite, prod
from typing import NamedTuple, TypeAlias

from pattern_engine.expression import Apply, Argument, Atom, Chain
from pattern_engine.words.sound import CONTROLS

MOST_EVENTS = 4096
"""Events a part may hold in a bar, and items a word may count."""

MOST_PIECES = 65_536
"""Atoms and words an expression may be made of, where a name counts as all it stands for."""

HIGHEST = 800
"""Words that may stand inside each other, where a name counts as all it stands for."""


_FITTING = ("squeeze", "squeezeout", "poly")
"""Ways to combine that fit all of one pattern into each event of the other."""


class Load(NamedTuple):
    """What an expression asks for.

    ``events`` in a cycle, ``peak`` the most events or items met on the way to them, ``voices`` that sound at
    once, ``largest`` and ``smallest`` number it can yield, ``pieces`` it is made of, ``height`` of its nesting.
    """

    events: float = 1
    peak: float = 1
    voices: float = 1
    largest: float = 1
    smallest: float = 1
    pieces: int = 1
    height: int = 1

    @property
    def refusal(self) -> str | None:
        """Why this is too much, or None if it can be played."""
        if self.peak > MOST_EVENTS:
            shown = "more than can be counted" if not isfinite(self.peak) else f"{self.peak:.7g}"
            return f"too much to play: up to {shown} events in a bar; {MOST_EVENTS} is the limit"
        if self.pieces > MOST_PIECES:
            return f"too much to play: {self.pieces:.7g} steps and words; {MOST_PIECES} is the limit"
        if self.height > HIGHEST:
            return f"too much to play: {self.height} words inside each other; {HIGHEST} is the limit"
        return None


class Loads:
    """Measures the expressions of one text; remembers those that names stand for."""

    def __init__(self) -> None:
        self._named: dict[int, tuple[Argument, Load]] = {}

    def remember(self, argument: Argument) -> Load:
        """The load of what a name stands for; it is not measured again where the name is used."""
        load = self.of(argument)
        self._named[id(argument)] = (argument, load)
        return load

    def of(self, argument: Argument) -> Load:
        """The load of *argument*; a function is measured as if applied to one event."""
        known = self._named.get(id(argument))
        if known is not None:
            return known[1]
        match argument:
            case Atom():
                return _atom(argument)
            case Chain():
                return self._changed(argument, Load())
            case Apply():
                return self._applied(argument, ())
            case _:
                return _pair([self.of(item) for item in argument])

    def _changed(self, chain: Chain, load: Load) -> Load:
        known = self._named.get(id(chain))
        if known is not None:
            return _scaled(known[1], load)
        for step in chain.steps:
            load = self._applied(step, (load,))
        return load

    def _applied(self, apply: Apply, receiver: tuple[Load, ...]) -> Load:
        everything = (*apply.args, *(value for _, value in apply.named))
        loads = [*receiver, *(self.of(arg) for arg in everything if not isinstance(arg, Chain))]
        chains = [arg for arg in everything if isinstance(arg, Chain)]
        if apply.word in ("inside", "outside") and len(loads) > 1:
            changed = self._inside(apply.word, loads, chains)
        else:
            changed = [self._changed(chain, loads[0] if loads else Load()) for chain in chains]
        how = [arg.value for arg in everything if isinstance(arg, Atom) and arg.value in _FITTING]
        return _around("inhabit" if how else apply.word, loads[:2] if how else loads, changed)

    def _inside(self, word: str, loads: list[Load], chains: Sequence[Chain]) -> list[Load]:
        slower, faster = (_slow, _fast) if word == "inside" else (_fast, _slow)
        stretched = slower([loads[0], loads[1]])
        return [faster([self._changed(chain, stretched), loads[1]]) for chain in chains]


def _atom(atom: Atom) -> Load:
    value = atom.value
    if isinstance(value, int | float | Fraction) and not isinstance(value, bool):
        size = abs(float(value))
        return Load(largest=size, smallest=size or 1)
    return Load(largest=127) if isinstance(value, str) else Load()


def _pair(loads: Sequence[Load]) -> Load:
    """The load of ``[weight, pattern]``, or of a list of which one is chosen."""
    held = max(loads, key=lambda load: load.events, default=Load())
    peak, pieces = max((load.peak for load in loads), default=1), sum(load.pieces for load in loads)
    return held._replace(peak=peak, pieces=pieces, largest=max((load.largest for load in loads), default=1))


def _scaled(function: Load, load: Load) -> Load:
    """The load of a function measured on one event, applied to *load*."""
    return function._replace(
        events=function.events * load.events,
        peak=max(function.peak * load.events, load.peak),
        voices=function.voices * load.voices,
        pieces=function.pieces + load.pieces,
        height=function.height + load.height,
    )


def _around(word: str, loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """The load of *word* around operands, and around its first operand as *changed* by functions."""
    inner = [*loads, *changed]
    if not inner:
        return Load(events=0) if word == "silence" else Load(smallest=1 / MOST_EVENTS)
    otherwise = _combined if word in CONTROLS else _lifted
    load = _RULES.get(word, otherwise)(loads, changed) if loads else _sum(loads, changed)
    events = load.events if load.events == load.events else inf  # 0 × ∞
    return load._replace(
        events=events,
        peak=max(load.peak, events, *(part.peak for part in inner)),
        pieces=1 + sum(part.pieces for part in inner) - len(changed) * (loads[0].pieces if loads else 0),
        height=1 + max(part.height for part in inner),
    )


_Rule: TypeAlias = "Callable[[Sequence[Load], Sequence[Load]], Load]"


def _gathered(inner: Sequence[Load], events: float, voices: float) -> Load:
    return Load(events, events, voices, max(load.largest for load in inner), min(load.smallest for load in inner))


def _sum(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    return _gathered(inner, sum(load.events for load in inner), max(load.voices for load in inner))


def _lifted(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """Any word: its first operand, cut where patterned arguments change, and its changed copies."""
    inner = [loads[0], *changed]
    cuts = sum(max(load.events - 1, 0) for load in loads[1:])
    return _gathered([*loads, *changed], sum(load.events for load in inner) + cuts, max(load.voices for load in inner))


def _together(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    return _gathered(inner, sum(load.events for load in inner), sum(load.voices for load in inner))


def _with_changed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _together([loads[0], *changed])._replace(largest=max(load.largest for load in loads))


def _only_changed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _together(changed or loads[:1])


def _in_turn(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    return _gathered(inner, max(load.events for load in inner), max(load.voices for load in inner))


def _instead(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _in_turn([loads[0], *changed])._replace(peak=max((load.largest for load in loads[1:]), default=1))


def _chunk(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load = _instead(loads, changed)
    return load._replace(peak=load.peak**2)


def _counted(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _sum(loads, changed)._replace(peak=max(load.largest for load in loads))


def _combined(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """One read over each event of the other."""
    load = loads[0]
    for other in loads[1:]:
        events = load.events * other.voices + (other.events - 1) * load.voices
        load = _gathered([load, other], events, load.voices * other.voices)
    return load


def _sum_of_values(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _combined(loads[:2])._replace(largest=sum(load.largest for load in loads))


def _product(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    largest = prod(load.largest for load in loads[:2])
    return _combined(loads[:2])._replace(largest=largest, smallest=prod(load.smallest for load in loads[:2]))


def _quotient(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, by = loads[0], loads[1] if len(loads) > 1 else Load()
    smallest = load.smallest / by.largest if by.largest else 1 / MOST_EVENTS
    return _combined(loads[:2])._replace(largest=load.largest / by.smallest, smallest=smallest)


def _fast(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    load, factor = loads[0], loads[1] if len(loads) > 1 else Load()
    # However slow, a voice comes back as a piece in each cycle.
    least = min(load.events, load.voices)
    return load._replace(events=max(load.events * factor.largest + factor.events - 1, least))


def _slow(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    load, factor = loads[0], loads[1] if len(loads) > 1 else Load()
    return load._replace(events=load.events / (factor.smallest or 1) + factor.events)


def _euclid(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, steps = loads[0], max((load.largest for load in loads[1:]), default=1)
    builds = 1.0
    for number in loads[1:]:
        builds *= max(number.events, number.pieces)
    return load._replace(events=load.events + steps * load.voices, peak=max(steps, builds))


def _run(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return loads[0]._replace(events=loads[0].largest)


def _upto(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    numbers = sum(load.largest for load in loads) + 1
    return _gathered(loads, numbers * loads[0].events, loads[0].voices)


def _segment(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, number = loads[0], loads[1] if len(loads) > 1 else Load()
    return load._replace(events=load.events + number.largest * load.voices)


def _swing(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return loads[0]._replace(events=loads[0].events + 2 * max(load.largest for load in loads[1:] or loads))


def _drifting(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _gathered(loads, sum(load.events for load in loads) * max(loads[0].events, 1), len(loads))


def _arranged(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _in_turn(loads)._replace(peak=sum(load.largest for load in loads))


def _times(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """So many copies of each event, each perhaps changed."""
    count = max((load.largest for load in loads[1:]), default=1)
    return _around_all(loads, max(load.events for load in [loads[0], *changed]) * max(count, 1))


def _shared(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """The events divided by a share of time, as where a small part of a cycle is repeated."""
    least = min((load.smallest for load in loads[1:]), default=1)
    return _around_all(loads, loads[0].events / (least or 1) + 1)


def _nested(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """All of the others in each event of the first."""
    return _around_all(loads, loads[0].events * sum(load.events for load in loads[1:]))


def _squared(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load = _sum(loads, changed)
    return _around_all(loads, load.events * max(load.events, len(loads)))


def _on_grid(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """Attacks that lie at least the smallest number apart, or are as many as the largest."""
    return _around_all(loads, loads[0].largest + 1 / min(load.smallest or 1 for load in loads))


def _stretched(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _around_all(loads, loads[0].events / (prod(load.smallest for load in loads[1:]) or 1) + 1)


def _around_all(loads: Sequence[Load], events: float) -> Load:
    return _gathered(loads, events, max(load.voices for load in loads))


_RULES: dict[str, _Rule] = {
    **dict.fromkeys(("chop", "striate", "echo", "stut", "echoWith", "plyWith", "canon", "pace"), _times),
    **dict.fromkeys(("linger", "ribbon", "loopAt", "focus"), _shared),
    **dict.fromkeys(("bite", "inhabit", "squeeze"), _nested),
    **dict.fromkeys(("tour", "shrink", "grow"), _squared),
    **dict.fromkeys(("necklace", "durs", "grid", "res"), _on_grid),
    **dict.fromkeys(("euclidInv", "euclidFull", "euclidLegato", "euclidLegatoRot"), _euclid),
    **dict.fromkeys(("chunkBack", "chunkInto", "chunkBackInto"), _chunk),
    "into": lambda loads, changed: _chunk([loads[0], *(Load(largest=load.events) for load in loads[1:])], changed),
    "steps": _stretched,
    "iterBack": _counted,
    "whenmod": _instead,
    "everyOff": _instead,
    "hurry": _fast,
    "extend": _fast,
    "phase": _fast,
    "diminish": _fast,
    "augment": _slow,
    "zip": _drifting,
    "seq": _sum,
    "timecat": _sum,
    "stack": _together,
    "superimpose": _with_changed,
    "off": _with_changed,
    "layer": _only_changed,
    "cat": _in_turn,
    "randcat": _in_turn,
    "every": _instead,
    "lastOf": _instead,
    "when": _instead,
    "inside": _instead,
    "outside": _instead,
    "chunk": _chunk,
    "iter": _counted,
    "fast": _fast,
    "ply": _fast,
    "slow": _slow,
    "euclid": _euclid,
    "run": _run,
    "upto": _upto,
    "segment": _segment,
    "swing": _swing,
    "swingBy": _swing,
    "polymeter": _drifting,
    "arrange": _arranged,
    "struct": _combined,
    "mask": _combined,
    "tagged": _combined,
    "set": _combined,
    "add": _sum_of_values,
    "sub": _sum_of_values,
    "mul": _product,
    "div": _quotient,
    "mod": _combined,
}
"""How a word's load follows from its operands'; any other is as its first, cut by the others."""
