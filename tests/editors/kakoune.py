"""The highlighters for Kakoune: regions for comments and strings, words by their lists."""

from __future__ import annotations

import re

from lexicon import Lexicon, any_of, letters, lexeme
from mini_words import ENDED, NUMBER, mini_words

HEAD = """# The Pattern language in Kakoune: its colours and its comments.
# Made from the grammar and the vocabulary: python tests/editors/colours.py

hook global BufCreate .*\\.pattern %{ set-option buffer filetype pattern }

hook -group pattern-highlight global WinSetOption filetype=pattern %{
    add-highlighter window/pattern ref pattern
    hook -once -always window WinSetOption filetype=.* %{ remove-highlighter window/pattern }
}

hook global BufSetOption filetype=pattern %{
    set-option buffer comment_line '//'
    set-option buffer comment_block_begin '/*'
    set-option buffer comment_block_end '*/'
}
"""

FACES = {"drum": "type", "note": "value", "chord": "value", "numeral": "value", "hit": "value", "degree": "value"}


def highlighter(words: Lexicon) -> str:
    """The whole file."""
    items = (*words.headers, *words.items, *words.commands, *words.roles, *words.flags, *words.inner)
    tails = (*words.tails, *words.attributes, *words.units, *words.logical)
    numbers = "|".join(lexeme(kind) for kind in ("SECONDS", "BARBEAT", "NUMBER"))
    code = [
        (rf"(?<![\w.])(?:{any_of(words.words)})\b", "function"),
        (r"\.\s*[A-Za-z_]\w*", "function"),
        (rf"(?<![\w.])(?:{any_of(tuple(dict.fromkeys((*items, *tails))))})\b", "keyword"),
        (rf"(?<!\w)(?:{any_of(words.drums)})\b", "type"),
        (rf"(?<!\w)(?:{numbers})", "value"),
        (rf"(?<!\w)(?:{lexeme('NOTE')})", "value"),
        (r"=>|->|<-|\.\.|[=!<>]=|[-+*/%=<>?]", "operator"),
    ]
    lines = [HEAD, "add-highlighter shared/pattern regions", _added("code", "default-region group")]
    lines += [_regex("code", expression, face) for expression, face in code]
    lines += [
        _added("line", "region // $ fill comment"),
        _added("comment", r"region /\* \*/ fill comment"),
    ]
    for letter in ("", *letters()):
        lines += _strings(letter, mini_words(words))
    return "\n".join(lines) + "\n"


def _strings(letter: str, kinds: dict[str, list[tuple[str, str]]]) -> list[str]:
    """The two forms of strings behind *letter*, with what stands in them."""
    before = rf"(?<!\w){letter}" if letter else ""
    rows = [] if letter == "x" else kinds[letter or "any"]
    lines = []
    for form, opening, closing in (("long", '"""', '"""'), ("short", '"', r'(?<!\\)"|$')):
        name = f"{form}{'-' if letter else ''}{letter}"
        lines.append(_added(name, f"region {_quoted(before + opening)} {_quoted(closing)} group"))
        lines.append(f"add-highlighter shared/pattern/{name}/ fill string")
        if letter == "x":
            lines.append(_regex(name, "[xX]", "value"))
        else:
            words = [(expression, FACES[what]) for expression, what in reversed(rows)]
            lines += [_regex(name, rf"(?<![\w#~'.♯♭-])(?:{expression})", face) for expression, face in words]
            lines.append(_regex(name, rf"(?<![\w#~'.♯♭-]){NUMBER}", "value"))
        lines.append(_regex(name, r"[\[\](){}<>,|*/%:!@?$]", "operator"))
    return lines


def _added(name: str, what: str) -> str:
    return f"add-highlighter shared/pattern/{name} {what}"


def _regex(name: str, expression: str, face: str) -> str:
    return f"add-highlighter shared/pattern/{name}/ regex {_quoted(_plain(expression))} 0:{face}"


def _plain(expression: str) -> str:
    """*expression* as Kakoune takes it: one sign is looked ahead for, signs that mean nothing are not escaped."""
    short = expression.replace(ENDED, r"(?![\w#'♯♭])").replace("(?i:", "(?:")
    return re.sub(r"\\([-#~&/])", r"\1", short)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
