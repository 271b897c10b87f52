"""The grammars are the norm: the tables are made from them, lark reads as we do, and the seed language is a part."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from lark import Lark, Token, Tree, UnexpectedInput, UnexpectedToken

import pattern_grammar
from pattern_dsl import check
from pattern_dsl.lexer import grammar
from pattern_dsl.parser import parse
from pattern_engine.performance import perform
from pattern_grammar.build import GRAMMARS, written

FOLDER = Path(pattern_grammar.__file__).parent


@pytest.mark.parametrize("name", GRAMMARS)
def test_the_tables_are_those_of_the_grammar(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="ascii") == written(name), "run python -m pattern_grammar.build"


PEERS = {
    name: Lark((FOLDER / f"{name}.lark").read_text(encoding="utf-8"), parser="lalr", lexer="basic") for name in GRAMMARS
}


def accepted_by_lark(name: str, text: str) -> bool:
    """Whether lark's own parser reads *text*; a word is a keyword where lark says that one fits."""
    keywords = grammar(name).keywords
    reading = PEERS[name].parse_interactive()
    try:
        for token in PEERS[name].lex(text):
            kind = keywords.get(token, token.type) if token.type == "NAME" else token.type
            reading.feed_token(Token(kind if kind in reading.accepts() else token.type, token))
        reading.feed_eof()
    except (UnexpectedInput, UnexpectedToken):
        return False
    return True


WORDS = {
    "pattern": [
        *grammar("pattern").keywords,
        *("piano", "x", "C4", "Kick", "E", "r2", "c#", "0", "1.5", "3/4", "2:3", "1.5s", '"c4"', '""', "\n", "  "),
        *"{}()[];,.:=+-*/%",
        *(
            "melody {",
            "};",
            "} melody {",
            "=>",
            "x =>",
            "?",
            "==",
            "<",
            ">=",
            "{a:",
            "(x, y) =>",
            "; piano C4 0;",
            '; piano "c4".',
            "let x =",
            "/* */",
            "// \n",
        ),
    ],
    "mini": [
        *("a", "c#4", "-1", "0.5", "$x", "~", "-", "_", ".", "..", "^", "!", "!3", "@2", "@", "?", "?0.5", "?0.1:2"),
        *"[]<>{}(),|*/:%",
        *(" ", "a b", "(3,8)", "[a b]", "{a b}%4", "<a b>"),
    ],
}


@pytest.mark.parametrize("name", GRAMMARS)
@settings(max_examples=400, deadline=None)
@given(data=some.data())
def test_the_driver_and_lark_accept_the_same_texts(name: str, data: some.DataObject) -> None:
    words = data.draw(some.lists(some.sampled_from(WORDS[name]), max_size=14))
    text = (" " if name == "pattern" else "").join(words)
    _, faults = parse(name, text)
    assert accepted_by_lark(name, text) == (faults == [])


@pytest.mark.parametrize(
    "text",
    [
        "melody { piano C4 0; }",
        'let f = (a, b) => not a < b and c ? {a: 1, "b c": x => x % 2 != 0, 1:2} : (x) => x.rev() or 3;',
        "tempo 120; let x = 1; melody x len 2 bars { a: piano x.f(.g(), y = [1, 2]); }",
    ],
)
def test_both_accept_programs(text: str) -> None:
    assert accepted_by_lark("pattern", text)
    assert parse("pattern", text)[1] == []


SEED = Lark(
    r"""
    start: import_statement* pattern_block+
    import_statement: "import" INSTRUMENT "from" MODULE_NAME ";"
    pattern_block: BLOCK_TYPE "{" statement* "}"
    statement: INSTRUMENT NOTE TIMESTAMP ";"
    INSTRUMENT: /[a-zA-Z_][a-zA-Z0-9_]*/
    NOTE: /[A-G][#b]?[0-9]|[A-Za-z]+/
    TIMESTAMP: /[0-9]+(\.[0-9]+)?/
    BLOCK_TYPE: "melody" | "rhythm" | "harmony" | "contrast"
    MODULE_NAME: /\"[a-zA-Z_][a-zA-Z0-9_]*\"/
    %import common.WS
    %ignore WS
    """
)
"""The language as its inventor wrote it down, read by lark's Earley parser."""

HOSTILE = (
    *("mute", "let", "tempo", "dur", "E4", "solo", "len", "every", "vel", "melody", "rhythm", "import", "from", "as"),
    *("bars", "key", "meter", "seed", "swing", "title", "on", "harmony", "contrast", "beat", "true", "fast", "c4"),
    *("piano", "synth", "guitar", "_", "x1", "Bb3", "section", "form"),
)
NOTES = (
    "C4",
    "F#3",
    "Bb2",
    "Kick",
    "Snare",
    "A",
    "mute",
    "let",
    "dur",
    "len",
    "from",
    "as",
    "every",
    "sine",
    "Eb",
    "x",
)


def seed_program(draw: random.Random) -> str:
    def blank(least: int = 1) -> str:
        return "".join(draw.choice([" ", " ", "\n", "\t", "  "]) for _ in range(draw.randint(least, 2)))

    def word(words: tuple[str, ...]) -> str:
        return draw.choice(words)

    text = blank(0)
    for _ in range(draw.randint(0, 2)):
        text += f"import{blank()}{word(HOSTILE)}{blank()}from{blank()}"
        text += f'"{draw.choice(["keys", "drums", "gm"])}"{blank(0)};{blank(0)}'
    for _ in range(draw.randint(1, 3)):
        text += word(("melody", "rhythm", "harmony", "contrast")) + blank(0) + "{"
        for _ in range(draw.randint(0, 5)):
            time = draw.choice([str(draw.randint(0, 9)), f"{draw.randint(0, 9)}.{draw.randint(0, 99)}"])
            text += f"{blank(0)}{word(HOSTILE)}{blank()}{word(NOTES)}{blank()}{time}{blank(0)};"
        text += blank(0) + "}" + blank(0)
    return text


def seed_notes(tree: Tree[str]) -> list[tuple[str, str, float]]:
    return [(str(s.children[0]), str(s.children[1]), float(s.children[2])) for s in tree.find_data("statement")]


@pytest.mark.parametrize("number", range(1000))
def test_every_program_of_the_seed_grammar_gives_its_notes(number: int) -> None:
    text = seed_program(random.Random(number))
    wanted = seed_notes(SEED.parse(text))
    snapshot = check(text)
    assert [problem for problem in snapshot.diagnostics if problem.severity == "error"] == []
    assert snapshot.program is not None
    assert len(snapshot.program.parts) == len(wanted)
    notes = perform(snapshot.program).notes(snapshot.program.timeline.cycle(0), snapshot.program.length or 0)
    found = Counter((n.instrument, n.note, float(n.begin * 4), n.velocity, float((n.end - n.begin) * 4)) for n in notes)
    assert found == Counter((instrument, note, time, 1.0, 0.5) for instrument, note, time in wanted)
