"""From an expression to the pattern it means: words are called, plain values are lifted over patterns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pattern_engine.chance import stream_of
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Chain, make_room
from pattern_engine.joins import join_inner
from pattern_engine.pattern import Pattern
from pattern_engine.time import exact
from pattern_engine.vocabulary import Kind, Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.change import is_true, number_of
from pattern_engine.words.form import placed
from pattern_engine.words.making import atom
from pattern_engine.words.sound import controlled

WHOLE: frozenset[Kind] = frozenset({"pattern", "function", "pairs", "patterns", "functions"})
"""Kinds of arguments that a word takes as they are; patterns given for others are played out value by value."""

_Lifted = list[tuple[int, Kind, Pattern]]
"""Arguments that are patterns where a plain value is wanted: their index, kind and pattern."""


class MeaningError(Exception):
    """A word refuses its arguments; ``origin`` is where it stands in the text."""

    def __init__(self, message: str, origin: tuple[int, int] | None) -> None:
        super().__init__(message)
        self.origin = origin


def pattern_of(expression: Argument, stream: int = 0) -> Pattern:
    """The pattern *expression* means. *stream* is what its choices by chance grow from.

    Raises ``MeaningError`` where a word cannot do what is asked of it.
    """
    make_room()
    return _Meaning(stream).pattern(expression)


def plain(kind: Kind, value: Value) -> Any:
    """*value* as an argument of *kind* wants it. Raises ``ValueError`` if it cannot be read so."""
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
    """One expression being given its meaning; counts the places that draw by chance, so each has its own stream."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.draws = 0

    def pattern(self, expression: Argument) -> Pattern:
        if isinstance(expression, Atom):
            return atom(expression.value, (expression.origin,) if expression.origin else ())
        if isinstance(expression, Apply):
            return self.applied(expression, [])
        raise MeaningError("a pattern is expected here, not a function", None)

    def applied(self, apply: Apply, receiver: list[Pattern]) -> Pattern:
        """The word of *apply* called with its arguments, after those in *receiver*."""
        if apply.word == "placed":
            return self.placed(apply)
        word = WORDS[apply.word]
        if word.family == "sound" and len(apply.args) + len(receiver) + len(apply.named) == 1:
            return controlled(word.name, self.pattern(apply.args[0]))
        given = _matched(word, [*receiver, *apply.args], dict(apply.named))
        try:
            return self.called(word, given, apply.origin)
        except (ValueError, TypeError, OverflowError) as error:
            raise MeaningError(str(error), apply.origin) from error

    def called(self, word: Word, given: list[tuple[Parameter, Any]], origin: tuple[int, int] | None) -> Pattern:
        ready: list[Any] = []
        lifted: _Lifted = []
        for index, (parameter, argument) in enumerate(given):
            value = self.argument(parameter, argument, origin)
            if isinstance(value, Pattern) and parameter.kind not in WHOLE:
                lifted.append((index, parameter.kind, value))
            ready.append(value)
        more: dict[str, int] = {}
        if word.by_chance:
            self.draws += 1
            more["stream"] = stream_of(self.stream, word.name, self.draws)
        return _lifted(lambda arguments: _made(word, arguments, more), tuple(ready), lifted)

    def argument(self, parameter: Parameter, argument: Any, origin: tuple[int, int] | None) -> Any:
        if isinstance(argument, Pattern):
            return argument
        match parameter.kind:
            case "pattern":
                return self.pattern(argument)
            case "function":
                return self.function(argument, origin)
            case "pairs":
                return self.pair(argument, origin)
            case "patterns":
                return tuple(self.pattern(item) for item in (argument if isinstance(argument, tuple) else (argument,)))
            case "functions":
                items = argument if isinstance(argument, tuple) else (argument,)
                return tuple(self.function(item, origin) for item in items)
            case kind if isinstance(argument, Atom):
                return plain(kind, argument.value)
            case _:
                return self.pattern(argument)

    def function(self, argument: Argument, origin: tuple[int, int] | None) -> Callable[[Pattern], Pattern]:
        if not isinstance(argument, Chain):
            raise MeaningError("a function such as .rev() is expected here", origin)

        def change(pattern: Pattern) -> Pattern:
            for step in argument.steps:
                pattern = self.applied(step, [pattern])
            return pattern

        return change

    def pair(self, argument: Argument, origin: tuple[int, int] | None) -> tuple[Fraction, Pattern]:
        if isinstance(argument, tuple) and len(argument) == 2 and isinstance(argument[0], Atom):
            return plain("time", argument[0].value), self.pattern(argument[1])
        if isinstance(argument, Atom | Apply):
            held = self.pattern(argument)
            return held.steps if held.steps is not None else Fraction(1), held
        raise MeaningError("a pair is expected here: [how long, what]", origin)

    def placed(self, apply: Apply) -> Pattern:
        """The notes of seed statements: triples of begin, end and what sounds; the first argument is the loop."""
        loop, *triples = apply.args
        places: list[tuple[Fraction, Fraction, Pattern]] = []
        for triple in triples:
            if isinstance(triple, tuple) and isinstance(triple[0], Atom) and isinstance(triple[1], Atom):
                begin, end = plain("time", triple[0].value), plain("time", triple[1].value)
                places.append((begin, end, self.pattern(triple[2])))
        length = plain("time", loop.value) if isinstance(loop, Atom) and loop.value is not None else None
        return placed(tuple(places), length)


def _made(word: Word, arguments: tuple[Any, ...], more: dict[str, int]) -> Pattern:
    """What *word* makes of plain values, which may come from a pattern while it plays."""
    try:
        return word.function(*arguments, **more)
    except ZeroDivisionError as error:
        raise ValueError(f"{word.name} divides by zero") from error


def _matched(word: Word, args: list[Any], named: dict[str, Argument]) -> list[tuple[Parameter, Any]]:
    """Arguments put to the parameters they are for. The checker has seen to it that they fit."""
    given: list[tuple[Parameter, Any]] = []
    waiting = list(args)
    for parameter in word.parameters:
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


def _lifted(call: Callable[[tuple[Any, ...]], Pattern], ready: tuple[Any, ...], lifted: _Lifted) -> Pattern:
    """*call* made for each combination of the values of the patterns in *lifted*, which replace those in *ready*."""
    if not lifted:
        return call(ready)
    index, kind, pattern = lifted[0]

    def chosen(value: Value) -> Pattern:
        return _lifted(call, (*ready[:index], plain(kind, value), *ready[index + 1 :]), lifted[1:])

    return join_inner(pattern, chosen)
