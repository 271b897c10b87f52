"""Highlights: what belongs to what the caret is on: the uses of a name, or the other bracket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from pattern_dsl.document import Document
from pattern_dsl.ide.references import references
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.phrases import text
from pattern_dsl.tree import Token

_PAIRS = {"RBRACE": "LBRACE", "RPAR": "LPAR", "RSQB": "LSQB", "MORETHAN": "LESSTHAN"}


class Highlight(NamedTuple):
    """From *begin* to *end* (code points); a name is written where it is given and read elsewhere."""

    begin: int
    end: int
    kind: Literal["read", "write", "text"]


def highlights(document: Document, offset: int) -> tuple[Highlight, ...]:
    """What belongs together at *offset* (code points), in order of place; nothing where nothing does."""
    pair = _brackets(document, offset)
    if pair:
        return pair
    return tuple(
        Highlight(one.begin, one.end, "write" if one.gives else "read") for one in references(document, offset)
    )


def _brackets(document: Document, offset: int) -> tuple[Highlight, ...]:
    """The bracket that *offset* is before, or else behind, and its mate."""
    for start, chunk in zip(document.chunks.starts, document.chunks.pieces, strict=True):
        if start <= offset <= start + len(chunk.text):
            words = lex(grammar("pattern"), chunk.text, start)[0]
            strings = [text(word) for word in words if word.kind == "STRING" and word.begin < offset < word.end]
            if strings and strings[0].closed:
                words = lex(grammar("mini"), strings[0].text, strings[0].at)[0]
            pair = _pair(words, offset)
            if pair:
                return tuple(Highlight(bracket.begin, bracket.end, "text") for bracket in pair)
    return ()


def _pair(words: Iterable[Token], offset: int) -> tuple[Token, Token] | None:
    opened: list[Token] = []
    found: tuple[Token, Token] | None = None
    for word in words:
        if word.begin == word.end:
            continue
        if word.kind in _PAIRS.values():
            opened.append(word)
        elif word.kind in _PAIRS and opened and opened[-1].kind == _PAIRS[word.kind]:
            pair = opened.pop(), word
            if offset in (pair[0].begin, pair[1].begin):
                return pair
            if offset in (pair[0].end, pair[1].end):
                found = found or pair
    return found
