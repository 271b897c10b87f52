"""Terms: names, numbers, strings and calls, checked against the vocabulary and turned into expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf

from pattern_dsl.diagnostic import SILENT as SILENT
from pattern_dsl.diagnostic import Diagnostic, Severity, nearest
from pattern_dsl.mini import mini
from pattern_dsl.operators import combined
from pattern_dsl.phrases import (
    Abstraction,
    Binary,
    Call,
    Choice,
    Function,
    Inverted,
    Items,
    Lookup,
    Method,
    Name,
    Negative,
    Number,
    Term,
    Text,
)
from pattern_dsl.phrases import Argument as Given
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Hole, Lambda, Table
from pattern_engine.meaning import plain
from pattern_engine.theory.pitch import midi_of
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.clashes import CLASHES
from pattern_engine.words.sound import CONTROLS

_CONSTANTS: dict[str, Value] = {"true": True, "false": False}
_FUNCTIONS = {"function": "a function such as .rev()", "combiner": "a function of two such as (x, n) => x.fast(n)"}
_TRIPLES = 'places such as [0, 2, "c4 e4"]'
_FACTORS = ("fast", "slow", "ply", "segment")


class Terms:
    """Compiles the terms of one text; collects what is wrong with them. Made and dropped by the compiler."""

    def __init__(self, lets: dict[str, Argument]) -> None:
        self.lets = lets
        self.problems: list[Diagnostic] = []

    def report(
        self, code: str, at: Term | Given, message: str, hint: str | None = None, *, severity: Severity = "error"
    ) -> None:
        """Note a problem with *at*."""
        term = at.term if isinstance(at, Given) else at
        effect = SILENT if severity == "error" else None
        self.problems.append(Diagnostic(code, severity, term.begin, term.end, message, hint, effect))

    def expression(self, term: Term) -> Expression:
        """What *term* means as a pattern."""
        argument = self.argument(term)
        if isinstance(argument, Chain | Lambda | Table):
            found = "table" if isinstance(argument, Table) else "function"
            self.report("PS205", term, f"a pattern is expected here, not a {found}")
            return Apply("silence", ())
        return _sequence(argument) if isinstance(argument, tuple) else argument

    def argument(self, term: Term) -> Argument:
        """What *term* means as an argument: a value, a pattern, a function or a list."""
        place = (term.begin, term.end)
        match term:
            case Number():
                return Atom(1 if term.value is None else _value(term), place)  # what is missing is said already
            case Text():
                if not term.closed:
                    return Apply("silence", ())
                meaning, problems = mini(term.text, term.begin + 1, self.lets)
                self.problems += problems
                return meaning
            case Name():
                return self.name(term)
            case Call():
                return self.call(term)
            case Method():
                receiver = self.receiver(term)
                return self.applied(term.call, [receiver])
            case Function():
                return Chain(tuple(self.applied(call, [None]) for call in term.calls))
            case Items():
                return tuple(self.argument(item) for item in term.items)
            case Binary():
                return combined(term, self.argument(term.left), self.argument(term.right), self.report)
            case Negative():
                inner = self.argument(term.term)
                if isinstance(inner, Atom) and isinstance(inner.value, int | float | Fraction):
                    return Atom(-inner.value, place)
                return Apply("mul", (inner, Atom(-1)), (), place)
            case Inverted():
                return Apply("invert", (self.expression(term.term),), (), place)
            case Choice():
                sides = (self.expression(side) for side in (term.test, term.yes, term.no))
                return Apply("sew", tuple(sides), (), place)
            case Abstraction():
                return self.function(term)
            case Lookup():
                return self.table(term)

    def function(self, term: Abstraction) -> Lambda:
        """A function whose parameters have names; inside it they hide what else is called so."""
        names: list[str] = []
        for parameter in term.parameters:
            if not parameter.text and parameter.begin < parameter.end:
                self.report("PS205", parameter, "the parameter of a function is a name", "write x => x.rev()")
            elif parameter.text in names:
                self.report("PS404", parameter, f"there are two parameters called {parameter.text}")
            names.append(parameter.text)
        outside = self.lets
        self.lets = {**outside, **{name: Hole(name) for name in names if name}}
        body = self.expression(term.body)
        self.lets = outside
        return Lambda(tuple(names), body)

    def table(self, term: Lookup) -> Table:
        """A table; the last of several values under one key holds."""
        entries: dict[str, Argument] = {}
        for key, value in term.entries:
            if key.text in entries:
                self.report("PS404", key, f"{key.text} is in the table twice", "the last one holds", severity="warning")
            entries[key.text] = self.expression(value)
        return Table(tuple(entries.items()))

    def receiver(self, method: Method) -> Expression:
        """What a method acts on: a pattern, and no number."""
        found = self.expression(method.receiver)
        numeric = isinstance(method.receiver, Number | Negative | Binary)
        if numeric and isinstance(found, Atom) and isinstance(found.value, int | float | Fraction):
            written = f"{found.value}"
            hint = f"write pure({written}).{method.call.name.text}(…), or the number in quotes"
            self.report("PS207", method.receiver, f"the number {written} has no methods; a pattern has", hint)
        return found

    def name(self, name: Name) -> Argument:
        """A name that stands alone: a let, a constant, a word that needs nothing, or a note."""
        place = (name.begin, name.end)
        if not name.text:
            return Atom(None, place)
        if name.text in self.lets:
            return self.lets[name.text]
        if name.text in _CONSTANTS:
            return Atom(_CONSTANTS[name.text], place)
        word = WORDS.get(name.text)
        if word is not None and not any(not p.optional for p in word.parameters):
            return Apply(word.name, (), (), place)
        if word is not None and word.is_method and all(p.optional for p in word.parameters[1:]):
            return Chain((Apply(word.name, (), (), place),))
        if midi_of(name.text) is not None:
            return Atom(name.text, place)
        known = [*self.lets, *(spelling for spelling, w in WORDS.items() if not w.is_method)]
        hint = nearest(name.text, known) or f'define it before: let {name.text} = "…"; or put a pattern in quotes'
        self.report("PS105", name, f"nothing is called {name.text} here", hint)
        return Apply("silence", ())

    def call(self, call: Call) -> Expression:
        """A word called as a function."""
        word = WORDS.get(call.name.text)
        if word is None and call.name.text in CLASHES:
            self.clashing(call.name)
            return Apply("silence", ())
        if word is None:
            hint = nearest(call.name.text, (spelling for spelling, w in WORDS.items() if not w.is_method))
            self.report("PS105", call.name, f"there is no function {call.name.text}", hint)
            return Apply("silence", ())
        if word.family == "sound" and len(call.arguments) == 1:
            given = self.expression(call.arguments[0].term)
            self.bounded(word, call.arguments[0], given)
            return Apply(word.name, (given,), (), (call.begin, call.end))
        if word.is_method and not call.arguments:
            self.report("PS102", call.name, f"{word.name} is a method", f"write x{word.signature}")
            return Apply("silence", ())
        if word.is_method:  # what it acts on comes last, as in Tidal: fast(2, "c4 e4")
            *others, last = call.arguments
            return self.applied(call._replace(arguments=tuple(others)), [self.expression(last.term)])
        return self.applied(call, [])

    def applied(self, call: Call, receiver: Sequence[Expression | None]) -> Apply:
        """A word applied to its arguments after *receiver*; [None] stands for one that comes later."""
        word = WORDS.get(call.name.text)
        place = (call.name.begin, call.name.end)
        given = tuple(item for item in receiver if item is not None)
        if not call.name.text:
            return Apply("set", (*given, Apply("silence", ())), (), place)
        if word is None or (not word.is_method and receiver):
            self.unknown_method(call, word)
            return Apply("fast", (*given, Atom(1)), (), place)
        first = len(self.problems)
        waiting = list(word.parameters[len(receiver) :])
        args: list[Argument] = list(given)
        named: list[tuple[str, Argument]] = []
        for argument in call.arguments:
            parameter = self.parameter(word, argument, waiting)
            if parameter is None:
                continue
            value = self.fitted(word, parameter, argument)
            if argument.name is None:
                args.append(value)
            else:
                named.append((argument.name.text, value))
        bare = word.name in CONTROLS and len(args) == 1 and not named  # "<C F>".chord() names what it follows
        lacking = [parameter for parameter in waiting if not parameter.optional and not bare]
        if lacking:
            names = ", ".join(f"{parameter.name} (a {parameter.kind})" for parameter in lacking)
            self.report("PS206", call.name, f"{word.name} lacks {names}", f"write {word.signature}")
        self.hinted(word, call.name.text, first)
        return Apply(word.name, tuple(args), tuple(named), place)

    def unknown_method(self, call: Call, word: Word | None) -> None:
        """Say that no method has this name."""
        if word is None and call.name.text in CLASHES:
            self.clashing(call.name)
            return
        if word is not None:
            self.report("PS102", call.name, f"{word.name} is a function, not a method", f"write {word.signature}")
            return
        hint = nearest(call.name.text, (spelling for spelling, w in WORDS.items() if w.is_method))
        self.report("PS102", call.name, f"there is no method {call.name.text}", hint)

    def clashing(self, name: Name) -> None:
        """Say what a word that is spelled as elsewhere is called here."""
        clash = CLASHES[name.text]
        self.report("PS109", name, clash.told, f"write {clash.written}")

    def hinted(self, word: Word, spelled: str, first: int) -> None:
        """Where *word* was refused what it means elsewhere under this spelling, say what that is called here.

        *first* is where the problems begin that were met since.
        """
        clash = CLASHES.get(spelled)
        if clash is None:
            return
        for index in range(first, len(self.problems)):
            if self.problems[index].message.startswith(f"{word.name} "):
                hint = f"{clash.told}: {clash.written}"
                self.problems[index] = replace(self.problems[index], hint=hint)

    def parameter(self, word: Word, argument: Given, waiting: list[Parameter]) -> Parameter | None:
        """The parameter that *argument* is for, taken out of those *waiting*; None after saying what is wrong."""
        if argument.name is not None:
            for index, parameter in enumerate(waiting):
                if parameter.name == argument.name.text and not parameter.rest:
                    return waiting.pop(index)
            names = [parameter.name for parameter in waiting if not parameter.rest]
            hint = nearest(argument.name.text, names) or f"write {word.signature}"
            self.report("PS103", argument.name, f"{word.name} has no argument {argument.name.text}", hint)
            return None
        if not waiting:
            self.report("PS206", argument, f"{word.name} takes no more arguments", f"write {word.signature}")
            return None
        return waiting[0] if waiting[0].rest else waiting.pop(0)

    def fitted(self, word: Word, parameter: Parameter, argument: Given) -> Argument:
        """*argument* as *parameter* wants it; a problem is reported, and the value stays as it is."""
        if parameter.kind == "text" and isinstance(argument.term, Text) and _is_plain(argument.term.text):
            value: Argument = Atom(argument.term.text, (argument.term.begin + 1, argument.term.end - 1))
        else:
            value = self.argument(argument.term)
        if parameter.kind == "choices" and isinstance(value, Table):
            return value
        if parameter.kind in ("patterns", "functions", "choices"):
            return self.listed(word, parameter, argument, value)
        if isinstance(value, Table) and parameter.kind == "value":
            held = {key: item.value for key, item in value.entries if isinstance(item, Atom)}
            if len(held) == len(value.entries):
                return Atom(held, (argument.term.begin, argument.term.end))
        if isinstance(value, Table) or (parameter.kind in _FUNCTIONS) != isinstance(value, Chain | Lambda):
            wanted = _FUNCTIONS.get(parameter.kind, f"a {parameter.kind}")
            found = _found(value)
            self.report("PS205", argument, f"{word.name} expects {wanted} as its {parameter.name}, not {found}")
            return Atom(None)
        if isinstance(value, Chain | Lambda):
            return self.counted(word, parameter, argument, value)
        if parameter.kind in ("pairs", "triples"):
            return self.grouped(word, parameter, argument, value)
        if isinstance(value, tuple):
            values = [item.value for item in value if isinstance(item, Atom)]
            if parameter.kind == "value" and len(values) == len(value):
                return Atom(tuple(values), (argument.term.begin, argument.term.end))
            return _sequence(value)
        if isinstance(value, Atom) and value.value is not None and parameter.kind not in ("pattern", "value"):
            self.checked(word, parameter, argument, value.value)
        if word.name in CONTROLS:
            self.bounded(word, argument, value)
        return value

    def counted(self, word: Word, parameter: Parameter, argument: Given, function: Chain | Lambda) -> Argument:
        """A function, of as many as *parameter* wants."""
        wanted = 2 if parameter.kind == "combiner" else 1
        if (len(function.parameters) if isinstance(function, Lambda) else 1) != wanted:
            self.report("PS205", argument, f"{word.name} expects {_FUNCTIONS[parameter.kind]} as its {parameter.name}")
        return function

    def grouped(
        self, word: Word, parameter: Parameter, argument: Given, value: Expression | tuple[Argument, ...]
    ) -> Argument:
        """A pattern with what belongs to it: ``[weight, what]`` or ``[from, to, what]``."""
        size, shape = (2, 'pairs such as [2, "c4 e4"]') if parameter.kind == "pairs" else (3, _TRIPLES)
        if not isinstance(value, tuple) and size == 2:
            return value
        if not isinstance(value, tuple) or len(value) != size:
            self.report("PS205", argument, f"{word.name} expects {shape}")
            return (Atom(1),) * (size - 1) + (Apply("silence", ()),)
        return (*value[:-1], _pattern(value[-1]))

    def checked(self, word: Word, parameter: Parameter, argument: Given, value: Value) -> None:
        """Say so if *value* cannot be what *parameter* wants."""
        try:
            read = plain(parameter.kind, value)
        except (ValueError, TypeError) as error:
            message = f"{word.name} expects a {parameter.kind} as its {parameter.name}: {error}"
            self.report("PS205", argument, message)
            return
        if word.name in _FACTORS and isinstance(read, int | float | Fraction) and read <= 0:
            self.report("PS301", argument, f"nothing is left of this by {word.name}", severity="warning")

    def bounded(self, word: Word, argument: Given, value: Argument) -> None:
        """Say so if *value* is a constant that the control called *word* cannot have."""
        control = CONTROLS[word.name]
        if not isinstance(value, Atom) or (control.low, control.high) == (-inf, inf):
            return
        found = value.value
        reach = f"from {control.low:g} up" if control.high == inf else f"from {control.low:g} to {control.high:g}"
        if isinstance(found, str) and control.name != "note":
            self.report("PS205", argument, f"{word.name} is a number {reach}; {found} is no number")
        elif isinstance(found, int | float | Fraction):
            number = float(found)
            if not control.low <= number <= control.high:
                self.report("PS202", argument, f"{word.name} goes {reach}, not {number:g}", severity="warning")

    def listed(self, word: Word, parameter: Parameter, argument: Given, value: Argument) -> Argument:
        """A list of patterns or of functions; one alone is a list of one."""
        items = value if isinstance(value, tuple) else (value,)
        functions = parameter.kind == "functions"
        if any(isinstance(item, Table) or isinstance(item, Chain | Lambda) != functions for item in items):
            wanted = "functions such as [.rev(), .fast(2)]" if functions else 'patterns such as ["c4 e4", "g4"]'
            self.report("PS205", argument, f"{word.name} expects {wanted} as its {parameter.name}")
            return ()
        return tuple(_pattern(item) for item in items)


def _sequence(items: tuple[Argument, ...]) -> Apply:
    """A list where a pattern is wanted: its items one after another."""
    return Apply("seq", tuple(_pattern(item) for item in items))


def _pattern(argument: Argument) -> Argument:
    return _sequence(argument) if isinstance(argument, tuple) else argument


def _found(argument: Argument) -> str:
    """What *argument* is, as it is said."""
    if isinstance(argument, Table):
        return "a table"
    return "a function" if isinstance(argument, Chain | Lambda) else "a pattern or number"


def _is_plain(text: str) -> bool:
    """Whether a text argument is one name (``C minor``) and no pattern of names."""
    return bool(text.strip()) and not set(text) & set("<[{~*/!?@|,(") and " . " not in text


def _value(number: Number) -> Value:
    if number.value is None:
        return None
    if number.value.denominator == 1 and "." not in number.text:
        return int(number.value)
    return float(number.value)
