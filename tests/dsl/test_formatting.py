"""The formatter changes blanks and nothing else: not the words, not the comments, not what sounds."""

from __future__ import annotations

import random
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from pattern_dsl import check, compile_program
from pattern_dsl.breaking import flat
from pattern_dsl.formatting import format_text, formatted
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.parser import parse
from pattern_dsl.pieces import COMMENT, Statement, entries_of, pieces_of
from pattern_dsl.spacing import spaced, spaced_string
from pattern_engine.note import NoteEvent
from pattern_engine.performance import perform

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "tests" / "language").glob("*.md"))


def programs(page: Path) -> list[str]:
    """What the pattern blocks of a page hold, expressions as programs, as far as it is without faults."""
    blocks = re.findall(r"^```pattern\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    whole = [
        f"melody {{ piano C4 0; let it = {text} ; piano it; }}" if parse("pattern", text)[1] else text
        for text in blocks
    ]
    return [text for text in whole if not parse("pattern", text)[1]]


SHAPES = {
    "song": ["{item}", "{item} {item}", "{item} {item}{item}\n{item}\n\n{item}"],
    "item": [
        "tempo 96;key C  minor ;",
        'title "a  b";',
        'import a as b,c from "keys";',
        "let f = {value};",
        *["{block}"] * 4,
    ],
    "block": [
        "{flag} {role} {name} {length} {{{statement} {statement}{statement}}}",
        "{role}{{{statement}}}",
        "{role} {{}}",
    ],
    "flag": ["", "mute"],
    "role": ["melody", "rhythm"],
    "name": ["", "lead", "beat", "c4"],
    "length": ["", "len 2 bars"],
    "statement": ["{placed}", "{played}", "{played}\n", "let x9 ={value} ;", ""],
    "placed": ["{flag} {voice} {note} {time}{tail}{tail};"],
    "voice": ["piano", "mute", "let", "not"],
    "note": ["C4", "C4,E4", "Kick", "and"],
    "time": ["0", "1 / 2", "2:3", "1.5s"],
    "tail": ["", " dur 1/2", " vel x", " every 2 bars", " .pan(0.1)"],
    "played": ["{label}piano {source}.fast({value}){link}.rev;"],
    "label": ["", "a : ", "solo b: "],
    "source": ["riff", '"c4  e4"', "stack({value},{value})", "[{value}]"],
    "value": [
        "{plain}",
        "{plain}",
        "({value}){link}",
        "{link}{link}",
        "{arrow} {value}",
        "{table}",
        "({value})?{value} : {value}",
        "({value}){sign}({value})",
        "not({value})",
        "- ({value})",
        "stack({value} , {value},{value})",
        "[{value},{value}]",
        "x9 -1*-{plain}/ 2",
        "({value}).rev",
        "{plain}{link} {link}{link}{link}",
    ],
    "plain": ["1", "0.5", "1/8", "x9", "c4", "sine", '"c4 [ e4 g4 ]"', '" a  b"', '"<c4"', "2 / 3", '"\\n  x"'],
    "link": [".fast(2)", " .rev()", ".and({value},how = {value})", ".not", ".scale({value})", ".off({value}, .add(7))"],
    "arrow": ["x=>", "( x ) =>", "(x,y) =>"],
    "table": ['{{ a:{value} , 1 :{value}, "b  c" : 2 }}', "{{}}"],
    "sign": [" and ", " or", "==", "<", ">=", "+", " -", "*", "/", "%"],
}


def song(draw: random.Random, shape: str = "song", depth: int = 0) -> str:
    """A program that need not mean anything, of all that the grammar has."""
    shapes = SHAPES["plain" if shape == "value" and depth > 7 else shape]

    def filled(found: re.Match[str]) -> str:
        return found[0][0] if found[1] is None else song(draw, found[1], depth + 1)

    return re.sub(r"\{(\w+)\}|\{\{|\}\}", filled, draw.choice(shapes))


BLANKS = [" ", "  ", "\t", "\n", "\n\n", "\n\n\n", "\r\n", "\u2028", "\x0b", " \n    ", "\r"]
COMMENTS = ["// why ", "/* a */", "/* a \n   b */", "/// doc", "//", "/**/", "/*\t\n\n*/", "// é \x85 🎵"]


