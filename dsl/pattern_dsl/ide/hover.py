"""Hover: what is at a place of a text, said in a few lines of Markdown."""

from __future__ import annotations

from typing import NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide import hover_texts as texts
from pattern_dsl.ide.completion_keywords import KEYWORDS
from pattern_dsl.ide.completion_strings import key_at
from pattern_dsl.ide.context import Context, context_at
from pattern_dsl.ide.context_names import Known, exported, in_force, values
from pattern_dsl.ide.context_slots import parameter_at
from pattern_dsl.ide.context_tokens import before, chunk_at
from pattern_dsl.ide.hover_marks import mark_at
from pattern_dsl.ide.hover_names import instrument, known_text, part_text, section_text
from pattern_dsl.ide.hover_roll import roll
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import ROLES
from pattern_dsl.phrases import Name, Text, text
from pattern_dsl.scope import Bound
from pattern_dsl.strings import KINDS, string
from pattern_dsl.tree import Token
from pattern_engine.instruments import INSTRUMENTS, drum_key
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS
from pattern_engine.words.sound import CONTROLS


class Hover(NamedTuple):
    """What is said, as Markdown, about what stands from *begin* to *end* (code points)."""

    begin: int
    end: int
    text: str


def hover(document: Document, offset: int) -> Hover | None:
    """What is at *offset* (code points); None where nothing is known, in comments, and in blanks."""
    token = _token_at(document, offset)
    if token is None:
        return None
    if token.kind == "STRING":
        return _string(document, token, offset)
    if token.kind in ("NUMBER", "BARBEAT", "SECONDS"):
        said = _number(context_at(document, token.begin))
        said = f"**{token.text}** — {said}" if said.startswith("`") and not said.startswith("```") else said
    elif token.kind in ("NAME", "NOTE"):
        said = _name(document, token, context_at(document, token.end))
    else:
        return None
    return Hover(token.begin, token.end, said) if said else None


def _token_at(document: Document, offset: int) -> Token | None:
    """The word of the text at *offset*; of two that touch there the one that begins, unless it is no name."""
    if not document.chunks.pieces:
        return None
    number = chunk_at(document, offset)
    start = document.chunks.starts[number]
    tokens = lex(grammar("pattern"), document.chunks.pieces[number].text, start)[0]
    touching = [token for token in tokens if token.begin <= offset <= token.end and token.end > token.begin]
    inside = [token for token in touching if offset < token.end]
    if inside and inside[0].kind in _SAID:
        return inside[0]
    return touching[0] if touching and touching[0].kind in _SAID else None


_SAID = ("NAME", "NOTE", "STRING", "NUMBER", "BARBEAT", "SECONDS")


_REACHES = {"tempo": "\n\nRange 1 … 999, usually 20 … 400.", "dur": "\n\nAbove 0; 1/2 is half a beat."}
"""From where to where the numbers of keywords go, where their help does not say it."""


def _number(context: Context) -> str:
    """A number: the parameter it is given for, or the header or tail that it belongs to."""
    call = context.call
    if call is not None:
        word = WORDS.get(call.name.text)
        at = parameter_at(word, call) if word is not None else None
        return texts.parameter_text(word, word.parameters[at]) if word is not None and at is not None else ""
    statement = context.before.statement
    for token in reversed(statement):
        row = KEYWORDS.get(token.text)
        if row is not None and (row.where in ("header", "tail", "attribute", "inside") or token is statement[0]):
            return f"{texts.keyword_text(token.text)}{_REACHES.get(token.text, '')}"
    if context.before.role in ROLES and len(statement) > 1:
        return "When it sounds: in beats from the start of the block, as bar:beat counted from 1, or in seconds."
    return ""


def _name(document: Document, token: Token, context: Context) -> str:
    """A name: of the text first, then of the language, as its place says."""
    key = key_at(document, token.begin)
    match context.kind:
        case "output":
            return texts.output_text(token.text)
        case "item" | "section item" | "attribute" | "tail" | "unit" | "follows" if token.text in KEYWORDS:
            return texts.keyword_text(token.text)
        case "key" | "scale":
            return _key(context, token)
        case "section":
            return section_text(document, token.text)
        case "import":
            return _known(document, token, context) or texts.instrument_text(token.text, token.text)
        case "method":
            return _method(document, token, context)
        case "statement" | "player":
            return _beginning(document, token, context)
        case "part" | "section item":
            return part_text(document, token.text) or (texts.keyword_text(token.text) if token.text in KEYWORDS else "")
    named = _argument(document, token, context)
    return named or _meant(document, token, context, key)


