"""Completion: what is offered where, in which order, and what is told of it. ``¦`` is the caret."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from completing import complete, labels

from pattern_dsl.document import Document
from pattern_dsl.ide.completion import completions, resolve
from pattern_dsl.ide.completion_items import Completion, ranked
from pattern_dsl.ide.completion_keywords import KEYWORDS
from pattern_dsl.lexer import grammar, lex
from pattern_dsl.outline import HEADERS, ROLES
from pattern_engine.instruments import INSTRUMENTS
from pattern_engine.ranges import range_of
from pattern_engine.theory.pitch import midi_of
from pattern_engine.words import WORDS

SONGS = sorted((Path(__file__).parents[3] / "examples").glob("*.pattern"))


def check_completion(
    marked: str, *, has: Sequence[str] = (), lacks: Sequence[str] = (), first: str | None = None
) -> None:
    found = labels(marked)
    assert set(has) - set(found) == set()
    assert set(lacks) & set(found) == set()
    if first is not None:
        assert found[:1] == [first]


PLACES: list[tuple[str, dict[str, object]]] = [
    ("¦", {"has": ["melody", "tempo", "key", "let", "def", "section", "form", "import"], "lacks": ["piano", "fast"]}),
    ("tem¦", {"first": "tempo"}),
    ("tempo 120;\nhar¦", {"first": "harmony"}),
    ("melody { ¦ }", {"has": ["piano", "guitar", "let"], "lacks": ["tempo", "c4", "fast"], "first": "piano"}),
    ("rhythm { ¦ }", {"has": ["drums", "piano"], "first": "synth"}),
    ('import bell as glocke from "bells"; melody { ¦ }', {"has": ["glocke", "bell"], "first": "glocke"}),
    ("melody { gui¦ }", {"first": "guitar", "lacks": ["bell"]}),
    ("melody { mute ¦ }", {"has": ["piano"], "lacks": ["let"]}),
    ("melody { lead: ¦ }", {"has": ["piano"], "lacks": ["let"]}),
    ('melody { piano "c4"\n  gui¦\n}', {"first": "guitar"}),
    ("melody { piano ¦ }", {"has": ['"c4 e4 g4"', "cat", "sine"], "lacks": ["fast", "tempo"]}),
    ('let changes = "<Dm¦', {"has": ["Dm", "Dm7"], "first": "Dm"}),
    ('let changes = "<i VI¦', {"first": "VI"}),
    ('let beat = "Ki¦', {"first": "Kick"}),
    ("harmony { piano rom¦ }", {"first": "roman"}),
    ("melody { piano C¦ 0.0; }", {"has": ["C4", "C2"], "lacks": ["D4"], "first": "C4"}),
    ("melody { piano C4,¦ 0.0; }", {"has": ["E4", "G4"], "lacks": ["cat", "sine"]}),
    ("rhythm { synth K¦", {"first": "Kick", "lacks": ["c4"]}),
    ("melody { ca¦ }", {"has": ["cat"], "lacks": ["capo"]}),
    ("melody { let x = ¦", {"has": ["sine", "cat"], "first": '"c4 e4 g4"'}),
    ("melody { piano pure({¦", {"has": ["note", "vel", "lpf"], "lacks": ["sine"]}),
    ('melody { piano "a".pick({¦', {"lacks": ["vel", "sine"]}),
    ('harmony { piano r"V7/¦" }', {"has": ["V", "ii"]}),
    ('let riff = "c4"; melody { piano ri¦ }', {"first": "riff"}),
    ('melody { piano ri¦ } let riff = "c4";', {"lacks": ["riff"]}),
    ('melody { let riff = "c4"; piano ri¦ }', {"first": "riff"}),
    ('melody { let riff = "c4"; } melody { piano ri¦ }', {"lacks": ["riff"]}),
    ('section a { let riff = "c4"; melody { piano ri¦', {"first": "riff"}),
    ('section a { melody { let riff = "c4"; } melody { piano ri¦', {"lacks": ["riff"]}),
    ('tempo 90; let riff = "c4"; melody { piano ri¦', {"first": "riff"}),
    ('melody { piano "c4".¦ }', {"has": ["fast", "rev", "lpf", "every", "euclid"], "lacks": ["sine", "cat", "cutoff"]}),
    ('melody { piano "c4".fa¦', {"first": "fast", "has": ["fastGap"], "lacks": ["rev"]}),
    ('melody { piano "c4".cutoff¦ }', {"first": "lpf"}),
    ('melody { piano "c4".dgb¦ }', {"first": "degradeBy"}),
    ('melody { piano "c4".evry¦ }', {"has": ["every"]}),
    ('melody { piano "c4".By¦ }', {"has": ["degradeBy", "juxBy"]}),
    ("melody { piano sine.¦ }", {"first": "toUnipolar", "has": ["range"]}),
    ("melody { piano 3.¦ }", {"lacks": ["fast", "rev"]}),
    ('def lift(p) = p.up(1); melody { piano "c4".li¦ }', {"has": ["linger"], "first": "lift"}),
    ("def lift(p, n = 2) = ¦", {"has": ["p", "n"]}),
    ("def lift(¦", {"lacks": ["p", "sine"]}),
    ('melody { piano "c4".every(4, ¦) }', {"has": [".rev", ".fast"], "lacks": ["sine", "cat"]}),
    ('melody { piano "c4".every(4, x => ¦', {"has": ["x"]}),
    ('melody { piano "c4".every(4, (a, b) => a.add(¦', {"has": ["a", "b"]}),
    ('melody { piano "c4".echo(¦', {"has": ["times=", "time=", "feedback="], "first": "3, 1/8, 0.6"}),
    ('melody { piano "c4".echo(3, ¦', {"has": ["feedback="], "lacks": ["times="]}),
    ('melody { piano "c4".echo(time=1/8, ¦', {"lacks": ["time="]}),
    ('def lift(p, n = 2) = p.fast(n); melody { piano "c4".lift(¦', {"has": ["n="], "lacks": ["p="], "first": "n="}),
    ('melody { piano "c4".voicing(¦', {"has": ['"drop2"', "near="], "lacks": ["sine"], "first": '"close"'}),
    ('melody { piano "c4".voicing("¦', {"has": ["close", "rootless"], "lacks": ["c4"]}),
    ('melody { piano "c4".add("0", "¦', {"has": ["in", "squeeze"]}),
    ('melody { piano "¦" }', {"has": ["c4", "c6"], "lacks": ["eb4", "Kick", "fast"], "first": "c4"}),
    ('melody { piano "e¦" }', {"has": ["e4", "eb4", "e2"], "lacks": ["c4"], "first": "e4"}),
    ('melody { guitar "e2 ¦" }', {"has": ["e2", "c3"], "lacks": ["c2", "d2"]}),
    ('key Eb major; melody { piano "¦" }', {"has": ["eb4", "bb4"], "lacks": ["e4", "b4"], "first": "eb4"}),
    ('key Eb major; section a { key G major; melody { piano "f¦" } }', {"first": "f#4"}),
    ('melody { piano "C4 ¦" }', {"has": ["E4"], "lacks": ["e4"]}),
    ('melody { piano "c4*¦" }', {"lacks": ["c4"]}),
    ('melody { piano "c4(¦" }', {"lacks": ["c4"]}),
    ('melody { piano "c4 ¦', {"has": ["e4"]}),
    ('melody { piano """c4 e4\n  g¦', {"first": "g4"}),
    ('let a = "c4"; let b = 2; melody { piano "c4 $¦" }', {"has": ["$a"], "lacks": ["c4"]}),
    ('rhythm { synth "¦" }', {"has": ["Kick", "Snare", "Cowbell"], "lacks": ["c4", "bd"], "first": "Kick"}),
    ('rhythm { synth "bd¦" }', {"first": "Kick"}),
    ('rhythm { kit "Kick:¦" }', {"lacks": ["Kick"]}),
    ('melody { s("¦")', {"has": ["Kick", "piano"]}),
    ('harmony { piano "¦" }', {"has": ["C", "Am", "G"], "lacks": ["c4"], "first": "C"}),
    ('harmony { piano "F¦" }', {"has": ["F", "Fm", "Fmaj7"], "first": "F"}),
    ('key A minor; harmony { piano r"¦" }', {"has": ["i", "VI", "V7"], "lacks": ["Am"], "first": "i"}),
    ('melody { piano roman("¦")', {"has": ["I", "V7"]}),
    ('melody { piano d"¦"', {"has": ["0", "7"], "lacks": ["c4"]}),
    ('melody { piano x"¦"', {"lacks": ["c4", "x"]}),
    ('melody { piano "0".scale("¦")', {"has": ["C", "F#", "Bb"], "lacks": ["major"]}),
    ('melody { piano "0".scale("C mel¦")', {"first": "melodicMinor"}),
    ("key ¦", {"has": ["C", "Eb"], "lacks": ["major"]}),
    ("key C ¦", {"has": ["minor", "dorian"], "lacks": ["C"], "first": "major"}),
    ("key C ionian¦", {"first": "major"}),
    ("tuning ¦", {"has": ['"19edo"']}),
    ('tuning "19edo" on ¦', {"has": ["A", "C"]}),
    ("swing 2/3 ¦", {"first": "on"}),
    ("tempo 96 to 120 over 8 ¦", {"has": ["bars", "beats"]}),
    ("swap ¦", {"has": ["at 4 bars", "with xfade(2)"], "lacks": ["len"]}),
    ("swap at ¦", {"has": ["now", "beat", "section"]}),
    ("swap at 4 ¦", {"has": ["bars"]}),
    ("swap at 4 bars ¦", {"first": "with xfade(2)"}),
    ("times ¦", {"has": ["beats", "seconds"]}),
    ('import ¦ from "keys";', {"has": ["piano", "bass"]}),
    ('import ¦ from "fills.pattern";', {"has": ["riff", "shimmer"], "lacks": ["piano"]}),
    ('melody { piano d"""0 ¦', {"has": ["2"], "lacks": ["c4"]}),
    ('import piano from "¦";', {"has": ["keys", "drums"], "lacks": ["piano"]}),
    ("import piano ¦", {"has": ["from", "as"]}),
    ("import piano from ¦", {"has": ['"keys"']}),
    ('import "fills.pattern" as fills; melody { piano fills.¦ }', {"has": ["riff", "shimmer"], "lacks": ["fast"]}),
    ('import "fills.pattern" as fills; melody { piano fills.riff.¦ }', {"has": ["fast"], "lacks": ["shimmer"]}),
    ("section verse 4 bars { } section coda 2 bars { } form verse ¦", {"has": ["verse", "coda"], "lacks": ["form"]}),
    ("section verse 4 bars { } form (¦", {"has": ["verse"]}),
    ("section verse 4 bars { } form verse*¦", {"lacks": ["verse"]}),
    (
        'rhythm beat { kick: synth "Kick"; } section a { ¦ }',
        {"has": ["beat", "kick", "key", "melody"], "first": "beat"},
    ),
    ('rhythm beat { synth "Kick"; } section a { beat, be¦ }', {"first": "beat"}),
    ('rhythm beat { synth "Kick"; } section a { beat.¦ }', {"has": ["fast"]}),
    ('rhythm beat { synth "Kick"; } contrast fill replaces ¦', {"has": ["beat"]}),
    ("melody lead ¦", {"has": ["len", "every", "with", "once", "{"], "lacks": ["dur"]}),
    ("melody lead len 2 ¦", {"has": ["bars", "beats"]}),
    ("melody { piano C4 0.0 ¦ }", {"has": ["dur", "vel", "every"], "lacks": ["len"]}),
    ("param cut = 900 in 200..6000 ¦", {"has": ["log", "lin"]}),
    ("param cut = 900 in 200..6000 log <- ¦", {"has": ["cc"], "lacks": ["sine"]}),
]


