"""Load: what an expression asks for, and how it follows from what its operands ask for, word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, inf, isfinite, log2, prod
from typing import NamedTuple, TypeAlias

from pattern_engine.event import Value
from pattern_engine.words.sound import CONTROLS

MOST_EVENTS = 4096
"""Events a part may hold in a bar, and items a word may count."""

MOST_PIECES = 65_536
"""Atoms and words an expression may be made of, where a name counts as all it stands for."""

HIGHEST = 800
"""Words that may stand inside each other, where a name counts as all it stands for."""

VALUE_BY_VALUE = frozenset(
    {"map", "filter", "join", "innerJoin", "outerJoin", "squeezeJoin", "resetJoin", "restartJoin", "polyJoin"}
)
"""Words whose functions are applied to one value after another."""


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


_WORD = Load(largest=127)
_OTHER = Load()


def atom(value: Value) -> Load:
    """The load of one value, or of a list of them."""
    if isinstance(value, str):
        return _WORD
    if isinstance(value, int | float | Fraction) and not isinstance(value, bool):
        return _number(value)
    return pair([atom(item) for item in value]) if isinstance(value, tuple) else _OTHER


@lru_cache(maxsize=1024)
def _number(value: float | Fraction) -> Load:
    size = abs(float(value))
    return Load(largest=size, smallest=size or 1)


def pair(loads: Sequence[Load]) -> Load:
    """The load of ``[weight, pattern]``, or of any list or table: one of them at a time."""
    if not loads:
        return Load()
    return _gathered(loads, max(load.events for load in loads), max(load.voices for load in loads))._replace(
        peak=max(load.peak for load in loads),
        pieces=sum(load.pieces for load in loads),
        height=max(load.height for load in loads),
    )


def rough(load: Load) -> Load:
    """One event with numbers of about the size of those in *load*."""
    return Load(largest=_power(load.largest, ceil), smallest=_power(load.smallest, floor))


def _power(number: float, rounded: Callable[[float], int]) -> float:
    """*number* as a power of two, so that sizes are few."""
    if not isfinite(number) or not number:
        return number
    return float(2.0 ** min(max(rounded(log2(number)), -1000), 1000))


def scaled(function: Load, load: Load, parameters: int) -> Load:
    """The load of a function measured on one event, applied to *load*; a parameter may stand in all its places."""
    return function._replace(
        events=function.events * load.events,
        peak=max(function.peak * load.events, load.peak),
        voices=function.voices * load.voices,
        pieces=function.pieces * load.pieces if parameters else function.pieces + load.pieces,
        height=function.height + load.height,
    )


def around(word: str, loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """The load of *word* around operands, and around its first operand as *changed* by functions."""
    if not loads and not changed:
        return Load(events=0) if word == "silence" else Load(smallest=1 / MOST_EVENTS)
    otherwise = _combined if word in CONTROLS else _lifted
    load = _RULES.get(word, otherwise)(loads, changed) if loads else _sum(loads, changed)
    events = load.events if load.events == load.events else inf  # 0 × ∞
    peak = max(load.peak, events)
    pieces, height = 1, 0
    for _, inner_peak, _, _, _, inner_pieces, inner_height in loads:
        pieces += inner_pieces
        if inner_peak > peak:
            peak = inner_peak
        if inner_height > height:
            height = inner_height
    for part in changed:
        pieces += max(0, part.pieces - (loads[0].pieces if loads else 0))
        peak, height = max(peak, part.peak), max(height, part.height)
    return Load(events, peak, load.voices, load.largest, load.smallest, pieces, 1 + height)


_Rule: TypeAlias = "Callable[[Sequence[Load], Sequence[Load]], Load]"


def _gathered(inner: Sequence[Load], events: float, voices: float) -> Load:
    _, _, _, largest, smallest, _, _ = inner[0]
    for _, _, _, large, small, _, _ in inner:
        if large > largest:
            largest = large
        if small < smallest:
            smallest = small
    return Load(events, events, voices, largest, smallest)


def _sum(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    events, voices = 0.0, 0.0
    for load_events, _, load_voices, _, _, _, _ in inner:
        events += load_events
        if load_voices > voices:
            voices = load_voices
    return _gathered(inner, events, voices)


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


def _each(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """What a function makes of each value, in the place of the value."""
    return _squeezed([loads[0], *changed], ())


def _repeated(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """As many copies at once as the largest number says."""
    load = _with_changed(loads, changed)
    times = max((other.largest for other in loads[1:]), default=1)
    return load._replace(events=load.events * times, voices=load.voices * times, peak=max(load.peak, times))


def _squeezed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """All of one in each event of the other."""
    load = loads[0]
    for inner in loads[1:]:
        load = _gathered([load, inner], load.events * max(inner.events, 1), load.voices * inner.voices)
    return load


def _fourfold(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load = _with_changed(loads, changed)
    return load._replace(events=load.events * 4, voices=load.voices * 4)


def _stepped(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """As many pieces as the argument has events, each at most all of the pattern, as often as the number says."""
    load, number = loads[0], loads[1] if len(loads) > 1 else Load()
    return load._replace(events=load.events * max(number.events, 1) * max(number.largest, 1))


def _quotient(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, by = loads[0], loads[1] if len(loads) > 1 else Load()
    smallest = load.smallest / by.largest if by.largest else 1 / MOST_EVENTS
    return _combined(loads[:2])._replace(largest=load.largest / by.smallest, smallest=smallest)


def fast(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """The first operand, faster by the second."""
    load, factor = loads[0], loads[1] if len(loads) > 1 else Load()
    # However slow, a voice comes back as a piece in each cycle.
    least = min(load.events, load.voices)
    return load._replace(events=max(load.events * factor.largest + factor.events - 1, least))


def slow(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """The first operand, slower by the second."""
    load, factor = loads[0], loads[1] if len(loads) > 1 else Load()
    return load._replace(events=load.events / (factor.smallest or 1) + factor.events)


def _euclid(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, steps = loads[0], max(load.largest for load in loads[1:] or loads)
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


def _toured(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """All of them, as often as there are."""
    return _around_all(loads, sum(load.events for load in loads) * len(loads))


def _shrinking(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """As many repeats as the number goes into the steps, each at most all of the pattern."""
    least = min((load.smallest for load in loads[1:]), default=1)
    return _around_all(loads, loads[0].events * max(1, loads[0].events / (least or 1)))


def _on_grid(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """Attacks that lie at least the smallest number apart, or are as many as the largest."""
    return _around_all(loads, loads[0].largest + 1 / min(load.smallest or 1 for load in loads))


def _stretched(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _around_all(loads, loads[0].events / (prod(load.smallest for load in loads[1:]) or 1) + 1)


def _around_all(loads: Sequence[Load], events: float) -> Load:
    return _gathered(loads, events, max(load.voices for load in loads))


_RULES: dict[str, _Rule] = {
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
    "fast": fast,
    "ply": fast,
    "slow": slow,
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
    "apply": _only_changed,
    **dict.fromkeys(("seqP", "seqPLoop"), _together),
    "extend": _stepped,
    "into": lambda loads, changed: _chunk([loads[0], *(Load(largest=load.events) for load in loads[1:])], changed),
    "steps": _stretched,
    "augment": slow,
    "zip": _drifting,
    **dict.fromkeys(("wrandcat",), _in_turn),
    **dict.fromkeys(("someCyclesBy", "someCycles", "whenmod", "everyOff"), _instead),
    **dict.fromkeys(("randrun", "scan", "binaryN", "markov"), _run),
    **dict.fromkeys(("shuffle", "scramble", "randStruct"), _segment),
    **dict.fromkeys(("chromaticise", "hurry", "phase", "diminish"), fast),
    **dict.fromkeys(("echo", "stut", "echoWith", "stutter", "spin"), _repeated),
    **dict.fromkeys(("chop", "striate", "striateBy", "gapChop", "smash", "plyWith", "canon", "pace"), _times),
    **dict.fromkeys(("linger", "ribbon", "loopAt", "focus"), _shared),
    **dict.fromkeys(("bite", "inhabit", "squeeze"), _nested),
    "tour": _toured,
    **dict.fromkeys(("shrink", "grow"), _shrinking),
    **dict.fromkeys(("necklace", "durs", "grid", "res"), _on_grid),
    **dict.fromkeys(("chunkBack", "chunkInto", "chunkBackInto"), _chunk),
    **dict.fromkeys(("soak", "snowball", "iterBack"), _counted),
    **dict.fromkeys(("ghost", "ghostWith"), _fourfold),
    "substruct": _squeezed,
    **dict.fromkeys(("bjork", "distrib", "euclidBool", "euclidInv", "euclidFull"), _euclid),
    **dict.fromkeys(("euclidLegato", "euclidLegatoRot"), _euclid),
    **dict.fromkeys(VALUE_BY_VALUE, _each),
}
"""How a word's load follows from its operands'; any other is as its first, cut by the others."""
