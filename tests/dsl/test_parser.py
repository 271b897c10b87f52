"""The parser keeps every word of a text, and a mistake costs as little of it as possible."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pattern_dsl import check
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.parser import parse
from pattern_dsl.tree import Node, Token

SONG = """import piano as keys from "keys";
tempo 96; meter 3/4; key C minor; // slow
let riff = "c4 <e4 g4>*2";
mute melody hook len 2 bars {
  lead: keys riff.every(4, .rev().fast(2)).vel("0.5 1" * 2 + 1/3);
  keys C4,E4 1:2 dur 1/2 vel 0.5 every 2 bars .pan(0.2);
  /* a chord */ keys ["c4", stack("e4", riff)];
}
"""


def words_of(node: Node) -> list[Token]:
    found: list[Token] = []
    for child in node.children:
        found += words_of(child) if isinstance(child, Node) else [child]
    return found


def test_the_tree_of_a_text_without_mistakes_holds_all_its_words_in_order() -> None:
    root, faults = parse("pattern", SONG)
    tokens, _ = lex(grammar("pattern"), SONG)
    assert faults == []
    assert words_of(root) == [token for token in tokens if token.kind != "$END"]
    assert all(SONG[token.begin : token.end] == token.text for token in tokens)


def test_words_and_what_lies_between_them_make_up_the_text() -> None:
    tokens, _ = lex(grammar("pattern"), SONG)
    gaps = [SONG[a.end : b.begin] for a, b in pairwise(tokens)]
    assert "".join(token.text + gap for token, gap in zip(tokens, [*gaps, ""], strict=True)) == SONG
    assert [gap.strip() for gap in gaps if gap.strip()] == ["// slow", "/* a chord */"]


def test_places_inside_another_text_are_counted_from_its_beginning() -> None:
    root, _ = parse("mini", "c4 [e4 g4]", 100)
    assert (root.begin, root.end) == (100, 110)


def placed_notes(node: Node) -> list[Node]:
    """The notes of every seed statement in a tree."""
    found = node.nodes("notes") if node.kind.startswith("placed") else []
    return [*found, *(notes for child in node.nodes() for notes in placed_notes(child))]


OTHERS = "rhythm { synth Kick 0; }\n"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("melody {\n piano C4 0\n piano E4 1;\n}\n", "PS001", (2, 12)),
        ('melody {\n piano "c4".fast(2 .rev();\n piano E4 1;\n}\n', "PS001", (2, 26)),
        ('melody {\n piano "c4" .\n piano E4 1;\n}\n', "PS002", (3, 8)),
        ('melody {\n piano E4 1;\n piano "c4".every(4, \n}\n', "PS002", (4, 1)),
        ("melody {\n piano E4 1;\n", "PS003", (2, 13)),
        ("melody {\n piano E4 1;\n}}\n", "PS002", (3, 2)),
        ('melody {\n piano "c4 e4;\n piano E4 1;\n}\n', "PS001", (2, 8)),
        ('melody {\n piano "c4 [e4";\n piano E4 1;\n}\n', "PS010", (2, 15)),
        ("tempo 120\n", "PS001", (1, 10)),
        ("melody {\n piano E4 1;\n piano\n}\n", "PS001", (3, 7)),
        ("melody {\n piano E4 1;\n piano C4\n}\n", "PS001", (3, 10)),
    ],
)
def test_one_mistake_gives_one_diagnostic_and_spares_what_is_beside_it(
    text: str, code: str, place: tuple[int, int]
) -> None:
    snapshot = check(text + OTHERS)
    found = [problem for problem in snapshot.diagnostics if problem.severity == "error"]
    assert [(problem.code, snapshot.source.line_column(problem.begin)) for problem in found] == [(code, place)]
    root, _ = parse("pattern", text + OTHERS)
    assert root.nodes()[-1].kind == "block"
    kept = {notes.children[0].children[0].text for notes in placed_notes(root)}
    # A method whose name is not typed yet takes the next word for its name, and with it that statement.
    wanted = {"Kick"} if '" .\n' in text else {"Kick", *({"E4"} if "E4" in text else ())}
    assert wanted <= kept


def test_a_statement_survives_its_neighbour() -> None:
    text = 'melody {\n piano C4 0\n piano "c4".fast(;\n piano "e4" 7;\n piano G4 1;\n}\nmelody {\n piano A4 0;\n}\n'
    root, _ = parse("pattern", text)
    notes = [token.text for token in words_of(root) if token.kind == "NOTE"]
    assert {"C4", "G4", "A4"} <= set(notes)


@pytest.mark.parametrize(
    "item",
    [
        "melody a {",
        "melody len 2 bars {",
        "solo rhythm {",
        "tempo 90;",
        "key C minor;",
        'import x from "keys";',
        'title "x";',
    ],
)
def test_an_item_at_the_margin_ends_a_block_left_open(item: str) -> None:
    text = f"melody {{\n  piano C4 0;\n{item}{' }' if '{' in item else ''}\n"
    root, faults = parse("pattern", text)
    assert [fault.kind for fault in faults] == ["missing"]
    assert len(root.nodes()) == 2


@pytest.mark.parametrize(
    "statement", ["tempo Crash 2.0;", "melody Kick 0;", "melody len 0.5;", "key C 0;", "import from 1;", "seed A,B 1;"]
)
def test_a_statement_at_the_margin_stays_a_statement(statement: str) -> None:
    text = f"rhythm {{\n{statement}\n}}\n"
    _, faults = parse("pattern", text)
    assert faults == []


def test_a_program_can_be_typed() -> None:
    for length in range(len(SONG)):
        check(SONG[:length])


def test_a_program_can_be_typed_in_its_middle() -> None:
    rest = 'melody { piano "e4"; }\n'
    for length in range(len(SONG)):
        check(SONG[:length] + "\n" + rest)
