"""The vocabulary: how a Python function is declared a word, and all words in order.

A word's signature is read from its annotations; checker, compiler, completion, hover and reference are made
from it. This is the one place that calls words with patterns where they want plain values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any, Literal, NamedTuple, TypeVar

from pattern_engine.event import Value
from pattern_engine.pattern import Pattern

Kind = Literal[
    "pattern",
    "time",
    "number",
    "count",
    "text",
    "truth",
    "value",
    "function",
    "combiner",
    "pairs",
    "triples",
    "patterns",
    "functions",
    "choices",
]
"""What an argument is: a pattern taken whole, or a plain value that may itself be patterned."""

Transform = Callable[[Pattern], Pattern]
"""A function argument: what ``.rev()`` or ``x => x.fast(2)`` mean."""

Combiner = Callable[[Pattern, Pattern], Pattern]
"""A function of two: what ``(x, n) => x.fast(n)`` means."""

Patterns = tuple[Pattern, ...]
"""A list of patterns as one argument."""

Transforms = tuple[Transform, ...]
"""A list of functions as one argument."""

Choices = tuple[Pattern, ...] | Mapping[str, Pattern]
"""Patterns to choose from: a list by number, a table by name."""

_KINDS: dict[str, Kind] = {
    "Pattern": "pattern",
    "Time": "time",
    "float": "number",
    "int": "count",
    "str": "text",
    "bool": "truth",
    "Value": "value",
    "Transform": "function",
    "Combiner": "combiner",
    "Pair": "pairs",
    "Triple": "triples",
    "Patterns": "patterns",
    "Transforms": "functions",
    "Choices": "choices",
}

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Parameter(NamedTuple):
    """One argument of a word. ``rest`` takes any number of arguments; ``optional`` has a default."""

    name: str
    kind: Kind
    default: Value = None
    optional: bool = False
    rest: bool = False


class Word(NamedTuple):
    """A named meaning: what it is called, what it takes, what it does, and how it sounds.

    ``by_steps`` plays what patterned arguments make one after another, as steps, and not at the time of the argument.
    """

    name: str
    family: str
    aliases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    help: str
    example: str
    function: Callable[..., Pattern]
    by_chance: bool = False
    by_steps: bool = False

    @property
    def is_method(self) -> bool:
        """Whether it can follow a dot: its first argument is the pattern it acts on."""
        return bool(self.parameters) and self.parameters[0].name == "pattern"

    @property
    def signature(self) -> str:
        """The word as it is written: ``.fast(factor: time)`` or ``cat(*patterns: pattern)``."""
        shown = [_shown(parameter) for parameter in self.parameters[self.is_method :]]
        return f"{'.' if self.is_method else ''}{self.name}({', '.join(shown)})"


def _shown(parameter: Parameter) -> str:
    default = f" = {parameter.default}" if parameter.optional and parameter.default is not None else ""
    return f"{'*' if parameter.rest else ''}{parameter.name}: {parameter.kind}{default}"


def word(
    example: str, *, aliases: tuple[str, ...] = (), name: str | None = None, by_steps: bool = False
) -> Callable[[_Function], _Function]:
    """Declare a function to be a word, with a playable *example*; the function itself is returned unchanged.

    The name is the function's, without a trailing underscore that only avoids a Python keyword or builtin;
    the family is the module's name; the help is the docstring's first paragraph. A keyword-only parameter
    ``stream`` marks a word that draws by chance: it is given a stream of its own for each place in the text.
    """

    def declare(function: _Function) -> _Function:
        spoken = name or function.__name__.rstrip("_")
        code = function.__code__
        names = code.co_varnames[: code.co_argcount]
        defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
        notes = function.__annotations__
        parameters = [Parameter(n, _KINDS[notes[n]], defaults.get(n), n in defaults) for n in names]
        if code.co_flags & 0x04:  # *args
            rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
            parameters.append(Parameter(rest, _KINDS[notes[rest]], rest=True, optional=True))
        entry = Word(
            spoken,
            function.__module__.rpartition(".")[2],
            aliases,
            tuple(parameters),
            " ".join((function.__doc__ or "").strip().split("\n\n")[0].split()),
            example,
            function,
            "stream" in notes,
            by_steps,
        )
        vars(function)["word"] = entry
        return function

    return declare


def vocabulary(*chapters: ModuleType) -> Mapping[str, Word]:
    """All words of *chapters*, in order, under every spelling. Raises ``ValueError`` if two clash.

    A chapter's words are its declared functions and, where it has one, the rows of its ``TABLE``.
    """
    found: dict[str, Word] = {}
    for chapter in chapters:
        entries = [vars(member).get("word") for member in vars(chapter).values() if isinstance(member, FunctionType)]
        for entry in (*entries, *vars(chapter).get("TABLE", ())):
            if entry is None or entry.family != chapter.__name__.rpartition(".")[2]:
                continue
            for spelling in (entry.name, *entry.aliases):
                if found.setdefault(spelling, entry) is not entry:
                    raise ValueError(f"{entry.family} and {found[spelling].family} both have a word {spelling}")
    return MappingProxyType(found)
