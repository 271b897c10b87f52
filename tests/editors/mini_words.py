"""The words of strings as regular expressions, for every editor that colours by those."""

from __future__ import annotations

from lexicon import Lexicon, any_of, lexeme

WORD = lexeme("WORD", "mini")
_SIGNS = WORD.partition("(?:")[2].removesuffix(")*")
"""What a word of a string goes on with."""

ENDED = rf"(?!{_SIGNS})"
"""Where no word of a string goes on."""

NUMBER = rf"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?{ENDED}"
"""A word of a string that is a number."""


def mini_words(words: Lexicon) -> dict[str, list[tuple[str, str]]]:
    """For each kind of string: regular expressions of whole words, and what they are, in the order they are tried."""
    roman = r"[b#♭♯]*(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)"
    accidental = r"(?:##?|bb?|[♯♭x]|s+|f+)?"
    suffix = any_of(words.chords)
    numeral = rf"{roman}(?:{suffix}|[°ø+Δ]7?)?(?:/{roman})*"
    symbol = rf"[A-G]{accidental}(?:{suffix}|[°øΔ]\d*)?(?:/[A-G]{accidental})?"
    kinds = {
        "any": [
            (rf"(?i:{any_of(words.drums)})", "drum"),
            (rf"[A-Ga-g]{accidental}(?:-?\d+)?", "note"),
            (rf"(?:{symbol}|[\w#♯♭-]+'(?:{_SIGNS})*)", "chord"),
            (numeral, "numeral"),
            ("(?:[tx]|true)", "hit"),
        ],
        "d": [(r"-?\d+[#b♯♭]*", "degree")],
        "r": [(numeral, "numeral")],
        "n": [("(?:[tx]|true)", "hit")],
        "name": [],
    }
    return {kind: [(expression + ENDED, what) for expression, what in rows] for kind, rows in kinds.items()}
