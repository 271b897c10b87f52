"""No drift: after any edits, in any units, the server has the text of the editor, and says what a fresh one says."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from lsp_client import URI, Inside

PIECES = [
    *("\r\n", "\r", "\n", "\u2028", "\x85", "\x0c", "\x0b", "e\u0301", "é", "🎵", "𝄞", "\ud834", "\udd1e", "a"),
    *('melody {\n  piano "c4 [e4 g4";\n}\n', "melody {\r\n  pianoo C4 0.0;\r\n}\r\n", 'let 🎵 = "c4";\r', "// 🎵\n"),
    *('rhythm beat { synth "Kick*4 🎵"; }\n', "tempo 9000;\n", '"', "{", "}", ";", "/* é", "*/", " "),
]
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Editor:
    """The text as an editor has it: a list of units with lines by the rules of the protocol."""

    def __init__(self, encoding: str) -> None:
        self.codec, self.size = CODECS[encoding]
        self.text = ""

    def lines(self) -> list[str]:
        """The lines with what ends them; the last one has no end."""
        found, begin, at = [], 0, 0
        while at < len(self.text):
            if self.text[at] in "\r\n":
                at += 2 if self.text[at : at + 2] == "\r\n" else 1
                found.append(self.text[begin:at])
                begin = at
            else:
                at += 1
        return [*found, self.text[begin:]]

    def place(self, line: int, character: int) -> int:
        lines = self.lines()
        if line >= len(lines):
            return len(self.text)
        begin = sum(map(len, lines[:line]))
        content = lines[line].rstrip("\r\n").encode(self.codec)[: character * self.size]
        return begin + len(content.decode(self.codec, "ignore"))

    def edit(self, first: tuple[int, int], last: tuple[int, int], new: str) -> None:
        begin, end = sorted((self.place(*first), self.place(*last)))
        self.text = self.text[:begin] + whole(new) + self.text[end:]


def errors(diagnostics: list[dict]) -> list[dict]:
    """What keeps the text from playing; remarks come a little later."""
    return [diagnostic for diagnostic in diagnostics if diagnostic["severity"] == 1]


def whole(text: str) -> str:
    """*text* with halves of signs replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Drift(RuleBasedStateMachine):
    """Edits at random, all checked; one server for all of them, and a fresh one after each."""

    encoding = "utf-16"
    places = Bundle("places")

    @initialize(parts=some.lists(some.sampled_from(PIECES), max_size=8))
    def start(self, parts: list[str]) -> None:
        self.client = Inside(self.capabilities())
        self.editor = Editor(self.encoding)
        self.editor.text = whole("".join(parts))
        self.version = 1
        self.client.open("".join(parts))
        self.at_once = self.client.published(1)

    def capabilities(self) -> dict:
        return {"general": {"positionEncodings": [self.encoding]}, "textDocument": {"publishDiagnostics": {}}}

    @rule(
        edits=some.lists(
            some.tuples(
                some.tuples(some.integers(0, 12), some.integers(0, 24)),
                some.tuples(some.integers(0, 12), some.integers(0, 24)),
                some.lists(some.sampled_from(PIECES), max_size=3).map("".join),
            ),
            min_size=1,
            max_size=3,
        )
    )
    def edit(self, edits: list[tuple[tuple[int, int], tuple[int, int], str]]) -> None:
        self.version += 1
        self.client.change(self.version, *[(*first, *last, new) for first, last, new in edits])
        self.at_once = self.client.published(self.version)
        for change in edits:
            self.editor.edit(*change)

    @rule(parts=some.lists(some.sampled_from(PIECES), max_size=6))
    def replace(self, parts: list[str]) -> None:
        self.version += 1
        self.client.change(self.version, "".join(parts))
        self.at_once = self.client.published(self.version)
        self.editor.text = whole("".join(parts))

    @invariant()
    def the_text_is_that_of_the_editor(self) -> None:
        if hasattr(self, "client"):
            assert self.client.service.workspace.documents.texts[URI].document.text == self.editor.text

    @invariant()
    def what_is_said_is_what_a_fresh_server_says(self) -> None:
        if hasattr(self, "client"):
            fresh = Inside(self.capabilities())
            fresh.open(self.editor.text)
            assert errors(self.at_once) == errors(fresh.published(1))
            fresh.rest()
            assert fresh.about("textDocument/diagnostic")["items"] == fresh.published(1)
            self.client.rest()
            assert self.client.published(self.version) == fresh.published(1)


@pytest.mark.parametrize("encoding", CODECS)
def test_the_server_does_not_drift(encoding: str) -> None:
    machine = type("Drift", (Drift,), {"encoding": encoding}).TestCase
    machine.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
    machine("runTest").runTest()


@pytest.mark.heavy
@pytest.mark.parametrize("encoding", CODECS)
def test_the_server_does_not_drift_for_long(encoding: str) -> None:
    machine = type("Drift", (Drift,), {"encoding": encoding}).TestCase
    machine.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
    machine("runTest").runTest()