def _beginning(document: Document, token: Token, context: Context) -> str:
    """What a statement begins with: who plays, a keyword, a label, or a name that is played."""
    if context.kind == "statement" and token.text in ("let", "mute", "solo") and token.text in KEYWORDS:
        return texts.keyword_text(token.text)
    return (
        part_text(document, token.text, label=True)
        or instrument(document, token.text)
        or _known(document, token, context)
        or (texts.word_text(WORDS[token.text]) if token.text in WORDS else "")
        or texts.instrument_text(token.text, token.text)
    )


def _key(context: Context, token: Token) -> str:
    """A root or the name of a scale in a header."""
    statement = context.before.statement
    if context.kind == "key":
        return texts.keyword_text(statement[0].text)
    return texts.scale_text(token.text, statement[1].text)


def _method(document: Document, token: Token, context: Context) -> str:
    known = values(document, context.before)
    root = context.receiver.root if context.receiver is not None else None
    module = known.get(root.text) if root is not None else None
    if module is not None and module.kind == "module" and context.receiver and not context.receiver.methods:
        found = token.text in exported(document, module.value)
        return f"`{token.text}` of `{module.value}`" if found else ""
    held = known.get(token.text)
    if held is not None and held.kind != "parameter":
        return known_text(document, held)
    return texts.word_text(WORDS[token.text]) if token.text in WORDS else ""


def _argument(document: Document, token: Token, context: Context) -> str:
    """The name that an argument is given by."""
    piece = document.chunks.pieces[context.before.chunk].text
    after = piece[token.end - context.before.begin :].lstrip()
    call = context.call
    if call is None or not call.begins or not after.startswith("=") or after[1:2] in ("=", ">"):
        return ""
    word = WORDS.get(call.name.text)
    if word is None:
        return f"`{token.text}` of `{call.name.text}`"
    found = next((one for one in word.parameters if one.name == token.text), None)
    return texts.parameter_text(word, found) if found is not None else ""


def _known(document: Document, token: Token, context: Context) -> str:
    """What the text calls so: above, or here, where the name is given."""
    statement = context.before.statement
    held = values(document, context.before).get(token.text)
    if (
        len(statement) > 2
        and statement[0].text == "def"
        and len(context.before.nest) == 1
        and context.kind == "nothing"
    ):
        return known_text(document, Known("parameter", token.text, token.begin, token.end, statement[0].begin))
    if statement and (statement[-1].text in ("let", "def", "param", "as") or context.kind == "import"):
        here = values(document, before(document, _end(document, token))).get(token.text)
        held = here if here is not None and here.begin == token.begin else held
    return known_text(document, held) if held is not None else ""


def _end(document: Document, token: Token) -> int:
    """The end of the statement that *token* stands in."""
    number = chunk_at(document, token.begin)
    start = document.chunks.starts[number]
    after = lex(grammar("pattern"), document.chunks.pieces[number].text[token.end - start :], token.end)[0]
    return next(one.end for one in after if one.kind in ("SEMICOLON", "$END"))


def _meant(document: Document, token: Token, context: Context, key: str) -> str:
    """A name where a value is wanted, or one that is given."""
    last = context.before.behind()
    behind = last.text if last is not None else ""
    if behind in ROLES and context.before.role in ("", "section"):
        return part_text(document, token.text)
    if behind == "section":
        return section_text(document, token.text)
    if behind == "on" or (context.before.role in ROLES and context.kind in ("source", "nothing") and _is_note(token)):
        held = "" if behind == "on" or _is_placed(document, token) else _known(document, token, context)
        return held or (
            _note(document, token.text, key) if midi_of(token.text) is not None else texts.drum_text(token.text)
        )
    said = _known(document, token, context) or (instrument(document, token.text) if behind == "as" else "")
    if said:
        return said
    if token.text in WORDS and context.kind in ("value", "source"):
        return texts.word_text(WORDS[token.text])
    if token.text in KEYWORDS:
        return texts.keyword_text(token.text)
    return _note(document, token.text, key) if token.kind == "NOTE" else texts.drum_text(token.text)


def _is_placed(document: Document, token: Token) -> bool:
    """Whether a time or a further note follows, so that this can only be a note."""
    number = chunk_at(document, token.begin)
    after = document.chunks.pieces[number].text[token.end - document.chunks.starts[number] :].lstrip()
    return after[:1].isdigit() or after[:1] == ","


