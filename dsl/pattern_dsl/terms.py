"""Terms: names, numbers, strings and calls, checked against the vocabulary and turned into expressions."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, cast

from pattern_dsl.definitions import GIVEN, Callable, chained, matched, near_word
from pattern_dsl.diagnostic import SILENT as SILENT
from pattern_dsl.diagnostic import Diagnostic, Severity, nearest
from pattern_dsl.fitting import bounded, dotted, fitted, in_order, is_plain, parameter_for, sequence
from pattern_dsl.modules import exported
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
from pattern_dsl.scope import FOREIGN, IT, KEY, Bound, Calls, Defined, Module, Unfinished, filled, unplaced
from pattern_dsl.strings import string
from pattern_engine.event import Value
from pattern_engine.expression import Apply, Argument, Atom, Chain, Expression, Hole, Lambda, Table
from pattern_engine.instruments import drum_key
from pattern_engine.theory.pitch import midi_of
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.clashes import CLASHES
from pattern_engine.words.sound import CONTROLS

Step: TypeAlias = "tuple[Callable | None, Call]"
"""A call, and the definition or function that it calls; None for a word."""

_CONSTANTS: dict[str, Value] = {"true": True, "false": False}


class Terms:
    """Compiles the terms of one text; collects what is wrong with them. Made and dropped by the compiler."""

    def __init__(self, lets: Mapping[str, Bound], calls: Calls) -> None:
        self.lets = lets
        self.problems: list[Diagnostic] = []
        self.calls = calls
        self.opened: frozenset[str] = frozenset()  # holes of the functions that are being read

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
        return sequence(argument) if isinstance(argument, tuple) else argument

    def argument(self, term: Term) -> Argument:
        """What *term* means as an argument: a value, a pattern, a function or a list."""
        place = (term.begin, term.end)
        match term:
            case Number():
                return Atom(1 if term.value is None else _value(term), place)  # what is missing is said already
            case Text():
                meaning, problems = string(term, self.lets)
                self.problems += problems
                return meaning
            case Name():
                return self.name(term)
            case Call():
                return self.call(term)
            case Method():
                return self.method(term)
            case Function():
                return self.chain(term)
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

    def after(self, music: Argument, calls: Sequence[Call]) -> Argument:
        """What methods and definitions, one after another, make of *music*."""
        for defined, call in self.steps(calls):
            if defined is not None:
                music = self.expanded(defined, call, [music])
            else:
                music = self.applied(call, [music if isinstance(music, Atom | Apply | Hole) else Apply("silence", ())])
        return music

    def steps(self, calls: Sequence[Call]) -> list[Step]:
        """Each of *calls* with what it calls; one after the name of a module calls what the module has."""
        found: list[Step] = []
        module: Module | None = None
        for call in calls:
            if module is not None:
                held, module = exported(module, call.name, self.report), None
                if isinstance(held, Defined | Lambda | Chain):
                    found.append((held, call))
                elif held is not None:
                    hint = "what is no function is named without a pattern before it"
                    self.report("PS102", call.name, f"{call.name.text} is no method", hint)
                continue
            named = self.lets.get(call.name.text)
            if not isinstance(named, Module):
                found.append((self.callable(call.name), call))
                continue
            module = named
            if call.arguments:
                self.report("PS206", call.arguments[0], f"{call.name.text} is a module, and takes no arguments")
        if module is not None:
            self.value(calls[-1].name, module)
        return found

    def method(self, term: Method) -> Argument:
        """A word or a definition applied to what stands before its dot; or a name of a module."""
        held = self.lets.get(term.receiver.text) if isinstance(term.receiver, Name) else None
        if isinstance(held, Module):
            name = term.call.name
            found = exported(held, name, self.report)
            if isinstance(found, Defined | Lambda | Chain) and term.call.arguments:
                return self.expanded(found, term.call, [])
            return Apply("silence", ()) if found is None else self.value(name, found)
        before = term.receiver
        if isinstance(before, Method) and isinstance(self.lets.get(before.call.name.text), Module):
            return self.after(self.receiver(before), (before.call, term.call))
        return self.after(self.receiver(term), (term.call,))

    def chain(self, term: Function) -> Chain | Lambda:
        """A function written from its first dot."""
        steps = self.steps(term.calls)
        if not any(defined is not None for defined, _ in steps):
            return Chain(tuple(self.applied(call, [None]) for _, call in steps))
        hole = self.hole(IT)
        opened, self.opened = self.opened, self.opened | {hole.name}
        music: Expression = hole
        for defined, call in steps:
            made = self.applied(call, [music]) if defined is None else self.expanded(defined, call, [music])
            music = made if isinstance(made, Atom | Apply | Hole) else music
        self.opened = opened
        return Lambda((hole.name,), music)

    def hole(self, name: str) -> Hole:
        """A hole for a parameter, called otherwise than those of the functions around it, which may be given to it."""
        while name in self.opened:
            name += "'"
        return Hole(name)

    def callable(self, name: Name) -> Callable | None:
        """What *name* calls: a definition, a function that has a name, or a parameter that may be one; else None."""
        held = self.lets.get(name.text)
        if isinstance(held, Hole):
            return held if held.name.endswith(GIVEN) and name.text not in WORDS else None
        return held if isinstance(held, Defined | Unfinished | Lambda | Chain) else None

    def expanded(self, defined: Callable, call: Call, receiver: list[Argument]) -> Argument:
        """The body of a definition, or of a function that has a name, with arguments for its parameters."""
        if isinstance(defined, Hole):  # of a definition that is only looked at
            for given in call.arguments:
                self.argument(given.term)
            return defined
        if isinstance(defined, Unfinished):
            self.report(
                "PS112", call.name, f"{call.name.text} is used inside itself", "a def uses what stands before it"
            )
            return Apply("silence", ())
        refusal = self.calls.refusal()
        if refusal is not None:
            self.report("PS308", call.name, refusal)
            return Apply("silence", ())
        bound, others = matched(defined, call, receiver, self.argument, self.report)
        if isinstance(defined, Lambda):
            return filled(defined.body, bound)
        if isinstance(defined, Chain):
            return chained(defined, bound[IT])
        outside, before = self.lets, len(self.problems)
        self.lets = defined.scope
        self.calls.deep += 1
        bound |= {formal: self.argument(value) for formal, value in others}
        self.lets = {**defined.scope, **bound}
        made = self.argument(defined.body)
        self.calls.deep -= 1
        self.lets = outside
        if defined.foreign:  # its places lie in another text
            begin, end = call.name.begin, call.name.end
            self.problems[before:] = [problem._replace(begin=begin, end=end) for problem in self.problems[before:]]
            made = unplaced(made, FOREIGN)
        return made

    def function(self, term: Abstraction) -> Lambda:
        """A function whose parameters have names; inside it they hide what else is called so."""
        names: list[str] = []
        for parameter in term.parameters:
            if not parameter.text and parameter.begin < parameter.end:
                self.report("PS205", parameter, "the parameter of a function is a name", "write x => x.rev()")
            elif parameter.text in names:
                self.report("PS405", parameter, f"there are two parameters called {parameter.text}")
            names.append(parameter.text)
        holes = {name: self.hole(name) for name in names}
        outside, opened = self.lets, self.opened
        self.lets = ChainMap({name: hole for name, hole in holes.items() if name}, cast("dict[str, Bound]", outside))
        self.opened |= {hole.name for hole in holes.values()}
        body = self.expression(term.body)
        self.lets, self.opened = outside, opened
        return Lambda(tuple(holes[name].name for name in names), body)

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
            return self.value(name, self.lets[name.text])
        if name.text in _CONSTANTS:
            return Atom(_CONSTANTS[name.text], place)
        word = WORDS.get(name.text)
        if word is not None and not any(not p.optional for p in word.parameters):
            return Apply(word.name, (), (), place)
        if word is not None and word.is_method and all(p.optional for p in word.parameters[1:]):
            return Chain((Apply(word.name, (), (), place),))
        if midi_of(name.text) is not None or (name.text[:1].isupper() and drum_key(name.text) is not None):
            return Atom(name.text, place)
        known = [*self.lets, *(spelling for spelling, w in WORDS.items() if not w.is_method)]
        hint = nearest(name.text, known) or f'define it before: let {name.text} = "…"; or put a pattern in quotes'
        self.report("PS105", name, f"nothing is called {name.text} here", hint)
        return Apply("silence", ())

    def value(self, name: Name, held: Bound) -> Argument:
        """What a bound name means where it stands alone: a definition is a function."""
        if isinstance(held, Unfinished):
            self.report("PS112", name, f"{name.text} is used inside itself", "a def uses what stands before it")
            return Apply("silence", ())
        if isinstance(held, Module):
            self.report("PS205", name, f"{name.text} is a module", f"name something in it: {name.text}.name")
            return Apply("silence", ())
        if not isinstance(held, Defined):
            return held
        needed = [formal.text for formal, value in held.formals if value is None]
        given = tuple(Given(Name(formal, name.begin, name.end)) for formal in needed)
        outside, opened = self.lets, self.opened
        self.lets = {**outside, **{formal: Hole(formal) for formal in needed}}
        self.opened |= {*needed}
        body = self.expanded(held, Call(name, given, name.begin, name.end), [])
        self.lets, self.opened = outside, opened
        return Lambda(tuple(needed), body) if needed and isinstance(body, Atom | Apply | Hole) else body

    def call(self, call: Call) -> Argument:
        """A word or a definition called as a function."""
        defined = self.callable(call.name)
        if defined is not None:
            return self.expanded(defined, call, [])
        word = WORDS.get(call.name.text)
        if word is None and call.name.text in CLASHES:
            self.clashing(call.name)
            return Apply("silence", ())
        if word is None:
            if name := call.name.text:  # one that lacks is missed already
                self.report("PS105", call.name, f"there is no function {name}", near_word(name, method=False))
            return Apply("silence", ())
        if word.family == "sound" and len(call.arguments) == 1:
            given = self.expression(call.arguments[0].term)
            bounded(word, call.arguments[0], given, self.report)
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
        for argument in in_order(word, call, self.report):
            parameter = parameter_for(word, argument, waiting, self.report)
            if parameter is None:
                continue
            value = self.fitted(word, parameter, argument)
            if argument.name is None:
                args.append(value)
            else:
                named.append((argument.name.text, value))
        if any(parameter.name == "key" and parameter.optional for parameter in waiting):
            named.append(("key", KEY))
        bare = word.name in CONTROLS and len(args) == 1 and not named  # "<C F>".chord() names what it follows
        lacking = [parameter for parameter in waiting if not parameter.optional and not bare]
        if lacking:
            names = ", ".join(f"{parameter.name} (a {parameter.kind})" for parameter in lacking)
            self.report("PS206", call.name, f"{word.name} lacks {names}", f"write {word.signature}: {word.example}")
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
        hint = near_word(call.name.text, method=True)
        self.report("PS102", call.name, f"there is no method {call.name.text}", hint)

    def clashing(self, name: Name) -> None:
        """Say what a word that is spelled as elsewhere is called here."""
        clash = CLASHES[name.text]
        self.report("PS111", name, clash.told, f"write {clash.written}")

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
                self.problems[index] = self.problems[index]._replace(hint=hint)

    def fitted(self, word: Word, parameter: Parameter, argument: Given) -> Argument:
        """*argument* as *parameter* wants it; a problem is reported, and the value stays as it is."""
        term = dotted(word, parameter, argument, self.report)
        if isinstance(term, Text) and is_plain(parameter, argument):
            value: Argument = Atom(term.text, (term.at, term.at + len(term.text)))
        else:
            value = self.argument(term)
        return fitted(word, parameter, argument, value, self.report)


def _value(number: Number) -> Value:
    if number.value is None:
        return None
    if number.value.denominator == 1 and "." not in number.text:
        return int(number.value)
    return float(number.value)
