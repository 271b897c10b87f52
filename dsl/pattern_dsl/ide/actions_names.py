"""Actions with names: give a piece of music one, put it back in its place, name a block, label a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pattern_dsl.document import Document
from pattern_dsl.fix import Edit
from pattern_dsl.ide.names import Mention, Names
from pattern_dsl.ide.site import Action, Site
from pattern_dsl.scope import unplaced
from pattern_dsl.tree import Node, Token, Tree
from pattern_engine.program import Part
from pattern_engine.words import WORDS

_STEMS = {"melody": "riff", "rhythm": "hits", "harmony": "changes", "contrast": "turn", "": "riff"}
_BLOCK_STEMS = {"melody": "theme", "rhythm": "groove", "harmony": "chords", "contrast": "change"}
_PIECES = ("text", "method", "call", "list")
_DESCRIPTION = re.compile(r"(?:///[^\r\n]*(?:\r\n|\r|\n)[ \t]*)+\Z")
"""What describes the item below it."""
_TAKEN_AS_WRITTEN = ("text", "function", "combiner", "functions", "choices", "pairs", "triples", "patterns")
"""Kinds of arguments that are read in their own way where they stand."""
_NOT_MUSIC = ("destination", "import_names", "import_all", "import_module", "title", "tuning", "key", "entry")


def extracted(site: Site) -> Iterator[Action]:
    """Give what is selected, or the string at the caret, a name before the item that it lies in."""
    piece = _piece(site)
    if piece is None or len(site.path) < 2 or any(tree.kind in _NOT_MUSIC for tree in site.path):
        return
    item = site.path[1]
    if site.nearest("binding") is not None and site.begin == site.end:
        return  # it has a name
    if not _is_free(site, piece) or (piece.kind in ("text", "STRING") and site.string is None):
        return
    name = site.unused(_STEMS[site.role])
    described = _DESCRIPTION.search(site.said(0, item.begin))
    above = item.begin if described is None else described.start()
    edits = (
        Edit(above, above, f"let {name} = {site.said(piece.begin, piece.end)};{site.line_end}"),
        Edit(piece.begin, piece.end, name),
    )
    yield Action(f"name it {name}", "extract", edits)


def _piece(site: Site) -> Tree | None:
    """What could have a name: an expression that is selected, or the string around the caret."""
    for outer, tree in zip(reversed(site.path[:-1]), reversed(site.path), strict=False):
        if not isinstance(outer, Node):
            continue
        exact = (tree.begin, tree.end) == (site.begin, site.end)
        wanted = exact or site.begin == site.end
        if isinstance(tree, Token) and tree.kind == "STRING" and wanted and outer.kind.startswith(("played", "alone")):
            return tree
        if exact and isinstance(tree, Node) and tree.kind in _PIECES:
            return tree if _fits(site, tree) else None
        if isinstance(tree, Node) and tree.kind == "text" and wanted:
            return tree if _fits(site, tree) else None
    return None


def _fits(site: Site, tree: Node) -> bool:
    """Whether *tree* means the same under a name: not where a word reads its text in its own way."""
    at = site.path.index(tree)
    outer = site.path[at - 1]
    if not isinstance(outer, Node) or outer.kind not in ("args", "named"):
        return True
    args = outer if outer.kind == "args" else site.path[at - 2]
    call = site.path[site.path.index(args) - 1]
    if not isinstance(call, Node) or not isinstance(args, Node):
        return False
    names = call.nodes("word")
    word = WORDS.get(site.said(names[0].begin, names[0].end)) if names else None
    if word is None:
        return True
    return not any(parameter.kind in _TAKEN_AS_WRITTEN for parameter in word.parameters)


def _is_free(site: Site, piece: Tree) -> bool:
    """Whether every name in *piece* means the same before the item."""
    if piece.kind in ("text", "STRING") and "$" not in site.said(piece.begin, piece.end):
        return True
    names = site.names
    inside = [one for one in names.mentions if piece.begin <= one.begin < piece.end]
    return all(
        one.sure and not one.gives and (not isinstance(one.binding, int) or names.bindings[one.binding].scope == 0)
        for one in inside
    ) and not _in_section(site, names, inside)


def _in_section(site: Site, names: Names, inside: list[Mention]) -> bool:
    """Whether a name in the piece is given in the same item."""
    item = site.path[1]
    given = {one.binding for one in names.mentions if one.gives and item.begin <= one.begin < item.end}
    return any(one.binding in given for one in inside if one.binding is not None)


def inlined(site: Site) -> Iterator[Action]:
    """Put what a let is bound to wherever its name is used, and take the let away."""
    if not _may_be_bound(site):
        return
    names = site.names
    found = names.at(site.begin)
    if found is None or not isinstance(found.binding, int) or names.bindings[found.binding].kind != "let":
        return
    mentions = names.of(found.binding)
    given = next(one for one in mentions if one.gives)
    let = _let(site, given)
    if let is None or any(site.said(one.begin - 1, one.begin) == "$" for one in mentions):
        return
    value = site.said(let.nodes()[1].begin, let.nodes()[1].end)
    edits = [Edit(let.begin, _after(site, let.end), "")]
    for one in mentions:
        if not one.gives:
            edits.append(Edit(one.begin, one.end, value))
    action = Action(f"put {given.text} where it is used", "inline", tuple(sorted(edits)))
    if len(edits) > 1 and _same(site.document, action.edits):
        yield action


def _may_be_bound(site: Site) -> bool:
    """Whether the word at the site is written behind a ``let`` somewhere, which is quicker to see than its meaning."""
    last = site.path[-1] if site.path else None
    if not isinstance(last, Token) or last.kind not in ("NAME", "NOTE"):
        return False
    return re.search(rf"\blet\s+{re.escape(last.text)}\b", site.document.text) is not None


def _let(site: Site, given: Mention) -> Node | None:
    """The binding that gives a name, if its value can stand anywhere."""
    inner = Site.of(site.document, given.begin, given.end)
    node = inner.nearest("binding")
    if node is None or len(node.nodes()) < 2 or node.end == node.begin:
        return None
    return node if node.nodes()[1].kind in (*_PIECES, "number", "name", "group") else None


def _after(site: Site, end: int) -> int:
    """Behind the blanks that follow *end*, up to the next line."""
    text = site.document.text
    while end < len(text) and text[end] in " \t":
        end += 1
    if text.startswith("\r\n", end):
        return end + 2
    return end + 1 if end < len(text) and text[end] in "\r\n" else end


def _same(document: Document, edits: tuple[Edit, ...]) -> bool:
    """Whether every part is the same expression after *edits*, wherever it stands."""
    after = document
    for begin, end, new in reversed(edits):
        after = after.edited(begin, end, new)
    return _parts(document) == _parts(after) is not None


def _parts(document: Document) -> list[Part] | None:
    """The parts of a text without their places in it; None if the text has mistakes."""
    fresh = Document.of(document.text, document.shelf.library)
    problems = fresh.diagnostics()
    if any(problem.severity == "error" for problem in problems):
        return None
    program = fresh.reading([]).program(loop=False)
    return [part._replace(music=unplaced(part.music)) for part in program.parts]  # type: ignore[arg-type]


def named(site: Site) -> Iterator[Action]:
    """Give a block without a name one, at its head."""
    block = site.block
    if block is None or block.nodes("word") or not block.nodes("role"):
        return
    braces = block.tokens("LBRACE")
    role = block.nodes("role")[0]
    if not braces or site.begin > braces[0].end:
        return
    name = site.unused(_BLOCK_STEMS[site.role])
    yield Action(f"name the block {name}", "rewrite", (Edit(role.end, role.end, f" {name}"),))


def labelled(site: Site) -> Iterator[Action]:
    """Give a statement that plays a pattern a label."""
    statement = site.statement
    if statement is None or not statement.kind.startswith("played"):
        return
    player = statement.nodes("word")[0]
    name = site.unused(f"{site.said(player.begin, player.end)}_part")
    yield Action(f"label it {name}", "rewrite", (Edit(statement.begin, statement.begin, f"{name}: "),))
