"""What is said about marks of strings, numbers and outputs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pattern_dsl.document import Document
from pattern_dsl.ide.hover import hover
from pattern_dsl.ide.hover_marks import MARKS
from pattern_dsl.lexer import grammar

sys.path.insert(0, str(Path(__file__).parent))

from marked import at_caret

ROWS = [
    ('melody { piano "c4‸*2 e4"; }', "*2", "Faster"),
    ('melody { piano "c4*‸2 e4"; }', "*2", "Faster"),
    ('melody { piano "c4‸/3 e4"; }', "/3", "Slower"),
    ('melody { piano "c4‸!3 e4"; }', "!3", "Copies"),
    ('melody { piano "c4‸@3 e4"; }', "@3", "Weight"),
    ('melody { piano "c4‸?0.3 e4"; }', "?0.3", "Chance"),
    ('rhythm { synth "bd:‸2 sd"; }', ":2", "The number of a sound"),
    ('melody { piano "‸<c4 e4>"; }', "<", "Turns"),
    ('melody { piano "[c4 e4‸]"; }', "]", "A group"),
    ('melody { piano "‸{c4 e4}%4"; }', "{", "Steps that keep"),
    ('melody { piano "{c4 e4}%‸4"; }', "%4", "So many steps"),
    ('rhythm { synth "Kick(‸3,8)"; }', "3", "Euclid"),
    ('rhythm { synth "Kick(3,‸8)"; }', "8", "Euclid"),
    ('melody { piano "c4 ‸~ e4"; }', "~", "A rest"),
    ('melody { piano "c4 ‸_ e4"; }', "_", "The step before"),
    ('melody { piano "c4 ‸| e4"; }', "|", "One of these"),
    ('melody { piano "c4‸, e4"; }', ",", "These sound together"),
    ('rhythm { synth Kick.struct(x"‸x..."); }', "x", "A hit"),
    ('rhythm { synth Kick.struct(x"x‸..."); }', ".", "A rest"),
    ('melody { piano "c4".lpf(‸800); }', "800", "**800** — `value: pattern`"),
    ("tempo ‸120;", "120", "Range 1 … 999, usually 20 … 400"),
    ("out ‸midi;", "midi", "**midi** — an output, `--to midi[:PORT NAME]`"),
    ('melody { piano "c4" -> ‸osc("x", 1); }', "osc", "**osc** — an output"),
]


@pytest.mark.parametrize(("marked", "word", "said"), ROWS)
def test_every_sign_is_explained(marked: str, word: str, said: str) -> None:
    text, caret = at_caret(marked)
    found = hover(Document.of(text), caret)
    assert found is not None
    assert text[found.begin : found.end] == word
    assert said in found.text


def test_notes_are_notes_beside_marks() -> None:
    text, caret = at_caret('melody { piano "‸c4*2"; }')
    found = hover(Document.of(text), caret)
    assert found is not None
    assert found.text.startswith("**c4**")


def test_every_mark_is_one_of_the_grammar() -> None:
    known = {name for state in grammar("mini").states for name in state}
    assert {*MARKS} <= known
