"""Layers: copies of a pattern beside it, later, elsewhere, changed."""

from __future__ import annotations

from fractions import Fraction

from pattern_engine.event import Value
from pattern_engine.pattern import Pattern
from pattern_engine.time import Time
from pattern_engine.vocabulary import Combiner, Transform, word
from pattern_engine.words.change import add
from pattern_engine.words.making import cat, silence, stack
from pattern_engine.words.tempo import early, late


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


@word('piano "c4 ~ e4 ~".echo(3, 1/8, 0.6);')
def echo(pattern: Pattern, times: int, time: Time, feedback: float) -> Pattern:
    """Repeats at a distance, each quieter by the factor; the first sounds as it is."""
    return stack(*(_quieter(late(pattern, time * index), feedback**index) for index in range(times)))


@word('piano "c4 ~ e4 ~".stut(3, 0.6, 1/8);')
def stut(pattern: Pattern, times: int, feedback: float, time: Time) -> Pattern:
    """As echo, with the distance last."""
    return echo(pattern, times, time, feedback)


def _quieter(pattern: Pattern, gain: float) -> Pattern:
    def changed(value: Value) -> Value:
        held = value if isinstance(value, dict) else {"value": value}
        return {**held, "gain": gain}

    return pattern.map(changed)


@word('piano "c4 ~ e4 ~".echoWith(3, 1/8, .up(1));', aliases=("stutWith", "echowith", "stutwith"))
def echoWith(pattern: Pattern, times: int, time: Time, change: Transform) -> Pattern:  # noqa: N802
    """Copies at a distance, the function applied to each of them."""
    return stack(*(change(late(pattern, time * index)) for index in range(times)))


@word('piano "c4 e4".apply(.rev());')
def apply(pattern: Pattern, change: Transform) -> Pattern:
    """Applies a function, for chains."""
    return change(pattern)


@word('piano "c4 e4 g4".jux(.rev());')
def jux(pattern: Pattern, change: Transform) -> Pattern:
    """The pattern on the left and a changed copy on the right."""
    return juxBy(pattern, Fraction(1), change)


@word('piano "c4 e4 g4".juxBy(0.5, .rev());', aliases=("juxby",))
def juxBy(pattern: Pattern, width: Time, change: Transform) -> Pattern:  # noqa: N802
    """The pattern towards the left and a changed copy towards the right, as far apart as the width (0 to 1)."""
    return stack(_moved(pattern, -float(width) / 2), change(_moved(pattern, float(width) / 2)))


def _moved(pattern: Pattern, by: float) -> Pattern:
    def moved(value: Value) -> Value:
        held = value if isinstance(value, dict) else {"value": value}
        place = held.get("pan", 0.5)
        return {**held, "pan": (float(place) if isinstance(place, int | float | Fraction) else 0.5) + by}

    return pattern.map(moved)


@word('piano "c4 e4".offadd(1/8, 12);')
def offadd(pattern: Pattern, time: Time, number: Pattern) -> Pattern:
    """As off, the copy with a number added."""
    return stack(pattern, add(late(pattern, time), number))


@word('piano "c4 e4 g4".soak(3, .up(1));')
def soak(pattern: Pattern, n: int, change: Transform) -> Pattern:
    """A cycle of the pattern, then one with a function applied, then one with it applied twice, and so on for n."""
    turns = [pattern]
    while len(turns) < n:
        turns.append(change(turns[-1]))
    return cat(*turns[: max(n, 0)])


@word('piano "c4 e4 g4".snowball(3, (a, b) => stack(a, b), .late(1/8));')
def snowball(pattern: Pattern, n: int, combine: Combiner, change: Transform) -> Pattern:
    """As soak, each cycle combined by a function of two with all those before it."""
    changed, gathered, turns = pattern, pattern, [pattern]
    while len(turns) < n:
        changed = change(changed)
        gathered = combine(gathered, changed)
        turns.append(gathered)
    return cat(*turns[: max(n, 0)])


@word('piano "c4 ~ e4 ~".ghost();')
def ghost(pattern: Pattern, time: Time = Fraction(1, 8)) -> Pattern:
    """Adds soft, short copies after each event, at one and a half, two and a half and four times the distance."""
    return ghostWith(pattern, time, lambda held: held.map(_softer))


@word('piano "c4 ~ e4 ~".ghostWith(1/8, .vel(0.3));')
def ghostWith(pattern: Pattern, time: Time, change: Transform) -> Pattern:  # noqa: N802
    """Adds changed copies after each event, at one and a half, two and a half and four times the distance."""
    first = stack(pattern, change(late(pattern, time * Fraction(3, 2))))
    return stack(first, change(late(first, time * Fraction(5, 2))))


def _softer(value: Value) -> Value:
    held = value if isinstance(value, dict) else {"value": value}
    gain, speed = (_number(held.get(name), 1.0) for name in ("gain", "speed"))
    return {**held, "gain": gain * 0.7, "end": 0.2, "speed": speed * 1.25}


def _number(value: Value, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float | Fraction) else otherwise


@word('piano "c4 e4 g4 b4".spin(4);')
def spin(pattern: Pattern, n: int) -> Pattern:
    """So many copies, each an equal part of a cycle earlier and further to the right."""
    return stack(*(_placed(early(pattern, Fraction(index, n)), index / n) for index in range(n)))


def _placed(pattern: Pattern, pan: float, **more: Value) -> Pattern:
    return pattern.map(lambda value: {**(value if isinstance(value, dict) else {"value": value}), "pan": pan, **more})


@word('piano "c4 e4 g4".juxcut(.rev());')
def juxcut(pattern: Pattern, change: Transform) -> Pattern:
    """As jux, each side stopping its own sounds only."""
    return stack(_placed(pattern, 0.0, cut=-1), change(_placed(pattern, 1.0, cut=-2)))


@word('piano "c4 e4 g4".jux4(.rev());')
def jux4(pattern: Pattern, change: Transform) -> Pattern:
    """As jux, on opposite sides of a ring of four speakers."""
    return stack(_placed(pattern, 5 / 8), change(_placed(pattern, 1 / 8)))


@word('piano "c4 e4 g4".every(2, .mute());')
def mute(pattern: Pattern) -> Pattern:
    """Silence in place of the pattern."""
    return silence().with_steps(pattern.steps)
