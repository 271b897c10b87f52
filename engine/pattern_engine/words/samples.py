"""Samples: cutting sounds into parts and fitting them into time. They set begin, end and speed; a sampler obeys."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.chance import chance
from pattern_engine.event import Hap, Value
from pattern_engine.joins import apply_left, join_inner, join_outer, join_squeeze
from pattern_engine.pattern import Pattern, derived
from pattern_engine.time import Time
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of
from pattern_engine.words.making import atom, cat, seq, silence
from pattern_engine.words.shaping import numbers
from pattern_engine.words.shift import zoom
from pattern_engine.words.tempo import fast, slow


def _sound(value: Value) -> dict[str, Value]:
    return dict(value) if isinstance(value, dict) else {"s": value}


def _float(value: Value, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float | Fraction) else otherwise


@word('synth "Crash".chop(4);')
def chop(pattern: Pattern, n: int) -> Pattern:
    """Cuts each sample into n parts, played in order within the event."""

    def parts(value: Value) -> Pattern:
        held = _sound(value)
        begin, end = _float(held.get("begin"), 0.0), _float(held.get("end"), 1.0)
        share = (end - begin) / n
        return seq(*(atom({**held, "begin": begin + i * share, "end": begin + (i + 1) * share}) for i in range(n)))

    return join_squeeze(pattern, parts).with_steps(pattern.steps and pattern.steps * n)


@word('synth "Crash Ride".striate(4);')
def striate(pattern: Pattern, n: int) -> Pattern:
    """Cuts samples into n parts and plays part after part of all of them."""
    pieces = cat(*(atom({"begin": index / n, "end": (index + 1) / n}) for index in range(n)))
    cut = apply_left(pattern, pieces, lambda value, piece: {**_sound(value), **_sound(piece)})
    return fast(cut, Fraction(n)).with_steps(pattern.steps and pattern.steps * n)


@word('synth "Crash".slice(8, "0 3 2 1");', name="slice")
def slice_(pattern: Pattern, n: Pattern, order: Pattern) -> Pattern:
    """Plays numbered parts, of n, of a sample, in the rhythm of the numbers."""

    def cut(count: Value) -> Pattern:
        total = number_of(count)

        def part(index: Value) -> Pattern:
            number = number_of(index)

            def piece(value: Value) -> Value:
                edges = {"begin": number / total, "end": (number + 1) / total, "_slices": total}
                return {**edges, **_sound(value)}

            return pattern.map(piece)

        return join_outer(order, part)

    return join_inner(n, cut).with_steps(order.steps)


@word('synth "Crash".splice(8, "0 3 2 1");')
def splice(pattern: Pattern, n: Pattern, order: Pattern) -> Pattern:
    """As slice, each part played at the speed at which it fills its step."""

    def filled(value: Value, length: Time) -> Value:
        held = _sound(value)
        parts = number_of(held["_slices"])
        return {"speed": float(1 / (parts * length)) * _float(held.get("speed"), 1.0), "unit": "c", **held}

    return _by_length(slice_(pattern, n, order), filled).with_steps(order.steps)


def _by_length(pattern: Pattern, change: object) -> Pattern:
    """Values changed by a function that is also told the length of the whole, in cycles."""
    if not callable(change):
        raise TypeError("a change is a function")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        return [
            (wb, we, pb, pe, change(value, Fraction(we - wb, ticks)), origin)
            for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks)
            if wb is not None and we is not None
        ]

    return derived(ask, [pattern], steps=pattern.steps)


@word('synth "Crash*4".randslice(8);')
def randslice(pattern: Pattern, n: int, *, stream: int = 0) -> Pattern:
    """Plays of each sample one of n equal parts, drawn by chance for each event."""
    if n < 1:
        raise ValueError(f"a sample is cut into 1 part or more, not {n}")

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            part = int(chance(stream, pb if wb is None else wb, ticks) * n)
            edges = {"begin": part / n, "end": (part + 1) / n}
            found.append((wb, we, pb, pe, {**_sound(value), **edges}, origin))
        return found

    return derived(ask, [pattern], 0, steps=pattern.steps)


@word('synth "Crash".loopAt(2);', aliases=("loopat",))
def loopAt(pattern: Pattern, cycles: Time) -> Pattern:  # noqa: N802
    """Makes a sample last a number of cycles, by its speed."""
    if not cycles:
        return silence()
    speed = float(1 / cycles)
    steps = pattern.steps and pattern.steps / cycles
    return slow(pattern.map(lambda value: {**_sound(value), "speed": speed, "unit": "c"}), cycles).with_steps(steps)


@word('synth "Crash*2".fit();')
def fit(pattern: Pattern) -> Pattern:
    """Makes a sample last its event, by its speed."""

    def fitted(value: Value, length: Time) -> Value:
        held = _sound(value)
        share = _float(held.get("end"), 1.0) - _float(held.get("begin"), 0.0)
        return {**held, "speed": float(1 / length) * share, "unit": "c"}

    return _by_length(pattern, fitted)


@word('synth "Crash Ride".hurry(2);')
def hurry(pattern: Pattern, factor: Time) -> Pattern:
    """Plays faster, and samples at a higher speed by the same factor."""

    def hurried(value: Value) -> Value:
        held = _sound(value)
        speed = _float(held.get("speed"), 1.0) * float(factor)
        return {**held, "speed": int(speed) if speed == int(speed) else speed}

    return fast(pattern.map(hurried), factor)


@word('synth "Crash Ride".striateBy(4, 0.4);')
def striateBy(pattern: Pattern, n: int, length: float) -> Pattern:  # noqa: N802
    """As striate, each part a given share of the sample, so that parts overlap or leave gaps."""
    step = (1 - length) / (n - 1) if n > 1 else 0.0
    pieces = cat(*(atom({"begin": index * step, "end": index * step + length}) for index in range(n)))
    cut = apply_left(pattern, pieces, lambda value, piece: {**_sound(value), **_sound(piece)})
    return fast(cut, Fraction(n)).with_steps(pattern.steps and pattern.steps * n)


@word('synth "Crash Ride".smash(3, [2, 3, 4]);')
def smash(pattern: Pattern, n: int, factors: Value) -> Pattern:
    """As striate, slowed by a different factor in each cycle."""
    cut = striate(pattern, n)
    return cat(*(slow(cut, factor) for factor in numbers(factors)))


@word('synth "Crash".gapChop(8);')
def gapChop(pattern: Pattern, n: int) -> Pattern:  # noqa: N802
    """As chop, every other part silent."""

    def kept(value: Value) -> Pattern:
        held = _sound(value)
        begin, end = _float(held.get("begin"), 0.0), _float(held.get("end"), 1.0)
        share = (end - begin) / n
        edges = [{"begin": begin + index * share, "end": begin + (index + 1) * share} for index in range(n)]
        return seq(*(silence() if index % 2 else atom({**held, **edge}) for index, edge in enumerate(edges)))

    return join_squeeze(pattern, kept).with_steps(pattern.steps and pattern.steps * n)


@word('synth "Crash".scrub("0 0.5:2 0.25");')
def scrub(pattern: Pattern, positions: Pattern) -> Pattern:
    """Plays a sample from patterned positions, like a tape; a list gives position and speed."""

    def from_here(position: Value) -> Pattern:
        begin, speed = (*numbers(position), Fraction(1))[:2]

        def moved(value: Value) -> Value:
            held = _sound(value)
            return {**held, "begin": float(begin), "legato": 1, "speed": _float(held.get("speed"), 1.0) * float(speed)}

        return pattern.map(moved)

    return join_outer(positions, from_here).with_steps(positions.steps)


@word('synth "Crash Ride".chew(4, "0 [2 1] 3");')
def chew(pattern: Pattern, n: int, order: Pattern) -> Pattern:
    """As bite, sounds played faster or slower as their part is squeezed or stretched."""

    def part(held: Value) -> Pattern:
        number, length = numbers(held)
        begin = number / n % 1
        factor = float(1 / (n * length))
        piece = zoom(pattern, begin, begin + Fraction(1, n))
        return piece.map(lambda value: {**_sound(value), "speed": _float(_sound(value).get("speed"), 1.0) * factor})

    lengths = _by_length(order, lambda value, length: (number_of(value), length))
    return join_squeeze(lengths, part).with_steps(order.steps)


@word('synth "Crash".grain("0 0.5", 0.25);')
def grain(pattern: Pattern, start: float, length: float) -> Pattern:
    """Plays a part of a sample, given where it starts and how long it is, both as shares of the whole."""
    return pattern.map(lambda value: {**_sound(value), "begin": start, "end": start + length})
