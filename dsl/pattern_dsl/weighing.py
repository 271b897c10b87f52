"""Weighing: how the load of a word follows from the loads of its operands, word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, prod
from typing import TypeAlias

from pattern_dsl.load import MOST_EVENTS, Load, gathered
from pattern_engine.words.sound import CONTROLS

VALUE_BY_VALUE = frozenset(
    {"map", "filter", "join", "innerJoin", "outerJoin", "squeezeJoin", "resetJoin", "restartJoin", "polyJoin"}
)
"""Words whose functions are applied to one value after another."""

AGAIN = frozenset({"plyWith", "soak", "snowball", "canon", "foldEvery"})
"""Words that apply a function again to what it has made, as often as a number or the length of a list says."""


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


def together(loads: Sequence[Load]) -> Load:
    """The load of all of them at once; of nothing, if there are none."""
    if not loads:
        return Load(events=0)
    return _together(loads)._replace(
        peak=max(max(load.peak for load in loads), sum(load.events for load in loads)),
        pieces=sum(load.pieces for load in loads),
        height=1 + max(load.height for load in loads),
    )


_Rule: TypeAlias = "Callable[[Sequence[Load], Sequence[Load]], Load]"


def _sum(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    events, voices = 0.0, 0.0
    for load_events, _, load_voices, _, _, _, _ in inner:
        events += load_events
        if load_voices > voices:
            voices = load_voices
    return gathered(inner, events, voices)


def _lifted(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """Any word: its first operand, cut where patterned arguments change, and its changed copies."""
    inner = [loads[0], *changed]
    cuts = sum(max(load.events - 1, 0) for load in loads[1:])
    return gathered([*loads, *changed], sum(load.events for load in inner) + cuts, sum(load.voices for load in inner))


def _together(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    return gathered(inner, sum(load.events for load in inner), sum(load.voices for load in inner))


def _with_changed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _together([loads[0], *changed])._replace(largest=max(load.largest for load in loads))


def _only_changed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _together(changed or loads[:1])


def _in_turn(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    inner = [*loads, *changed]
    return gathered(inner, max(load.events for load in inner), max(load.voices for load in inner))


def _instead(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _in_turn([loads[0], *changed])._replace(peak=max((load.largest for load in loads[1:]), default=1))


def _chunk(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load = _instead(loads, changed)
    return load._replace(peak=load.peak**2)


def _counted(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return _sum(loads, changed)._replace(peak=max(load.largest for load in loads))


def _ply_with(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """In each event what the function makes of it, time after time."""
    made = changed or loads[:1]
    repeats = gathered(made, sum(load.events for load in made), max(load.voices for load in made))
    return _squeezed([loads[0], repeats], ())._replace(peak=max(load.largest for load in loads[1:] or loads))


def _canon(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """As many voices as the number says, each of them changed once more."""
    count = max((load.largest for load in loads[1:]), default=1)
    made = changed or loads[:1]
    events, voices = max(load.events for load in made), max(load.voices for load in made)
    return gathered([*loads, *made], events * count, voices * count)


def _several_cycles(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """The first operand, for which as many of its cycles are read at once as a number says."""
    load = _around_all(loads, loads[0].events)
    return load._replace(peak=load.events * max([1, *(other.largest for other in loads[1:])]))


def _zoomed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """Of each cycle what lies between two numbers, as long as a cycle."""
    return _around_all(loads, loads[0].events * max(sum(load.largest for load in loads[1:]), 1) + 1)


def _smashed(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """So many copies of each event, in a time multiplied by the smallest number."""
    return _times([_within_least(loads), *loads[1:]], ())


def _bitten(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """In each event of an order one part of the first operand, or more than all of it if there is less than one."""
    return _nested([_within_least(loads), *loads[1:]], ())


def _within_least(loads: Sequence[Load]) -> Load:
    """The first operand, all of which lies within the smallest number below 1."""
    return loads[0]._replace(events=loads[0].events / min([1, *(load.smallest for load in loads[1:])]))


def _combined(loads: Sequence[Load], changed: Sequence[Load] = ()) -> Load:
    """One read over each event of the other."""
    load = loads[0]
    for other in loads[1:]:
        events = load.events * other.voices + (other.events - 1) * load.voices
        load = gathered([load, other], events, load.voices * other.voices)
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
        load = gathered([load, inner], load.events * max(inner.events, 1), load.voices * inner.voices)
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
    return gathered(loads, numbers * loads[0].events, loads[0].voices)


def _segment(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    load, number = loads[0], loads[1] if len(loads) > 1 else Load()
    return load._replace(events=load.events + number.largest * load.voices)


def _swing(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    slices = loads[1:] or loads
    cycles = 1 / min([1, *(load.smallest for load in slices)])  # a slice may last longer than a cycle
    return loads[0]._replace(events=loads[0].events * cycles + 2 * max(load.largest for load in slices))


def _drifting(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    return gathered(loads, sum(load.events for load in loads) * max(loads[0].events, 1), len(loads))


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


def _spaced(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """All of the first operand in each of some lengths in turn; a list lasts at least as long as its longest."""
    lengths = loads[1] if len(loads) > 1 else Load()
    lasting = lengths.largest if lengths.height <= 1 else lengths.smallest
    return _around_all(loads, loads[0].events * lengths.pieces / (min(1, lasting) or 1))


def _lingering(loads: Sequence[Load], changed: Sequence[Load]) -> Load:
    """The events divided by a share of the cycle; of a share above 1 so many cycles are read at once."""
    return _several_cycles(loads, changed)._replace(events=_shared(loads, changed).events)


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
    return gathered(loads, events, max(load.voices for load in loads))


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
    **dict.fromkeys(("someCyclesBy", "someCycles", "whenmod", "everyOff", "foldEvery"), _instead),
    **dict.fromkeys(("randrun", "scan", "binaryN", "markov"), _run),
    **dict.fromkeys(("shuffle", "scramble", "randStruct"), _segment),
    **dict.fromkeys(("chromaticise", "hurry", "phase", "diminish"), fast),
    **dict.fromkeys(("echo", "stut", "echoWith", "stutter", "spin"), _repeated),
    **dict.fromkeys(("chop", "striate", "striateBy", "gapChop", "pace"), _times),
    "plyWith": _ply_with,
    "canon": _canon,
    "smash": _smashed,
    "bite": _bitten,
    "zoom": _zoomed,
    "revAll": _several_cycles,
    **dict.fromkeys(("ribbon", "loopAt", "focus"), _shared),
    "spaceOut": _spaced,
    "linger": _lingering,
    **dict.fromkeys(("inhabit", "squeeze"), _nested),
    "tour": _toured,
    **dict.fromkeys(("shrink", "grow"), _shrinking),
    **dict.fromkeys(("necklace", "durs", "grid", "res"), _on_grid),
    **dict.fromkeys(("chunkBack", "chunkInto", "chunkBackInto", "fastChunk"), _chunk),
    **dict.fromkeys(("soak", "snowball", "iterBack"), _counted),
    **dict.fromkeys(("ghost", "ghostWith"), _fourfold),
    "substruct": _squeezed,
    **dict.fromkeys(("bjork", "distrib", "euclidBool", "euclidInv", "euclidFull"), _euclid),
    **dict.fromkeys(("euclidLegato", "euclidLegatoRot"), _euclid),
    **dict.fromkeys(VALUE_BY_VALUE, _each),
}
"""How a word's load follows from its operands'; any other is as its first, cut by the others."""
