"""Rechecking: what a document is found to mean, edit by edit, is what its text means read from nothing.

Everything is compared: parts, keys, music with its places, diagnostics with their fixes, and what mistakes spoil.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from random import Random

import pytest
from mutants import mutant
from test_document import FORM, SONG, edited

from pattern_dsl import Snapshot, check
from pattern_dsl.compiler import recheck
from pattern_dsl.document import Document
from pattern_dsl.modules import NoLibrary, Shelf
from pattern_dsl.recall import Recall
from pattern_dsl.scope import TOO_MANY_CALLS
from pattern_engine.expression import Apply, Atom, Chain, Expression, Lambda, Table
from pattern_engine.program import Program

EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted(Path("examples").glob("*.pattern"))]
TWINS = 'param cut = 3 in 0..8;\nmelody q at 2 with .lpf(cut) { piano C4 0:4; a: "c4"; a: "d4".fast(2); }\n'
USING = """import "fills.pattern" as fills;
import lift from "lib/more.pattern";
import * from "fills.pattern";
rhythm beat { kick: synth fills.roll.fast(2); synth "Kick*4".lift(); }
melody hook len 2 bars { riff.lift(); piano fills.riff.twice(); }
"""
SONGS = [*EXAMPLES, SONG, SONG + FORM, SONG + TWINS * 2, TWINS + FORM + SONG, USING, USING + SONG]

BLOCK = """melody part{} {{
  let own = "{} e4";
  lead: piano riff.every(4, .rev()).vel("0.5 0.8");
  piano own.twice().add(7);
  piano C4 {}.5 dur 1/2 vel 0.7;
  piano E4,G4 1 dur 1/2;
}}