def disturbed(text: str, draw: random.Random, *, comments: bool = True) -> str:
    """*text* with other blanks between its words, and with comments."""
    tokens, _ = lex(grammar("pattern"), text)
    made, end, depth = "", 0, 0
    share = draw.choice([0.05, 0.3])
    for token in tokens:
        gap = text[end : token.begin]
        if draw.random() < share:
            gap += draw.choice(BLANKS if comments else BLANKS[:3])
        if comments and draw.random() < share:
            comment = draw.choice(COMMENTS)
            gap += " " + comment + (draw.choice("\r\n") if comment.startswith("//") else draw.choice(["", " ", "\n"]))
        if depth and gap[-1:] in ("\r", "\n"):
            gap += " "  # at the margin a keyword begins an item of the text, whatever is open
        depth += (token.kind == "LBRACE") - (token.kind == "RBRACE")
        made += gap + token.text
        end = token.end
    return made


def words(text: str) -> list[str]:
    """The words of a text; of a string only what is not blank, for a string's blanks may change."""
    tokens, _ = lex(grammar("pattern"), text)
    return ["".join(token.text.split()) if token.kind == "STRING" else token.text for token in tokens]


def comments(text: str) -> list[str]:
    pieces = pieces_of(re.sub(r"\r\n?", "\n", text))
    return [" ".join(piece.text.split()) for piece in pieces if piece.kind == COMMENT]


def notes(text: str) -> list[NoteEvent]:
    performance = perform(compile_program(text))
    return [note._replace(origin=()) for note in performance.notes(Fraction(-1), Fraction(3))]


def holds(text: str) -> None:
    """Whatever must be true of a text without faults."""
    once = formatted(text)
    assert formatted(once) == once
    assert words(once) == words(text)
    assert comments(once) == comments(text)
    assert not parse("pattern", once)[1]
    ends = re.findall(r"\r\n|\r|\n", once)
    assert len(set(ends)) <= 1
    assert not re.search(r"[ \t][\r\n]|[\r\n]{4}", once.replace("\r\n", "\n")) or "/*" in once
    before, after = check(text), check(once)
    assert [problem.code for problem in before.diagnostics] == [problem.code for problem in after.diagnostics]
    if before.program is not None:
        assert notes(once) == notes(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_program_of_the_specification_sounds_as_before(page: Path) -> None:
    draw = random.Random(page.stem)
    for text in programs(page):
        holds(text)
        holds(disturbed(text, draw))


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.pattern")), ids=lambda path: path.stem)
def test_the_examples_are_in_their_one_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    holds(text)
    assert formatted(text) == text


@settings(max_examples=150, deadline=None)
@given(some.integers(0, 10**9))
def test_whatever_the_grammar_reads_keeps_words_and_comments(number: int) -> None:
    draw = random.Random(number)
    text = song(draw)
    assert parse("pattern", text)[1] == []
    holds(text)
    holds(disturbed(text, draw))


@settings(max_examples=100, deadline=None)
@given(some.integers(0, 10**9))
def test_blanks_within_lines_make_no_difference(number: int) -> None:
    draw = random.Random(number)
    text = re.sub("a : |solo b: ", "", song(draw))  # what follows labels may be aligned by chance
    assert formatted(disturbed(text, draw, comments=False)) == formatted(text)


def solid(text: str) -> str:
    return "".join(text.split())


SIGNS = some.sampled_from(
    [*'{}()[]<>;,.:=+-*/"$!?~ \n\r\t', "0", "1.5", "a", "melody", "\nlet", "//", "/*", "*/", "é", "\0"]
)
SONG = 'tempo 96;\nmelody { piano C4 0; }\n\nlet x9 = "a  b".f(1) ;\n// c\nrhythm {\n synth x9 ;\n}\n'


@settings(max_examples=300, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 90), some.integers(0, 4), SIGNS), min_size=1, max_size=5))
def test_a_changed_program_keeps_its_signs(edits: list[tuple[int, int, str]]) -> None:
    text = SONG
    for place, deleted, added in edits:
        at = place % (len(text) + 1)
        text = text[:at] + added + text[at + deleted :]
    once = formatted(text)
    assert solid(once) == solid(text)
    assert formatted(once) == once


@settings(max_examples=300, deadline=None)
@given(some.text(some.characters(codec=None), max_size=200))
@example("\x00/")
@example('"""\n/* ')
def test_any_text_keeps_its_signs(text: str) -> None:
    once = formatted(text)
    assert solid(once) == solid(text)
    assert formatted(once) == once


