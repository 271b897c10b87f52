"""What has a name where the caret is: lets, definitions, parameters, instruments, parts and sections.

What the text gives above is taken from its items, which are kept between edits; what the block gives that is being
typed, from its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pattern_dsl.chunks import Chunk
from pattern_dsl.document import Document
from pattern_dsl.ide.context_tokens import Before
from pattern_dsl.ide.exports import Exports
from pattern_dsl.ide.names import Kind
from pattern_dsl.modules import is_module, path_from
from pattern_dsl.phrases import Name
from pattern_dsl.statements import Let, Statement
from pattern_dsl.syntax import Block, Definition, Header, Import, Item, Knob, Section
from pattern_dsl.tree import Token


class Known(NamedTuple):
    """A name that the text gives: where, as what, and the text of what it is bound to.

    ``formals`` are the parameters of a definition, each with the text of what it is if not given, or None. ``begin``
    and ``end`` are places in the text of the name, or of its import; ``item`` is where the whole begins.
    """

    kind: Kind
    name: str
    begin: int
    end: int
    item: int
    value: str = ""
    formals: tuple[tuple[str, str | None], ...] = ()

    @property
    def signature(self) -> str:
        """A definition as it is called: ``shimmer(p, n = 2)``."""
        shown = [name if value is None else f"{name} = {value}" for name, value in self.formals]
        return f"{self.name}({', '.join(shown)})"


def values(document: Document, held: Before) -> dict[str, Known]:
    """The values that have a name where *held* ends: those of the text above, of the block and of the statement."""
    found: dict[str, Known] = {}
    pieces, starts = document.chunks.pieces, document.chunks.starts
    for piece, start in zip(pieces[: held.chunk], starts, strict=False):
        _add_all(found, document, piece, start)
    if pieces:  # of its own chunk only what stands above is read, which a keystroke leaves as it is
        own = pieces[held.chunk]
        above = own.text[: _reach(held) - held.begin]
        if above.strip():
            _add_all(found, document, Chunk(above, own.base), held.begin)
    for known in _typed(document, held):
        found[known.name] = known
    return found


def _add_all(found: dict[str, Known], document: Document, piece: Chunk, start: int) -> None:
    for item in piece.read()[0]:
        if not isinstance(item, Block):  # by far the commonest
            _add(found, item, document, piece, start)


def _reach(held: Before) -> int:
    """Where the statement begins that is being typed, or the braces around it."""
    outer = held.around[0].head if held.around and held.around[0].head else held.statement
    return outer[0].begin if outer else held.earlier[-1].end if held.earlier else held.begin


def _add(found: dict[str, Known], item: Item, document: Document, piece: Chunk, start: int) -> None:
    shift = start - piece.base

    def known(kind: Kind, name: Name, value: str = "", formals: tuple[tuple[str, str | None], ...] = ()) -> None:
        if name.text:
            found[name.text] = Known(
                kind, name.text, name.begin + shift, name.end + shift, item.begin + shift, value, formals
            )

    def said(begin: int, end: int) -> str:
        return piece.text[begin - piece.base : end - piece.base]

    match item:
        case Let(name, value):
            known("let", name, said(value.begin, value.end))
        case Definition(name, formals, body):
            rows = [(one.text, None if of is None else said(of.begin, of.end)) for one, of in formals]
            known("def", name, said(body.begin, body.end), tuple(rows))
        case Knob(name):
            known("param", name, said(name.end, item.end).strip(" =;"))
        case Import() if is_module(item):
            for _, used in item.names:
                known("imported", used, item.module.text)
            if item.name is not None:
                known("module", item.name, item.module.text)
            elif item.everything:
                for one in exported(document, item.module.text):
                    known("imported", Name(one, item.module.begin, item.module.end), item.module.text)
        case _:
            pass


def _typed(document: Document, held: Before) -> Iterator[Known]:
    """The lets of the block before the statement, then the parameters in it."""
    text = document.chunks.pieces[held.chunk].text if document.chunks.pieces else ""
    row = held.earlier
    scopes: list[list[Known]] = [[]]
    for at, token in enumerate(row):
        begins = at == 0 or row[at - 1].kind in ("SEMICOLON", "LBRACE", "RBRACE")
        if token.kind == "LBRACE":
            scopes.append([])
        elif token.kind == "RBRACE" and len(scopes) > 1:
            scopes.pop()
        elif token.text == "let" and begins and at + 2 < len(row) and row[at + 2].kind == "EQUAL":
            stop = next((one.begin for one in row[at + 3 :] if one.kind == "SEMICOLON"), row[-1].end)
            value = text[row[at + 2].end - held.begin : stop - held.begin].strip()
            scopes[-1].append(Known("let", row[at + 1].text, row[at + 1].begin, row[at + 1].end, token.begin, value))
    for scope in scopes:
        yield from scope
    statement = held.statement
    if statement and statement[0].text == "def":
        yield from (_formal(token, "parameter") for token in _between(statement, 3) if token.kind != "COMMA")
    for at, token in enumerate(statement):
        if token.kind == "ARROW" and at:
            names = [statement[at - 1]]
            if names[0].kind == "RPAR":
                opener = next((n for n in range(at - 2, -1, -1) if statement[n].kind == "LPAR"), at)
                names = [one for one in statement[opener + 1 : at - 1] if one.kind in ("NAME", "NOTE")]
            yield from (_formal(name, "function parameter") for name in names)


def _formal(token: Token, kind: Kind) -> Known:
    return Known(kind, token.text, token.begin, token.end, token.begin)


def _between(statement: tuple[Token, ...], first: int) -> list[Token]:
    """The parameters in the brackets of a definition: names that begin one."""
    depth, found = 1, []
    for number in range(first, len(statement)):
        token = statement[number]
        depth += (token.kind in ("LPAR", "LSQB", "LBRACE")) - (token.kind in ("RPAR", "RSQB", "RBRACE"))
        if depth == 0:
            break
        if depth == 1 and token.kind in ("NAME", "NOTE") and statement[number - 1].kind in ("LPAR", "COMMA"):
            found.append(token)
    return found


def exported(document: Document, module: str) -> tuple[str, ...]:
    """The names that another text exports; none if it cannot be read."""
    return tuple(Exports(document.shelf.library).of(path_from("", module)))


def of_kind(document: Document, kind: type[Item], word: str = "") -> Iterator[tuple[Item, int]]:
    """Every item of a kind in the text, and how far its places are from those in the text.

    Chunks without the *word* that such an item is written with are not read.
    """
    for piece, start in zip(document.chunks.pieces, document.chunks.starts, strict=True):
        if word not in piece.text:
            continue
        for item in piece.read()[0]:
            if isinstance(item, kind):
                yield item, start - piece.base


def instruments(document: Document) -> dict[str, tuple[str, Import, int]]:
    """The instruments that the text imports: by the name used, what they are called there, the import, its shift."""
    found: dict[str, tuple[str, Import, int]] = {}
    for item, shift in of_kind(document, Import, "import"):
        if isinstance(item, Import) and not is_module(item):
            found |= {used.text: (original.text, item, shift) for original, used in item.names}
            if item.name is not None:
                found[item.name.text] = (item.name.text, item, shift)
    return found


def sections(document: Document) -> list[tuple[Section, int]]:
    """Every section of the text."""
    return [(item, shift) for item, shift in of_kind(document, Section, "section") if isinstance(item, Section)]


def parts(document: Document) -> dict[str, tuple[str, Block]]:
    """Every block and label of the text by its name: which of the two it is, and the block it is or stands in."""
    found: dict[str, tuple[str, Block]] = {}
    for item, _ in of_kind(document, Block):
        if not isinstance(item, Block):
            continue
        if item.name is not None and item.name.text:
            found.setdefault(item.name.text, ("block", item))
        for label in map(_label, item.statements):
            if label is not None and label.text:
                found.setdefault(label.text, ("label", item))
    return found


def _label(statement: Statement) -> Name | None:
    return None if isinstance(statement, Let) else statement.label


def in_force(document: Document, offset: int, kind: str) -> Header | None:
    """The header of a *kind* that holds at *offset*: that of the section there, else the last of the text."""
    held: Header | None = None
    for piece, start in zip(document.chunks.pieces, document.chunks.starts, strict=True):
        shift = start - piece.base
        for item in piece.read()[0] if kind in piece.text else ():
            if isinstance(item, Header) and item.kind == kind:
                held = item
            elif isinstance(item, Section) and item.begin + shift <= offset <= item.end + shift:
                inner = [one for one in item.items if isinstance(one, Header) and one.kind == kind]
                if inner:
                    return inner[-1]
    return held


def comment_above(document: Document, place: int, chunk: int) -> str:
    """The lines of ``///`` that stand right above *place*, without their slashes."""
    start = document.chunks.starts[chunk]
    text = document.chunks.pieces[chunk].text[: place - start]
    if not text.strip() and chunk:
        text = document.chunks.pieces[chunk - 1].text + text
    found: list[str] = []
    for line in reversed(re.split(r"\r\n|\r|\n", text)[:-1]):
        if not line.lstrip().startswith("///"):
            break
        found.append(line.lstrip()[3:].strip())
    return "\n".join(reversed(found))
