"""Items of completion, how well they match what is typed, and texts in which some places wait to be filled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias

from pattern_dsl.fix import Edit
from pattern_dsl.lexer import grammar, lex
from pattern_engine.vocabulary import Word
from pattern_engine.words import WORDS

Kind: TypeAlias = Literal[
    "method",
    "function",
    "signal",
    "control",
    "def",
    "let",
    "param",
    "parameter",
    "argument",
    "module",
    "instrument",
    "note",
    "drum",
    "chord",
    "numeral",
    "degree",
    "scale",
    "tuning",
    "value",
    "keyword",
    "header",
    "block",
    "section",
    "part",
    "unit",
    "pack",
    "file",
    "folder",
    "sample",
]
"""What an item is, so that an editor can show a picture of it."""

Stops: TypeAlias = "tuple[tuple[int, int], ...]"
"""Stretches of a text to be filled in, one after another."""


class Completion(NamedTuple):
    """Something that may stand at the caret.

    ``insert`` goes in place of the word there; ``stops`` are stretches of it that wait to be filled, in order. Items
    of lower ``rank`` come first. ``spelling`` is what was typed for it where that is not its label. ``topic`` is what
    ``resolve`` finds its documentation by; ``edits`` are to be made elsewhere in the text as well.
    """

    label: str
    kind: Kind
    detail: str
    insert: str
    rank: int = 0
    stops: Stops = ()
    topic: tuple[str, str] | None = None
    edits: tuple[Edit, ...] = ()
    spelling: str = ""
    others: tuple[str, ...] = ()  # further spellings by which it is found


_LOOSE = 0.6
"""How alike a name and what is typed must be, from 0 to 1, if they have no beginning in common."""


def ranked(typed: str, items: Iterable[Completion]) -> tuple[Completion, ...]:
    """Those of *items* that *typed* can mean, best first: what begins so, then parts of names, then what is alike.

    Within each of these, items of lower rank come first; the rank of what is given back is its place.
    """
    found: dict[tuple[str, str], tuple[int, int, Completion]] = {}
    far: list[tuple[int, Completion]] = []
    inner = _inner(typed) if typed else None
    for order, item in enumerate(items):
        quality, spelling = _match(typed, item, inner) if inner is not None else (0, "")
        if quality is None:
            far.append((order, item))
            continue
        held = item._replace(spelling=spelling) if spelling else item
        found.setdefault((item.label, item.insert), (quality * 100_000 + item.rank, order, held))
    if far and len(typed) > 2:
        for (order, item), score in _alike(typed, far):
            found.setdefault((item.label, item.insert), (600_000 + round(1000 - 1000 * score), order, item))
    best = sorted(found.values(), key=itemgetter(0, 1))
    return tuple(item._replace(rank=place) for place, (_, _, item) in enumerate(best))


def _inner(typed: str) -> re.Pattern[str]:
    """Finds *typed* at the beginning of a word inside a name: after a sign, or as a capital."""
    first, rest = re.escape(typed[0]), re.escape(typed[1:])
    return re.compile(rf"(?:{re.escape(typed[0].upper())}|(?<=[_ .\"]){first}){rest}")


def _match(typed: str, item: Completion, inner: re.Pattern[str]) -> tuple[int | None, str]:
    """How well *typed* fits (0 is best, None not at all), and the spelling that does where it is not the label."""
    if typed == item.label or typed in item.others:
        return 0, "" if typed == item.label else typed
    if item.label.startswith(typed):
        return 1, ""
    small, label = typed.lower(), item.label.lower()
    if label.startswith(small):
        return 2, ""
    for other in item.others:
        if other.lower().startswith(small):
            return 3, other
    if inner.search(item.label):
        return 4, ""
    if len(typed) > 1 and label[:1] == small[0]:
        rest = iter(label)
        if all(sign in rest for sign in small):
            return 5, ""
    return None, ""


def _alike(typed: str, far: list[tuple[int, Completion]]) -> list[tuple[tuple[int, Completion], float]]:
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extract

    names = [item.label for _, item in far]
    rows = extract(typed, names, scorer=Indel.normalized_similarity, processor=str.lower, score_cutoff=_LOOSE, limit=12)
    return [(far[at], score) for _, score, at in rows]


def template(text: str) -> tuple[str, Stops]:
    """*text* without the signs ``«`` and ``»``, and the stretches they stood around.

    >>> template('tempo «120»;')
    ('tempo 120;', ((6, 9),))
    """
    plain, stops, begin = "", [], 0
    for piece in re.split("([«»])", text):
        if piece == "«":
            begin = len(plain)
        elif piece == "»":
            stops.append((begin, len(plain)))
        else:
            plain += piece
    return plain, tuple(stops)


class Usage(NamedTuple):
    """How the examples of the vocabulary use a word: how many do, and what it is given there, if anything.

    ``behind`` is what its own example gives it behind a dot, ``front`` what the first gives it without one; None where
    none does. ``acts_on`` is the string that it stands behind in its example, "" for anything else.
    """

    uses: int = 0
    behind: tuple[str, ...] | None = None
    front: tuple[str, ...] | None = None
    acts_on: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What it is given."""
        return self.behind or self.front or ()


@cache
def usages() -> dict[str, Usage]:
    """How each word is used in the examples of all words: those used in many are the common ones."""
    words = list(dict.fromkeys(WORDS.values()))
    found = {word.name: Usage() for word in words}
    for word in words:
        tokens = lex(grammar("pattern"), word.example)[0]
        for at, token in enumerate(tokens):
            if token.kind not in ("NAME", "NOTE") or token.text not in WORDS:
                continue
            name = WORDS[token.text].name
            usage = found[name]._replace(uses=found[name].uses + (name != word.name))
            if tokens[at + 1].kind == "LPAR":
                given = _arguments([(t.kind, t.begin, t.end) for t in tokens[at + 1 :]], word.example)
                dotted = at > 0 and tokens[at - 1].kind == "DOT"
                if dotted and name == word.name and usage.behind is None:
                    before = tokens[at - 2]
                    usage = usage._replace(behind=given, acts_on=before.text if before.kind == "STRING" else "")
                elif not dotted and (usage.front is None or name == word.name):
                    usage = usage._replace(front=given)
            found[name] = usage
    return found


def _arguments(tokens: list[tuple[str, int, int]], text: str) -> tuple[str, ...]:
    """What stands between the commas of the bracket that *tokens* begin with."""
    depth, begin = 0, tokens[0][2]
    found: list[str] = []
    for kind, first, last in tokens:
        depth += (kind in ("LPAR", "LSQB", "LBRACE")) - (kind in ("RPAR", "RSQB", "RBRACE"))
        if depth == 0 or (depth == 1 and kind == "COMMA"):
            found.append(text[begin:first].strip())
            begin = last
        if depth == 0:
            break
    return tuple(one for one in found if one)


def called(word: Word, *, bare: bool, behind: bool) -> tuple[str, Stops]:
    """*word* as it is written with arguments, those of an example, each a stop; only its name if *bare*."""
    usage = usages()[word.name]
    given = usage.behind if behind else usage.front
    if not behind and word.is_method and given is None:
        given = (usage.acts_on,)
    if bare or (given is None and not word.parameters):
        return word.name, ()
    if not given:
        return f"{word.name}()", ()
    return template(f"{word.name}({', '.join(f'«{one}»' for one in given)})")
