"""Bringing: names of other texts come with their import, and the text has no mistake afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pattern_dsl import check
from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.ide.bringing import Export, brought, ways

sys.path.insert(0, str(Path(__file__).parent))

from marked import at_caret

TEXTS = {"lib/a.pattern": 'let riff = "c4 e4";\ndef shimmer(p, n = 2) = p.ply(n);\nparam rise = 3;\n', "b.pattern": ""}
EXPORTS = [
    Export("riff", "let", "lib/a.pattern"),
    Export("shimmer", "def", "lib/a.pattern"),
    Export("rise", "param", "lib/a.pattern"),
]


class Shelf:
    """The library of these texts."""

    def text(self, path: str) -> str:
        if path not in TEXTS:
            raise LookupError(f"there is no {path}")
        return TEXTS[path]

    def has_folder(self, path: str) -> bool:
        return True


def find(start: str) -> list[Export]:
    return [one for one in EXPORTS if one.name.lower().startswith(start.lower())]


IMPORT = 'import riff from "lib/a.pattern";'

COMPLETED = [
    ("melody { piano ri‸; }", f"{IMPORT}\nmelody {{ piano riff; }}"),
    ("melody {\n  ri‸;\n}", f"{IMPORT}\nmelody {{\n  riff;\n}}"),
    ('melody { piano "c4 $ri‸"; }', f'{IMPORT}\nmelody {{ piano "c4 $riff"; }}'),
    ("let x = ri‸;\nmelody { piano x; }", f"{IMPORT}\nlet x = riff;\nmelody {{ piano x; }}"),
    ('title "x";\ntempo 120;\nmelody { piano RI‸; }', f'title "x";\n{IMPORT}\ntempo 120;\nmelody {{ piano riff; }}'),
    (
        "// x\n\n/// What it is.\nmelody { piano ri‸; }",
        f"// x\n\n{IMPORT}\n/// What it is.\nmelody {{ piano riff; }}",
    ),
    (
        'import bell from "keys";\r\nmelody { bell ri‸; }\r\n',
        f'import bell from "keys";\r\n{IMPORT}\r\nmelody {{ bell riff; }}\r\n',
    ),
    (
        'import rise as r from "./lib/a.pattern";\nmelody { piano ri‸; }',
        'import rise as r, riff from "./lib/a.pattern";\nmelody { piano riff; }',
    ),
    (
        'melody { piano "c4".sh‸; }',
        'import shimmer from "lib/a.pattern";\nmelody { piano "c4".shimmer; }',
    ),
]

NOT = [
    "melody { piano r‸; }",
    "melody { piano zz‸; }",
    "let riff = c4; melody { piano rif‸; }",
    'melody { piano "ri‸"; }',
    'melody { piano "c4".ri‸; }',
    "// ri‸",
    "let ri‸",
    "section ri‸",
]


@pytest.mark.parametrize(("marked", "wanted"), COMPLETED)
def test_a_name_comes_with_its_import(marked: str, wanted: str) -> None:
    text, caret = at_caret(marked)
    (item,) = [one for one in brought(Document.of(text), caret, find) if one.kind != "param"]
    assert item.detail == 'import from "lib/a.pattern"'
    begin = caret - 3 if item.label.startswith("$") else caret - 2
    after = text[:begin] + item.insert + text[caret:]
    assert item.edits[0].end <= begin
    assert fixed(after, Fix("", item.edits)) == wanted
    problems = check(wanted.replace("shimmer;", "shimmer();"), library=Shelf()).diagnostics
    assert [problem.code for problem in problems] == []


@pytest.mark.parametrize("marked", NOT)
def test_nothing_is_offered_where_no_other_name_can_stand(marked: str) -> None:
    text, caret = at_caret(marked)
    assert brought(Document.of(text), caret, find) == ()


MENDED = [
    ("melody { piano riff; }", IMPORT),
    ('melody { piano "c4 $riff"; }', IMPORT),
    ("melody { riff.fast(2); }", IMPORT),
    ('melody { piano "c4".shimmer(2); }', 'import shimmer from "lib/a.pattern";'),
    ('melody { piano "c4".every(2, .shimmer()); }', 'import shimmer from "lib/a.pattern";'),
]


@pytest.mark.parametrize(("text", "line"), MENDED)
def test_a_name_that_nothing_gives_can_be_imported(text: str, line: str) -> None:
    document = Document.of(text, Shelf())
    (way,) = ways(document, document.diagnostics(), find, [])
    after = fixed(text, Fix("", way.edits))
    assert after == f"{line}\n{text}"
    assert way.title == line.rstrip(";")
    assert check(after, library=Shelf()).diagnostics == ()


def test_a_text_that_is_elsewhere_is_found_by_its_name() -> None:
    text = 'import riff from "a.pattern";\nmelody { piano riff; }'
    document = Document.of(text, Shelf())
    (way,) = ways(document, document.diagnostics(), lambda start: [], ["lib/a.pattern", "b.pattern"])
    assert way.title == 'import from "lib/a.pattern"'
    assert check(fixed(text, Fix("", way.edits)), library=Shelf()).diagnostics == ()
