"""Scope: what names stand for while a text is compiled: expressions, definitions, modules; and holes left in music."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import is_
from typing import NamedTuple, TypeAlias

from pattern_dsl.phrases import Name, Term, Text
from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Hole, Lambda, Table

KEY = Hole("key of the place")
"""Stands in music for the key where it is played, which a section may change. No name of the language has blanks."""

IT = "what the function is of"
"""The parameter of a function that is written from its first dot."""


class Defined(NamedTuple):
    """What ``def`` binds: parameters with what they are if not given, a body, and what its names stood for there.

    The places of a *foreign* one lie in another text, from ``FOREIGN`` on.
    """

    formals: tuple[tuple[Name, Term | None], ...]
    body: Term
    scope: Mapping[str, Bound]
    foreign: bool = False


class Calls:
    """Calls of definitions in one text: how many there were, and how *deep* they are now. Changed by the compiler."""

    def __init__(self) -> None:
        self.made = 0
        self.deep = 0

    def refusal(self) -> str | None:
        """Count one more; why it is too much, if it is."""
        self.made += 1
        if self.deep >= MOST_DEEP:
            return f"definitions call each other up to {MOST_DEEP} deep"
        return TOO_MANY_CALLS if self.made > MOST_CALLS else None


MOST_CALLS = 8_000
"""Calls of definitions that one text may come to."""

TOO_MANY_CALLS = f"too much to play: more than {MOST_CALLS} calls of definitions"
"""What is said if they are more."""

MOST_DEEP = 64
"""Definitions that may be inside each other."""


class Module(NamedTuple):
    """The names that a module of the language exports."""

    path: str
    names: Mapping[str, Bound]


class Unfinished(NamedTuple):
    """A definition that is still being read: whoever uses it there uses it inside itself."""


Bound: TypeAlias = "Argument | Defined | Module | Unfinished"


def names_in(term: Term | tuple[object, ...]) -> set[str]:
    """Every name that is written in a term, in its strings too."""
    found: set[str] = set()
    waiting: list[object] = [term]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Name):
            found.add(one.text)
        elif isinstance(one, Text):
            found.update(_INSERTED.findall(one.text))
        elif isinstance(one, tuple):
            waiting += one
    return found


_INSERTED = re.compile(r"\$(\w+)")


def filled(argument: Argument, holes: Mapping[str, Argument]) -> Argument:
    """*argument* with what *holes* say in its holes; itself where it has none of them."""
    return _Filling(holes).of(argument)


def in_key(music: Expression, key: str | None) -> Expression:
    """*music* with *key* where it asks for the key of the place; C major if there is none."""
    made = filled(music, {KEY.name: Atom(key or "C major")})
    return made if isinstance(made, Atom | Apply | Hole) else music


FOREIGN = 1 << 40
"""Places from here on lie in a text that is imported: modules are read as if they stood that far on."""


Place: TypeAlias = tuple[int, int]
"""From where to where something stands in a text (code points)."""


def unplaced(argument: Argument, since: int = 0) -> Argument:
    """*argument* without the places in the text it came from that lie at *since* or later."""
    return Placing(lambda place: place if place[0] < since else None).of(argument)


class Placing:
    """Expressions coming to stand elsewhere: at the place that *changed* makes of each, or at none for None.

    What is shared in them, or among them while they last, stays shared.
    """

    def __init__(self, changed: Callable[[Place], Place | None]) -> None:
        self.changed = changed
        self.done: dict[int, Argument] = {}

    def music(self, music: Expression) -> Expression:
        """*music* where it stands now."""
        made = self.of(music)
        return made if isinstance(made, Atom | Apply | Hole) else music

    def of(self, argument: Argument) -> Argument:
        """*argument* where it stands now; itself if that is where it stood."""
        if isinstance(argument, Atom):
            place = argument.origin and self.changed(argument.origin)
            return argument if place == argument.origin else Atom(argument.value, place)
        known = self.done.get(id(argument))
        if known is None:
            known = self.done[id(argument)] = self._put(_each(argument, self.of))
        return known

    def _put(self, argument: Argument) -> Argument:
        if not isinstance(argument, Apply):
            return argument
        place = argument.origin and self.changed(argument.origin)
        return argument if place == argument.origin else Apply(argument.word, argument.args, argument.named, place)


class _Filling:
    """One filling of an expression; what is shared in it stays shared. Made and dropped by ``filled``."""

    def __init__(self, holes: Mapping[str, Argument]) -> None:
        self.holes = holes
        self.done: dict[int, Argument] = {}

    @cached_property
    def given(self) -> frozenset[str]:
        """The names of all holes in what is filled in."""
        return frozenset(_holes(tuple(self.holes.values())))

    def apart(self, parameters: tuple[str, ...], body: Expression) -> tuple[tuple[str, ...], Expression]:
        """A function with parameters that are called otherwise than any hole of what is filled in."""
        renamed: dict[str, Argument] = {}
        for name in self.given.intersection(parameters):
            other = name + "'"
            while other in self.given or other in parameters:
                other += "'"
            renamed[name] = Hole(other)
        made = filled(body, renamed)
        names = tuple(hole.name if isinstance(hole := renamed.get(name), Hole) else name for name in parameters)
        return names, made if isinstance(made, Atom | Apply | Hole) else body

    def of(self, argument: Argument) -> Argument:
        if isinstance(argument, Atom):
            return argument
        if isinstance(argument, Hole):
            return self.holes.get(argument.name, argument)
        known = self.done.get(id(argument))
        if known is None:
            made = self._function(argument) if isinstance(argument, Lambda) else _each(argument, self.of)
            known = self.done[id(argument)] = made
        return known

    def _function(self, function: Lambda) -> Lambda:
        parameters, body = function.parameters, function.body
        inner = {name: held for name, held in self.holes.items() if name not in parameters}
        if not self.given.isdisjoint(parameters):  # what is filled in has holes that are called the same
            parameters, body = self.apart(parameters, body)
            new = filled(body, inner)
        else:
            new = filled(body, inner) if len(inner) < len(self.holes) else self.of(body)
        if new is body or not isinstance(new, Atom | Apply | Hole):
            return function
        return Lambda(parameters, new)


def _each(argument: Argument, of: Callable[[Argument], Argument]) -> Argument:
    """*argument* with what *of* makes of each thing right inside it; itself if that is the very same of all."""
    match argument:
        case Apply(_, args, named):
            made = tuple([of(item) for item in args])
            called = tuple([(name, of(item)) for name, item in named])
            return argument if _same(args, made) and _same_values(named, called) else argument.to(made, called)
        case Chain(steps):
            made = tuple([of(step) for step in steps])
            return argument if _same(steps, made) else Chain(tuple(s for s in made if isinstance(s, Apply)))
        case Lambda(parameters, body):
            new = of(body)
            return Lambda(parameters, new) if new is not body and isinstance(new, Atom | Apply | Hole) else argument
        case Table(entries):
            under = tuple([(key, of(value)) for key, value in entries])
            return argument if _same_values(entries, under) else Table(under)
        case tuple():
            items = tuple([of(item) for item in argument])
            return argument if _same(argument, items) else items
    return argument


def _holes(argument: Argument) -> Iterator[str]:
    """The name of every hole in *argument*, those of functions in it included."""
    waiting: list[Argument] = [argument]
    while waiting:
        match waiting.pop():
            case Hole(name):
                yield name
            case Apply(_, args, named):
                waiting += args
                waiting += [value for _, value in named]
            case Chain(steps):
                waiting += steps
            case Lambda(_, body):
                waiting.append(body)
            case Table(entries):
                waiting += [value for _, value in entries]
            case tuple() as items:
                waiting += items


def _same(before: Sequence[Argument], after: Sequence[Argument]) -> bool:
    """Whether every item is the very one it was."""
    return all(map(is_, before, after))


def _same_values(before: Sequence[tuple[str, Argument]], after: Sequence[tuple[str, Argument]]) -> bool:
    """Whether under every key is the very thing that was there."""
    return all(one is other for (_, one), (_, other) in zip(before, after, strict=True))
