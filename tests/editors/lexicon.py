"""The words that editors colour, gathered from where the language declares them; nothing is listed here by hand."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from pattern_dsl.ide.completion_keywords import KEYWORDS
from pattern_dsl.lexer import grammar
from pattern_dsl.strings import KINDS
from pattern_engine.instruments import DRUMS, INSTRUMENTS
from pattern_engine.theory.catalogue import chord_names, scale_names
from pattern_engine.words import WORDS
from pattern_grammar import table_text


class Lexicon(NamedTuple):
    """Kinds of words, each in a settled order. ``inner`` are keywords that stand inside of items, ``named`` words
    whose string is a name and no pattern, ``chords`` what may stand behind a root.
    """

    roles: tuple[str, ...]
    headers: tuple[str, ...]
    items: tuple[str, ...]
    attributes: tuple[str, ...]
    tails: tuple[str, ...]
    flags: tuple[str, ...]
    commands: tuple[str, ...]
    inner: tuple[str, ...]
    units: tuple[str, ...]
    logical: tuple[str, ...]
    words: tuple[str, ...]
    named: tuple[str, ...]
    instruments: tuple[str, ...]
    drums: tuple[str, ...]
    chords: tuple[str, ...]
    scales: tuple[str, ...]

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every keyword of the grammar, each once."""
        return tuple(sorted(grammar("pattern").keywords))


_CURVES = ("lin", "log", "int", "toggle")
_UNITS = ("bar", "bars", "beat", "beats", "cycle", "cycles")
_LOGICAL = ("and", "or", "not")


def lexicon() -> Lexicon:
    """The words of the language as it is now."""
    placed: dict[str, list[str]] = {}
    for keyword in KEYWORDS.values():
        placed.setdefault(keyword.where, []).append(keyword.name)
    known = set(KEYWORDS)
    rest = [word for word in sorted(grammar("pattern").keywords) if word not in known and word not in _LOGICAL]
    symbols = [symbol for chord in chord_names() for symbol in (chord.name, *chord.aliases)]
    return Lexicon(
        roles=tuple(placed["block"]),
        headers=tuple(placed["header"]),
        items=(*placed["item"], *placed["binding"]),
        attributes=tuple(placed["attribute"]),
        tails=tuple(placed["tail"]),
        flags=tuple(placed["flag"]),
        commands=tuple(placed["command"]),
        inner=tuple(dict.fromkeys([*placed["inside"], *rest])),
        units=_UNITS,
        logical=_LOGICAL,
        words=tuple(sorted(WORDS)),
        named=tuple(sorted(name for name in WORDS if _named(name))),
        instruments=tuple(INSTRUMENTS),
        drums=tuple(dict.fromkeys(word for drum in DRUMS for word in drum.words)),
        chords=tuple(sorted({symbol for symbol in symbols if symbol and "(" not in symbol}, key=_longest_first)),
        scales=tuple(sorted({spelled for scale in scale_names() for spelled in (scale.name, *scale.aliases)})),
    )


def lexeme(name: str, table: str = "pattern") -> str:
    """The regular expression of a terminal of the grammar *table*."""
    return str(dict(json.loads(table_text(table))["lexemes"])[name])


def letters() -> tuple[str, ...]:
    """The letters that may touch a quote."""
    return tuple(kind.letter for kind in KINDS if kind.letter)


def any_of(words: tuple[str, ...]) -> str:
    """A regular expression for one of *words*, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=_longest_first))


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _named(name: str) -> bool:
    word = WORDS[name]
    given = word.parameters[word.is_method :]
    return bool(given) and given[0].kind == "text"
