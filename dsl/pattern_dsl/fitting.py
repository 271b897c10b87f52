"""Fitting: what is given to a word, as its parameters want it; whatever does not fit is said."""

from __future__ import annotations

import re
from fractions import Fraction
from math import inf

from pattern_dsl.diagnostic import nearest
from pattern_dsl.operators import Report
from pattern_dsl.phrases import Abstraction, Call, Function, Term, Text
from pattern_dsl.phrases import Argument as Given
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Hole, Lambda, Table
from pattern_engine.meaning import plain
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS

_FUNCTIONS = {"function": "a function such as .rev()", "combiner": "a function of two such as (x, n) => x.fast(n)"}
_TRIPLES = 'places such as [0, 2, "c4 e4"]'
_WRITE_DOT = "write ."
_FIRST = "write first the "
_RHYTHMIC = ("struct", "mask")
_GRID = re.compile(r"\s*(?=[.-]*x)(?=x*[.-])[x.-]{2,}\s*")
_GRIDS = "a grid begins with x: "
_FACTORS = ("fast", "slow", "ply", "segment")


def parameter_for(word: Word, argument: Given, waiting: list[Parameter], report: Report) -> Parameter | None:
    """The parameter that *argument* is for, taken out of those *waiting*; None after saying what is wrong."""
    if argument.name is not None:
        for index, parameter in enumerate(waiting):
            if parameter.name == argument.name.text and not parameter.rest:
                return waiting.pop(index)
        names = [parameter.name for parameter in waiting if not parameter.rest]
        hint = nearest(argument.name.text, names) or f"write {word.signature}"
        report("PS103", argument.name, f"{word.name} has no argument {argument.name.text}", hint)
        return None
    if not waiting:
        report("PS206", argument, f"{word.name} takes no more arguments", f"write {word.signature}")
        return None
    return waiting[0] if waiting[0].rest else waiting.pop(0)


def is_plain(parameter: Parameter, argument: Given) -> bool:
    """Whether *argument* is one name (``C minor``, ``/fader``) and no pattern of names, where a name is wanted."""
    term = argument.term
    if parameter.kind != "text" or not isinstance(term, Text) or term.kind:
        return False
    text = term.text
    return text.startswith("/") or (bool(text.strip()) and not set(text) & set("<[{~*/!?@|,(") and " . " not in text)


def in_order(word: Word, call: Call, report: Report) -> tuple[Given, ...]:
    """The arguments of *call*, after saying so in the order meant if they are ``every(.rev(), 4)``."""
    given, wanted = call.arguments, [parameter.kind in _FUNCTIONS for parameter in word.parameters[1:]]
    functions = [isinstance(argument.term, Function | Abstraction) for argument in given]
    if functions != [True, False] or wanted != [False, True] or any(argument.name for argument in given):
        return given
    kind = word.parameters[1].kind
    report("PS205", given[0], f"{word.name} takes its {kind} before its function", f"{_FIRST}{kind}: {word.example}")
    return given[::-1]


def is_grid(hint: str | None) -> bool:
    """Whether *hint* asks for a grid in place of a text."""
    return hint is not None and hint.startswith(_GRIDS)


def is_out_of_order(hint: str | None) -> bool:
    """Whether *hint* asks for two arguments the other way round."""
    return hint is not None and hint.startswith(_FIRST)


def dotted(word: Word, parameter: Parameter, argument: Given, report: Report) -> Term:
    """The term of *argument*; ``fast(2)`` where a function is wanted is ``.fast(2)``, after saying so."""
    term = argument.term
    held = WORDS.get(term.name.text) if isinstance(term, Call) and parameter.kind == "function" else None
    if not isinstance(term, Call) or held is None or not held.is_method:
        return term
    wanted = [one for one in held.parameters if not one.optional]
    if len(term.arguments) >= max(len(wanted), min(2, len(held.parameters))):
        return term  # it is given what it acts on
    name = term.name.text
    report("PS205", argument, f"{word.name} expects a function: {name} lacks its dot", f"{_WRITE_DOT}{name}(…)")
    return Function((term,), term.begin, term.end)


def lacks_dot(hint: str | None) -> bool:
    """Whether *hint* asks for a dot before a call."""
    return hint is not None and hint.startswith(_WRITE_DOT) and hint.endswith("(…)")