"""
HEAD = 'key D dorian;\nlet riff = "c4 <e4 g4>*2";\ndef twice(p, n = 2) = p.fast(n).up(riff);\n'


def long(blocks: int) -> str:
    """A text of so many blocks that share two names and are told apart by what they play."""
    return HEAD + "".join(BLOCK.format(number, "cdefgab"[number % 7] + "4", number % 16) for number in range(blocks))


class Texts(NoLibrary):
    """Two texts that can be imported, of which one imports the other."""

    def text(self, path: str) -> str:
        """The text at *path*. Raises ``LookupError``."""
        return {
            "fills.pattern": 'let roll = "Snare*8";\nlet riff = "c4 <e4 g4>";\ndef twice(p) = p.fast(2);\n',
            "lib/more.pattern": 'import "../fills.pattern" as f;\ndef lift(p) = p.off(1/8, .add(f.riff));\n',
        }[path]


def whole(told: object) -> object:
    """*told* with the places that comparison leaves out."""
    match told:
        case Atom(value, origin):
            return "atom", repr(value), origin
        case Apply(word, args, named, origin):
            return word, whole(args), whole(named), origin
        case Chain(steps):
            return "chain", whole(steps)
        case Lambda(parameters, body):
            return parameters, whole(body)
        case Table(entries):
            return "table", whole(entries)
        case tuple():
            return type(told).__name__, *(whole(one) for one in told)
        case _:
            return repr(told)


def check_same(document: Document, loop: bool = True) -> Snapshot:
    """Check that *document* means what its text does; what that is."""
    found, fresh = recheck(document, loop=loop), check(document.text, loop=loop, library=document.shelf.library)
    assert whole(found[1:]) == whole(fresh[1:]), document.text
    assert (found.source.name, found.source.text) == (fresh.source.name, fresh.source.text)
    return found


def playing(document: Document) -> Program:
    """What *document*, which has no mistakes, is found to mean; checked."""
    program = check_same(document).program
    assert program is not None
    return program


def music(document: Document) -> dict[str, Expression]:
    """The music of each part."""
    return {part.key: part.music for part in playing(document).parts}


def replaced(document: Document, old: str, new: str) -> Document:
    """*document* with *new* where *old* stands first."""
    begin = document.text.index(old)
    return document.edited(begin, begin + len(old), new)


def walk(seed: int, steps: int, songs: list[str], most: int) -> None:
    """Edit songs at random, copy and remove lines; look at the document, and play it, now and then."""
    random = Random(f"played {seed}")
    document = Document.of(random.choice(songs), Texts())
    for _ in range(steps):
        begin, end, new = edited(document.text, random)
        lines = document.text.splitlines(keepends=True)
        if lines and random.random() < 0.4:
            at = random.randrange(len(lines))
            begin = sum(map(len, lines[:at]))
            end, new = random.choice(((begin, random.choice(lines)), (begin + len(lines[at]), "")))
        document = document.edited(begin, end, new)
        if not document.shelf.is_current:
            document = document._replace(shelf=Shelf(Texts()), recall=Recall())
        if random.random() < 0.6:
            document.diagnostics()
        if random.random() < 0.6:
            check_same(document, random.random() < 0.8)
        if len(document.text) > most or random.random() < 0.03:
            document = document.edited(0, len(document.text), random.choice(songs))


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edit_of_a_song_it_means_what_it_does_read_from_nothing(seed: int) -> None:
    walk(seed, 30, SONGS, 5_000)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edit_of_a_long_text_too(seed: int) -> None:
    walk(seed, 10, [long(40)], 20_000)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(12, 28))
def test_after_many_edits(seed: int) -> None:
    walk(seed, 60, SONGS if seed % 4 else [long(120)], 5_000 if seed % 4 else 60_000)


def mistaken(number: int) -> None:
    """Make mistakes in a real program, and mend them."""
    before, after = mutant(number).before, mutant(number).after
    first = len([*takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))])
    pairs = zip(before[first:][::-1], after[first:][::-1], strict=False)
    last = len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])
    document = Document.of(f"// above\n{before}")
    check_same(document)
    begin, line = first + len("// above\n"), len("// above\n")
    document = document.edited(begin, line + len(before) - last, after[first : len(after) - last])
    document.diagnostics()
    check_same(document)
    document = document.edited(0, line, "")
    check_same(document)
    document = document.edited(first, len(after) - last, before[first : len(before) - last])
    check_same(document)


@pytest.mark.parametrize("share", range(4))
def test_mistakes_in_real_programs_spoil_what_they_spoil_read_from_nothing(share: int) -> None:
    for number in range(share, 60, 4):
        mistaken(number)


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(10))
def test_many_mistakes_in_real_programs(share: int) -> None:
    for number in range(60 + share, 1_000, 10):
        mistaken(number)


def test_what_an_edit_leaves_where_it_is_is_not_made_again() -> None:
    document = Document.of(long(40))
    before = music(document)
    after = music(replaced(document, '"d4 e4"', '"d5 e4"'))
    assert [key for key in before if after[key] is not before[key]] == [
        f"melody/part1/{key}" for key in ("lead", 2, 3, 4)
    ]


def test_only_what_an_edit_moves_is_moved() -> None:
    document = Document.of(long(40))
    before = music(document)
    document = replaced(document, "melody part30", "melody  part30")
    after = music(document)
    assert [key for key in before if after[key] is before[key]] == [*before][: 30 * 4]
    again = music(replaced(document, '"g4 e4"', '"g5 e4"'))
    assert len([key for key in again if again[key] is not after[key]]) == 4


def test_a_line_that_is_written_again_lights_where_it_stands() -> None:
    line = '  piano "c4 e4".fast(2);\n'
    document = Document.of(f"melody one {{\n{line}}}\nmelody two {{\n}}\n")
    document = replaced(document, "melody two {\n", f"melody two {{\n{line}")
    document.diagnostics()
    one, two = music(document).values()
    assert one == two
    assert whole(one) != whole(two)


def test_the_name_of_a_twin_does_not_depend_on_what_else_there_is() -> None:
    document = Document.of('melody x { a: "c4"; }\n' + TWINS)
    twin = "melody/q/a-2"
    assert twin in music(document)
    assert twin in music(replaced(document, 'a: "c4";', 'a: "c4"; b: "e4"; c: "g4";'))


def test_an_upbeat_that_is_gone_delays_nothing() -> None:
    document = Document.of("melody up { piano C4 0:4; }\nmelody down { piano C4 1; }\n")
    document.diagnostics()
    document = replaced(document, "C4 1", "D4 1")
    document.diagnostics()
    assert playing(document).start < 0
    assert playing(replaced(document, "C4 0:4", "C4 1")).start == 0


def test_calls_of_definitions_are_counted_however_little_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("scope", "compiler"):
        monkeypatch.setattr(f"pattern_dsl.{module}.MOST_CALLS", 60)
    calls = "".join(f'melody m{number} {{ piano "c4"{".twice()" * 10}; }}\n' for number in range(6))
    document = Document.of("def twice(p) = p;\n" + calls)
    assert len(music(document)) == 6
    document = replaced(document, "melody m3", 'melody more { piano "e4".twice(); }\nmelody m3')
    document.diagnostics()
    assert TOO_MANY_CALLS in {problem.message for problem in check_same(document).diagnostics}
    document = replaced(document, 'melody m0 { piano "c4".twice()', 'melody m0 { piano "c4"')
    document.diagnostics()
    assert len(music(document)) == 7
