"""Habits: what is written otherwise in other languages, read as it was meant and said once. It knows words only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pattern_dsl.depth import opens_table
from pattern_dsl.tree import Fault, Token

FOREIGN = frozenset(
    {"def", "section", "form", "out", "hush", "param", "var", "const", "function", "fun", "fn", "return", "setcps"}
)
"""Words that begin something in other languages for live music, and nothing in this one."""

_SUSPECT = re.compile(
    r'(?<!\w)[A-Za-z]"'  # d"0 2"
    r'|(?<![\w)\]"])\.\d'  # .5
    r"|\d,\d"  # 0,5
    r"|\b(?:[a-g][#b]*\d|[A-Z][\w#]*)\s+(?:[a-g][#b]*\d|[A-Z])"  # C4 E4
)
_MOST_WORDS = 32
"""Notes and commas that are believed to be one chord."""

_AMOUNTS = ("NUMBER", "SECONDS")
_TIMES = ("NUMBER", "SECONDS", "BARBEAT")
_RECEIVERS = ("NUMBER", "NAME", "NOTE", "STRING", "RPAR", "RSQB")
_FIRST = ("SEMICOLON", "LBRACE", "RBRACE", "COLON")


def understood(tokens: list[Token], text: str) -> tuple[list[Token], list[Fault]]:
    """*tokens* of *text* with ``d"0 2"``, ``.5``, ``0,5`` and ``piano C4 E4 0`` as they were meant, and the faults."""
    if not _SUSPECT.search(text):
        return tokens, []
    reading = _Reading()
    for token in tokens:
        reading.take(token)
    return reading.kept, reading.faults


@dataclass(slots=True)
class _Reading:
    """One pass over the words of one text; made and dropped by ``understood``."""

    kept: list[Token] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    depth: int = 0  # of brackets and tables, inside which a comma parts arguments
    tables: int = 0  # of those, tables
    begin: int = 0  # where the statement being read begins in *kept*

    def take(self, token: Token) -> None:
        """Read one more word."""
        kind, was = token.kind, self.tables
        if kind in ("LPAR", "LSQB") or (kind == "LBRACE" and opens_table(self.kept[-1:])):
            self.depth += 1
            self.tables += kind == "LBRACE"
        elif (kind in ("RPAR", "RSQB") and self.depth) or (kind == "RBRACE" and self.tables):
            self.depth = max(0, self.depth - 1)
            self.tables -= kind == "RBRACE"
        elif kind == "STRING":
            self._untyped(token)
        elif kind in _TIMES:
            if kind in _AMOUNTS:
                token = self._decimal(token)
            if not self.depth and len(self.kept) - self.begin > 2:
                self._join()
        table = self.tables or was
        self.kept.append(token)
        if kind == "SEMICOLON" or (kind in ("LBRACE", "RBRACE") and not table):
            self.depth, self.tables, self.begin = 0, 0, len(self.kept)

    def _untyped(self, string: Token) -> None:
        """Leave out the letter that touches *string*; where an instrument stands, its name is missing."""
        kept = self.kept
        letter = kept[-1] if kept else string
        if letter.kind != "NAME" or len(letter.text) != 1 or letter.end != string.begin:
            return
        self.faults.append(Fault("typed string", letter.begin, letter.end, letter.text, (string.text,)))
        if len(kept) > 1 and kept[-2].kind not in _FIRST:
            kept.pop()
        else:
            kept[-1] = letter._replace(text="")

    def _decimal(self, number: Token) -> Token:
        """*number* joined with a point or comma that touches it, if that can only be a decimal sign."""
        kept = self.kept
        if not kept or kept[-1].end != number.begin or "." in number.text:
            return number
        sign, before = kept[-1], kept[-2] if len(kept) > 1 else None
        touched = before if before is not None and before.end == sign.begin else None
        if sign.kind == "DOT" and (touched is None or touched.kind not in _RECEIVERS):
            meant = Token(number.kind, f"0.{number.text}", sign.begin, number.end)
            self.faults.append(Fault("no zero", meant.begin, meant.end, f".{number.text}", (meant.text,)))
            kept.pop()
            return meant
        if sign.kind == "COMMA" and touched is not None and not self.depth and touched.text.isdigit():
            meant = Token(number.kind, f"{touched.text}.{number.text}", touched.begin, number.end)
            self.faults.append(Fault("comma", meant.begin, meant.end, f"{touched.text},{number.text}", (meant.text,)))
            del kept[-2:]
            return meant
        return number

    def _join(self) -> None:
        """Put commas between the notes that stand side by side before a time."""
        flagged = self.kept[self.begin].text in ("mute", "solo")
        first = self.begin + (2 if flagged else 1)
        row = self.kept[first : first + _MOST_WORDS]
        notes = [token for token in row if _is_note(token)]
        commas = sum(token.kind == "COMMA" for token in row)
        if first + len(row) < len(self.kept) or len(notes) + commas < len(row) or not commas < len(notes) - 1:
            return
        together = ",".join(note.text for note in notes)
        self.faults.append(Fault("apart", notes[0].begin, notes[-1].end, notes[0].text, (together,)))
        joined = [notes[0]]
        for note in notes[1:]:
            joined += [Token("COMMA", "", note.begin, note.begin), note]
        self.kept[first:] = joined


def _is_note(token: Token) -> bool:
    """Whether *token* is written as notes and drums are; instruments mostly begin with a small letter."""
    return token.kind == "NOTE" or (token.kind == "NAME" and token.text[:1].isupper())