@pytest.mark.parametrize(("marked", "wanted"), PLACES, ids=[marked for marked, _ in PLACES])
def test_what_is_offered(marked: str, wanted: dict[str, Sequence[str]]) -> None:
    check_completion(marked, **wanted)  # type: ignore[arg-type]  # a table of its keywords


NOTHING = [
    "// tem¦",
    "melody { piano C4 0; } // pi¦",
    "/* me¦ */",
    "/// a com¦",
    'title "Ni¦";',
    "tempo 12¦",
    "let ri¦",
    "def li¦",
    "param cu¦",
    "section ver¦",
    'melody { piano "c4".vel(0.¦) }',
    'melody { piano "c4".fast(2¦) }',
    'import piano as ¦ from "keys";',
    'melody { piano grid("x¦") }',
    "meter (3+¦",
]


@pytest.mark.parametrize("marked", NOTHING)
def test_nothing_is_offered_in_comments_plain_text_numbers_and_new_names(marked: str) -> None:
    assert labels(marked) == []


def test_every_method_is_offered_once_under_its_own_name() -> None:
    found = labels('melody { piano "c4".¦ }')
    assert sorted(found) == sorted({word.name for word in WORDS.values() if word.is_method})


def test_what_is_of_pitch_comes_last_for_drums_and_what_is_of_samples_for_notes() -> None:
    drums, notes = labels('rhythm { synth "Kick".¦ }'), labels('melody { piano "c4".¦ }')
    assert drums.index("scale") > drums.index("chop")
    assert notes.index("scale") < notes.index("chop")