def fitted(word: Word, parameter: Parameter, argument: Given, value: Argument, report: Report) -> Argument:
    """*value*, which *argument* means, as *parameter* of *word* wants it; a problem is reported."""
    if parameter.kind == "choices" and isinstance(value, Table):
        return value
    if parameter.kind in ("patterns", "functions", "choices"):
        return _listed(word, parameter, argument, value, report)
    if isinstance(value, Table) and parameter.kind == "value":
        held = {key: item.value for key, item in value.entries if isinstance(item, Atom)}
        if len(held) == len(value.entries):
            return Atom(held, (argument.term.begin, argument.term.end))
    if isinstance(value, Hole):  # whoever calls the definition says what it is
        return value
    if isinstance(value, Table) or (parameter.kind in _FUNCTIONS) != isinstance(value, Chain | Lambda):
        wanted = _FUNCTIONS.get(parameter.kind, f"a {parameter.kind}")
        found = _found(value)
        report("PS205", argument, f"{word.name} expects {wanted} as its {parameter.name}, not {found}")
        return Atom(None)
    if isinstance(value, Chain | Lambda):
        return _counted(word, parameter, argument, value, report)
    if parameter.kind in ("pairs", "triples"):
        return _grouped(word, parameter, argument, value, report)
    if isinstance(value, tuple):
        values = [item.value for item in value if isinstance(item, Atom)]
        if parameter.kind == "value" and len(values) == len(value):
            return Atom(tuple(values), (argument.term.begin, argument.term.end))
        return sequence(value)
    if isinstance(value, Atom) and value.value is not None and parameter.kind not in ("pattern", "value"):
        _checked(word, parameter, argument, value.value, report)
    if word.name in CONTROLS:
        bounded(word, argument, value, report)
    term = argument.term
    if word.name in _RHYTHMIC and isinstance(term, Text) and not term.kind and _GRID.fullmatch(term.text):
        message = f"{word.name} reads {term.text.strip()} as one step"
        report("PS205", argument, message, f'{_GRIDS}x"{term.text.strip()}"', severity="warning")
    return value


def _counted(word: Word, parameter: Parameter, argument: Given, function: Chain | Lambda, report: Report) -> Argument:
    """A function, of as many as *parameter* wants."""
    wanted = 2 if parameter.kind == "combiner" else 1
    if (len(function.parameters) if isinstance(function, Lambda) else 1) != wanted:
        report("PS205", argument, f"{word.name} expects {_FUNCTIONS[parameter.kind]} as its {parameter.name}")
    return function


def _grouped(
    word: Word, parameter: Parameter, argument: Given, value: Expression | tuple[Argument, ...], report: Report
) -> Argument:
    """A pattern with what belongs to it: ``[weight, what]`` or ``[from, to, what]``."""
    size, shape = (2, 'pairs such as [2, "c4 e4"]') if parameter.kind == "pairs" else (3, _TRIPLES)
    if not isinstance(value, tuple) and size == 2:
        return value
    if not isinstance(value, tuple) or len(value) != size:
        report("PS205", argument, f"{word.name} expects {shape}")
        return (Atom(1),) * (size - 1) + (Apply("silence", ()),)
    return (*value[:-1], _pattern(value[-1]))


def _checked(word: Word, parameter: Parameter, argument: Given, value: Value, report: Report) -> None:
    """Say so if *value* cannot be what *parameter* wants."""
    try:
        read = plain(parameter.kind, value)
    except (ValueError, TypeError) as error:
        message = f"{word.name} expects a {parameter.kind} as its {parameter.name}: {error}"
        report("PS205", argument, message)
        return
    if not isinstance(read, int | float | Fraction):
        return
    if word.family == "draw" and parameter.name == "share" and not 0 <= read <= 1:
        hint = f"{float(read):g} per cent are {float(read / 100):g}" if 2 <= read <= 100 else None
        message = f"the share of {word.name} goes from 0 to 1, not {float(read):g}"
        report("PS202", argument, message, hint, severity="warning")
    if word.name in _FACTORS and read <= 0:
        report("PS301", argument, f"nothing is left of this by {word.name}", severity="warning")


def bounded(word: Word, argument: Given, value: Argument, report: Report) -> None:
    """Say so if *value* is a constant that the control called *word* cannot have."""
    control = CONTROLS[word.name]
    if not isinstance(value, Atom) or (control.low, control.high) == (-inf, inf):
        return
    found = value.value
    reach = f"from {control.low:g} up" if control.high == inf else f"from {control.low:g} to {control.high:g}"
    if isinstance(found, str) and control.name != "note":
        report("PS205", argument, f"{word.name} is a number {reach}; {found} is no number")
    elif isinstance(found, int | float | Fraction):
        number = float(found)
        if not control.low <= number <= control.high:
            report("PS202", argument, f"{word.name} goes {reach}, not {number:g}", severity="warning")


def _listed(word: Word, parameter: Parameter, argument: Given, value: Argument, report: Report) -> Argument:
    """A list of patterns or of functions; one alone is a list of one."""
    items = value if isinstance(value, tuple) else (value,)
    functions = parameter.kind == "functions"
    if any(isinstance(item, Table) or isinstance(item, Chain | Lambda) != functions for item in items):
        wanted = "functions such as [.rev(), .fast(2)]" if functions else 'patterns such as ["c4 e4", "g4"]'
        report("PS205", argument, f"{word.name} expects {wanted} as its {parameter.name}")
        return ()
    return tuple(_pattern(item) for item in items)


def sequence(items: tuple[Argument, ...]) -> Apply:
    """A list where a pattern is wanted: its items one after another."""
    return Apply("seq", tuple(_pattern(item) for item in items))


def _pattern(argument: Argument) -> Argument:
    return sequence(argument) if isinstance(argument, tuple) else argument


def _found(argument: Argument) -> str:
    """What *argument* is, as it is said."""
    if isinstance(argument, Table):
        return "a table"
    return "a function" if isinstance(argument, Chain | Lambda) else "a pattern or number"
