"""Writes what editors colour words by, from the grammar and the vocabulary: ``python tests/editors/colours.py``."""

from __future__ import annotations

import json
import plistlib
from collections.abc import Mapping
from pathlib import Path

import emacs_words
import kakoune
import textmate
import vim_syntax
from lexicon import lexicon

ROOT = Path(__file__).parents[2]


def written() -> Mapping[str, str]:
    """Every generated file, by its path in the tree."""
    words = lexicon()
    grammar = textmate.grammar(words)
    return {
        "editors/vscode/syntaxes/pattern.tmLanguage.json": json.dumps(grammar, indent=1, ensure_ascii=False) + "\n",
        "editors/neovim/syntax/pattern.vim": vim_syntax.syntax(words),
        "editors/emacs/pattern-words.el": emacs_words.lists(words),
        "editors/kakoune/pattern.kak": kakoune.highlighter(words),
        "editors/sublime/Pattern.tmLanguage": plistlib.dumps(grammar, sort_keys=False).decode(),
    }


if __name__ == "__main__":
    for path, text in written().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
