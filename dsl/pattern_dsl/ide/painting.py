"""Painting: what each word of a chunk is, by where the grammar took it; names that others give are left open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pattern_dsl.chunks import Chunk
from pattern_dsl.fitting import is_plain
from pattern_dsl.ide.inside import Inserted, Reading, inside, lines, reading_of, word_shade
from pattern_dsl.ide.meanings import Meaning, Use, meant
from pattern_dsl.ide.shades import Modifier, SemanticToken, Shade
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import ROLES
from pattern_dsl.parser import parse
from pattern_dsl.phrases import Argument, text
from pattern_dsl.tree import Node, Token
from pattern_engine.vocabulary import Parameter
from pattern_engine.words import WORDS

_COMMENT = re.compile(r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)")
_OPERATORS = frozenset(
    [
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
        "PERCENT",
        "EQUAL",
        "EQUALS",
        "DIFFERS",
        "BELOW",
        "ABOVE",
        "UPMOST",
        "ATLEAST",
        "ARROW",
        "TOWARDS",
        "TURNED",
        "REACHING",
        "QUESTION",
    ]
)
_NUMBERS = ("NUMBER", "BARBEAT", "SECONDS")
_STATEMENTS = ("placed", "phrase", "played")
_NUMERIC = ("time", "number", "count", "truth")
_READ_BY: dict[str, Reading] = {"roman": "numerals", "chord": "chords"}
"""Words whose string is read as they say."""


class Open(NamedTuple):
    """A token, by its *number*, whose kind hangs on what its *name* means there."""

    number: int
    name: str
    use: Use


class Painted(NamedTuple):
    """The words of a chunk, those among them that are ``open``, and the names and modules that it gives to others."""

    tokens: tuple[SemanticToken, ...]
    open: tuple[Open, ...]
    gives: tuple[tuple[str, Meaning], ...]
    everything: tuple[str, ...]


def painted(chunk: Chunk) -> Painted:
    """The words of *chunk*, at places counted from its beginning."""
    brush = _Brush()
    root, _ = parse("pattern", chunk.text)
    brush.node(root, "any")
    words = lex(grammar("pattern"), chunk.text)[0]
    brush.left_out(words)
    brush.comments(words, chunk.text)
    return brush.painted()


class _Brush:
    """One walk through the tree of one chunk. Made and dropped by ``painted``."""

    def __init__(self) -> None:
        self.found: list[tuple[SemanticToken, str, Use | None]] = []
        self.seen: set[int] = set()
        self.scope: dict[str, Meaning] = {}
        self.gives: dict[str, Meaning] = {}
        self.everything: list[str] = []
        self.role = ""

    def painted(self) -> Painted:
        """What was found, in order, without what lies on something else."""
        tokens: list[SemanticToken] = []
        unsure: list[Open] = []
        for token, name, use in sorted(self.found, key=lambda one: one[0][:2]):
            if token.begin < token.end and (not tokens or tokens[-1].end <= token.begin):
                if use is not None:
                    unsure.append(Open(len(tokens), name, use))
                tokens.append(token)
        return Painted(tuple(tokens), tuple(unsure), tuple(self.gives.items()), tuple(self.everything))

    def add(self, token: Token, kind: Shade, *modifiers: Modifier) -> None:
        """*token* is of this *kind*."""
        self.seen.add(token.begin)
        self.found.append((SemanticToken(token.begin, token.end, kind, modifiers), "", None))

    def name(self, token: Token, use: Use) -> None:
        """*token* is a name: what it means is known here, or to who knows the whole text."""
        self.seen.add(token.begin)
        self.named(token.text, token.begin, token.end, use)

    def named(self, name: str, begin: int, end: int, use: Use) -> None:
        known = self.scope.get(name)
        if known is None:
            self.found.append((SemanticToken(begin, end, "variable"), name, use))
        else:
            self.found.append((meant(SemanticToken(begin, end, "variable"), name, use, known), "", None))

    def words(self, node: Node, kind: Shade, *modifiers: Modifier) -> None:
        """The words right below *node* are of this *kind*."""
        for word in node.nodes("word"):
            self.add(_first(word), kind, *modifiers)

    def node(self, node: Node, reading: Reading) -> None:
        """Everything in *node*, whose strings are read so."""
        kind = node.kind
        special = _WAYS.get(kind)
        if special is not None:
            special(self, node, reading)
        elif kind.startswith(_STATEMENTS):
            self.statement(node)
        else:
            self.children(node, reading)

    def children(self, node: Node, reading: Reading) -> None:
        """What stands below *node*; words that nobody has said anything about are names."""
        for child in node.children:
            if isinstance(child, Node):
                if child.kind != "word":
                    self.node(child, reading)
                elif _first(child).begin not in self.seen:
                    self.name(_first(child), "name")
            elif child.begin not in self.seen:
                self.token(child, reading)

    def token(self, token: Token, reading: Reading) -> None:
        """A token of which the grammar says what it is."""
        if token.begin == token.end:
            return
        if token.kind == "STRING":
            self.string(token, reading)
        elif token.kind in _NUMBERS:
            self.add(token, "number")
        elif token.kind in _OPERATORS:
            self.add(token, "operator")
        elif token.kind == "NAME":
            self.add(token, "keyword")
        else:
            self.seen.add(token.begin)

    def string(self, token: Token, reading: Reading) -> None:
        self.seen.add(token.begin)
        for one in inside(text(token), reading):
            if isinstance(one, Inserted):
                self.named(one.name, one.begin, one.end, "name")
            else:
                self.found.append((one, "", None))

    def block(self, node: Node, _: Reading) -> None:
        role = node.nodes("role")
        self.role = role[0].tokens()[0].text if role else ""
        self.words(node, "part", "definition")
        for child in node.nodes("replaces"):
            self.words(child, "part")
        outside = self.scope
        self.scope = dict(outside)
        self.children(node, "any")
        self.scope = outside

    def section(self, node: Node, _: Reading) -> None:
        self.words(node, "section", "definition")
        outside, gives = self.scope, self.gives
        self.scope, self.gives = dict(outside), {}
        self.children(node, "any")
        self.scope, self.gives = outside, gives

    def statement(self, node: Node) -> None:
        """What an instrument plays, in patterns or at a time."""
        if node.kind == "placed_soft":
            player = node.tokens()[0]
            self.add(player, "instrument")
        else:
            player = _first(node.nodes("word")[0])
            self.add(player, "instrument")
        self.children(node, reading_of(self.role, player.text))

    def alone(self, node: Node, _: Reading) -> None:
        own = "synth" if self.role == "rhythm" else "piano"
        self.children(node, reading_of(self.role, own))

    def note(self, node: Node, reading: Reading) -> None:
        for token in node.tokens():
            shade = word_shade(token.text, reading)
            self.add(token, "note" if shade == "string" else shade)

    def labelled(self, node: Node, reading: Reading) -> None:
        self.words(node, "part", "definition")
        self.children(node, reading)

    def link(self, node: Node, reading: Reading) -> None:
        name = _first(node.nodes("word")[0])
        self.name(name, "method")
        self.given(node, name.text, 1)
        self.children(node, "any")

    def call(self, node: Node, reading: Reading) -> None:
        name = _first(node.nodes("word")[0])
        self.name(name, "call")
        self.given(node, name.text, 0)
        self.children(node, reading)

    def given(self, node: Node, name: str, behind: int) -> None:
        """The strings that a word is given, read as its parameters want them."""
        word = WORDS.get(name) if name not in self.scope else None
        parameters = word.parameters[behind * word.is_method :] if word else ()
        for args in node.nodes("args"):
            for index, child in enumerate(args.nodes()):
                term = child.nodes()[-1] if child.kind == "named" else child
                if term.kind == "text":
                    parameter = _parameter(parameters, index, child)
                    token = term.tokens()[0]
                    self.string(token, _READ_BY.get(name, _wanted(parameter, token)))

    def argument(self, node: Node, reading: Reading) -> None:
        self.words(node, "parameter")
        self.children(node, reading)

    def function(self, node: Node, _: Reading) -> None:
        """``x => …``: the parameters hold in the body."""
        outside = self.scope
        names = [_first(word) for child in node.nodes()[:-1] for word in _words_of(child)]
        self.scope = {**outside, **dict.fromkeys([name.text for name in names], "parameter")}
        for name in names:
            self.add(name, "parameter", "definition")
        self.children(node, "any")
        self.scope = outside

    def let(self, node: Node, _: Reading) -> None:
        self.bound(node, "let", "variable")

    def knob(self, node: Node, _: Reading) -> None:
        self.bound(node, "param", "variable")

    def bound(self, node: Node, meaning: Meaning, kind: Shade) -> None:
        self.words(node, kind, "definition")
        self.children(node, "any")
        for word in node.nodes("word"):
            self.scope[_first(word).text] = meaning
            self.gives[_first(word).text] = meaning

    def definition(self, node: Node, _: Reading) -> None:
        name = _first(node.nodes("word")[0])
        self.add(name, "function", "definition")
        formals = [_first(word) for formal in node.nodes("formal") for word in formal.nodes("word")]
        for formal in formals:
            self.add(formal, "parameter", "definition")
        outside = self.scope
        self.scope = {**outside, name.text: "def", **dict.fromkeys([formal.text for formal in formals], "parameter")}
        self.children(node, "any")
        self.scope = outside
        self.scope[name.text] = self.gives[name.text] = "def"

    def brought(self, node: Node, _: Reading) -> None:
        """An import: of a text of the language it brings values, of anything else instruments."""
        strings = node.tokens("STRING")
        path = text(strings[0]).text if strings else ""
        of_text = path.endswith(".pattern")
        for imported in node.nodes("imported"):
            words = [_first(word) for word in imported.nodes("word")]
            self.add(words[0], "variable" if of_text else "instrument", *(("definition",) if len(words) == 1 else ()))
            self.add(words[-1], "variable" if of_text else "instrument", "definition")
            if of_text:
                self.scope[words[-1].text] = self.gives[words[-1].text] = "imported"
        for word in node.nodes("word"):
            self.add(_first(word), "namespace" if of_text else "instrument", "definition")
            if of_text:
                self.scope[_first(word).text] = self.gives[_first(word).text] = "module"
        if node.kind == "import_all" and of_text:
            self.everything.append(path)
        self.children(node, "plain")

    def key(self, node: Node, _: Reading) -> None:
        """A tonic, or a note to tune to, and the name of a scale."""
        for word in node.nodes("word"):
            token = _first(word)
            self.add(token, "note" if word_shade(token.text, "notes") == "note" else "scale")
        self.children(node, "plain")

    def outside(self, node: Node, _: Reading) -> None:
        """Where sound is sent: what is said to it is no music."""
        self.words(node, "function", "defaultLibrary")
        self.children(node, "plain")

    def used(self, node: Node, reading: Reading) -> None:
        self.words(node, "part")
        self.children(node, reading)

    def visited(self, node: Node, reading: Reading) -> None:
        self.words(node, "section")
        self.children(node, reading)

    def command(self, node: Node, reading: Reading) -> None:
        self.words(node, "section" if node.tokens()[0].text == "goto" else "part")
        self.children(node, reading)

    def amount(self, node: Node, reading: Reading) -> None:
        for token in node.tokens("NAME"):
            self.name(token, "name")
        self.children(node, reading)

    def left_out(self, words: Sequence[Token]) -> None:
        """Words that the parser passed over."""
        for token in words:
            if token.begin not in self.seen and token.kind not in ("NAME", "NOTE"):
                self.token(token, "any")
            elif token.begin not in self.seen and (token.text in ROLES or token.text in grammar("pattern").keywords):
                self.add(token, "keyword")

    def comments(self, words: Sequence[Token], written: str) -> None:
        """What stands between the words."""
        at = 0
        for token in words:
            if "/" in written[at : token.begin]:
                for found in _COMMENT.finditer(written, at, token.begin):
                    self.found += [(line, "", None) for line in lines(found.start(), found[0], "comment")]
            at = token.end


def _first(word: Node) -> Token:
    """The token of a word; none of any length where it is missing."""
    child = word.children[0] if word.children else None
    return child if isinstance(child, Token) else Token("NAME", "", word.begin, word.begin)


def _words_of(node: Node) -> list[Node]:
    """The words that the parameter of a function is."""
    if node.kind == "word":
        return [node]
    return [word for child in node.nodes() for word in _words_of(child)] if node.kind in ("name", "group") else []


def _parameter(parameters: Sequence[Parameter], index: int, child: Node) -> Parameter | None:
    """The parameter that an argument is for."""
    if child.kind == "named":
        name = _first(child.nodes("word")[0]).text
        return next((parameter for parameter in parameters if parameter.name == name), None)
    if index < len(parameters):
        return parameters[index]
    return parameters[-1] if parameters and parameters[-1].rest else None


def _wanted(parameter: Parameter | None, token: Token) -> Reading:
    """How a string is read where a parameter wants it."""
    if parameter is None:
        return "any"
    if parameter.kind == "text":
        return "plain" if is_plain(parameter, Argument(text(token))) else "names"
    return "numbers" if parameter.kind in _NUMERIC else "any"


_WAYS = {
    "block": _Brush.block,
    "section": _Brush.section,
    "alone": _Brush.alone,
    "note": _Brush.note,
    "labelled": _Brush.labelled,
    "labelled_flagged": _Brush.labelled,
    "link": _Brush.link,
    "call": _Brush.call,
    "named": _Brush.argument,
    "lambda": _Brush.function,
    "binding": _Brush.let,
    "parameter": _Brush.knob,
    "definition": _Brush.definition,
    "import_names": _Brush.brought,
    "import_all": _Brush.brought,
    "import_module": _Brush.brought,
    "key": _Brush.key,
    "tuning": _Brush.key,
    "destination": _Brush.outside,
    "use": _Brush.used,
    "visit": _Brush.visited,
    "command": _Brush.command,
    "title": _Brush.outside,
    "amount": _Brush.amount,
}
"""How the kinds of nodes are walked through that say what their words are."""
