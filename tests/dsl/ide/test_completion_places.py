"""Completion of places: outputs, files, folders and the sounds in them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.ide.completion import completions
from pattern_dsl.ide.completion_places import WRITTEN, Ports
from pattern_engine.outputs.address import FORMS, OPTIONS, address_text

sys.path.insert(0, str(Path(__file__).parent))

from marked import at_caret

FOLDERS = {
    "": ["lib/", "a.pattern", "notes.txt"],
    ".": ["lib/", "a.pattern", "notes.txt"],
    "lib": ["fills.pattern", "kit/"],
    "./lib": ["fills.pattern", "kit/"],
    "./lib/kit": ["bd/", "hh.wav", "readme.md", "empty/", "sn 2.wav"],
    "./lib/kit/bd": ["01 deep.wav", "02.flac"],
    "..": ["other.pattern"],
}


class Disk:
    """The library of these folders."""

    def text(self, path: str) -> str:
        raise LookupError(path)

    def has_folder(self, path: str) -> bool:
        return path in FOLDERS

    def names(self, path: str) -> list[str]:
        return FOLDERS.get(path, [])


KIT = 'import drum as kit2 from "./lib/kit/";\n'
OUTPUTS = [*FORMS]

ROWS = [
    ("out ‸;", OUTPUTS),
    ("out synth, ‸;", OUTPUTS),
    ("out mi‸;", ["midi", "midiin"]),
    ('melody { piano "c4" -> ‸; }', OUTPUTS),
    ("melody lead -> ‸ { }", OUTPUTS),
    ('out midi("Port", ‸);', ["ch=", "clock=", "mpe="]),
    ('melody { piano "c4" -> midi("Port", ch=2, ‸); }', ["clock=", "mpe="]),
    ("out synth(‸);", []),
    ('out midi("‸");', []),
    ('melody { piano "c4" -> osc("‸"); }', []),
    ("out synth ‸;", []),
    ('import x from "‸";', ["keys", "a.pattern", "./lib/"]),
    ('import x from "./‸";', ["./a.pattern", "./lib/"]),
    ('import x from "lib/‸";', ["lib/fills.pattern", "./lib/kit/"]),
    ('import x from "../‸";', ["../other.pattern"]),
    ('import "fi‸', []),
    (f'{KIT}rhythm {{ kit2 "‸"; }}', ["bd", "hh", "sn"]),
    (f'{KIT}rhythm {{ kit2 "bd ‸"; }}', ["bd", "hh", "sn"]),
    (f'{KIT}rhythm {{ kit2 "bd:‸"; }}', ["0", "1"]),
    (f'{KIT}rhythm {{ kit2 "hh*2 [bd:1‸]"; }}', ["1"]),
    (f'{KIT}rhythm {{ kit2 "no:‸"; }}', []),
    (f'{KIT}rhythm {{ synth "bd:‸"; }}', []),
]


@pytest.mark.parametrize(("marked", "wanted"), ROWS)
def test_places_are_offered(marked: str, wanted: list[str]) -> None:
    text, caret = at_caret(marked)
    labels = [item.label for item in completions(Document.of(text, Disk()), caret).items]
    if marked.startswith("import") and wanted[:1] == ["keys"]:
        assert [label for label in labels if label in wanted] == wanted
    elif KIT in marked and ":" not in marked.rpartition('"')[0].rpartition('"')[2]:
        assert labels[: len(wanted)] == wanted
    elif marked.startswith('import "fi'):
        assert not [label for label in labels if label.endswith((".pattern", "/"))]
    else:
        assert labels == wanted


PORTS = Ports(("Synth 1", 'say "x"', "Drums"), ("Keys",))


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        ('out midi("‸");', ["Synth 1", "Drums"]),
        ('out midi("‸', ["Synth 1", "Drums"]),
        ('out synth, midi("dr‸");', ["Drums"]),
        ('out midi("Syn‸ 1", ch=2);', ["Synth 1"]),
        ('out midiin("‸");', ["Keys"]),
        ('melody lead -> midi("‸", ch=2) { }', ["Synth 1", "Drums"]),
        ('melody { piano "c4" -> midi("‸"); }', ["Synth 1", "Drums"]),
        ('out midi("Synth 1", "‸");', []),
        ('out midi(ch="‸");', []),
        ('out osc("‸");', []),
    ],
)
def test_the_ports_of_the_machine_are_offered_where_one_is_named(marked: str, wanted: list[str]) -> None:
    text, caret = at_caret(marked)
    found = completions(Document.of(text), caret, PORTS)
    assert [item.label for item in found.items] == wanted
    assert found.of_machine == bool(wanted)


def test_a_port_that_is_taken_stands_in_the_place_of_the_whole_name() -> None:
    text, caret = at_caret('out midi("Sy‸nth", ch=2);')
    found = completions(Document.of(text), caret, PORTS)
    assert text[: found.begin] + found.items[0].insert + text[found.end :] == 'out midi("Synth 1", ch=2);'


@pytest.mark.parametrize("name", FORMS)
def test_every_output_is_written_so_that_it_can_be_opened(name: str) -> None:
    written = WRITTEN.get(name, name).replace("«", "").replace("»", "")
    program = check(f"out {written};\nmelody {{ piano C4 0; }}").program
    assert program is not None
    (wanted,) = program.outputs
    assert address_text(wanted).partition(":")[0].partition("?")[0] == name
    assert {*WRITTEN} <= {*FORMS}
    assert {*OPTIONS} <= {*FORMS}


def test_the_chords_of_a_minor_key_are_its_own() -> None:
    text, caret = at_caret('key A minor; harmony { piano "‸"; }')
    labels = [item.label for item in completions(Document.of(text), caret).items]
    assert labels[:3] == ["Am", "Bdim", "C"]
