"""Signature: the call that the caret is in, and which of its arguments is being written."""

from __future__ import annotations

from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.context import context_at
from pattern_dsl.ide.context_names import Known, comment_above, values
from pattern_dsl.ide.context_slots import parameter_at
from pattern_dsl.ide.context_tokens import Open, chunk_at
from pattern_dsl.ide.hover_texts import parameter_text, word_text
from pattern_dsl.lexer import grammar, lex
from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS


class Argument(NamedTuple):
    """A parameter: from *begin* to *end* of the label, and what is said about it, as Markdown."""

    begin: int
    end: int
    text: str


class Signature(NamedTuple):
    """A call as it is written: its *label*, its parameters in it, and the number of the one at the caret.

    ``active`` is None where the call takes no such argument. ``text`` is what is said about it, as Markdown.
    """

    label: str
    parameters: tuple[Argument, ...]
    active: int | None
    text: str


def signature(document: Document, offset: int) -> Signature | None:
    """The innermost call around *offset* (code points) that the text or the language knows; None if there is none."""
    context = context_at(document, offset)
    known = values(document, context.before) if context.calls else {}
    for call in reversed(context.calls):
        held, word = known.get(call.name.text), WORDS.get(call.name.text)
        if held is not None and (held.kind == "def" or word is None):
            found = _of_text(document, held, call)
            if found is not None:
                return found
        elif word is not None:
            return _of_word(word, call)
    return None


def _of_word(word: Word, call: Open) -> Signature:
    label, at = word.signature, 0
    parameters: list[Argument] = []
    for parameter in word.parameters[word.is_method :]:
        begin = label.index(f"{parameter.name}: {parameter.kind}", at)
        begin -= parameter.rest
        last = parameter is word.parameters[-1]
        at = len(label) - 1 if last else label.index(f", {_starred(word, parameter.name)}", begin)
        parameters.append(Argument(begin, at, parameter_text(word, parameter)))
    active = parameter_at(word, call)
    if active is not None:
        active -= word.is_method
    return Signature(label, tuple(parameters), active if active is not None and active >= 0 else None, word_text(word))


def _starred(word: Word, name: str) -> str:
    """How the parameter behind the one called *name* begins in the signature."""
    names = [parameter.name for parameter in word.parameters]
    after = word.parameters[names.index(name) + 1]
    return f"{'*' if after.rest else ''}{after.name}: "


def _of_text(document: Document, held: Known, call: Open) -> Signature | None:
    """What a definition of the text is given, or a function that has a name."""
    formals = held.formals or tuple((name, None) for name in _parameters(held.value))
    if not formals:
        return None
    first = 1 if call.is_method else 0
    label = f"{'.' if first else ''}{held.name}("
    parameters: list[Argument] = []
    for name, value in formals[first:]:
        shown = name if value is None else f"{name} = {value}"
        parameters.append(Argument(len(label), len(label) + len(shown), ""))
        label += f"{shown}, "
    label = f"{label.removesuffix(', ')})"
    names = [name for name, _ in formals[first:]]
    if call.named is not None:
        active = names.index(call.named) if call.named in names else None
    else:
        free = [place for place, name in enumerate(names) if name not in call.given]
        at = call.at - len(call.given)
        active = free[at] if at < len(free) else None
    said = comment_above(document, held.item, chunk_at(document, held.item))
    return Signature(label, tuple(parameters), active, said)


def _parameters(value: str) -> list[str]:
    """The parameters of a function as it is written: ``x => …`` or ``(a, b) => …``."""
    tokens = lex(grammar("pattern"), value)[0]
    arrow = next((at for at, token in enumerate(tokens) if token.kind == "ARROW"), 0)
    return [token.text for token in tokens[:arrow] if token.kind in ("NAME", "NOTE")]
