"""Semantic tokens: what each word of a text is, as the rows of numbers that the protocol has for it.

Each row is told by its distance to the row before, so that the rows of a piece of text stay as they are while others
are edited; they are made once for each piece.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from pattern_server.lsp.asked import range_in
from pattern_server.lsp.lines import Lines
from pattern_server.lsp.wire import Json, Plain
from pattern_server.lsp.workspace import Workspace

if TYPE_CHECKING:
    from pattern_dsl.ide.shades import SemanticToken


class Piece(NamedTuple):
    """The *words* of a piece of text as *rows*, five numbers each: lines and columns from the word before, length,
    kind, the bits of the modifiers. The first is told from where the piece begins, *lines* before the last. All but
    the first number are *text* as well, which is most of what there is to write.
    """

    words: tuple[SemanticToken, ...]
    rows: array[int]
    lines: int
    text: str


class Shown(NamedTuple):
    """What an editor was sent for a text: all rows under a name, and those of every piece, to be used again.

    ``order`` are the pieces as they follow each other, each with where its rows begin.
    """

    name: str
    rows: array[int]
    pieces: dict[int, Piece]
    order: list[tuple[int, Piece]]

    def whole(self) -> Json:
        """All of it, as the protocol has it."""
        data = ",".join([f"{self.rows[begin]},{piece.text}" for begin, piece in self.order])
        return Json(f'{{"resultId":"{self.name}","data":[{data}]}}')


def legend() -> Plain:
    """What the numbers stand for."""
    from pattern_dsl.ide.shades import MODIFIERS, SHADES

    return {"tokenTypes": list(SHADES), "tokenModifiers": list(MODIFIERS)}


def tokens(workspace: Workspace, params: Plain) -> Json:
    """All words of a text."""
    return _shown(workspace, params).whole()


def changed_tokens(workspace: Workspace, params: Plain) -> Plain | Json:
    """What is other than when the editor asked last: one stretch of rows; all of them if it has not asked before."""
    before = workspace.shown.get(workspace.documents.asked(params).uri)
    now = _shown(workspace, params)
    if before is None or params.get("previousResultId") != before.name:
        return now.whole()
    first = _same(before.rows, now.rows)
    last = _same(before.rows[first:][::-1], now.rows[first:][::-1])
    stretch = now.rows[first : len(now.rows) - last]
    edit = {"start": first, "deleteCount": len(before.rows) - first - last, "data": stretch.tolist()}
    return {"resultId": now.name, "edits": [edit] if edit["deleteCount"] or stretch else []}


def tokens_in_range(workspace: Workspace, params: Plain) -> Plain:
    """The words that a range touches."""
    from pattern_dsl.ide.tokens import tokens as words

    text = workspace.documents.asked(params)
    begin, end = (text.lines.place(*position) for position in range_in(params, "range"))
    data: array[int] = array("L")
    line = 0
    for start, found in words(text.document, begin, end).pieces:
        line = _add(data, _piece(start, found, text.lines), text.lines.position(start)[0], line)
    return {"data": data.tolist()}


def _shown(workspace: Workspace, params: Plain) -> Shown:
    """The rows of a text, kept for when the editor asks what has changed."""
    from pattern_dsl.ide.tokens import tokens as words

    text = workspace.documents.asked(params)
    before = workspace.shown.get(text.uri)
    known = before.pieces if before else {}
    pieces: dict[int, Piece] = {}
    order: list[tuple[int, Piece]] = []
    data: array[int] = array("L")
    line = 0
    for start, found in words(text.document).pieces:
        if found:
            piece = pieces[id(found)] = known.get(id(found)) or _piece(start, found, text.lines)
            order.append((len(data), piece))
            line = _add(data, piece, text.lines.position(start)[0], line)
    workspace.asked += 1
    shown = Shown(str(workspace.asked), data, pieces, order)
    if text.uri in workspace.documents.texts:
        workspace.shown[text.uri] = shown
    return shown


def _piece(start: int, words: tuple[SemanticToken, ...], lines: Lines) -> Piece:
    """The rows of the words of a piece of text that begins a line at *start*."""
    from pattern_dsl.ide.shades import MODIFIERS, SHADES

    kinds = {shade: number for number, shade in enumerate(SHADES)}
    rows: array[int] = array("L")
    first = line = lines.position(start)[0]
    column = 0
    for word in words:
        at, begin = lines.position(start + word.begin)
        end = lines.position(start + word.end)[1]
        bits = sum(1 << MODIFIERS.index(modifier) for modifier in word.modifiers)
        rows.extend((at - line, begin - column if at == line else begin, end - begin, kinds[word.kind], bits))
        line, column = at, begin
    return Piece(words, rows, line - first, ",".join(map(str, rows[1:])))


def _add(data: array[int], piece: Piece, begin: int, line: int) -> int:
    """Add the rows of a piece that begins at line *begin* behind a word at *line*; the line of its last word."""
    if not piece.words:
        return line
    at = len(data)
    data.extend(piece.rows)
    data[at] += begin - line
    return begin + piece.lines


def _same(one: array[int], other: array[int]) -> int:
    """How many numbers are the same at the beginning of both; whole rows."""
    low, high = 0, min(len(one), len(other)) // 5
    while low < high:
        middle = (low + high + 1) // 2
        if one[5 * low : 5 * middle] == other[5 * low : 5 * middle]:
            low = middle
        else:
            high = middle - 1
    return 5 * low
