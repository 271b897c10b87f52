"""Habits: what is written otherwise in other languages, read as it was meant and said once. It knows words only."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from pattern_dsl.depth import opens_table
from pattern_dsl.tree import Fault, Token

_SUSPECT = re.compile(
    r'(?s:/\*.*?\*/)|//[^\r\n]*|"[^"\r\n]*"|'  # comments, and what stands in quotes, are other languages
    r'(?P<odd>(?<![\w)\]"])\.\d'  # .5
    r"|\d,\d"  # 0,5
    r"|\d%\s*(?:[),\]};]|on\b)"  # 60%
    r"|\b(?:[a-g][#b]*\d|[A-Z][\w#]*)\s+(?:[a-g][#b]*\d|[A-Z]))"  # C4 E4
)
_MOST_WORDS = 32
"""Notes and commas that are believed to be one chord."""

_AMOUNTS = ("NUMBER", "SECONDS")
_TIMES = ("NUMBER", "SECONDS", "BARBEAT")
_RECEIVERS = ("NUMBER", "NAME", "NOTE", "STRING", "RPAR", "RSQB")


def understood(tokens: list[Token], text: str) -> tuple[list[Token], list[Fault]]:
    """*tokens* of *text* with ``.5 0,5 60%``, ``piano C4 E4 0``, ``piano c4 e4`` as they are meant, and the faults."""
    if not any(found.lastgroup for found in _SUSPECT.finditer(text)):
        return tokens, []
    reading = _Reading()
    for token in tokens:
        reading.take(token)
    return reading.kept, reading.faults


def controlled(tokens: list[Token], faults: list[Fault]) -> list[Token]:
    """*tokens* with the controls of Tidal, ``# room 0.3``, as methods; *faults* say where the sign stands."""
    begins = [token.begin for token in tokens]
    named = {bisect_left(begins, fault.end) for fault in faults if fault.found == "#" and fault.kind == "unknown"}
    made: list[Token] = []
    closing = -1
    for number, token in enumerate(tokens):
        values = tokens[number + 1 : number + 3]
        size = 2 if values[0:1] and values[0].kind == "MINUS" else 1
        is_value = len(values) >= size and values[size - 1].kind in ("NUMBER", "STRING")
        if [token.kind for token in tokens[number + size : number + size + 3]] == ["NUMBER", "SLASH", "NUMBER"]:
            size += 2
        follows = bool(made) and made[-1].kind in _RECEIVERS
        if number in named and follows and token.kind == "NAME" and is_value:
            made += [Token("DOT", "", token.begin, token.begin), token, Token("LPAR", "", token.end, token.end)]
            closing = number + size
        else:
            made.append(token)
        if number == closing:
            made.append(Token("RPAR", "", token.end, token.end))
    return made


class _Reading:
    """One pass over the words of one text; made and dropped by ``understood``."""

    def __init__(self) -> None:
        self.kept: list[Token] = []
        self.faults: list[Fault] = []
        self.depth = 0  # of brackets and tables, inside which a comma parts arguments
        self.tables = 0  # of those, tables
        self.begin = 0  # where the statement being read begins in *kept*

    def take(self, token: Token) -> None:
        """Read one more word."""
        kind, was = token.kind, self.tables
        argument = kind in ("RPAR", "COMMA", "RSQB", "RBRACE") and self.depth
        if argument or (self._swings() and (kind == "SEMICOLON" or token.text == "on")):
            self._per_cent()
        if kind in ("LPAR", "LSQB") or (kind == "LBRACE" and opens_table(self.kept[-1:])):
            self.depth += 1
            self.tables += kind == "LBRACE"
        elif (kind in ("RPAR", "RSQB") and self.depth) or (kind == "RBRACE" and self.tables):
            self.depth = max(0, self.depth - 1)
            self.tables -= kind == "RBRACE"
        elif kind in _TIMES:
            if kind in _AMOUNTS:
                token = self._decimal(token)
            if not self.depth and len(self.kept) - self.begin > 2:
                self._join()
        elif kind in ("SEMICOLON", "RBRACE") and not self.depth:
            self._quote()
        table = self.tables or was
        self.kept.append(token)
        if kind == "SEMICOLON" or (kind in ("LBRACE", "RBRACE") and not table):
            self.depth, self.tables, self.begin = 0, 0, len(self.kept)

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

    def _swings(self) -> bool:
        """Whether a header is read that says how much it swings."""
        return [token.text for token in self.kept[self.begin : self.begin + 1]] == ["swing"]

    def _per_cent(self) -> None:
        """Read a number and a sign of per cent, which end an argument or how much it swings, as a decimal."""
        row = self.kept[-2:]
        if [token.kind for token in row] != ["NUMBER", "PERCENT"] or row[0].end != row[1].begin or not row[0].text:
            return
        number, sign = row
        if self.faults and self.faults[-1].begin == number.begin:
            self.faults.pop()  # .6% is one mistake
        meant = Token("NUMBER", f"{Decimal(number.text).scaleb(-2).normalize():f}", number.begin, sign.end)
        self.faults.append(Fault("percent", meant.begin, meant.end, f"{number.text}%", (meant.text,)))
        self.kept[-2:] = [meant]

    def _quote(self) -> None:
        """Put quotes round the notes of a statement that has an instrument, notes and no time, or of a let."""
        row = self.kept[self.begin : self.begin + _MOST_WORDS]
        head = 3 if [token.kind for token in row[:3]] == ["NAME", "NAME", "EQUAL"] and row[0].text == "let" else 1
        notes = row[head:]
        plain = len(notes) > 1 and row[0].kind == "NAME" and all(note.kind == "NOTE" for note in notes)
        if not plain or self.begin + len(row) < len(self.kept):
            return
        begin, end = notes[0].begin, notes[-1].end
        text = f'"{" ".join(note.text for note in notes)}"'
        self.faults.append(Fault("unquoted", begin, end, notes[0].text, (text,)))
        self.kept[self.begin + head :] = [Token("STRING", text, begin, end)]

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
