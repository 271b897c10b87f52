"""Idle: methods that change nothing, and controls that are set only to be set again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pattern_dsl.diagnostic import Diagnostic
from pattern_dsl.entry import AS_IT_IS
from pattern_dsl.fix import Edit, Fix, Related
from pattern_dsl.phrases import Call, Name, Negative, Number, Term
from pattern_dsl.walking import Walk
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS

NEUTRAL = {"fast": 1, "slow": 1, "ply": 1, "early": 0, "late": 0, "iter": 1, "repeatCycles": 1}
"""Words, and the number with which they leave everything as it is."""


def idle(walk: Walk) -> Iterator[Diagnostic]:
    """What the methods of a text do in vain; a name after that of a module is no word."""
    modules = {item.name.text for item in walk.imports if item.name is not None}
    for receiver, calls in walk.chains:
        set_before: dict[str, Call] = {}
        for index, call in enumerate(calls):
            before = calls[index - 1].name if index else receiver
            exported = isinstance(before, Name) and before.text in modules
            word = None if exported else WORDS.get(call.name.text)
            value = _number(call)
            if word is None or value is None:
                set_before.clear()
                continue
            if NEUTRAL.get(word.name) == value or (word.name == "gain" and value == 1 and "gain" not in set_before):
                yield _neutral(call, None if receiver is None and len(calls) == 1 else _removal(receiver, calls, index))
            if word.name not in CONTROLS:
                set_before.clear()
                continue
            earlier = set_before.get(word.name)
            if earlier is not None:
                yield _overridden(earlier, call, _removal(receiver, calls, calls.index(earlier)))
            set_before[word.name] = call


def _number(call: Call) -> Fraction | None:
    """The one number a call is given, if that is all it is given."""
    if len(call.arguments) != 1 or call.arguments[0].name is not None:
        return None
    term: Term = call.arguments[0].term
    if isinstance(term, Negative) and isinstance(term.term, Number) and term.term.value is not None:
        return -term.term.value
    return term.value if isinstance(term, Number) else None


def _removal(receiver: Term | None, calls: tuple[Call, ...], index: int) -> Edit:
    """Leave out a call of a chain, with the dot before it."""
    call = calls[index]
    if index:
        return Edit(calls[index - 1].end, call.end, "")
    if receiver is not None:
        return Edit(receiver.end, call.end, "")
    return Edit(call.begin, calls[1].begin if len(calls) > 1 else call.end, "")


def _neutral(call: Call, edit: Edit | None) -> Diagnostic:
    what = f".{call.name.text}({_written(call)})"
    fixes = (Fix(f"remove {what}", (edit,)),) if edit is not None else ()
    message = f"{what} leaves all as it is"
    return Diagnostic("PS208", "hint", call.begin, call.end, message, "remove it", AS_IT_IS, fixes)


def _overridden(earlier: Call, later: Call, edit: Edit) -> Diagnostic:
    name = later.name.text
    return Diagnostic(
        "PS209",
        "warning",
        earlier.begin,
        earlier.end,
        f"{name} is set again before this is heard",
        "remove this one, or the later",
        "the earlier setting is never heard",
        (Fix(f"remove .{earlier.name.text}({_written(earlier)})", (edit,)),),
        (Related(later.begin, later.end, "this one is heard"),),
    )


def _written(call: Call) -> str:
    """The number of a call as it is written."""
    term = call.arguments[0].term
    if isinstance(term, Negative) and isinstance(term.term, Number):
        return f"-{term.term.text}"
    return term.text if isinstance(term, Number) else ""
