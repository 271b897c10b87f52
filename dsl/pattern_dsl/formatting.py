"""Formatting: a program in its one form. Words, comments and what sounds stay the same; only blanks change.

What has faults of grammar stays as it is, and the items at the left margin beside it are formatted all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from pattern_dsl.breaking import STEP, WIDTH, Line, broken, flat
from pattern_dsl.diagnostic import Diagnostic, of_fault
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import items_at_margin
from pattern_dsl.parser import parse
from pattern_dsl.pieces import COMMENT, Entry, Piece, Statement, entries_of, pieces_of
from pattern_dsl.spacing import Word, spaced

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A program in its one form, and the faults for which some of it was left as it was."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def formatted(text: str) -> str:
    """*text* in its one form. Never raises; formatting twice changes nothing more.

    >>> print(formatted('melody {piano C4   0 ; piano "c4  e4" . fast( 2 );}'), end="")
    melody { piano C4 0; piano "c4 e4".fast(2); }
    """
    return format_text(text).text


def format_text(text: str) -> Formatted:
    """As ``formatted``, with the diagnostics of the faults that *text* has."""
    faults = parse("pattern", text)[1]
    newline = _line_end(text, "\n")
    if faults:
        passages = _passages(text)
        written = [_passage(passage, newline) for passage in passages[:-1]]
        last = passages[-1]
        written.append(last if parse("pattern", last)[1] else _laid_out(last, newline))
    else:
        written = [_laid_out(text, newline)]
    return Formatted("".join(written), tuple(of_fault(fault) for fault in faults))


def _line_end(text: str, otherwise: str) -> str:
    """How most lines of *text* end; *otherwise* if it is one line."""
    ends = _LINE_END.findall(text)
    return max(("\n", "\r\n", "\r"), key=ends.count) if ends else otherwise


def _passages(text: str) -> list[str]:
    """*text* cut where items begin at the left margin."""
    tokens, _ = lex(grammar("pattern"), text)
    items, keywords = items_at_margin(tokens, text, 0), grammar("pattern").keywords
    cuts = [0]
    depth, before = 0, tokens[-1]
    for token in tokens[:-1]:
        at_margin = token.begin > 0 and text[token.begin - 1] in "\r\n"
        begins = before.kind in ("SEMICOLON", "RBRACE") or token.text in keywords
        if token.begin in items or (at_margin and begins and not depth):
            cuts += [token.begin] if token.begin else []
            depth = 0
        depth = max(0, depth + (token.kind == "LBRACE") - (token.kind == "RBRACE"))
        before = token
    return [text[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _passage(text: str, newline: str) -> str:
    """Some items before others in their one form, or as they are if they have faults."""
    if parse("pattern", text)[1]:
        return text
    is_apart = not text.isspace() and _LINE_END.sub("\n", text).rstrip(" \t").endswith("\n\n")
    return _laid_out(text, newline) + _line_end(text, newline) * is_apart


def _laid_out(text: str, newline: str) -> str:
    """A text without faults in its one form. *newline* ends its lines if it is one line without an end."""
    end = _line_end(text, newline)
    lines = _Layout().of(entries_of(pieces_of(_LINE_END.sub("\n", text))))
    return "".join(f"{line}{end}" for line in lines)


class _Layout:
    """One text while its lines are made; made and dropped by ``_passage``."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def of(self, entries: list[Entry]) -> list[str]:
        """The lines of *entries*, without their ends."""
        self.block(entries, 0)
        _align(self.lines)
        return [line for made in self.lines for line in _written(made).split("\n")]

    def block(self, entries: list[Entry], indent: int) -> None:
        """Write what stands in one block, or in the text."""
        before: Entry | None = None
        for entry in entries:
            first = entry if isinstance(entry, Piece) else entry.pieces[0]
            if before is not None and first.breaks > 1:
                self.lines.append(Line(0, ""))
            if isinstance(entry, Piece):
                self.comment(entry, indent)
            elif not (indent == 0 and isinstance(before, Statement) and self.joined(before, entry)):
                self.statement(entry, indent)
            before = entry

    def comment(self, piece: Piece, indent: int) -> None:
        """Write a comment that stands alone: on its own line, or at the end of the last one."""
        if piece.breaks == 0 and self.lines:
            line = self.lines[-1]
            line.column = line.column if line.note else piece.column
            line.note += f" {_trimmed(piece.text)}" if line.note else _trimmed(piece.text)
            return
        self.lines.append(Line(indent, _moved(piece.text, indent - piece.column)))

    def statement(self, statement: Statement, indent: int) -> None:
        """Write a statement, or a block with what is inside."""
        whole = _on_one_line(statement, indent == 0)
        if whole is not None and indent + len(whole) <= WIDTH:
            self.lines.append(Line(indent, whole))
            self.lines[-1].label, self.lines[-1].behind = _label(statement.pieces)
            return
        self.lines += broken(_words(statement, indent == 0), indent)
        if statement.inside is not None:
            self.block(statement.inside, indent + STEP)
            self.lines.append(Line(indent, "}"))

    def joined(self, before: Statement, statement: Statement) -> bool:
        """Whether *statement* is a header that stood, and fits, on the line of the header *before*; it is written."""
        if statement.pieces[0].breaks or not (_is_header(before) and _is_header(statement)):
            return False
        line, whole = self.lines[-1], _on_one_line(statement, True)
        if whole is None or line.note or line.width + 1 + len(whole) > WIDTH:
            return False
        line.text += f" {whole}"
        return True


