"""Definitions: what can be called by a name of the text, and what its parameters stand for in a call."""

from __future__ import annotations

from collections.abc import Callable as Meaning
from functools import lru_cache
from typing import TypeAlias

from pattern_dsl.diagnostic import nearest
from pattern_dsl.dialects import METHODS
from pattern_dsl.operators import Report
from pattern_dsl.phrases import Call, Term
from pattern_dsl.scope import IT, Defined, Unfinished
from pattern_engine.expression import Apply, Argument, Atom, Chain, Hole, Lambda
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.words import WORDS

Callable: TypeAlias = "Defined | Unfinished | Lambda | Chain | Hole"
"""What a name can be for it to be called."""

GIVEN = " as it is given"
"""Ends the name of a hole that stands for a parameter while its definition is only looked at."""


def matched(
    defined: Defined | Lambda | Chain,
    call: Call,
    receiver: list[Argument],
    meaning: Meaning[[Term], Argument],
    report: Report,
) -> tuple[dict[str, Argument], list[tuple[str, Term]]]:
    """What each parameter stands for in one call; and those that are not given, with what they are then."""
    name = call.name.text
    formals = _formals(defined)
    found: dict[str, Argument] = {}
    waiting = [formal for formal, _ in formals]
    for value in receiver[: len(waiting)]:
        found[waiting.pop(0)] = value
    for given in call.arguments:
        if given.name is not None and given.name.text in waiting:
            waiting.remove(given.name.text)
            found[given.name.text] = meaning(given.term)
        elif given.name is not None:
            hint = nearest(given.name.text, waiting)
            report("PS103", given.name, f"{name} has no argument {given.name.text}", hint)
        elif waiting:
            found[waiting.pop(0)] = meaning(given.term)
        else:
            report("PS206", given, f"{name} takes no more arguments")
    misnamed = any(given.name is not None and given.name.text not in found for given in call.arguments)
    lacking = [formal for formal, otherwise in formals if formal in waiting and otherwise is None]
    if lacking and not misnamed:
        names = ", ".join("what it acts on" if formal == IT else formal for formal in lacking)
        report("PS206", call.name, f"{name} lacks {names}")
    found |= {formal: Apply("silence", ()) for formal in lacking}
    return found, [(formal, value) for formal, value in formals if formal in waiting and value is not None]


def chained(chain: Chain, music: Argument) -> Argument:
    """What the steps of a function make of *music*, one after another."""
    made = music
    for step in chain.steps:
        receiver = made if isinstance(made, Atom | Apply | Hole) else Apply("silence", ())
        made = Apply(step.word, (receiver, *step.args), step.named, step.origin)
    return made


def _formals(defined: Defined | Lambda | Chain) -> list[tuple[str, Term | None]]:
    """The parameters of what is called, each with what it is if it is not given."""
    if isinstance(defined, Lambda):
        return [(parameter, None) for parameter in defined.parameters]
    if isinstance(defined, Chain):
        return [(IT, None)]
    return [(formal.text, value) for formal, value in defined.formals]


@lru_cache(maxsize=256)
def near_word(name: str, *, method: bool) -> str | None:
    """A question naming the method, or the function, that *name* may be a slip of. Often the same one is made again."""
    if not method and name in INSTRUMENTS:
        return f'{name} is an instrument; it begins a statement of a block: {name} "c4 e4";'
    known = METHODS.get(name) if method else None
    if known is not None:
        return f"did you mean {known}?"
    return nearest(name, [spelling for spelling, word in WORDS.items() if word.is_method is method])
