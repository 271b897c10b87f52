"""From an expression to the pattern it means: words are called, plain values are lifted over patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from pattern_engine.chance import stream_of
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Hole, Lambda, Table, make_room
from pattern_engine.joins import Build, join_inner
from pattern_engine.pattern import Pattern
from pattern_engine.time import exact
from pattern_engine.vocabulary import Kind, Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.change import is_true, number_of
from pattern_engine.words.form import placed
from pattern_engine.words.harmony import named
from pattern_engine.words.making import atom, row
from pattern_engine.words.sound import controlled
from pattern_engine.words.steps import join_steps

WHOLE: frozenset[Kind] = frozenset(
    {"pattern", "function", "combiner", "pairs", "triples", "patterns", "functions", "choices"}
)
"""Kinds of arguments that a word takes as they are; patterns given for others are played out value by value."""

Scope = dict[str, Pattern]
"""What parameters of functions stand for."""

_Join = Callable[[Pattern, Build], Pattern]

_Lifted = list[tuple[int, Kind, Pattern]]
"""Arguments that are patterns where a plain value is wanted: their index, kind and pattern."""


_Path: TypeAlias = "tuple[_Path, tuple[str | int, ...]] | None"
"""The arguments that lead to a place, innermost first; None where an expression begins."""

_Made = TypeVar("_Made")


class MeaningError(Exception):
    """A word refuses its arguments; ``origin`` is where it stands in the text."""

    def __init__(self, message: str, origin: tuple[int, int] | None) -> None:
        super().__init__(message)
        self.origin = origin


def pattern_of(expression: Argument, stream: int = 0, turned: Mapping[str, float] | None = None) -> Pattern:
    """The pattern *expression* means. *stream* is what its choices by chance grow from.

    *turned* says, by name, where knobs stand that are not as they are written.

    Raises ``MeaningError`` where a word cannot do what is asked of it.
    """
    make_room()
    scope = {f"knob {name}": atom(value) for name, value in (turned or {}).items()}
    return _Meaning(stream, scope=scope).pattern(expression)


def plain(kind: Kind, value: Value) -> Any:
    """*value* as an argument of *kind* wants it. Raises ``ValueError`` if it cannot be read so."""
    if type(value) is int and kind in ("count", "time"):
        return value if kind == "count" else Fraction(value)
    match kind:
        case "time":
            return exact(number_of(value))
        case "count":
            number = number_of(value)
            if number != int(number):
                raise ValueError(f"expected a whole number, not {value}")
            return int(number)
        case "number":
            return float(number_of(value))
        case "truth":
            return is_true(value)
        case "text":
            return _spelled(value)
        case _:
            return value


def _spelled(value: Value) -> str:
    if isinstance(value, tuple):
        return ":".join(_spelled(item) for item in value)
    if isinstance(value, dict):
        raise ValueError("expected a text, not controls")
    return str(value)


class _Meaning:
    """One expression being given its meaning, where each place that draws by chance has a stream of its own.

    A place is known by its path, not by its turn: by the arguments that lead to it and the word that draws, counted
    only among equal ones. What a method acts on leads nowhere, so a word put into a chain, or a choice added to one
    branch, changes no other draw. ``scope`` is what the parameters of the functions around it stand for.
    """

    def __init__(self, stream: int, path: _Path = None, scope: Scope | None = None) -> None:
        self.stream = stream
        self.path = path
        self.scope = scope or {}
        self.counts: dict[tuple[_Path, str], int] = {}

    def turn(self, name: str) -> int:
        """How many times *name* has come at this path."""
        count = self.counts[self.path, name] = self.counts.get((self.path, name), 0) + 1
        return count

    def drawn(self, word: Word) -> int:
        """The stream of *word*, here."""
        labels: list[str | int] = [self.turn(word.name), word.name]
        path = self.path
        while path is not None:
            path, label = path
            labels += reversed(label)
        return stream_of(self.stream, *reversed(labels))

    def pattern(self, expression: Argument) -> Pattern:
        if isinstance(expression, Atom):
            return atom(expression.value, (expression.origin,) if expression.origin else ())
        if isinstance(expression, Apply):
            return self.applied(expression, [])
        if isinstance(expression, Hole) and expression.name in self.scope:
            return self.scope[expression.name]
        raise MeaningError("a pattern is expected here, not a function", None)

    def applied(self, apply: Apply, receiver: list[Pattern]) -> Pattern:
        """The word of *apply* called with its arguments, after those in *receiver*."""
        if apply.word == "placed":
            return self.placed(apply)
        if apply.word == "knob":
            return self.knob(apply)
        if apply.word == "symbols":
            return (receiver[0] if receiver else self.pattern(apply.args[0])).map(named)
        if apply.word == "seq" and not receiver and not apply.named:
            atoms = [item for item in apply.args if isinstance(item, Atom)]
            if len(atoms) == len(apply.args):
                return row([(item.value, (item.origin,) if item.origin else ()) for item in atoms])
        word = WORDS[apply.word]
        if word.name == "seed" and not receiver:
            return self.seeded(apply, lambda inner: inner.pattern(apply.args[0]))
        if word.family == "sound" and len(apply.args) + len(receiver) + len(apply.named) == 1:
            held = receiver[0] if receiver else self.pattern((*apply.args, *dict(apply.named).values())[0])
            return controlled(word.name, held)
        given = _matched(word, [*receiver, *apply.args], dict(apply.named))
        try:
            return self.called(word, given, apply.origin)
        except (ValueError, TypeError, OverflowError) as error:
            raise MeaningError(str(error), apply.origin) from error

    def called(self, word: Word, given: list[tuple[Parameter, Any]], origin: tuple[int, int] | None) -> Pattern:
        ready: list[Any] = []
        lifted: _Lifted = []
        here = self.path
        for index, (parameter, argument) in enumerate(given):
            if isinstance(argument, Atom) or (not index and word.is_method):
                value = self.argument(parameter, argument, origin)
            else:
                self.path = here, _label(word, parameter, index)
                value = self.argument(parameter, argument, origin)
                self.path = here
            if isinstance(value, Pattern) and parameter.kind not in WHOLE:
                lifted.append((index, parameter.kind, value))
            ready.append(value)
        more: dict[str, int] = {}
        if word.by_chance:
            more["stream"] = self.drawn(word)
        if not lifted:
            return _called(word, tuple(ready), more)
        join = join_steps if word.by_steps else join_inner
        return _lifted(lambda arguments: _called(word, arguments, more), tuple(ready), lifted, join)

    def argument(self, parameter: Parameter, argument: Any, origin: tuple[int, int] | None) -> Any:
        if isinstance(argument, Pattern):
            return argument
        if isinstance(argument, Atom) and parameter.kind not in WHOLE:
            return plain(parameter.kind, argument.value)
        match parameter.kind:
            case "patterns" | "functions" if isinstance(argument, Atom) and argument.value == ():
                return ()  # the default: none given
            case "pattern":
                return self.pattern(argument)
            case "function" | "combiner":
                return self.function(argument, origin)
            case "pairs":
                return self.pair(argument, origin)
            case "triples":
                return self.triple(argument, origin)
            case "choices" if isinstance(argument, Table):
                items = tuple(item for _, item in argument.entries)
                return dict(zip((key for key, _ in argument.entries), self.each(items, self.pattern), strict=True))
            case "patterns" | "choices":
                return tuple(self.each(argument, self.pattern))
            case "functions":
                return tuple(self.each(argument, lambda item: self.function(item, origin)))
            case _:
                return self.pattern(argument)

    def each(self, argument: Argument, mean: Callable[[Argument], _Made]) -> Iterator[_Made]:
        """What *mean* makes of each item of a list, at a path of its own; one alone is a list of one."""
        here = self.path
        for index, item in enumerate(argument if isinstance(argument, tuple) else (argument,)):
            self.path = here, (index,)
            yield mean(item)
        self.path = here

    def function(self, argument: Argument, origin: tuple[int, int] | None) -> Callable[..., Pattern]:
        """What *argument* does to patterns: the same each time, whenever it is called."""
        if not isinstance(argument, Chain | Lambda):
            raise MeaningError("a function such as .rev() is expected here", origin)
        # A word may call its function when it is asked, in any order: each call counts its places anew.
        path: _Path = (self.path, ("function", self.turn("function")))
        scope = dict(self.scope)

        def change(*patterns: Pattern) -> Pattern:
            if isinstance(argument, Chain):
                return _Meaning(self.stream, path, scope).chained(argument.steps, patterns[0])
            if len(patterns) < len(argument.parameters):
                raise ValueError(f"a function of {len(patterns)} is expected here, not of {len(argument.parameters)}")
            named = dict(zip(argument.parameters, patterns, strict=False))
            return _Meaning(self.stream, path, scope | named).pattern(argument.body)

        return change

    def chained(self, steps: tuple[Apply, ...], pattern: Pattern) -> Pattern:
        """*pattern* changed by *steps*; those before a seed draw by that seed."""
        at = next((index for index, step in enumerate(steps) if _is_seed(step)), None)
        if at is not None:
            grown = self.seeded(steps[at], lambda inner: inner.chained(steps[:at], pattern))
            return self.chained(steps[at + 1 :], grown)
        for step in steps:
            pattern = self.applied(step, [pattern])
        return pattern

    def seeded(self, apply: Apply, mean: Callable[[_Meaning], Pattern]) -> Pattern:
        """What *mean* makes where every choice grows from the number that *apply*, a seed, names."""
        named = dict(apply.named)
        number = named.get("n", apply.args[-1] if apply.args else Atom(None))

        def grown(value: Value) -> Pattern:
            return mean(_Meaning(stream_of(plain("count", value), "seed"), None, self.scope))

        try:
            return grown(number.value) if isinstance(number, Atom) else join_inner(self.pattern(number), grown)
        except ValueError as error:
            raise MeaningError(str(error), apply.origin) from error

    def triple(self, argument: Argument, origin: tuple[int, int] | None) -> tuple[Fraction, Fraction, Pattern]:
        if isinstance(argument, tuple) and len(argument) == 3:
            begin, end, music = argument
            if isinstance(begin, Atom) and isinstance(end, Atom):
                return plain("time", begin.value), plain("time", end.value), self.pattern(music)
        raise MeaningError("a place is expected here: [from, to, what]", origin)

    def pair(self, argument: Argument, origin: tuple[int, int] | None) -> tuple[Fraction, Pattern]:
        if isinstance(argument, tuple) and len(argument) == 2 and isinstance(argument[0], Atom):
            return plain("time", argument[0].value), self.pattern(argument[1])
        if isinstance(argument, Atom | Apply | Hole):
            held = self.pattern(argument)
            return held.steps if held.steps is not None else Fraction(1), held
        raise MeaningError("a pair is expected here: [how long, what]", origin)

    def knob(self, apply: Apply) -> Pattern:
        """A number that can be turned: as it stands now, or as it is written."""
        name, written, *_ = apply.args
        turned = self.scope.get(f"knob {name.value}") if isinstance(name, Atom) else None
        return self.pattern(written) if turned is None else turned

    def placed(self, apply: Apply) -> Pattern:
        """The notes of seed statements: triples of begin, end and what sounds; the first argument is the loop."""
        loop, *triples = apply.args
        places: list[tuple[Fraction, Fraction, Pattern]] = []
        here = self.path
        for index, triple in enumerate(triples):
            self.path = here, (index,)
            if isinstance(triple, tuple) and isinstance(triple[0], Atom) and isinstance(triple[1], Atom):
                begin, end = plain("time", triple[0].value), plain("time", triple[1].value)
                places.append((begin, end, self.pattern(triple[2])))
        self.path = here
        length = plain("time", loop.value) if isinstance(loop, Atom) and loop.value is not None else None
        return placed(tuple(places), length)


def _label(word: Word, parameter: Parameter, index: int) -> tuple[str | int, ...]:
    """What an argument adds to a path: steps and layers are known by number whoever gathers them, others by name."""
    if parameter.rest and not word.is_method:
        return (index,)
    return (word.name, index if parameter.rest else parameter.name)


def _is_seed(step: Apply) -> bool:
    return step.word in WORDS and WORDS[step.word].name == "seed"


def _called(word: Word, arguments: tuple[Any, ...], more: dict[str, int]) -> Pattern:
    """What *word* makes of plain values, which may come from a pattern while it plays."""
    try:
        return word.function(*arguments, **more)
    except ZeroDivisionError as error:
        raise ValueError(f"{word.name} divides by zero") from error


def _matched(word: Word, args: list[Any], named: dict[str, Argument]) -> list[tuple[Parameter, Any]]:
    """Arguments put to the parameters they are for. The checker has seen to it that they fit."""
    parameters = word.parameters
    if not named and len(args) == len(parameters) and not (parameters and parameters[-1].rest):
        return list(zip(parameters, args, strict=True))
    given: list[tuple[Parameter, Any]] = []
    waiting = list(args)
    for parameter in parameters:
        if parameter.rest:
            given += [(parameter, argument) for argument in waiting]
            waiting = []
        elif parameter.name in named:
            given.append((parameter, named.pop(parameter.name)))
        elif waiting:
            given.append((parameter, waiting.pop(0)))
        elif parameter.optional:
            given.append((parameter, Atom(parameter.default)))
        else:
            raise MeaningError(f"{word.name} lacks its {parameter.name}", None)
    return given


def _lifted(
    call: Callable[[tuple[Any, ...]], Pattern], ready: tuple[Any, ...], lifted: _Lifted, join: _Join
) -> Pattern:
    """*call* made for each combination of the values of the patterns in *lifted*, which replace those in *ready*."""
    if not lifted:
        return call(ready)
    index, kind, pattern = lifted[0]

    def chosen(value: Value) -> Pattern:
        return _lifted(call, (*ready[:index], plain(kind, value), *ready[index + 1 :]), lifted[1:], join)

    return join(pattern, chosen)
