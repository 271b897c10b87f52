"""Pieces: the words and the comments of a text in order, and the statements they make up.

It knows brackets, semicolons and line ends, and no statement by its name. The text must have no faults of grammar,
and its lines end with LF.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from pattern_dsl.depth import opens_table
from pattern_dsl.lexer import Grammar, grammar, lex
from pattern_dsl.tree import Token

COMMENT = "COMMENT"


class Piece(NamedTuple):
    """A word or a comment as written, how many lines end between it and the piece before, and its column from 0."""

    kind: str
    text: str
    breaks: int
    column: int

    @property
    def ends_line(self) -> bool:
        """Whether nothing can follow on the same line: a comment that begins with ``//``."""
        return self.kind == COMMENT and self.text.startswith("//")


class Statement(NamedTuple):
    """The pieces of a statement up to its semicolon, or of a block up to its brace with what stands *inside*."""

    pieces: list[Piece]
    inside: list[Entry] | None = None
    on_one_line: bool = False


Entry: TypeAlias = "Statement | Piece"
"""What a text or a block is a row of; a piece that stands alone is a comment."""


def pieces_of(text: str) -> list[Piece]:
    """Every word and every comment of *text*; only blanks are left out."""
    found: list[Piece] = []
    end = line = 0
    for token in _with_comments(grammar("pattern"), text):
        breaks = text.count("\n", end, token.begin)
        if breaks:
            line = text.rfind("\n", end, token.begin) + 1
        found.append(Piece(token.kind, token.text, breaks, token.begin - line))
        end = token.end
        if "\n" in token.text:
            line = token.begin + token.text.rfind("\n") + 1
    return found


def _with_comments(rules: Grammar, text: str) -> Iterator[Token]:
    """The words of *text* and the comments that the lexer leaves out."""
    tokens, _ = lex(rules, text)
    end = 0
    for token in tokens:
        at = text.find("/", end, token.begin)
        while at >= 0:
            found = rules.words.match(text, at)
            assert found is not None  # a text without faults has nothing but blanks and comments between words
            yield Token(COMMENT, found[COMMENT], at, found.end())
            at = text.find("/", found.end(), token.begin)
        if token.kind != "$END":
            yield token
        end = token.end


def entries_of(pieces: list[Piece]) -> list[Entry]:
    """The statements of *pieces*, and the comments between them."""
    return _Grouping(pieces).entries()


class _Grouping:
    """One pass over the pieces of one text; made and dropped by ``entries_of``."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.at = 0
        self.leads = _leading(pieces)

    def entries(self) -> list[Entry]:
        """Statements and comments up to a closing brace or the end."""
        found: list[Entry] = []
        while self.at < len(self.pieces) and self.pieces[self.at].kind != "RBRACE":
            piece = self.pieces[self.at]
            if piece.kind == COMMENT and not self.leads[self.at]:
                found.append(piece)
                self.at += 1
            else:
                found.append(self.statement())
        return found

    def statement(self) -> Statement:
        """A statement to its semicolon, or a block to its closing brace."""
        begin, tables = self.at, 0
        word: list[Token] = []
        while True:
            piece = self.pieces[self.at]
            self.at += 1
            if piece.kind == "SEMICOLON":
                return Statement(self.pieces[begin : self.at])
            if piece.kind == "LBRACE" and not tables and not opens_table(word):
                return self.block(begin)
            tables += (piece.kind == "LBRACE") - (piece.kind == "RBRACE")
            if piece.kind != COMMENT:
                word = [Token(piece.kind, piece.text, 0, 0)]

    def block(self, begin: int) -> Statement:
        first = self.at
        inside = self.entries()
        self.at += 1
        broken = any(piece.breaks or "\n" in piece.text for piece in self.pieces[first : self.at])
        return Statement(self.pieces[begin:first], inside, not broken)


def _leading(pieces: list[Piece]) -> list[bool]:
    """For each piece, whether a word follows on its line before the line and the block end."""
    found = [False] * len(pieces)
    for at in range(len(pieces) - 2, -1, -1):
        after = pieces[at + 1]
        found[at] = not after.breaks and after.kind != "RBRACE" and (after.kind != COMMENT or found[at + 1])
    return found
