"""Typed: a line is put right while it is written, and no other line is touched."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pattern_dsl.document import Document
from pattern_dsl.fix import Fix, fixed
from pattern_dsl.formatting import format_text, formatted
from pattern_dsl.ide.context_tokens import before
from pattern_dsl.ide.typed import typed

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(Path(__file__).parent))

from marked import SONGS, at_caret, edit  # noqa: E402

ROWS = [
    ("melody {\n‸", "melody {\n  "),
    ("melody {\n‸}", "melody {\n}"),
    ("melody {\n    }‸", "melody {\n}"),
    ("melody {\n  piano C4 0;\n      ‸piano E4 1;\n}", "melody {\n  piano C4 0;\n  piano E4 1;\n}"),
    ("section a {\n  melody {\n‸", "section a {\n  melody {\n    "),
    ('melody {\n  piano "c4"\n‸', 'melody {\n  piano "c4"\n    '),
    ("melody {\npiano   C4  0  ;‸\n}", "melody {\n  piano C4 0;\n}"),
    ("melody {\npiano   C4  0  ;‸\n", "melody {\n  piano   C4  0  ;\n"),
    ('let  x="c4  e4" ;‸\nlet   y = 2;', 'let x = "c4 e4";\nlet   y = 2;'),
    ('melody{piano "c4".fast( 2 );}‸', 'melody { piano "c4".fast(2); }'),
    ("tempo  120 ;‸\r\nmelody  { }", "tempo 120;\r\nmelody  { }"),
    ("// piano   C4  0 ;‸", "// piano   C4  0 ;"),
    ('let x = "c4  ;‸', 'let x = "c4  ;'),
    ("/* melody {\n‸", "/* melody {\n"),
    ("‸", ""),
    ("melody {\n  piano C4 0;\n}\n    ‸", "melody {\n  piano C4 0;\n}\n"),
]


def after(text: str, caret: int) -> str:
    sign = text[caret - 1 : caret] if text[caret - 1 : caret] in (";", "}") else "\n"
    return fixed(text, Fix("", typed(Document.of(text), caret, sign)))


@pytest.mark.parametrize(("marked", "wanted"), ROWS)
def test_a_line_is_put_right(marked: str, wanted: str) -> None:
    text, caret = at_caret(marked)
    assert after(text, caret) == wanted


def texts() -> Iterator[str]:
    yield from SONGS.values()
    for page in sorted((ROOT / "tests" / "language").glob("*.md")):
        yield from re.findall(r"^```pattern\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_lines_are_indented_as_the_formatter_does() -> None:
    """Every line of what is formatted gets its indent again, without what follows it."""
    kept, lost = 0, []
    for text in map(formatted, texts()):
        if format_text(text).diagnostics:
            continue
        at = 0
        for line in text.splitlines(keepends=True):
            above = text[:at]
            if line.strip() and not line.lstrip().startswith("//"):
                flat = above + line.lstrip(" ")
                made = after(flat, at) if at else flat
                opening = before(Document.of(text), at)
                if made == above + line:
                    kept += 1
                elif opening.quote is None and not opening.comment:
                    lost.append((above, line))
            at += len(line)
    assert kept > 600
    assert lost == []


@pytest.mark.parametrize("seed", range(30))
def test_only_blanks_of_one_line_change(seed: int) -> None:
    random = Random(seed)
    text = random.choice([*SONGS.values()])
    for _ in range(6):
        begin, end, new = edit(text, random)
        text = text[:begin] + new + text[end:]
    for _ in range(12):
        caret = random.randint(0, len(text))
        made = typed(Document.of(text), caret, random.choice((";", "}", "\n")))
        whole = fixed(text, Fix("", made))
        assert "".join(whole.split()) == "".join(text.split())
        first = max(text.rfind("\n", 0, caret), text.rfind("\r", 0, caret)) + 1
        last = min((at for at in (text.find("\n", caret), text.find("\r", caret)) if at >= 0), default=len(text))
        assert all(first <= one.begin <= one.end <= last for one in made)
        assert "\n" not in "".join(one.text for one in made)
