"""Expressions: what the names in an expression mean, by the same rules as the compiler.

A name before brackets that is also a word of the language is the word, unless a function has it.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pattern_dsl.fitting import is_plain, parameter_for
from pattern_dsl.ide.exports import Exports
from pattern_dsl.ide.names import ROOMS, Binding, Kind, Mention, Place, Room
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.phrases import Abstraction, Argument, Call, Function, Items, Lookup, Method, Name, Number, Term, Text
from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS

Scope: TypeAlias = "Mapping[str, int | Place]"
"""What values stand for: the number of a binding, or a place in another text."""

_READ = ("", "d", "r", "n")
"""Kinds of strings in which ``$name`` inserts a pattern."""


class Expressions:
    """The expressions of one text, with everything that is named in them. Grown by one walk through the text.

    ``scope`` is the number of the one that is read, ``functions`` says whether a value can be called; None if only
    playing it tells.
    """

    def __init__(self, exports: Exports) -> None:
        self.exports = exports
        self.bindings: list[Binding] = []
        self.mentions: list[Mention] = []
        self.loose: set[str] = set()
        self.scope = 0
        self.scopes = 0
        self.formals: dict[int, dict[str, int]] = {}  # the parameters of what can be called
        self.functions: dict[int, bool | None] = {}
        self.heads: dict[int, dict[str, int]] = {}  # the parameters of functions, by where those begin
        self.modules: dict[int, str] = {}

    def bind(self, kind: Kind, name: Name, origin: Place | None = None, *, bare: bool = False) -> int:
        """The number of a new binding, which is given at *name*."""
        number = len(self.bindings)
        self.bindings.append(Binding(kind, name.text, self.scope, origin))
        self.gives(number, name, bare=bare)
        return number

    def gives(self, number: int, name: Name, *, bare: bool = False) -> None:
        """Note that binding *number* is given at *name*; a name that is missing is none."""
        room = ROOMS[self.bindings[number].kind]
        if name.text:
            self.mentions.append(Mention(name.begin, name.end, name.text, room, number, gives=True, bare=bare))

    def mention(self, name: Name, binding: int | Place | None, *, room: Room = "value", sure: bool = True) -> None:
        """Note that *name* is written and what it means."""
        if name.text:
            self.mentions.append(Mention(name.begin, name.end, name.text, room, binding, sure=sure))

    def opened(self) -> int:
        """Begin a scope of its own; the number of the one around it."""
        outside = self.scope
        self.scopes += 1
        self.scope = self.scopes
        return outside

    def formals_of(self, value: Term, scope: Scope) -> dict[str, int] | None:
        """The parameters by which a function that is written so, or has a name, can be called."""
        if isinstance(value, Name):
            held = scope.get(value.text)
            return self.formals.get(held) if isinstance(held, int) else None
        return self.heads.get(value.begin) if isinstance(value, Abstraction) else None

    def callable(self, value: Term, scope: Scope) -> bool | None:
        """Whether what a let is bound to can be called; None if that cannot be seen."""
        if isinstance(value, Function | Abstraction):
            return True
        if isinstance(value, Name):
            held = scope.get(value.text)
            if held is None:
                word = WORDS.get(value.text)
                return None if word is not None and word.is_method else False
            return self.functions.get(held) if isinstance(held, int) else None
        called = value.call if isinstance(value, Method) else value
        return None if isinstance(called, Call) and called.name.text in scope else False

    def term(self, term: Term, scope: Scope) -> None:
        """Read an expression whose names mean what *scope* says."""
        match term:
            case Name():
                self.mention(term, scope.get(term.text))
            case Text():
                self.text(term, scope)
            case Call():
                self.call(term, scope)
            case Method():
                self.method(term, scope)
            case Function(calls):
                self.calls(calls, scope)
            case Items(items):
                for item in items:
                    self.term(item, scope)
            case Lookup(entries):
                for _, value in entries:
                    self.term(value, scope)
            case Abstraction():
                self.function(term, scope)
            case Number():
                pass
            case _:
                for inner in term[:-2]:
                    if isinstance(inner, tuple):
                        self.term(inner, scope)

    def text(self, term: Text, scope: Scope) -> None:
        """A string: ``$name`` in it inserts a pattern."""
        if "$" not in term.text or not term.closed or term.kind not in _READ:
            return
        for token in lex(grammar("mini"), term.text, term.at)[0]:
            if token.kind == "INSERT":
                name = Name(token.text[1:], token.begin + 1, token.end)
                self.mention(name, scope.get(name.text))

    def function(self, term: Abstraction, scope: Scope) -> None:
        """A function whose parameters have names, which hide what else is called so."""
        outside = self.opened()
        names = {name.text: self.bind("function parameter", name) for name in term.parameters if name.text}
        self.functions |= dict.fromkeys(names.values(), False)
        self.heads[term.begin] = names
        self.term(term.body, ChainMap({**names}, scope))  # type: ignore[arg-type]  # it is only read
        self.scope = outside

    def method(self, term: Method, scope: Scope) -> None:
        """Methods in a row, read from the first."""
        calls: list[Call] = []
        receiver: Term = term
        while isinstance(receiver, Method):
            calls.append(receiver.call)
            receiver = receiver.receiver
        self.term(receiver, scope)
        calls.reverse()
        held = scope.get(receiver.text) if isinstance(receiver, Name) else None
        module = self.module(held)
        if module is not None:
            self.exported(module, calls.pop(0), scope)
        self.calls(calls, scope)

    def calls(self, calls: Sequence[Call], scope: Scope) -> None:
        """Methods one after another; what stands behind a module's name is a name of the module."""
        module: str | None = None
        for call in calls:
            if module is not None:
                self.exported(module, call, scope)
                module = None
                continue
            held = scope.get(call.name.text)
            module = self.module(held)
            if module is not None:
                self.mention(call.name, held)
                self.given(call.arguments, scope)
            else:
                self.call(call, scope, behind=1)

    def module(self, held: int | Place | None) -> str | None:
        """The path of the text that *held* names; None if it names none."""
        return self.modules.get(held) if isinstance(held, int) else self.exports.modules.get(held) if held else None

    def exported(self, module: str, call: Call, scope: Scope) -> None:
        """A name of a module, and what it is given."""
        self.mention(call.name, self.exports.of(module).get(call.name.text, Place(0, 0, module)))
        self.given(call.arguments, scope)

    def call(self, call: Call, scope: Scope, behind: int = 0) -> None:
        """A call; *behind* is 1 for a method, which stands behind what it acts on."""
        name = call.name
        held = scope.get(name.text)
        word = WORDS.get(name.text)
        sure = self.functions.get(held) if isinstance(held, int) else None
        if held is None or (sure is False and (word is not None or self.is_hole(held))):
            self.mention(name, None)
            self.of_word(word, call, scope, behind)
            return
        self.mention(name, held, sure=sure is not None or word is None)
        formals = self.formals.get(held) if isinstance(held, int) else None
        self.given(call.arguments, scope, formals)

    def is_hole(self, held: int | Place) -> bool:
        """Whether a binding is the parameter of a function without a name, which is never called."""
        return isinstance(held, int) and self.bindings[held].kind == "function parameter"

    def given(self, arguments: Sequence[Argument], scope: Scope, formals: Mapping[str, int] | None = None) -> None:
        """What is given to something that the text defines; *formals* are its parameters, where they are known."""
        for argument in arguments:
            if argument.name is not None:
                number = formals.get(argument.name.text) if formals is not None else None
                self.mention(argument.name, number)
                if formals is None:
                    self.loose.add(argument.name.text)
            self.term(argument.term, scope)

    def of_word(self, word: Word | None, call: Call, scope: Scope, behind: int) -> None:
        """What is given to a word: where that wants a name, a string is one and inserts nothing."""
        arguments = list(call.arguments)
        if word is not None and not behind and word.is_method and arguments:
            self.term(arguments.pop().term, scope)  # what it acts on comes last
            behind = 1
        waiting = list(word.parameters[behind:]) if word is not None else []
        expression = word is not None and word.family == "sound" and not behind and len(arguments) == 1
        for argument in arguments:
            parameter = parameter_for(word, argument, waiting, _unsaid) if word is not None and not expression else None
            if parameter is None or not is_plain(parameter, argument):
                self.term(argument.term, scope)


def _unsaid(code: str, at: Term | Argument, message: str, hint: str | None = None, *, severity: str = "error") -> None:
    """What is wrong with a call is said by the compiler."""
