"""Texts that import others: what they bring, and what is said of those that cannot be read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.modules import MOST_MODULES
from pattern_engine.performance import perform


class Shelf(dict[str, str]):
    """A library for tests: texts by their path. It counts how often each is read."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self.read: list[str] = []

    def text(self, path: str) -> str:
        self.read.append(path)
        if path not in self:
            raise LookupError(f"there is no {path}")
        return self[path]

    def has_folder(self, path: str) -> bool:
        return path == "./kit/"


FILLS = 'def shimmer(p, n = 2) = p.off(1/8, .up(1)).ply(n);\nlet riff = "c4 e4";\nmelody { piano A0 0; }\n'
LIBRARY = {
    "fills.pattern": FILLS,
    "lib/two.pattern": 'import riff from "../fills.pattern";\nlet twice = riff.fast(2);\n',
    "a.pattern": 'import "b.pattern" as b;\nlet x = "c4";\n',
    "b.pattern": 'import "./a.pattern" as a;\nlet y = "c4";\n',
    "self.pattern": 'import * from "self.pattern";\n',
    "broken.pattern": 'let x = "c4";\nlet y = "c4\n',
    "wrong.pattern": "def up2(p) = p.upp(2);\n",
    "ways.pattern": (
        'import "fills.pattern" as f;\nlet high = .up(1);\nlet low = x => x.up(-1);\n'
        "let k = 3;\ndef often(p, n = k) = p.ply(n);\n"
    ),
    "late.pattern": "def loud(p, by) = p.vel(by);\n",
}


def sounds(text: str) -> list[str]:
    """The notes of the first bar of a text that imports from the library."""
    snapshot = check(text, library=Shelf(LIBRARY))
    assert snapshot.program is not None, snapshot.diagnostics
    return [note.note for note in perform(snapshot.program).notes(Fraction(0), Fraction(1))]


def said(text: str) -> list[tuple[str, str, str]]:
    """What is said of a text that imports from the library: code, marked text, message."""
    found = check(text, library=Shelf(LIBRARY)).diagnostics
    return [(problem.code, text[problem.begin : problem.end], problem.message) for problem in found]


@pytest.mark.parametrize(
    ("imported", "music"),
    [
        ('import "fills.pattern" as fills;', "fills.riff"),
        ('import riff from "fills.pattern";', "riff"),
        ('import riff as other from "fills.pattern";', "other"),
        ('import * from "fills.pattern";', "riff"),
        ('import * from "fills.pattern";', '"$riff"'),
    ],
)
def test_a_name_of_another_text_plays_what_it_means_there(imported: str, music: str) -> None:
    assert sounds(f"{imported} melody {{ piano {music}; }}") == ["c4", "e4"]


@pytest.mark.parametrize(
    "music", ["fills.shimmer(c4, n=1)", "fills.shimmer(c4, 1)", "c4.shimmer(1)", '"c4".every(1, .shimmer(1))']
)
def test_a_definition_of_another_text_is_called_as_one_of_this(music: str) -> None:
    text = f'import "fills.pattern" as fills; import shimmer from "fills.pattern"; melody {{ piano {music}; }}'
    assert sounds(text) == ["c4", "C5"]


def test_a_definition_is_an_argument_where_a_function_is_wanted() -> None:
    assert len(sounds('import "fills.pattern" as f; melody { piano "c4".every(1, f.shimmer); }')) == 4


@pytest.mark.parametrize(
    ("music", "notes"),
    [
        ('"c4".f.shimmer(1)', ["c4", "C5"]),
        ('"c4".f.shimmer(n=1)', ["c4", "C5"]),
        ('"c4 e4".rev().f.shimmer(1).fast(1)', ["e4", "E5", "c4", "C5"]),
        ('"c4".every(1, .f.shimmer(1))', ["c4", "C5"]),
        ('"c4".every(1, .up(0).f.shimmer(1))', ["C4", "C5"]),
        ('"c4".every(1, x => x.f.shimmer(1))', ["c4", "C5"]),
        ('"c4".g.high()', ["C5"]),
        ('"c4".g.low()', ["C3"]),
        ('g.high("c4")', ["C5"]),
        ('"c4".g.often()', ["c4"] * 3),
    ],
)
def test_what_a_module_defines_is_a_method_after_its_name(music: str, notes: list[str]) -> None:
    text = f'let n = 5; import "fills.pattern" as f; import "ways.pattern" as g; melody {{ piano {music}; }}'
    assert sounds(text) == notes