@pytest.mark.parametrize("name", [name for name, row in INSTRUMENTS.items() if row.kind == "pitched"])
def test_notes_lie_in_the_range_of_the_instrument(name: str) -> None:
    low, high = range_of(name) or (0, 0)
    found = [midi_of(label) for label in labels(f'melody {{ {name} "¦" }}')]
    assert found
    assert all(key is not None and low <= key <= high for key in found)


def test_the_next_note_is_near_the_one_before() -> None:
    assert labels('melody { piano "c6 g6 ¦" }')[:3] == ["c6", "d6", "e6"]
    assert labels('melody { piano "g2 ¦" }')[0] == "c2"


def test_a_control_tells_its_range_and_unit() -> None:
    item = next(item for item in complete('melody { piano "c4".lpf¦ }').items if item.label == "lpf")
    assert item.detail == "20 … 20000 Hz"


def typed_words(text: str) -> list[tuple[int, int]]:
    """Every word of a text that is not a name given there, a number, or plain text: from where to where."""
    found: list[tuple[int, int]] = []
    tokens = lex(grammar("pattern"), text)[0]
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        given = before.text in ("let", "def", "param", "section", *ROLES) or after.kind == "COLON"
        if token.kind in ("NAME", "NOTE") and len(token.text) > 2 and not given:
            found.append((token.begin, token.end))
        elif token.kind == "STRING" and before.text != "title":
            first = token.begin + token.text.index('"') + 1
            words = lex(grammar("mini"), text[first : token.end - 1], first)[0]
            found += [(one.begin, one.end) for one in words if one.kind == "WORD" and one.text[:1].isalpha()]
    return [(begin, end) for begin, end in found if end - begin > 1 and text[begin:end].isalnum()]


