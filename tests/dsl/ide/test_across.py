"""Across: one name in several texts, and that all of them sound as they did when it is another."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from posixpath import dirname, join, normpath
from random import Random

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.ide.across import Home, home_of, mentions, renamed
from pattern_dsl.ide.rename import Refusal
from pattern_engine.performance import perform

sys.path.insert(0, str(Path(__file__).parent))

from marked import unmarked


class Beside:
    """The library of some texts by their paths, as the text at *path* sees them."""

    def __init__(self, texts: dict[str, str], path: str) -> None:
        self.texts = texts
        self.path = path

    def text(self, path: str) -> str:
        whole = normpath(join(dirname(self.path), path))
        if whole not in self.texts:
            raise LookupError(f"there is no {path}")
        return self.texts[whole]

    def has_folder(self, path: str) -> bool:
        return True


def documents(texts: dict[str, str]) -> dict[str, Document]:
    return {path: Document.of(text, Beside(texts, path)) for path, text in texts.items()}


def heard(texts: dict[str, str]) -> dict[str, object]:
    """What each text plays in its first bars; its mistakes if it has any."""
    found: dict[str, object] = {}
    for path, text in texts.items():
        snapshot = check(text, library=Beside(texts, path))
        found[path] = [problem.code for problem in snapshot.diagnostics]
        if snapshot.program is not None:
            notes = perform(snapshot.program).notes(Fraction(0), Fraction(3))
            found[path] = [note._replace(origin=()) for note in notes]
    return found


def edited(texts: dict[str, str], offset: int, path: str, new: str) -> dict[str, str] | Refusal:
    """*texts* after what is named at *offset* of the one at *path* has become *new*."""
    held = documents(texts)
    home = home_of(held[path], path, offset)
    assert home is not None
    made = renamed(held, home, new)
    if isinstance(made, Refusal):
        return made
    return {path: fixed(text, Fix("", made.get(path, ()))) for path, text in texts.items()}


A = 'let «riff» = "c4 e4 g4"; let low = «riff».up(-12); melody { piano «riff»; }'

TOGETHER = [
    [A, 'import «riff», low from "./a.pattern"; melody { piano «riff»; piano "$«riff»"; bass low; }'],
    [A, 'import * from "a.pattern"; melody { piano «riff».fast(2); }'],
    [A, 'import "a.pattern" as a; melody { piano a.«riff»; piano a.low; }'],
    [A, 'import «riff» as hook from "a.pattern"; melody { piano hook; let riff = c3; piano riff; }'],
    [A, 'let riff = "e4"; import low from "a.pattern"; melody { piano riff; piano low; }'],
    [A, 'import «riff» from "a.pattern";', 'import «riff» from "b.pattern"; melody { piano «riff»; }'],
    [A, 'import «riff» as x from "a.pattern";', 'import x from "b.pattern"; melody { piano x; }'],
    [A, 'import * from "a.pattern";', 'import "b.pattern" as b; melody { piano b.«riff»; piano b.low; }'],
    ["def «up2»(p, n = 2) = p.up(n);", 'import «up2» from "a.pattern"; melody { piano "c4 g4".«up2»(); }'],
    ["param «glow» = 900 in 200..6000;", 'import «glow» from "a.pattern"; melody { piano "c4".lpf(«glow»); }'],
]
"""Texts a, b, c in which every mention of one name, and nothing else, stands between marks."""

REFUSED = [
    (
        "let ri«ff» = c4;",
        'import riff from "a.pattern"; let hook = c3;',
        "hook is the name of a let already in b.pattern",
    ),
    ("let ri«ff» = c4; let hook = c4;", "", "hook is the name of a let already"),
    (
        "let ri«ff» = c4;",
        'import * from "a.pattern"; let hook = c3; melody { piano hook; piano riff; }',
        "b.pattern: hook would mean something else",
    ),
    (
        "let ri«ff» = c4;",
        'let hook = c3; import * from "a.pattern"; melody { piano hook; }',
        "b.pattern: hook would mean something else",
    ),
]


def named(marked: list[str]) -> tuple[dict[str, str], dict[str, list[tuple[int, int]]]]:
    texts, places = {}, {}
    for letter, text in zip("abc", marked, strict=False):
        texts[f"/music/{letter}.pattern"], places[f"/music/{letter}.pattern"] = unmarked(text)
    return texts, places


@pytest.mark.parametrize("marked", TOGETHER)
def test_a_name_is_found_and_renamed_in_all_texts(marked: list[str]) -> None:
    texts, places = named(marked)
    wanted = {
        path: fixed(text, Fix("", tuple((*spot, "hook_2") for spot in places[path]))) for path, text in texts.items()
    }
    assert heard(wanted) == heard(texts)
    for path, spots in places.items():
        for begin, end in spots:
            assert edited(texts, begin, path, "hook_2") == edited(texts, end, path, "hook_2") == wanted
        for begin, end in spots[:1]:
            assert edited(wanted, begin, path, texts[path][begin:end]) == texts


def test_another_name_of_an_import_belongs_to_what_it_means() -> None:
    texts, _ = named(["let riff = c4;", 'import riff as hook from "a.pattern"; melody { piano hook; }'])
    held = documents(texts)
    home = home_of(held["/music/a.pattern"], "/music/a.pattern", 5)
    assert home == Home("/music/a.pattern", 4, 8)
    b = texts["/music/b.pattern"]
    found = mentions(held["/music/b.pattern"], "/music/b.pattern", home)
    assert [b[one.begin : one.end] for one in found] == ["riff", "hook", "hook"]
    again = home_of(held["/music/b.pattern"], "/music/b.pattern", b.rindex("hook"))
    assert again == home._replace(own=False)


@pytest.mark.parametrize(("home", "other", "reason"), REFUSED)
def test_what_would_clash_is_refused_with_the_reason(home: str, other: str, reason: str) -> None:
    texts, places = named([home, other])
    assert edited(texts, places["/music/a.pattern"][0][0], "/music/a.pattern", "hook") == Refusal(reason)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("melody { let riff = c4; piano riff; }", "riff"),
        ("melody lead { piano c4; }", "lead"),
        ('melody { piano "c4".rev(); }', "rev"),
        ('import piano as keys from "keys";', "keys"),
        ("section s { let riff = c4; melody { piano riff; } } form s;", "riff"),
    ],
)
def test_what_no_other_text_can_import_has_no_home(text: str, word: str) -> None:
    assert home_of(Document.of(text), "/music/b.pattern", text.index(word)) is None


class Band:
    """Writes texts that import from each other under few names; made and dropped for each seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.gives: dict[str, list[str]] = {}

    def write(self) -> dict[str, str]:
        return {f"/m/{letter}.pattern": self.text(letter) for letter in "abcd"}

    def text(self, letter: str) -> str:
        lines, known, uses = [], [], []
        for other, gives in self.gives.items():
            free = [name for name in gives if name not in known]
            match self.random.randint(0, 3):
                case 0 if len(free) == len(gives):
                    lines.append(f'import * from "{other}.pattern";')
                    known += free
                case 1:
                    lines.append(f'import "{other}.pattern" as m{other};')
                    uses += [f"m{other}.{name}" for name in gives]
                case 2 if free:
                    name = self.random.choice(free)
                    used = self.random.choice([name, f"{name}_{other}{letter}"])
                    lines.append(f'import {name if used == name else f"{name} as {used}"} from "./{other}.pattern";')
                    known.append(used)
        for name in ("riff", "hook", "low"):
            if name not in known and self.random.random() < 0.5:
                lines.append(f'let {name} = "{self.random.choice(["c4", "c4 e4", "g3*3"])}";')
                known.append(name)
        self.gives[letter] = known
        played = "".join(f"piano {name}; " for name in [*known, *uses, *known])
        strings = "".join(f'piano "e4 ${name}"; ' for name in known)
        return "\n".join([*lines, f'melody m {{ piano "c4"; {played}{strings}}}\n'])


def test_any_name_of_any_texts_can_be_another_and_nothing_sounds_otherwise() -> None:
    done = 0
    for seed in range(10):
        texts = Band(Random(seed)).write()
        before = heard(texts)
        assert all(not isinstance(notes[0], str) for notes in before.values()), (texts, before)
        tried = set()
        for path, text in texts.items():
            for offset in [at for at in range(len(text)) if text[at - 1 : at] == " " and text[at].isalpha()]:
                home = home_of(documents(texts)[path], path, offset)
                if home is None or not home.own or home in tried:
                    continue
                tried.add(home)
                after = edited(texts, offset, path, "zz_fresh")
                assert not isinstance(after, Refusal), (texts, text[offset:], after)
                assert after != texts
                assert heard(after) == before, (texts, after)
                done += 1
    assert done > 40
