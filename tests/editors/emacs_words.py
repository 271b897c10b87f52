"""The word lists that pattern-mode colours by, as Emacs Lisp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill

from lexicon import Lexicon

HEAD = """;;; pattern-words.el --- Words of the Pattern language  -*- lexical-binding: t -*-

;;; Commentary:

;; Made from the grammar and the vocabulary: python tests/editors/colours.py

;;; Code:
"""

TAIL = """(provide 'pattern-words)
;;; pattern-words.el ends here
"""


def lists(words: Lexicon) -> str:
    """The whole file."""
    rows = (
        ("roles", "What begins a block.", words.roles),
        ("headers", "What begins a header.", (*words.headers, "swap")),
        ("items", "What begins any other item.", (*words.items, *words.commands, *words.flags)),
        ("tails", "What stands behind the time of a note, or the name of a block.", _tails(words)),
        ("inner", "What stands inside of headers and imports.", (*words.inner, "at", "with")),
        ("functions", "What can be called, or stand behind a dot.", words.words),
        ("named", "Functions whose text is a name and no pattern.", words.named),
        ("drums", "The drums.", words.drums),
        ("chords", "What may stand behind the root of a chord.", words.chords),
    )
    return "\n".join([HEAD, *(line for row in rows for line in _constant(*row)), TAIL])


def _tails(words: Lexicon) -> Iterable[str]:
    return dict.fromkeys((*words.tails, *words.attributes, *words.units))


def _constant(name: str, help_: str, words: Iterable[str]) -> Iterator[str]:
    inside = fill(" ".join(f'"{word}"' for word in words), 96, break_on_hyphens=False, break_long_words=False)
    yield f"(defconst pattern-words-{name}\n  '(" + inside.replace("\n", "\n    ") + f')\n  "{help_}")\n'
