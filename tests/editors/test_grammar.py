"""The TextMate grammar in VS Code's own reader: what words are, and that it agrees with the language server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from agreement import PASSED_OVER, disagreements, programs
from colours import ROOT

from pattern_dsl.document import Document
from pattern_dsl.ide.tokens import tokens
from pattern_dsl.lexer import grammar

HERE = Path(__file__).parent / "grammar"
GRAMMAR = ROOT / "editors" / "vscode" / "syntaxes" / "pattern.tmLanguage.json"


class Scoped(NamedTuple):
    """What the grammar says of a stretch of text, outermost first."""

    begin: int
    end: int
    scopes: tuple[str, ...]


def scoped(texts: Sequence[str]) -> list[list[Scoped]]:
    """The tokens of each text, by code points."""
    if shutil.which("node") is None or not (HERE / "node_modules" / "vscode-textmate").is_dir():
        pytest.skip(f"no reader of TextMate grammars here: npm ci in {HERE.relative_to(ROOT)} brings it")
    asked = "".join(json.dumps(text) + "\n" for text in texts)
    command = ["node", str(HERE / "tokenize.mjs"), str(GRAMMAR)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [
        [
            Scoped(*(_points(text, place) for place in (begin, end)), tuple(scopes))
            for begin, end, scopes in json.loads(row)
        ]
        for text, row in zip(texts, done.stdout.splitlines(), strict=True)
    ]


def _points(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


CLASSES = (
    ("comment", r"comment\."),
    ("number", r"constant\.numeric"),
    ("string", r"string\.|punctuation\.definition\.string|constant\.character\.escape"),
    ("keyword", r"keyword\.(control|other|operator\.logical)|storage\."),
)
"""The kinds that every theme knows, by the innermost scope."""


def kind(scopes: Sequence[str]) -> str:
    """One of the four kinds, or *other*."""
    last = scopes[-1] if scopes else ""
    return next((name for name, pattern in CLASSES if re.match(pattern, last)), "other")


def kinds(text: str, said: Sequence[Scoped]) -> list[str]:
    """The kind of each code point."""
    seen = {place: kind(one.scopes) for one in said for place in range(one.begin, one.end)}
    return [seen.get(place, "other") for place in range(len(text))]


def test_the_grammar_agrees_with_the_language_about_every_word_of_the_examples_and_the_specification() -> None:
    texts = [text for text in programs() if text.strip() not in PASSED_OVER]
    checked = [disagreements(text, kinds(text, said)) for text, said in zip(texts, scoped(texts), strict=True)]
    assert [line for _, wrong in checked for line in wrong] == []
    assert sum(count for count, _ in checked) > 4000


MUSIC = {
    "note": r"constant\.language\.note",
    "drum": r"support\.constant\.drum",
    "rest": r"keyword\.operator\.rest",
    "hit": r"constant\.language\.hit",
    "chord": r"constant\.language\.(chord|note)",
    "numeral": r"constant\.language\.numeral",
    "instrument": r"support\.class\.instrument",
    "method": r"support\.function\.word|entity\.name\.function",
}
"""The kinds of music, which the grammar guesses word by word."""


def test_nineteen_of_twenty_words_of_music_are_seen_as_what_they_are() -> None:
    seen: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for text, said in zip(programs(), scoped(programs()), strict=True):
        at = {one.begin: one.scopes[-1] if one.scopes else "" for one in said}
        for token in tokens(Document.of(text)):
            if token.kind in MUSIC:
                seen[token.kind] += 1
                missed[token.kind] += not re.match(MUSIC[token.kind], at.get(token.begin, ""))
    assert set(seen) == set(MUSIC)
    assert all(missed[shade] <= seen[shade] / 20 for shade in MUSIC), (seen, missed)


# A caret under a word, and what it is: the whole of its innermost scope, without the name of the language.
SHOWN = [
    ("tempo 120; // slow", "tempo", "keyword.control.header"),
    ("tempo 120; // slow", "120", "constant.numeric"),
    ("tempo 120; // slow", "// slow", "comment.line.double-slash"),
    ("/* a\n b */ tempo 90;", " b */", "comment.block"),
    ("/* a\n b */ tempo 90;", "tempo", "keyword.control.header"),
    ("melody hook { piano c4 0; }", "melody", "storage.type.block"),
    ("melody hook { piano c4 0; }", "hook", "entity.name.type.part"),
    ("melody hook { piano c4 0; }", "piano", "support.class.instrument"),
    ("melody hook { piano c4 0; }", "c4", "constant.language.note"),
    ("rhythm { tempo Crash 2.0; }", "tempo", "support.class.instrument"),
    ('rhythm { kick: synth x"x.x"; }', "kick", "entity.name.label"),
    ("rhythm { mute synth Kick 1:2 every 2 bars; }", "mute", "storage.modifier"),
    ("rhythm { mute synth Kick 1:2 every 2 bars; }", "1:2", "constant.numeric"),
    ("rhythm { mute synth Kick 1:2 every 2 bars; }", "bars", "keyword.other"),
    ("mute rhythm { mute Kick 0.5; }", "mute Kick", "support.class.instrument"),
    ('contrast every 4 bars { piano "c4"; }', "every", "keyword.other"),
    ('melody { piano "c4".every(2, .rev()); }', "every", "support.function.word"),
    ('melody { piano "c4".every(2, .rev()); }', '"c4', "punctuation.definition.string.begin"),
    ('melody { piano "c4".mine(); }', "mine", "entity.name.function.method"),
    ('melody { piano "[c4 ~]*2"; }', "[", "punctuation.section.brackets.mini"),
    ('melody { piano "[c4 ~]*2"; }', "~", "keyword.operator.rest"),
    ('melody { piano "[c4 ~]*2"; }', "*", "keyword.operator.mark"),
    ('melody { piano "[c4 ~]*2"; }', '2"', "constant.numeric"),
    ('melody { piano "<c4 f#-1>@3"; }', "<", "punctuation.section.alternation.mini"),
    ('melody { piano "<c4 f#-1>@3"; }', "f#-1", "constant.language.note"),
    ('rhythm { synth "Kick(3,8)"; }', "Kick", "support.constant.drum"),
    ('rhythm { synth "Kick(3,8)"; }', "8", "constant.numeric"),
    ('melody { piano "c4 $riff"; }', "riff", "variable.other"),
    ('melody { piano d"0 -1"; }', "-1", "constant.numeric.degree"),
    ('harmony { piano r"I V7/V"; }', "V7/V", "constant.language.numeral"),
    ('harmony { piano "Am7 F^7"; }', "F^7", "constant.language.chord"),
    ('rhythm { synth Kick.struct(x"x..x"); }', "x..x", "constant.language.hit"),
    ('melody { piano "a\\"b"; }', '\\"', "constant.character.escape"),
    ('melody { piano """c4\n  e4"""; }', "e4", "constant.language.note"),
    ('melody { piano "c4\n; }\nmelody b { }', "melody b", "storage.type.block"),
    ('title "for every bar";', "every", "string.quoted.double"),
    ("param cut = 900 in 200..6000 log;", "log", "keyword.other"),
    ("param cut = 900 in 200..6000 log;", "..", "keyword.operator"),
    ("def up2(p, n=2) = p.up(n);", "up2", "entity.name.function"),
    ("section verse 8 bars { keys; }", "verse", "entity.name.section"),
    ("form (verse chorus)*2;", "chorus", "entity.name.section"),
    ('import piano as p from "keys";', "from", "keyword.control.import"),
    ('out midi("Port A", ch=2);', "ch", "variable.parameter"),
    ('out midi("Port A", ch=2);', "Port", "string.quoted.double"),
]


def test_words_have_the_scopes_that_themes_colour() -> None:
    made = scoped([text for text, _, _ in SHOWN])
    found = [
        (text, word, next(one.scopes[-1] for one in said if one.begin <= text.index(word) < one.end))
        for (text, word, _), said in zip(SHOWN, made, strict=True)
    ]
    assert found == [(text, word, f"{wanted}.pattern") for text, word, wanted in SHOWN]


@pytest.mark.parametrize("keyword", sorted(grammar("pattern").keywords))
def test_every_keyword_can_be_coloured(keyword: str) -> None:
    assert re.search(rf"(?<!\w){keyword}(?!\w)", GRAMMAR.read_text(encoding="utf-8"))