def _is_header(statement: Statement) -> bool:
    """Whether this has neither a body nor a name to bind."""
    return statement.inside is None and all(piece.text != "=" for piece in statement.pieces)


def _words(statement: Statement, at_top: bool) -> list[Word]:
    """The words of a statement; what stands in quotes in headers and before blocks is no music."""
    return spaced(statement.pieces, has_texts=at_top or statement.inside is not None)


def _on_one_line(statement: Statement, at_top: bool) -> str | None:
    """A statement on one line; None if something in it ends a line, or it is a block that had several."""
    words = _words(statement, at_top)
    if any(word.ends or "\n" in word.text for word in words):
        return None
    if statement.inside is None:
        return flat(words)
    if statement.inside and not statement.on_one_line:
        return None
    inside = [e.text if isinstance(e, Piece) else _on_one_line(e, False) or "" for e in statement.inside]
    return " ".join([flat(words), *inside, "}"])


def _label(pieces: list[Piece]) -> tuple[int, int]:
    """The signs of the label that *pieces* begin with, and the columns to what follows it; zeros without one."""
    colon = next((at for at in (1, 2) if len(pieces) > at + 1 and pieces[at].text == ":"), 0)
    if not colon or any(piece.breaks or piece.kind == COMMENT for piece in pieces[1 : colon + 2]):
        return 0, 0
    words = [piece.text for piece in pieces[:colon]]
    return len(" ".join(words)) + 1, pieces[colon + 1].column - pieces[0].column


def _align(lines: list[Line]) -> None:
    """Put what follows labels, and comments at the ends of lines, under each other where it stood so."""
    for behind, group in groupby(lines, lambda line: line.behind):
        labelled = list(group)
        widest = max(line.label for line in labelled)
        for line in labelled if behind else []:
            line.text = line.text[: line.label] + " " * (widest - line.label) + line.text[line.label :]
    for column, group in groupby(lines, lambda line: line.column if line.note else -1):
        noted = list(group)
        widest = max(line.width for line in noted)
        for line in noted if column >= 0 else []:
            line.column = widest + 1


def _written(line: Line) -> str:
    text = " " * line.indent + line.text if line.text else ""
    return f"{text}{' ' * (line.column - line.width)}{line.note}" if line.note else text


def _trimmed(comment: str) -> str:
    return "\n".join(line.rstrip() for line in comment.split("\n"))


def _moved(comment: str, by: int) -> str:
    """*comment* with its further lines moved to the right or left as its first one is."""
    first, *others = comment.split("\n")
    blanks = [len(line) - len(line.lstrip()) for line in others]
    moved = [f"{' ' * max(0, gap + by)}{line.lstrip()}" for gap, line in zip(blanks, others, strict=True)]
    return _trimmed("\n".join([first, *moved]))