def test_a_module_is_a_way_to_its_methods_wherever_methods_stand() -> None:
    text = (
        'import "ways.pattern" as g;\n'
        'melody keys with .g.high() { piano "c4"; piano D4 0 .g.high(); piano "e4" 0 .g.low(); }\n'
        "section a 1 bar with .g.low() { keys.g.high(); }\n"
        "form a;"
    )
    assert sounds(text) == ["C5", "D6", "E4"]


NO_METHOD = "what is no function is named without a pattern before it"


@pytest.mark.parametrize(
    ("music", "code", "marked", "message", "hint"),
    [
        ('"c4".f.shimer(2)', "PS105", "shimer", "fills.pattern has no shimer", "did you mean shimmer?"),
        ('"c4".f.riff()', "PS102", "riff", "riff is no method", NO_METHOD),
        ('"c4".g.f()', "PS102", "f", "f is no method", NO_METHOD),
        ('"c4".f', "PS205", "f", "f is a module", "name something in it: f.name"),
        ('"c4".every(1, .f)', "PS205", "f", "f is a module", "name something in it: f.name"),
        ('"c4".f(2).shimmer()', "PS206", "2", "f is a module, and takes no arguments", None),
        ('"c4".f.shimmer(1, 2)', "PS206", "2", "shimmer takes no more arguments", None),
        ('"c4".f.shimmer(m=1)', "PS103", "m", "shimmer has no argument m", None),
        ('"c4".f.shimmer(.rev())', "PS205", "shimmer", "ply expects a time as its n, not a function", None),
    ],
)
def test_a_mistake_on_the_way_through_a_module_is_said_where_it_is(
    music: str, code: str, marked: str, message: str, hint: str | None
) -> None:
    text = f'import "fills.pattern" as f; import "ways.pattern" as g; melody {{ piano {music}; }}'
    (found,) = check(text, library=Shelf(LIBRARY)).diagnostics
    assert (found.code, text[found.begin : found.end], found.message, found.hint) == (code, marked, message, hint)


def test_a_default_means_what_it_meant_in_the_text_it_stands_in() -> None:
    assert sounds('let k = 2; import "ways.pattern" as g; melody { piano "c4".g.often(); }') == ["c4"] * 3


def test_a_method_of_a_module_is_not_the_word_of_its_name() -> None:
    text = 'import "own.pattern" as own; melody { piano "c4".own.fast(1); piano own.fast(c4, 1); }'
    found = check(text, library=Shelf({"own.pattern": "def fast(p, n) = p.up(n);"}), advice=True)
    assert [problem.code for problem in found.diagnostics] == []
    assert found.program is not None
    assert [note.note for note in perform(found.program).notes(Fraction(0), Fraction(1))] == ["C5", "C5"]


def test_a_text_is_looked_for_beside_the_one_that_imports_it() -> None:
    assert sounds('import twice from "lib/two.pattern"; melody { piano twice; }') == ["c4", "e4", "c4", "e4"]


def test_the_blocks_of_another_text_are_not_played() -> None:
    assert sounds('import "fills.pattern" as f; melody { piano "g4"; }') == ["g4"]


def test_each_text_is_read_once() -> None:
    shelf = Shelf(LIBRARY)
    check('import riff, shimmer from "fills.pattern"; import "./fills.pattern" as f;' * 9, library=shelf)
    assert shelf.read == ["fills.pattern"]


def test_texts_that_import_each_other_many_times_over_are_read_once_each() -> None:
    texts = {f"{n}.pattern": f'import * from "{n + 1}.pattern"; import "{n + 1}.pattern" as m;' for n in range(60)}
    shelf = Shelf({**texts, "60.pattern": 'let deep = "c4";'})
    snapshot = check('import * from "0.pattern"; melody { piano deep; }', library=shelf)
    assert [p.message for p in snapshot.diagnostics if p.severity == "error"] == []
    assert len(shelf.read) == 61


