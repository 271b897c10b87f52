"""Completion of words: methods that fit what stands before the dot, functions, arguments by name, names of the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.completion_items import Completion, Kind, called, template, usages
from pattern_dsl.ide.completion_strings import quoted
from pattern_dsl.ide.context import Context
from pattern_dsl.ide.context_names import Known, comment_above, exported, of_kind, values
from pattern_dsl.ide.context_slots import ACTED_ON, parameter_at, slot_of
from pattern_dsl.ide.context_tokens import Open, chunk_at
from pattern_dsl.ide.hover_texts import control_range
from pattern_dsl.modules import is_module
from pattern_dsl.outline import ROLES
from pattern_dsl.syntax import Import
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.vocabulary import Parameter, Word
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS

_OF_PITCH = frozenset({"pitch", "tuning", "harmony", "arpeggio", "counterpoint"})
_OF_SAMPLES = frozenset({"samples"})
_OF_NUMBERS = frozenset({"change"})
_KINDS: dict[str, Kind] = {
    "def": "def",
    "let": "let",
    "param": "param",
    "module": "module",
    "imported": "let",
    "parameter": "parameter",
    "function parameter": "parameter",
}


def methods(document: Document, context: Context) -> Iterator[Completion]:
    """What may follow the dot: words that act on a pattern, definitions of the text, or what a module exports."""
    known = values(document, context.before)
    root = context.receiver.root if context.receiver is not None else None
    module = known.get(root.text) if root is not None and root.kind != "STRING" else None
    if module is not None and module.kind == "module" and context.receiver and not context.receiver.methods:
        for name in exported(document, module.value):
            yield Completion(name, "def", f"of {module.value}", name)
        return
    bare = bracketed(document, context)
    yield from _of_text(document, known, bare=bare, behind=True)
    first, last = _wanted(context, root.text if root is not None else "")
    for word in _by_use():
        if word.is_method:
            shift = -200 if word.family in first else 5_000 if word.family in last else 0
            yield _word(word, bare=bare, shift=shift, behind=True)


def _wanted(context: Context, root: str) -> tuple[frozenset[str], frozenset[str]]:
    """The families of words that go first and last with what plays the statement, or is a row of numbers."""
    word = WORDS.get(root)
    if word is not None and not word.is_method and word.family in ("signals", "draw", "making"):
        return _OF_NUMBERS, _OF_PITCH | _OF_SAMPLES
    if context.before.role not in ROLES:
        return frozenset(), frozenset()
    row = INSTRUMENTS.get(context.instrument)
    drums = row.kind == "drums" if row is not None else context.before.role == "rhythm"
    return frozenset(), _OF_PITCH | _OF_NUMBERS if drums else _OF_SAMPLES


def expressions(document: Document, context: Context) -> Iterator[Completion]:
    """What may stand where a value does: names of the text, arguments by name, words that make patterns."""
    call = context.call
    bare = bracketed(document, context)
    known = values(document, context.before)
    if call is not None:
        yield from _for_call(context, call, known)
    wanted = _parameter(call, known)
    if _begins(context) and wanted is not None and wanted.kind in ("function", "functions", "combiner"):
        yield from (item for item in _of_text(document, known, bare=True, behind=True) if item.kind != "module")
        return
    yield from _of_text(document, known, bare=bare, behind=False)
    if wanted is not None and wanted.kind == "text":
        return
    yield from _importable(document, known)
    yield from makers(bare=bare)


def _begins(context: Context) -> bool:
    """Whether the expression begins at the caret that an argument, or an item of a list, is."""
    last = context.before.behind()
    return last is not None and last.kind in ("LPAR", "COMMA", "LSQB", "EQUAL")


def makers(*, bare: bool) -> Iterator[Completion]:
    """Words that can begin an expression: those that make patterns before those that may also stand behind a dot."""
    for word in _by_use():
        if not word.is_method or word.name in ACTED_ON or usages()[word.name].front is not None:
            yield _word(word, bare=bare, shift=600 if word.is_method else 300, behind=False)


def fields(document: Document, context: Context) -> Iterator[Completion]:
    """Controls as they stand in a table, where that is a note; nothing in a table of patterns to choose from."""
    wanted = _parameter(context.call, values(document, context.before))
    if wanted is None or wanted.kind != "value":
        return
    for place, control in enumerate(CONTROLS.values()):
        first = (usages()[control.name].behind or ("1",))[0].strip('"').split()[0]
        if ":" in first:  # a list, which is no plain value
            continue
        value = first if first[0].isdigit() else f'"{first}"'
        insert, stops = template(f"{control.name}: «{value}»")
        yield Completion(
            control.name, "control", control_range(control.name), insert, place, stops, ("word", control.name)
        )


def _for_call(context: Context, call: Open, known: dict[str, Known]) -> Iterator[Completion]:
    """What the argument at the caret can be: given by name, a function from its dot, or one of a few names."""
    held, word = known.get(call.name.text), WORDS.get(call.name.text)
    if held is not None and held.formals:
        for name, value in held.formals[1 if call.is_method else 0 :]:
            if call.begins and name not in call.given:
                yield Completion(f"{name}=", "argument", f"of {held.signature}", f"{name}={value or 1}", rank=40)
        return
    if word is None:
        return
    parameter = _parameter(call, known)
    if parameter is not None and parameter.kind in ("function", "functions") and _begins(context):
        for other in _by_use():
            if other.is_method:
                made = _word(other, bare=False, shift=100, behind=True)
                stops = tuple((begin + 1, end + 1) for begin, end in made.stops)
                yield made._replace(label=f".{made.label}", insert=f".{made.insert}", stops=stops)
    if parameter is not None and call.bare:
        slot = slot_of(call, "", context.before.role, context.instrument)
        if slot.whole and parameter.kind in ("text", "value"):
            yield from quoted(slot.content)
    if call.begins and call.bare:
        yield from _named(word, call)


def _parameter(call: Open | None, known: dict[str, Known]) -> Parameter | None:
    """The parameter of a word that the argument at the caret is for; None for what the text defines."""
    word = WORDS.get(call.name.text) if call is not None and call.name.text not in known else None
    at = parameter_at(word, call) if word is not None and call is not None else None
    return word.parameters[at] if word is not None and at is not None else None


def _named(word: Word, call: Open) -> Iterator[Completion]:
    """Arguments by name; before the first, where several are needed, all of them as in the example."""
    arguments = usages()[word.name].arguments
    needed = sum(not one.optional for one in word.parameters[word.is_method :])
    if call.at == 0 and 1 < needed <= len(arguments):
        insert, stops = template(", ".join(f"«{one}»" for one in arguments))
        yield Completion(insert, "argument", word.signature, insert, 30, stops, ("word", word.name))
    for place, parameter in enumerate(word.parameters[word.is_method :]):
        if parameter.rest or parameter.name in call.given or place < call.at:
            continue
        value = _usual(parameter) or (arguments[place] if place < len(arguments) else "1")
        begin = len(parameter.name) + 1
        yield Completion(
            f"{parameter.name}=",
            "argument",
            f"{parameter.kind} of {word.signature}",
            f"{parameter.name}={value}",
            rank=50 + place,
            stops=((begin, begin + len(value)),),
            topic=("word", word.name),
        )


def _usual(parameter: Parameter) -> str:
    """The default of a parameter as it is written."""
    if not parameter.optional or parameter.default is None or isinstance(parameter.default, tuple):
        return ""
    value = parameter.default
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else f"{value}"


@lru_cache(maxsize=4_096)
def _word(word: Word, *, bare: bool, shift: int, behind: bool) -> Completion:
    insert, stops = called(word, bare=bare, behind=behind)
    kind: Kind = "control" if word.name in CONTROLS else "method" if word.is_method else "function"
    if not word.parameters:
        kind = "signal"
    place = _places()[word.name]
    detail = (kind == "control" and control_range(word.name)) or word.signature
    return Completion(
        word.name, kind, detail, insert, 1_000 + shift + place, stops, ("word", word.name), others=word.aliases
    )


@cache
def _by_use() -> tuple[Word, ...]:
    """Every word once, those used most first."""
    return tuple(sorted(dict.fromkeys(WORDS.values()), key=lambda word: _places()[word.name]))


@cache
def _places() -> dict[str, int]:
    """The place of each word among all, by how many examples use it, then as they are told."""
    names = [word.name for word in dict.fromkeys(WORDS.values())]
    ordered = sorted(names, key=lambda name: -usages()[name].uses.bit_length())
    return {name: place for place, name in enumerate(ordered)}


def _of_text(document: Document, known: dict[str, Known], *, bare: bool, behind: bool) -> Iterator[Completion]:
    """Names that the text gives; behind a dot, those that can be called there."""
    for one in known.values():
        if behind and not _callable(one):
            continue
        insert = one.name
        detail = one.signature if one.kind == "def" else f"{one.kind}: {one.value[:60]}" if one.value else one.kind
        if one.kind == "def" and not bare:
            missing = "1" if behind else '"c4"'
            given = [value or missing for _, value in one.formals[1 if behind else 0 :]]
            insert = f"{one.name}({', '.join(given)})"
        said = comment_above(document, one.item, chunk_at(document, one.item))
        yield Completion(one.name, _KINDS[one.kind], detail, insert, 100, topic=("text", said))


def _callable(one: Known) -> bool:
    """Whether a name can stand behind a dot: what changes a pattern, and a module, whose names do."""
    if one.kind == "let":
        return one.value.startswith(".") or "=>" in one.value
    return one.kind in ("module", "imported") or (one.kind == "def" and bool(one.formals))


def _importable(document: Document, known: dict[str, Known]) -> Iterator[Completion]:
    """Names of texts from which others are imported by name already; they are added to that import."""
    for item, shift in of_kind(document, Import, "import"):
        if not isinstance(item, Import) or not is_module(item) or not item.names:
            continue
        place = item.names[-1][1].end + shift
        for name in exported(document, item.module.text):
            if name not in known:
                edit = Edit(place, place, f", {name}")
                yield Completion(name, "let", f"import from {item.module.text}", name, 900, edits=(edit,))


def bracketed(document: Document, context: Context) -> bool:
    """Whether brackets stand behind the word at the caret already."""
    piece = document.chunks.pieces[context.before.chunk].text if document.chunks.pieces else ""
    return piece[context.end - context.before.begin :][:1] == "("


def ahead(document: Document, context: Context) -> str:
    """What stands behind the word at the caret on its line, without the blanks around it."""
    if not document.chunks.pieces:
        return ""
    text = document.chunks.pieces[context.before.chunk].text
    end = context.end - context.before.begin
    stop = min((at for at in (text.find("\n", end), text.find("\r", end)) if at >= 0), default=len(text))
    return text[end:stop].strip()
