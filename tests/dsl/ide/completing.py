"""Completion at the caret of a text: ``¦``."""

from __future__ import annotations

from pattern_dsl.document import Document
from pattern_dsl.ide.completion import Completions, completions
from pattern_dsl.modules import NoLibrary


class Fills(NoLibrary):
    """A library of one text."""

    def text(self, path: str) -> str:
        if path != "fills.pattern":
            raise LookupError(path)
        return 'let riff = "c4 e4"; def shimmer(p, n = 2) = p.fast(n); let other = "g4";'


def complete(marked: str) -> Completions:
    assert marked.count("¦") == 1
    return completions(Document.of(marked.replace("¦", ""), Fills()), marked.index("¦"))


def labels(marked: str) -> list[str]:
    return [item.label for item in complete(marked).items]