def _is_note(token: Token) -> bool:
    return token.kind == "NOTE" or drum_key(token.text) is not None


def _note(document: Document, name: str, key: str) -> str:
    return texts.note_text(name, key, _tuned(document))


def _tuned(document: Document) -> tuple[str, str] | None:
    """The tuning of the text, and the note it stands on."""
    header = in_force(document, 0, "tuning")
    if header is None:
        return None
    words = [value.text for value in header.values if isinstance(value, Name | Text)]
    return (words[0], words[1] if len(words) > 1 else "A4") if words else None


def _string(document: Document, token: Token, offset: int) -> Hover | None:
    """An atom of a string; on the quotes, the whole of it."""
    term = text(token)
    stop = term.at + len(term.text)
    if offset < term.at or offset >= max(stop, term.at + 1) or not term.text:
        said = _whole(document, term)
        return Hover(token.begin, token.end, said) if said else None
    atom, mark = _atom(term, offset), mark_at(term, offset)
    if atom is None or (mark is not None and mark[0] <= offset < mark[1]):
        return Hover(*mark) if mark is not None else None
    begin, end = atom
    context = context_at(document, end)
    content = context.slot.content if context.slot is not None else "nothing"
    if context.slot is not None and context.slot.whole:
        begin, end = term.at, stop
    said = _content(document, content, _between(document, begin, end), context)
    return Hover(begin, end, said) if said else None


def _between(document: Document, begin: int, end: int) -> str:
    """What stands from *begin* to *end*, in one item."""
    number = chunk_at(document, begin)
    start = document.chunks.starts[number]
    return document.chunks.pieces[number].text[begin - start : end - start]


def _atom(term: Text, offset: int) -> tuple[int, int] | None:
    """From where to where the word of the string goes that *offset* is in."""
    if term.kind == "x":
        return None
    words = [
        (token.begin, token.end)
        for token in lex(grammar("mini"), term.text, term.at)[0]
        if token.begin <= offset <= token.end and token.kind in ("WORD", "INSERT")
    ]
    return words[-1] if words else None  # of two that touch there, the one that begins


def _content(document: Document, content: str, word: str, context: Context) -> str:
    """What an atom means where a string holds this content."""
    key = key_at(document, context.offset)
    if word.startswith("$"):
        held = values(document, context.before).get(word[1:])
        return known_text(document, held) if held is not None else ""
    match content:
        case "chords":
            return texts.chord_text(word)
        case "numerals":
            return texts.numeral_text(word, key)
        case "degrees":
            return texts.degree_text(word, key)
        case "scales":
            root, _, name = word.partition(" ")
            return texts.scale_text(name, root)
        case "controls":
            return texts.word_text(WORDS[word]) if word in WORDS and WORDS[word].name in CONTROLS else ""
        case "sounds" if word in INSTRUMENTS:
            return texts.instrument_text(word, word)
        case "music":
            found = _note(document, word, key) if midi_of(word) is not None and word[-1].isdigit() else ""
            return found or texts.drum_text(word) or texts.chord_text(word) or texts.numeral_text(word, key)
        case "notes" | "drums" | "sounds":
            drum = texts.drum_text(word) if content != "notes" else ""
            return drum or (_note(document, word, key) if midi_of(word) is not None else texts.drum_text(word))
    return _number(context) if content == "numbers" else ""


def _whole(document: Document, term: Text) -> str:
    """A string as a whole: its kind, and one bar of it."""
    context = context_at(document, term.at)
    kind = next((one for one in KINDS if one.letter == term.kind), None)
    if (
        context.slot is None
        or kind is None
        or context.slot.whole
        or context.slot.content == "nothing"
        or not term.closed
    ):
        return ""
    drawn = roll(term, key_at(document, term.begin), _lets(document, context))
    if not drawn:
        return kind.help
    chance = " What chance decides is drawn anew where it plays." if set("?|") & {*term.text} else ""
    return f"The first bar:\n\n```text\n{drawn}\n```\n\n{kind.help[:1].upper()}{kind.help[1:]}.{chance}"


def _lets(document: Document, context: Context) -> dict[str, Bound]:
    """The lets of the text that are strings, so that ``$name`` can be shown."""
    found: dict[str, Bound] = {}
    for one in values(document, context.before).values():
        tokens = lex(grammar("pattern"), one.value[:1024])[0] if one.kind == "let" else []
        if len(tokens) == 2 and tokens[0].kind == "STRING":
            found[one.name] = string(text(tokens[0]), found)[0]
    return found
