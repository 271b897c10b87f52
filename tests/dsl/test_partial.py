"""Partial programs: a mistake spoils its block and what uses it; the rest is what it would be without the mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pattern_dsl import Snapshot, check
from pattern_dsl.blame import MOST_MISTAKES
from pattern_engine.patching import patched
from pattern_engine.performance import perform
from pattern_engine.program import Program
from pattern_engine.time import Time

ROOT = Path(__file__).parents[2]
SONGS = sorted((ROOT / "examples").glob("*.pattern"))
SIGNS = '"{}()[]<>;,.~*/= ax3#'
SLIPS = 60
"""One-character slips in each song."""


class Examples:
    """What the songs of ``examples`` import."""

    def text(self, path: str) -> str:
        try:
            return (ROOT / "examples" / path).read_text(encoding="utf-8")
        except OSError as error:
            raise LookupError(f"there is no {path}") from error

    def has_folder(self, path: str) -> bool:
        return (ROOT / "examples" / path).is_dir()


def slips(text: str, random: Random) -> Iterator[tuple[int, str]]:
    """Texts that differ from *text* in one sign that is missing, doubled, wrong or too much, and where."""
    for _ in range(SLIPS):
        at = random.randrange(len(text))
        new = random.choice(["", text[at] * 2, random.choice(SIGNS), text[at] + random.choice(SIGNS)])
        yield at, text[:at] + new + text[at + 1 :]


def sounds(program: Program, key: str) -> list[str]:
    """The notes of the part *key* in its first bars, and where it goes."""
    parts = [part for part in program.parts if part.key == key]
    alone = program._replace(parts=tuple(part._replace(muted=False, solo=False) for part in parts))
    notes = perform(alone).notes(Time(0), Time(12))
    return [str(note._replace(origin=())) for note in notes] + [str(part.route) for part in parts]


def said_there(snapshot: Snapshot, text: str, place: int) -> bool:
    """Whether a mistake lies in the line of *place*: what is changed there is not just another thing to say."""
    begin, end = text.rfind("\n", 0, place) + 1, text.find("\n", place) % (len(text) + 1)
    return any(d.severity == "error" and begin <= d.begin <= end + 2 for d in snapshot.diagnostics)


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_a_slip_changes_nothing_in_what_it_does_not_spoil(song: Path) -> None:
    """What is spoilt is what it was, and everything else is what it is without the slip."""
    text = song.read_text(encoding="utf-8")
    whole = check(text, loop=True, library=Examples()).program
    assert whole is not None
    right = {part.key: sounds(whole, part.key) for part in whole.parts}
    played = 0
    for at, slipped in slips(text, Random(song.stem)):
        snapshot = check(slipped, loop=True, library=Examples())
        rest = snapshot.partial
        if snapshot.program is not None or rest is None or not said_there(snapshot, slipped, at):
            continue
        assert rest.kept(rest.program.parts) == [], slipped
        program = patched(whole, rest)
        assert program is not None
        assert [part.key for part in program.parts] == [*right], slipped
        fresh = rest.program._replace(seed=program.seed)
        for part in fresh.parts:
            assert sounds(fresh, part.key) == sounds(program, part.key) == right[part.key], slipped
            played += 1
    assert played or len(right) == 1 or whole.marks


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_all_of_a_text_without_mistakes_is_played(song: Path) -> None:
    snapshot = check(song.read_text(encoding="utf-8"), loop=True, library=Examples())
    assert snapshot.partial is not None
    assert snapshot.partial.program == snapshot.program
    assert not snapshot.spoilt
    assert snapshot.partial.kept(snapshot.partial.program.parts) == []


BLOCKS = """tempo 120; key C minor;
let riff = "c4 e4";
rhythm { synth "Kick*4"; }
melody lead { piano riff; }
rhythm { synth "Snare*2"; }
harmony pad { piano r"i iv"; }
melody low { bass d"0 4"; }
"""


@pytest.mark.parametrize(
    ("right", "wrong", "spoilt"),
    [
        ('"Kick*4"', '"Kick*4', ["rhythm/1/"]),
        ('"Kick*4"', '"Kick*"', ["rhythm/1/"]),
        ('"Kick*4"', '"Kick*4".fst(2)', ["rhythm/1/"]),
        ("riff; }", "riff;", ["melody/lead/"]),
        ("riff; }", "rif; }", ["melody/lead/"]),
        ("melody lead {", "melody lead lne 2 bars {", ["melody/lead/"]),
        ('"c4 e4"', '"c4 [e4"', ["melody/lead/"]),
        ("let riff", "let riff riff", ["melody/lead/"]),
        ('rhythm { synth "Kick', 'rhythm } synth "Kick', ["rhythm/1/"]),
        ("key C minor", "key H minor", ["key", "harmony/pad/", "melody/low/"]),
        ("tempo 120", "tempo 12000", ["tempo"]),
        ("harmony pad", "harmony pad with .up(", ["harmony/pad/"]),
        ("harmony pad", "harmony pad replaces low every 4 brs", ["harmony/pad/", "melody/low/"]),
        ("tempo 120;", "tempo 120; swing 0.6 on 0;", ["swing"]),
        ("tempo 120;", 'tempo 120; tuning "nonsense";', ["tuning", "melody/lead/", "harmony/pad/", "melody/low/"]),
        ("tempo 120;", "tempo 120; }", ["tempo"]),
    ],
)
def test_a_mistake_spoils_what_it_is_in_and_what_uses_it(right: str, wrong: str, spoilt: list[str]) -> None:
    assert right in BLOCKS
    snapshot = check(BLOCKS.replace(right, wrong, 1), loop=True)
    assert snapshot.program is None
    found = [one.key for one in snapshot.spoilt]
    if wrong.startswith("rhythm }"):  # it has no name, and may be none: who knows which number the next one has
        spoilt = [*spoilt, "rhythm/2/"] if "rhythm/2/" in found else spoilt
    assert found == spoilt


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("tempo 120;", "tempo 120; meter 4/0;"),
        ("tempo 120;", "tempo 120; cycle 0 bars;"),
        ("tempo 120;", "tempo 120; form verse;"),
        ('"c4 e4";', '"c4 e4"; /* a riff'),
        ("tempo 120;", "tempo 120; nonsense of any kind;"),
        ("harmony pad {", "harmony pad replaces nobody every 2 bars {"),
    ],
)
def test_what_leaves_the_whole_uncertain_leaves_nothing(right: str, wrong: str) -> None:
    snapshot = check(BLOCKS.replace(right, wrong, 1), loop=True)
    assert snapshot.program is None
    assert snapshot.partial is None


def test_a_faulty_definition_spoils_all_that_uses_it_through_others() -> None:
    text = """def soft(p) = p.vell(0.5);
