"""Values: lists spread over controls, controls set together, and controls read back as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pattern_engine.event import Hap, Value, show_value
from pattern_engine.joins import apply_left
from pattern_engine.pattern import Pattern, derived
from pattern_engine.vocabulary import word
from pattern_engine.words.change import number_of, overlaid
from pattern_engine.words.sound import CONTROLS, controlled

_SPELLINGS = {alias: control.name for control in CONTROLS.values() for alias in control.aliases}


def _named(spelling: str) -> str:
    """The control spelled so. Raises ``ValueError`` if there is none."""
    name = _SPELLINGS.get(spelling, spelling)
    if name not in CONTROLS:
        raise ValueError(f"there is no control {spelling}")
    return name


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


@word('piano "c4:0.5 e4:0.9".as("note:vel");')
def as_(pattern: Pattern, names: Value) -> Pattern:
    """Spreads a colon list over several controls, named in their order."""
    spelled = names.split(":") if isinstance(names, str) else [show_value(name) for name in _items(names)]
    controls = [_named(name) for name in spelled]
    return pattern.map(lambda value: dict(zip(controls, _items(value), strict=False)))


def _with(pattern: Pattern, names: tuple[str, ...], values: tuple[Value, ...]) -> Pattern:
    """*pattern* with the controls *names* set to *values*, or to the items of the first if it is a list."""
    held = _items(values[0]) if isinstance(values[0], tuple) else values
    changes = {name: value for name, value in zip(names, held, strict=False) if value is not None}
    return pattern.map(lambda value: overlaid(value, changes)).with_steps(pattern.steps)


@word('piano "c4 e4".adsr("0.1:0.2:0.5:0.3");')
def adsr(pattern: Pattern, attack: Value, decay: Value = None, sustain: Value = None, release: Value = None) -> Pattern:
    """Sets attack, decay, sustain and release, as a list with colons or one by one."""
    return _with(pattern, ("attack", "decay", "sustain", "release"), (attack, decay, sustain, release))


@word('piano "c4 e4".ad("0.1:0.2");')
def ad(pattern: Pattern, attack: Value, decay: Value = None) -> Pattern:
    """Sets attack and decay, which are the same if there is only one."""
    return _with(pattern, ("attack", "decay"), _two(attack, decay, None))


@word('piano "c4 e4".ds("0.2:0.5");')
def ds(pattern: Pattern, decay: Value, sustain: Value = None) -> Pattern:
    """Sets decay and sustain; without a level, nothing is held."""
    return _with(pattern, ("decay", "sustain"), _two(decay, sustain, 0))


@word('piano "c4 e4".ar("0.1:0.3");')
def ar(pattern: Pattern, attack: Value, release: Value = None) -> Pattern:
    """Sets attack and release, which are the same if there is only one."""
    return _with(pattern, ("attack", "release"), _two(attack, release, None))


def _two(first: Value, second: Value, otherwise: Value) -> tuple[Value, ...]:
    """Two values, given apart or as a list; the second is *otherwise*, or the first, where it lacks."""
    given = _items(first) if isinstance(first, tuple) else (first, second)
    if not given:
        raise ValueError('an empty list is no time: write one or two numbers, such as "0.1:0.3"')
    start, *rest = given
    end = rest[0] if rest and rest[0] is not None else otherwise if otherwise is not None else start
    return start, end


@word('piano "c4 e4".fade(0.01, 0.1);')
def fade(pattern: Pattern, begin: Value, end: Value) -> Pattern:
    """Sets the fades at the start and the end of a sample, in seconds."""
    return _with(pattern, ("fadeInTime", "fadeTime"), (begin, end))


@word('piano "c4 e4".cc(74, sine);', aliases=("control",))
def cc(pattern: Pattern, number: Pattern, value: Pattern) -> Pattern:
    """Sets a MIDI controller, by its number, to a value from 0 to 1."""
    return _both(pattern, ("ccn", number), ("ccv", value))


@word('piano "c4 e4".nrpn(64, 100);')
def nrpn(pattern: Pattern, number: Pattern, value: Pattern) -> Pattern:
    """Sets a MIDI parameter that is not registered, by its number, to a value."""
    return _both(pattern, ("nrpnn", number), ("nrpv", value))


def _both(pattern: Pattern, *settings: tuple[str, Pattern]) -> Pattern:
    for name, values in settings:
        pattern = apply_left(pattern, controlled(name, values), overlaid).with_steps(pattern.steps)
    return pattern


@word('piano note("c4 e4").vel(0.5).get("note");')
def get(pattern: Pattern, control: str) -> Pattern:
    """Reads one control out of events as a plain pattern; events without it are left out."""
    name = control if control == "value" else _named(control)

    def ask(begin: int, end: int, ticks: int) -> list[Hap]:
        found: list[Hap] = []
        for wb, we, pb, pe, value, origin in pattern.haps(begin, end, ticks):
            held = value.get(name) if isinstance(value, Mapping) else value if name in _PLAIN else None
            if held is not None:
                found.append((wb, we, pb, pe, held, origin))
        return found

    return derived(ask, [pattern], steps=pattern.steps)


_PLAIN = ("value", "note", "s", "n")
"""What a lone value can be read as."""


@word('piano "c4 e4".freq("3:2 2".ratio().mul(220));')
def ratio(pattern: Pattern) -> Pattern:
    """Reads lists with colons as quotients: 3:2 is one and a half."""

    def divided(value: Value) -> Value:
        if not isinstance(value, tuple):
            return value
        first, *others = (number_of(item) for item in value)
        quotient = Fraction(first)
        for other in others:
            if not other:
                raise ValueError("division by zero")
            quotient /= Fraction(other)
        return int(quotient) if quotient.denominator == 1 else quotient

    return pattern.map(divided)