HOSTILE = {
    "brackets": f"let a9 = {'(' * 200}1{')' * 200};",
    "lists": f'let a9 = {"[1, " * 200}"{"c4 " * 40}"{"]" * 200};',
    "functions": f'let a9 = "c4"{".every(2, .rev()" * 199}{")" * 199};',
    "functions with comments": 'let a9 = "c4"' + ".every(2, // x\n.rev()" * 199 + ")" * 199 + ";",
    "arguments": f"let a9 = stack({'1, ' * 20_000}1);",
    "arguments of an instrument called meter": f"melody {{ meter stack({'1, ' * 20_000}1); }}",
    "comments on a line": "/**/" * 50_000,
    "comments on lines": "// x\n/* */\n" * 20_000,
    "comments in a list": "let a9 = [// x\n1, /* */ // x\n2, // y\n3 // z\n];",
    "faults": "melody {\n" * 1_000 + '}{;"\n' * 1_000,
    "faulty headers": "tempo 1\n" * 10_000,
    "an open string": "melody { piano " + '"c4  ' * 10_000,
}
SECONDS = 10.0  # tells a hang from an answer on the busiest machine


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_formatted_soon(name: str) -> None:
    begin = time.process_time()
    once = formatted(HOSTILE[name])
    assert time.process_time() - begin < SECONDS
    assert solid(once) == solid(HOSTILE[name])
    assert formatted(once) == once


@pytest.mark.parametrize(
    ("string", "wanted"),
    [
        ('"c4"', '"c4"'),
        ('"  "', '""'),
        ('" c4\t e4 "', '"c4 e4"'),
        ('"[ c4 , e4 ]( 3 , 8 )"', '"[c4 , e4](3 , 8)"'),
        ('"{ a <b c > }%4 . - ~"', '"{a <b c>}%4 . - ~"'),
        ('"c4 - 1  -1"', '"c4 - 1 -1"'),
        ('"a .. b  ^ c"', '"a .. b  ^ c"'),
        ('"c4  [ e4"', '"c4  [ e4"'),
        ('"c4  \\" e4"', '"c4  \\" e4"'),
        ('d"0  [ 2 4 ]"', 'd"0 [2 4]"'),
        ('"""a  b \n  [ c\t\nd"""', '"""a  b\n  [ c\nd"""'),
    ],
)
def test_blanks_of_strings(string: str, wanted: str) -> None:
    assert spaced_string(string) == wanted
    assert spaced_string(wanted) == wanted


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    text = newline.join(["tempo 1 ;", "// a", "/* b ", " c */", "", "", "melody {", "piano C4 0;}"])
    wanted = newline.join(["tempo 1;", "// a", "/* b", " c */", "", "melody {", "  piano C4 0;", "}", ""])
    assert formatted(text) == wanted


def test_of_several_line_ends_the_most_frequent_stays() -> None:
    assert formatted("tempo 1;\r\nseed 2;\r\nkey C;\nswing 0.5;") == "tempo 1;\r\nseed 2;\r\nkey C;\r\nswing 0.5;\r\n"


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "\r\n"])
def test_a_text_of_blanks_is_empty(text: str) -> None:
    assert formatted(text) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tempo   1\nlet x9   = 1 ;\n", "tempo   1\nlet x9 = 1;\n"),
        (
            "melody {\n\tpiano  \n\n\n\nlet  x9 = 1;\nrhythm { }\n}",
            "melody {\n\tpiano  \n\n\n\nlet  x9 = 1;\nrhythm { }\n}",
        ),
        ("rhythm{}\n\n\n\ntempo  x y;\n\n\nrhythm{}", "rhythm { }\n\ntempo  x y;\n\n\nrhythm { }\n"),
        ("var  a { }\n// c\ntempo  9 ;", "var  a { }\n// c\ntempo 9;\n"),
        ("\n\nlet{\nmelody { }\n", "let{\nmelody { }\n"),
        ("\r// c\rtempo 96\n;key m]inor ;", "// c\rtempo 96\n;key m]inor ;"),
        ("/*  open\n tempo  1 ;", "/*  open\n tempo  1 ;"),
    ],
)
def test_what_has_faults_stays(text: str, wanted: str) -> None:
    assert formatted(text) == wanted
    assert formatted(wanted) == wanted


def test_a_fault_is_told() -> None:
    found = format_text("tempo 1\nrhythm{}")
    assert [(problem.code, problem.begin) for problem in found.diagnostics] == [("PS001", 7)]
    assert format_text('melody { piano "c4".nothing(); }').diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "meter (3+2+2)/8 x 4, 4/4 x 2;",
        "form intro (verse (chorus)*2)*2 bridge chorus*2 outro;",
        "section verse 8 bars with .vel(0.9).fast(2) { drums, bass, keys.up(1); harmony { piano r9; } }",
        "def shimmer(p, n=2) = p.off(1/8, .add(7).vel(0.5)).ply(n);",
        "form Kick 0.5;",
    ],
)
def test_statements_are_set_by_their_signs_alone(text: str) -> None:
    [entry] = entries_of(pieces_of(text))
    assert isinstance(entry, Statement)
    assert flat(spaced(entry.pieces, has_texts=True)) == text.partition("{")[0] + "{" * ("{" in text)