def test_there_is_a_limit_to_what_is_imported() -> None:
    texts = {f"{n}.pattern": 'let x = "c4";' for n in range(MOST_MODULES + 1)}
    text = "".join(f'import "{name}" as m{name[:-8]};' for name in texts)
    found = check(text, library=Shelf(texts)).diagnostics
    assert [problem.message for problem in found] == [f"a text imports at most {MOST_MODULES} others"]


@pytest.mark.parametrize("name", ["a", "b"])
def test_texts_that_import_each_other_are_refused_with_the_circle(name: str) -> None:
    other = "b" if name == "a" else "a"
    circle = f"texts that import each other: {name}.pattern → {other}.pattern → {name}.pattern"
    assert said(f'import "{name}.pattern" as m;') == [("PS109", f'"{name}.pattern"', circle)]


def test_a_text_that_imports_itself_is_refused() -> None:
    assert said('import "self.pattern" as m;') == [
        ("PS109", '"self.pattern"', "texts that import each other: self.pattern → self.pattern")
    ]


def test_a_mistake_in_another_text_is_said_with_its_place_there() -> None:
    assert said('import "broken.pattern" as m;') == [
        ("PS108", '"broken.pattern"', "broken.pattern:2:9: the text in quotes is not closed")
    ]
    assert said('import "wrong.pattern" as m;') == [
        ("PS108", '"wrong.pattern"', "wrong.pattern:1:16: there is no method upp")
    ]


def test_what_another_text_does_not_have_is_said_where_it_is_asked_for() -> None:
    assert said('import rif from "fills.pattern"; import "fills.pattern" as f; melody { piano f.nope; }') == [
        ("PS108", "rif", "fills.pattern has no rif"),
        ("PS105", "nope", "fills.pattern has no nope"),
    ]
    assert said('import "nothing.pattern" as n; melody { piano n; }')[0] == (
        "PS108",
        '"nothing.pattern"',
        "there is no nothing.pattern",
    )


def test_a_problem_met_inside_a_definition_of_another_text_is_marked_where_it_is_called() -> None:
    assert said('import loud from "late.pattern"; melody { piano "c4".loud("a"); }')[0][:2] in {
        ("PS205", "loud"),
        ("PS310", 'piano "c4".loud("a")'),
    }


def test_a_folder_of_sounds_that_does_not_exist_is_a_warning() -> None:
    assert said('import kit from "./kit/"; import bad from "./bad/";') == [
        ("PS503", '"./bad/"', "there is no folder ./bad/")
    ]


@pytest.mark.parametrize("name", ["nothing", "broken", "wrong", "a"])
def test_what_is_wrong_with_another_text_is_said_again_when_its_import_is_edited(name: str) -> None:
    text = f'import "{name}.pattern" as m;'
    document = Document.of(text, Shelf(LIBRARY))
    found = [problem.message for problem in document.diagnostics()]
    edited = document.edited(len(text), len(text), " // and no more")
    assert [problem.message for problem in edited.diagnostics()] == found != []


def test_a_note_of_an_imported_definition_comes_only_from_what_this_text_says() -> None:
    module = (
        f'{"// long before it" * 40}\ndef twice(p, also = "a4 b4") = cat(p, also, "g4").every(2, .add("<7 12>"));\n'
    )
    text = 'import "m.pattern" as m;\nlet riff = "c4 d4";\nmelody { piano m.twice("e4 f4"); piano riff.m.twice(); }\n'
    program = check(text, library=Shelf({"m.pattern": module})).program
    assert program is not None
    notes = perform(program).notes(Fraction(0), Fraction(6))
    places = {place for note in notes for place in note.origin}
    assert {text[begin:end] for begin, end in places} == {"c4", "d4", "e4", "f4"}
    assert any(not note.origin for note in notes)


def test_a_mistake_in_what_an_imported_definition_makes_is_said_at_its_use() -> None:
    module = f'{"// long before it" * 40}\ndef odd(p) = p.scale("no key");\n'
    text = 'import "m.pattern" as m;\nmelody { piano m.odd("0 1"); }\n'
    (problem,) = check(text, library=Shelf({"m.pattern": module})).diagnostics
    assert problem.severity == "error"
    assert 0 <= problem.begin < problem.end <= len(text)