def softer(p) = p.soft().up(1);
let tune = "c4".softer();
melody a { piano tune; }
melody b { piano "c4".softer(); }
melody c { piano "c4"; }
"""
    snapshot = check(text, loop=True)
    assert [one.key for one in snapshot.spoilt] == ["melody/a/", "melody/b/"]
    later = text.replace("let tune", "def softer(p) = p.up(1);\nlet tune")
    assert [one.key for one in check(later, loop=True).spoilt] == []


def test_an_import_that_fails_spoils_what_uses_its_names() -> None:
    imports = 'import fill from "./gone.pattern";\nimport piano from "keys";\n'
    text = imports + 'melody a { piano fill; }\nmelody b { piano "c4"; }\n'
    snapshot = check(text, loop=True)
    assert [one.key for one in snapshot.spoilt] == ["melody/a/"]


def test_a_variation_of_what_is_spoilt_is_spoilt() -> None:
    text = 'melody a { piano "c4 [e4"; }\ncontrast a2 with .up(1) { }\nmelody b { piano "c4"; }\n'
    assert [one.key for one in check(text, loop=True).spoilt] == ["melody/a/", "contrast/a2/"]
    tuned = 'tuning "nonsense";\n' + text.replace(" [", "").replace("melody b", "rhythm b")
    assert [one.key for one in check(tuned, loop=True).spoilt] == ["tuning", "melody/a/", "contrast/a2/"]


def test_a_faulty_param_is_not_turned_and_spoils_what_listens_to_it() -> None:
    params = "param cut = 3 in 9..1;\nparam low = 1 in 0..9;\n"
    text = params + 'melody a { piano "c4".lpf(cut); }\nmelody b { piano "c4".lpf(low); }\n'
    snapshot = check(text, loop=True)
    assert snapshot.partial is not None
    assert [one.key for one in snapshot.spoilt] == ["melody/a/"]
    assert [knob.name for knob in snapshot.partial.program.knobs] == ["low"]


def test_a_block_of_a_section_is_spoilt_alone() -> None:
    text = """melody a { piano "c4"; }
section verse 4 bars {
  a;
  rhythm beat { synth "Kick*"; }
}
form verse;
"""
    snapshot = check(text, loop=True)
    assert snapshot.partial is not None
    assert [one.key for one in snapshot.spoilt] == ["rhythm/verse.beat/"]
    assert [part.key for part in snapshot.partial.program.parts] == ["melody/a/1"]
    assert check(text.replace("  a;", "  b;"), loop=True).partial is None


def test_a_block_that_cannot_be_read_at_all_has_not_been_taken_out() -> None:
    before = check(BLOCKS, loop=True).program
    rest = check(BLOCKS.replace("melody lead {", "mxyz lead {"), loop=True).partial
    assert before is not None
    assert rest is not None
    assert rest.lost
    unnumbered = "rhythm/2/1"  # what stands before it may be a block of rhythm
    assert [part.key for part in rest.kept(before.parts)] == ["melody/lead/1", unnumbered]


@pytest.mark.parametrize(("mistakes", "certain"), [(MOST_MISTAKES, True), (MOST_MISTAKES + 1, False)])
def test_a_text_full_of_mistakes_leaves_nothing(mistakes: int, certain: bool) -> None:
    text = 'melody a { piano "c4"; }\n' + "".join(f'melody b{n} {{ piano "c4".fst(); }}\n' for n in range(mistakes))
    assert (check(text, loop=True).partial is not None) is certain
