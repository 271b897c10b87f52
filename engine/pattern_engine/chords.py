"""Chords: in a harmony block, words that move chords or play them note by note are told which texts are symbols."""

from __future__ import annotations

from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Hole, Lambda, Table
from pattern_engine.program import Role
from pattern_engine.words import WORDS


def spellings(*names: str) -> frozenset[str]:
    """The names of words and all their aliases."""
    return frozenset(alias for name in names for alias in (name, *WORDS[name].aliases))


_OF_CHORDS = spellings(
    *("add", "sub", "offadd", "sequenceBy", "transpose", "up", "chromaticise"),
    *("arp", "arpeggiate", "arpWith", "roll"),
)
"""Words that do something else to a chord than to a note of the same name."""


def as_in(role: Role, music: Expression) -> Expression:
    """*music* as a block of *role* means it: in harmony ``F`` is a chord of three notes to ``arp`` or ``add``.

    A symbol elsewhere stays one value.
    """
    if role != "harmony" or not isinstance(music, Apply) or not mentions(music, _OF_CHORDS):
        return music
    return _applied(music)


def mentions(music: Argument, words: frozenset[str]) -> bool:
    """Whether one of *words*, all of whose spellings these are, is applied anywhere in *music*."""
    waiting: list[Argument] = [music]
    while waiting:
        item = waiting.pop()
        match item:
            case Atom() | Hole():
                continue
            case Apply(word, args, named):
                if word in words:
                    return True
                waiting += args
                if named:
                    waiting += [argument for _, argument in named]
            case tuple():
                waiting += item
            case Chain(steps):
                waiting += steps
            case Lambda(_, body):
                waiting.append(body)
            case Table(entries):
                waiting += [argument for _, argument in entries]
    return False


def _applied(apply: Apply) -> Apply:
    changed = _inside(apply)
    if apply.word not in _OF_CHORDS or not changed.args:
        return changed
    return changed.to((Apply("symbols", changed.args[:1]), *changed.args[1:]))


def _inside(apply: Apply) -> Apply:
    """*apply* with its arguments as in harmony."""
    named = tuple((name, _given(argument)) for name, argument in apply.named)
    return apply.to(tuple(_given(argument) for argument in apply.args), named)


def _given(argument: Argument) -> Argument:
    match argument:
        case Apply():
            return _applied(argument)
        case Chain(steps):
            return Chain(tuple(step for method in steps for step in _stepped(method)))
        case Lambda(names, Apply() as body):
            return Lambda(names, _applied(body))
        case Table(entries):
            return Table(tuple((key, _given(item)) for key, item in entries))
        case tuple():
            return tuple(_given(item) for item in argument)
        case _:
            return argument


def _stepped(method: Apply) -> tuple[Apply, ...]:
    """A step of a function, which still lacks its receiver, and before it what the receiver is read with."""
    step = _inside(method)
    return (Apply("symbols", ()), step) if method.word in _OF_CHORDS else (step,)
