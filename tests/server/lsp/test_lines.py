"""Lines: positions and places, in the three units, for texts with every line end and none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pattern_server.lsp.lines import Encoding, Lines

SIGNS = some.sampled_from(
    ["a", "é", "e\u0301", "\u2028", "\x85", "\x0c", "\x0b", "\x1c", "𝄞", "🎵", "\n", "\r\n", "\r", " "]
)
TEXTS = some.lists(SIGNS, max_size=30).map("".join)
ENCODINGS: list[Encoding] = ["utf-8", "utf-16", "utf-32"]
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def pieces(text: str) -> list[str]:
    """*text* in pieces each of which begins a line, as documents are."""
    parts = re.split(r"(?:\r\n|\n|\r(?!\n))", text)
    cuts, at = [], 0
    for part in parts[:-1]:
        at += len(part)
        at += 2 if text[at : at + 2] == "\r\n" else 1
        cuts.append(at)
    cuts = [cut for index, cut in enumerate(cuts) if index % 2]
    found = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [piece for piece in found if piece]


def expected(text: str, line: int, character: int, encoding: Encoding) -> int:
    """The place of a position, found sign by sign."""
    lines = re.split(r"\r\n|\n|\r", text)
    if line >= len(lines):
        return len(text)
    begin = 0
    for _ in range(line):
        begin = re.compile(r"\r\n|\n|\r").search(text, begin).end()
    codec, size = CODECS[encoding]
    place, counted = begin, 0
    for sign in lines[line]:
        counted += len(sign.encode(codec)) // size
        if counted > character:
            break
        place += 1
    return place


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, some.integers(0, 20), some.integers(0, 20))
def test_a_position_is_where_counting_leads(encoding: Encoding, text: str, line: int, character: int) -> None:
    assert Lines.of(pieces(text), encoding).place(line, character) == expected(text, line, character, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS)
def test_every_place_has_its_position(encoding: Encoding, text: str) -> None:
    lines = Lines.of(pieces(text), encoding)
    inside = {found.start() + 1 for found in re.finditer("\r\n", text)}
    for place in set(range(len(text) + 1)) - inside:
        assert lines.place(*lines.position(place)) == place


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, TEXTS)
def test_lines_of_pieces_that_stay_are_not_lost(encoding: Encoding, before: str, after: str) -> None:
    old = Lines.of(pieces(before), encoding)
    texts = [*old.texts, *pieces(after)] if before.endswith("\n") else pieces(after)
    assert Lines.of(texts, encoding, old) == Lines.of(texts, encoding)


def test_lines_far_beyond_are_the_end() -> None:
    lines = Lines.of(["ab\ncd"], "utf-16")
    assert [lines.place(2**31 - 1, 0), lines.place(0, 2**31 - 1), lines.place(1, 9)] == [5, 2, 5]
    assert Lines.of([], "utf-16").place(3, 4) == 0
    assert Lines.of([], "utf-16").position(0) == (0, 0)


def test_the_end_of_a_line_is_before_what_ends_it() -> None:
    lines = Lines.of(["ab\r\ncd\r", "ef"], "utf-8")
    assert [lines.end_of_line(place) for place in (0, 2, 4, 6, 7, 9)] == [2, 2, 6, 6, 9, 9]
