"""Places: where in the text the notes of a part can come from."""

from __future__ import annotations

from pattern_engine.expression import Apply, Argument, Atom, Chain, Lambda, Table
from pattern_engine.words import WORDS


def places(music: Argument, *, constant: bool = True) -> tuple[tuple[int, int], ...]:
    """The place (code points, begin and end) of every atom in *music*, in order, each once.

    Only atoms make events, so the origin of every note is among these. Atoms of another text have no places. Not
    *constant*: without what is given once and for all, as to ``.gain(0.9)``, which would sound all the time.
    """
    found: set[tuple[int, int]] = set()
    seen: set[int] = set()  # what is shared is looked at once
    waiting: list[Argument] = [music]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Atom):
            if one.origin is not None:
                found.add(one.origin)
            continue
        if id(one) in seen:
            continue
        seen.add(id(one))
        match one:
            case Apply(word, args, named):
                given = [*args[1:], *(value for _, value in named)]
                kept = constant or word not in WORDS or any(parameter.rest for parameter in WORDS[word].parameters)
                waiting += args[:1]
                waiting += given if kept else [value for value in given if not isinstance(value, Atom)]
            case Chain(steps):
                waiting += steps
            case Lambda(_, body):
                waiting.append(body)
            case Table(entries):
                waiting += [value for _, value in entries]
            case tuple():
                waiting += one
            case _:
                pass  # a hole stands for what is given elsewhere
    return tuple(sorted(found))