@pytest.mark.parametrize("song", SONGS, ids=lambda song: song.stem)
def test_two_letters_of_nearly_every_word_of_a_song_bring_it_among_the_first_five(song: Path) -> None:
    text = song.read_text(encoding="utf-8")
    document, words = Document.of(text), typed_words(text)
    missed = []
    for begin, end in words:
        offered = completions(document.edited(begin + 2, end, ""), begin + 2).items[:5]
        spelled = {name.lstrip(".").rstrip("=") for item in offered for name in (item.label, *item.others)}
        if text[begin:end] not in spelled:
            missed.append(text[begin:end])
    assert len(missed) <= len(words) / 8, missed  # Dm is the beginning of many chords


def test_a_long_block_is_as_good_as_a_short_one() -> None:
    lines = '  piano "c4 e4".fast(2);\n' * 2_000
    for above in ("", 'let riff = "c4";', "/* a remark; */", '// "quoted'):
        marked = f'rhythm long len 2 bars {{\n{above}\n{lines}  synth "sn¦'
        assert labels(marked)[0] == "Snare"
    assert "riff" not in labels(f"melody long {{\n{lines}  piano ri¦")
    assert labels(f'melody long {{\nlet riff = "c4";\n{lines}  piano ri¦')[0] == "riff"
    assert labels(f"melody long {{\n{lines}}}\n{lines}  te¦")[0] == "tempo"


def test_the_best_is_first_and_says_so() -> None:
    found = complete('melody { piano "c4".s¦ }').items
    assert [item.rank for item in found] == list(range(len(found)))
    assert [item.label[0] for item in found[:20]] == ["s"] * 20


def test_documentation_is_found_when_it_is_asked_for() -> None:
    item = next(item for item in complete('melody { piano "c4".fast¦ }').items if item.label == "fast")
    assert WORDS["fast"].help in resolve(item)
    assert WORDS["fast"].example in resolve(item)
    assert "key 36" in resolve(complete('rhythm { synth "Kick¦" }').items[0])
    said = "/// as the sea does\nlet swell = sine.slow(4);\nmelody { piano c4.vel(swe¦"
    assert resolve(complete(said).items[0]) == "as the sea does"


@pytest.mark.parametrize("marked", [marked for marked, _ in PLACES])
def test_every_item_can_be_resolved(marked: str) -> None:
    for item in complete(marked).items:
        assert item.topic is None or item.topic[0] in ("text", "value", "pack", "tuning") or resolve(item), item


def test_the_keywords_are_those_of_the_language() -> None:
    rows = KEYWORDS.values()
    assert {row.name for row in rows if row.where == "header"} == {*HEADERS} - {"swap"}  # which no section has
    assert {row.name for row in rows if row.where == "block"} == set(ROLES)
    rules = (Path(__file__).parents[3] / "grammar" / "pattern_grammar" / "pattern.lark").read_text(encoding="utf-8")
    quoted = {word for word in re.findall(r'"([a-z]+)"', rules) if word not in ("x", "and", "or", "not")}
    assert quoted - {"bar", "bars", "beat", "cycles"} == set(KEYWORDS)


def test_what_is_typed_decides_before_what_is_usual() -> None:
    items = [
        Completion("fastGap", "method", "", "", 1),
        Completion("fast", "method", "", "", 5),
        Completion("slow", "method", "", "", 0, others=("fastless",)),
        Completion("superfast", "method", "", "", 0),
    ]
    assert [item.label for item in ranked("fast", items)][:3] == ["fast", "fastGap", "slow"]
    assert ranked("fastl", items)[0].spelling == "fastless"
    assert ranked("zzz", items) == ()


def test_half_typed_text_hides_nothing_that_stands_above() -> None:
    text = 'let riff = "c4";\nmelody { piano "c4".fast( }\nmelody { piano "e4 ; }\nrhythm { synth \nmelody { piano ri¦'
    assert labels(text)[:1] == ["riff"]
