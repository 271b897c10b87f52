"""Names: what they mean, and that a renamed text sounds as it did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hiding_names import scoped
from test_generated import Writer

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.ide.definition import definition
from pattern_dsl.ide.names import Names
from pattern_dsl.ide.references import references
from pattern_dsl.ide.rename import Refusal, Renaming, renamable, rename
from pattern_dsl.ide.resolving import names_of
from pattern_engine.performance import perform
from pattern_engine.program import Program

ROOT = Path(__file__).parents[2]
FRESH = "zz_fresh"

MARKED = [
    'let «riff» = d"0 2"; melody { piano «riff».fast(2); piano "0 $«riff»"; piano riffs; }',
    'let «n» = 2; let m = «n»; let n = 3; melody { piano "c4".fast(n); }',
    'let n = 2; let «n» = 3; melody { piano "c4".fast(«n»); }',
    'melody { let «x» = "c4"; piano «x»; } melody { piano x; }',
    "let «n» = 2; melody len «n» bars { let n = 3; piano C4 0 dur n; }",
    "let n = 2; melody len n bars { let «n» = 3; piano C4 0 dur «n» vel «n»; }",
    'def «up2»(p) = p.up(2); melody { piano "c4".«up2»(); piano «up2»(c4); piano c4.every(2, .«up2»()); }',
    "def f(«p», n = 2) = «p».fast(n).add(«p»); def g(p) = p; melody { piano c4.f(); }",
    "def f(p, «n» = 2) = p.fast(«n»); melody { piano c4.f(3); piano f(c4, «n»=2); piano c4.fast(n=2); }",
    "let «n» = 1; def f(p, n = «n») = p.fast(n);",
    "let n = 1; def f(p, «n» = n) = p.fast(«n»);",
    "def f(p) = c4.every(2, «p» => «p».add(«p»)).add(p);",
    "def f(«p») = c4.every(2, p => p.add(p)).add(«p»);",
    "def two(p, «f») = «f»(«f»(p)); melody { piano c4.two(.rev()); }",
    "let low = «x» => «x».up(-1); melody { piano low(«x»=c4); piano c4.low(); }",
    "let «fast» = c4; melody { piano c4.fast(2); piano «fast»; }",
    "param «cut» = 900 in 200..6000 log <- cc(74); melody { piano c4.lpf(«cut»); }",
    "melody { «lead»: piano c4; lead2: piano c4; } section a { «lead».rev(); } form a; mute «lead»;",
    "rhythm «drums» { synth Kick 0; } contrast fill every 4 bars replaces «drums» { synth Crash 0; }",
    "melody «a» { piano c4; } melody b { «a»: piano c4; } section s { «a»; } form s;",
    "melody «a» { piano c4; } section s { melody a { piano c4; } «a»; } form s;",
    "melody a { piano c4; } section s { melody «a» { piano c4; } a; } form s;",
    "section «verse» 1 bar { melody { piano c4; } } form («verse» verse2)*2 «verse»; goto «verse»;",
    "section verse { } section «verse» { } form «verse»;",
    'import piano as «keys», bass from "keys"; melody { «keys» c4; «keys» C4 0; bass c4; }',
    'import «piano» from "keys"; melody keys { «piano» "piano"; }',
    'import "fills.pattern" as «fills»; melody { piano c4.«fills».shimmer(); piano «fills».riff; }',
    'import riff as «other» from "fills.pattern"; melody { piano «other»; piano "$«other»"; }',
    'import «riff» from "fills.pattern"; melody { piano «riff»; }',
    'import * from "fills.pattern"; melody { piano «riff»; piano "$«riff»"; }',
    'import "fills.pattern" as f; melody { piano c4.f.«shimmer»(); piano c4.every(2, .f.«shimmer»(3)); }',
    'let «x» = c4; melody { piano d"0 $«x»"; piano x"x."; piano "0".scale("$x"); piano "0".scale("<$«x»>"); }',
]
"""Texts in which every mention of one name, and nothing else, stands between marks."""

REFUSED = [
    ("let rif«f» = c4;", "", "'' is no name: names are letters, digits and _, and do not begin with a digit"),
    ("let rif«f» = c4;", "2nd", "'2nd' is no name: names are letters, digits and _, and do not begin with a digit"),
    (
        "let rif«f» = c4;",
        "my riff",
        "'my riff' is no name: names are letters, digits and _, and do not begin with a digit",
    ),
    ("let rif«f» = c4;", "tempo", "tempo is a keyword"),
    ("let rif«f» = c4;", "e4", "e4 reads as a note"),
    ("let rif«f» = c4;", "fast", "fast is a word of the language"),
    ("let rif«f» = c4; let low = c3;", "low", "low is the name of a let already"),
    ("let rif«f» = c4; melody { let low = c3; }", "low", "low is the name of a let already"),
    ("let low = c4; melody { let rif«f» = c3; }", "low", "low is the name of a let already"),
    ("let rif«f» = c4; def low(p) = p.add(riff);", "p", "p would mean something else"),
    ("let rif«f» = c4; melody { piano c4.every(2, x => x.add(riff)); }", "x", "x would mean something else"),
    ("def f(«p», n) = p;", "n", "n is the name of a parameter already"),
    ("let n = 1; def f(«p») = p.fast(n);", "n", "n would mean something else"),
    ("let rif«f» = c4; melody { piano riff.add(Kick); }", "Kick", "Kick would mean something else"),
    ("melody { «a»: piano c4; b: piano c4; }", "b", "b is the name of a label already"),
    ("melody a«» { piano c4; } melody b { piano c4; }", "b", "b is the name of a block already"),
    ("section a«» { } section b { } form a b;", "b", "b is the name of a section already"),
    ('import piano as «keys», bass from "keys";', "bass", "bass is the name of an instrument already"),
    ('import piano as «keys» from "keys"; melody { bell c4; keys c4; }', "bell", "bell would mean something else"),
    ("melody { piano c4.«rev»(); }", "x", "rev is a word of the language"),
    ("melody { «piano» c4; }", "x", "piano is not named in this text"),
    ("melody { piano «c»4; }", "x", "c4 is not named in this text"),
    ("let a = « » c4;", "x", "there is no name here"),
    ('import «riff» as r from "fills.pattern";', "x", "riff is named in fills.pattern"),
    ('import "fills.pattern" as f; melody { piano f.«riff»; }', "x", "riff is named in fills.pattern"),
    (
        "def f(p, «rev») = p.rev(); melody { piano c4.f(.fast(2)); }",
        "x",
        "rev is a word of the language too, and which of them is called is only known when it plays",
    ),
    (
        "def f(p, «n» = 1) = p.fast(n); def g(p, h) = h(p, n=2); melody { piano c4.g(f); }",
        "x",
        "n is given by name to a function that is only known when it plays",
    ),
]


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and what stood between them."""
    pieces = re.split("[«»]", text)
    places, at = [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            places.append((at, at + len(piece)))
        at += len(piece)
    return "".join(pieces), places


class Shelf(dict[str, str]):
    """A library of texts by their path."""

    def text(self, path: str) -> str:
        if path not in self:
            raise LookupError(f"there is no {path}")
        return self[path]

    def has_folder(self, path: str) -> bool:
        return True


FILLS = Shelf(
    {"fills.pattern": 'let riff = "c4 e4";\nlet k = 3;\ndef shimmer(p, n = k) = p.ply(n);\nparam depth = 1;\n'}
)


def heard(program: Program, keys: dict[str, str], names: dict[str, str]) -> list[object]:
    """What a program plays in its first bars, with its parts and instruments called as *keys* and *names* say.

    Chance hangs on the key of a part, so the parts are called otherwise before they are asked.
    """
    parts = tuple(
        part._replace(key=keys.get(part.key, part.key), instrument=names.get(part.instrument, part.instrument))
        for part in program.parts
    )
    sounds = tuple(sorted((names.get(name, name), sound) for name, sound in program.sounds))
    named = program._replace(parts=parts, sounds=sounds)
    performance = perform(named)
    notes = performance.notes(min(program.start, Fraction(0)), Fraction(2))
    marks = [(mark.begin, mark.key) for mark in program.marks]
    return [[note._replace(origin=()) for note in notes], marks, program.timeline, [*performance.troubles.values()]]


def same(before: Program, after: Program, old: str, new: str, kind: str) -> None:
    """Two programs sound the same, but for the one name that has changed."""
    assert len(before.parts) == len(after.parts)
    keys = {one.key: other.key for one, other in zip(before.parts, after.parts, strict=True)}
    if kind not in ("block", "label", "section"):
        assert [*keys] == [*keys.values()]
    names = {old: new} if kind == "instrument" else {}
    assert heard(before, keys, names) == heard(after, {}, {})


def renamed(text: str, names: Names, binding: int, new: str, library: Shelf | None = None) -> str | Refusal:
    """*text* with another name for a binding, or why it keeps its own."""
    place = next(one.begin for one in names.of(binding) if one.gives)
    made = rename(Document.of(text, library), place, new)
    if isinstance(made, Refusal):
        return made
    return fixed(text, Fix("", made.edits))


def every_rename_keeps(text: str, library: Shelf | None = None) -> int:
    """How many names of *text* were given another without a change in what is heard."""
    program = check(text, library=library).program
    if program is None:
        return 0
    names = names_of(Document.of(text, library))
    done = 0
    for number, binding in enumerate(names.bindings):
        made = renamed(text, names, number, FRESH, library)
        if isinstance(made, Refusal):
            assert made.reason.endswith(("only known when it plays", "would mean something else")), (binding, made)
            continue
        again = check(made, library=library)
        assert again.program is not None, (binding, made, again.diagnostics)
        same(program, again.program, binding.name, FRESH, binding.kind)
        back = renamed(made, names_of(Document.of(made, library)), number, binding.name, library)
        if not isinstance(back, Refusal) and " as " not in made[: len(text)]:
            assert back == text
        done += 1
    return done


@pytest.mark.parametrize("marked", MARKED)
def test_the_mentions_of_a_name_are_those_that_mean_it(marked: str) -> None:
    text, places = unmarked(marked)
    document = Document.of(text, FILLS)
    for begin, end in places:
        for offset in (begin, end):
            assert [found[:2] for found in references(document, offset)] == places
    gives = [found for found in references(document, places[0][0]) if found.gives]
    leads = definition(document, places[-1][0])
    if "fills.pattern" in text:
        assert {lead.path for lead in leads} <= {"", "fills.pattern"}
    else:
        assert [lead[:2] for lead in leads] == [found[:2] for found in gives]
        assert gives


@pytest.mark.parametrize(("marked", "new", "reason"), REFUSED)
def test_a_name_that_cannot_be_given_is_refused_with_a_reason(marked: str, new: str, reason: str) -> None:
    text, ((begin, _), *_) = unmarked(marked)
    assert rename(Document.of(text, FILLS), begin, new) == Refusal(reason)


def test_a_name_of_another_text_leads_there() -> None:
    text = 'import riff as r, k from "fills.pattern"; import "fills.pattern" as f;'
    text += " melody { piano r; piano c4.f.shimmer(); }"
    document = Document.of(text, FILLS)
    written = FILLS["fills.pattern"]

    def led(word: str) -> list[str]:
        return [written[lead.begin : lead.end] for lead in definition(document, text.index(word)) if lead.path]

    assert led("riff") == led("r,") == led("r;") == ["riff"]
    assert led("k from") == ["k"]
    assert led("shimmer") == ["shimmer"]
    assert definition(document, text.index("f;")) == ((0, 0, "fills.pattern"),)
    missing = 'import none from "fills.pattern"; melody { piano none; }'
    (here,) = definition(Document.of(missing, FILLS), missing.rindex("none"))
    assert missing[here.begin : here.end] == "none"


def test_an_import_without_another_name_gets_one() -> None:
    text = 'import piano, riff from "keys"; import riff from "fills.pattern"; melody { piano riff; }'
    document = Document.of(text, FILLS)
    made = rename(document, text.index("piano"), "grand")
    assert isinstance(made, Renaming)
    changed = fixed(text, Fix("", made.edits))
    assert changed.startswith("import piano as grand, riff from") and changed.endswith("{ grand riff; }")
    found = renamable(document, text.rindex("riff"))
    assert not isinstance(found, Refusal)
    made = rename(document, found.begin, "hook")
    assert isinstance(made, Renaming)
    assert fixed(text, Fix("", made.edits)).endswith('import riff as hook from "fills.pattern"; melody { piano hook; }')


def test_a_name_stays_what_it_is_called() -> None:
    assert rename(Document.of("let riff = c4;"), 5, "riff") == Renaming(())


def test_places_are_those_of_the_text_as_it_is_now() -> None:
    document = Document.of("let n = 2;\nmelody a {\n  piano c4.fast(n);\n}\nmelody b {\n  piano c4.slow(n);\n}\n")
    document = document.edited(11, 11, "\n// a line more\n")
    text = document.text
    made = rename(document, text.index("n ="), "many")
    assert isinstance(made, Renaming)
    assert fixed(text, Fix("", made.edits)) == re.sub(r"\bn\b", "many", text)


def programs() -> Iterator[str]:
    """Every program of the pages of the specification."""
    for page in sorted((ROOT / "tests" / "language").glob("*.md")):
        yield from re.findall(r"^```pattern\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_every_name_of_the_specification_can_be_another() -> None:
    library = Shelf(FILLS)
    assert sum(every_rename_keeps(text, library) for text in programs()) > 150


@pytest.mark.parametrize("song", sorted((ROOT / "examples").glob("*.pattern")), ids=lambda song: song.stem)
def test_every_name_of_a_song_can_be_another(song: Path) -> None:
    text = song.read_text(encoding="utf-8")
    assert every_rename_keeps(text) == len(names_of(Document.of(text)).bindings)


def any_rename_is_refused_or_keeps(seed: int) -> tuple[int, int]:
    """Call every name of a program what others are called; how often that was refused, and how often done."""
    found = scoped(seed)
    if found is None:
        return 0, 0
    text, names = found
    program = check(text).program
    assert program is not None
    refused = done = 0
    for number, binding in enumerate(names.bindings):
        for new in Random(number).sample(("p", "q", "n", "riff", "rev", "up", "high", "keys", "piano", "a", "b"), 3):
            made = renamed(text, names, number, new)
            if isinstance(made, Refusal):
                refused += 1
                continue
            again = check(made)
            assert again.program is not None, (binding, new, text, made, again.diagnostics)
            try:
                same(program, again.program, binding.name, new, binding.kind)
            except AssertionError as error:
                raise AssertionError(f"{binding} as {new}:\n{text}\n\n{made}") from error
            done += 1
    return refused, done


def test_a_name_that_others_have_is_refused_or_means_what_it_meant() -> None:
    counts = [any_rename_is_refused_or_keeps(seed) for seed in range(8)]
    assert sum(refused for refused, _ in counts) > 5
    assert sum(done for _, done in counts) > 10


def test_names_that_hide_each_other_can_be_others() -> None:
    texts = [found[0] for seed in range(24) if (found := scoped(seed)) is not None]
    assert sum(every_rename_keeps(text) for text in texts) > 40


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(4))
def test_many_names_can_be_others(share: int) -> None:
    for seed in range(24 + share, 84, 4):
        any_rename_is_refused_or_keeps(seed)
        every_rename_keeps(Writer(Random(f"program {seed}")).program())


def test_names_of_programs_written_at_random_can_be_others() -> None:
    texts = [Writer(Random(f"program {seed}")).program() for seed in range(24)]
    assert sum(every_rename_keeps(text) for text in texts) > 5
